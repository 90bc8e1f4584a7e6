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
    "talk.edit_outline": "修改或核定谈话提纲",
    "talk.upload_scans": "上传谈话扫描件",
    "talk.match_scan": "归入谈话扫描件",
    "talk.discard_scan": "弃置谈话扫描页",
    "assessment.generate": "生成任期考核",
    "assessment.self_report": "登记述职报告",
    "assessment.votes": "登记民主测评得票",
    "assessment.take_over": "取用测评批次结果",
    "assessment.talks": "登记考核个别谈话",
    "assessment.meeting": "登记考核定等会议",
    "assessment.edit_rule": "修改等次建议规则",
    "assessment.confirm_rule": "核定等次建议规则",
    "departureaudit.plan": "离任审计立项",
    "departureaudit.assign": "指派审计组",
    "departureaudit.withdraw": "撤销离任审计立项",
    "departureaudit.edit": "修改离任审计",
    "departureaudit.figures": "填报审计数据",
    "departureaudit.figures_template": "下载审计数据填报表",
    "departureaudit.contract": "登记审计合同",
    "departureaudit.finding": "登记审计发现问题",
    "departureaudit.rectification": "登记整改情况",
    "departureaudit.handover": "登记离任交接",
    "departureaudit.withdraw_signatures": "撤销交接签字",
    "departureaudit.rule": "设定审计结果公示天数",
}
OPEN = set()
READING = {"talk.read"}
