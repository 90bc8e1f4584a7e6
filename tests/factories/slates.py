"""Slates for tests: candidates of a community, put into posts through the services."""

from datetime import date

from candidates import services
from candidates.models import Candidate, Slate
from communities.models import Committee, Posts
from tests.factories import candidates, communities


def candidate(street, name, community=None, state="passed", **person):
    """A candidate in a state, his checks left aside: what a slate asks of him is his state and his file."""
    community = community or street.first
    made = candidates.make_person(community, name, **person)
    return Candidate.objects.create(
        person=made, election=street.running, community=community, source="pick", intended_post="residents_member",
        put_forward_by=street.users["second_staff"], state=state,
    )  # fmt: skip


def committees(street, party=3, residents=3, community=None):
    """Both committees of the running term with so many seats."""
    for kind, seats in (("party", party), ("residents", residents)):
        made = communities.make_committee(community or street.first, street.running, kind, seats)
        Committee.objects.filter(pk=made.pk).update(seats=seats)


def make(street, places=(), community=None, **fields):
    """A slate in state 草拟; ``places``: ``[(candidate, post)]`` or ``[(candidate, post, is_alternate)]``."""
    places = [(place[0], Posts(place[1]), len(place) > 2 and place[2]) for place in places]
    return services.make_slate(
        actor=street.users["staff"], election=street.running, community=community or street.first, places=places,
        **fields,
    )  # fmt: skip


def make_one(street, **fields):
    """A slate with one candidate in it, who has passed."""
    return make(street, [(candidate(street, "方一", **fields), "secretary")])


def table(street, slate):
    services.move_slate(actor=street.users["staff"], slate=slate, name="table")
    return Slate.objects.get(pk=slate.pk)


def full_team(street, community=None):
    """Three for each committee, the first at the head of both, and one 差额 candidate each. Returns the places.

    Ages on 2026-12-30: 50, 40, 30, 35, 28, 45, 41.
    """
    rows = (
        ("方一", "male", date(1976, 6, 1), 4), ("方二", "female", date(1986, 6, 1), 3),
        ("方三", "male", date(1996, 6, 1), 4), ("方四", "female", date(1991, 6, 1), 2),
        ("方五", "male", date(1998, 6, 1), 5), ("方六", "male", date(1981, 6, 1), 3),
        ("方七", "female", date(1985, 6, 1), 3),
    )  # fmt: skip
    one, two, three, four, five, six, seven = (
        candidate(street, name, community, sex=sex, birth_date=born, education=education,
                  ethnicity="布依族" if name == "方四" else "汉族", affiliation="none" if name == "方五" else "party")
        for name, sex, born, education in rows
    )  # fmt: skip
    return [
        (one, "secretary"), (two, "deputy_secretary"), (three, "party_member"), (six, "party_member", True),
        (one, "director"), (four, "deputy_director"), (five, "residents_member"), (seven, "residents_member", True),
    ]  # fmt: skip
