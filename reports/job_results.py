"""What one's background jobs are about and where their results lie, and the notice that one is finished."""

from dataclasses import dataclass

from django.urls import reverse

from accounts import notices
from accounts.models import Notice
from communities.models import Region
from core.imports import ImportBatch, find_kind
from core.jobs import Job
from reports.ledgers import find
from reports.models import LedgerSnapshot, ReportRun

OTHER = "后台任务"


@dataclass(frozen=True)
class Subject:
    """What a job works at: its name (the kind and the place, never a person), its page, its download if it has one."""

    title: str
    url: str = ""
    download: str = ""


def subjects_of(jobs):
    """``{job.pk: Subject}``: as many queries as there are sorts of jobs among them."""
    found = {}
    for kinds, name in SORTS:
        mine = [job for job in jobs if job.kind in kinds]
        if mine:
            found |= name(mine)
    return {job.pk: found.get(job.pk, Subject(OTHER)) for job in jobs}


def _reports(jobs):
    runs = ReportRun.objects.filter(job__in=jobs).select_related("region", "job")
    return {run.job_id: Subject(str(run), run.get_absolute_url(), _download(run)) for run in runs}


def _download(run):
    return reverse("reports:report-download", args=[run.pk]) if run.job.result_id else ""


def _imports(jobs):
    keys = [job.parameters["batch"] for job in jobs if "batch" in job.parameters]
    batches = {str(batch.pk): batch for batch in ImportBatch.objects.filter(pk__in=keys)}
    return {job.pk: _import(job, batches[key]) for job in jobs if (key := job.parameters.get("batch")) in batches}


def _import(job, batch):
    done = "检查" if job.kind == "import_check" else "写入"
    return Subject(f"导入{find_kind(batch.kind).title}：{done}", reverse("communities:import-detail", args=[batch.pk]))


def _exports(jobs):
    places = Region.objects.in_bulk([job.parameters["region"] for job in jobs])
    return {
        job.pk: Subject(
            f"导出台账：{find(job.parameters['ledger']).title}（{places[job.parameters['region']].short_name}）",
            download=reverse("reports:job-download", args=[job.pk]) if job.result_id else "",
        )
        for job in jobs
    }


def _snapshots(jobs):
    rows = LedgerSnapshot.objects.filter(job__in=jobs).select_related("region")
    return {
        row.job_id: Subject(f"台账快照（{row}）", reverse("reports:snapshot", args=[row.ledger, row.pk]))
        for row in rows
    }


def _talk_scans(jobs):
    return {job.pk: Subject("谈话记录扫描件归档", reverse("interviews:talk-scans")) for job in jobs}


def _pledge_scans(jobs):
    return {job.pk: Subject("承诺书扫描件归档", _campaign(job)) for job in jobs}


def _campaign(job):
    campaign = job.parameters.get("campaign")
    return reverse("discipline:pledge-scans", args=[campaign]) if campaign else ""


SORTS = (
    (("report",), _reports),
    (("import_check", "import_write"), _imports),
    (("ledger_export",), _exports),
    (("ledger_snapshot",), _snapshots),
    (("talk_scans",), _talk_scans),
    (("pledge_scans",), _pledge_scans),
)


def tell_requester(job):
    """Put the end of ``job`` into its requester's inbox: one notice for each job, however often it was tried."""
    subject = subjects_of([job])[job.pk]
    done = job.state == Job.States.DONE
    notices.send_about(
        user=job.requested_by,
        kind=Notice.Kinds.JOB,
        about=job.pk,
        title=f"{subject.title}{'已完成' if done else '未成功'}",
        text="" if done else job.message,
        url=subject.url if done and subject.url else reverse("reports:jobs"),
    )
