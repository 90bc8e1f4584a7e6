"""Planning talks, recording, signing and archiving them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from communities.models import TermRole
from communities.services import link_account, put_on_roster
from core import access, workflow
from core.audit import AuditEvent
from core.errors import DomainError
from core.signatures import signatures_of
from interviews.models import HeartTalk, TalkFollowUp
from interviews.models.talks import FOLLOW_UP, HOLD, READ
from interviews.services import talk_follow_ups, talk_records, talks
from interviews.talk_papers import digest_of, is_intact
from tests.factories import communities, world
from tests.factories import talks as make
from tests.factories.talks import SECRET, STROKES

LATER = timezone.localdate() + timedelta(days=7)


def seat_member(street, name="张三", community=None, **fields):
    person = communities.make_person(community or street.first, name)
    communities.make_member(person, street.running, "party_member", **{"since": date(2021, 11, 1)} | fields)
    return person


def plan_all(street, kind="heart", actor="staff", region=world.STREET, due_on=LATER):
    return talks.plan_talks(
        actor=street.users[actor], election=street.running, region=street.regions[region], kind=kind, due_on=due_on
    )


def refused(code, act, *args, **options):
    with pytest.raises(DomainError) as caught:
        act(*args, **options)
    assert caught.value.code == code
    return caught.value.message


# --- the plan


def test_every_sitting_member_is_planned_once(street):
    person = seat_member(street)
    communities.make_member(person, street.running, "director")
    seat_member(street, "李四", community=street.second)
    seat_member(street, "王五", left_on=date(2026, 5, 1))
    assert plan_all(street) == 2
    assert [(talk.partner.name, talk.community_id, talk.number) for talk in HeartTalk.objects.all()] == [
        ("张三", world.FIRST, 1), ("李四", world.SECOND, 2),
    ]  # fmt: skip
    seat_member(street, "赵六")
    assert plan_all(street) == 1
    refused("nobody_to_plan", plan_all, street)


def test_who_left_and_who_is_put_forward_are_planned_by_their_kinds(street):
    gone = seat_member(street, "王五", left_on=date(2026, 5, 1))
    new = communities.make_person(street.first, "新人")
    put_on_roster(person=new, election=street.running, community=street.first, capacity=TermRole.Capacities.PROSPECT)
    assert (plan_all(street, "leaving"), plan_all(street, "nominee")) == (1, 1)
    assert set(HeartTalk.objects.values_list("kind", "partner")) == {("leaving", gone.pk), ("nominee", new.pk)}


def test_planning_is_refused(street):
    refused("due_in_past", plan_all, street, due_on=timezone.localdate() - timedelta(days=1))
    stranger = communities.make_person(street.first, "居民")
    refused("not_concerned", make.plan, street, partner=stranger)
    talk = make.plan(street)
    refused("talk_planned", make.plan, street, partner=talk.partner)
    with pytest.raises(PermissionDenied):
        plan_all(street, actor="secretary", region=world.FIRST)
    with pytest.raises(Http404):
        plan_all(street, actor="outsider")


def test_nothing_is_planned_in_a_past_term(street):
    refused(
        "election_past", talks.plan_talks, actor=street.users["staff"], election=street.past,
        region=street.regions[world.STREET], kind="heart", due_on=LATER,
    )  # fmt: skip


def test_several_talks_get_their_talkers_at_once(street):
    several = [make.plan(street), make.plan(street, community=street.second)]
    lead, recorder = make.staff_person(street), make.staff_person(street, "second_staff")
    assert talks.assign_talkers(actor=street.users["leader"], talks=several, lead=lead, recorder=recorder) == 2
    for talk in several:
        assert [(seat.role, seat.account) for seat in talk.seats.all()] == [
            ("lead", street.users["staff"]), ("recorder", street.users["second_staff"]),
        ]  # fmt: skip
    assert not HeartTalk.objects.unassigned().exists()


def test_who_may_not_be_given_a_seat(street):
    talk, lead = make.plan(street), make.staff_person(street)
    assign = lambda **seats: talks.assign_talkers(actor=street.users["staff"], talks=[talk], **seats)  # noqa: E731
    refused("seat_twice", assign, lead=lead, recorder=lead)
    refused("not_a_talker", assign, lead=communities.make_person(street.first, "外人"))
    head = seat_member(street, "书记")
    head.memberships.update(post="secretary")
    link_account(actor=street.users["staff"], person=head, user=street.users["secretary"])
    own = make.plan(street, partner=head)
    refused("talker_is_partner", talks.assign_talkers, actor=street.users["staff"], talks=[own], lead=head)
    assert talks.assign_talkers(actor=street.users["staff"], talks=[talk], lead=head) == 1
    with pytest.raises(Http404):
        talks.assign_talkers(actor=street.users["outsider"], talks=[talk], lead=lead)


def test_a_talk_with_words_is_not_given_to_another(street):
    talk = make.recorded(street)
    refused("talk_held", make.assign, street, talk, "second_staff")


def test_an_account_linked_later_to_the_talker_opens_nothing(street):
    """Who keeps the files could otherwise link his own account to a talker, and read."""
    talk = make.recorded(street)
    lead, staff = talk.seats.get().person, street.users["staff"]
    link_account(actor=staff, person=lead, user=None)
    link_account(actor=staff, person=lead, user=street.users["second_staff"])
    assert not access.allowed(street.users["second_staff"], READ, talk)
    assert access.allowed(staff, READ, talk)


def test_a_planned_talk_is_cancelled_for_a_reason(street):
    talk = make.planned(street)
    cancel = lambda **options: talks.move_talk(actor=street.users["staff"], talk=talk, move="cancel", **options)  # noqa: E731
    refused("note_required", cancel)
    cancel(note="已调离")
    assert make.fresh(talk).state == "cancelled"
    refused("talk_closed", make.recorded, street, talk)
    assert make.plan(street, partner=talk.partner).number == talk.number + 1


# --- every state and move


def test_each_move_is_open_in_its_states_alone(street):
    open_in = {
        state: {move.name for move in workflow.moves_of(HeartTalk) if state in move.sources}
        for state in HeartTalk.States.values
    }
    assert open_in == {"planned": {"record", "cancel"}, "recorded": {"archive"}, "signed": set(), "cancelled": set()}


@pytest.mark.parametrize("move", ["record", "archive", "cancel"])
@pytest.mark.parametrize("state", HeartTalk.States.values)
def test_a_move_out_of_its_state_is_refused(street, state, move):
    talk = {
        "planned": make.planned, "recorded": make.recorded, "signed": make.signed, "cancelled": make.planned
    }[state](street)  # fmt: skip
    if state == "cancelled":
        talks.move_talk(actor=street.users["staff"], talk=talk, move="cancel", note="已调离")
    apply = lambda: workflow.apply(actor=street.users["staff"], obj=talk, name=move, note="说明")  # noqa: E731
    if (state, move) == ("planned", "cancel"):
        apply()
    else:
        codes = {("planned", "record"): "talk_incomplete", ("recorded", "archive"): "talk_unsigned"}
        refused(codes.get((state, move), "wrong_state"), apply)


# --- the record


def test_a_record_keeps_names_and_posts_of_its_day(street):
    talk = make.recorded(street, make.planned(street, recorder="second_staff"))
    assert talk.state == "recorded"
    assert talk.people["partner"] == {
        "name": talk.partner.name, "post": "花一社区党组织委员", "sex": "男", "age": talk.people["partner"]["age"],
        "affiliation": "群众",
    }  # fmt: skip
    assert talk.people["lead"] == {"name": "用户staff", "post": "党建办干事"}
    assert set(talk.people) == {"partner", "lead", "recorder"}
    assert [(concern.theme, concern.text) for concern in talk.concerns.all()] == [("pay", f"{SECRET}诉求")]


def test_the_words_are_ciphertext_in_the_database(street):
    talk = make.signed(street)
    talk_records.add_note(actor=street.users["staff"], talk=talk, text=SECRET)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own names
            assert SECRET not in str(cursor.fetchall()), table


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("talk_in_future", {"held_from": make.at(-1), "held_until": make.at(-1, 10)}),
        ("talk_ends_before", {"held_until": make.at(hour=9)}),
        ("talk_before_term", {"held_from": make.at(3000), "held_until": make.at(3000, 10)}),
        ("talk_incomplete", {"content": ""}),
        ("talk_incomplete", {"stand": ""}),
    ],
)
def test_a_wrong_record_is_refused_and_nothing_kept(street, code, changed):
    talk = make.planned(street)
    refused(code, make.recorded, street, talk, **changed)
    assert (make.fresh(talk).content, make.fresh(talk).held_from) == ("", None)


def test_a_talk_before_the_partner_took_office_is_refused(street):
    person = seat_member(street, since=date(2026, 6, 1))
    days = (timezone.localdate() - date(2026, 5, 20)).days
    message = refused(
        "talk_before_term", make.recorded, street, make.planned(street, partner=person), held_from=make.at(days),
        held_until=make.at(days, 10),
    )  # fmt: skip
    assert "2026-06-01" in message


def test_only_who_sits_there_writes(street):
    talk = make.planned(street)
    for name in ("second_staff", "leader", "inspector", "secretary"):
        assert not access.allowed(street.users[name], HOLD, talk)
        with pytest.raises(PermissionDenied):
            make.recorded(street, talk, actor=name)
    with pytest.raises(Http404):
        make.recorded(street, talk, actor="outsider")


def test_two_who_write_at_once_notice_each_other(street):
    talk = make.planned(street, recorder="second_staff")
    version = talk.version
    make.recorded(street, talk)
    message = refused(
        "edited_meanwhile", talk_records.record_talk, actor=street.users["second_staff"], talk=talk, version=version,
        **make.words(),
    )  # fmt: skip
    assert SECRET not in message


# --- signatures


def test_the_first_signature_freezes_the_text(street):
    talk = make.recorded(street)
    signature = make.sign(street, talk, "partner")
    talk = make.fresh(talk)
    assert (signature.digest, signature.signer_name) == (talk.digest, talk.partner.name)
    assert SECRET in talk.frozen
    refused("talk_locked", make.recorded, street, talk)
    refused("talk_unsigned", talk_records.archive_talk, actor=street.users["staff"], talk=talk)
    refused("not_a_signer", make.sign, street, talk, "x")


def test_nobody_signs_another_text_than_he_read(street):
    talk = make.recorded(street)
    read = digest_of(talk)
    talk = make.recorded(street, talk, content="改过")
    refused(
        "text_changed", talk_records.sign_talk, actor=street.users["staff"], talk=talk, role="lead", strokes=STROKES,
        shown=read,
    )  # fmt: skip
    assert not make.fresh(talk).is_locked


def test_signatures_are_taken_back_to_correct_the_record(street):
    talk = make.recorded(street)
    make.sign(street, talk, "partner")
    talk_records.withdraw_signatures(actor=street.users["staff"], talk=talk)
    assert not signatures_of(talk).exists()
    assert make.recorded(street, talk, content="改过").content == "改过"
    make.signed(street, talk)


def test_a_signed_record_never_changes(street):
    talk = make.signed(street)
    assert (talk.state, is_intact(talk)) == ("signed", True)
    frozen = talk.frozen
    staff = street.users["staff"]
    refused("talk_closed", make.recorded, street, talk)
    refused("talk_not_recorded", talk_records.withdraw_signatures, actor=staff, talk=talk)
    talk.partner.name = "改名"
    talk.partner.save()
    talk_records.add_note(actor=staff, talk=talk, text="补充")
    owner = make.staff_person(street, "second_staff")
    talk_follow_ups.add_follow_up(actor=staff, talk=talk, content="办理", owner=owner, due_on=LATER)
    assert (make.fresh(talk).frozen, is_intact(make.fresh(talk))) == (frozen, True)
    HeartTalk.objects.filter(pk=talk.pk).update(content="偷改")
    assert not is_intact(make.fresh(talk))


def test_a_note_is_for_an_archived_record(street):
    refused(
        "talk_not_archived", talk_records.add_note, actor=street.users["staff"], talk=make.recorded(street), text="x"
    )


# --- what follows


def test_the_owner_of_a_follow_up_reads_it_and_nothing_else(street):
    talk, owner = make.recorded(street), make.staff_person(street, "second_staff")
    follow_up = talk_follow_ups.add_follow_up(
        actor=street.users["staff"], talk=talk, content="落实待遇", owner=owner, due_on=LATER
    )
    user = street.users["second_staff"]
    assert list(access.visible_to(user, TalkFollowUp)) == [follow_up]
    assert not access.allowed(user, READ, talk)
    assert not access.allowed(street.users["leader"], FOLLOW_UP, follow_up)
    done = talk_follow_ups.finish_follow_up(
        actor=user, follow_up=follow_up, outcome="已落实", done_on=timezone.localdate()
    )
    assert TalkFollowUp.objects.open().count() == 0
    refused("follow_up_done", talk_follow_ups.finish_follow_up, actor=user, follow_up=done, outcome="", done_on=LATER)


def test_an_issue_leaves_the_talk_only_in_words_of_its_own(street):
    talk = make.recorded(street)
    fields = {"title": "物业纠纷", "kind": "disputes", "seriousness": 2}
    refused("not_agreed", talk_records.raise_issue_of, actor=street.users["staff"], talk=talk, agreed=False, **fields)
    issue = talk_records.raise_issue_of(actor=street.users["staff"], talk=talk, agreed=True, **fields)
    assert (str(issue.source), issue.street_only, issue.description) == ("谈心谈话", True, "")


def test_reading_another_s_talk_is_recorded(street):
    talk = make.recorded(street)
    world.grant_role(
        actor=street.users["security_admin"], user=street.users["leader"], role="talk_reader",
        region=street.regions[world.STREET],
    )  # fmt: skip
    leader = User.objects.get(pk=street.users["leader"].pk)
    assert talk_records.read_talk(actor=street.users["staff"], talk=talk)
    assert talk_records.read_talk(actor=leader, talk=talk)
    assert not talk_records.read_talk(actor=street.users["second_staff"], talk=talk)
    assert list(AuditEvent.objects.filter(event="talk.read").values_list("actor_id", flat=True)) == [str(leader.pk)]


def test_no_audit_record_holds_a_word_of_a_talk(street):
    talk = make.signed(street)
    talk_records.add_note(actor=street.users["staff"], talk=talk, text=SECRET)
    for event in AuditEvent.objects.all():
        assert SECRET not in f"{event.reason}{event.read_detail()}"


def test_an_outline_is_a_sample_until_confirmed(street):
    save = lambda **fields: talk_follow_ups.save_outline(  # noqa: E731
        actor=street.users["staff"], election=street.running, kind="heart", **fields
    )
    outline = save(version=0, text="一、履职")
    assert not outline.is_confirmed
    assert save(version=outline.version, text="一、履职", document_number="街〔2026〕9号").is_confirmed
    refused("edited_meanwhile", save, version=outline.version, text="二")
