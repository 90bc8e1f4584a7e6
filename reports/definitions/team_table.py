"""社区“两委”班子结构分析表: a row for each community and their sum, then the terms side by side.

Column groups: documents facts, Part 3 (b). Of where sitting members come from the records know only who sits
again; so the table says of no other origin. The team before is that of the past term kept in the product.
"""

from dataclasses import dataclass

from django.db.models import Avg
from django.utils import timezone

from candidates import figures
from communities.models import Region
from communities.structure import AGE_BANDS, Educations, Structure, age_expression, team_structures
from reports.definitions.base import Report
from reports.definitions.briefing import NoParameters
from reports.team_facts import TeamRow, add_structures, communities_in, previous_election, team_table
from reports.wording import words

FORMER, SITTING, PROPOSED = "上届", "现任", "拟推荐"


@dataclass(frozen=True)
class Stage:
    """A team at one of its stages in the comparison; ``row`` None: nothing is known of it."""

    label: str
    row: TeamRow | None

    @property
    def is_team(self):
        """Whether seats and posts held together are facts of it: who is only proposed holds none."""
        return self.label != PROPOSED


@dataclass(frozen=True)
class Comparison:
    """One community, or all together, at its three stages."""

    name: str
    stages: list


def context(user, region, election, parameters, number):
    """The data of templates/pdf/team_table.html."""
    communities, past = communities_in(user, region), previous_election(election)
    sitting = team_table(user, region, election, communities)
    former = team_table(user, region, past, communities) if past else None
    proposed = _proposed(user, region, election, communities)
    return {
        "words": words("team_table", region, election),
        "teams": _teams(region),
        "term": str(election).partition("（")[0],
        "election_day": election.election_day,
        "past": past,
        "as_of": timezone.localtime(),
        "bands": list(AGE_BANDS),
        "rows": [_line(row) for row in sitting.rows],
        "total": _line(sitting.total),
        "comparisons": _comparisons(former, sitting, proposed),
        "has_former": bool(former and former.total.people.count),
        "has_proposed": bool(proposed[-1].people.count),
    }


def _teams(region):
    """小车河街道社区“两委”; 花都社区“两委”."""
    return f"{region.short_name}{'' if region.level == Region.Levels.COMMUNITY else '社区'}“两委”"


def _line(row):
    """What a row of the first table shows, beside the row itself: numbers by band and by education, rising."""
    people = row.people
    return {
        "row": row,
        "ages": [people.age_bands.get(label, 0) for label in AGE_BANDS],
        "educations": [people.educations.get(label, 0) for label in Educations.labels],
    }


def _proposed(user, region, election, communities):
    """A :class:`TeamRow` for each community of those through 街道严审, then their sum; of posts they know nothing."""
    candidates = figures.proposed_team(user, region, election)
    found = team_structures(candidates, election.election_day)
    rows = [TeamRow(place.short_name, people=found.get(place.pk, Structure())) for place in communities]
    average = candidates.order_by().aggregate(age=Avg(age_expression("person__birth_date", election.election_day)))
    return [*rows, TeamRow("合　计", people=add_structures([row.people for row in rows], average["age"]))]


def _comparisons(former, sitting, proposed):
    """:class:`Comparison` s, the sum last."""
    now = [*sitting.rows, sitting.total]
    before = [*former.rows, former.total] if former else [None] * len(now)
    return [
        Comparison(
            row.name, [Stage(FORMER, _known(was)), Stage(SITTING, _known(row)), Stage(PROPOSED, _known(planned))]
        )
        for was, row, planned in zip(before, now, proposed, strict=True)
    ]


def _known(row):
    return row if row and row.people.count else None


TEAM_TABLE = Report(
    code="team_table",
    title="班子结构分析表",
    description="各社区“两委”的职数、性别、年龄、学历、政治面貌、连任、一肩挑和交叉任职，合计和占比；上届、现任、拟推荐对比。横排。",
    template="pdf/team_table.html",
    permission="view_records",
    context=context,
    parameter_form=NoParameters,
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
    counter="份",
)
