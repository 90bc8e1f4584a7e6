"""分级统计: the figures of a region and of the regions right below it, each a way further down."""

from functools import lru_cache

from django.shortcuts import redirect, render
from django.views import View

from communities.current import current_election, current_region
from communities.models import Educations, Election, Region
from communities.models.regions import lineage
from communities.structure import AGE_BANDS
from core import access, charts
from core.web import holding
from reports.progress import STAGES
from reports.rollup import figures, figures_together

GROUPS = (("sitting", "现任班子"), ("candidates", "在审人选"))
BANDS = [*((str(place), label) for place, label in enumerate(AGE_BANDS)), ("none", "不详")]
LEVELS = [*((str(level.value), level.label) for level in Educations), ("none", "不详")]
HALF = 420  # of a page's width, in a chart's own units
NEXT_LEVEL = {1: "市", 2: "区县", 3: "街道", 4: "社区"}


class FiguresPage(View):
    """A region's figures; without a ``code`` those of the region that the user works in, or of all where there are several."""

    access_rule = holding("view_records")

    def get(self, request, code=None):
        if code:
            return show_figures(request, access.get_or_404(request.user, Region, code=code))
        places = access.granted_codes(request.user, "view_records")
        return _show_together(request, places) if len(places) > 1 else show_figures(request, current_region(request))


def _terms(codes):
    """``{region code: its Election}``: the running one, else the newest; regions without one are left out."""
    terms = {}
    above = {above for code in codes for above in lineage(code)}
    for election in Election.objects.filter(region_id__in=above).order_by("-state", "-election_day"):  # running first
        for code in codes:
            if code.startswith(election.region_id):
                terms.setdefault(code, election)
    return terms


def _show_together(request, codes):
    """The regions in which the user holds rights side by side, and added up."""
    terms = _terms(codes)
    if not terms:
        return render(request, "reports/home_without_election.html")
    numbers, children = figures_together(terms)
    levels = {child.get_level_display() for child, _ in children}
    level = levels.pop() if len(levels) == 1 else "区域"
    context = {
        "name": f"{len(children)}个{level}", "next_level": level,
        "numbers": _shown(numbers), "children": [(child, _shown(each)) for child, each in children],
        "charts": _charts(numbers), "groups": _groups(_shown(numbers)),
    }  # fmt: skip
    return render(request, "reports/figures.html", context)


def show_figures(request, region, todos=None):
    """The page itself, as a home page with ``todos``; a community is shown by its own file."""
    if region.level == Region.Levels.COMMUNITY:
        return redirect("reports:community", region.code)
    election = current_election(request)
    if election is None or not region.code.startswith(election.region_id):  # one of several, in a term of its own
        election = _terms([region.code]).get(region.code)
    if election is None:
        return render(request, "reports/home_without_election.html")
    numbers, children = figures(election, region.code)
    context = {
        "name": region.short_name, "election": election, "above": _above(request.user, region), "numbers": _shown(numbers),
        "children": [(child, _shown(each)) for child, each in children], "next_level": NEXT_LEVEL[region.level],
        "charts": _charts(numbers), "groups": _groups(_shown(numbers)), "todos": todos,
    }  # fmt: skip
    return render(request, "reports/figures.html", context)


def _above(user, region):
    """The regions above that the user may look at, from the highest down."""
    rows = Region.objects.filter(code__in=lineage(region.code)[:-1])
    return list(access.visible_to(user, rows).order_by("level"))


def _shown(numbers):
    """The figures as the page names them; shares in whole percent, None of nobody."""
    shown = {name: numbers[name] for name in ("communities", "seats", "filled", "sitting", "candidates")}
    for group, _ in GROUPS:
        for part, key in (("women", "women"), ("party", "party"), ("young", "age.0")):
            count = numbers[f"{group}.{key}"]
            shown[f"{group}_{part}"] = count
            shown[f"{group}_{part}_share"] = round(100 * count / numbers[group]) if numbers[group] else None
    shown["vacancies"] = max(numbers["seats"] - numbers["filled"], 0)
    shown["passed"] = sum(numbers[f"state.{state}"] for state in ("passed", "district_review", "cleared"))
    shown["put_forward"] = sum(numbers[f"state.{state.value}"] for state in STAGES)
    return shown


def _groups(shown):
    """``[(name, number of people, [(label, part, share)])]``."""
    parts = (("女性", "women"), ("中共党员（含预备）", "party"), ("35岁及以下", "young"))
    return [
        (
            name,
            shown[group],
            [(label, shown[f"{group}_{part}"], shown[f"{group}_{part}_share"]) for label, part in parts],
        )
        for group, name in GROUPS
    ]


def _parts(numbers, kind, labels):
    """``[(label, [number of each group])]``; who is unknown only where there is somebody."""
    rows = [(label, [numbers[f"{group}.{kind}.{key}"] for group, _ in GROUPS]) for key, label in labels]
    return [(label, counts) for label, counts in rows if label != "不详" or any(counts)]


def _breakdowns(numbers):
    """What the charts show."""
    return [("年龄结构", _parts(numbers, "age", BANDS)), ("学历结构", _parts(numbers, "education", LEVELS))]


def _charts(numbers):
    drawn = []
    for title, rows in _breakdowns(numbers):
        labels = tuple(label for label, _ in rows)
        series = tuple((name, tuple(counts[place] for _, counts in rows)) for place, (_, name) in enumerate(GROUPS))
        drawn.append((title, _bars(title, labels, series)))
    stages = tuple(
        (state.label, numbers[f"state.{state.value}"]) for state in STAGES if numbers[f"state.{state.value}"]
    )
    if stages:
        drawn.append(("人选所处环节", _stages("人选所处环节", stages)))
    return drawn


# Drawing takes longer than all else on the page; the same numbers are the same picture.
@lru_cache(maxsize=256)
def _bars(title, labels, series):
    return charts.grouped_bars(title, labels, series, width=HALF)


@lru_cache(maxsize=256)
def _stages(title, stages):
    return charts.funnel(title, stages, width=HALF)
