"""The access function: lists equal objects for every kind of user, and the tree bounds both."""

import pytest
from django.db import transaction

from accounts.models import User
from communities.models import Person, Region
from communities.roles import PERMISSIONS
from communities.services import revoke_role
from core import access, audit
from tests.factories import world
from tests.factories.communities import make_person


def codes(user, permission="view_records"):
    return set(access.visible_to(user, Region, permission).values_list("code", flat=True))


def test_a_role_reaches_down_the_tree(street):
    assert codes(street.users["staff"]) == {world.STREET, world.FIRST, world.SECOND}
    assert codes(street.users["secretary"]) == {world.FIRST}
    assert codes(street.users["outsider"]) == {world.OTHER_STREET, world.OUTSIDE}


@pytest.mark.parametrize("name", ["inactive", "auditor", *world.ADMINISTRATORS])
def test_who_holds_no_business_role_sees_nothing(street, name):
    assert {permission: codes(street.users[name], permission) for permission in PERMISSIONS} == {
        permission: set() for permission in PERMISSIONS
    }


def test_list_equals_object_for_every_user_and_permission(street):
    for user in street.users.values():
        for permission in PERMISSIONS:
            listed = codes(user, permission)
            single = {r.code for r in street.regions.values() if access.allowed(user, permission, r)}
            assert listed == single, (user, permission)


def test_rights_are_those_of_each_permission_asked_together(street, django_assert_max_num_queries):
    for user in (User.objects.get(pk=user.pk) for user in street.users.values()):
        for obj in (street.regions[world.FIRST], make_person(street.second, "张三")):
            rights = access.Rights(user, obj)
            assert {p: rights[p] for p in PERMISSIONS} == {p: access.allowed(user, p, obj) for p in PERMISSIONS}
    staff = street.users["staff"]
    rights = access.Rights(staff, street.regions[world.FIRST])
    assert access.holds(staff, "view_records")  # what he holds is known
    with django_assert_max_num_queries(1):
        assert {rights[permission] for permission in PERMISSIONS} == {True, False}


def test_a_revoked_role_is_gone_at_the_next_request(street):
    user = street.users["secretary"]
    revoke_role(actor=street.users["security_admin"], grant=user.role_grants.get())
    assert codes(type(user).objects.get(pk=user.pk)) == set()


def test_a_revoked_role_leaves_what_another_role_still_gives(street):
    from communities.services import grant_role

    user, admin = street.users["leader"], street.users["security_admin"]
    grant_role(actor=admin, user=user, role="street_staff", region=street.regions[world.STREET])
    revoke_role(actor=admin, grant=user.role_grants.get(role="street_staff"))
    fresh = type(user).objects.get(pk=user.pk)
    assert codes(fresh, "view_records") == {world.STREET, world.FIRST, world.SECOND}
    assert codes(fresh, "review_street") == set()


def test_a_term_is_read_below_its_region_and_set_only_there(street):
    from communities.models import Election

    secretary, outsider = street.users["secretary"], street.users["outsider"]
    assert access.allowed(secretary, "view_records", street.running)
    assert not access.allowed(secretary, "manage_rules", street.running)
    assert set(access.visible_to(outsider, Election)) == set()


def asked(street, question="a"):
    """What the account of the street's staff is answered now, and how often it had to be asked for."""
    calls = []
    answer = access.asked_once(fresh(street), question, lambda user: calls.append(user) or Region.objects.count())
    return answer, len(calls)


def fresh(street):
    return User.objects.get(pk=street.users["staff"].pk)


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_kept_until_a_record_changes_and_not_longer(street):
    assert asked(street) == (Region.objects.count(), 1)
    audit.record(fresh(street), "report.download")  # reading changes nothing
    assert asked(street)[1] == 0
    audit.record(fresh(street), "person.update")
    assert asked(street)[1] == 1
    assert asked(street)[1] == 0


@pytest.mark.django_db(transaction=True)
def test_a_revoked_role_is_gone_though_rights_are_kept(street):
    user = street.users["staff"]
    assert codes(fresh(street))
    assert codes(fresh(street))
    for grant in user.role_grants.all():
        revoke_role(actor=street.users["security_admin"], grant=grant)
    assert not codes(fresh(street))


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_in_a_transaction_is_nobody_elses(street):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Region.objects.create(code="520102999", name="新街道", level=4, parent_id="520102")
        asked(street)
        raise ZeroDivisionError
    assert asked(street) == (Region.objects.count(), 1)


@pytest.mark.django_db(transaction=True)
def test_a_kept_condition_finds_what_came_after_it(street):
    make_person(street.first, "田一")
    seen = access.visible_to(fresh(street), Person)
    assert [each.name for each in seen] == ["田一"]
    make_person(street.first, "田二")  # behind the audit's back: the condition is kept, its rows are not
    assert sorted(each.name for each in access.visible_to(fresh(street), Person)) == ["田一", "田二"]
    assert [each.name for each in seen] == ["田一"]


@pytest.mark.django_db(transaction=True)
def test_no_more_answers_are_kept_than_an_account_may_have(street, monkeypatch):
    monkeypatch.setattr(access, "MOST_ANSWERS", 3)
    assert [asked(street, question)[1] for question in "abcd"] == [1, 1, 1, 1]
    assert asked(street, "d")[1] == 0
    assert asked(street, "a")[1] == 1
