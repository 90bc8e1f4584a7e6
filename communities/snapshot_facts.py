"""Where the facts of a snapshot come from: baselines, teams, reserve, surveys, issues, risk.

Everything is gathered for all communities of a meeting at once, in a number of queries that
does not grow with them. The model street's four elements come first (domain facts §4.1):
党员结构、民族结构、年龄结构、人口数.
"""

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from communities.baseline_sections import BY_KEY
from communities.models import Baseline, BaselineSubmission, Issue, TermRole
from communities.risk import current_grades
from communities.snapshots import SCHEMA
from communities.structure import sitting_members, team_structures
from communities.survey_results import approval_of
from communities.teams import teams
from core.access import visible_to

POPULATION, ETHNICITY, PARTY, AGES = "人口数", "民族结构", "党员结构", "年龄结构（党员）"
TEAM, RESERVE, STANDING, ISSUES, RISK = "班子结构", "后备储备", "群众认可度", "未决问题", "风险等级"
HAN = "汉族"
POPULATION_KEYS = ("residents", "registered", "moved_out", "moved_in")
PARTY_KEYS = ("total", "probationary", "women", "minority", "floating_out", "floating_in")
AGE_KEYS = ("age_35", "age_45", "age_55", "age_59", "age_60")


def fact(key, group, label, value, unit="", good=""):
    """One fact of a snapshot; see :mod:`communities.snapshots` for what each part is."""
    return {"key": key, "group": group, "label": label, "value": value, "unit": unit, "good": good}


def gather(user, deliberation, communities):
    """``{code: content}`` of what is known now of ``communities``, as far as ``user`` may see it."""
    election, codes = deliberation.election, [community.pk for community in communities]
    now = timezone.now()
    today = timezone.localdate(now)
    answers, basis = _baselines(user, election, codes)
    issues = _issues(user, election, codes, today)
    parts = (
        {code: _baseline_facts(answers[code]) for code in codes},
        _team_facts(user, election, codes),
        _reserve_facts(election, codes, answers),
        _standing_facts(election, codes),
        {code: _issue_facts(issues[code]) for code in codes},
        _risk_facts(user, deliberation, codes),
    )
    return {
        community.pk: {
            "schema": SCHEMA,
            "meeting": str(deliberation.pk),
            "community": community.pk,
            "name": community.short_name,
            "taken_at": now.isoformat(),
            "basis": basis[community.pk],
            "facts": [line for part in parts for line in part[community.pk]],
            "issues": issues[community.pk],
        }
        for community in communities
    }


def _baselines(user, election, codes):
    """``({code: answers}, {code: words})``: what each community handed in last, and how it stands with the street."""
    rows = visible_to(user, Baseline).filter(election=election, community__in=codes)
    baselines = {baseline.pk: baseline for baseline in rows}
    answers = {code: {} for code in codes}
    basis = dict.fromkeys(codes, "社区基线尚未报送")
    for submission in BaselineSubmission.objects.filter(baseline__in=baselines).order_by("round"):
        baseline = baselines[submission.baseline_id]
        answers[baseline.community_id] = submission.answers
        basis[baseline.community_id] = (
            f"社区基线第 {submission.round} 轮报送（{timezone.localdate(submission.at):%Y-%m-%d}），"
            f"{baseline.get_state_display()}"
        )
    return answers, basis


def _baseline_facts(answers):
    return [
        *_section_facts(answers, "population", POPULATION_KEYS, POPULATION),
        *_ethnicity_facts(answers.get("population", {})),
        *_section_facts(answers, "party", PARTY_KEYS, PARTY),
        *_section_facts(answers, "party", AGE_KEYS, AGES),
    ]


def _section_facts(answers, section, keys, group):
    fields = [BY_KEY[section].field(key) for key in keys]
    given = answers.get(section, {})
    return [fact(f"{section}.{field.key}", group, field.label, given.get(field.key), field.unit) for field in fields]


def _ethnicity_facts(population):
    """The minorities together, then each group, the largest first."""
    rows = population.get("ethnicities")
    if not rows:
        return [fact("ethnicity.minority", ETHNICITY, "少数民族", None, "人")]
    minority = sum(row["count"] for row in rows if row["name"] != HAN)
    ordered = sorted(rows, key=lambda row: (-row["count"], row["name"]))
    return [
        fact("ethnicity.minority", ETHNICITY, "少数民族", minority, "人"),
        *(fact(f"ethnicity.{row['name']}", ETHNICITY, row["name"], row["count"], "人") for row in ordered),
    ]


