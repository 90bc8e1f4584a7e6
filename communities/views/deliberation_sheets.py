"""One community at one meeting: its snapshot, and what the meeting concludes on it; then the same on the wall."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from communities.deliberation_sheets import sheets
from communities.forms.deliberations import ConclusionForm, DispositionForm, TaskForm
from communities.models import CommitteeMember, CommunityConclusion, MemberDisposition, Person
from communities.services.deliberation_outcomes import (
    add_task,
    carry_over_dispositions,
    last_dispositions,
    prospective_people,
    set_dispositions,
    write_conclusion,
)
from communities.views.deliberations import MAY_SEE, MAY_WORK, find_deliberation
from communities.views.picker import picked
from core import access
from core.web import ServiceFormMixin

Kinds = MemberDisposition.Kinds


class Sheets:
    """What the pages of one community share: the meeting, the sheet, its neighbours on the agenda."""

    permission = None

    def dispatch(self, request, *args, **kwargs):
        self.deliberation = find_deliberation(request.user, kwargs["pk"], self.permission)
        found = sheets(request.user, self.deliberation, [kwargs["code"]])
        if not found:
            raise Http404
        self.sheet = found[0]
        self.conclusion = self.sheet.conclusion
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def agenda(self):
        """The communities on the agenda, in order."""
        rows = access.visible_to(self.request.user, CommunityConclusion).filter(deliberation=self.deliberation)
        return [row.community for row in rows.select_related("community").order_by("community_id")]

    def neighbours(self):
        """Where one is on the agenda, and the communities before and after; None at the ends."""
        codes = [community.pk for community in self.agenda]
        at = codes.index(self.sheet.community.pk)
        before = self.agenda[at - 1] if at else None
        after = self.agenda[at + 1] if at + 1 < len(codes) else None
        return {"position": at + 1, "number": len(codes), "before": before, "after": after}

    def get_success_url(self):
        return reverse("communities:deliberation-community", args=[self.deliberation.pk, self.sheet.community.pk])


def lists_form(deliberation, community, version, data=None, chosen=None):
    """The form of the three lists; ``chosen``: a Person picked to come in, on no list yet."""
    listed = {row.person_id: row for row in deliberation.dispositions.filter(community=community)}
    last = {row.person_id: row for row in last_dispositions(deliberation, community)}
    sitting = _team(deliberation.election, community)
    keys = prospective_people(deliberation.election, community) | set(listed) | set(last)
    if chosen:
        keys.add(chosen.pk)
    others = _people(keys - {person.pk for person in sitting})
    return DispositionForm(
        data, sitting=sitting, others=others, listed=listed, last=last, initial={"version": version},
        auto_id="lists_form-%s",
    )  # fmt: skip


def _team(election, community):
    """The sitting members in the order in which officials list a team, each once."""
    seated = CommitteeMember.objects.in_election(election).sitting().filter(committee__community=community)
    return list({one.person_id: one.person for one in seated.in_order().select_related("person")}.values())


def _people(keys):
    return list(Person.objects.filter(pk__in=keys).order_by("name", "pk"))


class SheetPage(Sheets, TemplateView):
    """The community's page at the meeting; its forms post to the views below."""

    access_rule = MAY_SEE
    template_name = "communities/deliberation_community.html"
    bound = ""  # the name of the form that this view takes itself

    def get_context_data(self, **kwargs):
        meeting, user = self.deliberation, self.request.user
        may_work = meeting.is_held and meeting.is_open and access.allowed(user, "accept_records", meeting)
        form = kwargs.pop("form", None)
        context = super().get_context_data(deliberation=meeting, sheet=self.sheet, may_work=may_work, **kwargs)
        context |= self.neighbours()
        if may_work:
            context |= self._forms() | ({self.bound: form} if form is not None else {})
        return context

    def _forms(self):
        version, community = self.conclusion.version, self.sheet.community
        chosen = picked(self.request, "person")
        return {
            "conclusion_form": ConclusionForm(
                initial={"version": version, "text": self.conclusion.text}, auto_id="conclusion_form-%s"
            ),
            "lists_form": lists_form(self.deliberation, community, version, chosen=chosen),
            "task_form": TaskForm(election=self.deliberation.election, community=community, auto_id="task_form-%s"),
        }


