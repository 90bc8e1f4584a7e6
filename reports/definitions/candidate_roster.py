"""拟推荐人选一览表: the people a place proposes, a line each, as they go to a meeting or to the district.

Columns by practice (documents facts, Part 3 (d)). A person stands in the order of community and post.
"""

from django import forms
from django.db.models import Case, When
from django.utils import timezone

from candidates.models import Candidate
from communities.models import Person, Posts, Region
from communities.structure import team_structure
from core import access, ids
from core.dates import format_month
from core.errors import DomainError
from reports.candidate_facts import current_posts
from reports.definitions.base import Report

States = Candidate.States
PASSED, STANDING, NOMINEES = "passed", "standing", "nominees"
GROUPS = (
    (PASSED, "审查通过的人选"),
    (NOMINEES, "已列为候选人的"),
    (STANDING, "全部在册人选（不含已退出、未通过）"),
)
MOST = 600
BY_POST = Case(*(When(intended_post=post, then=rank) for rank, post in enumerate(Posts)))  # secretary first


class RosterForm(forms.Form):
    """Whom to list."""

    group = forms.ChoiceField(label="列入范围", choices=GROUPS, initial=PASSED)

    def __init__(self, user, region, election, data=None):
        super().__init__(data)


def people_for(user, region, election, group):
    """The candidates of ``group`` below ``region`` whom the user may see the vetting of, in the order of the form."""
    rows = access.visible_to(user, Candidate, "view_vetting").filter(election=election)
    rows = rows.filter(access.code_condition("community_id", [region.pk]))
    if group == PASSED:
        rows = rows.proposed()
    elif group == NOMINEES:
        rows = rows.filter(phase="nominee").exclude(state__in=[States.REJECTED, States.WITHDRAWN])
    else:
        rows = rows.exclude(state__in=[States.REJECTED, States.WITHDRAWN])
    return rows.order_by("community_id", BY_POST, "created_at", "pk")


def context(user, region, election, parameters, number):
    """The data of templates/pdf/candidate_roster.html. Raises DomainError ``nothing_to_print`` or ``too_many``."""
    group = parameters.get("group") or PASSED
    rows = people_for(user, region, election, group)
    found = list(rows.with_file().select_related("election")[: MOST + 1])
    if not found:
        raise DomainError("nothing_to_print", f"所选范围内没有“{dict(GROUPS)[group]}”，请改选范围。")
    if len(found) > MOST:
        raise DomainError("too_many", f"所选范围超过 {MOST} 人，请按街道或社区分别生成。")
    posts = current_posts(found)
    return {
        "region": region,
        "term": str(election),
        "group": dict(GROUPS)[group],
        "filled_on": timezone.localdate(),
        "lines": [_line(candidate, posts, election) for candidate in found],
        "structure": team_structure(Person.objects.filter(pk__in=rows.order_by().values("person")), election.key_date),
        "key_date": election.key_date,
    }


def _line(candidate, posts, election):
    person = candidate.person
    born = person.birth_date
    return {
        "community": candidate.community.short_name,
        "name": person.name,
        "sex": person.get_sex_display(),
        "ethnicity": person.ethnicity,
        "birth_month": format_month(born) if born else "",
        "age": ids.age_on(born, election.key_date) if born else None,
        "joined_party_on": format_month(person.party_joined_on) if person.party_joined_on else "",
        "political_status": person.get_affiliation_display(),
        "education": person.get_education_display() or "",
        "school": person.school,
        "current_post": posts.get((person.pk, election.pk)) or person.occupation,
        "intended_post": candidate.get_intended_post_display(),
        "source": candidate.get_source_display(),
        "is_lead_goose": candidate.is_lead_goose,
        "state": candidate.get_state_display(),
    }


CANDIDATE_ROSTER = Report(
    code="candidate_roster",
    title="拟推荐人选一览表",
    description="所选范围的人选逐人一行：基本情况、现任拟任、来源、审查结果；附人数和结构小计。供上会、上报。",
    template="pdf/candidate_roster.html",
    permission="view_vetting",
    context=context,
    parameter_form=RosterForm,
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
    counter="份",
)
