"""What a slate would make of a community's team: figures, rules, and how far from the targets.

The page while it is edited, the finished slate, two side by side, the street's page and the paper
all show the same :class:`Preview`, made by :func:`preview` from a list of :class:`Placement`.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from candidates.kinship import kin_conflicts
from candidates.models import Candidate, SlateSeat
from candidates.models.targets import Measures, StructureTarget
from candidates.querysets import THROUGH_STREET_STATES
from candidates.slate_teams import (
    BODIES,
    KIND_OF_BODY,
    KINDS,
    Ground,
    Seat,
    Team,
    structures_by_body,
    text_of,
    value_of,
)
from communities import structure
from communities.models import Affiliations, Person, Posts

LABELS = {KINDS.PARTY: "党组织", KINDS.RESIDENTS: "居委会"}
BODY_OF_KIND = {kind: body for body, kind in KIND_OF_BODY.items()}
POST_ORDER = {post: place for place, post in enumerate(Posts)}
# What every comparison shows, whether or not a target is set for it.
SHOWN = (
    Measures.HEADCOUNT, Measures.AVERAGE_AGE, Measures.UNDER_35, Measures.WOMEN_SHARE, Measures.COLLEGE_SHARE,
    Measures.PARTY_SHARE, Measures.MINORITY, Measures.COMBINED_LEAD, Measures.CROSS_POSTS, Measures.NEWCOMER_SHARE,
)  # fmt: skip
CHECKED = {Measures.SURPLUS_SHARE, Measures.KIN_PAIRS}  # these are told among the checks
SHORT = {Measures.HEADCOUNT: "班子人数（不重复计）", Measures.COMBINED_LEAD: "书记主任一肩挑"}
# Where the term's rule book has no row on 差额: (percent, basis). Source: domain facts §5.3 and §5.1, not verified.
SAMPLE_SURPLUS = {
    KINDS.PARTY: (20, "委员候选人差额不少于应选人数的20%"),
    KINDS.RESIDENTS: (0, "候选人名额应当多于应选名额"),
}


@dataclass(frozen=True)
class Placement:
    """A candidate in a post. ``candidate`` comes with its person."""

    candidate: Candidate
    kind: str
    post: str
    is_alternate: bool = False

    @property
    def label(self):
        return f"{Posts(self.post).label}{'（差额）' if self.is_alternate else ''}"


@dataclass(frozen=True)
class Check:
    """A rule about the slate. ``tone``: ok, warn (to be looked at), bad. ``is_sample``: 示例（待核定）."""

    code: str
    label: str
    text: str
    tone: str
    basis: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class Verdict:
    """One target and whether the slate meets it; ``is_met`` None where nothing can be said."""

    target: StructureTarget
    is_met: bool | None

    @property
    def says(self):
        """不超过45岁"""
        return f"{self.target.get_comparison_display()}{self.target.shown_value}"

    @property
    def word(self):
        """达标, 未达标 (or 未达到 what is only aimed at), —."""
        if self.is_met is None:
            return "—"
        return "达标" if self.is_met else "未达标" if self.is_required else "未达到"

    @property
    def is_required(self):
        return self.target.kind == StructureTarget.Kinds.REQUIRED

    @property
    def tone(self):
        return "wait" if self.is_met is None else "ok" if self.is_met else "bad" if self.is_required else "warn"


@dataclass(frozen=True)
class Line:
    """One measure: the slate's value beside the sitting and the past team, in words; with the targets set for it."""

    measure: str
    body: str
    label: str
    text: str
    sitting: str
    past: str
    verdicts: tuple = ()

    @property
    def is_missed(self):
        return any(verdict.is_met is False for verdict in self.verdicts)


@dataclass
class Preview:
    """``people``: ``[(candidate, [Placement])]`` by post; ``behind``: candidates whom 街道严审 has not let through."""

    team: Team
    sitting: Team
    past: Team
    checks: list
    lines: list
    people: list
    kin: list = field(default_factory=list)
    behind: list = field(default_factory=list)

    @property
    def missed(self):
        """The lines of which some target is not met."""
        return [line for line in self.lines if line.is_missed]

    @property
    def wrong(self):
        """The checks that stand against it."""
        return [check for check in self.checks if check.tone == "bad"]

    @property
    def stay(self):
        """How many of those meant for the team sit now."""
        return len(self.team.kept())

    @property
    def new(self):
        return len(self.team.people()) - self.stay

    @property
    def posts(self):
        """``[(拟任职务, names)]`` in the order of posts, 差额 candidates after those meant."""
        found = {}
        for place in sorted(
            (place for _, places in self.people for place in places), key=lambda p: (POST_ORDER[p.post], p.is_alternate)
        ):
            found.setdefault(place.label, []).append(str(place.candidate))
        return [(label, "、".join(names)) for label, names in found.items()]

    @property
    def has_samples(self):
        """Whether a rule used here is not confirmed yet."""
        targets = (verdict.target for line in self.lines for verdict in line.verdicts)
        return any(check.is_sample for check in self.checks) or any(not target.is_confirmed for target in targets)

    @property
    def charts(self):
        """``[(title, labels, series)]`` for core.charts: the past, the sitting and the proposed team side by side."""
        teams = [("上届", self.past), ("现任", self.sitting), ("方案", self.team)]
        found = [(name, team.structure()) for name, team in teams if team.count or team is self.team]
        bands, levels = list(structure.AGE_BANDS), structure.Educations.labels
        return [
            ("年龄结构（人）", [_short(band) for band in bands],
             [(name, [one.age_bands.get(band, 0) for band in bands]) for name, one in found]),
            ("学历结构（人）", [_short(level) for level in levels],
             [(name, [one.educations.get(level, 0) for level in levels]) for name, one in found]),
        ]  # fmt: skip


