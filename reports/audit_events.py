"""What the audit knows of reports."""

EVENTS = {
    "report.request": "申请生成报告",
    "report.build": "命令行生成报告",
    "report.schedule": "设置每周简报",
    "report.preview": "在线预览报告",
    "report.issue": "印发报告",
    "report.download": "下载报告",
    "wording.save": "修改公文用语",
    "wording.confirm": "核定公文用语",
    "reminder.send": "催办",
    "ledger.export": "导出台账",
    "ledger.download": "下载导出的台账",
    "ledger.plan_snapshot": "申请留存台账快照",
    "ledger.cancel_snapshot": "取消计划的台账快照",
    "ledger.snapshot": "留存台账快照",
    "ledger.download_snapshot": "下载台账快照",
    "ledger.template": "上传台账模板",
    "ledger.identity": "导出完整证件号",
}
OPEN = {"ledger.identity"}
READING = {
    "report.request", "report.build", "report.preview", "report.download", "ledger.export", "ledger.download"
}  # fmt: skip
