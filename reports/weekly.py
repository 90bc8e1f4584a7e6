"""每周简报: a street's briefing asked for by the clock, once in each ISO week.

The row of the street is the key of the week: whoever marks a week as asked for asks for the briefing in the same
transaction, so that two clocks, or one that comes back after a stop, ask once. What was due while the server stood
still is made up for when it runs again, and only the last of it.
"""

from copy import copy
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import notices
from accounts.models import Notice, User
from communities.models import Region, RoleGrant
from communities.models.regions import lineage
from communities.roles import LEADER
from core import access, audit
from core.errors import DomainError
from reports.briefing_figures import CODE
from reports.models import WeeklyBriefing
from reports.services import election_of, request_report

MOST = 40  # streets on one page


def settings_of(user):
    """The :class:`WeeklyBriefing` of each street for which the user may build briefings; unsaved where none was set.

    Of more than MOST streets those where one was set alone, and no more than MOST of these.
    """
    first = access.asked_once(user, "streets", lambda user: list(_streets(user).order_by("code")[: MOST + 1]))
    if len(first) > MOST:
        rows = WeeklyBriefing.objects.filter(region__in=_streets(user))
        return list(rows.select_related("region").order_by("region_id")[:MOST])
    stored = {row.region_id: row for row in WeeklyBriefing.objects.filter(region__in=[street.pk for street in first])}
    rows = [stored.get(street.pk, WeeklyBriefing()) for street in first]
    for row, street in zip(rows, first, strict=True):
        row.region = copy(street)
    return rows


def _streets(user):
    """The streets for which the user may build briefings."""
    return access.visible_to(user, Region, "build_reports").filter(level=Region.Levels.STREET, is_active=True)


@transaction.atomic
def set_weekly_briefing(*, actor, region, is_on, weekday, hour):
    """Switch the weekly briefing of a street on or off; it is built with the rights that ``actor`` has by then.

    ``weekday``: 0 for Monday; ``hour``: 0 to 23. What was due before the switch is not made up for.
    Returns the :class:`WeeklyBriefing`. Raises DomainError ``not_a_street``; 403 and 404 as ``core.access.require``.
    """
    access.require(actor, "build_reports", region)
    if region.level != Region.Levels.STREET:
        raise DomainError("not_a_street", "每周简报按街道生成，请选择街道。", field="region")
    row, _ = WeeklyBriefing.objects.update_or_create(
        region=region,
        defaults={
            "is_on": is_on, "weekday": weekday, "hour": hour, "requested_by": actor, "since": timezone.now(), "problem": "",
        },
    )  # fmt: skip
    audit.record(actor, "report.schedule", row, detail={"on": is_on, "weekday": weekday, "hour": hour})
    return row


def last_due(row, now):
    """The last moment, at ``now`` or before, at which the street's briefing was due."""
    local = timezone.localtime(now)
    hour = local.replace(hour=row.hour, minute=0, second=0, microsecond=0)
    due = hour - timedelta(days=(local.weekday() - row.weekday) % 7)
    return due if due <= local else due - timedelta(days=7)


def week_of(moment):
    """“2026-W48”, the ISO week of a moment in China."""
    year, week, _ = timezone.localtime(moment).isocalendar()
    return f"{year}-W{week:02}"


def ask_for_due(now):
    """Ask for each briefing that is due and not asked for in its week. Returns how many were."""
    rows = WeeklyBriefing.objects.filter(is_on=True).select_related("region", "requested_by").order_by("pk")
    return sum(_ask(row, last_due(row, now)) for row in rows)


@transaction.atomic
def _ask(row, due):
    week = week_of(due)
    claimed = due >= row.since and WeeklyBriefing.objects.filter(pk=row.pk, week__lt=week).update(week=week)
    if not claimed:
        return False
    try:
        with transaction.atomic():
            run = _request(row)
    except DomainError as refused:
        WeeklyBriefing.objects.filter(pk=row.pk).update(problem=refused.message[:200])
        _tell([row.requested_by], due, "每周简报未能生成", refused.message, "/reports/")
        return False
    WeeklyBriefing.objects.filter(pk=row.pk).update(problem="")
    _tell(
        _readers(row), due, f"{row.region.short_name}每周简报（{run.issue}）", "已开始生成，完成后可在报告列表下载。",
        run.get_absolute_url(),
    )  # fmt: skip
    return True


def _request(row):
    if not row.requested_by.is_in_force:
        raise DomainError("account_out_of_force", "设置每周简报的账号已停用，请由其他工作人员重新设置。")
    return request_report(actor=row.requested_by, code=CODE, region=row.region, election=election_of(row.region))


def _readers(row):
    """The leaders of the street, and who switched the briefing on."""
    leaders = RoleGrant.objects.filter(role=LEADER, region_id__in=lineage(row.region_id)).values("user")
    return User.objects.filter(pk__in=leaders, is_active=True) | User.objects.filter(pk=row.requested_by_id)


def _tell(users, due, title, text, url):
    notices.send(users=users, kind=Notice.Kinds.BRIEFING, title=title, text=text, url=url, day=due.date())
