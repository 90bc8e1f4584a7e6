"""What must hold at a 党工委会: its guards, who stands aside on which item, and who is left to vote."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from candidates.models import AgendaItem, Candidate, NegativeCheck, Recusal, Slate, SlateSeat
from candidates.models.rules import NegativeItem
from candidates.querysets import OPEN_STATES
from candidates.vetting import people_to_avoid
from communities.models import Kinship
from core.errors import DomainError, refuse_if

Kinds = AgendaItem.Kinds
ON_AGENDA = ("street_review", "passed", "cleared")  # whom the meeting may speak on


# --- who stands aside -----------------------------------------------------------------


def items_of(meeting):
    """The items of a meeting with what they are about. One query."""
    return meeting.items.select_related(
        "candidate__person", "candidate__community", "slate__community", "check_row__candidate__person",
        "check_row__candidate__community", "check_row__item",
    )  # fmt: skip


def people_of(items):
    """``{item pk: ids of the persons it is about}``; of a slate everybody on it. One query at most."""
    found = {item.pk: {item.person_candidate.person_id} for item in items if item.kind != Kinds.SLATE}
    by_slate = defaultdict(set)
    slates = [item.slate_id for item in items if item.kind == Kinds.SLATE]
    if slates:
        rows = SlateSeat.objects.filter(slate__in=slates).values_list("slate_id", "candidate__person_id")
        for slate, person in rows:
            by_slate[slate].add(person)
    return found | {item.pk: by_slate[item.slate_id] for item in items if item.kind == Kinds.SLATE}


def standing_aside(items, attendees):
    """``{item pk: {attendee pk: reason}}``: himself, a declared relative, or noted by hand.

    Three queries, however many items there are (domain facts §5.1 近亲属回避).
    """
    concerned = people_of(items)
    everybody = set().union(*concerned.values())
    seated = {attendee.person_id: attendee.pk for attendee in attendees if attendee.person_id}
    kin = _relatives(everybody, set(seated))
    found = {item.pk: {} for item in items}
    for item in items:
        for person, attendee in seated.items():
            if person in concerned[item.pk]:
                found[item.pk][attendee] = "本人"
            elif kin[person] & concerned[item.pk]:
                found[item.pk][attendee] = "近亲属"
    for noted in Recusal.objects.filter(item__in=[item.pk for item in items]):
        found[noted.item_id].setdefault(noted.attendee_id, noted.reason)
    return found


def _relatives(people, attendees):
    """``{attendee's person: ids of people who are his declared relatives}``, declared by either."""
    rows = Kinship.objects.filter(
        Q(person__in=people, relative__in=attendees) | Q(person__in=attendees, relative__in=people)
    )
    kin = defaultdict(set)
    for one, other in rows.values_list("person_id", "relative_id"):
        kin[one].add(other)
        kin[other].add(one)
    return kin


def voters(attendees, aside):
    """Those who may vote on an item: present, with a vote, and not standing aside. ``aside``: its row above."""
    return [attendee for attendee in attendees if attendee.votes and attendee.pk not in aside]


# --- what may be put on the agenda -----------------------------------------------------


def open_candidates(election, codes):
    """Those whose file is with the street, or through."""
    rows = Candidate.objects.filter(election=election, community__in=codes, state__in=ON_AGENDA)
    return rows.select_related("person", "community").order_by("community_id", "created_at", "pk")


def open_slates(election, codes):
    rows = Slate.objects.filter(election=election, community__in=codes, state=Slate.States.TABLED)
    return rows.select_related("community", "election")


def open_cautions(election, codes):
    """不宜 findings on which nothing is recorded yet. A list."""
    rows = NegativeCheck.objects.filter(
        candidate__election=election, candidate__community__in=codes, kind=NegativeItem.Kinds.CAUTION,
        result=NegativeCheck.Results.HIT, candidate__state__in=OPEN_STATES,
    )  # fmt: skip
    rows = rows.select_related("candidate__person", "candidate__community", "item").prefetch_related("decisions")
    return [check for check in rows if check.current_decision is None]


# --- guards ---------------------------------------------------------------------------


def require_running(meeting, actor):
    if not meeting.election.is_running:
        raise DomainError("term_closed", f"{meeting.election}已是往届，会议只供查阅。")


def require_day_reached(meeting, actor):
    if meeting.held_on > timezone.localdate():
        raise DomainError("too_early", f"会议定于{meeting.held_on:%m月%d日}召开，当天才能开始。")


def require_agenda(meeting, actor):
    refuse_if([] if meeting.items.exists() else ["议程上还没有人选、方案或事项"], "agenda_empty")


def require_voters(meeting, actor):
    there = [attendee for attendee in meeting.attendees.all() if attendee.votes]
    refuse_if([] if there else ["还没有登记到会人员"], "nobody_present")


def require_all_decided(meeting, actor):
    refuse_if([f"“{item}”还没有结果" for item in items_of(meeting) if not item.result], "items_open")


def require_hands_free(meeting, actor):
    """Who submits decides in the street's name: none of those before the meeting is his own proposal or relative."""
    avoided = people_to_avoid(actor)
    decided = meeting.items.filter(kind=Kinds.CANDIDATE).exclude(result=AgendaItem.Results.DEFER)
    rows = Candidate.objects.filter(pk__in=decided.values("candidate"))
    waiting = rows.filter(state=Candidate.States.STREET_REVIEW).select_related("person").order_by("pk")
    tied = [one for one in waiting if one.put_forward_by_id == actor.pk or one.person_id in avoided]
    refuse_if(
        [f"{one.person.name}由您提名经办或与您须回避，请由其他经办人提交审定" for one in tied], "not_yours_to_decide"
    )


def require_votes_fit(meeting, actor):
    """Who came late, left, or must stand aside after all: the votes are counted again."""
    items, attendees = list(items_of(meeting)), list(meeting.attendees.all())
    aside = standing_aside(items, attendees)
    wrong = [
        f"“{item}”表决{item.votes_cast}人，多于可表决的{len(voters(attendees, aside[item.pk]))}人"
        for item in items if item.votes_cast > len(voters(attendees, aside[item.pk]))
    ]  # fmt: skip
    refuse_if(wrong, "votes_do_not_fit")


def require_another(meeting, actor):
    if meeting.submitted_by_id == actor.pk:
        raise DomainError("own_record", "登记人不能审定自己登记的会议结果，请由街道领导审定。")
