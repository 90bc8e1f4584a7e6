"""Ledgers of the third focus: coverage, study, warning talks, publicity (domain facts §6.2, no. 13 and 14)."""

from django.utils import timezone

from communities.models import Region, TermRole
from core.web import holding
from discipline.models import Carriers, PublicityEvent, PublicityKinds, StudySession, WarningTalk
from discipline.models.study import WHOLE
from reports.coverage import AGAIN, DONE, Matrix
from reports.ledgers.base import Choice, Ledger, day, inside, number, text

EXPORT = holding("export_records", "export_discipline")
GROUP = "换届纪律"
KINDS = ("study", "warning", "pledge", "talk")


def coverage_rows(user, region, election, filters):
    """A line for each person of any circle: how much of each kind is done, and what is still open."""
    matrix = Matrix(user, election, region)
    names = dict(Region.objects.filter(pk__in={line.place_id for line in matrix.lines}).values_list("pk", "name"))
    for line in matrix.lines:
        if (capacity := filters.get("capacity")) and line.capacity != TermRole.Capacities(capacity).label:
            continue
        if filters.get("state") == "open" and not line.open:
            continue
        yield {
            "community": names[line.place_id].removesuffix("居民委员会"),
            "name": line.person.name,
            "capacity": line.capacity,
            **{kind: _of_kind(line, kind) for kind in KINDS},
            "open": _what_is_open(line) or "无",
            "record": line.person.pk,
        }


def _what_is_open(line):
    """“未学：《甲》、《乙》；未谈：警示谈话”."""
    labels = {}
    for cell in line.open:
        labels.setdefault(cell.word, []).append(cell.duty.label.removeprefix("学习"))
    return "；".join(f"{word}：{'、'.join(found)}" for word, found in labels.items())


def _of_kind(line, kind):
    """“3/4” where there are several, the word where there is one, nothing where it is not his."""
    cells = [cell for cell in line.cells if cell.duty.kind == kind and cell.state]
    if not cells:
        return ""
    if len(cells) == 1:
        return cells[0].word
    again = sum(cell.state == AGAIN for cell in cells)
    return f"{sum(cell.state == DONE for cell in cells)}/{len(cells)}{f'（需重办{again}）' if again else ''}"


COVERAGE = Ledger(
    "coverage", "换届纪律覆盖台账", GROUP,
    (
        text("community", "社区", 12), text("name", "姓名", 10), text("capacity", "身份", 12), text("study", "学习", 12),
        text("warning", "警示谈话", 9), text("pledge", "承诺书", 12), text("talk", "谈心谈话", 9), text("open", "未完成事项", 60),
    ),
    coverage_rows,
    basis="名册中的现任成员、人选、街道干部职工和选举工作人员，按现行文本的适用对象逐项核对；学习以有效签到或补学为准。",
    made_at="reports:coverage",
    record_view="communities:person",
    export_rule=EXPORT,
    choices=(
        Choice("capacity", "身份", tuple(TermRole.Capacities.choices)),
        Choice("state", "完成情况", (("open", "有未完成的"),)),
    ),
)  # fmt: skip


def study_rows(user, region, election, filters):
    """A line for each session held here that was not cancelled. Three queries."""
    rows = inside(user, StudySession, "region_id", region, WHOLE).standing().filter(election=election).with_counts(user)
    if carrier := filters.get("carrier"):
        rows = rows.filter(carrier=carrier)
    for session in rows.select_related("region", "election").prefetch_related("texts").order_by("starts_at", "pk"):
        yield {
            "code": session.code,
            "on": timezone.localdate(session.starts_at),
            "region": session.region.short_name,
            "title": session.title,
            "carrier": session.get_carrier_display(),
            "texts": "、".join(f"《{each.title}》" for each in session.texts.all()),
            "place": session.place,
            "speaker": session.speaker,
            "minutes": (session.ends_at - session.starts_at).seconds // 60,
            "expected": session.expected_count,
            "signed": session.signed_count,
            "recorder": session.recorder,
            "record": session.pk,
        }


