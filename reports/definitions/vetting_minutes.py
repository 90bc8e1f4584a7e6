"""党工委会纪要: what a meeting on people decided, as PDF for the file and as Word for the office to go on with.

Drawn from the meeting's own records; of a 不宜 finding only its number stands here (documents facts, Part 3).
"""

from django import forms

from candidates.meeting_rules import items_of, standing_aside, voters
from candidates.models import AgendaItem, VettingMeeting
from communities.models import Region, chinese_number
from core import access
from core.dates import chinese_date
from core.paper import Heading, Paper, Paragraph, Table
from reports.definitions.base import Report, render_word

PERMISSION = "view_vetting"
STARTED = ("underway", "submitted", "concluded")
VOTES = (("议题", 36), ("可表决", 10), ("同意", 8), ("不同意", 10), ("弃权", 8), ("回避", 16), ("结果", 12))
TITLES = {"caution": "“不宜”事项集体研究", "candidate": "人选审查", "slate": "班子方案"}


class MeetingField(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{meeting}　{meeting.get_state_display()}"


class MinutesParameters(forms.Form):
    """Which meeting: those of the region that have begun."""

    meeting = MeetingField(VettingMeeting.objects.none(), label="会议", empty_label="请选择")

    def __init__(self, user, region, election, data=None):
        super().__init__(data)
        visible = access.visible_to(user, VettingMeeting, PERMISSION).filter(election=election, state__in=STARTED)
        self.fields["meeting"].queryset = visible.filter(region=region)


def context(user, region, election, parameters, number):
    """The data of templates/pdf/minutes.html: the :class:`core.paper.Paper`."""
    rows = VettingMeeting.objects.select_related("region", "election", "host", "recorder")
    meeting = access.get_or_404(user, rows.filter(state__in=STARTED), PERMISSION, pk=parameters["meeting"])
    return {"paper": _paper(meeting)}


def _paper(meeting):
    street, attendees, items = meeting.region.short_name, list(meeting.attendees.all()), list(items_of(meeting))
    aside = standing_aside(items, attendees)
    lines = [
        (item, [a for a in attendees if a.pk in aside[item.pk]], len(voters(attendees, aside[item.pk])))
        for item in items
    ]
    draft = "" if meeting.state == VettingMeeting.States.CONCLUDED else "（未审定）"
    return Paper(
        organ=f"{street}党工委会议纪要",
        left=f"研究社区“两委”换届人选{draft}",
        right=chinese_date(meeting.held_on),
        heading=(f"{street}社区“两委”换届", f"{meeting.name}纪要"),
        blocks=(*_facts(meeting, attendees), *_sections(meeting, lines)),
        signature="主持人（签字）：　　　　　　记录人（签字）：",
    )


def _facts(meeting, attendees):
    """Time, place, who was there and who was not, and why."""
    there = [one for one in attendees if one.attendance == "present"]
    time = f" {meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    lines = (
        ("时间：", f"{chinese_date(meeting.held_on)}{time}"),
        ("地点：", meeting.place),
        ("主持：", meeting.host.name if meeting.host else ""),
        ("记录：", meeting.recorder.name if meeting.recorder else ""),
        ("出席：", _named(one for one in there if one.role == one.Roles.VOTER)),
        ("列席：", _named(one for one in there if one.role == one.Roles.OBSERVER)),
        ("请假：", "、".join(f"{one.name}（{one.absence_reason}）" for one in attendees if one.attendance == "absent")),
    )
    return [Paragraph(text, lead) for lead, text in lines if text]


def _named(people):
    return "、".join(f"{one.name}（{one.post}）" if one.post else one.name for one in people)


def _sections(meeting, lines):
    """“一、总体意见”, then a heading for each kind of item with its table of votes and what was said."""
    sections = [("总体意见", [Paragraph(line.strip()) for line in meeting.summary.splitlines() if line.strip()])]
    for kind in AgendaItem.Kinds:
        own = [line for line in lines if line[0].kind == kind]
        if own:
            table = Table(f"{TITLES[kind]}表决情况", VOTES, tuple(_row(*line) for line in own))
            sections.append((TITLES[kind], [table, *_said(own)]))
    said = [(title, blocks) for title, blocks in sections if blocks]
    for place, (title, blocks) in enumerate(said, 1):
        yield Heading(1, f"{chinese_number(place)}、{title}")
        yield from blocks


def _row(item, aside, entitled):
    votes = (item.votes_for, item.votes_against, item.votes_abstained) if item.result else ("—",) * 3
    result = item.get_result_display() or "未定"
    return (
        _title(item), str(entitled), *map(str, votes), "、".join(one.name for one in aside) or "—",
        f"{result}（未生效）" if item.refusal else result,
    )  # fmt: skip


def _title(item):
    if item.kind == AgendaItem.Kinds.SLATE:
        return str(item.slate)
    one = item.person_candidate
    finding = f"，{item.check_row.item.code}" if item.kind == AgendaItem.Kinds.CAUTION else ""
    return f"{one.community.short_name}{one.person.name}（拟任{one.get_intended_post_display()}{finding}）"


def _said(own):
    for item, _, _ in own:
        if item.opinion:
            yield Paragraph(item.opinion, f"{item.subject}：")


SHARED = {
    "template": "pdf/minutes.html",
    "permission": PERMISSION,
    "context": context,
    "parameter_form": MinutesParameters,
    "levels": (Region.Levels.STREET,),
    "counter": "份",
}
VETTING_MINUTES = Report(
    code="vetting_minutes",
    title="党工委会纪要",
    description="一次研究人选的党工委会：到会、回避、逐项表决和结果。PDF，供签字存档。",
    **SHARED,
)
VETTING_MINUTES_WORD = Report(
    code="vetting_minutes_word",
    title="党工委会纪要（Word）",
    description="内容同党工委会纪要，可在 Word 中继续修改。",
    render=render_word,
    **SHARED,
)
