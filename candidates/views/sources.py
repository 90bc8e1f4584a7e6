"""物色人选: three sources side by side, and from there to candidates in one click."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from candidates import services, sources
from candidates.models import Candidate
from candidates.pool_forms import ChosenForm, SourceFilter
from communities.current import current_election, require_election
from communities.forms.people import communities_for
from core import access
from core.editing import AlreadySubmitted, claim_submission, result_of_submission
from core.errors import DomainError
from core.web import holding

HINTS = {
    Candidate.Sources.STAY: ("留", "现任“两委”成员，书记、主任在前"),
    Candidate.Sources.PROMOTE: ("提", "已建档的社区干部、工作者"),
    Candidate.Sources.PICK: ("挑", "后备库在库人员"),
}


class Sources(TemplateView):
    """The people of one community by source; ``?community=`` names it."""

    access_rule = holding("view_records")
    template_name = "candidates/sources.html"

    @cached_property
    def community(self):
        chosen = communities_for(self.request.user, "view_records").filter(is_active=True)
        return chosen.filter(pk=self.request.GET.get("community", "")).first() or chosen.order_by("code").first()

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        context = super().get_context_data(election=election, community=self.community, **kwargs)
        if not election or not self.community:
            return context
        found = sources.sources_of(user, self.community, election)
        return context | {
            "groups": [(source, *HINTS[source], people) for source, people in found.items()],
            "places": communities_for(user, "view_records").filter(is_active=True).order_by("code"),
            "filter": SourceFilter(initial={"community": self.community}, user=user),
            "may_fill": election.is_running and access.allowed(user, "fill_records", self.community),
        }  # fmt: skip


def _keys(values):
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


class SourceConfirm(TemplateView):
    """The chosen with their names, a source and a post each preselected; POST makes candidates of all, or of none.

    ``stay``, ``promote``, ``pick`` (keys of persons, repeated) say who was chosen from which source.
    """

    access_rule = holding("fill_records")
    audit_events = ("candidate.put_forward", "reserveentry.nominate")
    template_name = "candidates/source_confirm.html"
    http_method_names = ["get", "post"]

    def dispatch(self, request, *args, **kwargs):
        self.community = access.get_or_404(
            request.user, communities_for(request.user, "view_records"), "fill_records", pk=kwargs["code"]
        )
        self.election = require_election(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def chosen(self):
        """``[(Prospect, ChosenForm)]`` of those asked for that this community's sources hold and who are free."""
        data = self.request.POST or self.request.GET
        wanted = {key for source in Candidate.Sources.values for key in _keys(data.getlist(source))}
        found = sources.sources_of(self.request.user, self.community, self.election)
        people = [one for group in found.values() for one in group if one.person.pk in wanted and one.is_free]
        return [(one, self._form(one)) for one in people]

    def _form(self, one):
        initial = {"source": one.source, "intended_post": one.post, "is_lead_goose": one.is_head}
        data = self.request.POST if self.request.method == "POST" else None
        form = ChosenForm(data, prefix=str(one.person.pk), initial=initial)
        if one.source != Candidate.Sources.STAY:  # 留 is for those who sit
            form.fields["source"].choices = [pair for pair in Candidate.Sources.choices if pair[0] == one.source]
        else:
            form.fields["source"].choices = Candidate.Sources.choices[:2]
        return form

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            election=self.election, community=self.community, chosen=self.chosen, back=self.back, **kwargs
        )

    @property
    def back(self):
        return f"{reverse('candidates:sources')}?community={self.community.pk}"

    def post(self, request, code):
        earlier = self._earlier()
        if earlier:
            return redirect(earlier)
        problems, valid = [], [form.is_valid() for _, form in self.chosen]  # each says what is wrong with it
        if valid and all(valid):
            try:
                made = self._make()
            except AlreadySubmitted as earlier:
                return redirect(earlier.url)
            except DomainError as error:
                problems = [error.message]
            else:
                messages.success(
                    request, f"已列为人选：{'、'.join(str(one) for one in made)}。请逐条核对标准，再提交社区初审。"
                )
                return redirect(self.back)
        response = self.render_to_response(self.get_context_data(problems=problems))
        response.status_code = 422
        return response

    def _earlier(self):
        """Where the same form led when it was sent before; those it made are no longer free to be chosen."""
        once = _keys([self.request.POST.get("once", "")])
        return result_of_submission(actor=self.request.user, token=once[0]) if once else ""

    @transaction.atomic
    def _make(self):
        once = _keys([self.request.POST.get("once", "")])
        if once:
            submission = claim_submission(actor=self.request.user, token=once[0])
            submission.result_url = self.back
            submission.save(update_fields=["result_url"])
        return [
            services.put_forward(
                actor=self.request.user, person=one.person, election=self.election, community=self.community,
                **form.cleaned_data,
            )
            for one, form in self.chosen
        ]  # fmt: skip