def _team_facts(user, election, codes):
    seated = {team.community.pk: team for team in teams(user, election)}
    structures = team_structures(_once_each(election, codes), election.election_day, by="committee__community_id")
    return {code: _facts_of_team(seated.get(code), structures.get(code)) for code in codes}


def _once_each(election, codes):
    """A sitting membership of each person in each community: who sits in both committees counts once."""
    sitting = sitting_members(election, codes)
    other = sitting.filter(
        person=OuterRef("person"), committee__community=OuterRef("committee__community"), pk__lt=OuterRef("pk")
    )
    return sitting.exclude(Exists(other))


def _facts_of_team(team, structure):
    figures = [
        ("count", "在任成员", "人", ""),
        ("women", "其中女性", "人", ""),
        ("party", "其中中共党员", "人", ""),
        ("minority", "其中少数民族", "人", ""),
        ("college", "大专及以上", "人", "more"),
        ("average_age", "平均年龄（选举日）", "岁", "less"),
    ]
    lines = [
        fact(f"team.{name}", TEAM, label, getattr(structure, name, None), unit, good)
        for name, label, unit, good in figures
    ]
    bands = structure.age_bands if structure else {}
    lines += [fact(f"team.age.{label}", TEAM, label, number, "人") for label, number in bands.items()]
    return [
        *lines,
        fact("team.vacancies", TEAM, "空缺职数", team.vacancies if team else None, "个", "less"),
        fact("team.cross_posts", TEAM, "交叉任职", team.cross_posts if team else None, "人"),
        fact("team.one_shoulder", TEAM, "书记、主任一肩挑", _yes_or_no(team and team.is_one_shoulder)),
    ]


def _yes_or_no(value):
    return None if value is None else "是" if value else "否"


def _reserve_facts(election, codes, answers):
    """Whom the community named in its baseline, and who stands on the term's roster as 意向人选."""
    roles = TermRole.objects.filter(
        election=election, community__in=codes, capacity=TermRole.Capacities.PROSPECT
    ).order_by()  # fmt: skip
    prospects = dict(roles.values_list("community_id").annotate(Count("person", distinct=True)))
    named = {code: len(answers[code]["reserve"].get("people", ())) if answers[code] else None for code in codes}
    return {
        code: [
            fact("reserve.named", RESERVE, "后备人选（社区基线）", named[code], "人", "more"),
            fact("reserve.prospects", RESERVE, "意向人选（名册）", prospects.get(code, 0), "人", "more"),
        ]
        for code in codes
    }


def _standing_facts(election, codes):
    """The approval of the latest closed round; a group too small to be shown stays without a figure."""
    found = approval_of(election, codes)
    return {code: _facts_of_approval(found.get(code)) for code in codes}


def _facts_of_approval(approval):
    label = f"问卷认可度（{approval.round_name}）" if approval else "问卷认可度"
    percent = approval.percent if approval and not approval.protected else None
    valid = approval.valid if approval else None
    return [
        fact("standing.approval", STANDING, label, None if percent is None else float(percent), "%", "more"),
        fact("standing.valid", STANDING, "有效问卷", valid, "份"),
    ]


def _issues(user, election, codes, today):
    """``{code: [issue]}`` of what is not settled, gravest first."""
    rows = visible_to(user, Issue).filter(election=election, community__in=codes).open()
    found = defaultdict(list)
    for issue in rows.order_by("-seriousness", "due_on", "pk"):
        found[issue.community_id].append(
            {
                "id": str(issue.pk),
                "title": issue.title,
                "kind": issue.get_kind_display(),
                "seriousness": issue.get_seriousness_display(),
                "state": issue.get_state_display(),
                "due_on": issue.due_on.isoformat() if issue.due_on else "",
                "is_overdue": issue.is_overdue(today),
            }
        )
    return found


def _issue_facts(issues):
    return [
        fact("issues.open", ISSUES, "未决问题", len(issues), "件", "less"),
        fact("issues.overdue", ISSUES, "其中逾期", sum(issue["is_overdue"] for issue in issues), "件", "less"),
    ]


def _risk_facts(user, deliberation, codes):
    grades = current_grades(user, deliberation.election, deliberation.region)
    shown = {code: grades[code].get_grade_display() if code in grades else None for code in codes}
    return {code: [fact("risk.grade", RISK, "风险等级", shown[code])] for code in codes}
