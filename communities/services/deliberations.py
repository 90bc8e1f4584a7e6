"""Commands on study meetings: call one, invite, sign in, hold it, make its minutes final."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from communities import snapshots
from communities.models import (
    CommunityConclusion,
    CommunitySnapshot,
    Deliberation,
    Election,
    Participant,
    Region,
)
from communities.services.committees import require_running
from communities.snapshot_facts import gather
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError

EDITABLE = ("held_on", "starts_at", "ends_at", "place", "host", "recorder", "agenda", "summary")


def communities_of(user, region):
    """The communities in use below a street, for its agenda."""
    inside = access.code_condition("code", [region.pk])
    return access.visible_to(user, Region).filter(inside, level=Region.Levels.COMMUNITY, is_active=True)


@transaction.atomic
def plan_deliberation(*, actor, election, region, communities, people=(), guests=(), **fields):
    """Call the next study meeting of a street. Returns the :class:`Deliberation` in state 筹备.

    ``communities``: those on the agenda. ``people``: Persons invited; ``guests``: ``(name, post)``
    of others. ``fields``: as in EDITABLE. Raises DomainError ``election_past``, ``not_a_street``,
    ``no_communities``, ``number_taken`` and what the fields' own checks say.
    """
    access.require(actor, "accept_records", region)
    require_running(election)
    _require_street(election, region)
    deliberation = Deliberation(
        election=election, region=region, number=Deliberation.objects.next_number(election, region), updated_by=actor,
        **{name: fields[name] for name in EDITABLE if name in fields},
    )  # fmt: skip
    _require_sensible_times(deliberation)
    _insert(deliberation)
    _set_agenda(actor, deliberation, communities)
    _set_participants(deliberation, people, guests)
    audit.record(actor, "deliberation.plan", deliberation,
                 detail={"number": deliberation.number, "communities": [place.pk for place in communities]})  # fmt: skip
    return deliberation


def _insert(deliberation):
    """Two who call a meeting at once: the constraint lets one through, the other is told."""
    try:
        with transaction.atomic():
            deliberation.save(force_insert=True)
    except IntegrityError:
        raise DomainError(
            "number_taken", f"第{deliberation.number}次研判会刚刚已由他人建立，请到列表中查看。"
        ) from None  # fmt: skip


def _require_street(election, region):
    covers = Election.objects.over(region.pk).filter(pk=election.pk).exists()
    if region.level != Region.Levels.STREET or not covers:
        raise DomainError("not_a_street", f"研判会由街道召开，{election}不能在“{region}”召开。", field="region")


def _require_sensible_times(deliberation):
    starts_at, ends_at = deliberation.starts_at, deliberation.ends_at
    if starts_at and ends_at and ends_at <= starts_at:
        raise DomainError("ends_before_start", "结束时间不能早于开始时间，请核对。", field="ends_at")
    if deliberation.held_on > deliberation.election.election_day:
        raise DomainError(
            "held_after_election",
            f"召开日期不能晚于选举日（{deliberation.election.election_day:%Y年%m月%d日}）。",
            field="held_on",
        )


def _set_agenda(actor, deliberation, communities):
    """Keep a conclusion row for each community chosen; a community out of sight or of another street is refused."""
    chosen = {place.pk for place in communities}
    allowed = set(communities_of(actor, deliberation.region).filter(pk__in=chosen).values_list("pk", flat=True))
    if not chosen or chosen != allowed:
        raise DomainError("no_communities", "请至少选择一个本街道的社区。", field="communities")
    deliberation.conclusions.exclude(community__in=chosen).delete()
    there = set(deliberation.conclusions.values_list("community_id", flat=True))
    CommunityConclusion.objects.bulk_create(
        CommunityConclusion(deliberation=deliberation, community_id=code) for code in sorted(chosen - there)
    )


def _set_participants(deliberation, people, guests):
    """Invite who is new on the list, and drop who is no longer on it, unless he has signed in or been excused."""
    invited = {("", person.pk): _invitation(deliberation, person) for person in people}
    for name, post in guests:
        invited[name, None] = Participant(deliberation=deliberation, name=name, post=post, role="observer")
    there = {
        ("" if participant.person_id else participant.name, participant.person_id): participant
        for participant in deliberation.participants.all()
    }
    dropped = [participant for key, participant in there.items() if key not in invited]
    _require_none_came(dropped)
    Participant.objects.filter(pk__in=[participant.pk for participant in dropped]).delete()
    Participant.objects.bulk_create(row for key, row in invited.items() if key not in there)
    for key, row in there.items():  # a post corrected on the list
        if key in invited and row.post != invited[key].post:
            Participant.objects.filter(pk=row.pk).update(post=invited[key].post)


def _invitation(deliberation, person):
    return Participant(deliberation=deliberation, person=person, name=person.name, post=person.occupation)


def _require_none_came(participants):
    came = [p.name for p in participants if p.attendance != Participant.Attendance.EXPECTED]
    if came:
        raise DomainError(
            "participant_registered",
            f"{'、'.join(came)}已登记到会情况，不能从名单中移除。登记有误的，请先在“签到”中改回“未签到”。",
            field="people",
        )


@transaction.atomic
def update_deliberation(*, actor, deliberation, version, communities=None, people=(), guests=(), **fields):
    """Correct a meeting last read at ``version``; once held, day and agenda's communities stay as they were.

    Raises DomainError ``deliberation_closed``, ``edited_meanwhile``, ``participant_registered`` and
    those of :func:`plan_deliberation`.
    """
    deliberation = lock_open(actor, deliberation.pk)
    claim_version(actor=actor, obj=deliberation, version=version)
    names = [name for name in EDITABLE if name in fields and not (name == "held_on" and deliberation.is_held)]
    old = {name: getattr(deliberation, name) for name in names}
    for name in names:
        setattr(deliberation, name, fields[name])
    _require_sensible_times(deliberation)
    deliberation.save()
    if deliberation.is_planned and communities is not None:
        _set_agenda(actor, deliberation, communities)
    _set_participants(deliberation, people, guests)
    audit.record(actor, "deliberation.update", deliberation,
                 detail=audit.changes(old, {name: fields[name] for name in names}))  # fmt: skip
    return deliberation


def lock_open(actor, pk):
    """The meeting, locked, provided that ``actor`` may work on it and it is neither final nor of a past term."""
    rows = Deliberation.objects.select_for_update(of=("self",)).select_related("election", "region")
    deliberation = rows.get(pk=pk)
    access.require(actor, "accept_records", deliberation)
    require_running(deliberation.election)
    if not deliberation.is_open:
        raise DomainError(
            "deliberation_closed",
            f"“{deliberation}”现为“{deliberation.get_state_display()}”，不能再改。如需更正，请先重新打开。",
        )
    return deliberation


@transaction.atomic
def record_attendance(*, actor, deliberation, entries):
    """Note who came. ``entries``: ``{participant pk: (attendance, reason of absence)}``; others stay as they are.

    The time of signing in is the moment it is first noted. Raises DomainError ``unknown_participant``
    or ``reason_required`` (for who is excused), naming him.
    """
    deliberation = lock_open(actor, deliberation.pk)
    there = {participant.pk: participant for participant in deliberation.participants.all()}
    changed = {}
    for key, (attendance, reason) in entries.items():
        if key not in there or attendance not in Participant.Attendance:
            raise DomainError("unknown_participant", "名单已有变化，请刷新页面后重新登记。")
        if _note_attendance(there[key], attendance, reason.strip()):
            changed[there[key].name] = attendance
    Participant.objects.bulk_update(there.values(), ["attendance", "absence_reason", "signed_in_at"])
    if changed:
        audit.record(actor, "deliberation.attendance", deliberation, detail=changed)
    return deliberation


def _note_attendance(participant, attendance, reason):
    """Set it on the row; returns whether anything changed."""
    is_absent = attendance == Participant.Attendance.ABSENT
    if is_absent and not reason:
        raise DomainError("reason_required", f"请写明{participant.name}的请假原因。")
    before = (participant.attendance, participant.absence_reason)
    participant.attendance, participant.absence_reason = attendance, reason if is_absent else ""
    if not participant.is_present:
        participant.signed_in_at = None
    elif participant.signed_in_at is None:
        participant.signed_in_at = timezone.now()
    return before != (attendance, participant.absence_reason)


@transaction.atomic
def move_deliberation(*, actor, deliberation, name, note=""):
    """Make a move of the workflow; holding a meeting freezes its snapshots. Returns the transition."""
    line = workflow.apply(actor=actor, obj=deliberation, name=name, note=note)
    if name == "hold":
        _freeze(actor, Deliberation.objects.select_related("election", "region").get(pk=deliberation.pk))
    return line


def _freeze(actor, deliberation):
    """Take the snapshot of each community on the agenda; the digests go into the audit trail too."""
    places = Region.objects.filter(conclusions__deliberation=deliberation)
    contents = gather(actor, deliberation, places)
    made = CommunitySnapshot.objects.bulk_create(
        CommunitySnapshot(
            deliberation=deliberation, community_id=code, content=content, digest=snapshots.digest_of(content)
        )
        for code, content in contents.items()
    )
    audit.record(actor, "deliberation.freeze", deliberation,
                 detail={"digests": {snapshot.community_id: snapshot.digest for snapshot in made}})  # fmt: skip
