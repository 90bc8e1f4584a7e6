"""一社一档: the list of communities with how complete each file is, and the file of one."""

from django.views.generic import TemplateView

from communities.current import current_election, current_region
from communities.history import history
from communities.models import Region
from communities.notes import notes_on
from communities.services.limits import note_opening
from core import access
from core.web import holding
from reports.community_file import changes_of, file_of, summaries

MAY_SEE = holding("view_records")


class CommunityList(TemplateView):
    """Every community with risk, plan, standing and what its file lacks."""

    access_rule = MAY_SEE
    template_name = "reports/community_list.html"

    def get_context_data(self, **kwargs):
        region, election = current_region(self.request), current_election(self.request)
        rows = summaries(self.request.user, region, election) if election else []
        return super().get_context_data(
            election=election, rows=rows, communities=[row.community for row in rows], **kwargs
        )


class CommunityFilePage(TemplateView):
    """The file of one community in the term one works in; that it was opened is recorded."""

    access_rule = MAY_SEE
    template_name = "reports/community.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        communities = Region.objects.filter(level=Region.Levels.COMMUNITY)
        community = access.get_or_404(user, communities, pk=self.kwargs["code"])
        note_opening(actor=user, event="region.open", obj=community)
        if election is None:
            return super().get_context_data(community=community, election=None, file=None, **kwargs)
        return super().get_context_data(
            community=community,
            election=election,
            file=file_of(user, community, election),
            notes=notes_on(user, election, community=community, back=self.request.path),
            history=history(user, changes_of(user, community, election)),
            **kwargs,
        )
