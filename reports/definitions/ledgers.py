"""Every ledger as a printed table: one report for each, made from the ledger's own definition."""

from functools import partial

from django.utils import timezone

from communities.models import Region
from reports.definitions.base import Report
from reports.ledgers import LEDGERS
from reports.ledgers.export import require_export
from reports.ledgers.forms import LedgerForm

PREFIX = "ledger_"


def code_of(ledger):
    """The code of a ledger's report."""
    return f"{PREFIX}{ledger.code}"


def context(ledger, user, region, election, parameters, number):
    """The data of templates/pdf/ledger.html. Raises DomainError ``not_allowed``."""
    require_export(user, ledger)
    rows = ledger.take(user, region, election, parameters)
    totals = ledger.totals(rows)
    whole = sum(column.width for column in ledger.columns) + SERIAL_WIDTH
    return {
        "ledger": ledger,
        "region": region,
        "term": str(election),
        "columns": [(column, f"{100 * column.width / whole:.2f}") for column in ledger.columns],
        "serial_width": f"{100 * SERIAL_WIDTH / whole:.2f}",
        "lines": [ledger.cells(row) for row in rows],
        "totals": ledger.cells(totals) if totals else None,
        "is_wide": whole > WIDE,
        "as_of": timezone.now(),
    }


SERIAL_WIDTH = 5  # of the column 序号 that paper has besides, in characters
WIDE = 110  # what is wider, in characters, is set smaller


def report_of(ledger):
    """The printed form of ``ledger``: his alone who asked, for the lines are those that he may see."""
    return Report(
        code=code_of(ledger),
        title=ledger.title,
        description=ledger.basis,
        template="pdf/ledger.html",
        permission=ledger.permission,
        context=partial(context, ledger),
        parameter_form=partial(LedgerForm, ledger),
        levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
        counter="份",
        is_personal=True,
        is_listed=False,
    )


LEDGER_REPORTS = tuple(report_of(ledger) for ledger in LEDGERS)