STUDY = Ledger(
    "study", "学习培训台账", GROUP,
    (
        text("code", "编号", 14, whole=True), day("on", "日期"), text("region", "组织单位", 12), text("title", "主题", 22),
        text("carrier", "形式", 9), text("texts", "学习内容", 30), text("place", "地点", 14), text("speaker", "授课人", 9),
        number("minutes", "时长（分钟）", 8), number("expected", "应到", 6), number("signed", "实到", 6), text("recorder", "记录人", 9),
    ),
    study_rows,
    basis="已登记且未取消的学习；实到以有效签到计，补学不计入实到。",
    made_at="discipline:study-list",
    record_view="discipline:study",
    export_rule=EXPORT,
    choices=(Choice("carrier", "形式", tuple(Carriers.choices)),),
    orders=(("-on", "日期从近到远"),),
)  # fmt: skip


def warning_rows(user, region, election, filters):
    """A line for each talk that was not called off; that it was held, never what was said."""
    rows = inside(user, WarningTalk, "region_id", region).standing().filter(election=election).with_plan()
    if state := filters.get("state"):
        rows = rows.filter(state=state)
    for talk in rows.select_related("region").order_by("region_id", "number"):
        partners = [partner.person.name for partner in talk.partners.all()]
        yield {
            "code": talk.code,
            "region": talk.region.short_name,
            "talker": talk.talker.name,
            "partners": "、".join(partners),
            "count": len(partners),
            "way": "集体" if talk.is_collective else "个别",
            "due_on": talk.due_on,
            "held_on": timezone.localdate(talk.held_from) if talk.held_from else None,
            "state": talk.get_state_display(),
            "record": talk.pk,
        }


WARNINGS = Ledger(
    "warnings", "警示谈话台账", GROUP,
    (
        text("code", "编号", 14, whole=True), text("region", "组织单位", 12), text("talker", "谈话人", 9), text("partners", "谈话对象", 40),
        number("count", "人数", 6), text("way", "方式", 6), day("due_on", "完成时限"), day("held_on", "谈话日期"), text("state", "状态", 8),
    ),
    warning_rows,
    basis="本届安排的警示谈话，不含已取消的；只列是否谈、谁谈、何时谈，不列缘由和谈话内容。",
    made_at="discipline:warning-list",
    record_view="discipline:warning",
    export_rule=EXPORT,
    choices=(Choice("state", "状态", tuple(WarningTalk.States.choices[:3])),),
    orders=(("due_on", "时限从近到远"), ("-held_on", "谈话日期从近到远")),
)  # fmt: skip


def publicity_rows(user, region, election, filters):
    """A line for each event that stands. One query."""
    rows = inside(user, PublicityEvent, "community_id", region).standing().filter(election=election)
    if kind := filters.get("kind"):
        rows = rows.filter(kind=kind)
    for event in rows.select_related("community", "election").order_by("held_on", "pk"):
        yield {
            "on": event.held_on,
            "community": event.community.short_name,
            "kind": event.get_kind_display(),
            "place": event.place,
            "topic": event.topic,
            "materials": event.materials,
            "responsible": event.responsible,
            "households": event.households,
            "people": event.people,
            "copies": event.copies,
            "record": event.pk,
        }


PUBLICITY = Ledger(
    "publicity", "宣传台账", GROUP,
    (
        day("on", "日期"), text("community", "社区", 12), text("kind", "形式", 10), text("place", "地点、范围", 24),
        text("topic", "内容", 24), text("materials", "材料", 16), number("households", "覆盖户数", 8), number("people", "覆盖人次", 8), number("copies", "发放材料（份）", 10), text("responsible", "责任人", 9),
    ),
    publicity_rows,
    basis="已登记且未作废的宣传活动；户数、人次、份数为登记数，合计不去重。",
    made_at="discipline:publicity-list",
    record_view="discipline:publicity",
    export_rule=EXPORT,
    choices=(Choice("kind", "形式", tuple(PublicityKinds.choices)),),
    orders=(("-on", "日期从近到远"), ("community", "社区")),
)  # fmt: skip
