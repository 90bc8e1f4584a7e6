"""The plan of talks: the list, making it, giving out seats, and one talk's page."""

from typing import ClassVar

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView, TemplateView

from communities.current import current_election, current_region, require_election
from communities.models import Region
from communities.services import search_people
from communities.views.picker import picked
from core import access, workflow
from core.attachments import attachments_of
from core.errors import DomainError
from core.signatures import signatures_of
from core.web import ListMixin, ServiceFormMixin, holding, working_on
from interviews import talk_figures, talk_rules
from interviews.coverage import members_without_talk, talk_coverage
from interviews.forms.talks import AssignForm, MoveTalkForm, PlanForm, PlanOneForm, TalkFilter
from interviews.models import HeartTalk
from interviews.models.talks import HOLD
from interviews.services import talk_records, talks
from interviews.talk_papers import is_intact, record_of
from interviews.talk_people import post_of, posts_of

SEES_TALKS = holding("view_records") | working_on("interviews.HeartTalk", "view_records")
PLANS_TALKS = holding("conduct_talks")


def find_talk(user, pk, permission=None):
    """The talk with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = HeartTalk.objects.select_related("election", "community", "partner")
    return access.get_or_404(user, rows, permission, pk=pk)


def detail_url(talk, anchor=""):
    return reverse("interviews:talk-detail", args=[talk.pk]) + (f"#{anchor}" if anchor else "")


class TalkList(ListMixin, ListView):
    """The talks of the term: who talks to whom, until when, and what is done."""

    access_rule = SEES_TALKS
    audit_events = ("person.search_id",)
    filter_form_class = TalkFilter
    template_name = "interviews/talk_list.html"
    columns = ("谈话对象", "社区及职务", "类型", "谈话人", "完成时限", "谈话日期", "状态")
    sorts: ClassVar = {"due": ("时限近在前", "due_on"), "held": ("最近谈话", "-held_from")}

    def get_queryset(self):
        election = current_election(self.request)
        rows = access.visible_to(self.request.user, HeartTalk).filter(election=election)
        for name in ("kind", "community"):
            if self.filters.get(name):
                rows = rows.filter(**{name: self.filters[name]})
        rows = self._searched(self._in_state(rows))
        return self.sorted(rows.with_plan(election).order_by("community_id", "number"))

    def _in_state(self, rows):
        state = self.filters.get("state")
        if self.filters.get("mine"):
            rows = rows.of_account(self.request.user)
        if state == "overdue":
            return rows.overdue(timezone.localdate())
        if state == "unassigned":
            return rows.unassigned()
        return rows.filter(state=state) if state else rows.standing()

    def _searched(self, rows):
        query = self.filters.get("q", "") if self.request.method == "POST" else ""
        if not query:
            return rows
        try:
            found = search_people(actor=self.request.user, query=query)
        except DomainError as error:
            self.filter_form.add_error("q", error.message)
            return rows.none()
        return rows.filter(partner__in=found.order_by().values("pk"))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=current_election(self.request), **kwargs)
        today = timezone.localdate()
        for talk in context["object_list"]:
            talk.partner_post, talk.is_overdue = post_of(talk.partner), talk.state == "planned" and talk.due_on < today
        return context | self._figures(today)

    def _figures(self, today):
        region, election, user = current_region(self.request), current_election(self.request), self.request.user
        if not region or not election:
            return {}
        coverage = talk_coverage(user, election, region).values()
        rows = access.visible_to(user, HeartTalk).filter(election=election)
        return {
            "done": sum(done for done, _ in coverage),
            "due": sum(due for _, due in coverage),
            "overdue": rows.overdue(today).count(),
            "unassigned": rows.unassigned().count(),
            "mine": rows.planned().of_account(user).count(),
        }


class PlanTalks(ServiceFormMixin, FormView):
    """One button: a talk with everyone of the records who has none."""

    access_rule = PLANS_TALKS
    audit_events = ("talk.plan",)
    form_class = PlanForm
    template_name = "interviews/talk_plan.html"

    def get_initial(self):
        return {"community": self.request.GET.get("community", "")}

    @cached_property
    def region(self):
        return talks.region_to_plan(self.request.user, require_election(self.request))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": require_election(self.request)}

    def get_context_data(self, **kwargs):
        election = require_election(self.request)
        seats = members_without_talk(self.request.user, election, self.region) if self.region else []
        return super().get_context_data(
            election=election, without=len({seat.person_id for seat in seats}) if seats else 0, **kwargs
        )

    def perform(self, form):
        data = form.cleaned_data
        region = data.pop("community") or self.region
        if region is None:
            raise Http404
        number = talks.plan_talks(
            actor=self.request.user, election=require_election(self.request), region=region, **data
        )
        messages.success(self.request, f"已安排 {number} 次谈话。请继续指定谈话人。")

    def get_success_url(self):
        return reverse("interviews:talk-assign")


class PlanOne(ServiceFormMixin, FormView):
    """A talk with one person, picked by hand."""

    access_rule = PLANS_TALKS
    audit_events = ("talk.plan",)
    form_class = PlanOneForm
    template_name = "interviews/talk_plan_one.html"
    success_message = "已安排谈话。请指定谈话人。"

    @cached_property
    def person(self):
        """The person picked on the picker's own page, or led here from his file."""
        return picked(self.request, "partner")

    def get_initial(self):
        if not self.person:
            return {}
        return {"partner": self.person, "community": self.request.GET.get("community") or self.person.community_id}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=require_election(self.request), **kwargs)
        chosen = getattr(context["form"], "cleaned_data", {}).get("partner")
        return context | {"person": chosen or self.person}

    def perform(self, form):
        return talks.plan_talk(actor=self.request.user, election=require_election(self.request), **form.cleaned_data)

    def get_success_url(self):
        return reverse("interviews:talk-assign") + f"?talk={self.object.pk}"


