"""A first issue of the briefing, so that the next one has something to be held against."""

from django.utils import timezone

from core.files import store
from core.jobs import Job
from reports.services import draw, request_report


def issue_briefing(leader, street, election):
    """Draw the briefing of what has been recorded so far, here and now: the worker has not started yet."""
    run = request_report(actor=leader, code="briefing", region=street, election=election)
    made = draw(
        run.report, user=leader, region=street, election=election, parameters={}, number=run.number,
        printed_by=leader.full_name, document_number=run.document_number,
    )  # fmt: skip
    run.pages, run.figures = made.pages, made.figures
    run.save(update_fields=["pages", "figures"])
    stored = store(made.content, name=run.file_name, content_type=made.content_type, created_by=leader)
    Job.objects.filter(pk=run.job_id).update(
        state=Job.States.DONE, progress=100, result=stored, started_at=timezone.now(), finished_at=timezone.now()
    )
