"""Publicity: recording an event on the phone, correcting it, declaring it void."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from communities.services.committees import require_running
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError
from discipline.models import PublicityEvent
from discipline.models.study import FILL

FIELDS = ("kind", "held_on", "place", "topic", "households", "people", "copies", "materials", "responsible")
YEARS_BEFORE = 2  # preparation begins half a year before the election day (domain facts §4.2b); two leave room


def earliest_day(election):
    """The first day on which an event may count as publicity for this term."""
    return election.election_day - relativedelta(years=YEARS_BEFORE)


@transaction.atomic
def record_publicity(*, actor, election, community, **fields):
    """Enter an event (FIELDS) of a community or of the street. Returns the :class:`PublicityEvent`.

    Raises DomainError ``future_event``, ``event_too_early``, ``nothing_reached``, ``election_elsewhere`` or
    ``election_past``; 404 and 403 as access.require.
    """
    access.require(actor, FILL, community)
    require_running(election)
    if not community.pk.startswith(election.region_id):
        raise DomainError("election_elsewhere", f"{community}不在{election.region}的本届换届范围内。", "community")
    event = PublicityEvent(election=election, community=community, recorded_by=actor, updated_by=actor)
    _fill(event, fields)
    event.save()
    audit.record(actor, "publicity.record", event, detail={"kind": event.kind, "on": event.held_on})
    return event


def _fill(event, fields):
    for name in FIELDS:
        if name in fields:
            setattr(event, name, fields[name])
    if event.held_on > timezone.localdate():
        raise DomainError("future_event", "日期还没有到，请在宣传开展后登记。", "held_on")
    first = earliest_day(event.election)
    if event.held_on < first:
        raise DomainError("event_too_early", f"日期早于本届筹备（{first:%Y-%m-%d}），请核对年份。", "held_on")
    if not any((event.households, event.people, event.copies)):
        raise DomainError("nothing_reached", "覆盖户数、人次、发放份数至少填一项。", "people")


def _changeable(actor, event):
    event = (
        PublicityEvent.objects.select_for_update(of=("self",)).select_related("election", "community").get(pk=event.pk)
    )
    access.require(actor, FILL, event)
    require_running(event.election)
    if event.is_void:
        raise DomainError("publicity_void", "这条宣传已经作废，不能再改。")
    return event


@transaction.atomic
def edit_publicity(*, actor, event, version, **fields):
    """Change an event last read at ``version``. Raises what :func:`record_publicity` does, and ``edited_meanwhile``."""
    event = _changeable(actor, event)
    claim_version(actor=actor, obj=event, version=version)
    old = {name: getattr(event, name) for name in FIELDS}
    _fill(event, fields)
    event.save()
    changed = audit.changes(old, {name: getattr(event, name) for name in FIELDS})
    audit.record(actor, "publicity.edit", event, detail=changed)
    return event


@transaction.atomic
def void_publicity(*, actor, event, reason):
    """作废: it stays readable with the reason, and is counted no more."""
    event = _changeable(actor, event)
    if not reason.strip():
        raise DomainError("reason_missing", "请写明作废的原因。", "reason")
    event.voided_at, event.voided_by, event.void_reason = timezone.now(), actor, reason.strip()
    event.save(update_fields=["voided_at", "voided_by", "void_reason"])
    audit.record(actor, "publicity.void", event, reason=reason.strip())
    return event
