"""``among``: ``in`` for thousands of values."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from communities.models import Person, Region


def make_person(community, name):
    return Person.objects.create(name=name, sex="female", community=community)


def test_finds_what_in_finds_by_text_key_and_reference(street):
    people = [make_person(street.first, name) for name in ("张三", "李“四”", "王,{五}")]
    names, keys = [person.name for person in people[:2]], [person.pk for person in people[1:]]
    for column, values in (("name", names), ("pk", keys), ("pk", map(str, keys)), ("community", [street.first.pk])):
        values = list(values)
        found = set(Person.objects.filter(**{f"{column}__among": values}))
        assert found == set(Person.objects.filter(**{f"{column}__in": values})) != set()
        left = set(Person.objects.exclude(**{f"{column}__among": values}))
        assert left == set(Person.objects.all()) - found


def test_goes_through_a_reference_to_any_column_of_it(street):
    person = make_person(street.first, "张三")
    levels = {Region.Levels.COMMUNITY, Region.Levels.STREET}
    assert list(Person.objects.filter(community__level__among=levels)) == [person]
    assert list(Person.objects.filter(community__name__among=(street.first.name,))) == [person]


def test_nothing_is_among_nothing(street, django_assert_num_queries):
    make_person(street.first, "张三")
    with django_assert_num_queries(0):
        assert list(Person.objects.filter(name__among=())) == []
    assert Person.objects.exclude(name__among=()).count() == 1


def test_more_values_than_a_statement_takes_parameters(street):
    person = make_person(street.first, "张三")
    many = [f"名{number}" for number in range((connection.features.max_query_params or 65_535) + 1)]
    assert list(Person.objects.filter(name__among=[*many, "张三"])) == [person]


def test_an_encrypted_column_is_looked_up_by_none_of_them():
    with pytest.raises(FieldError):
        Person.objects.filter(phone__among=["13900000000"])
