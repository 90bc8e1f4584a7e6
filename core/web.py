"""What every view declares and shares: its access rule, form handling, lists, downloads.

A view without a rule is refused by ``AccessDeclaredMiddleware``. The rule says who may
come to the door; which record he may see is asked inside, of :mod:`core.access`.
"""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property

from core import access, drafts
from core.conflicts import show_both
from core.editing import AlreadySubmitted, EditedMeanwhile, claim_submission, result_of_submission
from core.errors import DomainError
from core.lists import ListState
from core.paging import CAP, SEARCH_CAP, Pages


@dataclass(frozen=True)
class Rule:
    """Who may come to a view's door.

    ``kind``: public, signed_in, holding (a permission somewhere), working_on (a permission on
    at least one record), administrator (a kind), any_of (other rules). ``rule | rule`` opens to both.
    """

    kind: str
    names: tuple = ()

    def admits(self, user):
        """Whether a signed-in user passes; business views stay shut to administrators, and theirs to all others."""
        if self.kind == "any_of":
            return any(rule.admits(user) for rule in self.names)
        if self.kind == "administrator":
            return user.admin_kind in self.names
        if self.kind == "holding":
            return any(access.holds(user, name) for name in self.names)
        if self.kind == "working_on":
            model, permission = self.names
            return access.asked_once(
                user, self.names, lambda user: access.visible_to(user, apps.get_model(model), permission).exists()
            )
        return True

    def __or__(self, other):
        return Rule("any_of", (self, other))


PUBLIC = Rule("public")
SIGNED_IN = Rule("signed_in")


def holding(*permissions):
    """Open to whoever holds one of the permissions on some region."""
    return Rule("holding", permissions)


def working_on(model, permission):
    """Open to whoever holds ``permission`` on a record of ``model`` ("app.Model"), be it by assignment alone."""
    return Rule("working_on", (model, permission))


def administrator(*kinds):
    """Open to the administrators of these kinds (system, security, audit) alone."""
    return Rule("administrator", kinds)


def open_to(rule):
    """Declare a function view's rule."""

    def mark(view):
        view.access_rule = rule
        return view

    return mark


def rule_of(view_func):
    """The declared rule of a resolved view, or None."""
    return getattr(view_func, "access_rule", None) or getattr(
        getattr(view_func, "view_class", None), "access_rule", None
    )


class OnceMixin:
    """A view whose form makes one record, however often it is sent: its hidden field ``once`` is a token."""

    def once(self, act):
        """A redirect to the address that ``act()`` returns, all in one transaction; of a form sent before, to the first's."""
        try:
            with transaction.atomic():
                submission = self._claim()
                url = act()
                drafts.drop(actor=self.request.user, pages=[self._token(), self._token("draft")])
                if submission:
                    submission.result_url = url[:300]
                    submission.save(update_fields=["result_url"])
        except AlreadySubmitted as earlier:
            return redirect(earlier.url)
        return redirect(url)

    def _token(self, name="once"):
        try:
            return uuid.UUID(self.request.POST.get(name, ""))
        except ValueError:
            return None

    def _claim(self):
        token = self._token()
        return claim_submission(actor=self.request.user, token=token) if token else None


