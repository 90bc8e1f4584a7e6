"""The further sections of the research report: results, problems, what the street concluded and proposes."""

from collections import Counter

from communities.models import Issue, RiskGrades
from core.paper import Heading, Paragraph, Table
from core.templatetags.paper import parts
from interviews.models import AuditStates
from interviews.models.assessments import MemberGrades, TeamGrades
from reports.definitions.research_sections import sentence

Seriousness = Issue.Seriousness


# --- 三、工作成效和认可度 ---------------------------------------------------------------------


def results(found, moment):
    """What was achieved, how the teams were graded, what people think of them."""
    yield Heading(1, "三、工作成效和认可度")
    if not found.is_street:
        told = next(iter(found.achievements.values()), "")
        yield Paragraph(told or "社区基线中尚未填报本届主要实绩。", "工作实绩。")
    yield Paragraph(_team_grades(found) + _member_grades(found.member_grades), "任期考核。")
    yield Paragraph(_approvals(found), "党员群众认可度。")
    if found.is_street:
        yield _results_table(found, moment)


def _team_grades(found):
    grades = Counter(one.grade for one in found.team_grades.values())
    if not grades:
        return "班子任期考核尚未定等。"
    if not found.is_street:
        return f"班子任期考核等次为“{TeamGrades(next(iter(grades))).label}”。"
    left = len(found.communities) - sum(grades.values())
    said = f"已定等的班子{sum(grades.values())}个，其中{parts([(g.label, grades[g]) for g in TeamGrades], '个')}"
    return f"{said}{f'；尚未定等{left}个' if left else ''}。"


def _member_grades(grades):
    decided = sum(number for grade, number in grades.items() if grade)
    if not decided:
        return "成员任期考核尚未定等。"
    said = f"已定等的成员{decided}人，其中{parts([(g.label, grades[g]) for g in MemberGrades], '人')}"
    left = grades[""]
    return f"{said}{f'；尚未定等{left}人' if left else ''}。"


def _approvals(found):
    shown = {code: one.percent for code, one in found.approvals.items() if one.percent is not None}
    if not shown:
        return "尚无可用的问卷认可率（未开展测评，或答卷过少不予显示）。"
    if not found.is_street:
        one = next(iter(found.approvals.values()))
        return f"“{one.round_name}”有效答卷{one.valid}份，班子认可率{one.percent}%。"
    names = {place.pk: place.short_name for place in found.communities}
    low, high = min(shown, key=shown.get), max(shown, key=shown.get)
    missing = [names[code] for code in names if code not in shown]
    return sentence(
        f"{len(shown)}个社区有问卷认可率",
        f"最高{names[high]}{shown[high]}%、最低{names[low]}{shown[low]}%" if low != high else f"为{shown[low]}%",
    ) + (f"尚无认可率的社区：{'、'.join(missing)}。" if missing else "")


def _results_table(found, moment):
    rows = []
    for place in found.communities:
        team, grades, approval = (
            source.get(place.pk) for source in (found.team_grades, found.grades_by_place, found.approvals)
        )
        percent = "—" if approval is None or approval.percent is None else f"{approval.percent}%"
        rows.append((
            place.short_name, team.get_grade_display() if team else "—",
            *(str(grades[grade]) for grade in MemberGrades), str(grades[""]), percent, str(approval.valid) if approval else "—",
        ))  # fmt: skip
    columns = (("社区", 15), ("班子等次", 12), *((grade.label, 11 if len(grade.label) > 3 else 9) for grade in MemberGrades),
               ("未定等", 10), ("认可率", 12), ("有效问卷", 12))  # fmt: skip
    note = (
        f"口径：等次为任期考核已定等次，成员按人数计；认可率取最近一次满意度问卷，没有的取民主测评。数据截至{moment}。"
    )
    return Table("表3　各社区任期考核和认可度", columns, tuple(rows), note)


# --- 四、存在问题和风险 -----------------------------------------------------------------------


def problems(found, moment):
    """Unsettled issues by seriousness and kind, the gravest by name; risk grades; audits."""
    yield Heading(1, "四、存在问题和风险")
    unsettled = [issue for issue in found.issues if issue.is_open]
    yield Paragraph(_issues(found, unsettled), "难点问题。")
    for place, issue in enumerate((one for one in unsettled if one.seriousness == Seriousness.MAJOR), 1):
        where = issue.community.short_name if found.is_street else ""
        yield Paragraph(f"{place}.{where}{'：' if where else ''}{issue.title}。{_measure(issue)}")
    yield Paragraph(_risks(found), "风险等级。")
    if found.audits is not None:
        yield Paragraph(_audits(found.audits), "离任审计。")


