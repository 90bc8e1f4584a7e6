"""Departure audits as lines of a table: the ledger on screen, in Excel and on paper, and the street's summary.

Columns: documents.md (h), street summary. Amounts are Decimal yuan. Two auditees of one community whose
audits rest on the same books (same period, same figures) state that money once: the later line leaves its
amounts empty and names the other, so that the totals row is the sum of what is shown.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from core.errors import DomainError
from core.money import ZERO, show_money, total
from interviews.audit_figures import Figures, figures_of_all
from interviews.models import AuditContract, AuditFinding, AuditTeamMember, DepartureAudit, FindingKinds, FindingStates

# Where income comes from, as the street's table tells it: key → how its items begin; whatever else there is: other.
SOURCES = {
    "income_fiscal": "财政拨款",
    "income_service": "党组织服务群众经费",
    "income_business": "经营性收入",
}
MONEY = (
    "cash_opening", "income", *SOURCES, "income_other", "expenditure", "surplus", "cash_closing", "fixed_assets",
    "claims", "debts",
)  # fmt: skip
NAMED = 5  # problems that a refusal lists
COUNTS = ("contracts", "findings", "rectified", "unrectified")


@dataclass
class AuditLine:
    """One audit with all that its line tells. ``same_books_as``: the auditee who states this money already."""

    audit: DepartureAudit
    figures: Figures
    team: list
    contracts: int = 0
    finding_kinds: Counter = field(default_factory=Counter)
    finding_amount: object = ZERO
    rectified: int = 0
    unrectified: int = 0
    same_books_as: str = ""

    @property
    def amounts(self):
        """``{key: amount}`` of MONEY; all None where another line states them, or nothing was entered."""
        figures = self.figures
        if self.same_books_as or figures.is_empty:
            return dict.fromkeys(MONEY)
        by_source = _by_source(figures)
        return by_source | {
            "cash_opening": figures.total("cash", "opening"),
            "cash_closing": figures.total("cash", "closing"),
            "income": figures.income,
            "expenditure": figures.expenditure,
            "surplus": figures.surplus,
            **{name: figures.total(name, "closing") for name in ("fixed_assets", "claims", "debts")},
        }

    @property
    def findings(self):
        return self.finding_kinds.total()

    @property
    def findings_in_words(self):
        """现金管理2、合同管理1."""
        return "、".join(f"{FindingKinds(kind).label}{number}" for kind, number in sorted(self.finding_kinds.items()))


def lines_of(audits):
    """An :class:`AuditLine` for each audit of a queryset, in a constant number of queries."""
    audits = list(audits.select_related("community", "person", "publication"))
    figures, teams = figures_of_all(audits), _teams(audits)
    lines = {audit.pk: AuditLine(audit, figures[audit.pk], teams[audit.pk]) for audit in audits}
    _count_contracts(lines)
    _count_findings(lines)
    _name_same_books(lines.values())
    return list(lines.values())


def _teams(audits):
    seats = AuditTeamMember.objects.filter(audit__in=[audit.pk for audit in audits]).select_related("person")
    by_audit = defaultdict(list)
    for seat in seats:
        by_audit[seat.audit_id].append(seat)
    return by_audit


def _count_contracts(lines):
    counted = AuditContract.objects.filter(audit__in=lines).order_by().values_list("audit").annotate(Count("pk"))
    for key, number in counted:
        lines[key].contracts = number


def _count_findings(lines):
    """已整改 counts those put right, be it verified yet or not."""
    rows = AuditFinding.objects.filter(audit__in=lines).values_list("audit_id", "kind", "state", "amount")
    for key, kind, state, amount in rows:
        line = lines[key]
        line.finding_kinds[kind] += 1
        line.finding_amount = total([line.finding_amount, amount])
        line.unrectified += state == FindingStates.OPEN
        line.rectified += state != FindingStates.OPEN


def _name_same_books(lines):
    first = {}
    for line in lines:
        books = _books(line)
        if books and first.setdefault(books, line) is not line:
            line.same_books_as = first[books].audit.person.name


def _books(line):
    """What identifies the books of an audit; nothing while there are no figures."""
    rows = sorted(
        (each.section, each.item, each.year or 0, str((each.amount, each.opening, each.closing)))
        for section in ("income", "expenditure", "cash")
        for each in line.figures.lines(section)
    )
    audit = line.audit
    return (audit.community_id, audit.period_from, audit.period_to, tuple(rows)) if rows else None


def _by_source(figures):
    sums = dict.fromkeys((*SOURCES, "income_other"), ZERO)
    for each in figures.lines("income"):
        key = next((key for key, start in SOURCES.items() if each.item.startswith(start)), "income_other")
        sums[key] = total([sums[key], each.amount])
    return sums


def ledger_row(line):
    """A line as values by column key, ``record`` being the audit's key."""
    audit, publication = line.audit, line.audit.publication
    return {
        "record": audit.pk,
        "community": audit.community.short_name,
        "person": audit.person.name,
        "post_held": audit.post_held,
        "term": _months(audit.term_from, audit.term_to),
        "period": _months(audit.period_from, audit.period_to),
        "agency": audit.lead_agency,
        "leader": next((seat.person.name for seat in line.team if seat.role == "leader"), ""),
        "state": audit.get_state_display(),
        "opening_on": audit.opening_on,
        "reported_on": audit.reported_on,
        **line.amounts,
        "contracts": line.contracts,
        "findings": line.findings,
        "finding_kinds": line.findings_in_words,
        "finding_amount": line.finding_amount,
        "rectified": line.rectified,
        "unrectified": line.unrectified,
        "grade": audit.get_conclusion_grade_display(),
        "report_number": audit.report_number,
        "published": _days(publication.published_from, publication.published_to),
        "publication_place": publication.place,
        "note": f"财务数据与{line.same_books_as}同账，合计只计一次" if line.same_books_as else "",
    }