class SheetForms(ServiceFormMixin, SheetPage, FormView):
    """A form of the page; refused, the page comes back with what was typed."""

    access_rule = MAY_WORK
    permission = "accept_records"
    http_method_names = ["post"]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"auto_id": f"{self.bound}-%s"}  # several forms stand on the page

    def form_invalid(self, form):
        if (
            "version" in form.fields and form.non_field_errors()
        ):  # saving again, after reading what changed, is deliberate
            form.data = form.data.copy()
            form.data["version"] = CommunityConclusion.objects.get(pk=self.conclusion.pk).version
        return super().form_invalid(form)


class ConclusionWrite(SheetForms):
    """What the meeting concluded on the community."""

    audit_events = ("deliberation.conclusion",)
    form_class, bound = ConclusionForm, "conclusion_form"
    success_message = "已保存研判意见。"

    def perform(self, form):
        write_conclusion(actor=self.request.user, conclusion=self.conclusion, **form.cleaned_data)


class DispositionsSet(SheetForms):
    """The three lists of the community."""

    audit_events = ("deliberation.dispositions",)
    bound = "lists_form"
    success_message = "已保存三张清单。"

    def get_form(self, form_class=None):
        return lists_form(
            self.deliberation, self.sheet.community, self.conclusion.version, self.request.POST,
            chosen=picked(self.request, "person"),
        )  # fmt: skip

    def perform(self, form):
        set_dispositions(
            actor=self.request.user, conclusion=self.conclusion, version=form.cleaned_data["version"],
            choices=form.choices(),
        )  # fmt: skip


class PersonForList(forms.Form):
    """Somebody to come in, picked among the people on file."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    person = forms.ModelChoiceField(
        Person.objects.none(), label="人员", error_messages={"required": "请先查找并选择人员。"}
    )
    reason = forms.CharField(label="理由", required=False, max_length=200)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = access.visible_to(user, Person)


class DispositionAdd(SheetForms):
    """Put somebody who does not sit in the community on the list 建议使用."""

    audit_events = ("deliberation.dispositions",)
    form_class, bound = PersonForList, "add_form"
    success_message = "已列入“建议使用”。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form):
        data = form.cleaned_data
        set_dispositions(
            actor=self.request.user, conclusion=self.conclusion, version=data["version"],
            choices={data["person"]: (Kinds.USE, data["reason"])},
        )  # fmt: skip


class DispositionsCarry(Sheets, View):
    """Take over the lists of the meeting before for whoever is on none yet."""

    access_rule = MAY_WORK
    audit_events = ("deliberation.dispositions",)
    permission = "accept_records"
    http_method_names = ["post"]

    def post(self, request, pk, code):
        number = carry_over_dispositions(
            actor=request.user, conclusion=self.conclusion, version=self.conclusion.version
        )
        messages.success(
            request, f"已沿用上次清单 {number} 人，请逐人核对。" if number else "上次清单中没有可以沿用的。"
        )
        return redirect(self.get_success_url())


class TaskAdd(SheetForms):
    """A task that the meeting gives somebody for the community."""

    audit_events = ("deliberation.task",)
    form_class, bound = TaskForm, "task_form"
    success_message = "已交办任务。"

    def get_form_kwargs(self):
        place = {"election": self.deliberation.election, "community": self.sheet.community}
        return super().get_form_kwargs() | place

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("content", "owner", "due_on")}
        add_task(actor=self.request.user, conclusion=self.conclusion, **fields)


class Projector(Sheets, TemplateView):
    """One community on the wall, in large type, without the menu; the three lists stay off the wall.

    Whoever sits in may see the screen, guests too; who stays and who goes is on the paper.
    """

    access_rule = MAY_SEE
    template_name = "communities/deliberation_screen.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            deliberation=self.deliberation, sheet=self.sheet, agenda=self.agenda, **self.neighbours(), **kwargs
        )


class ProjectorStart(View):
    """To the first community on the agenda."""

    access_rule = MAY_SEE
    http_method_names = ["get"]

    def get(self, request, pk):
        deliberation = find_deliberation(request.user, pk)
        first = access.visible_to(request.user, CommunityConclusion).filter(deliberation=deliberation).first()
        if first is None:
            raise Http404
        return redirect("communities:deliberation-screen", pk=pk, code=first.community_id)