def _issues(found, unsettled):
    if not found.issues:
        return "尚未登记难点问题。"
    settled = len(found.issues) - len(unsettled)
    if not unsettled:
        return f"共登记难点问题{len(found.issues)}件，均已化解。"
    levels = Counter(issue.seriousness for issue in unsettled)
    kinds = Counter(issue.kind for issue in unsettled)
    return (
        f"共登记难点问题{len(found.issues)}件，已化解{settled}件，未化解{len(unsettled)}件，"
        f"其中{parts([(one.label, levels[one]) for one in sorted(Seriousness, reverse=True)], '件')}；"
        f"按类别为{parts([(kind.label, kinds[kind]) for kind in Issue.Kinds], '件')}（清单见附件3）。"
    )


def _measure(issue):
    measures = issue.measures.strip().rstrip("。")
    return f"措施：{measures}。" if measures else "化解措施尚未明确。"


def _risks(found):
    if not found.risks:
        return "尚未评定风险等级。"
    if not found.is_street:
        grade = next(iter(found.risks.values()))
        return f"现评定为{_colour(grade.get_grade_display())}。评定理由：{grade.reasons.strip().rstrip('。')}。"
    names = {place.pk: place.short_name for place in found.communities}
    by_grade = [
        (grade.label, [names[code] for code in names if code in found.risks and found.risks[code].grade == grade])
        for grade in RiskGrades
    ]
    said = "；".join(f"{_colour(label)}{len(places)}个：{'、'.join(places)}" for label, places in by_grade if places)
    missing = "、".join(name for code, name in names.items() if code not in found.risks)
    return f"{said}{f'；尚未评定：{missing}' if missing else ''}。"


def _colour(label):
    """红 重点 → 红色（重点）."""
    colour, _, word = label.partition(" ")
    return f"{colour}色（{word}）"


def _audits(audits):
    number = sum(audits.values())
    if not number:
        return "尚未立项离任审计。"
    return f"离任审计共{number}人，按环节为{parts([(state.label, audits[state]) for state in AuditStates], '人')}。"


# --- 五、研判和对策建议 -----------------------------------------------------------------------


def proposals(found, moment):
    """What the street concluded, what members said of their own future, what is to be done in each community."""
    yield Heading(1, "五、研判和对策建议")
    yield Paragraph(_judgements(found), "研判等次。")
    if found.stands is not None:
        yield Paragraph(_stands(found.stands), "进退留转意愿。")
    yield Paragraph(_plans_said(found), "对策建议。")
    if found.plans:
        yield _plans_table(found, moment)


def _judgements(found):
    meetings = (
        "" if found.meetings is None else f"已召开研判会{found.meetings}次。" if found.meetings else "尚未召开研判会。"
    )
    kinds = Counter(plan.get_kind_display() for plan in found.plans.values())
    if not kinds:
        return meetings + "尚未审定社区类型。"
    if not found.is_street:
        return f"{meetings}经研判，本社区类型为“{next(iter(kinds))}”。"
    return f"{meetings}经研判，社区类型为{parts(kinds.items(), '个')}。"


def _stands(lines):
    if not lines:
        return "已开展的谈话较少或表态集中，按规定不作统计。"
    return f"已谈话{lines[0].whole}人次中，{parts([(line.label, line.number) for line in lines], '人次')}。"


def _plans_said(found):
    missing = [place.short_name for place in found.communities if place.pk not in found.plans]
    if not found.plans:
        return "一社区一策方案尚未审定。"
    return "按一社区一策分类推进，方案如下。" + (f"尚未审定方案的社区：{'、'.join(missing)}。" if missing else "")


def _plans_table(found, moment):
    rows = tuple(
        (
            plan.community.short_name, plan.get_kind_display(), plan.main_problems or "—", plan.measures or "—",
            plan.leader.name if plan.leader else "—", f"{plan.due_on:%Y.%m.%d}" if plan.due_on else "—",
        )
        for _, plan in sorted(found.plans.items())
    )  # fmt: skip
    columns = (("社区", 12), ("类型", 8), ("主要问题", 26), ("化解措施", 30), ("责任领导", 11), ("完成时限", 13))
    number = 4 if found.is_street else 2
    note = f"口径：研判会审定的最新一版。数据截至{moment}。"
    return Table(f"表{number}　一社区一策", columns, rows, note)
