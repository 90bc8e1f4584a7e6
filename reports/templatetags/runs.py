"""Rows of the list of reports (:mod:`core.rows`)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.addresses import address_of
from core.rows import NOTHING, link, table_row
from core.templatetags.display import icon, moment, state

register = template.Library()
COLUMNS = (
    ("报告", ""), ("范围", ""), ("届次", ""), ("申请", ""), ("状态", ""), ("页数", "num"), ("操作", ""),
)  # fmt: skip
POLLED = ' hx-get="{}" hx-trigger="every 2s" hx-swap="outerHTML" hx-headers=\'{{"X-Poll": "1"}}\''
PROGRESS = '<span class="meter"><progress class="bar" value="{0}" max="100" aria-label="生成进度">{0}%</progress>{1} {0}%</span>'
JOB_STATES = {"done": state("已完成", "ok"), "failed": state("未成功", "bad"), "queued": state("排队中", "wait")}


@register.simple_tag
def run_row(run):
    """One run of a report, told anew every two seconds while it is built."""
    polled = format_html(POLLED, address_of("reports:report-row", key=run.pk)) if run.job.is_open else NOTHING
    return table_row(COLUMNS, _cells(run), format_html(' id="run-{}"{}', run.pk, polled))


def _cells(run):
    own = address_of("reports:report-run", key=run.pk)
    subject = f"{run.subject} " if run.subject else ""
    yield format_html('{} {}<span class="hint">{}</span>', link(own, run.report.title), subject, run.issue)
    yield run.region.short_name
    yield run.election
    yield format_html('{} <span class="hint">{}</span>', run.requested_by.full_name, moment(run.created_at))
    number = format_html(' <span class="hint">{}</span>', run.issued.number) if run.is_issued else NOTHING
    yield run_standing(run) + number if run.job.result_id else job_state(run.job)
    yield "—" if run.pages is None else run.pages
    yield _act(run, own)


@register.simple_tag
def run_standing(run):
    """Where a finished run stands; what is not issued (issuing.is_issuable) is simply finished."""
    if run.ending != "pdf" or run.report.is_personal:
        return state("已完成", "ok")
    if not run.is_issued:
        return state("草稿", "wait")
    return state("已被替代", "warn") if run.issued.is_replaced else state("已印发", "ok")


@register.simple_tag
def job_state(job):
    """How far a job is."""
    if job.state in JOB_STATES:
        return JOB_STATES[job.state]
    return format_html(PROGRESS, job.progress, job.step or "处理中")


def _act(run, own):
    if run.job.result_id:
        address = address_of("reports:report-download", key=run.pk)
        return format_html(
            '<a class="btn btn-sm btn-outline-secondary" href="{}">{} 下载</a>', address, icon("download", 16)
        )
    if run.job.state == "failed":
        return link(own, "查看原因并重试")
    return SafeString('<span class="hint">生成中</span>')
