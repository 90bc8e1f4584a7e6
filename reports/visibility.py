"""谁能看到、谁看过: who may open a file and why, in a sentence each; who did open it, or took out what holds it.

The first follows from the roles alone, by the same rules as ``core.access``: a test asserts that the two agree. The
second is read from the audit trail, for those who may know (WHO_READ).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from communities.models import Region, RoleGrant, TermRole
from communities.models.regions import lineage
from communities.roles import PERMISSIONS, ROLE_PERMISSIONS
from core import access
from core.audit import AuditEvent
from core.audit_catalogue import label_of
from reports.closed import grants_of, why_account_is_out
from reports.models import ReportRun

VIEW = "view_records"
WHO_READ = "view_vetting"  # whoever sees what was found out about people may know who looked at them
LATEST = 50
BESIDES = ("fill_records", "view_identity", "view_vetting", "export_records")  # what is told besides seeing
OPENED = ("person.open", "person.reveal", "candidate.open", "region.open", "attachment.read")
PAPERS = ("report.request", "report.preview", "report.download")
EXPORTED = ("ledger.export", "roster.export", "ledger.identity")


@dataclass(frozen=True)
class Seer:
    """Who may open the file, the reason in one sentence, and what he may do besides."""

    user: User
    reason: str
    besides: str


@dataclass(frozen=True)
class Line:
    """One line of a ``c-timeline``."""

    at: datetime
    who: str
    title: str
    note: str = ""
    tone: str = "wait"


def seers_of_person(person):
    """The :class:`Seer` of a person's file: whoever works where it is filed, or where the person is on a roster."""
    places = {person.community_id: "此人在该社区建档"}
    for role in TermRole.objects.filter(person=person).select_related("election").order_by("-election__election_day"):
        places.setdefault(role.community_id, f"此人列入该社区{role.election}的名册（{role.get_capacity_display()}）")
    for spare in person.duplicates.all():
        places.setdefault(spare.community_id, "此人在该社区另有一份重复档案")
    return _seers(places)


def seers_of_community(community):
    """The :class:`Seer` of a community's file."""
    return _seers({community.pk: ""})


def seers_of_candidate(candidate):
    """The :class:`Seer` of a candidate's file: whoever works in the community that put him forward."""
    return _seers({candidate.community_id: "此人由该社区提名"})


def _seers(places):
    """``places``: ``{code: why the file lies there too}``; each user once, by the first place and the widest role."""
    codes = {above: code for code in reversed(places) for above in lineage(code)}
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if VIEW in permissions]
    grants = RoleGrant.objects.filter(region_id__in=codes, role__in=roles).select_related("user", "region")
    names = {region.pk: region.short_name for region in Region.objects.filter(pk__in=places)}
    found = {}
    for grant in grants.order_by("region_id", "role"):
        if grant.user.is_in_force and not grant.user.admin_kind:
            found.setdefault(grant.user, []).append(grant)
    return [_seer(user, held, codes, places, names) for user, held in found.items()]


def _seer(user, held, codes, places, names):
    grant = held[0]
    code = codes[grant.region_id]
    reason = f"任{grant.region.short_name}的{grant.get_role_display()}"
    if grant.region_id != code:
        reason += f"，范围含{names[code]}"
    if places[code]:
        reason += f"；{places[code]}"
    allowed = {permission for each in held for permission in ROLE_PERMISSIONS[each.role]}
    return Seer(user, f"{reason}。", "；".join(PERMISSIONS[name] for name in BESIDES if name in allowed))


def readers_of_person(person):
    """Who opened a person's file, looked at its number or phone, or took out a list of its community; newest first."""
    own = Q(object_type="communities.person", object_id=str(person.pk), event__in=OPENED)
    return _lines(own | _exports_of(person.community_id))


def readers_of_community(community):
    """Who opened a community's file or took out lists that hold it, newest first."""
    own = Q(object_type="communities.region", object_id=community.pk, event__in=OPENED)
    return _lines(own | _exports_of(community.pk))


def readers_of_candidate(candidate):
    """Who opened a candidate's file, asked for or took out a paper about him, or a list of his community; newest first."""
    own = Q(object_type="candidates.candidate", object_id=str(candidate.pk), event__in=OPENED)
    runs = [str(pk) for pk in ReportRun.objects.filter(subject_id=candidate.pk).values_list("pk", flat=True)]
    papers = Q(object_type="reports.reportrun", object_id__in=runs, event__in=PAPERS)
    return _lines(own | papers | _exports_of(candidate.community_id))


def _exports_of(code):
    return Q(object_type="communities.region", object_id__in=lineage(code), event__in=EXPORTED)


def _lines(condition):
    events = list(AuditEvent.objects.filter(condition, result="ok").order_by("-seq")[:LATEST])
    users = User.objects.filter(pk__in={event.actor_id for event in events if event.actor_id})
    names = {str(user.pk): user.full_name for user in users}
    places = Region.objects.in_bulk([event.object_id for event in events if event.event in EXPORTED])
    return [
        Line(
            event.at,
            names.get(event.actor_id, event.actor_name),
            label_of(event.event),
            _note(event, places),
            "warn" if event.event in ("person.reveal", "ledger.identity") else "wait",
        )
        for event in events
    ]


def _note(event, places):
    place = places.get(event.object_id)
    return "；".join(part for part in (f"范围：{place.short_name}" if place else "", event.reason) if part)


def colleagues_of(user):
    """The accounts of whose sight ``user`` may ask: those with a role where he may know who read what, or above it."""
    codes = access.granted_codes(user, WHO_READ)
    above = {place for code in codes for place in lineage(code)}
    granted = RoleGrant.objects.filter(access.code_condition("region_id", codes) | Q(region_id__in=above))
    return User.objects.filter(pk__in=granted.values("user"), admin_kind="").order_by("full_name", "pk")


def why_seen_or_not(colleague, obj, seers):
    """One sentence on whether ``colleague`` may open ``obj``, a file with these ``seers``, and why (not)."""
    if access.allowed(colleague, VIEW, obj):
        reason = next((seer.reason for seer in seers if seer.user == colleague), "按其授权范围。")
        return f"{colleague.full_name}能看到：{reason}"
    return f"{colleague.full_name}看不到：{_why_not(colleague, obj)}。"


def _why_not(colleague, obj):
    if out := why_account_is_out(colleague):
        return out
    grants = grants_of(colleague)
    posts = "、".join(f"{grant.region.short_name}的{grant.get_role_display()}" for grant in grants)
    if not grants:
        return "没有任何角色，须由安全管理员授权"
    if not access.holds(colleague, VIEW):
        return f"任{posts}，该角色不含“{PERMISSIONS[VIEW]}”，只看指派给本人的事项；角色由安全管理员授予"
    place = obj if isinstance(obj, Region) else obj.community
    return f"任{posts}，范围不含{place.short_name}；范围由安全管理员授予"
