"""Study meetings: calling, inviting, signing in, holding, concluding; who sees what of them."""

from datetime import time, timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from communities.models import (
    CommunitySnapshot,
    Deliberation,
    DeliberationTask,
    MemberDisposition,
    Participant,
    TermRole,
)
from communities.services import close_election, put_on_roster
from communities.services.deliberation_outcomes import (
    carry_over_dispositions,
    finish_task,
    last_dispositions,
    set_dispositions,
    update_task,
    write_conclusion,
)
from communities.services.deliberations import (
    communities_of,
    move_deliberation,
    plan_deliberation,
    record_attendance,
    update_deliberation,
)
from core import access, workflow
from core.attachments import Attachment, attach
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import communities, deliberations, uploads, world

pytestmark = pytest.mark.django_db
States = Deliberation.States


def refusal(function, **kwargs):
    """The code with which a service refuses."""
    with pytest.raises(DomainError) as refused:
        function(**kwargs)
    return refused.value.code


# --- calling one ---------------------------------------------------------------------------------


def test_meetings_are_numbered_in_their_term(street):
    first = deliberations.planned(street)
    second = deliberations.planned(street, staff=[p.person for p in first.participants.exclude(person=None)])
    assert ([str(first), str(second)], first.state) == (["第1次研判会", "第2次研判会"], States.PLANNED)


def test_the_street_and_its_people_are_on_the_agenda_and_the_list(street):
    meeting = deliberations.planned(street)
    assert [c.community_id for c in meeting.conclusions.all()] == [world.FIRST, world.SECOND]
    assert list(meeting.participants.values_list("name", "post", "role")) == [
        ("书记甲", "党工委书记", "member"), ("组织乙", "组织委员", "member"), ("党建丙", "党建办主任", "member"),
        ("陈静", "区委社会工作部科长", "observer"),
    ]  # fmt: skip


