"""换届筹备工作简报: the state of all communities, risks, what is due and what has to be decided.

Every number is counted from the records at the moment of building, through the access of
whoever asked for it; nobody is named, so that a leaked briefing names nobody.
"""

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, replace

from django import forms
from django.db.models import Count
from django.utils import timezone

from candidates import figures
from candidates.models import CollectiveDecision, JointReviewEntry, NegativeItem, VettingMeeting
from communities import risk, structure
from communities.baseline_sections import summaries
from communities.models import Baseline, Issue, Region, RiskGrades
from communities.models.schedule import SOON_DAYS
from core.access import code_condition, visible_to
from reports import briefing_figures, progress
from reports.definitions.base import Report, render_pdf, render_word
from reports.schedule import LATE, SOON, Schedule
from reports.wording import number_from, words

LOOK_AHEAD_DAYS = 30
MOST_MILESTONES = 5
MOST_RISKS = 3  # leaders want the gravest; the rest is one sentence
SHORT = {
    "高中（中专）": "高中",
    "初中及以下": "初中",
    "35岁及以下": "≤35岁",
    "60岁及以上": "≥60岁",
}  # what fits under a bar
BASELINES = ("待接收", "退回修改", "填报中", "逾期未报", "未下发")  # as they are said, beside those accepted
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
    schedule = Schedule(user, election, region, today)
    funnel = figures.funnel(user, region, election)
    communities = _communities(rows, figures.community_rows(user, region, election), schedule)
    milestones = _milestones(schedule, today)
    said = words("briefing", region, election, 序号=number)
    overview = _overview(rows, communities, user, region, election)
    risks = _risks(user, region, election, rows, today)
    return {
        "name": "换届筹备工作简报",
        "words": said,
        "issue": number_from(said.number_pattern, year=today.year, serial=number),
        "publisher": said.issuer,
        "issued_on": today,
        "street": region.short_name,
        "term": str(election).partition("（")[0],
        "as_of": timezone.now(),
        "election_on": election.election_day,
        "overview": overview,
        "comparison": briefing_figures.compare(
            user, region, election, number, _counted(overview, funnel, schedule, today)
        ),
        "communities": communities,
        "total": _total(rows, communities),
        "structure": _structure(user, region, election),
        "funnel": {
            "stages": funnel.stages,
            "sources": [asdict(source) for source in funnel.sources],
            "total": asdict(funnel.total),
        },
        "risks": risks[:MOST_RISKS],
        "other_risks": risks[MOST_RISKS:],
        "decisions": _decisions(user, region, election, rows),
        "distribution": {"report_to": said.report_to, "send_to": said.send_to, "copies": None},
        "milestones": milestones[:MOST_MILESTONES],
        "more_milestones": len(milestones[MOST_MILESTONES:]),
    }


def _communities(rows, vetted, schedule):
    """A line of the table for each :class:`reports.progress.CommunityRow`; the schedule's cells as on the home page."""
    cells = Counter((cell.community.pk, cell.state) for line in schedule.lines for cell in line.cells)
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
            "due_soon": cells[row.code, SOON],
            "overdue": cells[row.code, LATE],
        }
        for row in rows
    ]


def _total(rows, communities):
    total = {key: sum(line[key] for line in communities) for key in COUNTED}
    return total | {"baseline": f"{sum(row.is_accepted for row in rows)}/{len(rows)}"}


def _baselines(rows):
    """``[(what is the matter, number)]`` of all baselines not accepted; each community once, lateness before the state."""
    counted = Counter(_baseline_state(row) for row in rows)
    return [(label, counted[label]) for label in BASELINES if counted[label]]


def _baseline_state(row):
    if row.baseline is None:
        return "未下发"
    if row.is_overdue:
        return "逾期未报"
    states = Baseline.States
    return {states.DRAFT: "填报中", states.SUBMITTED: "待接收", states.RETURNED: "退回修改"}.get(row.baseline.state, "")


