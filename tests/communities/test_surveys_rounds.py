"""Holding rounds, closing them, and the count from paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from communities.models import PaperTally, SurveyRound
from communities.services import surveys
from communities.tasks import close_due_rounds
from core.attachments import attach
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import communities
from tests.factories import surveys as make
from tests.factories.uploads import upload

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def open_in(street, places, user="staff", **fields):
    times = {"opens_at": timezone.now(), "closes_at": timezone.now() + timedelta(days=1)}
    return surveys.open_rounds(
        actor=street.users[user],
        **{"questionnaire": make.questionnaire(street, make.QUESTIONS[2:3]), "communities": places, "name": "测评",
           "mode": "link", **times, **fields},
    )  # fmt: skip


def test_batch_has_a_round_for_each_community_with_its_own_link(street):
    made = open_in(street, [street.first, street.second])
    assert [one.community for one in made] == [street.first, street.second]
    assert len({one.batch for one in made}) == 1
    assert len({one.token for one in made}) == 2
    assert all(len(one.token) == 12 for one in made)


def test_rounds_of_a_family_are_numbered_in_each_community(street):
    questionnaire = make.questionnaire(street, make.QUESTIONS[2:3])
    numbers = [
        open_in(street, [place], questionnaire=questionnaire)[0].number
        for place in [street.first] * 2 + [street.second]
    ]
    assert numbers == [1, 2, 1]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"closes_at": timezone.now() - timedelta(days=2)}, "wrong_times"),
        (
            {"opens_at": timezone.now() - timedelta(days=3), "closes_at": timezone.now() - timedelta(days=2)},
            "wrong_times",
        ),
        ({"mode": "slips", "issued": 0}, "bad_issued"),
        ({"mode": "slips", "issued": 501}, "bad_issued"),
    ],
)
def test_unsound_rounds_are_refused(street, fields, code):
    with refused(code):
        open_in(street, [street.first], **fields)
    assert SurveyRound.objects.count() == 0


def test_round_needs_questions_communities_and_members_to_rate(street):
    with refused("no_questions"):
        open_in(street, [street.first], questionnaire=make.questionnaire(street, ()))
    with refused("no_community"):
        open_in(street, [])
    with refused("no_members"):
        open_in(street, [street.first], questionnaire=make.questionnaire(street, make.QUESTIONS[1:2]))


def test_only_the_street_holds_rounds_and_only_its_own(street):
    for user, community in (("secretary", street.first), ("leader", street.first)):
        with pytest.raises(PermissionDenied):
            open_in(street, [community], user=user)
    with pytest.raises(Http404):
        open_in(street, [street.outside])
    assert SurveyRound.objects.count() == 0


def test_who_sits_now_is_rated_whoever_sits_later(street):
    person = communities.make_person(street.first, "钱七")
    communities.make_member(person, street.running, "secretary")
    communities.make_member(person, street.running, "director")
    survey_round = make.hold(street)

    communities.make_member(communities.make_person(street.first, "孙八"), street.running, "party_member")

    [member] = survey_round.rated_members.all()
    assert str(member) == "钱七（书记、主任）"  # once, with both posts


def test_times_change_until_the_end_and_not_after(street):
    staff, survey_round = street.users["staff"], make.hold(street)
    later = timezone.now() + timedelta(days=3)
    fields = {"name": "改名", "opens_at": survey_round.opens_at, "closes_at": later}

    changed = surveys.change_round(actor=staff, survey_round=survey_round, version=1, **fields)
    assert (changed.name, changed.closes_at) == ("改名", later)
    closed = make.close(street, survey_round)
    with refused("round_closed"):
        surveys.change_round(actor=staff, survey_round=closed, version=2, **fields)


def test_a_round_sealed_since_it_was_read_stays_sealed(street):
    survey_round = make.hold(street)
    make.put(survey_round, 3)
    make.close(street, SurveyRound.objects.get(pk=survey_round.pk))
    later = timezone.now() + timedelta(days=3)
    with refused("round_closed"):
        surveys.change_round(
            actor=street.users["staff"], survey_round=survey_round, version=1, name="改名",
            opens_at=survey_round.opens_at, closes_at=later,
        )  # fmt: skip
    survey_round.refresh_from_db()
    assert (survey_round.answered, survey_round.is_closed) == (3, True)


def test_closing_twice_changes_nothing(street):
    survey_round = make.hold(street)
    make.put(survey_round, 3)
    first = make.close(street, survey_round)
    second = make.close(street, survey_round)
    assert (first.answered, first.closed_at) == (3, second.closed_at)
    assert AuditEvent.objects.filter(event="survey.close").count() == 1


def test_clock_closes_what_is_due_and_nothing_else(street):
    due, running = make.hold(street), make.hold(street, community=street.second)
    make.put(due, 4)
    SurveyRound.objects.filter(pk=due.pk).update(closes_at=timezone.now() - timedelta(minutes=1))

    for _ in range(2):  # twice equals once
        close_due_rounds()

    due.refresh_from_db()
    running.refresh_from_db()
    assert (due.answered, running.closed_at) == (4, None)
    assert due.ended_at == due.closes_at  # it ended on time, though sealed later
    assert AuditEvent.objects.filter(event="survey.close").count() == 1


def test_only_an_empty_round_is_taken_back(street):
    staff, empty, answered = street.users["staff"], make.hold(street), make.hold(street, community=street.second)
    make.put(answered, 1)
    surveys.remove_round(actor=staff, survey_round=empty)
    with refused("round_answered"):
        surveys.remove_round(actor=staff, survey_round=answered)
    assert list(SurveyRound.objects.all()) == [answered]


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"returned": 13, "valid": 12}, "returned_exceed_issued", "收回 13 张，多于发放的 12 张"),
        ({"invalid": 2}, "ballots_do_not_add_up", "合计 12 张，不等于收回的 11 张"),
        ({"step_votes": (8, 2, 1, 0)}, "votes_exceed_ballots", "第1题“服务群众”各档合计 11 票，多于有效票 10 张"),
        ({"grade_votes": (9, 1, 1, 0)}, "votes_exceed_ballots", "第2题“钱七 总体评价”各档合计 11 票，多于有效票 10 张"),
    ],
)
def test_tally_that_does_not_add_up_is_refused_by_name(street, fields, code, words):
    survey_round = make.hold(street, mode="paper")
    with pytest.raises(DomainError) as refusal:
        make.count(street, survey_round, **fields)
    assert (refusal.value.code, words in refusal.value.message) == (code, True), refusal.value.message
    assert PaperTally.objects.count() == 0


def test_of_a_multiple_question_each_choice_may_have_every_ballot(street):
    survey_round = make.hold(street, mode="paper")
    counts = make.tally_counts(survey_round, [6, 3, 1, 0], [5, 3, 1, 1])
    key = str(survey_round.questionnaire.questions.get(order=5).pk)
    fields = {"issued": 12, "returned": 11, "valid": 10, "invalid": 1, "remarks": {}, "version": None}
    staff = street.users["staff"]

    surveys.save_tally(actor=staff, survey_round=survey_round, counts=counts | {key: {"0": [10, 10, 0]}}, **fields)
    with pytest.raises(DomainError, match="有选项 11 票"):
        surveys.save_tally(
            actor=staff, survey_round=survey_round, counts=counts | {key: {"0": [11, 0, 0]}}, **fields | {"version": 1}
        )


@pytest.mark.parametrize(
    ("count", "total", "code"), [(11, 20, "votes_exceed_ballots"), (2, 170, "number_out_of_bounds")]
)
def test_numbers_from_paper_keep_their_bounds(street, count, total, code):
    survey_round = make.hold(street, mode="paper")
    counts = make.tally_counts(survey_round, [6, 3, 1, 0], [5, 3, 1, 1])
    key = str(survey_round.questionnaire.questions.get(order=6).pk)
    with refused(code):
        surveys.save_tally(
            actor=street.users["staff"], survey_round=survey_round, version=None, remarks={}, issued=12, returned=11,
            valid=10, invalid=1, counts=counts | {key: {"count": count, "total": total}},
        )  # fmt: skip


def test_tally_is_changed_by_who_read_it_last(street):
    survey_round = make.hold(street, mode="paper")
    make.count(street, survey_round)
    make.count(street, survey_round, version=1, issued=20)
    with refused("edited_meanwhile"):
        make.count(street, survey_round, version=1, issued=30)
    assert PaperTally.objects.get().issued == 20


def test_database_itself_refuses_ballots_that_do_not_add_up(street):
    survey_round = make.hold(street, mode="paper")
    for wrong in ({"returned": 13, "valid": 12, "invalid": 1}, {"valid": 11}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperTally.objects.create(
                round=survey_round, **{"issued": 12, "returned": 11, "valid": 10, "invalid": 1, **wrong}
            )


def test_no_tally_before_the_round_begins_or_in_a_past_term(street):
    survey_round = make.hold(street, mode="paper", opens_at=timezone.now() + timedelta(hours=1))
    with refused("round_pending"):
        make.count(street, survey_round)
    survey_round.election = street.past
    with refused("election_past"):
        make.count(street, survey_round)


def test_count_sheets_of_a_past_term_stay(street):
    tally = make.count(street, make.hold(street, mode="paper"))
    attach(actor=street.users["staff"], subject=tally, upload=upload(name="计票单.jpg"))
    street.running.state = "past"
    street.running.save()
    with refused("election_past"):
        attach(actor=street.users["staff"], subject=PaperTally.objects.get(), upload=upload(name="计票单.jpg"))
