"""Ledgers: the list, one on screen, as a workbook, on paper."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from accounts import notices, reauthentication
from communities.current import current_election, current_region, require_election
from core import access, audit
from core.dates import chinese_date
from core.errors import DomainError
from core.files import EXCEL, download
from core.paging import Pages
from core.web import CountedMixin, OnceMixin, ServiceFormMixin, StateMixin, holding, working_on
from reports.definitions.ledgers import code_of
from reports.ledgers import LEDGERS, find
from reports.ledgers.export import export_ledger, is_long, request_export, require_export
from reports.ledgers.formats import PERMISSION, disclose_numbers, format_of, has_formats, remember
from reports.ledgers.forms import FormatForm, LedgerFilter, NumbersForm, SnapshotForm, TemplateForm
from reports.ledgers.snapshots import cancel_snapshot, read_snapshot, request_snapshot
from reports.ledgers.templates import fill_ledger, keep_template, known_columns, template_of
from reports.models import LedgerSnapshot
from reports.services import request_report

MAY_SEE = holding("view_records") | working_on("interviews.DepartureAudit", "view_audits")
MAY_EXPORT = (
    holding("export_records")
    | working_on("interviews.DepartureAudit", "export_records")
    | working_on("discipline.Clue", "read_clue")
)
PAGE, COUNTED, SNAPSHOTS = 50, 1000, 20


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


class LedgerView(OnceMixin):
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
    def chosen(self):
        """What it is narrowed by, as it stands in an address: codes only."""
        return {key: str(getattr(value, "pk", value)) for key, value in self.filters.items()}

    @cached_property
    def format(self):
        """How the user takes this ledger out."""
        return format_of(self.request.user, self.ledger)

    def to(self, name, **more):
        """A redirect to another view of this ledger, narrowed alike."""
        address = reverse(f"reports:{name}", args=[self.ledger.code])
        query = urlencode({**self.chosen, **more})
        return redirect(f"{address}?{query}" if query else address)

    def print_out(self, **parameters):
        """Ask for the PDF; returns the address where it will be."""
        if self.region is None:
            raise DomainError("no_region", "打印台账需要街道或社区的授权，请改用导出 Excel。")
        narrowed = {key: value for key, value in self.filters.items() if key != "community"}
        run = request_report(
            actor=self.request.user, code=code_of(self.ledger), region=self.region,
            election=require_election(self.request), parameters={**narrowed, **parameters},
        )  # fmt: skip
        return run.get_absolute_url()

    def export(self, service, **reason):
        """The workbook that ``service`` makes, as a download."""
        name, content = service(
            actor=self.request.user, ledger=self.ledger, region=self.region,
            election=require_election(self.request) if self.region else None, filters=self.filters, chosen=self.format,
            **reason,
        )  # fmt: skip
        return download(content, name=name, content_type=EXCEL)

    def snapshots(self):
        """The snapshots of this ledger and term that the user may see, newest first."""
        rows = access.visible_to(self.request.user, LedgerSnapshot)
        rows = rows.filter(ledger=self.ledger.code, election=current_election(self.request))
        return rows.select_related("region", "requested_by", "job")

    @property
    def region(self):
        """The community chosen, else all that the user works in."""
        return self.filters.get("community") or current_region(self.request)

    @property
    def election_known(self):
        """Whether there is a term to list; who works in no region sees his records of any term."""
        return self.region is None or current_election(self.request) is not None


class LedgerPage(CountedMixin, StateMixin, LedgerView, TemplateView):
    """One ledger on screen: as many of its lines as the page needs, in the columns chosen."""

    audit_events = ()
    filter_form_class = LedgerFilter
    template_name = "reports/ledger.html"
    unchipped = ("order",)

    def count_up_to(self, limit):
        """A saved view of a ledger shows no number: it would be made of all its lines."""
        return

    @cached_property
    def shaped(self):
        """The ledger with all the columns that the user has on screen."""
        return self.format.on_screen.shape(self.ledger)

    @property
    def columns(self):
        """The headings among which he chooses."""
        return tuple(column.full_heading for column in self.shaped.columns)

    def _as_chosen(self):
        """The ledger with the chosen columns alone; the first always stands."""
        first, *others = self.shaped.columns
        chosen = [column for column, way in zip(others, self.list_state.columns, strict=True) if way.chosen]
        return replace(self.shaped, columns=(first, *chosen))

    def _page(self, ledger):
        """``(rows, page)``: rows as far as the page needs them, all where a sum or an order asks for all."""
        asked = (self.request.POST if self.request.method == "POST" else self.request.GET).get("page", "")
        limit = PAGE * (int(asked) if asked.isdecimal() and len(asked) < 6 else 1) + 1
        rows = self._first(ledger, limit)
        is_cut_short = len(rows) == limit and limit <= COUNTED
        once = (lambda _: self.counted_once(self._counted)) if is_cut_short else None
        return rows, Pages(rows, PAGE, COUNTED, once).page(asked)

    def _first(self, ledger, limit):
        return ledger.take_first(self.request.user, self.region, current_election(self.request), self.filters, limit)

    def _counted(self):
        """How many lines there are, as far as they are counted."""
        return len(self._first(self.ledger, COUNTED + 1))

    def count_question(self):
        election = current_election(self.request)
        return election and election.pk, *self.chosen.items()

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        is_open, ledger = self.election_known, self._as_chosen()
        rows, page = self._page(self.shaped) if is_open else ([], Pages([], PAGE).page())
        totals = self.shaped.totals(rows)
        return super().get_context_data(
            ledger=ledger,
            election=election,
            is_open=is_open,
            filter_form=self.filter_form,
            page_obj=page,
            lines=[(ledger.url_of(row), ledger.cells(row)) for row in page],
            totals=ledger.cells(totals) if totals else None,
            chosen=self.chosen,
            may_export=ledger.may_export(user),
            may_print=self.region is not None and access.holds(user, ledger.build_permission),
            snapshots=self.snapshots()[:SNAPSHOTS] if is_open else [],
            snapshot_form=SnapshotForm(),
            format_form=FormatForm(self.ledger, user, initial=vars(self.format)) if has_formats(self.ledger) else None,
            **kwargs,
        )


class LedgerExport(LedgerView, View):
    """The same lines as a workbook; where complete numbers are chosen, first the reason."""

    access_rule = MAY_EXPORT

    def get(self, request, code):
        require_export(request.user, self.ledger)
        if self.format.is_complete:
            return self.to("ledger-numbers")
        return self._have_exported() if is_long(self.region) else self.export(export_ledger)

    def _have_exported(self):
        request_export(
            actor=self.request.user, ledger=self.ledger, region=self.region,
            election=require_election(self.request), filters=self.filters,
        )  # fmt: skip
        messages.success(self.request, f"{self.ledger.title}正在后台导出，完成后在这里下载，另有消息告知。")
        return redirect("reports:jobs")


@method_decorator(require_POST, name="dispatch")
class LedgerPrint(LedgerView, View):
    """Ask for the same lines on paper; leads to where the PDF will be."""

    access_rule = MAY_EXPORT
    audit_events = ("report.request",)

    def post(self, request, code):
        require_export(request.user, self.ledger)
        if self.format.is_complete:
            return self.to("ledger-numbers", output="paper")
        return self.once(lambda: self.print_out(**self.format.parameters))


@method_decorator(require_POST, name="dispatch")
class LedgerFormatView(LedgerView, View):
    """Keep in what form the user takes this ledger out."""

    audit_events = ()

    def post(self, request, code):
        form = FormatForm(self.ledger, request.user, request.POST)
        if not form.is_valid():
            problems = "；".join(f"{form[name].label}：{errors[0]}" for name, errors in form.errors.items())
            raise DomainError("bad_format", f"导出格式没有保存。{problems}")
        remember(actor=request.user, ledger=self.ledger, **form.cleaned_data)
        messages.success(request, "导出格式已保存，下次沿用。")
        return self.to("ledger")


class LedgerNumbers(LedgerView, FormView):
    """Why complete ID numbers are taken out; then the workbook, or the way to the PDF."""

    access_rule = holding(PERMISSION)
    audit_events = ("ledger.identity", "ledger.export", "report.request")
    form_class = NumbersForm
    template_name = "reports/ledger_numbers.html"

    def get_form_kwargs(self):
        if not self.ledger.identity:
            raise Http404
        if not self.ledger.may_export(self.request.user):
            raise PermissionDenied
        return super().get_form_kwargs() | {"ask_password": not reauthentication.is_fresh(self.request)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(ledger=self.ledger, chosen=self.chosen, output=self.output, **kwargs)

    @property
    def output(self):
        """Where the numbers go: ``paper``, ``template``, or the usual workbook."""
        return (self.request.POST or self.request.GET).get("output", "")

    def form_valid(self, form):
        password = form.cleaned_data.get("password")
        if password is not None and not reauthentication.confirm_password(self.request, password):
            form.add_error("password", "密码不正确。")
            return self.form_invalid(form)
        try:
            return self._give(form.reason)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.form_invalid(form)

    def _give(self, reason):
        if self.output != "paper":
            return self.export(fill_ledger if self.output == "template" else export_ledger, reason=reason)
        return self.once(partial(self._print_numbers, reason))

    def _print_numbers(self, reason):
        seq = disclose_numbers(actor=self.request.user, ledger=self.ledger, region=self.region, reason=reason)
        return self.print_out(disclosure=seq, **self.format.parameters)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class LedgerTemplateView(LedgerView, ServiceFormMixin, FormView):
    """The office's own workbook for the ledger: upload, what was recognised, fill in."""

    access_rule = MAY_EXPORT
    audit_events = ("ledger.template",)
    form_class = TemplateForm
    template_name = "reports/ledger_template.html"
    success_message = "模板已保存。"

    def dispatch(self, request, *args, **kwargs):
        found = find(kwargs["code"])
        if found and found.admits(request.user) and not found.may_export(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form):
        return keep_template(actor=self.request.user, ledger=self.ledger, upload=form.cleaned_data["upload"])

    def get_success_url(self):
        return reverse("reports:ledger-template", args=[self.ledger.code])

    def get_context_data(self, **kwargs):
        kept = template_of(self.request.user, self.ledger)
        headings = [column.full_heading for column in known_columns(self.ledger)]
        return super().get_context_data(ledger=self.ledger, kept=kept, headings=headings, chosen=self.chosen, **kwargs)


