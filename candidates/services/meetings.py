"""党工委会: calling it, who came, who stands aside, what was voted. What it decided takes effect elsewhere
(candidates.services.meeting_results)."""

from django.db import transaction

from candidates import vetting
from candidates.meeting_rules import (
    items_of,
    open_candidates,
    open_cautions,
    open_slates,
    standing_aside,
    voters,
)
from candidates.models import AgendaItem, Attendee, Recusal, SlateSeat, VettingMeeting
from candidates.services.candidates import require_running
from communities.models import Region
from communities.services.deliberations import communities_of
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

EDITABLE = ("name", "held_on", "starts_at", "place", "host", "recorder", "summary")
Kinds, Results = AgendaItem.Kinds, AgendaItem.Results


@transaction.atomic
def prepare_meeting(*, actor, election, region, people=(), guests=(), candidates=(), slates=(), cautions=(), **fields):
    """Call a meeting of a street's Party committee. Returns the :class:`VettingMeeting` in state 筹备.

    ``people``: Persons with a vote; ``guests``: ``(name, post)`` without; the agenda: Candidates, Slates
    已提交上会, NegativeChecks (open 不宜 findings); ``fields``: EDITABLE. Raises DomainError ``term_closed``,
    ``not_a_street``, ``not_for_agenda``, ``held_after_election``.
    """
    access.require(actor, "view_vetting", region)
    access.require(actor, "record_conclusions", region)
    require_running(election)
    if region.level != Region.Levels.STREET or election.region_id != region.pk:
        raise DomainError("not_a_street", f"党工委会由街道召开，{election}不能在“{region}”召开。")
    meeting = VettingMeeting(election=election, region=region, updated_by=actor, **fields)
    _require_sensible_day(meeting)
    meeting.save(force_insert=True)
    _set_attendees(meeting, people, guests)
    _set_agenda(actor, meeting, candidates, slates, cautions)
    audit.record(actor, "vettingmeeting.prepare", meeting, detail={"items": meeting.items.count()})
    return meeting


