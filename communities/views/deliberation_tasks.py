"""What study meetings asked to be done: the list across meetings, changing a task, reporting it done."""

from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, ListView

from communities.current import current_election
from communities.forms.deliberations import FinishForm, TaskFilter, TaskForm
from communities.models import DeliberationTask
from communities.services.deliberation_outcomes import finish_task, update_task
from core import access
from core.web import ListMixin, ServiceFormMixin, holding, working_on

MAY_SEE = working_on("communities.DeliberationTask", "view_vetting") | holding("view_vetting")


def find_task(user, pk, permission=None):
    rows = DeliberationTask.objects.select_related("deliberation__election", "community", "owner")
    return access.get_or_404(user, rows, permission, pk=pk)


class TaskList(ListMixin, ListView):
    """The tasks of the term: all for the street, his own for who has been given one."""

    access_rule = MAY_SEE
    audit_events = ()
    filter_form_class = TaskFilter
    template_name = "communities/deliberation_tasks.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, DeliberationTask).filter(deliberation__election=self._election)
        if community := self.filters.get("community"):
            rows = rows.filter(community=community)
        return self._in_state(rows, self.filters.get("state")).for_list()

    def _in_state(self, rows, state):
        ways = {
            "open": rows.open,
            "overdue": lambda: rows.overdue(timezone.localdate()),
            "done": lambda: rows.exclude(done_on=None),
            "mine": lambda: rows.owned_by(self.request.user),
        }
        return ways[state]() if state in ways else rows

    @property
    def _election(self):
        return current_election(self.request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=self._election, today=timezone.localdate(), **kwargs)


class TaskForms(ServiceFormMixin, FormView):
    """What the two forms of a task share."""

    template_name = "communities/deliberation_task_form.html"
    permission = "fill_records"

    def dispatch(self, request, *args, **kwargs):
        self.task = find_task(request.user, kwargs["pk"], self.permission)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            task=self.task, title=self.title, submit=self.submit, back=self.get_success_url(), **kwargs
        )

    def get_success_url(self):
        return reverse("communities:deliberation-tasks")


class TaskEdit(TaskForms):
    """Change a task that is not done yet."""

    access_rule = holding("accept_records")
    audit_events = ("deliberation.update_task",)
    form_class = TaskForm
    permission = "accept_records"
    title, submit = "修改任务", "保存"
    success_message = "已保存任务。"

    def get_form_kwargs(self):
        place = {"election": self.task.deliberation.election, "community": self.task.community}
        return super().get_form_kwargs() | place

    def get_initial(self):
        return {name: getattr(self.task, name) for name in ("version", "content", "owner", "due_on")}

    def perform(self, form):
        update_task(actor=self.request.user, task=self.task, **form.cleaned_data)


class TaskFinish(TaskForms):
    """Report a task done: its owner, or the street for him."""

    access_rule = MAY_SEE
    audit_events = ("deliberation.finish_task",)
    form_class = FinishForm
    title, submit = "登记完成", "登记完成"
    success_message = "已登记完成。"

    def get_initial(self):
        return {"version": self.task.version}

    def perform(self, form):
        finish_task(actor=self.request.user, task=self.task, **form.cleaned_data)
