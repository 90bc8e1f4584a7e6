"""Asking for reports and building them."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from communities.models import Election, Region
from core import access, audit, jobs, secrets
from core.errors import DomainError
from core.files import store
from core.job_parts import Parts, PartsInHand
from core.jobs import Product
from reports import issuing, wording
from reports.models import HandedCopy, IssuedDocument, ReportRun, Wording
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


def draw(report, *, user, region, election, parameters, number, printed_by, document_number, report_progress=None,
         parts=None):  # fmt: skip
    """Build one document now. Returns a ``Document``; used by the job and by the command line."""
    tell = report_progress or (lambda percent, step: None)
    tell(10, "取数")
    context = report.read(user, region, election, parameters, number)
    said = context.get("words")
    tell(40, "排版")
    marks = {
        "printed_by": printed_by,
        "printed_at": timezone.now(),
        "document_number": document_number,
        "foot": said.foot if said else wording.words(wording.COMMON, region, election).foot,
        "is_sample": bool(said) and not said.is_confirmed,
        "job_parts": parts or PartsInHand(),
        "packing": parameters.get("form"),
    }
    document = report.render(report, {**context, **marks}, tell)
    tell(90, "存档")
    return replace(document, wording=said.version if said else None)


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
        parts=Parts(running),
    )
    with transaction.atomic():
        running.require_mine()
        run.pages, run.ending, run.wording = document.pages, document.ending, document.wording
        run.figures = document.figures
        run.save(update_fields=["pages", "ending", "wording", "figures"])
    return Product(document.content, run.file_name, document.content_type)


def may_issue(user, run):
    """Whether ``user`` may put a number on this finished draft."""
    if run.is_issued or not issuing.is_issuable(run):
        return False
    try:
        _require_rights(user, run.report, run.region, run.parameters)
    except DomainError:
        return False
    return True


@dataclass(frozen=True)
class Numbered:
    """A draft's pages under a number, not issued yet: ``issued`` is not stored."""

    issued: IssuedDocument
    content: bytes


def numbered(actor, run, number):
    """Draw the line of issue over the pages of a draft: :class:`Numbered`, for :func:`issue_report`.

    Called before that transaction, for it takes seconds in which nobody else could write. Raises DomainError
    ``not_allowed``, ``already_issued``, ``not_issuable`` or ``bad_number``.
    """
    _require_issuable(actor, run)
    number, now = issuing.clean_number(number), timezone.now()
    today = timezone.localdate(now)
    issued = IssuedDocument(
        year=today.year, number=number, number_key=issuing.number_key(number), issued_by=actor, issued_at=now
    )
    return Numbered(issued, issuing.with_number(run.job.result.read(), issued, today))


@transaction.atomic
def issue_report(*, actor, run, pages, replaces=None):
    """Freeze a draft as its ``pages`` (:class:`Numbered`) say; ``replaces``: the document that it stands for from now on.

    Returns the :class:`IssuedDocument`. Raises DomainError ``not_allowed``, ``already_issued``, ``not_issuable``,
    ``number_taken`` or ``not_replaceable``.
    """
    run = ReportRun.objects.select_for_update(of=("self",)).select_related("region", "job__result").get(pk=run.pk)
    _require_issuable(actor, run)
    _require_replaceable(actor, run, replaces)
    issued, draft = pages.issued, run.job.result
    issued.run, issued.region, issued.title, issued.pages = run, run.region, str(run), run.pages
    issued.replaces = replaces
    issued.file = store(pages.content, name=draft.name, content_type=draft.content_type, created_by=actor)
    issued.digest = issued.file.digest
    _insert(issued)
    detail = {"code": run.code, "number": issued.number, "digest": issued.digest, "draft": draft.digest}
    audit.record(actor, "report.issue", run, detail=detail | {"replaces": replaces and str(replaces.run_id)})
    return issued


def _require_issuable(actor, run):
    _require_rights(actor, run.report, run.region, run.parameters)
    if run.is_issued:
        raise DomainError(
            "already_issued", f"本件已以文号“{run.issued.number}”印发，不能再次印发；有改动的请重新生成。"
        )
    if not issuing.is_issuable(run):
        raise DomainError("not_issuable", "只有已生成的 PDF 可以印发；Word 和 Excel 文件供编辑，仅供本人的文件不印发。")


