"""离任审计结果 of one community, and the street's 离任审计情况汇总 with its tables across the sheet."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from communities.models import Region
from core.errors import DomainError
from core.money import ZERO, total
from interviews.audit_rows import ledger_row, lines_of, require_sound, totals_of
from interviews.models import AuditFinding, AuditGrades, AuditStates, FindingKinds, FindingStates
from reports.definitions.base import Report
from reports.definitions.departure_audits import ISSUED, PlaceForm, audits_in, issued_in, papers_of, term_of
from reports.wording import words


@dataclass
class KindOfProblem:
    """共性问题: the findings of one kind over all audits."""

    label: str
    number: int = 0
    amount: object = ZERO
    rectified: int = 0
    unrectified: int = 0
    places: set = field(default_factory=set)

    def add(self, finding, place):
        self.number += 1
        self.amount = total([self.amount, finding.amount])
        self.rectified += finding.state != FindingStates.OPEN
        self.unrectified += finding.state == FindingStates.OPEN
        self.places.add(place)


def kinds_of(findings):
    """:class:`KindOfProblem` by kind, the most frequent first. ``findings``: with ``audit__community``."""
    by_kind = {}
    for finding in findings:
        kind = by_kind.setdefault(finding.kind, KindOfProblem(FindingKinds(finding.kind).label))
        kind.add(finding, finding.audit.community.short_name)
    return sorted(by_kind.values(), key=lambda kind: (-kind.number, -kind.amount, kind.label))


def _require_same(kinds, sums):
    """The table of kinds and the totals row are counted from the same findings in two ways: they must agree."""
    counted = sum(kind.number for kind in kinds), total(kind.amount for kind in kinds)
    if counted != (sums["findings"], sums["finding_amount"]):
        raise DomainError("does_not_add_up", "审计期间问题分类合计与逐人合计不一致，未生成报告。请稍后重新生成。")


def summary_context(user, region, election, parameters, number):
    """The data of templates/pdf/departure_audit_summary.html. Figures are those of issued reports alone."""
    audits = audits_in(user, region, election)
    lines = lines_of(issued_in(user, region, election))
    require_sound(lines)
    rows = [ledger_row(line) for line in lines]
    sums = totals_of(rows)
    findings = _findings_of(lines)
    kinds = kinds_of(findings)
    _require_same(kinds, sums)
    return {
        "words": words("departure_audit_summary", region, election),
        "region": region,
        "term": term_of(election),
        "as_of": timezone.localtime(),
        "progress": _progress(audits),
        "rows": rows,
        "sums": sums,
        "grades": _grades(lines),
        "kinds": kinds,
        "open_findings": _open_by_place(findings),
        "shared_books": any(row["note"] for row in rows),
        "unfinished": sums["unrectified"],
    }


def _findings_of(lines):
    found = AuditFinding.objects.filter(audit__in=[line.audit.pk for line in lines])
    return list(found.select_related("audit__community", "audit__person"))


def _progress(audits):
    """How far the audits of the place are: counts by state, places and agencies."""
    rows = list(audits.order_by().values_list("state", "community_id", "lead_agency"))
    states = Counter(state for state, _, _ in rows)
    return {
        "audits": len(rows),
        "issued": sum(states[state] for state in ISSUED),
        "completed": states[AuditStates.COMPLETED],
        "communities": len({code for _, code, _ in rows}),
        "states": [(state.label, states[state]) for state in AuditStates],
        "agencies": "、".join(sorted({agency for _, _, agency in rows})),
    }


def _grades(lines):
    counted = Counter(line.audit.conclusion_grade for line in lines)
    return [(grade.label, counted[grade]) for grade in AuditGrades]


def _open_by_place(findings):
    """``[(community, number, amount)]`` of what is not put right yet, most first."""
    by_place = defaultdict(list)
    for finding in findings:
        if finding.state == FindingStates.OPEN:
            by_place[finding.audit.community.short_name].append(finding.amount)
    rows = [(place, len(amounts), total(amounts)) for place, amounts in by_place.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def community_context(user, region, election, parameters, number):
    """The data of templates/pdf/departure_audit_community.html."""
    papers = papers_of(issued_in(user, region, election))
    rows = [ledger_row(paper.line) for paper in papers]
    findings = _findings_of([paper.line for paper in papers])
    return {
        "region": region,
        "term": term_of(election),
        "as_of": timezone.localtime(),
        "audits": list(zip(papers, rows, strict=True)),
        "sums": totals_of(rows),
        "kinds": kinds_of(findings),
        "findings": findings,
    }


DEPARTURE_AUDIT_COMMUNITY = Report(
    code="departure_audit_community",
    title="社区离任审计结果报告",
    description="一个社区已出具报告的各被审计人：基本情况、财务数据、存在问题、整改建议。",
    template="pdf/departure_audit_community.html",
    permission="view_audits",
    context=community_context,
    parameter_form=PlaceForm,
    levels=(Region.Levels.COMMUNITY,),
    counter="份",
)
DEPARTURE_AUDIT_SUMMARY = Report(
    code="departure_audit_summary",
    title="离任审计情况汇总",
    description="全街道离任审计开展情况、总体数据、共性问题、整改和结果运用，附横排汇总表和合计，合计逐项核对。",
    template="pdf/departure_audit_summary.html",
    permission="view_audits",
    context=summary_context,
    parameter_form=PlaceForm,
    levels=(Region.Levels.STREET,),
    counter="份",
)