def test_one_called_off_leaves_its_number_to_the_next(street):
    meeting = deliberations.planned(street)
    move_deliberation(actor=street.users["staff"], deliberation=meeting, name="cancel", note="改期")
    assert deliberations.planned(street, staff=[deliberations.make_staff(street)]).number == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"starts_at": time(15), "ends_at": time(14)}, "ends_before_start"),
        ({"held_on": timezone.localdate().replace(year=2031)}, "held_after_election"),
        ({"communities": []}, "no_communities"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(street, fields, code):
    assert refusal(deliberations.planned, street=street, **fields) == code
    assert not Deliberation.objects.exists()


def test_a_community_of_another_street_is_not_put_on_the_agenda(street):
    assert refusal(deliberations.planned, street=street, communities=[street.first, street.outside]) == "no_communities"


def test_a_community_calls_no_meeting(street):
    fields = {"held_on": timezone.localdate(), "place": "社区", "agenda": "一"}
    code = refusal(
        plan_deliberation, actor=street.users["staff"], election=street.running, region=street.first,
        communities=[street.first], **fields,
    )  # fmt: skip
    assert code == "not_a_street"


def test_a_past_term_is_closed(street):
    street.running, past = street.past, street.running
    assert refusal(deliberations.planned, street=street, staff=[deliberations.make_staff(street)]) == "election_past"
    street.running = past


def test_it_can_be_corrected_until_it_is_final(street):
    meeting = deliberations.planned(street)
    people = [p.person for p in meeting.participants.exclude(person=None)][:2]
    changed = update_deliberation(
        actor=street.users["staff"], deliberation=meeting, version=meeting.version, communities=[street.second],
        people=people, guests=[("陈静", "区民政局科长")], place="二楼",
    )  # fmt: skip
    assert changed.place == "二楼"
    assert [c.community_id for c in changed.conclusions.all()] == [world.SECOND]
    posts = changed.participants.values_list("name", "post")
    assert list(posts) == [("书记甲", "党工委书记"), ("组织乙", "组织委员"), ("陈静", "区民政局科长")]


def test_who_has_signed_in_is_not_dropped_from_the_list(street):
    meeting = deliberations.planned(street)
    deliberations.sign_in_all(street, meeting)
    code = refusal(
        update_deliberation, actor=street.users["staff"], deliberation=meeting, version=meeting.version, people=[],
    )  # fmt: skip
    assert code == "participant_registered"
    assert meeting.participants.count() == 4


def test_of_two_editors_the_slower_is_told(street):
    meeting = deliberations.planned(street)
    people = [p.person for p in meeting.participants.exclude(person=None)]
    guests = [("陈静", "区委社会工作部科长")]
    same = {"deliberation": meeting, "version": 1, "people": people, "guests": guests}
    update_deliberation(actor=street.users["staff"], **same, place="一楼")
    assert refusal(update_deliberation, actor=street.users["second_staff"], **same, place="四楼") == "edited_meanwhile"
    assert deliberations.again(meeting).place == "一楼"


# --- signing in ----------------------------------------------------------------------------------


def test_signing_in_notes_the_time_once(street):
    meeting = deliberations.planned(street)
    deliberations.sign_in_all(street, meeting)
    first = list(meeting.participants.values_list("signed_in_at", flat=True))
    deliberations.sign_in_all(street, meeting)
    assert None not in first
    assert list(meeting.participants.values_list("signed_in_at", flat=True)) == first
    assert AuditEvent.objects.filter(event="deliberation.attendance").count() == 1


def test_who_is_excused_has_a_reason(street):
    meeting = deliberations.planned(street)
    somebody = meeting.participants.first()
    entries = {somebody.pk: ("absent", " ")}
    assert (
        refusal(record_attendance, actor=street.users["staff"], deliberation=meeting, entries=entries)
        == "reason_required"
    )
    entries = {somebody.pk: ("absent", "出差")}
    record_attendance(actor=street.users["staff"], deliberation=meeting, entries=entries)
    somebody.refresh_from_db()
    assert (somebody.attendance, somebody.absence_reason, somebody.signed_in_at) == ("absent", "出差", None)


def test_a_participant_of_another_meeting_is_unknown(street):
    meeting = deliberations.planned(street)
    other = Participant.objects.create(
        deliberation=deliberations.planned(street, staff=[deliberations.make_staff(street, "另一")]), name="某"
    )
    code = refusal(
        record_attendance, actor=street.users["staff"], deliberation=meeting, entries={other.pk: ("present", "")}
    )
    assert code == "unknown_participant"


# --- the way -------------------------------------------------------------------------------------


def test_every_state_and_move(street):
    """What each state lets through, guards met; all else is refused as of the wrong state."""
    open_moves = {
        States.PLANNED: {"hold", "cancel"}, States.HELD: {"conclude"}, States.CONCLUDED: {"reopen"},
        States.CANCELLED: set(),
    }  # fmt: skip
    meeting = deliberations.planned(street)
    deliberations.sign_in_all(street, meeting)
    meeting.conclusions.update(text="好")
    for state, expected in open_moves.items():
        found = set()
        for move in workflow.moves_of(Deliberation):
            Deliberation.objects.filter(pk=meeting.pk).update(state=state)
            CommunitySnapshot.objects.all().delete()
            if _moves(street, meeting, move.name):
                found.add(move.name)
        assert found == expected, state


def _moves(street, meeting, name):
    try:
        move_deliberation(actor=street.users["staff"], deliberation=meeting, name=name, note="理由")
    except DomainError as error:
        assert error.code == "wrong_state"
        return False
    return True


def test_it_is_not_held_before_its_day_nor_with_nobody_there(street):
    staff, tomorrow = street.users["staff"], timezone.localdate() + timedelta(days=1)
    early = deliberations.planned(street, held_on=tomorrow)
    deliberations.sign_in_all(street, early)
    assert refusal(move_deliberation, actor=staff, deliberation=early, name="hold") == "not_yet_the_day"
    empty = deliberations.planned(street, staff=[deliberations.make_staff(street)])
    assert refusal(move_deliberation, actor=staff, deliberation=empty, name="hold") == "nobody_present"
    Deliberation.objects.filter(pk=empty.pk).update(host=None)
    assert refusal(move_deliberation, actor=staff, deliberation=empty, name="hold") == "nobody_in_the_chair"
    assert not CommunitySnapshot.objects.exists()


def test_it_is_not_final_before_everything_is_written(street):
    meeting = deliberations.held(street)
    meeting.participants.filter(name="陈静").update(attendance="expected")
    staff = street.users["staff"]
    assert refusal(move_deliberation, actor=staff, deliberation=meeting, name="conclude") == "attendance_unknown"
    meeting.participants.update(attendance="present")
    with pytest.raises(DomainError, match="花一社区、花二社区") as refused:
        move_deliberation(actor=staff, deliberation=meeting, name="conclude")
    assert refused.value.code == "conclusions_missing"
    assert deliberations.conclude(street, meeting).state == States.CONCLUDED


def test_a_leader_sees_but_does_not_move(street):
    meeting = deliberations.held(street)
    assert workflow.moves_open_to(street.users["leader"], meeting) == []


def test_the_final_minutes_take_no_more_changes_until_reopened(street):
    meeting = deliberations.conclude(street, deliberations.held(street))
    conclusion, staff = meeting.conclusions.first(), street.users["staff"]
    write = {"actor": staff, "conclusion": conclusion, "version": conclusion.version, "text": "改"}
    assert refusal(write_conclusion, **write) == "deliberation_closed"
    assert refusal(move_deliberation, actor=staff, deliberation=meeting, name="reopen") == "note_required"
    frozen = list(CommunitySnapshot.objects.values_list("digest", flat=True))
    move_deliberation(actor=staff, deliberation=meeting, name="reopen", note="错字")
    write_conclusion(**write)
    assert list(CommunitySnapshot.objects.values_list("digest", flat=True)) == frozen


def test_scans_of_the_final_minutes_are_filed_afterwards(street):
    meeting = deliberations.conclude(street, deliberations.held(street))
    attach(actor=street.users["staff"], subject=meeting, upload=uploads.upload())
    assert Attachment.objects.count() == 1
    election = meeting.election
    close_election(actor=street.users["staff"], election=election, version=election.version)
    code = refusal(attach, actor=street.users["staff"], subject=deliberations.again(meeting), upload=uploads.upload())
    assert code == "deliberation_closed"


# --- conclusions and lists ------------------------------------------------------------------------


def test_nothing_is_concluded_before_the_meeting(street):
    meeting = deliberations.planned(street)
    conclusion = meeting.conclusions.first()
    code = refusal(
        write_conclusion, actor=street.users["staff"], conclusion=conclusion, version=conclusion.version, text="好"
    )
    assert code == "not_held"


@pytest.fixture
def meeting(street):
    """A meeting now held; the secretary of the first community sits, a prospect is on the roster."""
    street.sitting = communities.make_person(street.first, "田蕾")
    communities.make_member(street.sitting, street.running)
    street.prospect = communities.make_person(street.first, "龙㛃")
    put_on_roster(
        person=street.prospect, election=street.running, community=street.first,
        capacity=TermRole.Capacities.PROSPECT,
    )  # fmt: skip
    return deliberations.held(street)


def put(street, meeting, person, kind, reason=""):
    return deliberations.put_on_list(street, meeting, street.first, person, kind, reason)


def test_the_three_lists(street, meeting):
    put(street, meeting, street.sitting, "stay")
    put(street, meeting, street.prospect, "use", "年轻")
    put(street, meeting, street.sitting, "adjust", "到龄")
    rows = MemberDisposition.objects.order_by("kind").values_list("person__name", "kind", "reason")
    assert list(rows) == [("田蕾", "adjust", "到龄"), ("龙㛃", "use", "年轻")]
    put(street, meeting, street.sitting, "")
    assert MemberDisposition.objects.count() == 1


@pytest.mark.parametrize(("who", "kind"), [("sitting", "use"), ("prospect", "stay"), ("prospect", "adjust")])
def test_each_list_is_for_its_own_people(street, meeting, who, kind):
    person = getattr(street, who)
    with pytest.raises(DomainError, match=person.name) as refused:
        put(street, meeting, person, kind, "理由")
    assert refused.value.code == "wrong_list"


def test_whoever_is_to_go_is_told_why(street, meeting):
    assert refusal(put, street=street, meeting=meeting, person=street.sitting, kind="adjust") == "reason_required"


def test_two_recorders_do_not_overwrite_each_other(street, meeting):
    conclusion = meeting.conclusions.get(community=street.first)
    fields = {"conclusion": conclusion, "version": conclusion.version}
    set_dispositions(actor=street.users["staff"], **fields, choices={street.sitting: ("stay", "")})
    code = refusal(
        set_dispositions, actor=street.users["second_staff"], **fields, choices={street.sitting: ("adjust", "到龄")}
    )
    assert code == "edited_meanwhile"
    assert MemberDisposition.objects.get().kind == "stay"


def test_the_lists_of_the_meeting_before_are_taken_over_for_who_is_on_none(street, meeting):
    put(street, meeting, street.sitting, "adjust", "到龄")
    put(street, meeting, street.prospect, "use", "年轻")
    deliberations.conclude(street, meeting)
    second = deliberations.next_held(street, meeting)
    put(street, second, street.sitting, "stay")
    conclusion = second.conclusions.get(community=street.first)
    number = carry_over_dispositions(
        actor=street.users["staff"], conclusion=conclusion, version=conclusion.version
    )  # fmt: skip
    rows = MemberDisposition.objects.filter(deliberation=second).order_by("kind")
    assert (number, [(row.person.name, row.kind) for row in rows]) == (1, [("田蕾", "stay"), ("龙㛃", "use")])
    assert {row.kind for row in last_dispositions(second, street.first)} == {"adjust", "use"}


def test_a_sitting_member_who_left_is_not_carried_over(street, meeting):
    put(street, meeting, street.sitting, "stay")
    street.sitting.memberships.update(left_on=timezone.localdate())
    second = deliberations.next_held(street, meeting)
    conclusion = second.conclusions.get(community=street.first)
    assert carry_over_dispositions(
        actor=street.users["staff"], conclusion=conclusion, version=conclusion.version
    ) == 0  # fmt: skip


# --- tasks ---------------------------------------------------------------------------------------


def test_a_task_is_seen_and_reported_done_by_its_owner_who_sees_nothing_else(street, meeting):
    secretary = street.users["secretary"]
    street.sitting.user = secretary
    street.sitting.save()
    task = deliberations.give_task(street, meeting, street.first, street.sitting)
    other = deliberations.give_task(street, meeting, street.first, meeting.host, "约谈书记本人")
    assert list(access.visible_to(secretary, DeliberationTask)) == [task]
    finish_task(actor=secretary, task=task, version=task.version, done_on=timezone.localdate(), result="已谈")
    assert DeliberationTask.objects.get(pk=task.pk).result == "已谈"
    with pytest.raises(Http404):
        finish_task(actor=secretary, task=other, version=1, done_on=timezone.localdate(), result="已谈")


def test_deadlines_and_ends_that_cannot_be(street, meeting):
    task = deliberations.give_task(street, meeting, street.first, meeting.host)
    today, staff = timezone.localdate(), street.users["staff"]
    days = {"task": task, "version": task.version, "result": "好"}
    assert refusal(finish_task, actor=staff, **days, done_on=today + timedelta(days=1)) == "done_in_future"
    assert refusal(finish_task, actor=staff, **days, done_on=today - timedelta(days=1)) == "done_before_meeting"
    code = refusal(deliberations.give_task, street=street, deliberation=meeting, community=street.first,
                   owner=meeting.host, days=-1)  # fmt: skip
    assert code == "due_before_meeting"
    finish_task(actor=staff, **days, done_on=today)
    fields = {"content": "改", "owner": meeting.host, "due_on": today}
    assert refusal(update_task, actor=staff, task=task, version=2, **fields) == "task_done"


def test_overdue_tasks(street, meeting):
    task = deliberations.give_task(street, meeting, street.first, meeting.host)
    today = timezone.localdate()
    DeliberationTask.objects.filter(pk=task.pk).update(due_on=today - timedelta(days=1))
    assert list(DeliberationTask.objects.overdue(today)) == [task]
    assert DeliberationTask.objects.get().is_overdue


def test_only_the_street_team_sees_anything_of_a_meeting(street, meeting):
    put(street, meeting, street.sitting, "stay")
    deliberations.give_task(street, meeting, street.first, meeting.host)
    models = (
        Deliberation, Participant, CommunitySnapshot, DeliberationTask, MemberDisposition,
        type(meeting.conclusions.first()),
    )  # fmt: skip
    seeing = {
        name for name, user in street.users.items() for model in models if access.visible_to(user, model).exists()
    }  # fmt: skip
    assert seeing == {"staff", "second_staff", "leader", "inspector"}


def test_communities_of_another_street_are_not_offered(street):
    region = street.regions[world.STREET]
    assert [place.pk for place in communities_of(street.users["staff"], region)] == [world.FIRST, world.SECOND]
