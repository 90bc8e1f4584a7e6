"""What the audit knows of talks, assessments and departure audits, beside the moves of their workflows.

Of a talk it learns that it was read, written or signed, never a word of its text.
"""

EVENTS = {
    "talk.plan": "安排谈话",
    "talk.assign": "指定谈话人",
    "talk.record": "登记谈话记录",
    "talk.read": "查看谈话原文",
    "talk.sign": "谈话签字",
    "talk.withdraw_signatures": "撤销谈话签字",
    "talk.add_note": "补充谈话说明",
    "talk.add_follow_up": "登记谈话后续措施",
    "talk.finish_follow_up": "办结谈话后续措施",
    "talk.raise_issue": "由谈话转难点问题",
    "talk.edit_outline": "修改谈话提纲",
    "talk.confirm_outline": "核定谈话提纲",
    "talk.upload_scans": "上传谈话扫描件",
    "talk.match_scan": "归入谈话扫描件",
    "talk.discard_scan": "弃置谈话扫描页",
}
OPEN = set()
