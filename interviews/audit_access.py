"""Who works on a departure audit without holding a permission on its community: its team.

The role 审计人员 carries no permission on regions; it makes its holder eligible. An account whose
person sits on an audit's team sees that audit and works on it, as long as the account still has some
role on a region that the audit's community lies in: a revoked role ends the assignment with it.
"""

from django.apps import apps
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q

from core.access import NOBODY, asked_once

# What a seat on the team gives on that one audit and its parts (matrix of roles, column 审计人员).
ASSIGNMENT_RIGHTS = ("view_audits", "manage_audits", "view_records", "fill_records", "build_reports", "export_records")


def assigned(audit_path):
    """For a Scope's ``also``: the rows whose audit (its key at ``audit_path``) has the user on its team."""

    def also(scope_q, user, permission):
        audits = asked_once(user, "audits", _audits_of) if permission in ASSIGNMENT_RIGHTS else []
        return Q(**{f"{audit_path}__in": audits}) if audits else NOBODY

    return also


def _audits_of(user):
    """The keys of the audits on whose teams the user sits, in regions where he still has a role: a few at most."""
    seats = apps.get_model("interviews.AuditTeamMember")._default_manager
    roles = apps.get_model("communities.RoleGrant")._default_manager.filter(user=user.pk)
    reaching = roles.annotate(place=ExpressionWrapper(OuterRef("audit__community_id"), CharField())).filter(
        place__startswith=F("region_id")
    )
    return list(seats.filter(Exists(reaching), person__user=user.pk).values_list("audit_id", flat=True).distinct())
