"""Keeping the table of holidays: the notices that ship with the product, and what the office enters."""

from datetime import date, timedelta

from django.db import transaction

from communities.models import Holiday
from communities.services.committees import require_running
from communities.services.schedule import recount
from communities.working_days import SATURDAY
from core import access, audit, recycle
from core.editing import claim_version
from core.errors import DomainError

OFF, WORKED = Holiday.Kinds
NOTICE_2026 = "国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）"
# (first day off, last day off, name, weekend days worked instead)
HOLIDAYS_2026 = (
    (date(2026, 1, 1), date(2026, 1, 3), "元旦", (date(2026, 1, 4),)),
    (date(2026, 2, 15), date(2026, 2, 23), "春节", (date(2026, 2, 14), date(2026, 2, 28))),
    (date(2026, 4, 4), date(2026, 4, 6), "清明节", ()),
    (date(2026, 5, 1), date(2026, 5, 5), "劳动节", (date(2026, 5, 9),)),
    (date(2026, 6, 19), date(2026, 6, 21), "端午节", ()),
    (date(2026, 9, 25), date(2026, 9, 27), "中秋节", ()),
    (date(2026, 10, 1), date(2026, 10, 7), "国庆节", (date(2026, 9, 20), date(2026, 10, 10))),
)


def _known_days():
    for first, last, name, worked in HOLIDAYS_2026:
        for step in range((last - first).days + 1):
            yield first + timedelta(days=step), OFF, name
        for day in worked:
            yield day, WORKED, name


@transaction.atomic
def install_holidays(*, actor, election):
    """Add the days of the notices that ship with the product and are not on file yet. Returns how many.

    Raises DomainError ``election_past``, as do the other commands here.
    """
    access.require(actor, "manage_rules", election)
    require_running(election)
    have = set(election.holidays.values_list("day", flat=True))
    missing = [
        Holiday(election=election, day=day, kind=kind, name=name, source=NOTICE_2026)
        for day, kind, name in _known_days()
        if day not in have
    ]
    Holiday.objects.bulk_create(missing)
    recount(election)
    audit.record(actor, "holiday.install", election, detail={"added": len(missing)})
    return len(missing)


@transaction.atomic
def save_holiday(*, actor, holiday, version=None):
    """Add a day, or store an edit read at ``version``. Raises DomainError ``holiday_known``, ``holiday_no_change``."""
    access.require(actor, "manage_rules", holiday.election)
    require_running(holiday.election)
    if holiday.pk:
        claim_version(actor=actor, obj=holiday, version=version)
    if holiday.election.holidays.filter(day=holiday.day).exclude(pk=holiday.pk).exists():
        raise DomainError("holiday_known", f"{holiday.day:%Y年%m月%d日}已经登记，请在列表中修改。", field="day")
    if holiday.kind == WORKED and holiday.day.weekday() < SATURDAY:
        raise DomainError(
            "holiday_no_change", f"{holiday.day:%Y年%m月%d日}不是周末，本来就上班，不必登记调休。", field="day"
        )
    holiday.save()
    recount(holiday.election)
    audit.record(actor, "holiday.save", holiday, detail={"day": holiday.day, "kind": holiday.kind})
    return holiday


@transaction.atomic
def remove_holiday(*, actor, holiday):
    """Take a day out of the table: it is what its week says again."""
    access.require(actor, "manage_rules", holiday.election)
    require_running(holiday.election)
    audit.record(actor, "holiday.remove", holiday, detail={"day": holiday.day, "kind": holiday.kind})
    recycle.discard(actor=actor, obj=holiday, under=holiday.election, permission="manage_rules")
    recount(holiday.election)


@transaction.atomic
def follow_restored(*, actor, obj):
    """A holiday came back from the bin: the steps that count working days move with it."""
    if isinstance(obj, Holiday):
        recount(obj.election)
