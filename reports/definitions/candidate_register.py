"""人选登记表 in the frame of the 任免审批表: one candidate on the two sides of a sheet, singly or a place in one file.

Fields: documents facts, Part 3 (e). What the office keeps no record of (照片、奖惩、健康状况 …) is left to the pen.
"""

from django.utils import timezone

from candidates.models import Candidate
from communities.models import Region
from core import access
from core.errors import DomainError
from interviews.models import TermAssessment
from reports.candidate_facts import FOR_PAPERS, current_posts, file_number, person_facts, relatives, resume_lines
from reports.definitions.base import Report, render_word
from reports.definitions.batches import packing_field, render_forms, take
from reports.definitions.candidate_roster import RosterForm, people_for
from reports.definitions.of_candidate import OF_CANDIDATE

PLACES = (Region.Levels.STREET, Region.Levels.COMMUNITY)


def one_context(user, region, election, parameters, number):
    """The data of templates/pdf/candidate_register.html for one candidate."""
    rows = Candidate.objects.select_related("person", "community", "election")
    candidate = access.get_or_404(user, rows, "view_vetting", pk=parameters["subject"])
    return _context(user, [candidate])


def batch_context(user, region, election, parameters, number):
    """The same for everybody chosen; raises DomainError ``nothing_to_print`` or ``too_many``."""
    rows = people_for(user, region, election, parameters.get("group"))
    rows = rows.select_related("person", "community", "election").prefetch_related(*FOR_PAPERS)
    found = take(rows, otherwise="“拟推荐人选一览表”")
    if not found:
        raise DomainError("nothing_to_print", "所选范围内没有人选，请改选范围。")
    return _context(user, found)


def _context(user, candidates):
    grades, posts = _grades(user, candidates), current_posts(candidates)
    return {"filled_on": timezone.localdate(), "forms": [_form(each, grades, posts) for each in candidates]}


def _grades(user, candidates):
    """``{person id: 任期考核等次}`` as far as it is decided and the user may see it, in one query."""
    rows = access.visible_to(user, TermAssessment).settled()
    rows = rows.filter(person__in=[c.person_id for c in candidates], election__in={c.election_id for c in candidates})
    return {assessment.person_id: assessment.get_grade_display() for assessment in rows}


def _form(candidate, grades, posts):
    return {
        "bookmark": f"{candidate.community.short_name} {candidate.person.name}",
        "community": candidate.community.short_name,
        "term": str(candidate.election),
        "number": file_number(candidate),
        "person": person_facts(candidate, posts),
        "source": candidate.SOURCE_EXPLANATIONS[candidate.source],
        "resume": resume_lines(candidate.person.resume),
        "recommendation": candidate.recommendation,
        "relatives": relatives(candidate.person),
        "grade": grades.get(candidate.person_id, ""),
    }


class RegistersForm(RosterForm):
    """Whose sheets, and how they come."""

    form = packing_field()


SHARED = {
    "template": "pdf/candidate_register.html",
    "permission": "view_vetting",
    "levels": PLACES,
    "counter": "份",
}
OF_ONE = {
    **OF_CANDIDATE,
    **SHARED,
    "context": one_context,
}
CANDIDATE_REGISTER = Report(
    code="candidate_register",
    title="人选登记表",
    description="一名人选的任免审批表式登记表：基本情况、简历、家庭成员、推荐理由和各级意见栏，供签字盖章。",
    **OF_ONE,
)
CANDIDATE_REGISTER_WORD = Report(
    code="candidate_register_word",
    title="人选登记表（Word）",
    description="内容同人选登记表，可在 Word 中补填照片、奖惩等栏。",
    render=render_word,
    **OF_ONE,
)
CANDIDATE_REGISTERS = Report(
    code="candidate_registers",
    title="人选登记表（成批）",
    description="所选范围的人选各一份登记表，合为一个带书签的 PDF，双面打印后可逐份分开；或每人一个文件打包下载。",
    context=batch_context,
    render=render_forms,
    parameter_form=RegistersForm,
    **SHARED,
)
