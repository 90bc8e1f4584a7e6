"""Home pages: each kind of user comes in where his work is."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from accounts import marks
from communities.current import current_election, current_region
from communities.models import Region
from core.access import asked_once, holds
from core.web import SIGNED_IN, holding, open_to
from reports import handbook
from reports.administration import figures, outgoing
from reports.changes import changes, since_of
from reports.guide import guide_for
from reports.overview import AssignedAudits, Overview
from reports.todo import by_urgency, setup_steps, todos
from reports.views.figures import show_figures


@open_to(SIGNED_IN)
def home(request):
    """The overview for the street, the own community for a secretary, the own screens for an administrator."""
    region, election = current_region(request), current_election(request)
    if request.user.admin_kind:
        return render(
            request,
            "reports/home_administrator.html",
            {"guide": guide_for(request.user), "figures": figures(request.user), "outgoing": outgoing(request.user)},
        )
    if region is None:
        return _home_without_region(request)
    if election is None:
        return render(request, "reports/home_without_election.html")
    if region.level == Region.Levels.COMMUNITY:
        return _community_home(request, region, election)
    return progress(request)


def _home_without_region(request):
    """Whose work is single records, an auditor's for one: those, and what waits in them."""
    assigned = AssignedAudits(request.user, timezone.localdate())
    if not assigned:
        return render(request, "reports/home_waiting.html", {"has_role": request.user.role_grants.exists()})
    return render(request, "reports/home_auditor.html", {"assigned": assigned, "guide": guide_for(request.user)})


@open_to(holding("view_records"))
def progress(request):
    """What waits for him, then 进度总览: every community below the user's region, each cell leading to the work."""
    region, election, today = current_region(request), current_election(request), timezone.localdate()
    if election is None:
        return render(request, "reports/home_without_election.html")
    if region.level < Region.Levels.STREET:  # too many communities for one table: their sums instead
        return show_figures(request, region, _waiting_above(request.user, election))
    user, overview = request.user, Overview(request.user, region, election, today)
    context = {
        "overview": overview,
        "guide": guide_for(user),
        "with_coverage": holds(user, "handle_clues") and region.level == Region.Levels.STREET,
    }
    if holds(user, "conclude_vetting"):
        since = since_of(user)
        context |= {
            "since": since,
            "was_seen": bool(marks.marked_at(user, marks.CHANGES)),
            "changes": asked_once(
                user, ("changes", election.pk, since), lambda user: changes(user, region, election, since)
            ),
        }
    return render(request, "reports/progress.html", context)


def _waiting_above(user, election):
    """What waits above the street, asked anew once somebody has changed a record: the streets below are many."""

    def ask(user):
        lines = [
            *setup_steps(user, election),
            *todos(user, election, timezone.localdate(), in_community=False),
        ]
        return by_urgency(lines)

    return asked_once(user, ("waiting above", election.pk), ask)


def _community_home(request, region, election):
    overview = Overview(request.user, region, election, timezone.localdate())
    return render(request, "reports/home_community.html", {"overview": overview, "guide": guide_for(request.user)})


class Functions(TemplateView):
    """全部功能: the tasks of one's own chapter of the handbook, every entry of the menu with what it is for, the handbook."""

    access_rule = SIGNED_IN
    template_name = "reports/functions.html"

    def get_context_data(self, **kwargs):
        chapter = handbook.own_chapter(self.request.user)
        topics = handbook.open_topics(self.request.user, chapter) if chapter else []
        return super().get_context_data(chapter=chapter, topics=topics, has_paper=settings.HANDBOOK.exists(), **kwargs)


class MarkSeen(View):
    """“知道了”: remember that the user has seen the changes, or has put the guide away; ``again`` brings it back."""

    access_rule = SIGNED_IN
    audit_events = ()  # his own and nobody else's business
    http_method_names = ["post"]

    def post(self, request, key):
        if key not in marks.Mark.Keys.values:
            raise Http404
        if "again" in request.POST:
            marks.remove_mark(actor=request.user, key=key)
        else:
            marks.set_mark(actor=request.user, key=key)
        return redirect("reports:home")
