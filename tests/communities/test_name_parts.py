"""The dictionary of names finds exactly whom a plain scan of all names finds, and every write keeps it."""

import importlib
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities.models import NamePart, Person, people
from core import names
from tests.factories import world
from tests.factories.communities import make_person

SIGNS = "张建国单乐王𬱖樂\uf914Aab·"  # the last Chinese one stands for the one before it
NAMES = st.text(st.sampled_from(SIGNS), min_size=1, max_size=6)


def found(query):
    return sorted(Person.objects.matching(query).values_list("name", flat=True))


class SearchAgainstScan(TestCase):
    """Names of few characters, so that parts, doubles and beginnings occur."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(NAMES, min_size=1, max_size=8), NAMES)
    def test_search_finds_whom_a_scan_finds(self, all_names, query):
        street = world.build()
        Person.objects.bulk_create(Person(name=name, sex="male", community=street.first) for name in all_names)
        asked = names.normalise_query(query)

        scanned = [name for name in all_names if asked and _stands_in(asked, name)]

        self.assertEqual(found(query), sorted(scanned))
        with patch.object(people, "COMMON", 0):  # the way taken where a query fits many names
            self.assertEqual(found(query), sorted(scanned))


def _stands_in(asked, name):
    """By definition: anywhere in the name, or where some reading of it, or its initials, begins a character."""
    plain = names.normalise_query(name)
    return asked in plain or any(part.startswith(asked) for part in names.search_parts(name) if part.isascii())


def test_every_way_of_writing_a_name_keeps_the_dictionary(street):
    person = make_person(street.first, "张建国")
    person.name = "单雄信"
    person.save(update_fields=["name"])
    assert (found("雄信"), found("建国")) == (["单雄信"], [])
    Person.objects.filter(pk=person.pk).update(name="尉迟恭")
    assert (found("ycg"), found("雄")) == (["尉迟恭"], [])
    Person.objects.bulk_create([Person(name="欧阳春", sex="male", community=street.first)])
    assert found("阳春") == ["欧阳春"]


@pytest.mark.parametrize("common", [0, 2000])
def test_one_character_finds_the_compatibility_ideograph_too(street, common):
    for name in ("樂大", "小\uf914", "张三"):
        make_person(street.first, name)
    with patch.object(people, "COMMON", common):
        assert found("樂") == found("\uf914") == sorted(["樂大", "小\uf914"])
        assert found("三") == ["张三"]


def test_a_name_that_the_database_computes_is_refused(street):
    with pytest.raises(TypeError):
        Person.objects.update(name=F("occupation"))


def test_a_name_is_entered_once(street):
    for _ in range(2):
        make_person(street.first, "张三")
    assert NamePart.objects.filter(name="张三").count() == len(names.search_parts("张三"))


def test_the_migration_enters_the_names_on_file(street):
    make_person(street.first, "张建国")
    make_person(street.second, "张建国")
    kept = set(NamePart.objects.values_list("part", "name"))
    NamePart.objects.all().delete()

    importlib.import_module("communities.migrations.0003_name_parts").enter_names(apps, None)

    assert set(NamePart.objects.values_list("part", "name")) == kept
    assert found("建国") == ["张建国", "张建国"]
