"""Asking for reports and building them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.models import Election, Region
from core import access, audit, jobs
from core.errors import DomainError
from core.jobs import Product
from reports.models import ReportRun
from reports.registry import find


def _require_report(code):
    report = find(code)
    if report is None:
        raise DomainError("unknown_report", "没有这种报告，请从列表中选择。", field="code")
    return report


def _require_rights(user, report, region, parameters):
    """Both to build reports here and to see what stands in this one; asked again when the job runs.

    Of a report about one record they are asked on that record.
    """
    if report.subject_model:
        subject_of(report, user, parameters)
        return
    for permission in (report.build_permission, report.permission):
        if permission and not access.allowed(user, permission, region):
            raise DomainError("not_allowed", f"您没有在{region}生成“{report.title}”的权限。")


def subject_of(report, user, parameters):
    """The record that a report is about; raises DomainError ``not_allowed`` if it is none the user may see."""
    try:
        return report.records_for(user).get(pk=parameters.get("subject"))
    except (report.subject_model.DoesNotExist, ValidationError):
        raise DomainError("not_allowed", f"请从列表中选择您可以生成“{report.title}”的对象。", field="subject") from None


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
def request_report(*, actor, code, region=None, election=None, parameters=None):
    """Put a report in the queue. Returns the :class:`ReportRun`; the file comes with its job.

    ``region`` and ``election`` are left out for a report about one record: they are the record's.
    Raises DomainError ``unknown_report``, ``not_allowed``, ``wrong_level`` or ``bad_parameters``.
    """
    report = _require_report(code)
    parameters, subject = parameters or {}, None
    _require_rights(actor, report, region, parameters)
    if report.subject_model:
        subject = subject_of(report, actor, parameters)
        region, election = subject.community, subject.election
    if region.level not in report.levels:
        raise DomainError(
            "wrong_level", f"“{report.title}”不能按{region.get_level_display()}生成，请另选范围。", field="region"
        )
    run = ReportRun.objects.create(
        code=code,
        content_permission=report.permission,
        region=region,
        election=election,
        parameters=clean_parameters(report, actor, region, election, parameters),
        subject_id=subject and subject.pk,
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
    """Build one document now. Returns a ``Document``; used by the job and by the command line."""
    tell = report_progress or (lambda percent, step: None)
    tell(10, "取数")
    context = report.context(user, region, election, parameters, number)
    tell(40, "排版")
    marks = {"printed_by": printed_by, "printed_at": timezone.now(), "document_number": document_number}
    document = report.render(report, {**context, **marks}, tell)
    tell(90, "存档")
    return document


def build_report_run(running):
    """The job behind a :class:`ReportRun`: builds it with the rights its requester has now; returns the file."""
    run = ReportRun.objects.select_related("region", "election").get(pk=running.parameters["run"])
    report = _require_report(run.code)
    _require_rights(running.actor, report, run.region, run.parameters)
    document = draw(
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
        run.pages, run.ending = document.pages, document.ending
        run.save(update_fields=["pages", "ending"])
    return Product(document.content, run.file_name, document.content_type)


def regions_for(user, report):
    """The regions in which ``user`` may build ``report``, highest first."""
    regions = access.visible_to(user, Region, report.permission).filter(level__in=report.levels, is_active=True)
    return access.visible_to(user, regions, report.build_permission) if report.build_permission else regions


def election_of(region, number=None):
    """The region's running election, or that with ``number``; raises DomainError ``no_election``."""
    elections = Election.objects.over(region.pk)
    chosen = elections.filter(number=number).first() if number else elections.running().first()
    if chosen is None:
        raise DomainError(
            "no_election", f"{region}没有{f'第 {number} 届' if number else '筹备中的届次'}，请先建立届次。"
        )
    return chosen
