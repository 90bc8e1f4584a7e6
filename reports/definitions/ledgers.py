"""Every ledger as a printed table: one report for each, made from the ledger's own definition."""

from functools import partial

from django.utils import timezone

from communities.models import Region
from core import pdf
from core.errors import DomainError
from core.files import PDF
from reports.definitions.base import Document, Report, render_pdf
from reports.ledgers import LEDGERS
from reports.ledgers.export import require_export
from reports.ledgers.forms import PrintForm

PREFIX = "ledger_"


def code_of(ledger):
    """The code of a ledger's report."""
    return f"{PREFIX}{ledger.code}"


def context(ledger, user, region, election, parameters, number):
    """The data of templates/pdf/ledger.html. Raises DomainError ``not_allowed``."""
    require_export(user, ledger)
    asked = PrintForm(ledger, user, region, election, parameters)
    if not asked.is_valid():  # a reason that is no longer there
        raise DomainError("bad_parameters", "台账的条件或格式已失效，请回到台账页面重新打印。")
    ledger = asked.format.shape(ledger)
    rows = ledger.take(user, region, election, asked.cleaned_data)
    if len(rows) > MOST:
        raise DomainError(
            "too_many",
            f"“{ledger.title}”共 {len(rows)} 条，一次最多打印 {MOST} 条。请按社区分别打印，或改用导出 Excel。",
        )
    totals = ledger.totals(rows)
    whole = sum(column.width for column in ledger.columns) + SERIAL_WIDTH
    return {
        "ledger": ledger,
        "region": region,
        "term": str(election),
        "columns": [(column, f"{100 * column.width / whole:.2f}") for column in ledger.columns],
        "serial_width": f"{100 * SERIAL_WIDTH / whole:.2f}",
        "lines": [ledger.cells(row) for row in rows],
        "count": len(rows),
        "serial": 1,
        "is_first": True,
        "is_last": True,
        "totals": ledger.cells(totals) if totals else None,
        "is_wide": whole > WIDE,
        "as_of": timezone.now(),
    }


SERIAL_WIDTH = 5  # of the column 序号 that paper has besides, in characters
WIDE = 110  # what is wider, in characters, is set smaller
PART, MOST = 1000, 20_000  # lines drawn at a time; lines printed at all


def render(report, context, tell):
    """The renderer: a long ledger is drawn in parts, of which the first has the head and the last the foot."""
    lines = context["lines"]
    if len(lines) <= PART:
        return render_pdf(report, context, tell)
    orientation = "landscape a3" if context["ledger"].paper == "A3" else "landscape"
    whole = pdf.render_long(report.template, _parts(context, lines, tell), title=report.title, orientation=orientation)
    return Document(whole.content, PDF, "pdf", whole.pages)


def _parts(context, lines, tell):
    for start in range(0, len(lines), PART):
        tell(40 + 45 * start // len(lines), f"排版第 {start + 1} 条，共 {len(lines)} 条")
        yield context | {
            "lines": lines[start : start + PART],
            "serial": start + 1,
            "is_first": start == 0,
            "is_last": start + PART >= len(lines),
        }


def report_of(ledger):
    """The printed form of ``ledger``: his alone who asked, for the lines are those that he may see."""
    return Report(
        code=code_of(ledger),
        title=ledger.title,
        description=ledger.basis,
        template="pdf/ledger.html",
        permission=ledger.permission,
        context=partial(context, ledger),
        render=render,
        parameter_form=partial(PrintForm, ledger),
        levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
        counter="份",
        build_permission=ledger.build_permission,
        is_personal=True,
        is_listed=False,
    )


LEDGER_REPORTS = tuple(report_of(ledger) for ledger in LEDGERS)
