"""待核事项: one neutral word for those who decide, in the way of the passing moves, cleared by 查否; nobody else learns of it."""

import pytest
from django.urls import reverse

from communities.models import Kinship
from core import workflow
from core.errors import DomainError
from discipline.open_matters import matter_of
from discipline.services import clue_handling
from tests.factories import candidates, clues, talks

PENDING, CLEARED, ENDED = "有待核事项", "经核查，此前待核事项已澄清", "此前待核事项已办结"


@pytest.fixture
def candidate(street):
    """Ready to pass the street's review."""
    candidates.install_rules(street)
    clues.people(street)
    return candidates.bring_to(street, candidates.put_forward(street), "street_review")


def report(street, candidate, state, result="false"):
    clue = clues.about(street, clues.register(street), candidate.person)
    return clues.bring_to(street, clue, state, result) if state != "registered" else clue


def shown(street, client, candidate, name):
    client.force_login(street.users[name], backend="accounts.backends.AccountBackend")
    page = client.get(reverse("candidates:detail", args=[candidate.pk])).content.decode()
    return [words for words in (PENDING, CLEARED, ENDED) if words in page]


def test_those_who_decide_see_the_word_and_nobody_else(street, client, candidate):
    report(street, candidate, "checking")
    seen = {
        name: shown(street, client, candidate, name) for name in ("staff", "leader", "inspector", "secretary", "named")
    }
    assert seen == {"staff": [PENDING], "leader": [PENDING], "inspector": [], "secretary": [], "named": []}


def test_who_must_stand_aside_is_not_told(street, client, candidate):
    report(street, candidate, "checking")
    own = talks.staff_person(street, "staff")
    Kinship.objects.create(person=own, kind="sibling", relative=candidate.person, relative_name=candidate.person.name)
    assert shown(street, client, candidate, "staff") == []


def test_it_stands_in_the_way_of_passing(street, candidate):
    report(street, candidate, "checking")
    move = next(move for move in workflow.moves_of(type(candidate)) if move.name == "pass_street")
    staff = street.users["second_staff"]
    assert f"{PENDING}，核查办结后才能通过" in workflow.reasons_against(staff, candidate, move)
    with pytest.raises(DomainError):
        workflow.apply(actor=staff, obj=candidate, name="pass_street")


@pytest.mark.parametrize(
    ("state", "result", "words"),
    [
        ("registered", "", None),
        ("accepted", "", PENDING),
        ("transferred", "", PENDING),
        ("reported", "false", PENDING),
        ("concluded", "false", CLEARED),
        ("closed", "false", CLEARED),
        ("concluded", "true", PENDING),
        ("closed", "true", ENDED),
        ("concluded", "unverifiable", ENDED),
    ],
)
def test_what_is_told_follows_the_state(street, candidate, state, result, words):
    report(street, candidate, state, result or "false")
    matter = matter_of(candidate.person)
    assert (matter and matter.words) == words


def test_one_who_is_cleared_of_one_is_not_cleared_of_another(street, candidate):
    report(street, candidate, "closed", "false")
    other = report(street, candidate, "closed", "partly")
    assert matter_of(candidate.person).words == ENDED
    clue_handling.reopen_clue(actor=street.users["clue_lead"], clue=other, text="新线索")
    assert matter_of(candidate.person).words == PENDING


def test_clearing_says_so_with_its_day(street, client, candidate):
    clue = report(street, candidate, "concluded", "false")
    page_of = shown(street, client, candidate, "leader")
    assert page_of == [CLEARED]
    page = client.get(reverse("candidates:detail", args=[candidate.pk])).content.decode()
    assert f"{CLEARED}（{clue.concluded_on:%Y}年{clue.concluded_on.month}月{clue.concluded_on.day}日）" in page
    assert shown(street, client, candidate, "secretary") == []
