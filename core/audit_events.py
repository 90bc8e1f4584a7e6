"""What the audit knows of the machinery itself."""

EVENTS = {
    "audit.read": "查阅审计记录",
    "audit.open": "查看一条审计记录",
    "audit.verify": "核验审计链",
    "job.retry": "重试后台任务",
    "job.done": "后台任务完成",
    "job.failed": "后台任务未成功",
    "import.start": "上传导入文件",
    "import.recheck": "重新检查导入文件",
    "import.confirm": "确认导入",
    "import.write": "写入导入数据",
    "import.drop": "放弃导入",
    "import.undo": "撤销导入",
    "import.error_file": "下载有误的行",
    "import.purge": "清除导入明细",
    "attachment.add": "上传佐证材料",
    "attachment.read": "查看佐证材料",
    "attachment.remove": "删除佐证材料",
    "signature.add": "手写签名",
    "recycle.restore": "恢复已删除的记录",
    "keys.rotate": "更换加密密钥",
}
BUSINESS = ("import.", "attachment.", "signature.", "recycle.")  # their content is the offices' work
OPEN = {code for code in EVENTS if not code.startswith(BUSINESS)}
READING = {
    "audit.read",
    "audit.open",
    "audit.verify",
    "import.error_file",
    "attachment.read",
    "job.retry",
    "job.done",
    "job.failed",
}  # fmt: skip - what a job did to records it says itself
