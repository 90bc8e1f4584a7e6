"""Who is named for a clue, and who must keep away from it.

Three rights stand on a clue alone and are granted on no region: READ it, WORK on it, be in CHARGE of it.

* In charge is whoever holds ``lead_clues`` where the clue lies (纪工委负责人; there may be two). A clue that
  all of them must keep away from is taken by whoever holds ``lead_recused_clues`` (线索回避接办人).
* An inspector reads and works on what is assigned to him, and on what he registered until it is assigned.
* Nobody, whatever his right, sees a clue about himself or a declared relative (回避).

The street's totals go by region, without exception: were a clue left out of one reader's count, two
readers could find out by comparing whom it is about.
"""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from communities.models import Kinship, Person, RoleGrant
from communities.models.regions import lineage
from communities.roles import ROLE_PERMISSIONS
from core.access import NOBODY, Operator, code_condition, granted_codes

READ, WORK, CHARGE = "read_clue", "work_clue", "charge_clue"
HANDLE, LEAD, SUBSTITUTE, TOTALS = "handle_clues", "lead_clues", "lead_recused_clues", "view_clue_totals"


def no_operator(user):
    """For a Scope's ``narrow``: the command line has no name, and so sees no clue."""
    return NOBODY if isinstance(user, Operator) else Q()


def named_for(scope_q, user, permission):
    """For the Scope of Clue, ``also``: the clues on which ``user`` has ``permission`` by name."""
    if permission not in (READ, WORK, CHARGE) or isinstance(user, Operator):
        return NOBODY
    if not any(granted_codes(user, right) for right in (HANDLE, LEAD, SUBSTITUTE)):
        return NOBODY  # most users: no word about clues in any of their queries
    condition = _led_by(user)
    if permission != CHARGE:
        condition |= _assigned_to(user) | _still_with(user)
    return condition & ~about(user)


def through_clue(path):
    """For the Scope of what hangs on a clue (its key at ``path``): seen by whom the clue is."""

    def also(scope_q, user, permission):
        named = named_for(scope_q, user, permission)
        if named == NOBODY:
            return NOBODY
        clues = apps.get_model("discipline.Clue").objects.filter(named)
        return Q(Exists(clues.filter(pk=OuterRef(path)).values("pk")))

    return also


def _led_by(user):
    taken_over = NOBODY
    if codes := granted_codes(user, SUBSTITUTE):
        taken_over = code_condition("community_id", codes) & _every_leader_recused(codes)
    return code_condition("community_id", granted_codes(user, LEAD)) | taken_over


def _every_leader_recused(codes):
    """Clues that all in charge of the regions above ``codes`` must keep away from; none while nobody is in charge."""
    leaders = leaders_over(codes)
    condition = Q() if leaders else NOBODY
    for account in leaders:
        condition &= about(account)
    return condition


def leaders_over(codes):
    """The active accounts in charge of clues in the regions ``codes``."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if LEAD in permissions]
    above = {code for one in codes for code in lineage(one)}
    grants = RoleGrant.objects.filter(role__in=roles, region_id__in=above, user__is_active=True, user__admin_kind="")
    return list({grant.user_id: grant.user for grant in grants.select_related("user").order_by("pk")}.values())


def _assignments():
    return apps.get_model("discipline.ClueAssignment").objects.filter(clue=OuterRef("pk"))


def _assigned_to(user):
    mine = _assignments().filter(account=user.pk, ended_at=None)
    return code_condition("community_id", granted_codes(user, HANDLE)) & Q(Exists(mine))


def _still_with(user):
    """What the user registered and nobody has been assigned to yet."""
    own = code_condition("community_id", granted_codes(user, HANDLE)) & Q(registered_by=user.pk)
    return own & ~Q(Exists(_assignments()))


def about(user):
    """The clues about ``user`` or a relative that he declared, or that declared him; by name where only that is known."""
    subjects = apps.get_model("discipline.ClueSubject").objects.filter(clue=OuterRef("pk"))
    return Q(Exists(subjects.filter(kin_of(user, "person"))))


def kin_of(user, path=""):
    """Q: the person at ``path`` is ``user`` himself or a declared relative."""
    at = f"{path}__" if path else ""
    own = Person.objects.filter(user=user.pk)
    declared = Kinship.objects.filter(person__user=user.pk)
    declaring = Kinship.objects.filter(
        Q(relative__user=user.pk) | Q(relative=None, relative_name__in=own.values("name"))
    )
    return (
        Q(**{f"{at}pk__in": own.values("pk")})
        | Q(**{f"{at}pk__in": declared.exclude(relative=None).values("relative")})
        | Q(**{f"{at}pk__in": declaring.values("person")})
        | Q(**{f"{at}name__in": declared.filter(relative=None).values("relative_name")})
    )


def names_to_avoid(user):
    """The names of the user's person and declared relatives: what a clue's words are searched for."""
    own = Person.objects.filter(user=user.pk).values_list("name", flat=True)
    relatives = Kinship.objects.filter(person__user=user.pk).values_list("relative_name", flat=True)
    return {*own, *relatives}
