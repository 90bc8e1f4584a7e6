"""倒排工期 on screen: a list, a month at a time, and every community beside the others."""

from calendar import Calendar
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from communities.backward_plan import election_day_in
from communities.current import current_election, current_region
from communities.models import Holiday
from communities.schedule_samples import SAMPLES
from core import access
from core.web import holding
from reports.schedule import LATE, SOON, Schedule

VIEWS = {"list": "清单", "calendar": "日历", "communities": "各社区"}
STATES = {"": "全部", LATE: "逾期", SOON: "七日内到期"}
MONTH = "%Y-%m"
DECEMBER = 12


class SchedulePage(View):
    """``view``: list, calendar or communities; ``state`` and ``community`` narrow it, ``month`` turns the calendar."""

    access_rule = holding("view_records")

    def get(self, request):
        election, region = current_election(request), current_region(request)
        if election is None:
            return render(request, "reports/schedule.html", {"election": None})
        schedule = Schedule(request.user, election, region, timezone.localdate())
        chosen = self._chosen(request.GET, schedule)
        context = {
            "election": election, "election_day": election_day_in(region, election), "schedule": schedule, "today": schedule.today, "chosen": chosen,
            "tabs": self._tabs(chosen, schedule), "filters": self._filters(chosen, schedule),
            "may_manage": election.is_running and access.allowed(request.user, "manage_rules", election),
            "may_print": access.holds(request.user, "build_reports"),
            "samples": [(code, label) for code, (label, _) in SAMPLES.items()],
            "unconfirmed": sum(not step.is_confirmed for step in schedule.steps),
        }  # fmt: skip
        return render(request, "reports/schedule.html", context | self._body(request, schedule, chosen))

    def _chosen(self, query, schedule):
        chosen = {name: query.get(name, "") for name in ("view", "state", "community", "month")}
        codes = {place.pk for place in schedule.communities}
        if chosen["view"] not in VIEWS or (chosen["view"] == "communities" and not codes):
            chosen["view"] = "list"
        if chosen["state"] not in STATES or (chosen["community"] and chosen["community"] not in codes):
            raise Http404
        if len(codes) == 1:  # whoever works in one community reads its days
            chosen["community"] = next(iter(codes))
        return chosen

    def _body(self, request, schedule, chosen):
        narrowed = {"state": chosen["state"], "code": chosen["community"]}
        if chosen["view"] == "calendar":
            return _month_of(chosen, schedule, request.user, schedule.cells(**narrowed))
        is_narrow = any(narrowed.values())
        return {"cells": schedule.cells(**narrowed) if is_narrow else None}

    def _tabs(self, chosen, schedule):
        known = {code: label for code, label in VIEWS.items() if code != "communities" or len(schedule.communities) > 1}
        return [(label, _link(chosen, view=code), code == chosen["view"]) for code, label in known.items()]

    def _filters(self, chosen, schedule):
        numbers = {"": None, LATE: schedule.late, SOON: schedule.soon}
        return [(label, _link(chosen, state=code), numbers[code], code == chosen["state"], code)
                for code, label in STATES.items()]  # fmt: skip


def _link(chosen, **changed):
    query = {name: value for name, value in (chosen | changed).items() if value}
    return f"?{urlencode(query)}"


def _month_of(chosen, schedule, user, cells):
    """The weeks of the month asked for, each day with its steps: ``(step, cells)``; days off and worked are named."""
    first = _first_day(chosen["month"], schedule, cells)
    holidays = {each.day: each for each in access.visible_to(user, Holiday).filter(election=schedule.election)}
    on_day = {}
    for cell in cells:
        on_day.setdefault(cell.due_on, {}).setdefault(cell.step.pk, []).append(cell)
    if not schedule.communities:
        on_day = {}
    weeks = [
        [
            {"day": day, "is_in": day.month == first.month, "holiday": holidays.get(day),
             "entries": [(group[0].step, group, _worst(group)) for group in on_day.get(day, {}).values()]}
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]  # fmt: skip
    return {
        "weeks": weeks,
        "month": first,
        "earlier": _link(chosen, month=f"{first - timedelta(days=1):{MONTH}}"),
        "later": _link(chosen, month=f"{_next_month(first):{MONTH}}"),
    }


def _worst(cells):
    """The cell that most needs to be seen, for the colour of a day's entry."""
    return min(cells, key=lambda cell: ("overdue", "soon", "open", "done").index(cell.state))


def _first_day(asked, schedule, cells):
    try:
        year, month = map(int, asked.split("-"))
        return date(min(max(year, 2000), 2099), month, 1)
    except ValueError:
        next_due = next((cell.due_on for cell in cells if not cell.is_done), schedule.today)
        return max(next_due, schedule.today).replace(day=1)


def _next_month(first):
    return date(first.year + first.month // DECEMBER, first.month % DECEMBER + 1, 1)
