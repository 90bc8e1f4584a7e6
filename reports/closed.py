"""为什么看不到: what shuts a page to a user, in a sentence, and who may open it to him.

All of it is said from the rule of the page and from the user's own grants. The record behind an address is never
asked for, so that a hidden one and one that does not exist get the same words (security.md T09).
"""

from dataclasses import dataclass

from django.apps import apps
from django.utils import timezone

from accounts.models import User
from communities.models import Region
from communities.roles import PERMISSIONS, ROLE_PERMISSIONS, ROLES
from core import access

GRANTED_BY = "工作需要的，请安全管理员授予相应角色"
SHOWN = 3  # grants named in a sentence


def roles_holding(*permissions):
    """The names of the roles that hold one of ``permissions``, in the order of the matrix."""
    return [ROLES[role] for role, held in ROLE_PERMISSIONS.items() if set(permissions) & set(held)]


def openers(rule):
    """Who passes a rule (:class:`core.web.Rule`): roles, administrators, those assigned; in words, each once."""
    if rule.kind == "any_of":
        return list(dict.fromkeys(words for each in rule.names for words in openers(each)))
    if rule.kind == "holding":
        return roles_holding(*rule.names)
    if rule.kind == "administrator":
        return [User.AdminKinds(kind).label for kind in rule.names]
    if rule.kind == "working_on":
        return [f"经手{apps.get_model(rule.names[0])._meta.verbose_name}的人员"]
    return []


def grants_of(user):
    """The user's grants with their regions, the widest first."""
    return sorted(user.role_grants.select_related("region"), key=lambda grant: (len(grant.region_id), grant.region_id))


def standing_of(user):
    """“东街道的街道工作人员”: what the user is, for a sentence."""
    if user.admin_kind:
        return user.get_admin_kind_display()
    held = [f"{grant.region.short_name}的{grant.get_role_display()}" for grant in grants_of(user)]
    more = f"等 {len(held)} 个角色" if len(held) > SHOWN else ""
    return "、".join(held[:SHOWN]) + more


def _you(user):
    standing = standing_of(user)
    return f"您是{standing}" if standing else "您还没有任何角色"


def why_refused(user, rule):
    """Why a page's own rule keeps ``user`` out (403, before any record was looked for)."""
    only = f"此页只对{'、'.join(openers(rule))}开放。{_you(user)}"
    if rule.kind == "administrator":
        return f"{only}，业务账号和各类管理员互不兼任。"
    if user.admin_kind:
        return f"{only}，管理员账号不接触业务记录，也不能兼任业务角色。"
    return f"{only}。{GRANTED_BY}。"


def why_lacking(user, permission):
    """Why a record that ``user`` sees is not his to do this with (403 with the permission that he lacks there)."""
    if permission not in PERMISSIONS:  # of one record: the assignment is the right
        return f"这一步只由这条记录的经手人办理。{_you(user)}。"
    needed = f"这一步需要“{PERMISSIONS[permission]}”的权限，属于{'、'.join(roles_holding(permission))}。{_you(user)}"
    places = Region.objects.filter(pk__in=access.granted_codes(user, permission))
    if places:
        return f"{needed}，这项权限限于{'、'.join(place.short_name for place in places)}，不含这条记录。"
    return f"{needed}。{GRANTED_BY}。"


def why_not_found(user, rule):
    """Why nothing is shown at an address: the same of a record that others keep and of one that is nowhere."""
    if rule is None:
        return "没有这个地址：可能少抄了一段，或者该页已经停用。"
    if user.admin_kind:
        return f"没有可以给您看的内容。{_you(user)}，管理员账号不接触业务记录。"
    assigned = [words for words in openers(rule) if words.startswith("经手")]
    besides = f"；{'、'.join(assigned)}只看自己经手的" if assigned else ""
    held = grants_of(user)
    if not held:
        return f"此页的内容不对您开放，或者不存在{besides}。您还没有任何角色，请安全管理员授权。"
    places = "、".join(dict.fromkeys(grant.region.short_name for grant in held[:SHOWN]))
    return (
        f"您的范围是{places}，角色是{'、'.join(dict.fromkeys(grant.get_role_display() for grant in held))}；"
        f"此页的内容属于其他单位、不对您的角色开放，或者不存在{besides}。工作需要的，请安全管理员调整授权。"
    )


@dataclass(frozen=True)
class Right:
    """A permission in words: in which regions the user holds it, else which roles do."""

    label: str
    places: tuple
    roles: tuple

    @property
    def is_open(self):
        return bool(self.places)


def rights_of(user):
    """Every permission as a :class:`Right` of ``user``; two queries."""
    codes = {code for name in PERMISSIONS for code in access.granted_codes(user, name)}
    names = {region.pk: region.short_name for region in Region.objects.filter(pk__in=codes)}
    return [
        Right(label, tuple(names[code] for code in access.granted_codes(user, name)), tuple(roles_holding(name)))
        for name, label in PERMISSIONS.items()
    ]


def why_account_is_out(user):
    """Why an account sees nothing at all, whatever it was granted; empty if it is in force and for business."""
    if not user.is_active:
        return "账号已停用"
    if user.expires_on and user.expires_on < timezone.localdate():
        return f"账号有效期至{user.expires_on:%Y-%m-%d}，已过期"
    if user.admin_kind:
        return f"{user.get_admin_kind_display()}不接触业务记录"
    return ""
