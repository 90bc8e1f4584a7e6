"""研判会纪要: one meeting on paper, as PDF for the file and as Word for the office to go on with.

Both are drawn from the same blocks. The contents come from the frozen snapshots and the
meeting's own records (documents facts, Part 3 (a) and (j)); nothing of them is written here.
"""

from django import forms

from communities.deliberation_sheets import sheets
from communities.models import Deliberation, MemberDisposition, Region, chinese_number
from communities.snapshots import is_intact
from core import access
from core.dates import chinese_date
from core.errors import DomainError
from core.paper import Heading, Imprint, Paper, Paragraph, Table
from reports.definitions.base import Report, render_word
from reports.wording import number_from, words

PERMISSION = "view_vetting"
HEADLINES = (
    ("社区", 16), ("常住人口", 12), ("少数民族", 12), ("党员", 10), ("在任", 10), ("空缺", 9), ("认可度", 11),
    ("未决问题", 9), ("风险", 11),
)  # fmt: skip
FACTS = (
    "population.residents", "ethnicity.minority", "party.total", "team.count", "team.vacancies", "standing.approval",
    "issues.open", "risk.grade",
)  # fmt: skip


class DeliberationField(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{meeting}　{meeting.held_on:%Y年%m月%d日}　{meeting.get_state_display()}"


class MinutesParameters(forms.Form):
    """Which meeting: those of the region that took place."""

    deliberation = DeliberationField(Deliberation.objects.none(), label="研判会", empty_label="请选择")

    def __init__(self, user, region, election, data=None):
        super().__init__(data)
        visible = access.visible_to(user, Deliberation, PERMISSION).frozen().filter(election=election)
        self.fields["deliberation"].queryset = visible.filter(region=region)


def context(user, region, election, parameters, number):
    """The data of templates/pdf/minutes.html: the :class:`core.paper.Paper`, and the words in it.

    Raises DomainError ``snapshot_damaged`` where a snapshot is no longer what was frozen.
    """
    rows = Deliberation.objects.select_related("region", "election", "host", "recorder")
    meeting = access.get_or_404(user, rows.frozen(), PERMISSION, pk=parameters["deliberation"])
    said = words("minutes", meeting.region, meeting.election)
    return {"paper": _paper(meeting, sheets(user, meeting), said), "words": said}


def _paper(meeting, found, said):
    _require_intact(meeting)
    street, held_on = meeting.region.short_name, chinese_date(meeting.held_on)
    draft = "" if meeting.state == Deliberation.States.CONCLUDED else "（未定稿）"
    sections = [
        ("会议议题", [Paragraph(f"{place}.{item}") for place, item in enumerate(meeting.agenda_items, 1)]),
        ("总体意见", _paragraphs(meeting.summary)),
        ("各社区情况与研判意见", [_headline_table(found), *_communities(found)]),
        ("三张清单", _lists(found)),
        ("交办任务", _tasks(found)),
        ("一社区一策", _plans(meeting, found)),
    ]
    return Paper(
        organ=said.issuer,
        left=number_from(said.number_pattern, year=meeting.held_on.year, serial=meeting.number) + draft,
        right=held_on,
        heading=(f"{street}社区“两委”换届", f"第{chinese_number(meeting.number)}次专题研判会纪要"),
        blocks=(
            *_facts(meeting),
            *map(Paragraph, said.opening_lines),
            *_numbered(sections),
            *map(Paragraph, said.closing_lines),
        ),  # fmt: skip
        signature="主持人（签字）：　　　　　　记录人（签字）：",
        imprint=Imprint.of(said.report_to, said.send_to, street, held_on),
    )


def _require_intact(meeting):
    damaged = [s.community.short_name for s in meeting.snapshots.select_related("community") if not is_intact(s)]
    if damaged:
        raise DomainError(
            "snapshot_damaged",
            f"{'、'.join(damaged)}的快照与冻结时登记的摘要不符，纪要未生成。请联系系统管理员核查。",
        )


def _numbered(sections):
    """Headings “一、…” over the sections that say anything."""
    said = [(title, blocks) for title, blocks in sections if blocks]
    for place, (title, blocks) in enumerate(said, 1):
        yield Heading(1, f"{chinese_number(place)}、{title}")
        yield from blocks


def _paragraphs(text, lead=""):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [Paragraph(line, lead if place == 0 else "") for place, line in enumerate(lines)]


def _facts(meeting):
    """Time, place, who was there and who was not, and why."""
    people = list(meeting.participants.all())
    lines = (
        ("时间：", _time(meeting)),
        ("地点：", meeting.place),
        ("主持：", meeting.host.name if meeting.host else ""),
        ("记录：", meeting.recorder.name if meeting.recorder else ""),
        ("出席：", _named(p for p in people if p.is_present and p.role == p.Roles.MEMBER)),
        ("列席：", _named(p for p in people if p.is_present and p.role == p.Roles.OBSERVER)),
        ("请假：", "、".join(f"{p.name}（{p.absence_reason}）" for p in people if p.attendance == "absent")),
    )
    return [Paragraph(text, lead) for lead, text in lines if text]


def _time(meeting):
    times = "—".join(f"{moment:%H:%M}" for moment in (meeting.starts_at, meeting.ends_at) if moment)
    return f"{chinese_date(meeting.held_on)}{' ' + times if times else ''}"


def _named(people):
    return "、".join(f"{person.name}（{person.post}）" if person.post else person.name for person in people)


def _headline_table(found):
    rows = tuple(
        (sheet.community.short_name, *(_shown(sheet.comparison, key) for key in FACTS)) for sheet in found
    )  # fmt: skip
    return Table("表1　各社区基本情况（会议召开时）", HEADLINES, rows)


def _shown(comparison, key):
    value = comparison.value(key)
    return "—" if value is None else f"{value}%" if key == "standing.approval" else str(value)


def _communities(found):
    """“（一）花都社区”, then what changed, what is open, what the meeting thinks."""
    for place, sheet in enumerate(found, 1):
        yield Heading(2, f"（{chinese_number(place)}）{sheet.community.short_name}")
        if sheet.previous:
            yield Paragraph(_changes(sheet), f"与第{sheet.previous.number}次研判会比较：")
        if sheet.comparison.issues:
            yield Paragraph(_issues(sheet.comparison.issues), "未决问题：")
        yield from _paragraphs(sheet.conclusion.text or "会议尚未形成意见。", "研判意见：")


def _changes(sheet):
    changed = [
        f"{line.label}{line.was}→{'—' if line.value is None else line.value}" for line in sheet.comparison.changed
    ]
    settled = f"；已销号问题{len(sheet.comparison.settled)}件" if sheet.comparison.settled else ""
    return f"{'，'.join(changed) or '各项数据无变化'}{settled}。"


def _issues(issues):
    return (
        "；".join(f"{issue.title}（{issue.seriousness}{'，逾期' if issue.is_overdue else ''}）" for issue in issues)
        + "。"
    )


def _lists(found):
    """A row for each community: who stays, who comes in, who goes and why."""
    rows = tuple((sheet.community.short_name, *map(_listed, sheet.lists)) for sheet in found if sheet.listed)
    columns = (("社区", 15), *zip(MemberDisposition.Kinds.labels, (33, 22, 30), strict=True))
    return [Table("表2　三张清单（内部掌握）", columns, rows)] if rows else []


def _listed(one):
    """The names of one list; of who is to go the reason too."""
    label, rows = one
    with_reason = label == MemberDisposition.Kinds.ADJUST.label
    names = (f"{row.person.name}（{row.reason}）" if with_reason else row.person.name for row in rows)
    return "、".join(names) or "—"


def _tasks(found):
    rows = tuple(
        (sheet.community.short_name, task.content, task.owner.name, f"{task.due_on:%Y-%m-%d}")
        for sheet in found for task in sheet.tasks
    )  # fmt: skip
    columns = (("社区", 18), ("任务", 50), ("责任人", 14), ("完成时限", 18))
    return [Table("表3　交办任务", columns, rows)] if rows else []


def _plans(meeting, found):
    confirmed = [sheet.plan for sheet in found if sheet.plan and sheet.plan.deliberation_id == meeting.pk]
    rows = tuple(
        (
            plan.community.short_name, plan.get_kind_display(), plan.main_problems, plan.measures,
            plan.leader.name if plan.leader else "—", f"{plan.due_on:%Y-%m-%d}" if plan.due_on else "—",
        )
        for plan in confirmed
    )  # fmt: skip
    columns = (("社区", 14), ("类型", 9), ("主要问题", 23), ("化解措施", 28), ("责任领导", 12), ("完成时限", 14))
    return [Table("表4　本次会议审定的方案", columns, rows)] if rows else []


SHARED = {
    "template": "pdf/minutes.html",
    "permission": PERMISSION,
    "context": context,
    "parameter_form": MinutesParameters,
    "levels": (Region.Levels.STREET,),
    "counter": "份",
}
MINUTES = Report(
    code="minutes",
    title="研判会纪要",
    description="一次研判会的到会、各社区快照与变化、研判意见、三张清单、任务和方案。PDF，供存档。",
    **SHARED,
)
MINUTES_WORD = Report(
    code="minutes_word",
    title="研判会纪要（Word）",
    description="内容同研判会纪要，可在 Word 中继续修改。",
    render=render_word,
    **SHARED,
)
