"""选举结果: what a report sheet may say, who enters it, and the ledger made of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from candidates.models import ElectionResult, ElectionVotes
from candidates.services.results import correct_result
from core.audit import AuditEvent
from core.errors import DomainError
from reports.ledgers import find
from tests.factories import candidates, results, world

pytestmark = pytest.mark.django_db
LAST = {"votes-TOTAL_FORMS": 2, "votes-INITIAL_FORMS": 0, "votes-0-is_elected": "on"}


def sheet(**fields):
    typed = results.SHEET | {"post": "director", "round": "first", "seats": 1, "held_on": "2026-11-20"}
    return typed | LAST | fields


def lines(street, actor="staff", region=world.STREET, election=None, **filters):
    ledger = find("results")
    return ledger.take(street.users[actor], street.regions[region], election or street.running, filters)


@pytest.mark.parametrize("actor", ["staff", "secretary"])
def test_staff_and_secretary_enter_what_the_sheet_says(street, signed_in, actor):
    first, second = candidates.make_person(street.first, "李㛃"), candidates.make_person(street.first, "王一")
    client, url = signed_in(actor), reverse("candidates:result-create", args=[world.FIRST])
    assert "李㛃" in client.get(url).content.decode()
    people = {"votes-0-person": first.pk, "votes-0-votes": 200, "votes-1-person": second.pk, "votes-1-votes": 70}
    answer = client.post(url, sheet(**people))
    assert answer.url == reverse("candidates:result", args=[world.FIRST])
    result = ElectionResult.objects.get()
    assert (result.post, result.seats, result.valid, result.updated_by) == ("director", 1, 270, street.users[actor])
    assert list(result.votes.values_list("person__name", "votes", "is_elected")) == [
        ("李㛃", 200, True), ("王一", 70, False),
    ]  # fmt: skip
    event = AuditEvent.objects.get(event="result.enter")
    assert [line["votes"] for line in event.read_detail()["votes"]] == [200, 70]
    page = client.get(answer.url).content.decode()
    assert "居委会主任" in page and "李㛃" in page and "收回 275 张，其中有效 270 张" in page
    assert "李㛃" not in client.get(reverse("candidates:result-list")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"issued": 301}, "ballots"), ({"returned": 281}, "ballots"), ({"valid": 276}, "ballots"),
        ({"seats": 1}, "too_many_elected"), ({"valid": 250}, "too_many_votes"), ({"votes": []}, "nobody"),
        ({"post": "director"}, "one_head"), ({"post": "party_member"}, "wrong_method"),
        ({"method": "party_members"}, "wrong_method"),
        ({"held_on": timezone.localdate() + timedelta(days=1)}, "held_ahead"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(street, wrong, code):
    with pytest.raises(DomainError) as refusal:
        results.make(street, **wrong)
    assert refusal.value.code == code
    assert not ElectionResult.objects.exists()


def test_the_bounds_themselves_are_right(street):
    person = candidates.make_person(street.first)
    made = results.make(street, votes=[(person, 270, True)], seats=1, electors=270, issued=270, returned=270, valid=270)
    assert made.votes.get().votes == 270


def test_a_person_stands_once_on_a_sheet(street):
    person = candidates.make_person(street.first, "李㛃")
    with pytest.raises(DomainError, match="“李㛃”填写了两次"):
        results.make(street, votes=[(person, 9, True), (person, 8, False)])


def test_a_vote_is_entered_once_and_another_election_beside_it(street):
    results.make(street)
    with pytest.raises(DomainError, match="已经登记"):
        results.make(street)
    results.make(street, round="further", seats=1, votes=[(candidates.make_person(street.first), 120, True)])
    assert ElectionResult.objects.count() == 2


def test_the_database_holds_the_sums_too(street):
    result = results.make(street)
    for wrong in ({"valid": 276}, {"returned": 281}, {"issued": 301}, {"seats": 0}, {"method": "committee"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ElectionResult.objects.filter(pk=result.pk).update(**wrong)


def test_a_correction_replaces_the_lines_and_notices_another(street, signed_in):
    result = results.make(street)
    person = candidates.make_person(street.first, "补登人")
    fields = results.SHEET | {"valid": 260}
    correct_result(actor=street.users["staff"], result=result, version=1, votes=[(person, 255, True)], **fields)
    stored = ElectionResult.objects.get()
    assert (stored.valid, list(stored.votes.values_list("person__name", "votes"))) == (260, [("补登人", 255)])
    with pytest.raises(DomainError, match="修改"):
        correct_result(actor=street.users["staff"], result=stored, version=1, votes=[(person, 1, True)], **fields)
    page = signed_in("staff").get(reverse("candidates:result-edit", args=[result.pk])).content.decode()
    assert 'value="255"' in page and "补登人" in page


def test_a_past_term_takes_its_results_still(street):
    held = street.past.election_day
    results.make(street, election=street.past, held_on=held)
    assert ElectionResult.objects.get().held_on == held


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [("leader", PermissionDenied), ("inspector", PermissionDenied), ("neighbour", Http404), ("outsider", Http404)],
)
def test_others_enter_nothing(street, actor, refusal):
    with pytest.raises(refusal):
        results.make(street, actor=actor)
    assert not ElectionResult.objects.exists()


def test_nobody_out_of_sight_is_entered(street):
    with pytest.raises(Http404):
        results.make(street, actor="secretary", votes=[(candidates.make_person(street.outside), 9, True)])


def test_wrong_lines_stay_in_the_form(street, signed_in):
    stranger = candidates.make_person(street.outside)
    url = reverse("candidates:result-create", args=[world.FIRST])
    answer = signed_in("staff").post(url, sheet(**{"votes-0-person": stranger.pk, "votes-0-votes": 200}))
    assert answer.status_code == 422
    assert "被选举人及得票填写有误" in answer.content.decode()
    assert not ElectionVotes.objects.exists()


def test_the_ledger_is_the_report_sheet(street):
    results.make(street)
    results.make(street, community=street.second, post="secretary", method="committee", seats=1, electors=5, issued=5,
                 returned=5, valid=5, votes=[(candidates.make_person(street.second, "李㛃"), 5, True)])  # fmt: skip
    found = lines(street)
    keys = (
        "community",
        "post",
        "method",
        "seats",
        "stood",
        "electors",
        "issued",
        "returned",
        "valid",
        "votes",
        "elected",
    )
    assert [[row[key] for key in keys] for row in found] == [
        ["花一社区", "居委会委员", "全体有选举权的居民选举", 2, 3, 300, 280, 275, 270, 251, "当选"],
        ["花一社区", "居委会委员", "全体有选举权的居民选举", 2, 3, 300, 280, 275, 270, 240, "当选"],
        ["花一社区", "居委会委员", "全体有选举权的居民选举", 2, 3, 300, 280, 275, 270, 44, "未当选"],
        ["花二社区", "党组织书记", "党组织委员会全体会议", 1, 1, 5, 5, 5, 5, 5, "当选"],
    ]
    assert [row["name"] for row in lines(street, body="party")] == ["李㛃"]
    assert [(row["votes"], row["stood"]) for row in lines(street, elected="no")] == [(44, 3)]
    assert len(lines(street, "secretary", world.FIRST)) == 3
    assert lines(street, "outsider", world.STREET) == []
    assert lines(street, election=street.past) == []
