"""Registering clues, correcting what was registered, and looking at who reported."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.models import Election, Person
from communities.services.committees import require_running
from communities.services.limits import record_within_limit
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError
from discipline.clue_access import HANDLE, READ, WORK, kin_of
from discipline.clue_limits import STEPS, Deadlines
from discipline.models import Clue, ClueSubject
from discipline.services.clue_steps import KINDS, log, require_open, take

REVEALS_PER_HOUR = 10
REASONS = ("核实举报内容", "约见举报人", "反馈办理结果", "移送随附", "答复上级督办")


@transaction.atomic
def register_clue(*, actor, election, community, **fields):
    """Register a clue; ``fields``: those of Clue that the form of registration takes. Returns the :class:`Clue`.

    A person of the actor's own circle (himself, a declared relative) whose name stands in ``reported`` is
    linked at once, so that the clue leaves his sight for those in charge. Raises DomainError
    ``election_past``, ``out_of_street``, ``received_in_future``, ``reporter_missing`` or ``reporter_of_anonymous``.
    """
    access.require(actor, HANDLE, community)
    require_running(election)
    _require_inside(election, community)
    _require_sound(fields)
    today = timezone.localdate()
    clue = Clue(election=election, community=community, year=today.year, registered_by=actor, updated_by=actor,
                number=_next_number(election, today.year), **_trimmed(fields))  # fmt: skip
    deadlines = Deadlines(election)
    deadlines.set_due(clue, deadlines.end(STEPS.ACCEPT, clue.received_on))
    clue.save()
    log(clue, actor, KINDS.REGISTER, "登记线索")
    audit.record(actor, "clue.register", clue, detail={"channel": clue.channel})
    _link_own_circle(actor, clue)
    return clue


def _next_number(election, year):
    """The next of the year; the locked row of the term puts registrants in line."""
    Election.objects.select_for_update().get(pk=election.pk)
    return (Clue.objects.filter(election=election, year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def _require_inside(election, community):
    if not community.pk.startswith(election.region_id):
        raise DomainError("out_of_street", f"“{community}”不在本街道，请选择本街道的社区。", field="community")


def _require_sound(fields):
    if fields["received_on"] > timezone.localdate():
        raise DomainError("received_in_future", "收到日期还没有到，请核对。", field="received_on")
    given = any(fields.get(name, "").strip() for name in Clue.REPORTER)
    if fields["is_named"] and not fields.get("reporter_name", "").strip():
        raise DomainError("reporter_missing", "实名举报须填写举报人姓名；不愿具名的请选“匿名”。", field="reporter_name")
    if given and not fields["is_named"]:
        raise DomainError(
            "reporter_of_anonymous", "匿名举报不能填写举报人信息，请清空，或改选“实名”。", field="is_named"
        )


def _trimmed(fields):
    return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}


def _link_own_circle(actor, clue):
    """Whoever registers a clue about himself or his kin hands it over by doing so."""
    people = Person.objects.filter(kin_of(actor))
    for person in people:
        if person.name in clue.reported:
            ClueSubject.objects.get_or_create(clue=clue, person=person, defaults={"added_by": actor})
            audit.record(actor, "clue.subject", clue)


def update_clue(*, actor, clue, version, **fields):
    """Correct what was registered. What of the reporter is left blank stays as it is: the page never shows it.

    Raises DomainError ``edited_meanwhile``, ``clue_closed`` and what registering raises.
    """
    with transaction.atomic():
        clue = take(actor, clue, WORK)
        require_open(clue)
        claim_version(actor=actor, obj=clue, version=version)
        if fields["is_named"]:
            fields |= {name: fields.get(name, "").strip() or getattr(clue, name) for name in Clue.REPORTER}
        _require_inside(clue.election, fields["community"])
        _require_sound(fields)
        if not fields["is_named"] and clue.feedback_on:
            raise DomainError("already_fed_back", "已向举报人反馈，不能再改为匿名。", field="is_named")
        changed = [name for name, value in _trimmed(fields).items() if getattr(clue, name) != value]
        for name, value in _trimmed(fields).items():
            setattr(clue, name, value)
        _renew_first_limit(clue)
        clue.save()
        log(clue, actor, KINDS.EDIT, "更正登记", "、".join(Clue._meta.get_field(name).verbose_name for name in changed))
        audit.record(actor, "clue.edit", clue, detail={"fields": changed})
        _link_own_circle(actor, clue)
    return clue


def _renew_first_limit(clue):
    """当日受理 counts from the day of receipt, which may have been wrong; limits that began later stay."""
    if clue.state == Clue.States.REGISTERED:
        deadlines = Deadlines(clue.election)
        deadlines.set_due(clue, deadlines.end(STEPS.ACCEPT, clue.received_on))


@transaction.atomic
def reveal_reporter(*, actor, clue, reason):
    """``{field: value}`` of who reported, for a stated ``reason`` (one of REASONS), each time recorded.

    Raises DomainError ``reason_missing``, ``anonymous`` or ``too_often``; 404 as ``access.require``.
    """
    access.require(actor, READ, clue)
    if reason not in REASONS:  # a fixed phrase: the audit keeps it in plain
        raise DomainError("reason_missing", "请选择查看事由。", field="reason")
    if not clue.is_named:
        raise DomainError("anonymous", f"{clue.code}是匿名举报，没有举报人信息。")
    record_within_limit(
        actor, "clue.reveal", clue, per_hour=REVEALS_PER_HOUR, reason=reason,
        message=f"每小时最多查看{REVEALS_PER_HOUR}次举报人信息，已用完。请稍后再试。",
    )  # fmt: skip
    log(clue, actor, KINDS.REVEAL, "查看举报人", reason)
    return {name: getattr(clue, name) for name in Clue.REPORTER}


def people_named_in(actor, clue):
    """The people of the street, in the actor's sight, whose names stand in what was reported: to be linked."""
    if not clue.reported:
        return []
    people = access.visible_to(actor, Person).filter(access.code_condition("community_id", [clue.election.region_id]))
    linked = set(clue.subjects.values_list("person_id", flat=True))
    found = [pk for pk, name in people.values_list("pk", "name") if name in clue.reported and pk not in linked]
    return list(people.filter(pk__in=found).select_related("community"))
