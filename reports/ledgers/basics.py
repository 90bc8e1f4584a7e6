"""社区基本情况台账: households, people, Party members, seats: what each community reported of itself.

Columns after the ledgers that streets keep (domain facts §6.2, no. 1).
"""

from collections import defaultdict

from django.utils import timezone

from communities.models import BaselineSection
from core.access import visible_to
from reports.ledgers.base import Ledger, LedgerColumn, number, text, words
from reports.progress import community_rows

# column → section and key of the baseline
ANSWERS = {
    "area": ("basics", "area"),
    "households": ("basics", "households"),
    "resident_groups": ("basics", "resident_groups"),
    "grids": ("basics", "grids"),
    "party_form": ("basics", "party_form"),
    "branches": ("basics", "branches"),
    "registered": ("population", "registered"),
    "residents": ("population", "residents"),
    "adults": ("population", "adults"),
    "party_members": ("party", "total"),
    "party_women": ("party", "women"),
    "party_young": ("party", "age_35"),
    "party_old": ("party", "age_60"),
    "floating_out": ("party", "floating_out"),
}


def rows(user, region, election, filters):
    """A line for each community; figures not reported yet stay empty."""
    lines = community_rows(user, region, election, timezone.localdate())
    answers = _answers(user, [line.baseline for line in lines if line.baseline])
    for line in lines:
        told = answers[line.baseline.pk] if line.baseline else {}
        yield {key: told.get(section, {}).get(field) for key, (section, field) in ANSWERS.items()} | {
            "record": line.code,
            "community": line.name,
            "minority": _minority(told.get("population", {})),
            "seats": line.seats,
            "filled": line.seats_filled,
            "vacancies": line.vacancies,
            "reserve": len(told["reserve"]["people"]) if told.get("reserve") else None,
            "baseline": line.baseline_label,
        }


def _answers(user, baselines):
    """``{baseline.pk: {section: confirmed answers}}``."""
    found = defaultdict(dict)
    sections = visible_to(user, BaselineSection).filter(baseline__in=baselines)
    for pk, key, answers in sections.values_list("baseline_id", "key", "answers"):
        found[pk][key] = answers
    return found


def _minority(population):
    if "ethnicities" not in population:
        return None
    return sum(line["count"] for line in population["ethnicities"] if line["name"] != "汉族")


BASICS = Ledger(
    "basics", "社区基本情况台账", "基本情况",
    (
        text("community", "社区", 12),
        LedgerColumn("area", "面积（平方公里）", width=9, render=words, is_number=True),
        number("households", "户数"), number("registered", "户籍人口"), number("residents", "常住人口"),
        number("adults", "18周岁以上"), number("minority", "少数民族"),
        number("resident_groups", "居民小组"), number("grids", "网格"),
        text("party_form", "党组织形式", 9), number("branches", "下设支部"),
        number("party_members", "党员"), number("party_women", "女党员"),
        number("party_young", "35岁及以下党员"), number("party_old", "60岁及以上党员"),
        number("floating_out", "流出党员"),
        number("seats", "两委职数"), number("filled", "实有"), number("vacancies", "空缺"),
        number("reserve", "后备人选"), text("baseline", "基线状态", 9),
    ),
    rows,
    basis="各社区在社区基线中已确认的数字，未填报的为空；职数、实有、空缺取自现任班子记录（人次）。",
    made_at="communities:baseline-list",
    record_view="reports:community",
    orders=(("-residents", "常住人口从多到少"), ("-vacancies", "空缺从多到少"), ("-party_members", "党员从多到少")),
)  # fmt: skip
