"""Recording research visits: what was seen and heard, and the issues that came up on the spot."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from communities.models import Election, FieldVisit
from communities.services.committees import require_running
from communities.services.issues import raise_issue
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

YEARS_BEFORE = 2  # preparation begins half a year before the election day (domain facts §4.2b); two leave room
FINDINGS = ("achievements", "reserve", "recognition")
FIELDS = (
    "method", "visited_on", "starts_at", "ends_at", "place", "companions", "met", "met_count", "household_count",
    *FINDINGS, "follow_up",
)  # fmt: skip


def earliest_day(election):
    """The first day on which a visit may count as preparation of this term."""
    return election.election_day - relativedelta(years=YEARS_BEFORE)


@transaction.atomic
def record_visit(*, actor, community, election, visitors=(), issues=(), **fields):
    """Enter a research visit. Returns the :class:`FieldVisit`.

    ``fields``: FIELDS, ``method`` and ``visited_on`` at least. ``visitors``: persons who went. ``issues``:
    dicts of ``title``, ``kind``, ``seriousness`` (and what else ``raise_issue`` takes) that came up there.
    Raises DomainError ``future_visit``, ``visit_too_early``, ``wrong_times``, ``nobody_went``,
    ``no_findings``, ``election_elsewhere`` or ``term_closed``; 404 and 403 as access.require.
    """
    access.require(actor, "fill_records", community)
    require_running(election)
    _require_covered(election, community)
    visit = FieldVisit(community=community, election=election, recorded_by=actor, updated_by=actor)
    _fill(visit, visitors, fields)
    visit.save()
    visit.visitors.set(visitors)
    audit.record(actor, "visit.record", visit, detail={"method": visit.method, "on": visit.visited_on})
    for issue in issues:
        raise_issue(actor=actor, community=community, election=election, source=visit, **issue)
    return visit


@transaction.atomic
def update_visit(*, actor, visit, version, visitors, **fields):
    """Change a visit last read at ``version``. Raises what :func:`record_visit` does, and ``visit_void``."""
    visit = _locked(visit)
    access.require(actor, "fill_records", visit)
    require_changeable(visit)
    claim_version(actor=actor, obj=visit, version=version)
    old = {name: getattr(visit, name) for name in fields}
    _fill(visit, visitors, fields)
    visit.save()
    visit.visitors.set(visitors)
    audit.record(actor, "visit.edit", visit, detail=audit.changes(old, fields))
    return visit


@transaction.atomic
def void_visit(*, actor, visit, reason):
    """Declare a visit void: it stays readable with the reason, and is counted no more. Its issues stay."""
    visit = _locked(visit)
    access.require(actor, "fill_records", visit)
    require_changeable(visit)
    if not reason.strip():
        raise DomainError("reason_missing", "请写明作废的原因。", "reason")
    visit.voided_at, visit.voided_by, visit.void_reason = timezone.now(), actor, reason.strip()
    visit.save(update_fields=["voided_at", "voided_by", "void_reason"])
    audit.record(actor, "visit.void", visit, reason=reason.strip())
    return visit


def _locked(visit):
    """The visit as it is now, which somebody may have declared void since it was read."""
    return FieldVisit.objects.select_for_update(of=("self",)).select_related("election", "community").get(pk=visit.pk)


def require_changeable(visit):
    """Raises DomainError ``election_past`` or ``visit_void``."""
    require_running(visit.election)
    if visit.is_void:
        raise DomainError("visit_void", "这条走访记录已作废，不能再改。请另行登记。")


def _require_covered(election, community):
    if not Election.objects.over(community.code).filter(pk=election.pk).exists():
        raise DomainError(
            "election_elsewhere", f"{election}不覆盖{community.short_name}。请重新选择社区。", "community"
        )


def _fill(visit, visitors, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a visit has no field {name}")
        setattr(visit, name, value)
    _require_day(visit)
    _require_times(visit)
    if not visitors and not visit.companions.strip():
        raise DomainError("nobody_went", "请选择走访人；名单里没有的，写在“同行人员”中。", "visitors")
    if not any(getattr(visit, name).strip() for name in FINDINGS):
        raise DomainError("no_findings", "班子实绩、后备储备、群众认可度三项中，请至少写一项。", "achievements")


def _require_day(visit):
    today, first = timezone.localdate(), earliest_day(visit.election)
    if visit.visited_on > today:
        day = f"{visit.visited_on:%Y年%m月%d日}"
        raise DomainError("future_visit", f"走访日期（{day}）还没有到。请填写实际走访的日期。", "visited_on")
    if visit.visited_on < first:
        raise DomainError(
            "visit_too_early",
            f"走访日期早于本届筹备（{first:%Y年%m月%d日}，选举日前{YEARS_BEFORE}年）。请核对日期。",
            "visited_on",
        )


def _require_times(visit):
    if visit.ends_at and not visit.starts_at:
        raise DomainError("wrong_times", "填了结束时间的，请一并填写开始时间。", "starts_at")
    if visit.ends_at and visit.ends_at <= visit.starts_at:
        raise DomainError("wrong_times", "结束时间应晚于开始时间。", "ends_at")
