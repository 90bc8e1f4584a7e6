"""全街道班子方案: seven communities and the street itself beside the targets, on one page."""

from dataclasses import dataclass

from candidates.models import Slate
from candidates.rulebook import targets_in_force
from candidates.slate_preview import CHECKED, Preview, Verdict, label_of, previews, street_team
from candidates.slate_teams import BODIES, ground, text_of, value_of
from communities.models import Region
from core import access

# Of several slates of a community the one that is furthest on stands for it, then the first drawn up.
PRECEDENCE = {Slate.States.ADOPTED: 0, Slate.States.TABLED: 1, Slate.States.DRAFT: 2}


@dataclass(frozen=True)
class Column:
    """A measure of a body with the targets set for it: a floor and a ceiling share a column."""

    label: str
    targets: tuple

    @property
    def says(self):
        """不少于5人、不超过9人"""
        return "、".join(f"{target.get_comparison_display()}{target.shown_value}" for target in self.targets)

    @property
    def is_sample(self):
        """Whether some target of it is not confirmed yet."""
        return any(not target.is_confirmed for target in self.targets)


@dataclass(frozen=True)
class Cell:
    """A community's value in a column, with the verdict that is worst for it."""

    label: str
    text: str
    verdict: Verdict

    @property
    def is_missed(self):
        return self.verdict.is_met is False


@dataclass(frozen=True)
class Row:
    """One community: the slate that stands for it (or None), how many there are, its preview, a cell for each column."""

    community: Region
    slate: Slate | None
    number: int
    preview: Preview | None
    cells: list

    @property
    def missed(self):
        return [cell for cell in self.cells if cell.is_missed]


@dataclass(frozen=True)
class Overview:
    """``street``: ``[(target, Cell)]`` of the targets that are asked of the whole street."""

    columns: list
    rows: list
    street: list

    @property
    def with_slate(self):
        return [row for row in self.rows if row.slate]

    @property
    def missing(self):
        """How many communities have no slate yet."""
        return len(self.rows) - len(self.with_slate)

    @property
    def meeting_all(self):
        """How many meet every target and every check."""
        return sum(not row.missed and not row.preview.wrong for row in self.with_slate)

    @property
    def is_sample(self):
        """Whether some target is not confirmed yet."""
        return any(column.is_sample for column in self.columns)


def standing_slates(user, election, communities):
    """``{community code: [Slate]}``, the one that stands for its community first. One query."""
    rows = access.visible_to(user, Slate).standing().filter(election=election, community__in=communities)
    found = {}
    for slate in sorted(rows.select_related("community"), key=lambda s: (PRECEDENCE[s.state], s.number)):
        found.setdefault(slate.community_id, []).append(slate)
    return found


def overview(user, region, election):
    """The :class:`Overview` of a region; the number of queries does not grow with its communities."""
    inside = access.code_condition("code", [region.pk])
    communities = list(
        access.visible_to(user, Region, "view_vetting").filter(
            inside, level=Region.Levels.COMMUNITY, is_active=True
        ).order_by("code")
    )  # fmt: skip
    codes = [community.pk for community in communities]
    targets = list(targets_in_force(election))
    columns = _columns(targets)
    slates = standing_slates(user, election, codes)
    beneath = ground(election, codes, targets)
    shown = previews(beneath, [found[0] for found in slates.values()])
    rows = [_row(community, slates.get(community.pk, []), shown, columns) for community in communities]
    return Overview(columns, rows, _street(beneath, targets, list(shown.values())))


def _columns(targets):
    """What is asked of each community; what a slate's checks tell anyhow (差额, 近亲属) is left to them."""
    found = {}
    for target in targets:
        if target.body != BODIES.STREET and target.measure not in CHECKED:
            found.setdefault((target.measure, target.body), []).append(target)
    return [Column(label_of(*key), tuple(asked)) for key, asked in found.items()]


def _row(community, slates, shown, columns):
    if not slates:
        return Row(community, None, 0, None, [])
    made = shown[slates[0].pk]
    cells = [_cell(column.label, column.targets, made.team) for column in columns]
    return Row(community, slates[0], len(slates), made, cells)


def _cell(label, targets, team):
    measure, body = targets[0].measure, targets[0].body
    value = value_of(team, measure, body)
    verdicts = [Verdict(target, target.is_met_by(value)) for target in targets]
    worst = next((verdict for verdict in verdicts if verdict.is_met is False), verdicts[0])
    return Cell(label, text_of(team, measure, body), worst)


def _street(beneath, targets, shown):
    """The whole street's targets, of all its slates together."""
    asked = [target for target in targets if target.body == BODIES.STREET]
    if not asked or not shown:
        return []
    team = street_team(beneath, shown)
    return [(target, _cell(target.get_measure_display(), [target], team)) for target in asked]
