"""Granting and revoking roles: the security administrator's work."""

from django.db import transaction

from communities.models import Region, RoleGrant
from communities.roles import ROLE_PERMISSIONS, ROLES
from core import access, audit
from core.errors import DomainError


def _end_sessions(user):
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])


def _require_business_account(user):
    if user.admin_kind:
        raise DomainError(
            "administrator_holds_no_role",
            f"“{user.full_name}”是{user.get_admin_kind_display()}，不能再授予业务角色。请另建业务账号。",
            field="user",
        )


@transaction.atomic
def grant_role(*, actor, user, role, region):
    """Give ``user`` the ``role`` on ``region`` and below; ends his sessions. Returns the :class:`RoleGrant`.

    Raises DomainError ``administrator_holds_no_role``, ``unknown_role``, ``own_role`` or ``already_granted``.
    """
    if role not in ROLES:
        raise DomainError("unknown_role", "没有这个角色，请重新选择。", field="role")
    if actor and actor.pk == user.pk:
        raise DomainError("own_role", "不能给自己授权。")
    _require_business_account(user)
    made, created = RoleGrant.objects.get_or_create(user=user, role=role, region=region, defaults={"granted_by": actor})
    if not created:
        raise DomainError("already_granted", f"“{user.full_name}”在{region}已有“{ROLES[role]}”角色。", field="role")
    access.grant(user, ROLE_PERMISSIONS[role], region)
    _end_sessions(user)
    audit.record(actor, "role.grant", user, detail={"role": role, "region": region.pk})
    return made


@transaction.atomic
def revoke_role(*, actor, grant):
    """Take a role back; permissions that another role on the same region still gives remain. Ends sessions."""
    user, region = grant.user, grant.region
    grant.delete()
    kept = {
        permission
        for role in RoleGrant.objects.filter(user=user, region=region).values_list("role", flat=True)
        for permission in ROLE_PERMISSIONS[role]
    }
    access.revoke(user, set(ROLE_PERMISSIONS[grant.role]) - kept, Region.objects.get(pk=region.pk))
    _end_sessions(user)
    audit.record(actor, "role.revoke", user, detail={"role": grant.role, "region": region.pk})
