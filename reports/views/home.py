"""Home pages: each kind of user comes in where his work is."""

from django.shortcuts import render
from django.utils import timezone

from communities.current import current_election, current_region
from communities.models import Baseline, Election, Region
from core.access import holds, visible_to
from core.web import SIGNED_IN, holding, open_to
from interviews.models import DepartureAudit
from reports.community_file import summaries
from reports.completeness import completeness
from reports.models import ReportRun
from reports.progress import STAGES, community_rows, totals
from reports.todo import setup_steps, todos

LATEST_BRIEFINGS = 3


@open_to(SIGNED_IN)
def home(request):
    """The overview for the street, the own community for a secretary, the own screens for an administrator."""
    region, election = current_region(request), current_election(request)
    if request.user.admin_kind:
        return render(request, "reports/home_administrator.html")
    if region is None:
        return _home_without_region(request)
    if election is None:
        return render(request, "reports/home_without_election.html")
    if region.level == Region.Levels.COMMUNITY:
        return _community_home(request, region, election)
    return progress(request)


def _home_without_region(request):
    """Whose work is single records, an auditor's for one: those, and what waits in them."""
    audits = visible_to(request.user, DepartureAudit).filter(election__state=Election.States.RUNNING)
    audits = audits.with_file().with_findings().select_related("election").order_by("community_id", "created_at", "pk")
    audits = sorted(audits, key=lambda audit: audit.is_closed)  # what is done comes last
    if not audits:
        return render(request, "reports/home_waiting.html", {"has_role": request.user.role_grants.exists()})
    elections = {audit.election_id: audit.election for audit in audits}.values()
    today = timezone.localdate()
    waiting = [todo for election in elections for todo in todos(request.user, election, today, in_community=False)]
    return render(request, "reports/home_auditor.html", {"audits": audits, "todos": waiting})


@open_to(holding("view_records"))
def progress(request):
    """进度总览: every community below the user's region in one table, and what waits for him."""
    region, election, today = current_region(request), current_election(request), timezone.localdate()
    if election is None:
        return render(request, "reports/home_without_election.html")
    rows = community_rows(request.user, region, election, today)
    context = {
        "rows": rows,
        "summaries": summaries(request.user, region, election),
        "stage_names": [(state.value, state.label) for state in STAGES],
        "total": totals(rows),
        "todos": [*setup_steps(request.user, election), *todos(request.user, election, today, in_community=False)],
        "now": timezone.now(),
        "briefings": _latest_briefings(request.user, region, election),
    }
    return render(request, "reports/progress.html", context)


def _community_home(request, region, election):
    today = timezone.localdate()
    rows = community_rows(request.user, region, election, today)
    context = {
        "row": rows[0] if rows else None,
        "file": completeness(request.user, region, election, [region.code])[region.code],
        "baseline": visible_to(request.user, Baseline).filter(community=region, election=election).first(),
        "todos": todos(request.user, election, today, in_community=True),
    }
    return render(request, "reports/home_community.html", context)


def _latest_briefings(user, region, election):
    """The newest briefings that the user may download; None for who does not deal with them."""
    if not holds(user, "build_reports"):
        return None
    runs = visible_to(user, ReportRun).filter(code="briefing", election=election)
    return runs.select_related("region", "job__result")[:LATEST_BRIEFINGS]