class LedgerFill(LedgerView, View):
    """The kept workbook with the lines in it; where complete numbers are chosen, first the reason."""

    access_rule = MAY_EXPORT

    def get(self, request, code):
        require_export(request.user, self.ledger)
        if self.format.is_complete:
            return self.to("ledger-numbers", output="template")
        return self.export(fill_ledger)


@method_decorator(require_POST, name="dispatch")
class SnapshotCreate(LedgerView, View):
    """Keep the ledger as it stands, narrowed as it is shown: now, or at the end of a day."""

    audit_events = ("ledger.plan_snapshot", "ledger.snapshot")

    def post(self, request, code):
        form = SnapshotForm(request.POST)
        if not form.is_valid():
            raise DomainError("bad_date", f"快照没有留存。留存日期：{form.errors['taken_for'][0]}")
        return self.once(partial(self._keep, form.cleaned_data["taken_for"]))

    def _keep(self, ahead):
        snapshot = request_snapshot(
            actor=self.request.user, ledger=self.ledger, region=self.region, election=require_election(self.request),
            filters=self.filters, taken_for=ahead,
        )  # fmt: skip
        told = f"快照已登记，将于{chinese_date(snapshot.taken_for)}日终留存。" if ahead else "快照已留存。"
        messages.success(self.request, told)
        return self.to("ledger").url


