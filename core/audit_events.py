"""What the audit knows of the machinery itself."""

EVENTS = {
    "audit.read": "查阅审计记录",
    "audit.open": "查看一条审计记录",
    "audit.verify": "核验审计链",
    "job.retry": "重试后台任务",
    "job.done": "后台任务完成",
    "job.failed": "后台任务未成功",
    "keys.rotate": "更换加密密钥",
}
OPEN = set(EVENTS)
