"""考察材料 of one candidate: what the records say of him, then what the inspectors wrote; PDF and Word alike.

Sections and their order: documents facts, Part 3 (e). Nothing of the negative list stands in it.
"""

from candidates.models import Candidate, Inspection
from communities.models import Region
from core import access, ids
from core.dates import chinese_date, chinese_month
from core.errors import DomainError
from core.paper import Heading, Paper, Paragraph
from interviews.models import TermAssessment
from reports.candidate_facts import person_facts
from reports.definitions.base import Report, render_word, subject_form
from reports.definitions.of_candidate import describe

SECTIONS = (
    ("virtue", "德的表现"),
    ("ability", "能、勤、绩的表现"),
    ("integrity", "廉的表现"),
    ("shortcomings", "主要不足"),
)
NUMERALS = "一二三四五六七八"
RECOMMENDATIONS = (("meeting", "会议推荐"), ("talks", "座谈推荐"))


def context(user, region, election, parameters, number):
    """The data of templates/pdf/inspection.html: the :class:`core.paper.Paper`. Raises DomainError ``not_written``."""
    rows = Inspection.objects.select_related("candidate__person", "candidate__community", "candidate__election")
    inspection = access.visible_to(user, rows, "view_vetting").filter(candidate=parameters["subject"]).first()
    if inspection is None:
        raise DomainError("not_written", "该人选还没有考察材料，请先在人选档案中填写。")
    return {"paper": _paper(user, inspection)}


def _paper(user, inspection):
    candidate = inspection.candidate
    sections = [
        ("基本情况", [_basics(candidate)]),
        *((title, _paragraphs(getattr(inspection, name))) for name, title in SECTIONS),
        ("任期考核和推荐情况", [*_grade(user, candidate), *_recommendations(inspection)]),
    ]
    said = [(title, blocks) for title, blocks in sections if blocks]
    blocks = [
        block
        for place, (title, found) in enumerate(said)
        for block in (Heading(1, f"{NUMERALS[place]}、{title}"), *found)
    ]
    return Paper(
        organ="",
        left="",
        right="",
        heading=(f"{candidate.person.name}同志考察材料",),
        blocks=tuple(blocks),
        signature=_signature(inspection),
    )


def _basics(candidate):
    """“张三，男，汉族，1988年3月生（38岁），……”: what is not on file is left out, never invented."""
    person, facts = candidate.person, person_facts(candidate)
    born, joined = person.birth_date, person.party_joined_on
    age = ids.age_on(born, candidate.election.key_date) if born else None
    parts = (
        person.name,
        facts["sex"],
        facts["ethnicity"],
        f"{chinese_month(born)}生（{age}岁）" if born else "",
        f"{person.native_place}人" if person.native_place else "",
        f"{chinese_month(joined)}加入中国共产党" if joined else person.get_affiliation_display(),
        f"{facts['education']}学历" if facts["education"] else "",
        f"毕业于{person.school}" if person.school else "",
        f"现任{facts['current_post']}" if facts["current_post"] else "",
    )
    return Paragraph(
        f"{'，'.join(filter(None, parts))}。拟任{candidate.community.short_name}{facts['intended_post']}。"
    )


def _paragraphs(text):
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _grade(user, candidate):
    rows = access.visible_to(user, TermAssessment).settled()
    found = rows.filter(person=candidate.person, election=candidate.election).select_related("meeting").first()
    if found is None:
        return []
    return [
        Paragraph(
            f"任期考核等次为{found.get_grade_display()}（{found.meeting.name}，{chinese_date(found.meeting.held_on)}）。"
        )
    ]


def _recommendations(inspection):
    for prefix, title in RECOMMENDATIONS:
        present, votes = getattr(inspection, f"{prefix}_present"), getattr(inspection, f"{prefix}_votes")
        if present is not None and votes is not None:
            rate = f"，得票率{100 * votes / present:.1f}%" if present else ""
            yield Paragraph(f"{title}：{present}人参加，得{votes}票{rate}。")


def _signature(inspection):
    names = "、".join(inspection.inspectors.values_list("name", flat=True)) or "　　　　　"
    day = chinese_date(inspection.inspected_on) if inspection.inspected_on else "　　年　　月　　日"
    return f"考察人（签名）：{names}　　{day}"


def inspected(candidates):
    """Those with something written."""
    return candidates.filter(inspection__isnull=False).with_file()


SHARED = {
    "template": "pdf/inspection.html",
    "permission": "view_vetting",
    "context": context,
    "parameter_form": subject_form(Candidate, "view_vetting", label="人选", describe=describe, rows=inspected),
    "levels": (Region.Levels.STREET, Region.Levels.COMMUNITY),
    "counter": "份",
    "subject_model": Candidate,
    "subject_label": lambda candidate: candidate.person.name,
    "subject_rows": lambda found: found.select_related("person"),
}
INSPECTION = Report(
    code="inspection",
    title="考察材料",
    description="一名人选的考察材料：基本情况和考核、推荐结果从记录带出，德能勤绩廉和不足由考察组填写。PDF。",
    **SHARED,
)
INSPECTION_WORD = Report(
    code="inspection_word",
    title="考察材料（Word）",
    description="内容同考察材料，可在 Word 中继续修改。",
    render=render_word,
    **SHARED,
)