def _overview(rows, communities, user, region, election):
    total = _total(rows, communities)
    counts = figures.state_counts(figures.groups(user, region, election))
    labels = figures.Candidate.States
    return {
        "communities": len(rows),
        "sitting": sum(row.sitting for row in rows),
        "vacancies": sum(row.vacancies for row in rows),
        "surplus": sum(row.surplus for row in rows),
        "baselines_accepted": sum(row.is_accepted for row in rows),
        "baselines_open": _baselines(rows),
        **{key: total[key] for key in ("seats", "filled", "candidates", "passed", "due_soon", "overdue")},
        "states": [(state.label, counts[state]) for state in labels if counts.get(state) and state != labels.WITHDRAWN],
    }


def _counted(overview, funnel, schedule, today):
    """The key figures that stand in the briefing anyway, by the keys of :data:`briefing_figures.SOURCES`."""
    total = funnel.total
    return {
        **{key: overview[key] for key in ("baselines_accepted", "filled", "vacancies", "candidates")},
        **{key: getattr(total, key) for key in ("community_passed", "passed", "cleared", "returned", "rejected")},
        "submitted": funnel.submitted,
        "milestones_done": sum(line.is_done for line in schedule.lines),
        "milestones_late": sum(line.step.due_on < today for line in schedule.lines if not line.is_done),
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
        ],
    }


def _chart(title, sitting, proposed, labels):
    labels = list(labels)
    return {
        "title": title,
        "labels": [SHORT.get(label, label) for label in labels],
        "series": [
            (name, [team.get(label, 0) for label in labels]) for name, team in (("现任", sitting), ("拟推荐", proposed))
        ],
    }


@dataclass(frozen=True)
class Known:
    """What is known of a community's risks: its row, its baseline's headline figures, its grade, its open issues."""

    row: progress.CommunityRow
    headline: dict
    is_red: bool
    late_issues: int
    major_issues: tuple  # the kinds of those graded 重大; what they are about is free text and stays out


def _risks(user, region, election, rows, today):
    """What the records themselves give cause to worry about, gravest first; one entry for each kind of risk."""
    risks = []
    communities = _known(user, region, election, rows, today)
    for title, measure, reason_of in RISKS:
        found = [(known.row.name, reason_of(known)) for known in communities]
        found = [(name, reason) for name, reason in found if reason is not None]
        if found:
            places = found[0][0] if len(found) == 1 else f"{found[0][0]}等{len(found)}个社区"
            risks.append({"community": places, "title": title, "reason": _reasons(found), "measure": measure})
    return risks


def _reasons(found):
    """“花都1件、古楼2件。”, with the reason of each behind its name; of one community the reason alone."""
    said = [reason if len(found) == 1 else name.removesuffix("社区") + reason for name, reason in found]
    return f"{('；' if any('，' in each for each in said) else '、').join(said)}。"


def _known(user, region, election, rows, today):
    headlines = summaries([row.baseline for row in rows if row.baseline])
    grades = risk.current_grades(user, election, region)
    red = {code for code, grade in grades.items() if grade.grade == RiskGrades.RED}
    late, major = Counter(), defaultdict(list)
    for issue in (
        briefing_figures.issues_told(user, region, election)
        .open()
        .only("kind", "due_on", "community_id", "seriousness")
    ):
        late[issue.community_id] += bool(issue.due_on and issue.due_on < today)
        if issue.seriousness == Issue.Seriousness.MAJOR:
            major[issue.community_id].append(issue.get_kind_display())
    return [
        Known(
            row, headlines.get(row.baseline.pk, {}) if row.baseline else {}, row.code in red, late[row.code],
            tuple(major[row.code]),
        )
        for row in rows
    ]  # fmt: skip


def _red(known):
    if not known.is_red:
        return None
    if not known.major_issues and not known.late_issues:
        return "由街道评定"
    kinds = "、".join(dict.fromkeys(known.major_issues))
    major = f"重大问题{len(known.major_issues)}件（{kinds}）" if kinds else ""
    late = f"难点问题逾期{known.late_issues}件" if known.late_issues else ""
    return "，".join(filter(None, (major, late)))


