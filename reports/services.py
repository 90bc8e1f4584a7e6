"""Asking for reports and building them."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.models import Election, Region
from core import access, audit, jobs, pdf
from core.errors import DomainError
from core.files import PDF
from core.jobs import Product
from reports.models import ReportRun
from reports.registry import find


def _require_report(code):
    report = find(code)
    if report is None:
        raise DomainError("unknown_report", "没有这种报告，请从列表中选择。", field="code")
    return report


def _require_rights(user, report, region):
    """Both to build reports here and to see what stands in this one; asked again when the job runs."""
    for permission in ("build_reports", report.permission):
        if not access.allowed(user, permission, region):
            raise DomainError("not_allowed", f"您没有在{region}生成“{report.title}”的权限。")


def clean_parameters(report, user, region, election, parameters):
    """Checked by the report's own form; returns plain strings fit for the job's row."""
    form = report.parameter_form(user, region, election, parameters)
    if not form.is_valid():
        problems = "；".join(f"{form[name].label}：{errors[0]}" for name, errors in form.errors.items())
        raise DomainError("bad_parameters", f"参数有误。{problems}")
    return {name: str(getattr(value, "pk", value)) for name, value in form.cleaned_data.items() if value}


def _next_number(code, region, election):
    runs = ReportRun.objects.filter(code=code, region=region, election=election)
    return (runs.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def request_report(*, actor, code, region, election, parameters=None):
    """Put a report in the queue. Returns the :class:`ReportRun`; the file comes with its job.

    Raises DomainError ``unknown_report``, ``not_allowed``, ``wrong_level`` or ``bad_parameters``.
    """
    report = _require_report(code)
    _require_rights(actor, report, region)
    if region.level not in report.levels:
        raise DomainError(
            "wrong_level", f"“{report.title}”不能按{region.get_level_display()}生成，请另选范围。", field="region"
        )
    run = ReportRun.objects.create(
        code=code,
        content_permission=report.permission,
        region=region,
        election=election,
        parameters=clean_parameters(report, actor, region, election, parameters or {}),
        number=_next_number(code, region, election),
        requested_by=actor,
    )
    run.job = jobs.enqueue(
        actor=actor, kind="report", parameters={"run": str(run.pk)}, idempotency_key=f"report:{run.pk}"
    )
    run.save(update_fields=["job"])
    audit.record(actor, "report.request", run, detail={"code": code, "region": region.pk})
    return run


def draw(report, *, user, region, election, parameters, number, printed_by, document_number, report_progress=None):
    """Build one document now. Returns :class:`core.pdf.RenderedPdf`; used by the job and by the command line."""
    tell = report_progress or (lambda percent, step: None)
    tell(10, "取数")
    context = report.context(user, region, election, parameters, number)
    tell(40, "排版")
    marks = {"printed_by": printed_by, "printed_at": timezone.now(), "document_number": document_number}
    rendered = pdf.render(report.template, {**context, **marks}, title=report.title)
    tell(90, "存档")
    return rendered


def build_report_run(running):
    """The job behind a :class:`ReportRun`: builds it with the rights its requester has now; returns the file."""
    run = ReportRun.objects.select_related("region", "election").get(pk=running.parameters["run"])
    report = _require_report(run.code)
    _require_rights(running.actor, report, run.region)
    rendered = draw(
        report,
        user=running.actor,
        region=run.region,
        election=run.election,
        parameters=run.parameters,
        number=run.number,
        printed_by=running.actor.full_name,
        document_number=run.document_number,
        report_progress=running.report,
    )
    with transaction.atomic():
        running.require_mine()
        run.pages = rendered.pages
        run.save(update_fields=["pages"])
    return Product(rendered.content, run.file_name, PDF)


def regions_for(user, report):
    """The regions in which ``user`` may build ``report``, highest first."""
    regions = access.visible_to(user, Region, "build_reports").filter(level__in=report.levels, is_active=True)
    return access.visible_to(user, regions, report.permission)


def election_of(region, number=None):
    """The region's running election, or that with ``number``; raises DomainError ``no_election``."""
    elections = Election.objects.over(region.pk)
    chosen = elections.filter(number=number).first() if number else elections.running().first()
    if chosen is None:
        raise DomainError(
            "no_election", f"{region}没有{f'第 {number} 届' if number else '筹备中的届次'}，请先建立届次。"
        )
    return chosen
