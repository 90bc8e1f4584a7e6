"""Study sessions on screen: the list, setting one up, one session with its people, and what follows."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView, View

from communities.current import current_election, current_region, require_election
from core import access, workflow
from core.web import ListMixin, ServiceFormMixin, holding
from discipline.forms.study import CatchUpForm, ExcuseForm, MoveForm, SessionForm, StudyFilter
from discipline.models import Attendee, DisciplineText, Duties, StudySession
from discipline.models.study import FILL, WHOLE
from discipline.services import study
from discipline.study_roll import drawn_names, people_of

MAY_SEE = holding("view_records")
MAY_FILL = holding(FILL)


class StudyList(ListMixin, ListView):
    """The sessions of the term, newest first."""

    access_rule = MAY_SEE
    audit_events = ()
    filter_form_class = StudyFilter
    template_name = "discipline/study_list.html"

    @cached_property
    def election(self):
        return current_election(self.request)

    def filter_form_options(self):
        return {"election": self.election}

    def get_queryset(self):
        rows = access.visible_to(self.request.user, StudySession).filter(election=self.election)
        names = ("carrier", "state", "region")
        rows = rows.filter(**{name: self.filters[name] for name in names if self.filters.get(name)})
        return rows.select_related("region", "election").prefetch_related("texts").with_counts(self.request.user)

    def get_context_data(self, **kwargs):
        election, user = self.election, self.request.user
        may_fill = bool(election) and election.is_running and access.holds(user, FILL)
        return super().get_context_data(election=election, may_fill=may_fill, today=timezone.localdate(), **kwargs)


def find_session(user, pk, permission=None):
    rows = StudySession.objects.select_related("election__region", "region", "recorded_by")
    return access.get_or_404(user, rows, permission, pk=pk)


def detail_url(session, anchor=""):
    return reverse("discipline:study", args=[session.pk]) + (f"#{anchor}" if anchor else "")


class StudyDetail(DetailView):
    """One session: facts, who came and how, who is absent, what waits for a decision.

    Elsewhere than where it is held one sees the facts and one's own people.
    """

    access_rule = MAY_SEE
    template_name = "discipline/study_detail.html"
    context_object_name = "session"

    def get_object(self, queryset=None):
        return find_session(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        session, user = self.object, self.request.user
        people = people_of(session, user)
        may_fill = session.election.is_running and access.allowed(user, FILL, session)
        drawn_names(people)
        return super().get_context_data(
            texts=session.texts.order_by("kind", "family"), people=people, may_fill=may_fill,
            sees_whole=access.allowed(user, WHOLE, session),
            present=[one for one in people if one.valid], waiting=[one for one in people if one.waiting],
            absent=[one for one in people if not one.valid],
            figures=[("应到", len(people), ""), ("已签到", sum(bool(one.valid) for one in people), ""),
                     ("未签到", sum(not one.valid for one in people), "bad"),
                     ("待认定", sum(bool(one.waiting) for one in people), "warn")], **kwargs,
        )  # fmt: skip


class SessionForms(ServiceFormMixin, FormView):
    """Setting up and changing."""

    access_rule = MAY_FILL
    form_class = SessionForm
    template_name = "discipline/study_form.html"
    session = None

    @cached_property
    def election(self):
        return self.session.election if self.session else require_election(self.request)

    def get_form_kwargs(self):
        kwargs = {"user": self.request.user, "election": self.election, "session": self.session}
        return super().get_form_kwargs() | kwargs

    def get_context_data(self, **kwargs):
        return super().get_context_data(session=self.session, election=self.election, **kwargs)

    def get_success_url(self):
        return detail_url(self.object)


class StudyCreate(SessionForms):
    audit_events = ("study.plan",)
    success_message = "已安排学习，应到人员已列出。"

    def get_initial(self):
        """Today, the texts of prohibitions, the circle of those who have to study; what is asked for in the address."""
        texts = DisciplineText.objects.current(self.election)
        chosen = self.request.GET.getlist("text") or list(
            texts.exclude(kind=DisciplineText.Kinds.STUDY).values_list("pk", flat=True)
        )
        region, asked = current_region(self.request), self.request.GET
        usual = ["street_staff", "member"] if region and region.level < 5 else ["member"]
        return {
            "held_on": timezone.localdate(), "carrier": "weekly", "texts": chosen, "title": "换届纪律学习",
            "capacities": asked.getlist("capacity") or usual, "region": asked.get("region") or region,
            "starts": "09:00", "ends": "10:00", "recorder": self.request.user.full_name,
        }  # fmt: skip

    def perform(self, form):
        data = form.cleaned_data
        del data["version"]
        return study.plan_session(actor=self.request.user, election=self.election, **data)


class OneSession(SessionForms):
    """Base of the forms about a session that is there."""

    def dispatch(self, request, *args, **kwargs):
        self.session = self.object = find_session(request.user, kwargs["pk"], FILL)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=detail_url(self.session), **kwargs)

    def get_success_url(self):
        return detail_url(self.session)


class StudyEdit(OneSession):
    audit_events = ("study.edit",)
    success_message = "已保存。"

    def get_initial(self):
        session = self.session
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        plain = ("version", "title", "carrier", "place", "host", "speaker", "recorder", "summary", "decisions")
        return {name: getattr(session, name) for name in plain} | {
            "texts": session.texts.all(), "held_on": start.date(), "starts": start.time(), "ends": end.time(),
        }  # fmt: skip

    def perform(self, form):
        return study.edit_session(actor=self.request.user, session=self.session, **form.cleaned_data)


class PlainOneSession(OneSession):
    """Those whose form asks for nothing of the election."""

    def get_form_kwargs(self):
        return FormView.get_form_kwargs(self)


class StudyMove(PlainOneSession):
    """办结、退回补正、取消学习."""

    audit_events = ("studysession.close", "studysession.reopen", "studysession.cancel")
    form_class = MoveForm
    template_name = "discipline/study_move.html"
    http_method_names = ["post"]

    def get_context_data(self, **kwargs):
        name = self.request.POST.get("name", "")
        move = next((one for one in workflow.moves_of(StudySession) if one.name == name), None)
        return super().get_context_data(move=move, **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        line = study.move_session(actor=self.request.user, session=self.session, move=data["name"], note=data["note"])
        messages.success(self.request, f"已{line.label}。")


class SessionWithPeople(OneSession):
    """Forms that tick people of the session."""

    def get_form_kwargs(self):
        return FormView.get_form_kwargs(self) | {"session": self.session}


class StudyCatchUp(SessionWithPeople):
    """补学, for one or several of the absent."""

    audit_events = ("study.catch_up",)
    form_class = CatchUpForm
    template_name = "discipline/study_catch_up.html"
    success_message = "已登记补学。"

    def get_initial(self):
        return {"done_on": timezone.localdate(), "way": "alone", "people": self.request.GET.getlist("person")}

    def perform(self, form):
        study.record_catch_up(actor=self.request.user, session=self.session, **form.cleaned_data)


class StudyRefresh(View):
    """更新应到名单."""

    access_rule = MAY_FILL
    audit_events = ("study.expect",)
    http_method_names = ["post"]

    def post(self, request, pk):
        session = find_session(request.user, pk, FILL)
        added = study.refresh_expected(actor=request.user, session=session)
        messages.success(request, f"新增应到 {added} 人。" if added else "名册没有变化。")
        return redirect(detail_url(session, "people"))


def find_attendee(user, pk):
    """One expected at a session that the user fills in; 404 or 403."""
    rows = Attendee.objects.select_related("session__election__region", "session__region", "person", "place")
    found = access.get_or_404(user, rows, pk=pk)
    access.require(user, FILL, found.session)
    return found


class OneAttendee(ServiceFormMixin, FormView):
    """Base of the pages about one expected at a session."""

    access_rule = MAY_FILL

    def dispatch(self, request, *args, **kwargs):
        self.attendee = find_attendee(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        session = self.attendee.session
        return super().get_context_data(
            attendee=self.attendee, session=session, back=detail_url(session, "people"), **kwargs
        )

    def get_success_url(self):
        return detail_url(self.attendee.session, "people")


class AttendeeExcuse(OneAttendee):
    """缺席原因; and taking somebody off who was asked by mistake."""

    audit_events = ("study.excuse",)
    form_class = ExcuseForm
    template_name = "discipline/study_attendee.html"
    success_message = "已保存。"

    def get_initial(self):
        return {"reason": self.attendee.absence_reason}

    def get_context_data(self, **kwargs):
        acts = self.attendee.sign_ins.select_related("decided_by")
        return super().get_context_data(acts=acts, duty=Duties.STUDY, **kwargs)

    def perform(self, form):
        study.excuse(actor=self.request.user, attendee=self.attendee, **form.cleaned_data)


class AttendeeRemove(View):
    access_rule = MAY_FILL
    audit_events = ("study.unexpect",)
    http_method_names = ["post"]

    def post(self, request, pk):
        attendee = find_attendee(request.user, pk)
        session = attendee.session
        study.remove_expected(actor=request.user, attendee=attendee)
        messages.success(request, f"已将“{attendee.person}”移出应到名单。")
        return redirect(detail_url(session, "people"))