def _severe_issues(known):
    severe = known.headline.get("severe_issues")
    return f"{severe}条" if severe else None


def _late_issues(known):
    return f"{known.late_issues}件" if known.late_issues else None


def _late_baseline(known):
    row = known.row
    return f"{row.baseline.due_on:%-m月%-d日}到期、逾期{-row.days_left}天" if row.is_overdue else None


def _few_candidates(known):
    row = known.row
    available = row.candidates - row.rejected
    return f"可用{available}名、现任{row.sitting}名" if row.candidates and available < row.sitting else None


def _vacant_seats(known):
    return f"{known.row.vacancies}个" if known.row.vacancies else None


# title, what to do, reason of one community (None: no such risk there); gravest first
RISKS = (
    ("风险等级为红色", "由包保领导牵头，按一社区一策限期化解。", _red),
    ("基线报有严重难点问题", "明确包保领导，限期化解。", _severe_issues),
    ("难点问题逾期未化解", "由责任领导督办，重定时限并报结果。", _late_issues),
    ("基线逾期未报", "由包片领导到社区督促，两日内报齐。", _late_baseline),
    ("可用人选少于现任人数", "从后备库补充提名。", _few_candidates),
    ("班子职数空缺", "结合本次换届配齐。", _vacant_seats),
)


def _decisions(user, region, election, rows):
    """What waits for a leader: numbers and places, no names."""
    late = [row.name for row in rows if row.is_overdue]
    lines = [_waiting_line(kind, counted, rows) for kind, counted in _waiting(user, region, election).items()]
    lines += _meetings_waiting(user, region, election)
    if late:
        lines.append(f"{'、'.join(late)}基线逾期未报，请研究约谈事宜。")
    return lines


def _meetings_waiting(user, region, election):
    """What the street's meetings and the district's review left for a leader to conclude."""
    reviewed = visible_to(user, JointReviewEntry).filter(batch__region=region, batch__election=election)
    met = visible_to(user, VettingMeeting).filter(region=region, election=election)
    counts = (
        (reviewed.awaiting_conclusion().count(), "区级联审结论已拟定的人选{}名，待审定。"),
        (met.filter(state=VettingMeeting.States.SUBMITTED).count(), "党工委会结果已登记{}次，待审定。"),
    )
    return [said.format(number) for number, said in counts if number]


def _waiting(user, region, election):
    """``{kind: {community code: number}}`` of the collective decisions that no leader has concluded yet."""
    inside = code_condition("check_row__candidate__community_id", [region.code])
    counted = (
        visible_to(user, CollectiveDecision)
        .filter(inside, check_row__candidate__election=election)
        .awaiting()
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


def _milestones(schedule, today):
    """Open steps of the term's schedule that are late or due within thirty days, soonest first."""
    lines = []
    for item in (line.step for line in schedule.lines if not line.is_done):
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


def render(report, context, tell):
    """The renderer: the PDF, with the figures that the next issue is held against."""
    return replace(render_pdf(report, context, tell), figures=context["comparison"].kept)


def word_context(user, region, election, parameters, number):
    """The same data; the Word file is no issue of its own and bears the number of the last one built."""
    return context(user, region, election, parameters, briefing_figures.last_number(user, region, election))


SHARED = {
    "template": "pdf/briefing.html",
    "permission": "build_reports",
    "parameter_form": NoParameters,
    "levels": (Region.Levels.STREET, Region.Levels.COMMUNITY),
    "is_stamped": False,
}
BRIEFING = Report(
    code=briefing_figures.CODE,
    title="换届筹备工作简报",
    description="各社区进展、与上期对比、班子结构对比、人选各审查环节人数、三项主要风险、需研究决定的事项和数据来源，约四页。",
    context=context,
    render=render,
    **SHARED,
)
BRIEFING_WORD = Report(
    code="briefing_word",
    title="换届筹备工作简报（Word）",
    description="内容同简报，数据取自生成时，期号同最近一期，可在 Word 中继续修改。",
    context=word_context,
    render=render_word,
    counter="份",
    **SHARED,
)
