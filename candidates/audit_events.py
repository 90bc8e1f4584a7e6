"""What the audit knows of candidates and rules, beside the moves of their workflow."""

EVENTS = {
    "candidate.put_forward": "提出人选",
    "candidate.edit": "修改人选",
    "candidate.check_standard": "对标核查",
    "candidate.check_negative": "负面清单核查",
    "candidate.clear_negatives": "批量登记无此情形",
    "candidate.record_decision": "登记集体研究",
    "candidate.conclude_decision": "审定集体研究",
    "candidate.answer_correction": "答复补正事项",
}
OPEN = set()
