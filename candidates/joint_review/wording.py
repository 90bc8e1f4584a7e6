"""The words of a reminder: a draft, before which the office's own text takes precedence."""

from core.dates import chinese_date


def reminder(letter, waiting, days_late):
    """催办: a text to copy into a message or to read out on the telephone. No person is named in it."""
    late = f"，现已逾期{days_late}天" if days_late else ""
    return (
        f"{letter.addressee}：我街道{letter.sent_on.month}月{letter.sent_on.day}日以{letter.number}送请贵单位联审社区“两委”"
        f"换届人选，请于{chinese_date(letter.due_on)}前反馈{late}。尚有{waiting}名人选未收到审查意见，"
        f"请尽快函复。联系人：{letter.batch.contact}，{letter.batch.contact_phone}。"
    )
