"""The street's roster of its own people, and 包片: who of them answers for which community."""

from django.db import transaction

from communities.models import AreaAssignment, TermRole
from communities.services.committees import require_running
from communities.services.people import create_person, link_account, update_person
from communities.services.roster import leave_roster, put_on_roster
from communities.street_staff import street_staff
from core import access, audit
from core.errors import DomainError

STREET_STAFF = TermRole.Capacities.STREET_STAFF


def _require_street(actor, election):
    """Only who fills in records at the street keeps its roster: a secretary does not."""
    access.require(actor, "fill_records", election.region)
    require_running(election)


@transaction.atomic
def add_street_staff(*, actor, election, office, person=None, name="", sex="", user=None):
    """Enter one of the street's people with the office he holds. Returns the :class:`Person`.

    ``person``: somebody on file; without one a file is opened in the street for ``name`` and ``sex``.
    ``user``: his account. Raises DomainError ``person_missing``, ``already_staff`` and those of
    ``create_person`` and ``link_account``.
    """
    _require_street(actor, election)
    person = _on_file(actor, election, person, office) if person else _new_file(actor, election, name, sex, office)
    put_on_roster(person=person, election=election, community=election.region, capacity=STREET_STAFF)
    _link(actor, person, user)
    audit.record(actor, "street_staff.add", person, detail={"office": office})
    return person


def _on_file(actor, election, person, office):
    access.require(actor, "view_records", person)
    if street_staff(election).filter(pk=person.pk).exists():
        raise DomainError("already_staff", f"“{person}”已在街道干部名册中，不必重复登记。", "person")
    return update_person(actor=actor, person=person, version=person.version, occupation=office)


def _new_file(actor, election, name, sex, office):
    if not name:
        raise DomainError("person_missing", "请查找并选择已建档的人员，或填写姓名新建档案。", "name")
    return create_person(actor=actor, community=election.region, name=name, sex=sex, occupation=office)


def _link(actor, person, user):
    if user != person.user:
        link_account(actor=actor, person=person, user=user)


@transaction.atomic
def edit_street_staff(*, actor, election, person, version, office, user=None):
    """Change the office or the account of one of the street's people; ``version`` is the file's that was read."""
    _require_street(actor, election)
    person = update_person(actor=actor, person=person, version=version, occupation=office)
    _link(actor, person, user)
    audit.record(actor, "street_staff.edit", person, detail={"office": office})
    return person


@transaction.atomic
def remove_street_staff(*, actor, election, person):
    """Take one of the street's people off the roster, and his communities from him; what he did stays on record."""
    _require_street(actor, election)
    leave_roster(person=person, election=election, community=election.region, capacity=STREET_STAFF)
    AreaAssignment.objects.filter(person=person, election=election).delete()
    audit.record(actor, "street_staff.remove", person)


@transaction.atomic
def assign_area(*, actor, community, election, people, leader=None):
    """Say who of the street answers for a community: exactly ``people`` and the ``leader`` (包片领导).

    Returns the list of :class:`AreaAssignment`. Raises DomainError ``not_staff`` that names who is not on
    the street's roster of the term.
    """
    access.require(actor, "accept_records", community)
    require_running(election)
    chosen = {person.pk: person for person in (*people, *filter(None, [leader]))}
    _require_staff(election, chosen)
    old = AreaAssignment.objects.select_for_update().filter(community=community, election=election)
    before = sorted(old.values_list("person__name", flat=True))
    old.delete()
    assignments = AreaAssignment.objects.bulk_create(
        AreaAssignment(person=person, election=election, community=community, is_leader=person == leader)
        for person in chosen.values()
    )
    after = sorted(person.name for person in chosen.values())
    audit.record(actor, "area.assign", community, detail={"people": [before, after], "leader": str(leader or "")})
    return assignments


def _require_staff(election, chosen):
    on_roster = set(street_staff(election).filter(pk__in=chosen).values_list("pk", flat=True))
    others = [person.name for key, person in chosen.items() if key not in on_roster]
    if others:
        raise DomainError("not_staff", f"{'、'.join(others)}不在本届街道干部名册中。请先在“街道干部”中登记。", "people")
