"""换届前后班子结构对比表: the past team, the sitting and the proposed, side by side (domain facts §6.2, no. 18)."""

from dataclasses import dataclass

from candidates.models import Slate
from candidates.slate_overview import standing_slates
from candidates.slate_preview import previews
from candidates.slate_teams import BODIES, Team, ground
from communities.models import Educations
from communities.structure import AGE_BANDS, PARTY, YOUNGEST_BAND
from core.ids import age_on
from reports.ledgers.base import Ledger, average, number, text, under
from reports.progress import community_rows

OLDEST_YOUNG = AGE_BANDS[YOUNGEST_BAND][1]
TEAMS = {"past": "上届", "sitting": "现任", "proposed": "拟任"}
PERMISSION = "view_vetting"


@dataclass(frozen=True)
class Figures:
    """What is counted of a team, or of several together. ``ages``: of those whose birth date is known."""

    people: int = 0
    ages: tuple = ()
    college: int = 0
    women: int = 0
    party: int = 0
    kept: int | None = None
    combined: int = 0
    crossed: int = 0

    @classmethod
    def of(cls, team, before=None):
        """``before``: the team that sat before it, or None where nothing is known of it."""
        people = list(team.people(BODIES.TEAM).values())
        return cls(
            people=len(people),
            ages=tuple(age_on(person.birth_date, team.on) for person in people if person.birth_date),
            college=sum((person.education or 0) >= Educations.COLLEGE for person in people),
            women=sum(person.sex == "female" for person in people),
            party=sum(person.affiliation in PARTY for person in people),
            kept=None if before is None else sum(person.pk in before.people(BODIES.TEAM) for person in people),
            combined=team.combined_leads,
            crossed=team.cross_posts,
        )

    def __add__(self, other):
        kept = [each.kept for each in (self, other) if each.kept is not None]
        return Figures(
            self.people + other.people, self.ages + other.ages, self.college + other.college,
            self.women + other.women, self.party + other.party, sum(kept) if kept else None,
            self.combined + other.combined, self.crossed + other.crossed,
        )  # fmt: skip

    @property
    def average_age(self):
        return round(sum(self.ages) / len(self.ages), 1) if self.ages else None

    @property
    def young(self):
        return sum(age <= OLDEST_YOUNG for age in self.ages)

    @property
    def new(self):
        return None if self.kept is None else self.people - self.kept


MEASURES = {
    "people": "人数", "average_age": "平均年龄", "young": "35岁及以下", "college": "大专及以上", "women": "女性",
    "party": "党员", "kept": "连任", "new": "新任", "combined": "一肩挑", "crossed": "交叉任职",
}  # fmt: skip
COMPARED_WITH_BEFORE = ("kept", "new")  # nothing is on file of the team before the past one


def rows(user, region, election, filters):
    """A line for each community. As many queries for seven as for one."""
    lines = community_rows(user, region, election, None)
    codes = [line.code for line in lines]
    beneath = ground(election, codes)
    slates = {code: held[0] for code, held in standing_slates(user, election, codes).items()}
    shown = previews(beneath, list(slates.values()))
    for line in lines:
        slate = slates.get(line.code)
        yield {"community": line.name, "basis": _basis(slate), "record": line.code} | _line(
            beneath.past.get(line.code), beneath.sitting.get(line.code), slate and shown[slate.pk].team
        )


def _basis(slate):
    return f"{slate.name}（{Slate.States(slate.state).label}）" if slate else None


def _line(past, sitting, proposed):
    """The cells, and beneath ``figures`` what the totals are made of."""
    figures = {
        "past": past and Figures.of(past),
        "sitting": sitting and Figures.of(sitting, past),
        "proposed": proposed and Figures.of(proposed, sitting or Team()),
    }
    return _cells(figures) | {"figures": figures}


def _cells(figures):
    return {
        f"{measure}_{team}": getattr(figures[team], measure) if figures[team] else None
        for measure in MEASURES
        for team in TEAMS
    }


def add_up(lines):
    """The whole street's teams as one: an average is that of all heads, not of averages."""
    found = {team: [line["figures"][team] for line in lines if line["figures"][team]] for team in TEAMS}
    return _cells({team: sum(figures, Figures()) if figures else None for team, figures in found.items()})


def _columns():
    for measure, heading in MEASURES.items():
        teams = {key: name for key, name in TEAMS.items() if (measure, key) not in BLANK}
        made = average if measure == "average_age" else number
        yield from under(heading, *(made(f"{measure}_{key}", name, 5) for key, name in teams.items()))


BLANK = {(measure, "past") for measure in COMPARED_WITH_BEFORE}

STRUCTURE = Ledger(
    "structure", "换届前后班子结构对比表", "基本情况",
    (text("community", "社区", 10), *_columns(), text("basis", "拟任依据", 16)),
    rows,
    basis="两委合并计算，两边任职的计一人；年龄按各届基准日周岁，平均年龄按全体人员计算；连任、新任与前一届班子比较，前一届没有登记的为空；拟任取采用的方案，没有采用的取上会或草拟的。",
    made_at="candidates:slates",
    record_view="reports:community",
    permission=PERMISSION,
    add_up=add_up,
    paper="A3",
)  # fmt: skip
