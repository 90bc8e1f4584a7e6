"""换届调研（摸底）报告 of a street or a community, as PDF for the file and as Word for the office to go on with.

Sections and fields: documents facts, Part 3 (a). Every figure is counted from the records; what is not known yet is
said in a sentence. What somebody said in a talk is not in it, only how many said what, and of few nothing.

There are two editions, so that each says the same to all its readers and can be issued: the street's, for whoever may
read the vetting (roles that may, see its audits and talks too), and that of a community's own people, without meetings,
audits and what was said in talks. What is marked 仅街道可见 is in no report on one community.
"""

from functools import partial

from django.utils import timezone

from communities.models import Region
from core.dates import chinese_date
from core.paper import Addressee, Annex, AnnexNote, Paper, Paragraph, Signature
from reports.definitions.base import Report, render_word
from reports.definitions.briefing import NoParameters
from reports.definitions.research_annexes import annexes
from reports.definitions.research_judgements import problems, proposals, results
from reports.definitions.research_sections import basics, methods, team
from reports.research_facts import as_of, gather
from reports.wording import words

SECTIONS = (basics, team, results, problems, proposals)
STREETS, COMMUNITYS = "street", "community"
NAMED = 6  # researchers that a line has room for


def context(user, region, election, parameters, number, *, edition=STREETS):
    """The data of templates/pdf/minutes.html: the :class:`core.paper.Paper`, and the words in it."""
    said = words("research_report", region, election)
    found = gather(user, region, election, is_streets=edition == STREETS)
    return {"paper": _paper(region, election, found, said), "words": said}


def _paper(region, election, found, said):
    moment = as_of()
    attached = annexes(found, region, moment)
    blocks = [
        *([Addressee(said.addressee)] if said.addressee else []),
        *map(Paragraph, said.opening_lines),
        *methods(found),
        *(block for section in SECTIONS for block in section(found, moment)),
        *map(Paragraph, said.closing_lines),
        AnnexNote(tuple(title for title, _ in attached)),
        Paragraph(_researchers(found.researchers), "调研组成员（签名）："),
        Signature(said.issuer, chinese_date(timezone.localdate())),
    ]
    for place, (title, content) in enumerate(attached, 1):
        blocks += [Annex(f"附件{place}", title), *content]
    return Paper("", "", "", _title(region, election), tuple(blocks))


def _title(region, election):
    term = str(election).partition("（")[0]
    if region.level == Region.Levels.COMMUNITY:
        return (f"关于{region.short_name}{term}“两委”", "换届工作的调研报告")
    return (f"关于{region.short_name}{term}社区“两委”", "换届工作的调研报告")


def _researchers(names):
    if not names:
        return "　　　　　　　　　　"
    return "、".join(names[:NAMED]) + (f"等{len(names)}人" if len(names) > NAMED else "")


WHAT = "调研方式、基本情况、班子现状、成效和认可度、问题和风险、研判和对策，附班子结构表、问卷汇总表、风险隐患清单。"
STREETS_EDITION = {
    "permission": "view_vetting",
    "context": partial(context, edition=STREETS),
    "levels": (Region.Levels.STREET, Region.Levels.COMMUNITY),
}
COMMUNITYS_EDITION = {
    "permission": "view_records",
    "context": partial(context, edition=COMMUNITYS),
    "levels": (Region.Levels.COMMUNITY,),
}
SHARED = {"template": "pdf/minutes.html", "parameter_form": NoParameters, "counter": "份"}
RESEARCH_REPORT = Report(
    code="research_report",
    title="换届调研报告",
    description=f"全街道或一个社区：{WHAT}PDF，供存档和印发。",
    **STREETS_EDITION,
    **SHARED,
)
RESEARCH_REPORT_WORD = Report(
    code="research_report_word",
    title="换届调研报告（Word）",
    description="内容同换届调研报告，可在 Word 中继续修改。",
    render=render_word,
    **STREETS_EDITION,
    **SHARED,
)
COMMUNITY_RESEARCH = Report(
    code="community_research",
    title="社区换届调研报告",
    description=f"一个社区，供社区使用：{WHAT}不含研判会次数、离任审计环节和谈话表态。",
    **COMMUNITYS_EDITION,
    **SHARED,
)
COMMUNITY_RESEARCH_WORD = Report(
    code="community_research_word",
    title="社区换届调研报告（Word）",
    description="内容同社区换届调研报告，可在 Word 中继续修改。",
    render=render_word,
    **COMMUNITYS_EDITION,
    **SHARED,
)
