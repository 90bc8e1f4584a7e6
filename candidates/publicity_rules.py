"""What must hold before names are published and before a notice is closed; whom a notice may name."""

from django.utils import timezone

from candidates.models import Candidate, Objection, SlateSeat
from core.attachments import attachments_of
from core.errors import DomainError, refuse_if

READY = ("cleared", "passed")


def may_be_named(election, community):
    """Those through the district's joint review, and those of the adopted slate who are through 街道严审.

    Source: 联审反馈 → 社区公示 (domain facts §4.7); whoever is still in joint review is named afterwards.
    """
    rows = Candidate.objects.filter(election=election, community=community)
    adopted = SlateSeat.objects.filter(slate__election=election, slate__community=community, slate__state="adopted")
    chosen = rows.filter(state="cleared") | rows.filter(state__in=READY, pk__in=adopted.values("candidate"))
    return chosen.distinct().select_related("person", "community").order_by("person__name", "pk")


def require_running(notice):
    if not notice.election.is_running:
        raise DomainError("term_closed", f"{notice.election}已是往届，公示只供查阅。")


def require_names(notice):
    refuse_if([] if notice.names.exists() else ["公示中还没有人选"], "notice_empty")


def require_still_able(notice):
    """Between drafting and posting somebody may have been sent back."""
    able = set(may_be_named(notice.election, notice.community).values_list("pk", flat=True))
    names = notice.names.select_related("candidate__person")
    wrong = [
        f"{one.candidate}现为“{one.candidate.get_state_display()}”" for one in names if one.candidate_id not in able
    ]
    refuse_if(wrong, "notice_not_able")


def require_not_past(notice):
    if notice.starts_on < timezone.localdate():
        raise DomainError("notice_in_past", "公示开始日期已过，请先改为今天或以后的日期。")


def require_period_over(notice):
    if timezone.localdate() <= notice.ends_on:
        raise DomainError("notice_running", f"公示到{notice.ends_on:%m月%d日}为止，期满后才能结束。")


def open_objections(notice):
    return Objection.objects.filter(notice=notice, result="")


def require_no_open_objection(notice):
    number = open_objections(notice).count()
    refuse_if([f"{number}件异议尚未办结"] if number else [], "objection_open")


def require_photo(notice):
    """照片留痕 (domain facts §4.9)."""
    refuse_if([] if attachments_of(notice).exists() else ["还没有上传张贴照片"], "photo_missing")
