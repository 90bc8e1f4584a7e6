"""党工委会: who may vote, what may be written down, and how the decisions take effect together."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from candidates.meeting_rules import items_of, standing_aside, voters
from candidates.models import AgendaItem, Candidate, Recusal, Slate, VettingMeeting
from candidates.services import meeting_results, meetings
from communities.models import Kinship
from core.audit import AuditEvent
from core.errors import DomainError
from reports.definitions import vetting_minutes
from tests.factories import candidates, slates, visits, world
from tests.factories import meetings as make


def refused(function, *args, **arguments):
    with pytest.raises(DomainError) as error:
        function(*args, **arguments)
    return error.value.code


def entitled(meeting):
    """``{order: names of those who may vote}``."""
    items, attendees = list(items_of(meeting)), list(meeting.attendees.all())
    aside = standing_aside(items, attendees)
    return {item.order: [one.name for one in voters(attendees, aside[item.pk])] for item in items}


@pytest.fixture
def underway(street):
    """Three with a vote, one candidate who passed, a tabled slate with him on it."""
    one = slates.candidate(street, "方一")
    slate = slates.table(street, slates.make(street, [(one, "secretary")]))
    meeting = make.prepare(street, ["党一", "党二", "党三"], candidates=[one], slates=[slate])
    return make.begin(street, meeting)


# --- who votes ------------------------------------------------------------------------


def test_himself_and_relatives_stand_aside(street):
    """党一 is the candidate himself, 党二 his declared relative: of the slate with him on it they stand aside too."""
    himself, kin, other = (visits.make_staff(street, name) for name in ("党一", "党二", "党三"))
    one = Candidate.objects.create(
        person=himself, election=street.running, community=street.first, source="pick", state="passed",
        intended_post="secretary", put_forward_by=street.users["staff"],
    )  # fmt: skip
    Kinship.objects.create(person=kin, kind="sibling", relative=himself, relative_name="党一")
    himself.affiliation = "party"
    himself.save()
    slate = slates.table(street, slates.make(street, [(one, "secretary")]))
    free = slates.candidate(street, "方二")
    meeting = make.begin(street, make.prepare(street, [himself, kin, other], candidates=[one, free], slates=[slate]))
    assert entitled(meeting) == {1: ["党三"], 2: ["党一", "党二", "党三"], 3: ["党三"]}
    first = meeting.items.get(order=1)
    assert refused(make.vote, street, first, for_=2) == "too_many_votes"
    assert make.vote(street, first, for_=1).votes_for == 1


def test_absent_and_sitting_in_do_not_vote(street):
    meeting = make.prepare(
        street, ["党一", "党二"], candidates=[slates.candidate(street, "方一")], guests=[("客一", "科长")]
    )
    one, two, guest = meeting.attendees.all()
    entries = {one.pk: ("present", ""), two.pk: ("absent", "出差"), guest.pk: ("present", "")}
    meetings.record_attendance(actor=street.users["staff"], meeting=meeting, entries=entries)
    assert entitled(meeting) == {1: ["党一"]}


def test_a_recusal_by_hand_needs_a_reason_and_counts(street, underway):
    item, attendee = underway.items.get(order=1), underway.attendees.first()
    arguments = {"actor": street.users["staff"], "item": item, "attendee": attendee}
    assert refused(meetings.note_recusal, reason=" ", **arguments) == "reason_required"
    meetings.note_recusal(reason="曾共事多年", **arguments)
    assert refused(meetings.note_recusal, reason="再次", **arguments) == "stands_aside_already"
    assert entitled(underway)[1] == ["党二", "党三"]
    assert refused(make.vote, street, item, for_=3) == "too_many_votes"
    meetings.withdraw_recusal(actor=street.users["staff"], recusal=Recusal.objects.get())
    assert make.vote(street, item, for_=3).votes_for == 3


def test_whoever_stands_aside_after_the_vote_stops_the_submission(street, underway):
    for item in underway.items.all():
        make.vote(street, item, for_=3)
    item = underway.items.get(order=1)
    meetings.note_recusal(
        actor=street.users["staff"], item=item, attendee=underway.attendees.first(), reason="会后申报"
    )
    assert refused(make.submit, street, underway) == "votes_do_not_fit"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"for_": 2, "against": 1, "abstained": 1}, "too_many_votes"),
        ({"for_": 1, "against": 1}, "no_majority"),
        ({"result": "disagree", "for_": 2, "against": 1}, "no_majority"),
        ({"result": "disagree", "for_": 0, "against": 3, "opinion": ""}, "opinion_required"),
    ],
)
def test_votes_that_do_not_add_up_are_refused(street, underway, fields, code):
    assert refused(make.vote, street, underway.items.get(order=1), **fields) == code


def test_of_two_who_write_down_one_vote_the_second_is_told(street, underway):
    item = underway.items.get(order=1)
    make.vote(street, item)
    arguments = {"result": "agree", "votes_for": 2, "votes_against": 0, "votes_abstained": 0, "opinion": ""}
    again = refused(
        meetings.record_vote, actor=street.users["second_staff"], item=item, version=item.version, **arguments
    )
    assert again == "edited_meanwhile"


# --- taking effect --------------------------------------------------------------------


def test_nothing_counts_until_another_concludes(street, underway):
    for item in underway.items.all():
        make.vote(street, item, for_=3)
    submitted = make.submit(street, underway)
    assert Slate.objects.get().state == "tabled"
    with pytest.raises(PermissionDenied):
        make.conclude(street, submitted, "staff")
    world.grant_role(
        actor=street.users["security_admin"], user=street.users["staff"], role="leader",
        region=street.regions[world.STREET],
    )  # fmt: skip
    street.users["staff"] = User.objects.get(username="staff")  # what one may do is asked once per request
    assert refused(make.conclude, street, submitted, "staff") == "own_record"  # leader by now, but he wrote it down
    assert [outcome.is_done for outcome in make.conclude(street, submitted)] == [True, True]
    assert Slate.objects.get().state == "adopted"


def test_a_candidate_who_waits_is_passed_or_rejected_by_the_service_of_a_single_decision(street):
    candidates.install_rules(street)
    rows = [candidates.bring_to(street, candidates.put_forward(street), "street_review") for _ in range(2)]
    for row in rows:
        candidates.clear_negative_list(street, row, actor="second_staff")
    meeting = make.begin(street, make.prepare(street, ["党一", "党二"], candidates=rows))
    yes, no = meeting.items.all()
    make.vote(street, yes, for_=2)
    make.vote(street, no, "disagree", for_=0, against=2, opinion="群众基础不足")
    outcomes = make.conclude(street, make.submit(street, meeting))
    assert [outcome.refusal for outcome in outcomes] == ["", ""]
    states = {row.pk: Candidate.objects.get(pk=row.pk) for row in rows}
    assert [states[item.candidate_id].state for item in (yes, no)] == ["passed", "rejected"]
    review = states[no.candidate_id].reviews.get(level="street")
    assert (review.reviewer, "群众基础不足" in review.opinion) == (street.users["staff"], True)


def test_an_open_finding_is_recorded_and_concluded_before_the_person_is_passed(street):
    candidates.install_rules(street)
    one = candidates.bring_to(street, candidates.put_forward(street), "street_review")
    code = one.negative_checks.filter(kind="caution").first().item.code
    check = candidates.hit(street, one, code)
    candidates.clear_negative_list(street, one, leave=(code,))
    meeting = make.begin(street, make.prepare(street, ["党一", "党二"], candidates=[one], cautions=[check]))
    assert [item.kind for item in meeting.items.all()] == ["caution", "candidate"]
    for item in meeting.items.all():
        make.vote(street, item, for_=2)
    outcomes = make.conclude(street, make.submit(street, meeting))
    assert [outcome.refusal for outcome in outcomes] == ["", ""]
    decision = check.decisions.get()
    assert (decision.recorded_by, decision.concluded_by, decision.present) == (
        street.users["staff"], street.users["leader"], 2,
    )  # fmt: skip
    assert Candidate.objects.get(pk=one.pk).state == "passed"


def test_one_item_that_is_refused_holds_no_other_up_and_can_be_tried_again(street):
    """The slate holds somebody who is sent back meanwhile: it is not adopted, the rest takes effect."""
    one, two = slates.candidate(street, "方一"), slates.candidate(street, "方二", street.second)
    bad = slates.table(street, slates.make(street, [(one, "secretary")]))
    good = slates.table(street, slates.make(street, [(two, "secretary")], community=street.second))
    meeting = make.begin(street, make.prepare(street, ["党一"], slates=[bad, good]))
    for item in meeting.items.all():
        make.vote(street, item)
    submitted = make.submit(street, meeting)
    Candidate.objects.filter(pk=one.pk).update(state="returned")
    outcomes = make.conclude(street, submitted)
    assert [outcome.is_done for outcome in outcomes] == [False, True]
    assert "方一" in outcomes[0].refusal
    assert [Slate.objects.get(pk=slate.pk).state for slate in (bad, good)] == ["tabled", "adopted"]
    item = AgendaItem.objects.get(pk=outcomes[0].item.pk)
    assert (item.applied_at, bool(item.refusal)) == (None, True)
    Candidate.objects.filter(pk=one.pk).update(state="passed")
    again = meeting_results.apply_results(actor=street.users["leader"], meeting=submitted)
    assert [outcome.is_done for outcome in again] == [True]
    assert meeting_results.apply_results(actor=street.users["leader"], meeting=submitted) == []
    assert Slate.objects.get(pk=bad.pk).state == "adopted"


def test_what_is_deferred_stays_as_it_is(street, underway):
    for item in underway.items.all():
        make.vote(street, item, "defer", for_=0)
    assert make.conclude(street, make.submit(street, underway)) == []
    assert Slate.objects.get().state == "tabled"


def test_a_slate_that_is_refused_goes_back_to_be_worked_on(street, underway):
    candidate, slate = underway.items.all()
    make.vote(street, candidate, for_=3)
    make.vote(street, slate, "disagree", for_=0, against=3, opinion="年龄偏大")
    make.conclude(street, make.submit(street, underway))
    assert Slate.objects.get().state == "draft"


def test_everything_is_in_the_audit(street, underway):
    for item in underway.items.all():
        make.vote(street, item, for_=3)
    make.conclude(street, make.submit(street, underway))
    events = set(AuditEvent.objects.values_list("event", flat=True))
    assert {"vettingmeeting.vote", "vettingmeeting.conclude", "vettingmeeting.apply", "slate.adopt"} <= events


# --- preparing ------------------------------------------------------------------------


def test_only_what_waits_comes_onto_the_agenda(street):
    draft = slates.candidate(street, "方一", state="draft")
    assert refused(make.prepare, street, candidates=[draft]) == "not_for_agenda"
    assert refused(make.prepare, street, slates=[slates.make_one(street)]) == "not_for_agenda"  # not tabled


def test_a_meeting_begins_on_its_day_with_somebody_there(street):
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = make.prepare(street, ["党一"], candidates=[slates.candidate(street, "方一")], held_on=tomorrow)
    move = {"actor": street.users["staff"], "name": "begin"}
    assert refused(meeting_results.move_meeting, meeting=later, **move) == "too_early"
    empty = make.prepare(street, ["党二"], candidates=[slates.candidate(street, "方二")])
    assert refused(meeting_results.move_meeting, meeting=empty, **move) == "nobody_present"


def test_an_item_with_a_result_stays_on_the_agenda(street, underway):
    make.vote(street, underway.items.get(order=1))
    meeting = VettingMeeting.objects.get(pk=underway.pk)
    fields = {name: getattr(meeting, name) for name in meetings.EDITABLE}
    people = [one.person for one in meeting.attendees.all()]
    code = refused(
        meetings.update_meeting, actor=street.users["staff"], meeting=meeting, version=meeting.version, people=people,
        guests=(), candidates=[], slates=[], cautions=[], **fields,
    )  # fmt: skip
    assert code == "item_decided"


# --- pages and paper --------------------------------------------------------------------


def test_the_wall_tells_no_number_and_no_finding(street, signed_in):
    candidates.install_rules(street)
    person = candidates.make_person(street.first, "方一", phone="13808519001")
    one = candidates.bring_to(street, candidates.put_forward(street, person=person), "street_review")
    check = candidates.hit(street, one, one.negative_checks.filter(kind="caution").first().item.code)
    meeting = make.begin(street, make.prepare(street, ["党一"], candidates=[one], cautions=[check]))
    for position in (1, 2):
        page = signed_in("leader").get(reverse("candidates:meeting-screen", args=[meeting.pk, position]))
        text = page.content.decode()
        assert "有待决事项" in text
        for secret in (person.id_number, "13808519001", check.wording, check.evidence):
            assert secret not in text


def test_a_secretary_sees_no_meeting(street, underway, signed_in):
    assert signed_in("secretary").get(reverse("candidates:meeting", args=[underway.pk])).status_code == 403


def test_the_agenda_asks_as_often_for_many_items_as_for_one(street, signed_in):
    def number(meeting):
        browser = signed_in("staff")
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("candidates:meeting", args=[meeting.pk]))
        return len(asked)

    few = make.begin(street, make.prepare_one(street))
    many = [slates.candidate(street, f"方{n}") for n in range(8)]
    full = make.begin(street, make.prepare(street, ["党二", "党三"], candidates=many))
    assert number(full) == number(few)


def test_the_minutes_tell_votes_and_who_stood_aside(street, underway):
    item = underway.items.get(order=1)
    meetings.note_recusal(
        actor=street.users["staff"], item=item, attendee=underway.attendees.first(), reason="曾共事多年"
    )
    make.vote(street, item, for_=2)
    make.vote(street, underway.items.get(order=2), for_=2, abstained=1, opinion="结构合理")
    paper = vetting_minutes.context(street.users["staff"], street.regions[world.STREET], street.running,
                                    {"meeting": underway.pk}, 1)["paper"]  # fmt: skip
    tables = [block for block in paper.blocks if block.kind == "table"]
    assert tables[0].rows == (("花一社区方一（拟任居委会委员）", "2", "2", "0", "0", "党一", "同意"),)
    assert tables[1].rows == (("花一社区方案一", "3", "2", "0", "1", "—", "同意"),)
    assert paper.left.endswith("（未审定）")


def test_who_put_a_person_forward_does_not_submit_the_decision_on_him(street):
    """He would decide in the street's name: told at the desk, not after the meeting."""
    candidates.install_rules(street)
    one = candidates.bring_to(street, candidates.put_forward(street), "street_review")
    candidates.clear_negative_list(street, one)
    Candidate.objects.filter(pk=one.pk).update(put_forward_by=street.users["staff"])
    meeting = make.begin(street, make.prepare(street, ["党一"], candidates=[one]))
    make.vote(street, meeting.items.get())
    assert refused(make.submit, street, meeting) == "not_yours_to_decide"
    Candidate.objects.filter(pk=one.pk).update(put_forward_by=street.users["second_staff"])
    assert [outcome.is_done for outcome in make.conclude(street, make.submit(street, meeting))] == [True]