@method_decorator(require_POST, name="dispatch")
class SnapshotCancel(LedgerView, View):
    """Take back a snapshot that one planned oneself."""

    audit_events = ("ledger.cancel_snapshot",)

    def post(self, request, code, pk):
        own = LedgerSnapshot.objects.filter(ledger=code, requested_by=request.user)
        cancel_snapshot(actor=request.user, snapshot=access.get_or_404(request.user, own, pk=pk))
        messages.success(request, "计划的快照已取消。")
        return self.to("ledger")


class SnapshotPage(LedgerView, TemplateView):
    """A ledger as it stood."""

    template_name = "reports/ledger_snapshot.html"

    def get_context_data(self, **kwargs):
        snapshot = access.get_or_404(self.request.user, self.snapshots_taken(), pk=self.kwargs["pk"])
        frozen = read_snapshot(snapshot)
        notices.mark_seen(actor=self.request.user, url=self.request.path)
        page = Pages(frozen.lines, PAGE).page(self.request.GET.get("page", ""))
        return super().get_context_data(
            snapshot=snapshot, ledger=frozen.ledger, lines=page.object_list, page_obj=page, totals=frozen.totals,
            may_export=self.ledger.may_export(self.request.user), **kwargs,
        )  # fmt: skip

    def snapshots_taken(self):
        rows = LedgerSnapshot.objects.filter(ledger=self.ledger.code, taken_at__isnull=False)
        return rows.select_related("region", "election", "requested_by", "lines", "workbook")


class SnapshotDownload(LedgerView, View):
    """The workbook that was made then."""

    access_rule = MAY_EXPORT

    def get(self, request, code, pk):
        require_export(request.user, self.ledger)
        rows = LedgerSnapshot.objects.filter(ledger=code, taken_at__isnull=False).select_related("workbook")
        snapshot = access.get_or_404(request.user, rows, pk=pk)
        file = snapshot.workbook
        audit.record(request.user, "ledger.download_snapshot", snapshot, detail={"ledger": code, "digest": file.digest})
        return download(file.read(), name=file.name, content_type=file.content_type)
