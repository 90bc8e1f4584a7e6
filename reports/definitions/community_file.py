"""一社区一档 on paper: what the community's page shows its reader, with a cover, contents and the list of documents.

It is made of whatever its reader may see, and is his alone.
"""

from django.utils import timezone

from candidates.models import Candidate, ReserveEntry
from communities.models import FieldVisit, Issue, Posts, Region
from core import access
from core.access import code_condition
from core.attachments import preloaded, rule_of
from core.errors import DomainError
from discipline.models import PublicityEvent
from interviews.models import DepartureAudit, TermAssessment
from reports.community_file import file_of
from reports.definitions.base import Report
from reports.definitions.batches import PackingForm, render_forms
from reports.definitions.briefing import NoParameters

IN_ORDER = list(Posts.values)
MOST_LINES = 100  # of one part; a longer one is a ledger
MOST_EVENTS = 40  # the newest; the whole story is on the screen
MOST_COMMUNITIES = 60
DOCUMENTS = (
    (FieldVisit, "走访调研"), (Issue, "难点问题"), (TermAssessment, "任期考核"), (DepartureAudit, "离任审计"),
    (ReserveEntry, "后备登记"), (PublicityEvent, "宣传活动"),
)  # fmt: skip


def one_context(user, region, election, parameters, number):
    """The data of templates/pdf/community_file.html for one community."""
    return {"forms": [_file(user, region, election)]}


def batch_context(user, region, election, parameters, number):
    """The same for each community of a street. Raises DomainError ``nothing_to_print`` or ``too_many``."""
    inside = code_condition("code", [region.pk])
    rows = access.visible_to(user, Region).filter(inside, level=Region.Levels.COMMUNITY, is_active=True)
    communities = list(rows.select_related("parent").order_by("code")[: MOST_COMMUNITIES + 1])
    if not communities:
        raise DomainError("nothing_to_print", f"{region.short_name}还没有社区，请先导入区划。")
    if len(communities) > MOST_COMMUNITIES:
        raise DomainError("too_many", f"所选范围超过 {MOST_COMMUNITIES} 个社区，请按街道或社区分别生成。")
    return {"forms": [_file(user, community, election) for community in communities]}


def _file(user, community, election):
    file = file_of(user, community, election, limit=MOST_LINES)
    parts = [_part(part) for part in file.parts]
    documents = list(_documents(user, community, election))
    named = _named(user, community, election)
    titles = ["基本情况", *(part["title"] for part in parts), "人选", "大事记", "材料清单", "档案完整度"]
    return {
        "bookmark": community.short_name,
        "community": community.short_name,
        "street": community.parent.short_name,
        "term": str(election),
        "compiled_on": timezone.localdate(),
        "titles": titles,
        "summary": file.summary,
        "facts": [(column.heading, text) for column, text in file.facts],
        "parts": parts,
        "candidates": file.candidates,
        "named": named,
        "events": file.events[:MOST_EVENTS],
        "more_events": len(file.events[MOST_EVENTS:]),
        "documents": documents,
        "items": file.summary.completeness.items,
    }


def _part(part):
    """Title, columns (heading, share of the width), lines of (text, is long), and how many lines are not printed."""
    columns = part.section.columns()
    whole = sum(column.width for column in columns)
    return {
        "title": part.section.title,
        "columns": [(column.heading, round(100 * column.width / whole, 1)) for column in columns],
        "lines": [[(text, column.width > 18) for column, text in cells] for _, cells in part.lines],
        "left_out": part.total - len(part.lines),
    }


def _named(user, community, election):
    """``[(name, intended post, source, state)]`` of those put forward whom the user sees in the list of candidates."""
    rows = access.visible_to(user, Candidate).filter(community=community, election=election)
    rows = rows.select_related("person").order_by("created_at", "pk")
    return [
        (row.person.name, row.get_intended_post_display(), row.get_source_display(), row.get_state_display())
        for row in sorted(rows, key=lambda row: IN_ORDER.index(row.intended_post))
    ]


def _documents(user, community, election):
    """``(title, what it belongs to, day)`` of the evidence on file, as far as the reader may open it."""
    for model, kind in DOCUMENTS:
        rows = access.visible_to(user, model, rule_of(model).view).filter(community=community, election=election)
        files = preloaded(list(rows))
        for row in rows:
            for attachment in files[row.pk]:
                yield attachment.title, f"{kind}：{row}", timezone.localdate(attachment.created_at)


SHARED = {
    "template": "pdf/community_file.html",
    "permission": "view_records",
    "build_permission": "",
    "counter": "份",
    "is_personal": True,
}
COMMUNITY_FILE = Report(
    code="community_file",
    title="一社区一档",
    description="一个社区的档案：封面、目录、基本情况、班子、走访、问卷、问题、方案、考核、审计、人选和材料清单。只含您有权查看的内容。",
    context=one_context,
    parameter_form=NoParameters,
    levels=(Region.Levels.COMMUNITY,),
    **SHARED,
)
COMMUNITY_FILES = Report(
    code="community_files",
    title="一社区一档（全街道）",
    description="街道各社区的档案各一份，合为一个带书签的 PDF，双面打印后可逐份分开；或每个社区一个文件打包下载。",
    context=batch_context,
    render=render_forms,
    parameter_form=PackingForm,
    levels=(Region.Levels.STREET,),
    **SHARED,
)
