"""班子方案 on paper: one slate on one landscape page for the meeting, and the street's table of all communities."""

from django.utils import timezone

from candidates.models import Slate
from candidates.rulebook import targets_in_force
from candidates.slate_overview import overview
from candidates.slate_preview import previews
from candidates.slate_teams import ground
from communities.models import Region
from core import access, ids
from reports.definitions.base import Report, subject_form
from reports.definitions.briefing import NoParameters

PERMISSION = "view_vetting"


def describe(slate):
    """Slates told apart by community, name and state."""
    return f"{slate.community.short_name}　{slate.name}　{slate.get_state_display()}"


def context(user, region, election, parameters, number):
    """The data of templates/pdf/slate.html; the figures are those of the page."""
    rows = Slate.objects.select_related("community", "election")
    slate = access.get_or_404(user, rows, PERMISSION, pk=parameters["subject"])
    election, code = slate.election, slate.community_id
    shown = previews(ground(election, [code], targets_in_force(election)), [slate])[slate.pk]
    return {
        "heading": f"{slate.community.short_name}“两委”班子建议方案（{slate.name}）",
        "slate": slate,
        "term": str(election),
        "key_date": election.key_date,
        "printed_on": timezone.localdate(),
        "preview": shown,
        "people": [_line(candidate, places, election) for candidate, places in shown.people],
    }


def _line(candidate, places, election):
    person = candidate.person
    return {
        "name": person.name,
        "post": "、".join(place.label for place in places),
        "sex": person.get_sex_display(),
        "ethnicity": person.ethnicity,
        "age": ids.age_on(person.birth_date, election.key_date) if person.birth_date else None,
        "education": person.get_education_display() or "",
        "affiliation": person.get_affiliation_display(),
        "occupation": person.occupation,
        "source": candidate.get_source_display(),
        "state": candidate.get_state_display(),
    }


def street_context(user, region, election, parameters, number):
    """The data of templates/pdf/slate_overview.html."""
    return {
        "heading": f"{region.short_name}各社区“两委”班子建议方案达标情况",
        "term": str(election),
        "key_date": election.key_date,
        "printed_on": timezone.localdate(),
        "overview": overview(user, region, election),
    }


SLATE = Report(
    code="slate",
    title="班子建议方案",
    description="一份班子方案：人选、职数差额、结构指标与目标、现任、上届对比。A4 横向一页，供上会。",
    template="pdf/slate.html",
    permission=PERMISSION,
    context=context,
    parameter_form=subject_form(
        Slate, PERMISSION, label="方案", describe=describe, rows=lambda rows: rows.select_related("community")
    ),
    levels=(Region.Levels.COMMUNITY,),
    counter="份",
    subject_model=Slate,
    subject_label=describe,
    subject_rows=lambda rows: rows.select_related("community", "election"),
)
SLATE_OVERVIEW = Report(
    code="slate_overview",
    title="班子方案达标情况总表",
    description="全街道各社区的班子方案与结构目标：哪个社区哪一项未达标。A4 横向。",
    template="pdf/slate_overview.html",
    permission=PERMISSION,
    context=street_context,
    parameter_form=NoParameters,
    levels=(Region.Levels.STREET,),
    counter="份",
    is_stamped=False,
)
