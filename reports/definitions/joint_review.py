"""The letter of the district's joint review on paper, and the workbook that goes with it.

Both hold what was frozen when the letter was sent, with the whole ID number where the department needs it: so
they are for whoever may send letters, and each time one is made the audit says so.
"""

from candidates.joint_review.facts import columns_of, people_of, row_of
from candidates.joint_review.workbook import build
from candidates.models import JointReviewLetter
from communities.models import Region
from core import access, audit
from core.dates import chinese_date
from core.errors import DomainError
from core.files import EXCEL
from reports.definitions.base import Document, Report, subject_form
from reports.wording import words

PERMISSION = "review_street"
SERIAL_WIDTH = 6


def _letter(user, parameters):
    rows = JointReviewLetter.objects.select_related("batch__region", "batch__election", "supplements")
    return access.get_or_404(user, rows, PERMISSION, pk=parameters["subject"])


def letter_context(user, region, election, parameters, number):
    """The data of templates/pdf/joint_letter.html; of a draft what would be sent today, marked 拟稿."""
    letter = _letter(user, parameters)
    columns = columns_of(letter.columns)
    rows = _drafted(letter, columns) if letter.is_draft else [opinion.row for opinion in letter.opinions.all()]
    whole = sum(column.width for column in columns) + SERIAL_WIDTH + REPLY_WIDTH
    _record(user, letter, "pdf", len(rows))
    said = _words(letter, len(rows))
    return {
        "letter": letter,
        "words": said,
        "organ": said.issuer,
        "paragraphs": [*said.opening_lines, *_supplement(letter), *said.closing_lines],
        "heading": ("关于商请对社区“两委”换届人选", "进行资格联审的函"),
        "columns": [(column, f"{100 * column.width / whole:.2f}") for column in columns],
        "serial_width": f"{100 * SERIAL_WIDTH / whole:.2f}",
        "reply_width": f"{100 * REPLY_WIDTH / whole:.2f}",
        "rows": [[row.get(column.code, "") for column in columns] for row in rows],
        "is_wide": whole > WIDE,
    }


def _words(letter, people):
    """The letter's words: of one that went out those of its day, whatever was changed since."""
    batch = letter.batch
    return words(
        "joint_letter", batch.region, batch.election, on=letter.sent_on, 人数=people, 部门=letter.addressee,
        依据=f"根据{batch.basis.removeprefix('根据')}，" if batch.basis else "",
        重点=f"（重点核查：{letter.duty}）" if letter.duty else "",
        期限=chinese_date(letter.due_on) if letter.due_on else "　　月　　日",
    )  # fmt: skip


def _supplement(letter):
    if letter.supplements:
        yield f"（本函就{letter.supplements.number}所列部分人选的变动情况补充征求意见。）"


REPLY_WIDTH = 30  # of what the department writes in by hand, in characters
WIDE = 130  # what is wider, in characters, is set smaller


def _drafted(letter, columns):
    entries = letter.batch.entries.filter(is_open=True)
    entries = list(entries.filter(opinions__letter=letter) if letter.supplements_id else entries)
    people = people_of(entries)
    return [dict(row_of(people[entry.candidate_id], columns)) for entry in entries]


def workbook_context(user, region, election, parameters, number):
    """The letter and its rows. Raises DomainError ``letter_not_out``: only what was sent has keys to come back by."""
    letter = _letter(user, parameters)
    if not letter.is_out:
        raise DomainError("letter_not_out", f"{letter}现为“{letter.get_state_display()}”，发出后才能生成反馈表。")
    opinions = list(letter.opinions.order_by("position"))
    _record(user, letter, "xlsx", len(opinions))
    return {"letter": letter, "opinions": opinions}


def _record(user, letter, form, people):
    audit.record(user, "jointletter.output", letter, detail={"form": form, "people": people, "columns": letter.columns})


def render_workbook(report, context, tell):
    """The renderer of the reply sheet."""
    return Document(build(context["letter"], context["opinions"]), EXCEL, "xlsx")


def describe(letter):
    return f"{letter.batch}　{letter.department}　{letter.number or '拟稿'}"


SHARED = {
    "permission": PERMISSION,
    "parameter_form": subject_form(
        JointReviewLetter, PERMISSION, label="联审函", describe=describe,
        rows=lambda found: found.standing().select_related("batch"),
    ),
    "levels": (Region.Levels.STREET,),
    "counter": "份",
    "subject_model": JointReviewLetter,
    "subject_label": describe,
    "subject_rows": lambda found: found.select_related("batch__region", "election"),
}  # fmt: skip
JOINT_LETTER = Report(
    code="joint_letter",
    title="联审函",
    description="致一个区级部门的联审函，附人选名单和供其填写盖章的审查意见栏。",
    template="pdf/joint_letter.html",
    context=letter_context,
    **SHARED,
)
JOINT_REPLY_SHEET = Report(
    code="joint_reply_sheet",
    title="联审意见反馈表（Excel）",
    description="随函发出的电子表格，部门填好退回后可一次导入。",
    template="",
    context=workbook_context,
    render=render_workbook,
    **SHARED,
)
