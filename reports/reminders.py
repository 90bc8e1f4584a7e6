"""催办: a text with how many are missing and a QR code to the very page, to be pasted into a work group.

It names nobody: who is missing stands on the page behind the sign-in and in the notice to those who work there.
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
from communities.models.schedule import Fulfilments
from communities.roles import ROLE_PERMISSIONS
from communities.services.committees import require_running
from core import access, audit, qr
from core.errors import DomainError
from reports.coverage import Matrix
from reports.models import Reminder
from reports.next_acts import NextActs
from reports.schedule import Schedule

MOST_NAMES = 60
DUE_BY = {"talk": Fulfilments.TALKS}  # the step of the schedule by whose day a kind of duty is due


def compose(duty, place, lines, *, actor, election, arranged=0, due_on=None):
    """The text for a work group: which place, how many are missing, by when, from whom; no name of those concerned.

    ``arranged``: of how many of ``lines`` the talk is planned already. ``due_on``: the day set by
    whoever reminds, else that of the step of the schedule that counts these records; without either none is said.
    """
    today = timezone.localdate()
    split = f"（其中{arranged}人已安排、待谈，{len(lines) - arranged}人待安排）" if arranged else ""
    return (
        f"{place.short_name}：\n"
        f"截至{today.month}月{today.day}日，你社区“{duty.label}”尚有{len(lines)}人未完成{split}。"
        f"{_deadline(duty, actor, election, place, today, due_on)}，名单请登录系统查看，扫码或打开链接可到办理页面。\n"
        f"{election.region.short_name}　{actor.full_name}　{today.year}年{today.month}月{today.day}日"
    )


def _deadline(duty, actor, election, place, today, due_on):
    if due_on:
        return f"请于{due_on.month}月{due_on.day}日前办结"
    step = DUE_BY.get(duty.kind)
    cells = Schedule(actor, election, place, today).cells(code=place.pk) if step else ()
    cell = next((cell for cell in cells if cell.step.fulfilled_by == step), None)
    if cell is None:
        return "请抓紧办理"
    day = f"{cell.due_on.month}月{cell.due_on.day}日"
    return f"原定{day}前完成，已逾期，请立即办理" if cell.due_on < today else f"请于{day}前办结"


def names_of(lines):
    """Who is missing, for the notice to those who work there; in the order of the matrix."""
    more = f"等{len(lines)}人" if len(lines) > MOST_NAMES else ""
    return f"未完成人员：{'、'.join(line.person.name for line in lines[:MOST_NAMES])}{more}。"


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
    return qr.svg(address, is_fluid=True)


def text_of(duty, place, lines, actor, election, due_on=None):
    """:func:`compose` for whoever reminds, who sees which talks are planned."""
    arranged = NextActs(actor, election, lines).arranged(duty, lines)
    return compose(duty, place, lines, actor=actor, election=election, arranged=arranged, due_on=due_on)


@transaction.atomic
def remind(*, actor, election, place, code, person="", due_on=None):
    """Record a reminder for one duty in one community, and tell those who fill in records there.

    ``code``: of the duty (reports.coverage); ``person``: the key of the one it is about, else of all.
    ``due_on``: by when it is to be done, as the text says.
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
        text=f"{text_of(duty, place, lines, actor, election, due_on)}\n{names_of(lines)}", url=path_of(duty, place, person),
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
