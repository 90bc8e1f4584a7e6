"""The reserve pool: registering, correcting, moving, and the numbers it is measured by."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import PoolRule, ReserveEntry
from candidates.pool_rules import rule_of
from communities.models import Election, TermRole
from communities.services import leave_roster, put_on_roster
from communities.services.committees import require_running
from communities.services.duplicates import require_kept
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError

STREET_MOVES = ("accept", "send_back", "bring_back", "leave")
RULE_FIELDS = ("secretaries", "members", "observers", "fields", "basis")


@transaction.atomic
def register_reserve(*, actor, person, election, community, mentor=None, **fields):
    """Register ``person`` for the pool of ``community``: state 待入库. ``fields``: of ``ReserveEntry.EDITABLE``.

    Returns the :class:`ReserveEntry`. Raises DomainError ``election_past``, ``election_elsewhere``,
    ``already_registered``, ``duplicate_record`` or ``mentor_is_person``; 404 or 403 as access.require does.
    """
    access.require(actor, "fill_records", community)
    access.require(actor, "view_records", person)
    require_running(election)
    require_kept(person)
    if not Election.objects.over(community.code).filter(pk=election.pk).exists():
        raise DomainError(
            "election_elsewhere", f"{election}不覆盖{community.short_name}。请重新选择社区。", "community"
        )
    _require_mentor(actor, person, mentor)
    _require_new(actor, person, election)
    entry = _create(person=person, election=election, community=community, mentor=mentor, registered_by=actor,
                    updated_by=actor, **fields)  # fmt: skip
    audit.record(actor, "reserve.register", entry, detail={"direction": entry.direction})
    return entry


def _require_mentor(actor, person, mentor):
    if mentor is None:
        return
    access.require(actor, "view_records", mentor)
    if mentor == person:
        raise DomainError("mentor_is_person", "帮带人不能是本人，请另选。", "mentor")


def _require_new(actor, person, election):
    earlier = ReserveEntry.objects.filter(person=person, election=election).select_related("community").first()
    if earlier is None:
        return
    if not access.allowed(actor, "view_records", earlier):
        raise DomainError("already_registered", f"“{person}”已由其他社区登记。请联系街道党建办核对。", "person")
    raise DomainError(
        "already_registered",
        f"“{person}”已在{earlier.community.short_name}登记，现为“{earlier.get_state_display()}”，不必重复登记。", "person",
    )  # fmt: skip


def _create(**fields):
    """Two who register the same person at once: the constraint lets one through, the other is told."""
    try:
        with transaction.atomic():
            return ReserveEntry.objects.create(**fields)
    except IntegrityError:
        raise DomainError("already_registered", f"“{fields['person']}”刚刚已被登记。请刷新后备库。", "person") from None


@transaction.atomic
def update_reserve(*, actor, entry, version, mentor=None, street_opinion=None, **fields):
    """Change a form last read at ``version``: the community's part while it stands, the street's with accept_records.

    Raises DomainError ``edited_meanwhile``, ``entry_closed`` or ``mentor_is_person``.
    """
    entry = _locked(entry)
    access.require(actor, "fill_records", entry)
    require_running(entry.election)
    if not entry.is_standing:
        raise DomainError("entry_closed", f"“{entry}”已出库，登记表只供查阅。")
    _require_mentor(actor, entry.person, mentor)
    fields["mentor"] = mentor
    if street_opinion is not None:
        access.require(actor, "accept_records", entry)
        fields["street_opinion"] = street_opinion
    claim_version(actor=actor, obj=entry, version=version)
    old = {name: str(getattr(entry, name) or "") for name in fields}
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(fields))
    audit.record(
        actor,
        "reserve.edit",
        entry,
        detail=audit.changes(old, {name: str(value or "") for name, value in fields.items()}),
    )
    return entry


def _locked(entry):
    rows = ReserveEntry.objects.select_for_update(of=("self",))
    return rows.select_related("person", "election", "community").get(pk=entry.pk)


@transaction.atomic
def move_reserve(*, actor, entry, move, note="", opinion=""):
    """Make one move; ``opinion`` goes with ``accept`` onto the form as the street's. Returns the entry anew.

    The term's roster follows: who is in the pool is 后备人员 there. Raises what ``workflow.apply`` raises, and
    DomainError ``no_such_move`` for ``nominate``, which follows from putting forward.
    """
    require_running(entry.election)
    if move == "nominate":
        raise DomainError("no_such_move", "列为人选请在“物色人选”中办理。")
    if move == "accept" and opinion.strip():
        entry = _locked(entry)
        access.require(actor, "accept_records", entry)
        ReserveEntry.objects.filter(pk=entry.pk).update(street_opinion=opinion.strip()[:1000])
    workflow.apply(actor=actor, obj=entry, name=move, note=note)
    return _follow(ReserveEntry.objects.select_related("person", "election", "community").get(pk=entry.pk), note)


def _follow(entry, note=""):
    """Dates, reason and roster as the new state has them."""
    today, place = timezone.localdate(), {"election": entry.election, "community": entry.community}
    if entry.is_in_pool:
        put_on_roster(person=entry.person, capacity=TermRole.Capacities.RESERVE, **place)
        if entry.accepted_on is None:
            ReserveEntry.objects.filter(pk=entry.pk).update(accepted_on=today)
    else:
        leave_roster(person=entry.person, capacity=TermRole.Capacities.RESERVE, **place)
        if entry.state == ReserveEntry.States.LEFT:
            ReserveEntry.objects.filter(pk=entry.pk).update(left_on=today, left_reason=note.strip()[:200])
    return ReserveEntry.objects.get(pk=entry.pk)


@transaction.atomic
def note_candidacy(*, actor, candidate):
    """Whoever is put forward out of the pool is 已提名 there; called in the transaction that puts him forward."""
    entry = ReserveEntry.objects.filter(
        person=candidate.person_id, election=candidate.election_id, community=candidate.community_id,
        state=ReserveEntry.States.IN_POOL,
    ).first()  # fmt: skip
    if entry:
        workflow.apply(actor=actor, obj=entry, name="nominate")


@transaction.atomic
def save_pool_rule(*, actor, election, version, document_number="", **fields):
    """Set the term's numbers and fields of practice. With a document number they are confirmed (核定).

    ``fields``: those of RULE_FIELDS. Raises DomainError ``edited_meanwhile`` or ``no_fields``.
    """
    access.require(actor, "manage_rules", election)
    require_running(election)
    if not [line for line in fields["fields"].splitlines() if line.strip()]:
        raise DomainError("no_fields", "请至少填写一个历练领域，一行一个。", "fields")
    Election.objects.select_for_update().get(pk=election.pk)  # two who set it first at once
    rule = rule_of(election)
    old = {name: getattr(rule, name) for name in (*RULE_FIELDS, "document_number")}
    if rule.pk is None:
        rule = PoolRule(election=election, version=1, updated_by=actor, **fields)
    else:
        claim_version(actor=actor, obj=rule, version=version)
        for name, value in fields.items():
            setattr(rule, name, value)
    rule.lapse()
    if document_number.strip():
        rule.document_number, rule.confirmed_by, rule.confirmed_at = document_number.strip(), actor, timezone.now()
    rule.save()
    new = {name: getattr(rule, name) for name in (*RULE_FIELDS, "document_number")}
    audit.record(actor, "reserve.edit_rule", rule, detail=audit.changes(old, new))
    return rule
