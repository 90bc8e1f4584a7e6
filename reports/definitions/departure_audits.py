"""离任审计报告: of one auditee, and of every auditee of a place in one file for the printer.

Nothing is printed whose figures do not add up; before the report is issued the paper says 征求意见稿.
"""

from collections import defaultdict

from django import forms

from communities.models import Region
from core import access
from core.errors import DomainError
from core.money import total
from interviews.audit_figures import BY_CODE, SECTIONS
from interviews.audit_rows import lines_of, require_sound
from interviews.models import AuditContract, AuditFinding, AuditStates, DepartureAudit
from reports.definitions.base import Report, subject_form
from reports.definitions.batches import PackingForm, draw_each, take

ISSUED = (AuditStates.REPORTED, AuditStates.PUBLISHED, AuditStates.RECTIFYING, AuditStates.COMPLETED)
BALANCES = [section for section in SECTIONS if section.is_stock]


def term_of(election):
    """第十二届, without the year in brackets."""
    return str(election).partition("（")[0]


class Paper:
    """What templates/pdf/departure_audit.html tells of one audit. ``line``: its AuditLine."""

    def __init__(self, line, findings, contracts):
        self.line, self.audit, self.figures = line, line.audit, line.figures
        self.findings, self.contracts = findings, contracts

    @property
    def term(self):
        return term_of(self.audit.election)

    @property
    def bookmark(self):
        return f"{self.audit.community.short_name} {self.audit.person.name}"

    @property
    def is_draft(self):
        return self.audit.state not in ISSUED

    @property
    def team(self):
        """``[(role, names)]``: 组长 first; names joined as in a sentence."""
        by_role = defaultdict(list)
        for seat in self.line.team:
            by_role[seat.get_role_display()].append(seat.person.name)
        return [(role, "、".join(names)) for role, names in by_role.items()]

    @property
    def books(self):
        """The balances in one table: ``[(section's name, lines, totals)]``, sections without lines left out."""
        return [
            (section.label, self.figures.lines(section.code), self.figures.totals(section.code))
            for section in BALANCES
            if self.figures.lines(section.code)
        ]

    @property
    def cash(self):
        return BY_CODE["cash"].label, self.figures.lines("cash"), self.figures.totals("cash")

    @property
    def flows(self):
        """``[(name, [(item, sum)], total)]`` of income and expenditure."""
        return [
            (BY_CODE[code].label, self.figures.by_item(code).items(), self.figures.total(code))
            for code in ("income", "expenditure")
        ]

    @property
    def years(self):
        """``[(year, income, expenditure, surplus)]`` where both are told by year; 未分年度 last."""
        income, expenditure = (self.figures.by_year(code) for code in ("income", "expenditure"))
        if not any(income) or not any(expenditure):
            return []
        told = sorted(income.keys() | expenditure.keys(), key=lambda year: (year is None, year))
        rows = ((year, total([income.get(year)]), total([expenditure.get(year)])) for year in told)
        return [(f"{year}年" if year else "未分年度", *sums, sums[0] - sums[1]) for year, *sums in rows]

    @property
    def assets(self):
        """货币资金＋债权＋固定资产 at the end of the period."""
        return total(self.figures.total(code, "closing") for code in ("cash", "claims", "fixed_assets"))

    @property
    def closing(self):
        """``{section: closing balance}``."""
        return {code: self.figures.total(code, "closing") for code in ("cash", "claims", "debts", "fixed_assets")}

    @property
    def cash_opening(self):
        return self.figures.total("cash", "opening")

    @property
    def finding_amount(self):
        return total(finding.amount for finding in self.findings)


def papers_of(audits):
    """A :class:`Paper` for each audit of a queryset, in a constant number of queries.

    Raises DomainError ``figures_do_not_add_up``.
    """
    lines = lines_of(audits.select_related("community__parent", "election"))
    require_sound(lines)
    keys = [line.audit.pk for line in lines]
    findings, contracts = _by_audit(AuditFinding, keys), _by_audit(AuditContract, keys)
    return [Paper(line, findings[line.audit.pk], contracts[line.audit.pk]) for line in lines]


def _by_audit(model, keys):
    found = defaultdict(list)
    for record in model.objects.filter(audit__in=keys):
        found[record.audit_id].append(record)
    return found


def audits_in(user, region, election):
    """The audits of a place and term that the user may see, community by community."""
    inside = access.code_condition("community_id", [region.pk])
    audits = access.visible_to(user, DepartureAudit).filter(inside, election=election)
    return audits.order_by("community_id", "created_at", "pk")


def issued_in(user, region, election):
    """Those whose report is issued; raises DomainError ``nothing_to_print`` if there is none."""
    audits = audits_in(user, region, election).filter(state__in=ISSUED)
    if not audits.exists():
        raise DomainError("nothing_to_print", f"{region.short_name}本届还没有出具报告的离任审计，出具报告后再生成。")
    return audits


def describe(audit):
    """The line to choose an audit by."""
    return f"{audit.community.short_name}　{audit.person.name}　{audit.get_state_display()}"


def with_names(audits):
    return audits.select_related("community", "person").order_by("community_id", "created_at")


def context(user, region, election, parameters, number):
    """The data of templates/pdf/departure_audit.html for one audit."""
    audit = access.get_or_404(user, DepartureAudit, pk=parameters["subject"])
    return {"paper": papers_of(DepartureAudit.objects.filter(pk=audit.pk))[0]}


class PlaceForm(forms.Form):
    """The region is all there is to choose."""

    def __init__(self, user, region, election, data=None):
        super().__init__(data or {})


def batch_context(user, region, election, parameters, number):
    """Every issued report of the place. Raises DomainError ``nothing_to_print`` or ``too_many``."""
    audits = issued_in(user, region, election)
    take(audits, unit="份", otherwise="“离任审计台账”导出 Excel")
    return {"papers": papers_of(audits)}


def render_batch(report, context, tell):
    """One file of all papers, a bookmark for each; progress by people."""
    papers, marks = context["papers"], {name: value for name, value in context.items() if name != "papers"}
    return draw_each(report, [(paper.bookmark, {**marks, "paper": paper}) for paper in papers], marks, tell)


DEPARTURE_AUDIT = Report(
    code="departure_audit",
    title="离任审计报告",
    description="一名被审计人的审计报告：基本情况、审计评价（各项财务数据）、存在问题、建议。数据不平的不生成。",
    template="pdf/departure_audit.html",
    permission="view_audits",
    context=context,
    parameter_form=subject_form(DepartureAudit, "view_audits", label="被审计人", describe=describe, rows=with_names),
    levels=(Region.Levels.COMMUNITY,),
    counter="份",
    subject_model=DepartureAudit,
    subject_label=lambda audit: audit.person.name,
    subject_rows=lambda audits: audits.select_related("person"),
)
DEPARTURE_AUDIT_BATCH = Report(
    code="departure_audit_batch",
    title="离任审计报告（全部）",
    description="所选范围内已出具的离任审计报告，合为一个带书签的 PDF，双面打印后可逐份分开；或每份一个文件打包下载。",
    template="pdf/departure_audit.html",
    permission="view_audits",
    context=batch_context,
    parameter_form=PackingForm,
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
    counter="份",
    ledger="audits",
    render=render_batch,
)
