"""Whom a clue is about, and who handles it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from communities.models import Person, RoleGrant
from communities.models.regions import lineage
from communities.roles import ROLE_PERMISSIONS
from core import access, audit
from core.access import code_condition
from core.errors import DomainError
from discipline.clue_access import CHARGE, HANDLE, WORK, kin_of, names_to_avoid
from discipline.models import Clue, ClueAssignment, ClueSubject
from discipline.services.clue_steps import KINDS, log, require_open, take


@transaction.atomic
def link_subject(*, actor, clue, person):
    """Say that the clue is about ``person``, who is on file. Ends the assignment of any inspector who is his kin.

    Raises DomainError ``clue_closed``, ``out_of_street`` or ``subject_known``; 404 for one out of sight.
    """
    clue = take(actor, clue, WORK)
    require_open(clue)
    access.require(actor, "view_records", person)
    if not _is_inside(clue.election, person):
        raise DomainError("out_of_street", f"“{person}”不在本街道建档，也不在本届名册上，不能关联。", field="person")
    _, created = ClueSubject.objects.get_or_create(clue=clue, person=person, defaults={"added_by": actor})
    if not created:
        raise DomainError("subject_known", f"“{person}”已关联到{clue.code}。", field="person")
    log(clue, actor, KINDS.SUBJECT, "关联被反映人", person.name)
    audit.record(actor, "clue.subject", clue)
    _release_kin(actor, clue, person)


def _is_inside(election, person):
    """Filed in the street, or on the term's roster there."""
    home = person.community_id.startswith(election.region_id)
    return home or person.term_roles.filter(election=election).exists()


def _release_kin(actor, clue, person):
    """An inspector found to be kin of whom the clue is about is no longer named for it."""
    for assignment in clue.assignments.filter(ended_at=None).select_related("account"):
        if Person.objects.filter(kin_of(assignment.account), pk=person.pk).exists():
            _end(assignment)
            log(clue, actor, KINDS.ASSIGN, "解除承办", f"{assignment.account.full_name}须回避")
            audit.record(actor, "clue.assign", clue)


@transaction.atomic
def unlink_subject(*, actor, clue, subject):
    """Take a wrong link back; only in charge, for the kin of whom it names see the clue again by this."""
    clue = take(actor, clue, CHARGE)
    require_open(clue)
    log(clue, actor, KINDS.SUBJECT, "取消关联", subject.person.name)
    audit.record(actor, "clue.subject", clue)
    subject.delete()


def inspectors_for(clue):
    """The active accounts that may be named for the clue: holders of handle_clues where it lies."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if HANDLE in permissions]
    grants = RoleGrant.objects.filter(role__in=roles, region_id__in=lineage(clue.community_id))
    rows = User.objects.filter(pk__in=grants.values("user"), is_active=True, admin_kind="")
    return rows.order_by("full_name", "pk")


def reason_to_keep_away(clue, account):
    """Why ``account`` must not be named for the clue (回避), as a phrase; empty if he may be."""
    if not Person.objects.filter(user=account).exists():
        return "账号未关联人员档案，无法判断是否须回避"
    if ClueSubject.objects.filter(kin_of(account, "person"), clue=clue).exists():
        return "本人或已申报的亲属是被反映人"
    if any(name in clue.reported for name in names_to_avoid(account)):
        return "反映材料中有其本人或亲属的姓名"
    return ""


@transaction.atomic
def assign_inspectors(*, actor, clue, accounts):
    """Name the inspectors of a clue; those named before and not now lose sight of it. Returns how many.

    Raises DomainError ``clue_closed``, ``nobody_chosen``, ``not_an_inspector`` or ``must_keep_away``.
    """
    clue = take(actor, clue, CHARGE)
    require_open(clue)
    if not accounts:
        raise DomainError("nobody_chosen", "请至少选择一名承办人。", field="accounts")
    _require_fit(clue, accounts)
    active = {row.account_id: row for row in clue.assignments.filter(ended_at=None)}
    wanted = {account.pk: account for account in accounts}
    for key in active.keys() - wanted.keys():
        _end(active[key])
    ClueAssignment.objects.bulk_create(
        ClueAssignment(clue=clue, account=wanted[key], assigned_by=actor) for key in wanted if key not in active
    )
    log(clue, actor, KINDS.ASSIGN, "指派承办", "、".join(account.full_name for account in accounts))
    audit.record(actor, "clue.assign", clue, detail={"accounts": [str(key) for key in wanted]})
    return len(wanted)


def _end(assignment):
    assignment.ended_at = timezone.now()
    assignment.save(update_fields=["ended_at"])


def _require_fit(clue, accounts):
    known = set(inspectors_for(clue).values_list("pk", flat=True))
    for account in accounts:
        if account.pk not in known:
            raise DomainError(
                "not_an_inspector", f"{account.full_name}不是本街道在用的纪检干部账号。", field="accounts"
            )
        if reason := reason_to_keep_away(clue, account):
            raise DomainError(
                "must_keep_away", f"{account.full_name}不能承办：{reason}。请另选承办人。", field="accounts"
            )


def people_of_street(actor, election, query):
    """People found by name or pinyin who can be linked: in the actor's sight and of the street."""
    from communities.services import search_people

    found = search_people(actor=actor, query=query)
    return found.filter(code_condition("community_id", [election.region_id])).select_related("community")


def is_lost_to(actor, clue):
    """Whether the clue has left the actor's sight by what he did himself."""
    return not access.visible_to(actor, Clue).filter(pk=clue.pk).exists()
