"""Granting and revoking roles: the security administrator's work."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.services import raise_epoch
from communities.models import Region, RoleGrant
from communities.roles import ROLE_PERMISSIONS, ROLES, SECRETARY
from core import access, audit
from core.errors import DomainError


def _require_security_admin(actor):
    """None is the command line, where the demo is made."""
    if actor and actor.admin_kind != "security":
        raise PermissionDenied


def _require_business_account(actor, user):
    if user.admin_kind:
        raise DomainError(
            "administrator_holds_no_role",
            f"“{user.full_name}”是{user.get_admin_kind_display()}，不能再授予业务角色。请另建业务账号。",
        )
    if actor and user.created_by_id == actor.pk:
        raise DomainError("own_creation", "不能给自己建立的账号授权。")


def _require_fitting_level(role, region):
    if role == SECRETARY and region.level != Region.Levels.COMMUNITY:
        raise DomainError("not_a_community", f"“{ROLES[role]}”只能在社区上授予，“{region}”不是社区。", field="role")


@transaction.atomic
def grant_role(*, actor, user, role, region):
    """Give ``user`` the ``role`` on ``region`` and below; ends his sessions. Returns the :class:`RoleGrant`.

    Only a security administrator may, and not for an account that he made himself.
    Raises PermissionDenied, or DomainError ``unknown_role``, ``not_a_community``,
    ``administrator_holds_no_role``, ``own_creation`` or ``already_granted``.
    """
    _require_security_admin(actor)
    if role not in ROLES:
        raise DomainError("unknown_role", "没有这个角色，请重新选择。", field="role")
    _require_fitting_level(role, region)
    _require_business_account(actor, user)
    made, created = RoleGrant.objects.get_or_create(user=user, role=role, region=region, defaults={"granted_by": actor})
    if not created:
        raise DomainError("already_granted", f"“{user.full_name}”在{region}已有“{ROLES[role]}”角色。", field="role")
    access.grant(user, ROLE_PERMISSIONS[role], region)
    raise_epoch(user)
    audit.record(actor, "role.grant", user, detail={"role": ROLES[role], "region": f"{region.pk} {region.name}"})
    return made


@transaction.atomic
def revoke_role(*, actor, grant):
    """Take a role back; permissions that another role on the same region still gives remain. Ends sessions."""
    _require_security_admin(actor)
    user, region = grant.user, grant.region
    grant.delete()
    kept = {
        permission
        for role in RoleGrant.objects.filter(user=user, region=region).values_list("role", flat=True)
        for permission in ROLE_PERMISSIONS[role]
    }
    access.revoke(user, set(ROLE_PERMISSIONS[grant.role]) - kept, Region.objects.get(pk=region.pk))
    raise_epoch(user)
    audit.record(actor, "role.revoke", user, detail={"role": ROLES[grant.role], "region": f"{region.pk} {region.name}"})