@transaction.atomic
def update_meeting(*, actor, meeting, version, people, guests, candidates, slates, cautions, **fields):
    """Correct a meeting last read at ``version``. Who signed in and what is decided stays on it.

    Raises DomainError ``meeting_closed``, ``edited_meanwhile``, ``attendee_registered``, ``item_decided``
    and those of :func:`prepare_meeting`.
    """
    meeting = lock_open(actor, meeting.pk)
    claim_version(actor=actor, obj=meeting, version=version)
    old = {name: getattr(meeting, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(meeting, name, fields[name])
    _require_sensible_day(meeting)
    meeting.save()
    _set_attendees(meeting, people, guests)
    _set_agenda(actor, meeting, candidates, slates, cautions)
    audit.record(actor, "vettingmeeting.update", meeting, detail=audit.changes(old, fields))
    return meeting


def _require_sensible_day(meeting):
    if meeting.held_on > meeting.election.election_day:
        raise DomainError("held_after_election", "召开日期不能晚于选举日，请核对。", "held_on")


def lock_open(actor, pk):
    """The meeting, locked, if ``actor`` may write it down and it is neither submitted nor of a past term."""
    rows = VettingMeeting.objects.select_for_update(of=("self",)).select_related("election", "region")
    meeting = rows.get(pk=pk)
    access.require(actor, "record_conclusions", meeting)
    require_running(meeting.election)
    if not meeting.is_open:
        raise DomainError("meeting_closed", f"“{meeting}”现为“{meeting.get_state_display()}”，不能再改。")
    return meeting


def _set_attendees(meeting, people, guests):
    wanted = {("", p.pk): Attendee(meeting=meeting, person=p, name=p.name, post=p.occupation) for p in people}
    for name, post in guests:
        wanted[name, None] = Attendee(meeting=meeting, name=name, post=post, role=Attendee.Roles.OBSERVER)
    there = {("" if a.person_id else a.name, a.person_id): a for a in meeting.attendees.all()}
    dropped = [attendee for key, attendee in there.items() if key not in wanted]
    came = [a.name for a in dropped if a.attendance != Attendee.Attendance.EXPECTED]
    if came:
        raise DomainError("attendee_registered", f"{'、'.join(came)}已登记到会情况，不能移除。", "people")
    Attendee.objects.filter(pk__in=[attendee.pk for attendee in dropped]).delete()
    Attendee.objects.bulk_create(row for key, row in wanted.items() if key not in there)


def _set_agenda(actor, meeting, candidates, slates, cautions):
    """Keep an item for each; decided ones stay. Findings come first: a person's 不宜 is settled before he is."""
    wanted = [(Kinds.CAUTION, "check_row", row) for row in cautions]
    wanted += [(Kinds.CANDIDATE, "candidate", row) for row in candidates]
    wanted += [(Kinds.SLATE, "slate", row) for row in slates]
    there = {(item.kind, item.subject_id): item for item in items_of(meeting)}
    _require_fit(actor, meeting, wanted, there)
    dropped = [item for key, item in there.items() if key not in {(kind, row.pk) for kind, _, row in wanted}]
    decided = [str(item) for item in dropped if item.result]
    if decided:
        raise DomainError("item_decided", f"“{'、'.join(decided)}”已有表决结果，不能移出议程。请先清除结果。")
    AgendaItem.objects.filter(pk__in=[item.pk for item in dropped]).delete()
    for order, (kind, field, row) in enumerate(wanted, 1):
        item = there.get((kind, row.pk))
        if item is None:
            AgendaItem.objects.create(meeting=meeting, kind=kind, order=order, **{field: row})
        elif item.order != order:
            AgendaItem.objects.filter(pk=item.pk).update(order=order)


def _require_fit(actor, meeting, wanted, there):
    """Only what waits for the meeting, of this street, may come onto the agenda; what is there may stay."""
    codes = [place.pk for place in communities_of(actor, meeting.region)]
    able = {(Kinds.CANDIDATE, pk) for pk in open_candidates(meeting.election, codes).values_list("pk", flat=True)}
    able |= {(Kinds.SLATE, pk) for pk in open_slates(meeting.election, codes).values_list("pk", flat=True)}
    able |= {(Kinds.CAUTION, check.pk) for check in open_cautions(meeting.election, codes)}
    wrong = [str(row) for kind, _, row in wanted if (kind, row.pk) not in able and (kind, row.pk) not in there]
    if wrong:
        raise DomainError("not_for_agenda", f"“{'、'.join(wrong)}”现在不能列入议程，请刷新后重选。")


# --- attendance and standing aside ------------------------------------------------------


@transaction.atomic
def record_attendance(*, actor, meeting, entries):
    """Note who came. ``entries``: ``{attendee pk: (attendance, reason of absence)}``. Returns the meeting.

    Raises DomainError ``unknown_attendee`` or ``reason_required``.
    """
    meeting = lock_open(actor, meeting.pk)
    there = {attendee.pk: attendee for attendee in meeting.attendees.all()}
    changed = {}
    for key, (attendance, reason) in entries.items():
        if key not in there or attendance not in Attendee.Attendance:
            raise DomainError("unknown_attendee", "名单已有变化，请刷新页面后重新登记。")
        attendee = there[key]
        is_absent = attendance == Attendee.Attendance.ABSENT
        if is_absent and not reason.strip():
            raise DomainError("reason_required", f"请写明{attendee.name}的请假原因。")
        if attendee.attendance != attendance:
            changed[attendee.name] = attendance
        attendee.attendance, attendee.absence_reason = attendance, reason.strip() if is_absent else ""
    Attendee.objects.bulk_update(there.values(), ["attendance", "absence_reason"])
    if changed:
        audit.record(actor, "vettingmeeting.attendance", meeting, detail=changed)
    return meeting


@transaction.atomic
def note_recusal(*, actor, item, attendee, reason):
    """Note by hand that an attendee stands aside on an item. Returns the :class:`Recusal`.

    Raises DomainError ``reason_required``, ``stands_aside_already`` or ``meeting_closed``.
    """
    meeting = lock_open(actor, item.meeting_id)
    if attendee.meeting_id != meeting.pk:
        raise DomainError("unknown_attendee", "名单已有变化，请刷新页面后重新登记。", "attendee")
    if not reason.strip():
        raise DomainError("reason_required", "请写明回避理由。", "reason")
    found = standing_aside([item], [attendee])[item.pk]
    if attendee.pk in found:
        raise DomainError("stands_aside_already", f"{attendee}本项已回避（{found[attendee.pk]}）。", "attendee")
    made = Recusal.objects.create(item=item, attendee=attendee, reason=reason.strip(), noted_by=actor)
    audit.record(actor, "vettingmeeting.recuse", meeting, detail={"item": item.pk, "attendee": attendee.pk})
    return made


@transaction.atomic
def withdraw_recusal(*, actor, recusal):
    """Take a recusal noted by hand back; those that follow from relatives stay."""
    meeting = lock_open(actor, recusal.item.meeting_id)
    audit.record(
        actor, "vettingmeeting.unrecuse", meeting, detail={"item": recusal.item_id, "attendee": recusal.attendee_id}
    )
    recusal.delete()


# --- votes ----------------------------------------------------------------------------


@transaction.atomic
def record_vote(*, actor, item, version, result, votes_for, votes_against, votes_abstained, opinion):
    """Write down what was voted on one item last read at ``version``; an empty ``result`` clears it. Returns the item.

    Whoever stands aside is not counted. Raises DomainError ``not_underway``, ``too_many_votes``,
    ``no_majority``, ``opinion_required``, ``conflict_of_interest`` (of who writes down) or ``edited_meanwhile``.
    """
    meeting = lock_open(actor, item.meeting_id)
    if meeting.state != VettingMeeting.States.UNDERWAY:
        raise DomainError("not_underway", f"“{meeting}”还没有开始，不能登记表决。")
    item = items_of(meeting).get(pk=item.pk)
    _require_no_conflict(actor, item)
    fields = {"result": result, "votes_for": votes_for, "votes_against": votes_against,
              "votes_abstained": votes_abstained, "opinion": opinion.strip()}  # fmt: skip
    if not result:
        fields |= {"votes_for": 0, "votes_against": 0, "votes_abstained": 0}
    _require_sound(meeting, item, fields)
    claim_version(actor=actor, obj=item, version=version)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    audit.record(actor, "vettingmeeting.vote", meeting, detail={"item": item.pk} | fields | {"opinion": ""})
    return item


def _require_no_conflict(actor, item):
    """Whoever writes down is not himself concerned."""
    if item.kind == Kinds.SLATE:
        seats = SlateSeat.objects.filter(slate=item.slate_id).values_list("candidate__person_id", flat=True)
        if vetting.people_to_avoid(actor) & set(seats):
            raise DomainError("conflict_of_interest", "方案中有您本人或您的近亲属，须由其他经办人登记。")
    else:
        vetting.require_no_conflict(item.person_candidate, actor)


def _require_sound(meeting, item, fields):
    attendees = list(meeting.attendees.all())
    entitled = len(voters(attendees, standing_aside([item], attendees)[item.pk]))
    cast = fields["votes_for"] + fields["votes_against"] + fields["votes_abstained"]
    if cast > entitled:
        raise DomainError(
            "too_many_votes", f"表决合计{cast}人，多于到会可表决的{entitled}人（回避的不计）。请核对。", "votes_for"
        )
    result = fields["result"]
    if result == Results.AGREE and fields["votes_for"] <= fields["votes_against"]:
        raise DomainError("no_majority", "同意人数不多于不同意人数，结果不能为“同意”。请核对表决。", "result")
    if result == Results.DISAGREE and fields["votes_against"] < fields["votes_for"]:
        raise DomainError("no_majority", "同意人数多于不同意人数，结果不能为“不同意”。请核对表决。", "result")
    needs = result == Results.DISAGREE or (result == Results.AGREE and item.kind == Kinds.CAUTION)
    if needs and not fields["opinion"]:
        raise DomainError("opinion_required", "该结果须写明理由。", "opinion")