def _require_replaceable(actor, run, replaces):
    if replaces is None:
        return
    IssuedDocument.objects.select_for_update().get(pk=replaces.pk)  # of two who replace it, the second is told so
    if not issuing.replaceable(access.visible_to(actor, ReportRun), run).filter(pk=replaces.pk).exists():
        raise DomainError("not_replaceable", "所选文件与本件不是同类，或已被替代，请重新选择。", field="replaces")


def _insert(issued):
    """Written if its number is free: two who ask for one number at once are told apart by the database."""
    try:
        with transaction.atomic():
            issued.save(force_insert=True)
    except IntegrityError:
        taken = IssuedDocument.objects.filter(region=issued.region, year=issued.year, number_key=issued.number_key)
        if not taken.exists():
            raise
        free = issuing.suggested_number(issued.region, timezone.localdate(issued.issued_at))
        message = f"文号“{issued.number}”{issued.year} 年在{issued.region.short_name}已经使用，请改用“{free}”或其他未用的文号。"
        raise DomainError("number_taken", message, field="number") from None
    return issued


def hand_out_report(*, actor, run):
    """The bytes of a run for ``actor``, a stamped copy where people are named; recorded. DomainError ``not_ready``.

    Drawn before the transaction that records it, as by :func:`numbered`.
    """
    content, digest = issuing.copy_for(actor, run), issuing.file_of(run).digest
    copy = secrets.digest(content)
    with transaction.atomic():
        if run.is_issued and copy != digest:
            HandedCopy.objects.create(document=run.issued, digest=copy, taken_by=actor)
        audit.record(actor, "report.download", run, detail={"code": run.code, "digest": digest, "copy": copy})
    return content


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


@transaction.atomic
def save_wording(*, actor, region, report, number, texts, basis="", change_note=""):
    """Write the next version of a paper's words in ``region``; returns it, or the one there is if nothing changed.

    ``number``: the version that was read, 0 for the words shipped; ``texts``: of the fields of the paper's
    :class:`reports.wording.Kind`. The new version is in use at once, as 示例（待核定） until it is confirmed.
    Raises DomainError ``unknown_wording``, ``edited_meanwhile`` or what reports.wording.require_sound raises.
    """
    kind, latest = _claim_wording(actor, region, report, number)
    texts = {name: texts.get(name, "").strip() for name in kind.texts}
    wording.require_sound(kind, texts)
    changed = audit.changes(wording.texts_of(kind, latest), texts)
    if not changed and (latest is None or latest.basis == basis):
        return latest
    made = _write_wording(actor, region, kind, latest, texts, basis=basis, change_note=change_note)
    audit.record(actor, "wording.save", made, detail={"report": report, "number": made.number, **changed})
    return made


@transaction.atomic
def confirm_wording(*, actor, region, report, number, document_number):
    """核定: the office stands by the version it has read (0: the words shipped, which become its first version).

    Raises DomainError ``document_required``, ``unknown_wording`` or ``edited_meanwhile``.
    """
    if not document_number.strip():
        raise DomainError("document_required", "请填写核定所依据的文号。", "document_number")
    kind, latest = _claim_wording(actor, region, report, number)
    if latest is None:
        latest = _write_wording(actor, region, kind, None, kind.texts)
    latest.document_number, latest.confirmed_by, latest.confirmed_at = document_number.strip(), actor, timezone.now()
    latest.save()
    audit.record(actor, "wording.confirm", latest, reason=latest.document_number, detail={"report": report})
    return latest


def _claim_wording(actor, region, report, number):
    """The kind and the region's own latest version, with the right to write the next until the transaction ends."""
    access.require(actor, "manage_rules", region)
    kind = wording.find_kind(report)
    if kind is None:
        raise DomainError("unknown_wording", "没有这种材料的用语，请从列表中选择。", "report")
    Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    latest = Wording.objects.filter(region=region, report=report).order_by("-number").first()
    if (latest.number if latest else 0) != number:
        by = (
            f"{latest.written_by.full_name}于 {timezone.localtime(latest.written_at):%m月%d日 %H:%M} " if latest else ""
        )
        raise DomainError("edited_meanwhile", f"用语已由{by}改为新版，您的内容尚未保存。请核对现行用语后再保存。")
    return kind, latest


def _write_wording(actor, region, kind, latest, texts, **told):
    number = latest.number + 1 if latest else 1
    return Wording.objects.create(
        region=region, report=kind.code, number=number, written_by=actor, updated_by=actor, **texts, **told
    )
