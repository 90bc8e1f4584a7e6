"""Ledgers: the list, one on screen, as a workbook, on paper."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from communities.current import current_election, current_region, require_election
from core import access
from core.errors import DomainError
from core.files import EXCEL, download
from core.web import holding, working_on
from reports.definitions.ledgers import code_of
from reports.ledgers import LEDGERS, find
from reports.ledgers.export import export_ledger, require_export
from reports.ledgers.forms import LedgerFilter
from reports.services import request_report

MAY_SEE = holding("view_records") | working_on("interviews.DepartureAudit", "view_audits")
MAY_EXPORT = holding("export_records") | working_on("interviews.DepartureAudit", "export_records")
PAGE = 50


class LedgerList(TemplateView):
    """The ledgers that the user may see, by group."""

    access_rule = MAY_SEE
    template_name = "reports/ledger_list.html"

    def get_context_data(self, **kwargs):
        groups = {}
        for ledger in LEDGERS:
            if ledger.admits(self.request.user):
                groups.setdefault(ledger.group, []).append(ledger)
        return super().get_context_data(groups=groups, election=current_election(self.request), **kwargs)


class LedgerView:
    """What the views of one ledger share: which it is, whose lines, and what they are narrowed by."""

    access_rule = MAY_SEE

    def dispatch(self, request, *args, **kwargs):
        self.ledger = find(kwargs["code"])
        if self.ledger is None or not self.ledger.admits(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def filter_form(self):
        request = self.request
        data = request.POST if request.method == "POST" else request.GET
        region, election = current_region(request), current_election(request)
        form = LedgerFilter(self.ledger, request.user, region, election, data)
        form.is_valid()
        return form

    @property
    def filters(self):
        return {key: value for key, value in self.filter_form.cleaned_data.items() if value}

    @property
    def region(self):
        """The community chosen, else all that the user works in."""
        return self.filters.get("community") or current_region(self.request)

    @property
    def election_known(self):
        """Whether there is a term to list; who works in no region sees his records of any term."""
        return self.region is None or current_election(self.request) is not None


class LedgerPage(LedgerView, TemplateView):
    """One ledger on screen."""

    audit_events = ()
    template_name = "reports/ledger.html"

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        election = current_election(self.request)
        is_open = self.election_known
        rows = self.ledger.take(self.request.user, self.region, election, self.filters) if is_open else []
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        page = Paginator(rows, PAGE).get_page(data.get("page"))
        totals = self.ledger.totals(rows)
        return super().get_context_data(
            ledger=self.ledger,
            election=election,
            is_open=is_open,
            filter_form=self.filter_form,
            page_obj=page,
            lines=[(self.ledger.url_of(row), self.ledger.cells(row)) for row in page],
            totals=self.ledger.cells(totals) if totals else None,
            chosen={key: str(getattr(value, "pk", value)) for key, value in self.filters.items()},
            may_export=self.ledger.may_export(self.request.user),
            may_print=self.region is not None and access.holds(self.request.user, "build_reports"),
            **kwargs,
        )


class LedgerExport(LedgerView, View):
    """The same lines as a workbook."""

    access_rule = MAY_EXPORT

    def get(self, request, code):
        name, content = export_ledger(
            actor=request.user, ledger=self.ledger, region=self.region,
            election=require_election(request) if self.region else None, filters=self.filters,
        )  # fmt: skip
        return download(content, name=name, content_type=EXCEL)


@method_decorator(require_POST, name="dispatch")
class LedgerPrint(LedgerView, View):
    """Ask for the same lines on paper; leads to where the PDF will be."""

    access_rule = MAY_EXPORT
    audit_events = ("report.request",)

    def post(self, request, code):
        require_export(request.user, self.ledger)
        if self.region is None:
            raise DomainError("no_region", "打印台账需要街道或社区的授权，请改用导出 Excel。")
        parameters = {key: value for key, value in self.filters.items() if key != "community"}
        run = request_report(
            actor=request.user, code=code_of(self.ledger), region=self.region, election=require_election(request),
            parameters=parameters,
        )  # fmt: skip
        return redirect("reports:report-run", pk=run.pk)
