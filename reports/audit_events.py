"""What the audit knows of reports."""

EVENTS = {
    "report.request": "申请生成报告",
    "report.build": "命令行生成报告",
    "report.download": "下载报告",
    "ledger.export": "导出台账",
}
OPEN = set()
