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
    "rule.install": "装入规则样本",
    "rule.copy": "沿用往届规则",
    "rule.add": "增加负面清单条目",
    "rule.edit": "修改标准或负面清单",
    "rule.confirm": "核定标准或负面清单",
    "rule.in_force": "停用或启用规则",
}
OPEN = set()
