"""催办: a courteous text with the names still missing and a QR code to the very page, to be pasted anywhere.

That it was made is recorded with time and number; whoever works in the community is told in the product.
Nothing is sent out of the house.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.models import Notice, User
from communities.models import RoleGrant
from communities.models.regions import lineage
from communities.roles import ROLE_PERMISSIONS
from communities.services.committees import require_running
from core import access, audit, qr
from core.errors import DomainError
from reports.coverage import Matrix
from reports.models import Reminder

MOST_NAMES = 60


def compose(duty, place, lines, today):
    """The text: whom it concerns, what is still to be done, where; names in the order of the matrix."""
    names = "、".join(line.person.name for line in lines[:MOST_NAMES])
    more = f"等{len(lines)}人" if len(lines) > MOST_NAMES else ""
    return (
        f"{place.short_name}：您好！截至{today.month}月{today.day}日，“{duty.label}”还有{len(lines)}人未完成："
        f"{names}{more}。请抽空提醒并协助办理，扫码或打开链接可直接到办理页面。如已办理请忽略，谢谢支持！"
    )


def path_of(duty, place, person=""):
    """What a reminder leads to: the very form (reports.next_acts), chosen when it is opened and for who opens it.

    Who that is and what he may do is not known when the text is sent; nor how far things are by then.
    """
    query = f"?{urlencode({'person': person})}" if person else ""
    return reverse("reports:act", args=[place.pk, duty.code]) + query


def address_of(duty, place, person=""):
    """:func:`path_of` with the site's own address, for a QR code and a pasted link."""
    return f"{settings.PUBLIC_URL}{path_of(duty, place, person)}"


def picture_of(address):
    """The QR code as SVG."""
    return qr.svg(address)


@transaction.atomic
def remind(*, actor, election, place, code, person=""):
    """Record a reminder for one duty in one community, and tell those who fill in records there.

    ``code``: of the duty (reports.coverage); ``person``: the key of the one it is about, else of all.
    Returns the :class:`reports.models.Reminder`. Raises DomainError
    ``nothing_missing`` or ``no_duty``; 403 and 404 as ``core.access.require``.
    """
    access.require(actor, "fill_discipline", place)
    require_running(election)
    matrix = Matrix(actor, election, place)
    duty = matrix.find(code)
    if duty is None:
        raise DomainError("no_duty", "这一项已不在本届要求之中，请刷新页面。")
    lines = matrix.missing(duty, place, person)
    if not lines:
        raise DomainError("nothing_missing", f"{place.short_name}的“{duty.label}”已全部完成，不必催办。")
    told = notices.send(
        users=_workers(place, actor), kind=Notice.Kinds.REMINDER, title=f"催办：{duty.label}还有{len(lines)}人未完成",
        text=compose(duty, place, lines, timezone.localdate()), url=path_of(duty, place, person),
    )  # fmt: skip
    made = Reminder.objects.create(
        election=election, region=place, duty=code, label=duty.label, missing=len(lines), told=told, sent_by=actor
    )
    audit.record(actor, "reminder.send", made, detail={"duty": code, "missing": len(lines), "told": told})
    return made


def _workers(place, actor):
    """The users who fill in discipline records by a role on the place itself; at a street, its staff."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if "fill_discipline" in permissions]
    grants = RoleGrant.objects.filter(role__in=roles, region_id__in=lineage(place.pk)[-1:])
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).exclude(pk=actor.pk)