class AssignTalkers(ServiceFormMixin, FormView):
    """指定谈话人, for one talk or many at once; ``?talk=`` marks one, else those without a talker are marked."""

    access_rule = PLANS_TALKS
    audit_events = ("talk.assign",)
    form_class = AssignForm
    template_name = "interviews/talk_assign.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": require_election(self.request)}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=require_election(self.request), **kwargs)
        return context | {"groups": self._groups(context["form"])}

    def _groups(self, form):
        """``[(community, [(talk, is marked)])]`` of the planned talks."""
        marked, groups = self._marked(form), {}
        for talk in form.fields["talks"].queryset.order_by("community_id", "number"):
            talk.partner_post = post_of(talk.partner)
            groups.setdefault(talk.community, []).append((talk, str(talk.pk) in marked))
        return list(groups.items())

    def _marked(self, form):
        if form.is_bound:
            return set(form.data.getlist("talks"))
        return {self.request.GET.get("talk", "")}

    def perform(self, form):
        number = talks.assign_talkers(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"已为 {number} 次谈话指定谈话人。")

    def get_success_url(self):
        return reverse("interviews:talk-list")


class TalkDetail(DetailView):
    """One talk: the facts for who sees the community's records, the words for who may read them."""

    access_rule = SEES_TALKS
    template_name = "interviews/talk_detail.html"
    context_object_name = "talk"

    def get_object(self, queryset=None):
        return find_talk(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        talk, user = self.object, self.request.user
        may_read = talk_records.read_talk(actor=user, talk=talk)
        own = talk.election.is_running and access.allowed(user, HOLD, talk)
        return super().get_context_data(
            partner_post=_post_in(talk),
            seats=talk.seats.select_related("person"),
            may_cancel=_is_running(talk) and any(m.name == "cancel" for m in workflow.moves_open_to(user, talk)),
            may_read=may_read,
            may_write=own,
            may_plan=_is_running(talk) and access.allowed(user, "conduct_talks", talk),
            **(_texts(talk) if may_read else {}),
            **kwargs,
        )


def _is_running(talk):
    return talk.election.is_running


def _post_in(talk):
    person = type(talk.partner).objects.prefetch_related(posts_of(talk.election)).get(pk=talk.partner_id)
    return post_of(person)


def _texts(talk):
    """What only readers get."""
    signed = {signature.role: signature for signature in signatures_of(talk)}
    names = talk_rules.unsigned(talk)
    to_sign = [role for role, _, name in talk_rules.roles_to_sign(talk) if name in names]
    return {
        "concerns": talk.concerns.all(),
        "follow_ups": talk.follow_ups.select_related("owner"),
        "record": record_of(talk) if talk.is_held else None,
        "notes": talk.notes.select_related("author"),
        "signers": [(role, label, name, signed.get(role)) for role, label, name in talk_rules.roles_to_sign(talk)],
        "next_to_sign": to_sign[0] if to_sign else "",
        "has_scan": attachments_of(talk).exists(),
        "intact": not talk.is_locked or is_intact(talk),
        "today": timezone.localdate(),
    }


class MoveTalk(ServiceFormMixin, FormView):
    """取消安排: the one move that is not part of writing the record."""

    access_rule = PLANS_TALKS
    audit_events = ("hearttalk.cancel",)
    form_class = MoveTalkForm
    template_name = "interviews/talk_refused.html"
    http_method_names = ["post"]
    success_message = "已取消谈话安排。"

    def dispatch(self, request, *args, **kwargs):
        self.talk = find_talk(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(talk=self.talk, back=detail_url(self.talk), **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        talks.move_talk(actor=self.request.user, talk=self.talk, move=data["name"], note=data["note"])

    def get_success_url(self):
        return detail_url(self.talk)


class TalkStatistics(TemplateView):
    """Coverage per community, and counts of what was said that point at nobody."""

    access_rule = PLANS_TALKS
    template_name = "interviews/talk_statistics.html"

    def get_context_data(self, **kwargs):
        election, region, user = current_election(self.request), current_region(self.request), self.request.user
        context = super().get_context_data(election=election, **kwargs)
        if not election or not region:
            return context
        still_open, overdue, done = talk_figures.follow_up_counts(user, election, timezone.localdate())
        return context | {
            "coverage": self._coverage(user, election, region),
            "distributions": talk_figures.distributions(user, election),
            "fewest": talk_figures.FEWEST,
            "without": self._without(user, election, region),
            "follow_ups_open": still_open,
            "follow_ups_overdue": overdue,
            "follow_ups_done": done,
        }

    def _coverage(self, user, election, region):
        """``[(community, done, due, left)]``, communities without a talk too."""
        found = talk_coverage(user, election, region)
        places = access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
        counts = [(place, *found.get(place.pk, (0, 0))) for place in places]
        return [(place, done, due, due - done) for place, done, due in counts]

    def _without(self, user, election, region):
        """Members with whom no talk is planned, each once."""
        seats = members_without_talk(user, election, region).in_order().select_related("person", "committee__community")
        return list({seat.person_id: seat for seat in reversed(seats)}.values())[::-1]
