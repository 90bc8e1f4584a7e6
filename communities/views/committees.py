"""The sitting teams on screen: all communities, one community, who joins and who leaves."""

from django.http import Http404
from django.urls import reverse
from django.views.generic import FormView, ListView, TemplateView

from communities.current import current_election
from communities.forms.committees import AppointForm, LeaveForm, MemberForm, SeatsForm
from communities.models import Committee, CommitteeMember, Election, Person, Region
from communities.services import appoint_member, end_membership, set_seats, update_member
from communities.structure import double_posts, team_structure
from communities.teams import committees_with_sitting, communities_with_teams, teams
from communities.views.picker import picked
from core import access
from core.web import PagedMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_FILL = holding("fill_records")


class CommitteeList(PagedMixin, ListView):
    """Every community's two committees with seats, sitting members and vacancies; summed up where one page holds all."""

    access_rule = MAY_SEE
    template_name = "communities/committees.html"
    paginate_by, count_cap = 100, 100_000  # more communities than any province has

    def get_queryset(self):
        return communities_with_teams(self.request.user)

    def count_question(self):
        return ()

    def get_context_data(self, **kwargs):
        context, election = super().get_context_data(**kwargs), current_election(self.request)
        rows = teams(self.request.user, election, context["object_list"])
        return context | self._sums(rows) | {"election": election, "teams": rows}

    def _sums(self, rows):
        committees = [committee for team in rows for committee in team.committees.values()]
        return {
            "vacancies": sum(team.vacancies for team in rows),
            "sitting": sum(committee.sitting for committee in committees),
            "seats": sum(committee.seats for committee in committees),
            "shoulders": sum(team.is_one_shoulder for team in rows),
        }


def _community(request, code, permission=None):
    communities = Region.objects.filter(level=Region.Levels.COMMUNITY)
    return access.get_or_404(request.user, communities, permission, pk=code)


class CommitteeDetail(TemplateView):
    """One community's sitting team in the term one works in."""

    access_rule = MAY_SEE
    template_name = "communities/committee_detail.html"

    def get_context_data(self, **kwargs):
        community, election = _community(self.request, self.kwargs["code"]), current_election(self.request)
        people = Person.objects.filter(
            memberships__left_on=None, memberships__committee__community=community,
            memberships__committee__election=election,
        )  # fmt: skip
        shoulders, crossing = double_posts(election, [community])
        return super().get_context_data(
            community=community,
            election=election,
            committees=self._committees(community, election),
            structure=team_structure(people, election.election_day) if election else None,
            shoulder=shoulders.get(community.pk),
            crossing=crossing.get(community.pk, ()),
            editable=_is_editable(self.request.user, community, election),
            **kwargs,
        )

    def _committees(self, community, election):
        """``(kind, label, committee or None, sitting members, members who left)`` of both kinds."""
        rows = Committee.objects.filter(community=community)
        found = {committee.kind: committee for committee in committees_with_sitting(rows, election)}
        members = CommitteeMember.objects.filter(committee__in=found.values()).in_order()
        members = list(members.select_related("person", "committee"))
        return [
            (kind, label, found.get(kind), *_split([m for m in members if m.committee.kind == kind]))
            for kind, label in Committee.Kinds.choices
        ]


def _split(members):
    return [m for m in members if not m.left_on], [m for m in members if m.left_on]


def _is_editable(user, community, election):
    running = bool(election) and election.state == Election.States.RUNNING
    return running and access.allowed(user, "fill_records", community)


class TeamForm(ServiceFormMixin, FormView):
    """What the small forms of a team share; they lead back to the team."""

    access_rule = MAY_FILL
    template_name = "communities/committee_form.html"
    title = submit = ""
    community = None

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            community=self.community, title=self.title, submit=self.submit, cancel_url=self.get_success_url(), **kwargs
        )

    def get_success_url(self):
        return reverse("communities:committee", args=[self.community.pk])


class CommitteeSeats(TeamForm):
    """Register a committee or change its number of seats."""

    audit_events = ("committee.seats",)
    form_class = SeatsForm
    title, submit = "班子职数", "保存"
    success_message = "已保存职数。"

    def dispatch(self, request, *args, **kwargs):
        self.community = _community(request, kwargs["code"], "fill_records")
        if kwargs["kind"] not in Committee.Kinds or current_election(request) is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        known = Committee.objects.filter(
            community=self.community, election=current_election(self.request), kind=self.kwargs["kind"]
        ).first()
        return {"seats": known.seats if known else 5}

    def get_context_data(self, **kwargs):
        return super().get_context_data(subject=Committee.Kinds(self.kwargs["kind"]).label, **kwargs)

    def perform(self, form):
        set_seats(
            actor=self.request.user, community=self.community, election=current_election(self.request),
            kind=self.kwargs["kind"], **form.cleaned_data,
        )  # fmt: skip


class MemberAdd(TeamForm):
    """Enter a sitting member: pick the person, then the post."""

    audit_events = ("member.appoint",)
    form_class = AppointForm
    template_name = "communities/member_add.html"
    title, submit = "增补成员", "保存"
    success_message = "已登记成员。"

    def dispatch(self, request, *args, **kwargs):
        self.community = _community(request, kwargs["code"], "fill_records")
        rows = Committee.objects.filter(community=self.community, election=current_election(request))
        self.committee = access.get_or_404(request.user, rows, kind=kwargs["kind"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "kind": self.committee.kind}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            committee=self.committee, chosen=picked(self.request, "person"), subject=str(self.committee), **kwargs
        )

    def perform(self, form):
        appoint_member(
            actor=self.request.user, committee=self.committee, person=form.cleaned_data["person"],
            **form.service_fields(),
        )  # fmt: skip


class MemberForms(TeamForm):
    """Forms about one sitting member."""

    def dispatch(self, request, *args, **kwargs):
        members = CommitteeMember.objects.select_related("committee__community", "committee__election", "person")
        self.member = access.get_or_404(request.user, members, "fill_records", pk=kwargs["pk"])
        self.community = self.member.committee.community
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(subject=str(self.member), member=self.member, **kwargs)


class MemberEdit(MemberForms):
    audit_events = ("member.update",)
    form_class = MemberForm
    title, submit = "修改任职", "保存"
    success_message = "已保存。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.member.committee.kind}

    def get_initial(self):
        return {name: getattr(self.member, name) for name in ("version", "post", "duties", "since", "terms_served")}

    def perform(self, form):
        update_member(
            actor=self.request.user, member=self.member, version=form.cleaned_data["version"], **form.service_fields()
        )


class MemberLeave(MemberForms):
    audit_events = ("member.leave",)
    form_class = LeaveForm
    title, submit = "登记离任", "确认离任"
    success_message = "已登记离任。"

    def get_initial(self):
        return {"version": self.member.version}

    def perform(self, form):
        end_membership(actor=self.request.user, member=self.member, **form.cleaned_data)
