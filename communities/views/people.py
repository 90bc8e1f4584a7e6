"""People on screen: the list, a person's file, filing and correcting."""

from typing import ClassVar

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import DetailView, FormView, ListView, View

from communities import gaps
from communities.current import CountedOnceMixin, current_election
from communities.forms.people import AccountForm, KinshipForm, PeopleFilter, PersonForm, communities_for
from communities.history import history_of
from communities.identity import agree
from communities.models import Person, Sexes, TermRole
from communities.notes import notes_on
from communities.services import create_person, link_account, search_people, update_person
from communities.services.duplicates import claim_number, hint_of
from communities.services.limits import note_opening
from communities.views.picker import capacities_in, picked
from core import access, ids
from core.errors import DomainError
from core.web import ListMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_FILL = holding("fill_records")
DUPLICATE_HINT = "“{}”可能与其他社区建档的一人重复，请联系街道党建办核对。"


# Of a row of the list: what it shows, and what it may be sorted by. Numbers would be decrypted for each.
SHOWN = (
    "name", "sex", "birth_date", "ethnicity", "education", "affiliation", "duplicate_of", "community__name", "updated_at",
)  # fmt: skip


class PersonList(CountedOnceMixin, ListMixin, ListView):
    """Everyone the user may see; names are searched by POST only."""

    access_rule = MAY_SEE
    audit_events = ("person.search_id",)
    filter_form_class = PeopleFilter
    template_name = "communities/people.html"
    columns = ("姓名", "性别", "出生年月", "民族", "学历", "政治面貌", "建档社区", "本届身份")
    sorts: ClassVar = {
        "eldest": ("年长在前", "birth_date"),
        "youngest": ("年轻在前", "-birth_date"),
        "education": ("学历从高到低", "-education"),
        "changed": ("最近修改", "-updated_at"),
    }

    def get_queryset(self):
        people = self._searched().select_related("community").only(*SHOWN)
        capacities = capacities_in(current_election(self.request))
        return self.sorted(self._narrowed(people).prefetch_related(capacities))

    def _searched(self):
        query = self.filters.get("q", "") if self.request.method == "POST" else ""
        try:
            return search_people(actor=self.request.user, query=query)
        except DomainError as error:
            self.filter_form.add_error("q", error.message)
            return Person.objects.none()

    def _narrowed(self, people):
        chosen = {name: self.filters[name] for name in ("community", "affiliation") if self.filters.get(name)}
        if self.filters.get("capacity"):
            roles = TermRole.objects.filter(
                election=current_election(self.request), capacity=self.filters["capacity"]
            )  # fmt: skip
            chosen["pk__in"] = access.visible_to(self.request.user, roles).values("person")
        return people.filter(**chosen)

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=current_election(self.request), **kwargs)


class PersonDetail(DetailView):
    """A person's file: identity (masked), posts over the terms, relatives, what was done to it.

    That it was opened is recorded, once while one comes back to it.
    """

    access_rule = MAY_SEE
    template_name = "communities/person_detail.html"

    def get_object(self, queryset=None):
        people = Person.objects.select_related("community", "user")
        person = access.get_or_404(self.request.user, people, pk=self.kwargs["pk"])
        note_opening(actor=self.request.user, event="person.open", obj=person)
        return person

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        editable = access.allowed(user, "fill_records", self.object)
        kinships = self.object.kinships.select_related("relative")
        return super().get_context_data(
            election=election,
            age=_age(self.object, election),
            editable=editable,
            completeness=gaps.of_person(self.object, kinships, editable=editable),
            notes=notes_on(user, election, community=self.object.community, person=self.object, back=self.request.path),
            linkable=access.allowed(self.request.user, "manage_rules", self.object.community),
            memberships=self._of_person("memberships", "committee__community", "committee__election"),
            roles=self._of_person("term_roles", "community", "election"),
            kinships=kinships,
            kinship_form=KinshipForm(user=self.request.user),
            chosen=picked(self.request, "relative"),
            history=history_of(self.request.user, self.object),
            kept=next(iter(self._visible(Person.objects.filter(pk=self.object.duplicate_of_id))), None),
            duplicates=self._visible(self.object.duplicates.all()),
            duplicate_hint=hint_of(self.request.user, self.object),
            **kwargs,
        )

    def _visible(self, people):
        """Those of a few, mostly none, whom the user may see."""
        found = people.select_related("community")
        return list(access.visible_to(self.request.user, found)) if found.exists() else []

    def _of_person(self, relation, *related):
        """Rows that hang on the person, as far as the user may see them: other communities' stay theirs."""
        rows = getattr(self.object, relation).select_related(*related)
        return access.visible_to(self.request.user, rows).order_by("-pk")