def _short(label):
    """What fits under a bar."""
    return {
        "高中（中专）": "高中", "初中及以下": "初中", "35岁及以下": "≤35岁", "60岁及以上": "≥60岁",
    }.get(label, label)  # fmt: skip


# --- entries --------------------------------------------------------------------------


def placements_of(seats):
    """Placements of SlateSeats fetched with candidate and person."""
    return [Placement(seat.candidate, seat.kind, seat.post, seat.is_alternate) for seat in seats]


def live_preview(ground, code, placements):
    """The :class:`Preview` of what stands on an unsaved form. Four queries."""
    meant = [placement for placement in placements if not placement.is_alternate]
    found = {}
    for body in (BODIES.TEAM, *KIND_OF_BODY):
        own = {p.candidate.person_id for p in meant if KIND_OF_BODY.get(body) in (None, p.kind)}
        found[body] = structure.team_structure(Person.objects.filter(pk__in=own), ground.election.key_date)
    return preview(ground, code, placements, found, kin_conflicts({p.candidate.person_id for p in meant}))


def previews(ground, slates):
    """``{slate pk: Preview}``; as many queries for seven slates as for one."""
    seats = SlateSeat.objects.filter(slate__in=[slate.pk for slate in slates])
    found = structures_by_body(
        seats.filter(is_alternate=False), ground.election.key_date, by="slate_id", kind="kind", who="candidate",
        person="candidate__person",
    )  # fmt: skip
    by_slate = defaultdict(list)
    for seat in seats.select_related("candidate__person"):
        by_slate[seat.slate_id].append(seat)
    pairs = kin_conflicts({seat.candidate.person_id for held in by_slate.values() for seat in held})
    return {
        slate.pk: preview(ground, slate.community_id, placements_of(by_slate[slate.pk]), found[slate.pk], pairs)
        for slate in slates
    }


def street_team(ground, shown):
    """The teams of several slates as one: what a target of the whole street is asked of. One query."""
    seats = tuple(seat for one in shown for seat in one.team.seats)
    people = Person.objects.filter(pk__in={seat.person.pk for seat in seats})
    counted = structure.team_structure(people, ground.election.key_date)
    incumbents = frozenset(pk for one in shown for pk in one.team.incumbents)
    return Team(
        {BODIES.TEAM: counted, BODIES.STREET: counted}, seats, incumbents, on=ground.election.key_date,
        places=_sum(one.team.places for one in shown), standing=_sum(one.team.standing for one in shown),
        kin=tuple(pair for one in shown for pair in one.kin), communities=len(shown), is_proposed=True,
    )  # fmt: skip


def _sum(numbers):
    """``{kind: number}`` over several of them; a committee not registered counts nothing."""
    total = Counter()
    for one in numbers:
        total.update({kind: number or 0 for kind, number in one.items()})
    return dict(total)


# --- making one -----------------------------------------------------------------------


def preview(ground: Ground, code, placements, structures, pairs):
    """Make the :class:`Preview` of ``placements`` in the community ``code``.

    ``structures``: ``{body: Structure}`` of those meant for the team, each once; ``pairs``: declared
    relatives (:func:`candidates.kinship.kin_conflicts`), of which those with both among them count.
    """
    placements = sorted(placements, key=lambda p: (POST_ORDER[p.post], p.is_alternate))
    meant = {p.candidate.person_id: p.candidate.person for p in placements if not p.is_alternate}
    kin = [pair for pair in pairs if pair[0].pk in meant and pair[1].pk in meant]
    team = _team(ground, code, placements, structures, kin)
    people = _people(placements)
    behind = [candidate for candidate, _ in people if candidate.state not in THROUGH_STREET_STATES]
    checks = [
        *_seat_checks(team), *_contest_checks(ground, team), *_party_check(placements), _kin_check(kin),
        _review_check(people, behind),
    ]  # fmt: skip
    return Preview(
        team, ground.sitting.get(code, Team()), ground.past.get(code, Team()),
        checks=checks, lines=_lines(ground, code, team), people=people, kin=kin, behind=behind,
    )  # fmt: skip


