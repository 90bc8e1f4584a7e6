"""The annexes of the research report: structure of the teams, questionnaires, risks."""

from django.utils import timezone

from communities.structure import AGE_BANDS
from core.paper import Paragraph, Table
from core.templatetags.paper import share
from reports.definitions.research_sections import TEAM_BASIS
from reports.ledgers.surveys import KEPT_BACK

TEAMS = (
    ("社区", 12.5), ("职数", 5.5), ("实有", 5.5), ("空缺", 5.5), ("人数", 5.5), ("女", 5), ("35岁及以下", 6.5), ("36—45", 6),
    ("46—55", 6), ("56—59", 6), ("60岁及以上", 6.5), ("平均年龄", 6.5), ("大专及以上", 6.5), ("党员", 5.5), ("连任", 5.5),
    ("交叉任职", 5.5),
)  # fmt: skip
SURVEYS = (
    ("社区", 12.5), ("批次", 37.5), ("发放", 6.5), ("收回", 6.5), ("有效", 6.5), ("回收率", 9), ("认可率", 9), ("截止", 12.5),
)  # fmt: skip
RISKS = (
    ("序号", 5.5), ("社区", 11.5), ("问题", 21.5), ("类别", 11), ("程度", 7), ("化解措施", 20.5), ("责任人", 9.5), ("时限、状态", 13.5),
)  # fmt: skip


def annexes(found, region, moment):
    """``[(title, blocks)]`` in their order."""
    return [
        ("社区“两委”班子结构表", _teams(found, moment)),
        ("问卷汇总表", _surveys(found, moment)),
        ("风险隐患清单", _risks(found, moment)),
    ]


def _teams(found, moment):
    if not found.teams.total.people.count:
        return [Paragraph("尚未录入现任“两委”成员。")]
    lines = [*found.teams.rows, *([found.teams.total] if len(found.teams.rows) > 1 else [])]
    rows = tuple(_team_line(row) for row in lines)
    return [Table("", TEAMS, rows, f"{TEAM_BASIS}职数、实有、空缺按职务计。数据截至{moment}。")]


def _team_line(row):
    people = row.people
    ages = (people.age_bands.get(label, 0) for label in AGE_BANDS)
    average = "—" if people.average_age is None else people.average_age
    cells = (row.seats, row.filled, row.vacancies, people.count, people.women, *ages, average, people.college,
             people.party, row.stayed, row.cross_posts)  # fmt: skip
    return (row.name, *map(str, cells))


def _surveys(found, moment):
    if not found.surveys:
        return [Paragraph("尚无已截止的问卷测评。")]
    rows = [
        (
            row["community"], row["name"], str(row["issued"] or "—"), str(row["returned"]), str(row["valid"]),
            row["return_rate"] or "—", _approval(row), f"{row['ended_at']:%Y.%m.%d}",
        )
        for row in found.surveys
    ]  # fmt: skip
    if len(rows) > 1:
        rows.append(_ballots_line(found.ballots))
    note = f"口径：已截止的测评批次；回收率＝收回÷发放，没有发放数的为开放链接，不计回收率；答卷过少的不显示认可率。数据截至{moment}。"
    return [Table("", SURVEYS, tuple(rows), note)]


def _ballots_line(ballots):
    returned, valid = ballots.returned + ballots.open_returned, ballots.valid + ballots.open_valid
    rate = share(ballots.returned, ballots.issued)
    return ("合　计", f"{ballots.rounds}批次", str(ballots.issued or "—"), str(returned), str(valid), rate, "—", "—")


def _approval(row):
    return "不显示" if row["approval"] == KEPT_BACK else row["approval"] or "—"


def _risks(found, moment):
    unsettled = [issue for issue in found.issues if issue.is_open]
    if not unsettled:
        return [Paragraph("没有未化解的难点问题。" if found.issues else "尚未登记难点问题。")]
    today = timezone.localdate()
    rows = tuple(
        (
            str(place), issue.community.short_name, issue.title, issue.get_kind_display(), issue.get_seriousness_display(),
            issue.measures or "—", issue.owner.name if issue.owner else "—", _due(issue, today),
        )
        for place, issue in enumerate(unsettled, 1)
    )  # fmt: skip
    return [Table("", RISKS, rows, f"口径：未化解的难点问题，重大的在前。数据截至{moment}。")]


def _due(issue, today):
    due = f"{issue.due_on:%Y.%m.%d}" if issue.due_on else "未定时限"
    return f"{due} {'逾期' if issue.is_overdue(today) else issue.get_state_display()}"