def _age(person, election):
    return ids.age_on(person.birth_date, election.election_day) if person.birth_date and election else None


class PersonFormView(ServiceFormMixin, FormView):
    """What filing and correcting share."""

    access_rule = MAY_FILL
    form_class = PersonForm
    template_name = "communities/person_form.html"
    person = refused = None

    def form_valid(self, form):
        """A number that another community holds: the street is told once the refusal has undone the rest."""
        response = super().form_valid(form)
        if self.refused:
            claim_number(actor=self.request.user, **self.refused)
        return response

    def perform(self, form):
        data = form.service_fields()
        try:
            return self.save(form)
        except DomainError as error:
            if error.code == "id_taken":
                self.refused = {"community": data["community"], "name": data["name"], "number": data["id_number"]}
            raise

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return kwargs | {
            "user": self.request.user, "person": self.person, "election": current_election(self.request),
        }  # fmt: skip

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, election=current_election(self.request), **kwargs)

    def get_success_url(self):
        following = self.request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(following, allowed_hosts=None):
            return f"{following}{'&' if '?' in following else '?'}person={self.object.pk}"
        return reverse("communities:person", args=[self.object.pk])


class PersonCreate(PersonFormView):
    """File a person."""

    audit_events = ("person.create", "duplicate.found")
    success_message = "已建立档案。"

    def get_initial(self):
        communities = communities_for(self.request.user, "fill_records")[:2]
        return {"community": communities[0] if len(communities) == 1 else self.request.GET.get("community")}

    def save(self, form):
        person = create_person(actor=self.request.user, **form.service_fields())
        if hint_of(self.request.user, person):
            messages.warning(self.request, DUPLICATE_HINT.format(person))
        return person


class PersonEdit(PersonFormView):
    """Correct a file; who was slower sees what the other changed, and nothing is overwritten."""

    audit_events = ("person.update", "duplicate.found")
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.person = access.get_or_404(request.user, Person, "fill_records", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return PersonForm.initial_of(self.person)

    def save(self, form):
        return update_person(
            actor=self.request.user, person=self.person, version=form.cleaned_data["version"], **form.service_fields()
        )


class PersonAccount(ServiceFormMixin, FormView):
    """Link the person to his account in the system, or take the link away."""

    access_rule = holding("manage_rules")
    audit_events = ("person.link_account",)
    form_class = AccountForm
    template_name = "communities/person_account.html"
    success_message = "已保存对应账号。"

    def dispatch(self, request, *args, **kwargs):
        self.person = access.get_or_404(request.user, Person.objects.select_related("community"), pk=kwargs["pk"])
        access.require(request.user, "manage_rules", self.person.community)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"actor": self.request.user}

    def get_initial(self):
        return {"user": self.person.user_id}

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)

    def perform(self, form):
        link_account(actor=self.request.user, person=self.person, user=form.cleaned_data["user"])

    def get_success_url(self):
        return reverse("communities:person", args=[self.person.pk])


class IdentityCheck(View):
    """What a typed ID number says, for the line under the box; nothing is stored or searched."""

    access_rule = MAY_FILL
    audit_events = ()
    http_method_names = ["post"]

    def post(self, request):
        try:
            identity = agree(id_number=ids.parse_id_number(request.POST.get("id_number")).number)
        except DomainError as error:
            return render(request, "communities/identity_check.html", {"error": error.message})
        election = current_election(request)
        return render(request, "communities/identity_check.html", {
            "identity": identity, "election": election, "age": _age(identity, election),
            "sex": Sexes(identity.sex).label,
        })  # fmt: skip
