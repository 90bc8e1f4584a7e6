"""换届筹备工作简报: the state of all communities, risks, what is due and what has to be decided.

Every number is counted from the records at the moment of building, through the access of
whoever asked for it; nobody is named, so that a leaked briefing names nobody.
"""

from collections import defaultdict
from dataclasses import asdict

from django import forms
from django.db.models import Count
from django.utils import timezone

from candidates import figures
from candidates.models import CollectiveDecision, NegativeItem
from communities import structure
from communities.baseline_sections import summaries
from communities.models import Baseline, Milestone, Region
from communities.models.schedule import SOON_DAYS
from core.access import code_condition, visible_to
from reports import progress
from reports.definitions.base import Report

LOOK_AHEAD_DAYS = 30
SHORT = {
    "高中（中专）": "高中",
    "初中及以下": "初中",
    "35岁及以下": "≤35岁",
    "60岁及以上": "≥60岁",
}  # what fits under a bar
COUNTED = (
    "filled",
    "seats",
    "candidates",
    "community_passed",
    "passed",
    "returned",
    "rejected",
    "due_soon",
    "overdue",
)


class NoParameters(forms.Form):
    """The briefing asks for nothing but its region."""

    def __init__(self, user, region, election, data=None):
        super().__init__(data or {})


def context(user, region, election, parameters, number):
    """The data of templates/pdf/briefing.html."""
    today = timezone.localdate()
    rows = progress.community_rows(user, region, election, today)
    funnel = figures.funnel(user, region, election)
    communities = _communities(rows, figures.community_rows(user, region, election))
    milestones = _milestones(user, election, today)
    return {
        "name": "换届筹备工作简报",
        "issue_number": number,
        "publisher": f"{region.short_name}党建工作办公室",
        "issued_on": today,
        "street": region.short_name,
        "term": str(election).partition("（")[0],
        "as_of": timezone.now(),
        "election_on": election.election_day,
        "overview": _overview(rows, communities, milestones, user, region, election),
        "communities": communities,
        "total": _total(rows, communities),
        "structure": _structure(user, region, election),
        "funnel": {
            "stages": funnel.stages,
            "sources": [asdict(source) for source in funnel.sources],
            "total": asdict(funnel.total),
        },
        "risks": _risks(user, rows),
        "decisions": _decisions(user, region, election, rows),
        "milestones": milestones[:8],
        "distribution": {"report_to": "街道党工委、办事处领导。", "send_to": "各社区党组织。", "copies": None},
    }


def _communities(rows, vetted):
    """A line of the table for each :class:`reports.progress.CommunityRow`."""
    return [
        {
            "name": row.name,
            "baseline": row.baseline_label,
            "filled": row.seats_filled,
            "seats": row.seats,
            "candidates": row.candidates,
            "community_passed": vetted[row.code].community_passed if row.code in vetted else 0,
            "passed": row.passed,
            "returned": row.returned,
            "rejected": row.rejected,
            "due_soon": int(row.is_due_soon),
            "overdue": int(row.is_overdue),
        }
        for row in rows
    ]


def _total(rows, communities):
    total = {key: sum(line[key] for line in communities) for key in COUNTED}
    return total | {"baseline": f"{sum(row.is_accepted for row in rows)}/{len(rows)}"}


def _overview(rows, communities, milestones, user, region, election):
    total = _total(rows, communities)
    in_state = [row.baseline.state for row in rows if row.baseline]
    counts = figures.state_counts(figures.groups(user, region, election))
    labels = figures.Candidate.States
    return {
        "communities": len(rows),
        "sitting": sum(row.sitting for row in rows),
        "vacancies": sum(row.vacancies for row in rows),
        "surplus": sum(row.surplus for row in rows),
        "baselines_accepted": in_state.count(Baseline.States.ACCEPTED),
        "baselines_pending": in_state.count(Baseline.States.SUBMITTED),
        "baselines_returned": in_state.count(Baseline.States.RETURNED),
        **{key: total[key] for key in ("seats", "filled", "candidates", "passed")},
        "states": [(state.label, counts[state]) for state in labels if counts.get(state) and state != labels.WITHDRAWN],
        "due_soon": total["due_soon"] + sum(line["state"] == "临期" for line in milestones),
        "overdue": total["overdue"] + sum(line["state"] == "逾期" for line in milestones),
    }


def _structure(user, region, election):
    """Sitting and proposed teams side by side; ages on the election day, a person counted once."""
    proposed_people = figures.proposed_people(user, region, election)
    seated = structure.sitting_members(election, visible_to(user, Region).filter(code_condition("code", [region.code])))
    people = structure.Person.objects.filter(pk__in=seated.order_by().values("person_id"))
    sitting, proposed = (structure.team_structure(rows, election.election_day) for rows in (people, proposed_people))
    youngest = next(iter(structure.AGE_BANDS))
    return {
        "sitting": sitting.count,
        "proposed": proposed.count,
        "average_age": {"sitting": sitting.average_age, "proposed": proposed.average_age},
        "rows": [
            {"label": label, "sitting": value(sitting), "proposed": value(proposed)}
            for label, value in (
                ("女性", lambda team: team.women),
                (youngest, lambda team: team.age_bands.get(youngest, 0)),
                ("大专及以上学历", lambda team: team.college),
                ("中共党员", lambda team: team.party),
                ("少数民族", lambda team: team.minority),
            )
        ],
        "charts": [
            _chart("年龄结构（人）", sitting.age_bands, proposed.age_bands, structure.AGE_BANDS),
            _chart("学历结构（人）", sitting.educations, proposed.educations, structure.Educations.labels),
            _chart("性别结构（人）", _split(sitting, "women"), _split(proposed, "women"), ("男", "女")),
            _chart("政治面貌（人）", _split(sitting, "party"), _split(proposed, "party"), ("其他", "中共党员")),
        ],
    }