def _months(start, end):
    """2021.10—2026.09, 2021.10至今; empty while it has not begun."""
    return f"{start:%Y.%m}{f'—{end:%Y.%m}' if end else '至今'}" if start else ""


def _days(start, end):
    """2026.11.05—11.12; empty while either is open."""
    return f"{start:%Y.%m.%d}—{end:%m.%d}" if start and end else ""


def totals_of(rows):
    """``{key: sum}`` of MONEY, finding_amount and COUNTS over ledger rows, checked against itself two ways.

    Raises DomainError ``does_not_add_up``: income that is not the sum of its sources, or a surplus that is not
    income less expenditure, would be our own mistake and must not be printed.
    """
    sums = {key: total(row[key] for row in rows) for key in (*MONEY, "finding_amount")}
    sums |= {key: sum(row[key] for row in rows) for key in COUNTS}
    _require("收入合计", sums["income"], total(sums[key] for key in (*SOURCES, "income_other")))
    _require("收支结余", sums["surplus"], sums["income"] - sums["expenditure"])
    _require("问题数", sums["findings"], sums["rectified"] + sums["unrectified"])
    return sums


def _require(what, stated, due):
    if stated != due:
        raise DomainError(
            "does_not_add_up", f"合计行的{what}为{show_money(stated)}，分项相加为{show_money(due)}，未生成报告。"
        )


def require_sound(lines):
    """Raises DomainError ``figures_do_not_add_up`` naming every audit whose figures do not, with the first reasons."""
    wrong = [
        f"{line.audit.community.short_name}{line.audit.person.name}：{problem.text}"
        for line in lines
        for problem in line.figures.problems
    ]
    if wrong:
        more = f"等{len(wrong)}处" if len(wrong) > NAMED else ""
        raise DomainError(
            "figures_do_not_add_up", f"数据不完整或不平，未生成报告：{''.join(wrong[:NAMED])}{more}请先更正审计数据。"
        )
