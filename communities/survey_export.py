"""Results as workbooks: one round, and the communities side by side."""

from django.utils import timezone

from communities.models import Question
from communities.survey_pictures import comparison
from communities.survey_results import result_of, smallest_group
from core import access, audit
from core.spreadsheets import Column, write_table

ROUND_COLUMNS = (
    Column("order", "题号"), Column("question", "题目", width=36), Column("member", "成员", width=16),
    Column("line", "评价内容", width=24), Column("choice", "选项或等次", width=16), Column("votes", "票数"),
    Column("share", "占比（%）"), Column("percent", "认可率（%）"),
)  # fmt: skip
COMPARISON_COLUMNS = (
    Column("community", "社区", width=16), Column("round", "批次", width=32), Column("ended", "截止日期", width=14),
    Column("issued", "发放"), Column("returned", "收回"), Column("valid", "有效"), Column("invalid", "作废"),
    Column("return_rate", "回收率（%）"), Column("valid_rate", "有效率（%）"), Column("percent", "认可率（%）"),
    Column("before", "上一轮（%）"), Column("change", "变化（百分点）"),
)  # fmt: skip


def _watermark(actor):
    return f"{actor.full_name} {timezone.localtime():%Y-%m-%d %H:%M} 导出"


def _file_name(title):
    return f"{title}_{timezone.localtime():%Y%m%d}.xlsx"


def export_result(*, actor, survey_round):
    """``(file name, .xlsx)`` of a round from ``rounds_with_all``; members only for who holds view_appraisals. Recorded.

    Raises DomainError ``round_open``.
    """
    access.require(actor, "export_records", survey_round)
    with_members = access.allowed(actor, "view_appraisals", survey_round)
    result = result_of(survey_round)
    rows = list(_rows(result, with_members))
    audit.record(actor, "survey.export", survey_round, detail={"rows": len(rows), "members": with_members})
    title = f"{survey_round.community.short_name}测评结果"
    content = write_table(ROUND_COLUMNS, rows, title=title, notes=_notes(result), watermark=_watermark(actor))
    return _file_name(title), content


def _notes(result):
    ballots = f"发放 {result.issued or '不计'}，收回 {result.returned}，有效 {result.valid}，作废 {result.invalid}。"
    return [
        f"{result.round.questionnaire.title}　{result.round.name}（第{result.round.number}轮）",
        ballots,
        f"少于 {smallest_group()} 份、或人数较少且意见完全一致的项目不予显示。认可率＝认可档票数÷（总票数－不了解）。",
    ]


def _rows(result, with_members):
    for one in result.questions:
        if one.question.kind == Question.Kinds.MEMBERS and not with_members:
            continue
        for member, lines in one.groups:
            for line in lines:
                yield from _line_rows(one.question, member, line)


def _line_rows(question, member, line):
    known = {"order": question.order, "question": question.text, "member": member.person.name if member else ""}
    known["line"] = line.line.label if line.line.label != question.text else ""
    if line.protected:
        yield known | {"choice": "人数较少，不予显示"}
        return
    for place, (choice, votes) in enumerate(zip(question.all_choices, line.votes, strict=True)):
        share = round(100 * votes / line.total, 1) if line.total else None
        first = {"percent": line.percent} if place == 0 else {}
        yield known | {"choice": choice, "votes": votes, "share": share} | first


def export_comparison(*, actor, election, questionnaire):
    """``(file name, .xlsx)`` of the communities that ``actor`` may export, side by side. Recorded."""
    lines = [
        line for line in comparison(actor, election, questionnaire.family)
        if access.allowed(actor, "export_records", line.result.round)
    ]  # fmt: skip
    audit.record(actor, "survey.export", questionnaire, detail={"rows": len(lines)})
    title = "各社区测评结果对比"
    notes = [questionnaire.title, "认可率＝认可档票数÷（总票数－不了解）。空白：答卷较少不予显示，或无上一轮。"]
    content = write_table(
        COMPARISON_COLUMNS, [_comparison_row(line) for line in lines], title=title, notes=notes,
        watermark=_watermark(actor),
    )  # fmt: skip
    return _file_name(title), content


def _comparison_row(line):
    result = line.result
    return {
        "community": line.community.short_name, "round": result.round.name,
        "ended": timezone.localtime(result.round.ended_at).date(), "issued": result.issued or "",
        "returned": result.returned, "valid": result.valid, "invalid": result.invalid,
        "return_rate": result.return_rate, "valid_rate": result.valid_rate, "percent": line.percent,
        "before": line.before, "change": line.change,
    }  # fmt: skip
