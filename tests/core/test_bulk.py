import gc
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from communities.models import Committee, CommitteeMember, NamePart, Person, Posts, Region, TermRole
from core import bulk
from core.secrets import stored_values


def people(community, **fields):
    made = [Person(name=name, sex="female", community=community, id_number="", **fields) for name in ("张三", "李四")]
    for person in made:
        person.derive()
    return made


def test_rows_are_those_that_bulk_create_writes(street):
    common = {"birth_date": date(1975, 6, 1), "phone": "13900000000", "education": 3, "affiliation": "party"}
    one, other = people(street.first, **common)
    Person.objects.bulk_create([one])
    bulk.insert(Person, [other])

    def columns(person):
        row = Person.objects.values().get(pk=person.pk)
        return {name: value for name, value in row.items() if name not in ("id", "name", "updated_at")}

    assert columns(one) == columns(other)
    assert Person.objects.get(pk=other.pk).updated_at is not None
    assert all(value.startswith("AES.") for _, value in stored_values(Person, Person._meta.get_field("phone")))


def test_keys_that_the_database_gives(street):
    made = bulk.insert(Person, people(street.first))
    bulk.insert(
        TermRole,
        [TermRole(person=one, election=street.running, community=street.first, capacity="member") for one in made],
    )
    assert TermRole.objects.filter(person__in=made).count() == 2


def test_a_second_row_of_one_key_is_refused_whole(street):
    first, second = people(street.first)
    second.pk = first.pk
    before = Person.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Person, [first, second])
    assert Person.objects.count() == before
    assert bulk.insert(Person, []) == []


def test_rows_that_are_made_while_they_are_written_come_back_in_order(street, django_assert_num_queries):
    codes = [f"52{number:05d}" for number in range(bulk.SOME + 2)]
    with django_assert_num_queries(1):
        made = bulk.insert(Region, ({"code": code, "name": code} for code in codes), level=3)
    assert [row["code"] for row in made] == codes
    assert list(Region.objects.filter(pk__in=codes).order_by("code").values_list("name", flat=True)) == codes


def test_a_reference_to_nothing_is_found_when_it_is_looked_for_or_at_the_end(transactional_db):
    """PostgreSQL looks at once, SQLite at the end of the transaction."""
    other = {"id": uuid4(), "committee_id": 0, "person_id": uuid4(), "post": Posts.PARTY_MEMBER}
    told = []
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(CommitteeMember, [other])
        with bulk.references_checked():
            told.append("meanwhile")
        told.append("after")
    assert told == (["meanwhile"] if connection.vendor == "postgresql" else ["meanwhile", "after"])
    assert not CommitteeMember.objects.exists()


def test_references_are_looked_at_late_again_after_they_were_checked(street):
    with bulk.references_checked():
        pass
    person = people(street.first)[0]
    with transaction.atomic():
        TermRole(person_id=person.pk, election=street.running, community=street.first, capacity="member").save()
        person.save(force_insert=True)
    assert TermRole.objects.get().person == person


@pytest.mark.parametrize("known", [[], [0]], ids=["none is there", "one is there"])
@pytest.mark.parametrize("many", [1, bulk.MANY])
def test_missing_rows_alone_are_inserted(db, many, known):
    """Few rows, and so many that PostgreSQL takes them by COPY, or by way of a table of their own."""
    wanted = [{"part": f"x{number}".encode(), "name": str(number)} for number in range(many + 1)]
    NamePart.objects.bulk_create(NamePart(**wanted[place]) for place in known)
    for _ in range(2):
        bulk.insert_missing(NamePart, wanted)
    assert sorted(NamePart.objects.values_list("name", flat=True)) == sorted(row["name"] for row in wanted)


def test_what_many_rows_change_is_as_before_afterwards(db):
    def room():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone() if connection.vendor == "sqlite" else None

    if (
        connection.vendor == "sqlite"
    ):  # after an error a connection keeps the room, and an earlier test may have had one
        connection.cursor().execute("PRAGMA cache_size = -2000")
    usual = room()
    with bulk.many_rows():
        assert not gc.isenabled()
        assert usual is None or room() != usual
    assert gc.isenabled()
    assert room() == usual


def test_plain_rows_hold_what_saved_ones_do(street):
    committee = Committee.objects.create(community=street.first, election=street.running, kind="residents")
    one, other = bulk.insert(Person, people(street.first))
    common = {"committee_id": committee.pk, "post": Posts.DIRECTOR, "since": date(2021, 10, 1)}
    CommitteeMember.objects.create(person=one, left_on=date(2026, 1, 1), **common)
    bulk.insert(CommitteeMember, [{"id": uuid4(), "person_id": other.pk, **common}], left_on=date(2026, 1, 1))

    def columns(person):
        row = CommitteeMember.objects.values().get(person=person)
        assert row.pop("updated_at") is not None
        return {name: value for name, value in row.items() if name not in ("id", "person_id")}

    assert columns(one) == columns(other)