class ServiceFormMixin(OnceMixin):
    """A form view whose work is a service.

    Subclasses define ``perform(form)``, which calls services and may return the record;
    a DomainError becomes a form error, of a record that another saved meanwhile both versions are
    shown, a repeated submission leads to the first one's result. ``success_message`` is shown after.
    ``prepare(form)`` is called before the transaction, for what takes long and writes nothing.
    """

    success_message = ""

    def prepare(self, form):
        """Nothing to prepare."""

    def perform(self, form):
        raise ImproperlyConfigured(f"{type(self).__name__} defines no perform()")

    def form_valid(self, form):
        try:
            self.prepare(form)
            return self.once(partial(self._act, form))
        except EditedMeanwhile as error:
            show_both(form, error.stored)
            form.add_error(None, error.message)
            return self.form_invalid(form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.form_invalid(form)

    def _act(self, form):
        self.object = self.perform(form) or getattr(self, "object", None)
        url = self.get_success_url()
        if self.success_message:
            messages.success(self.request, self.success_message)
        return url

    def form_invalid(self, form):
        """A form sent twice may be invalid only because the first one made its record: then lead to that."""
        earlier = self._earlier_result()
        if earlier:
            return redirect(earlier)
        response = self.render_to_response(self.get_context_data(form=form))
        response.status_code = 422
        return response

    def _earlier_result(self):
        token = self._token()
        return result_of_submission(actor=self.request.user, token=token) if token else ""


class CountedMixin:
    """A list whose rows may be counted once for as long as nobody changes a record."""

    def count_question(self):
        """What the number of rows follows from besides the account and its records: then they are counted once until
        somebody changes a record (:func:`core.access.asked_once`). None: they are counted each time."""

    def counted_once(self, count):
        """What ``count()`` returned the first time, or returns now."""
        question = self.count_question()
        if question is None:
            return count()
        return access.asked_once(self.request.user, (self.request.path, "count", *question), lambda user: count())


class PagedMixin(CountedMixin):
    """A ListView that shows its rows in pages: by key, with a capped count (:mod:`core.paging`)."""

    paginate_by = 50
    count_cap = CAP

    def paginate_queryset(self, queryset, page_size):
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        pages = Pages(queryset, page_size, self.count_cap, self.counted_once)
        page = pages.page(data.get("page", ""))
        return pages, page, page.object_list, page.has_other_pages()


class StateMixin:
    """A list that can be come back to: conditions as chips, order and columns in the address, saved views."""

    filter_form_class = None
    sorts: ClassVar = {}  # {name: (label, *fields of order_by)}, for sorted()
    columns = ()  # the headings of the table, of which all but the first may be hidden
    unchipped = ()  # fields of the filter form that narrow nothing

    @cached_property
    def list_state(self):
        """How the list is seen (:mod:`core.lists`)."""
        return ListState(self, self.filter_form if self.filter_form_class else None)

    @property
    def list_key(self):
        """Under what its saved views are kept: the view's name, and what its address names besides."""
        return "/".join([self.request.resolver_match.view_name, *map(str, self.kwargs.values())])

    def count_up_to(self, limit):
        """How many records the list has, at most ``limit``; None for one that is not to be counted for a hint."""
        return self.get_queryset().order_by()[:limit].count()

    def render_to_response(self, context, **response_kwargs):
        """A list filtered in place keeps its address up to date, without names and numbers."""
        response = super().render_to_response(context, **response_kwargs)
        if self.request.htmx and self.request.method == "POST":
            response["HX-Replace-Url"] = self.list_state.address()
        return response


class ListMixin(StateMixin, PagedMixin):
    """A filtered list. Filters come by POST or GET; ``filter_form_class`` names them, ``q`` only by POST.

    Names and numbers of people stay out of addresses and logs: a form with a field
    ``q`` is posted, and page buttons post the same form again.
    """

    http_method_names = ["get", "post", "head", "options"]

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def sorted(self, rows):
        """The rows in the order asked for; as they are without one."""
        return rows.order_by(*self.sorts[self.list_state.sort][1:], "pk") if self.list_state.sort else rows

    @cached_property
    def filter_form(self):
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        form = self.filter_form_class(data or None, user=self.request.user, **self.filter_form_options())
        form.is_valid()
        return form

    def filter_form_options(self):
        """What the filter form is made with besides the data and the user."""
        return {}

    @property
    def count_cap(self):
        return SEARCH_CAP if self.filter_form_class and self.filters.get("q") else CAP

    @property
    def filters(self):
        return getattr(self.filter_form, "cleaned_data", {})

    @property
    def conditions(self):
        """What the list is narrowed by, for :meth:`count_question`; None where somebody is looked for by name or number,
        and where a condition was refused."""
        chosen = {name: value for name, value in self.filters.items() if value}
        is_kept = "q" not in chosen and not self.filter_form.errors
        return tuple((name, getattr(value, "pk", value)) for name, value in chosen.items()) if is_kept else None

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter_form=self.filter_form if self.filter_form_class else None, **kwargs)
