"""What a study meeting asks for before it may move on: guards of its workflow."""

from django.utils import timezone

from communities.services.committees import require_running as require_running_term
from core.errors import DomainError

NAMED = 5  # as many as a sentence bears


def require_running(deliberation):
    """A past term is for reading only."""
    require_running_term(deliberation.election)


def require_day_reached(deliberation):
    """A meeting is held on its day, not before."""
    if deliberation.held_on > timezone.localdate():
        raise DomainError(
            "not_yet_the_day",
            f"召开日期是 {deliberation.held_on:%Y年%m月%d日}，还没有到。改期的，请先修改召开日期。",
            field="held_on",
        )


def require_somebody_present(deliberation):
    """Host and recorder are named, and somebody has signed in."""
    if deliberation.host_id is None or deliberation.recorder_id is None:
        raise DomainError("nobody_in_the_chair", "请先在“修改会议”中填写主持人和记录人。")
    if not deliberation.participants.filter(attendance="present").exists():
        raise DomainError("nobody_present", "还没有人签到。请先在“签到”中登记到会人员。")


def require_attendance_known(deliberation):
    """Of everybody invited it is known whether he came: the minutes name who did not, and why."""
    unknown = list(deliberation.participants.filter(attendance="expected").values_list("name", flat=True))
    if unknown:
        raise DomainError("attendance_unknown", f"还没有登记到会情况：{_listed(unknown)}。请在“签到”中逐人登记。")


def require_conclusions(deliberation):
    """Each community on the agenda has its conclusion."""
    blank = deliberation.conclusions.filter(text="").select_related("community")
    missing = [conclusion.community.short_name for conclusion in blank]
    if missing:
        raise DomainError("conclusions_missing", f"还没有研判意见：{_listed(missing)}。请逐个社区填写后再定稿。")


def _listed(names):
    more = f"等 {len(names)} 个" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
