"""The access function: lists equal objects for every kind of user, and the tree bounds both."""

import pytest

from communities.models import Region
from communities.roles import PERMISSIONS
from communities.services import revoke_role
from core import access
from tests.factories import world


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