def _team(ground, code, placements, structures, kin):
    standing = Counter(placement.kind for placement in placements)
    return Team(
        structures=structures,
        seats=tuple(Seat(p.candidate.person, p.kind, p.post) for p in placements if not p.is_alternate),
        incumbents=ground.incumbents(code),
        places={kind: ground.places.get((code, kind)) for kind in KINDS},
        standing={kind: standing[kind] for kind in KINDS},
        kin=tuple(kin),
        on=ground.election.key_date,
        is_proposed=True,
    )


def _people(placements):
    """``[(candidate, [Placement])]`` in the order of their first posts."""
    found = {}
    for placement in placements:
        found.setdefault(placement.candidate.pk, (placement.candidate, []))[1].append(placement)
    return list(found.values())


def _lines(ground, code, team):
    """The measures that are always shown, then those for which only a target asks."""
    targets = defaultdict(list)
    for target in ground.targets:
        if target.body != BODIES.STREET and target.measure not in CHECKED:
            targets[target.measure, target.body].append(target)
    keys = [(measure, BODIES.TEAM) for measure in SHOWN]
    keys += [key for key in targets if key not in keys]
    return [_line(ground, code, team, *key, targets[key]) for key in keys]


def label_of(measure, body):
    """居委会女性人数; of the whole team without its name."""
    label = Measures(measure).label
    return SHORT.get(measure, label) if body == BODIES.TEAM else f"{LABELS[KIND_OF_BODY[body]]}{label}"


def _line(ground, code, team, measure, body, targets):
    value = value_of(team, measure, body)
    return Line(
        measure, body, label_of(measure, body),
        text_of(team, measure, body),
        *(text_of(teams.get(code, Team()), measure, body) for teams in (ground.sitting, ground.past)),
        verdicts=tuple(Verdict(target, target.is_met_by(value)) for target in targets),
    )  # fmt: skip


# --- checks ---------------------------------------------------------------------------


def _seat_checks(team):
    """应配职数: as many as the committee has seats, no more; one secretary, one director."""
    for post in (Posts.SECRETARY, Posts.DIRECTOR):
        if (held := sum(seat.post == post for seat in team.seats)) > 1:
            yield Check(f"heads_{post}", post.label, f"拟配{held}名，只能1名，其余列为差额或改任", "bad")
    for kind, label in LABELS.items():
        seats, filled = team.places[kind], team.filled(kind)
        if seats is None:
            yield Check(f"seats_{kind}", f"{label}职数", f"拟配{filled}名；应配职数未录入", "warn")
            continue
        gap = "配齐" if filled == seats else f"缺{seats - filled}名" if filled < seats else f"超{filled - seats}名"
        tone = "ok" if filled == seats else "warn" if filled < seats else "bad"
        yield Check(f"seats_{kind}", f"{label}职数", f"拟配{filled}名，应配{seats}名，{gap}", tone)


def _contest_checks(ground, team):
    """差额: more candidates than are to be elected, by as many as the rule asks."""
    for kind, label in LABELS.items():
        seats = team.places[kind]
        if seats is None:
            continue
        needed, basis, is_sample = _surplus_rule(ground, kind, seats)
        spare = max(team.standing[kind] - seats, 0)
        text = f"候选{team.standing[kind]}名，应选{seats}名，差额{spare}名，至少{needed}名"
        yield Check(f"contest_{kind}", f"{label}差额", text, "ok" if spare >= needed else "bad", basis, is_sample)


def _surplus_rule(ground, kind, seats):
    """``(candidates beyond the seats, basis, is_sample)`` by the term's rule book, else by the sample: one at least."""
    for target in ground.targets:
        if target.measure == Measures.SURPLUS_SHARE and target.body == BODY_OF_KIND[kind]:
            return math.ceil(seats * target.value / 100), target.basis, not target.is_confirmed
    percent, basis = SAMPLE_SURPLUS[kind]
    return max(math.ceil(seats * percent / 100), 1), basis, True


def _party_check(placements):
    """预备党员无被选举权 (基层组织选举工作条例第五条): posts of the Party committee are for full members."""
    wrong = {p.candidate.pk: str(p.candidate) for p in placements if p.kind == KINDS.PARTY and not _is_full(p)}
    if wrong:
        yield Check("party", "党组织职务", f"{'、'.join(wrong.values())}不是中共正式党员", "bad")


def _is_full(placement):
    return placement.candidate.person.affiliation == Affiliations.PARTY


def _kin_check(kin):
    text = "；".join(f"{a}与{b}（{kind}）" for a, b, kind in kin) if kin else "未发现已申报的近亲属"
    return Check("kin", "近亲属回避", text, "bad" if kin else "ok")


def _review_check(people, behind):
    if not people:
        return Check("review", "资格审查", "还没有人选", "warn")
    counted = Counter(candidate.get_state_display() for candidate in behind)
    text = "、".join(f"{label}{number}人" for label, number in counted.items())
    return Check(
        "review", "资格审查", f"尚未通过街道严审：{text}" if behind else "均已通过街道严审", "bad" if behind else "ok"
    )
