"""Results of a vote for tests, through the service."""

from datetime import date

from candidates.services.results import enter_result
from tests.factories import candidates

SHEET = {
    "method": "residents", "held_on": date(2026, 11, 20), "seats": 2, "electors": 300, "issued": 280, "returned": 275,
    "valid": 270, "note": "",
}  # fmt: skip


def make(street, *, community=None, actor="staff", election=None, post="residents_member", round="first", votes=None,
         **fields):  # fmt: skip
    """A sheet of the first community; three people, of whom two are elected, if nobody is named."""
    community = community or street.first
    if votes is None:
        people = [candidates.make_person(community) for _ in range(3)]
        votes = list(zip(people, (251, 240, 44), (True, True, False), strict=True))
    return enter_result(
        actor=street.users[actor], community=community, election=election or street.running, post=post, round=round,
        votes=votes, **(SHEET | fields),
    )  # fmt: skip
