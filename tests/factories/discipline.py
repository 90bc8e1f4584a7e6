"""Discipline texts and the people they concern, for tests; through the services."""

from itertools import count

from communities.services import put_on_roster
from discipline.models import DisciplineText
from discipline.services.texts import add_text, install_texts, issue_edition
from tests.factories import communities, world

_serials = count(1)


def install(street):
    """The texts that the running term starts with."""
    return install_texts(actor=street.users["staff"], election=street.running)


def text(street, family="central"):
    """The edition in force of a shipped text, which is installed where it is not."""
    found = DisciplineText.objects.current(street.running).filter(family=family).first()
    if found is None:
        install(street)
    return found or DisciplineText.objects.current(street.running).get(family=family)


def own_text(street, duties=(("study", "member"),), **fields):
    """A text of the office's own, with two items."""
    fields = {"kind": "prohibitions", "title": f"纪律文本{next(_serials)}", "issuer": "街道党工委"} | fields
    items = fields.pop("items", [("不准拉票", True), ("不准请托", True)])
    return add_text(actor=street.users["staff"], election=street.running, duties=duties, items=items, **fields)


def next_edition(street, old, items=(("不准拉票贿选", True),), **fields):
    return issue_edition(
        actor=street.users["staff"], text=old, version=fresh(old).version, items=list(items), **fields
    )  # fmt: skip


def somebody(street, capacity="member", community=None, name="", **fields):
    """A person in a capacity of the running term."""
    community = community or (street.regions[world.STREET] if capacity == "street_staff" else street.first)
    person = communities.make_person(community, name or f"人员{next(_serials)}", **fields)
    put_on_roster(person=person, election=street.running, community=community, capacity=capacity)
    return person


def fresh(record):
    return type(record).objects.get(pk=record.pk)
