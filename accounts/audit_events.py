"""What the audit knows of accounts. Nothing here is business data, so the content is shown."""

EVENTS = {
    "session.start": "登录",
    "session.refuse": "登录失败",
    "session.end": "退出",
    "session.expire": "会话到期",
    "account.create": "新建账号",
    "account.edit": "修改账号",
    "account.disable": "停用账号",
    "account.enable": "启用账号",
    "account.reset_password": "重置密码",
    "account.change_password": "修改密码",
    "account.unlock": "解除锁定",
    "account.end_sessions": "强制退出",
    "exercise.open": "开设演练街道",
    "exercise.reset": "重置演练街道",
    "exercise.remove": "撤销演练街道",
}
OPEN = set(EVENTS)
READING = {"session.start", "session.refuse", "session.end", "session.expire"}
