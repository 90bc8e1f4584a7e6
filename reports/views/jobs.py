"""我的任务: one's own background jobs, however they were asked for."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts import notices
from core import jobs
from core.files import download
from core.jobs import Job
from core.web import SIGNED_IN, ListMixin
from reports.job_results import subjects_of
from reports.ledgers.export import EXPORT_JOB, download_export


class JobList(ListMixin, ListView):
    """What waits, runs, is finished or failed; asked again every other second while anything is open."""

    access_rule = SIGNED_IN
    audit_events = ()
    template_name = "reports/jobs.html"
    paginate_by = 30

    def get_queryset(self):
        return Job.objects.of(self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page = list(context["page_obj"])
        subjects = subjects_of(page)
        lines = [(job, subjects[job.pk]) for job in page]
        notices.mark_seen(actor=self.request.user, url=self.request.path)  # of what failed: the reason stands here
        return context | {"lines": lines, "is_open": any(job.is_open for job in page)}

    def get_template_names(self):
        return [f"{self.template_name}#jobs"] if self.request.htmx else [self.template_name]


class JobDownload(View):
    """The ledger that one's own job took out."""

    access_rule = SIGNED_IN
    audit_events = ("ledger.download",)

    def get(self, request, pk):
        own = Job.objects.of(request.user).filter(kind=EXPORT_JOB, state=Job.States.DONE).select_related("result")
        job = own.filter(pk=pk).first()
        if job is None:
            raise Http404
        file = download_export(actor=request.user, job=job)
        return download(file.read(), name=file.name, content_type=file.content_type)


@method_decorator(require_POST, name="dispatch")
class JobRetry(View):
    """Queue one's own failed job once more; its function asks one's rights again."""

    access_rule = SIGNED_IN
    audit_events = ("job.retry",)

    def post(self, request, pk):
        job = Job.objects.of(request.user).filter(pk=pk).first()
        if job is None:
            raise Http404
        jobs.retry(actor=request.user, job=job)
        messages.success(request, "已重新排队。")
        return redirect("reports:jobs")
