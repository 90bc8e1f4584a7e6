"""People, committees and members for tests; every number is synthetic."""

from datetime import date
from itertools import count

from communities.models import Committee, CommitteeMember, Person, TermRole, committee_kind_of
from communities.services import put_on_roster
from core.ids import compose_id_number

REGION_CODE = "520102"
_serials = count(1)


def make_id_number(birth_date=date(1975, 6, 1), sex="male", serial=None, region_code=REGION_CODE):
    """A valid number of that birth date and sex; another one at each call unless ``serial`` (0–499) is given."""
    place = next(_serials) % 500 if serial is None else serial
    return compose_id_number(region_code, birth_date, place * 2 + (sex == "male"))


def make_person(community, name="张三", **fields):
    """A person on file, without ID number unless one is given."""
    defaults = {"sex": "male", "birth_date": date(1975, 6, 1)}
    return Person.objects.create(community=community, name=name, **defaults | fields)


def make_committee(community, election, kind="party", seats=5):
    return Committee.objects.get_or_create(
        community=community, election=election, kind=kind, defaults={"seats": seats}
    )[0]


def make_member(person, election, post="secretary", community=None, **fields):
    """A sitting member, on the roster too."""
    community = community or person.community
    committee = make_committee(community, election, committee_kind_of(post))
    if not fields.get("left_on"):
        put_on_roster(
            person=person, election=election, community=community, capacity=TermRole.Capacities.MEMBER
        )  # fmt: skip
    return CommitteeMember.objects.create(committee=committee, person=person, post=post, **fields)