def _split(team, name):
    """A trait against the rest, under the two labels that its chart shows."""
    with_trait, rest = {"women": ("女", "男"), "party": ("中共党员", "其他")}[name]
    return {with_trait: getattr(team, name), rest: team.count - getattr(team, name)}


def _chart(title, sitting, proposed, labels):
    labels = list(labels)
    return {
        "title": title,
        "labels": [SHORT.get(label, label) for label in labels],
        "series": [
            (name, [team.get(label, 0) for label in labels]) for name, team in (("现任", sitting), ("拟推荐", proposed))
        ],
    }


def _risks(user, rows):
    """What the records themselves give cause to worry about, gravest first; one entry for each kind of risk."""
    headlines = summaries([row.baseline for row in rows if row.baseline])
    risks = []
    for title, measure, reason_of in RISKS:
        found = [(row.name, reason_of(row, headlines.get(row.baseline.pk, {}) if row.baseline else {})) for row in rows]
        found = [(name, reason) for name, reason in found if reason]
        if found:
            reasons = "；".join(f"{name}{reason}" if len(found) > 1 else reason for name, reason in found)
            places = found[0][0] if len(found) == 1 else f"{found[0][0]}等{len(found)}个社区"
            risks.append({"community": places, "title": title, "reason": f"{reasons}。", "measure": measure})
    return risks


def _severe_issues(row, headline):
    if headline.get("severe_issues"):
        return f"难点问题{headline['issues']}条、严重{headline['severe_issues']}条"
    return ""


def _late_baseline(row, headline):
    return f"应于{row.baseline.due_on:%-m月%-d日}前报送，已逾期{-row.days_left}天" if row.is_overdue else ""


def _few_candidates(row, headline):
    available = row.candidates - row.rejected
    return f"可用人选{available}名，少于现任{row.sitting}名" if row.candidates and available < row.sitting else ""


def _vacant_seats(row, headline):
    return f"空缺{row.vacancies}个" if row.vacancies else ""


# title, what to do, reason of one community (empty: no such risk there); gravest first
RISKS = (
    ("存在严重难点问题", "明确包保领导，限期化解。", _severe_issues),
    ("基线逾期未报", "由包片领导到社区督促，两日内报齐。", _late_baseline),
    ("人选储备不足", "从后备库补充提名。", _few_candidates),
    ("班子职数空缺", "结合本次换届配齐。", _vacant_seats),
)


def _decisions(user, region, election, rows):
    """What waits for a leader: numbers and places, no names."""
    late = [row.name for row in rows if row.is_overdue]
    lines = [_waiting_line(kind, counted, rows) for kind, counted in _waiting(user, region, election).items()]
    if late:
        lines.append(f"{'、'.join(late)}基线逾期未报，请研究约谈事宜。")
    return lines


def _waiting(user, region, election):
    """``{kind: {community code: number}}`` of the collective decisions that no leader has concluded yet."""
    inside = code_condition("check_row__candidate__community_id", [region.code])
    counted = (
        visible_to(user, CollectiveDecision)
        .filter(inside, check_row__candidate__election=election, concluded_at=None)
        .order_by("check_row__kind")
        .values_list("check_row__kind", "check_row__candidate__community_id")
        .annotate(Count("pk"))
    )
    by_kind = defaultdict(dict)
    for kind, code, number in counted:
        by_kind[kind][code] = number
    return by_kind


def _waiting_line(kind, counted, rows):
    places = "、".join(f"{row.name.removesuffix('社区')}{counted[row.code]}名" for row in rows if row.code in counted)
    label = NegativeItem.Kinds(kind).label
    return f"共{sum(counted.values())}名人选涉“{label}”情形（{places}），集体研究结论待审定。"


def _milestones(user, election, today):
    """Open milestones that are late or due within thirty days, soonest first."""
    lines = []
    for item in visible_to(user, Milestone).filter(election=election).open():
        days = (item.due_on - today).days
        if days <= LOOK_AHEAD_DAYS:
            state = "逾期" if days < 0 else "临期" if days <= SOON_DAYS else "未到期"
            lines.append(
                {
                    "due_on": item.due_on,
                    "task": item.title,
                    "responsible": item.responsible or "—",
                    "state": state,
                    "days": days,
                }
            )
    return lines


BRIEFING = Report(
    code="briefing",
    title="换届筹备工作简报",
    description="各社区进展、班子结构对比、人选审查漏斗、风险、临期节点和需研究决定的事项，约四页。",
    template="pdf/briefing.html",
    permission="build_reports",
    context=context,
    parameter_form=NoParameters,
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
)
