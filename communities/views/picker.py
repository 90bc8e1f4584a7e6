"""Picking a person for a form: a live list beside the box, or a page of its own where there is no JavaScript."""

from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from communities.current import current_election, require_election
from communities.models import Person, TermRole
from communities.services import search_people
from core import access
from core.errors import DomainError
from core.web import holding

SHOWN = 10
MAY_SEE = holding("view_records")


def roles_in(election):
    """Prefetch: a person's entries on this term's roster, as ``roles``."""
    return Prefetch("term_roles", _roles_in(election).select_related("community"), to_attr="roles")


def capacities_in(election):
    """Prefetch as :func:`roles_in`, of what he is alone, and not where."""
    return Prefetch("term_roles", _roles_in(election).only("person", "capacity"), to_attr="roles")


def _roles_in(election):
    return TermRole.objects.filter(election=election).order_by("community_id", "pk")


def picked(request, name):
    """The person chosen before, in the form sent or by the search page in the address; None if there is none in sight."""
    try:
        key = UUID(request.POST.get(name) or request.GET.get(name, ""))
    except ValueError:
        return None
    return access.visible_to(request.user, Person).select_related("community").filter(pk=key).first()


class PickedPersonMixin:
    """A form about a ``person`` on file, who may have been picked on the picker's own page."""

    @cached_property
    def person(self):
        return picked(self.request, "person")

    def get_initial(self):
        return {"person": self.person, "community": self.person.community_id} if self.person else {}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=require_election(self.request), **kwargs)
        chosen = getattr(context["form"], "cleaned_data", {}).get("person")
        return context | {"person": chosen or self.person}


class PersonLookup(TemplateView):
    """The people found, as radio buttons named as the form wants them (htmx fragment)."""

    access_rule = MAY_SEE
    audit_events = ("person.search_id",)
    template_name = "communities/person_lookup.html"
    http_method_names = ["post"]

    def post(self, request):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(query=self.query, name=self.request.POST.get("picker_name", ""), **kwargs)
        try:
            found = list(self._found()[: SHOWN + 1])
        except DomainError as error:
            return context | {"error": error.message}
        return context | {"people": found[:SHOWN], "more": len(found) > SHOWN, "election": self._election()}

    @property
    def query(self):
        return self.request.POST.get("picker_query", "").strip()

    def _election(self):
        return current_election(self.request)

    def _found(self):
        if not self.query:
            return Person.objects.none()
        found = search_people(actor=self.request.user, query=self.query)
        return found.kept().select_related("community").prefetch_related(roles_in(self._election()))


class PersonChoose(PersonLookup):
    """Search, then choose: each result leads back to ``picker_next`` with the person's key in the address."""

    template_name = "communities/person_choose.html"
    http_method_names = ["get", "post"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(following=self._following(), **kwargs)
        return context | {"name": self._asked("picker_name") or "person"}

    def _following(self):
        """Where a choice leads: an address of this site only; to the list of people without one."""
        asked = self._asked("picker_next")
        is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if is_ours else reverse("communities:people")

    def _asked(self, name):
        return self.request.POST.get(name) or self.request.GET.get(name, "")
