"""民主测评 of a term assessment: aspects, checks of the ballots, percentages, the suggested grade.

Aspects and scales are those of the model case in domain facts §4.5: a team is rated on five
aspects, a member on 德能勤绩廉, each and overall. Counts are ballots, shares per cent.

**Formula.** 得票率 of a grade = its votes ÷ valid ballots × 100, to one decimal, half up. A
ballot on which an aspect is left blank counts as 未填 of that aspect and stays in the
denominator, so nobody's rate rises because others kept silent. The cumulative rates (称职以上率,
基本称职以上率) are computed from votes, not summed from rounded rates. They are those of 总体评价;
a vote taken over from a survey without that row counts all its rows together, each with all
valid ballots.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.errors import DomainError
from interviews.models.assessments import GradeRule, MemberGrades, TeamGrades

OVERALL = "overall"
MEMBER_ASPECTS = {
    "virtue": "德",
    "ability": "能",
    "diligence": "勤",
    "results": "绩",
    "integrity": "廉",
    OVERALL: "总体评价",
}
TEAM_ASPECTS = {
    "politics": "思想政治建设", "leadership": "领导水平", "results": "工作实绩", "integrity": "反腐倡廉",
    "key_tasks": "完成重点任务", OVERALL: "总体评价",
}  # fmt: skip
MEMBER_RATES = ("优秀率", "称职以上率", "基本称职以上率")
TEAM_RATES = ("优秀率", "较好以上率", "一般以上率")
# No national standard is known (domain facts §4.5 gives the steps and the scale only): for trial, to be confirmed.
SAMPLE_SHARES = {
    "best_share": Decimal("50.0"), "best_upper_share": Decimal("90.0"), "second_upper_share": Decimal("70.0"),
    "third_passing_share": Decimal("66.7"),
}  # fmt: skip
SAMPLE_BASIS = "示例比例，未见统一规定，请按街道考核方案修改后核定"
ONE_DECIMAL, HUNDRED = Decimal("0.1"), Decimal(100)


@dataclass(frozen=True)
class Scheme:
    """How one kind of assessment is voted on: ``aspects`` ``{code: label}``, ``grades``, names of the three rates."""

    target: str
    aspects: dict
    grades: type
    rates: tuple

    @property
    def grade_labels(self):
        return self.grades.labels

    def label(self, grade):
        """A grade in words; empty for none."""
        return self.grades(grade).label if grade else ""


MEMBER = Scheme(GradeRule.Targets.MEMBER, MEMBER_ASPECTS, MemberGrades, MEMBER_RATES)
TEAM = Scheme(GradeRule.Targets.TEAM, TEAM_ASPECTS, TeamGrades, TEAM_RATES)


# --- checks ---------------------------------------------------------------------------


def check_ballots(issued, returned, valid, invalid):
    """Raise DomainError ``too_many_returned`` or ``ballots_do_not_add_up`` naming the figures that do not agree."""
    if returned > issued:
        raise DomainError(
            "too_many_returned", f"收回票数 {returned} 张多于发放票数 {issued} 张，请核对。", field="returned"
        )
    if valid + invalid != returned:
        raise DomainError(
            "ballots_do_not_add_up",
            f"有效票 {valid} 张与无效票 {invalid} 张合计 {valid + invalid} 张，与收回票数 {returned} 张不符，请核对。",
            field="valid",
        )


def check_votes(scheme, votes, valid):
    """Raise DomainError ``too_many_votes`` (naming the row) or ``overall_missing``.

    ``votes``: ``{aspect: [votes per grade]}``; aspects that were not put to the vote are left out.
    """
    for aspect, counts in votes.items():
        if sum(counts) > valid:
            raise DomainError(
                "too_many_votes",
                f"“{scheme.aspects[aspect]}”各等次合计 {sum(counts)} 票，多于有效票 {valid} 张，请核对这一行。",
                field=f"{aspect}_0",
            )
    if valid and not sum(votes.get(OVERALL, ())):
        raise DomainError("overall_missing", "请填写“总体评价”一行的得票，等次建议据此计算。", field=f"{OVERALL}_0")


def votes_of(appraisal):
    """``{aspect: [votes per grade]}`` in the order in which they were recorded."""
    return dict(appraisal.votes)


# --- percentages ----------------------------------------------------------------------


def share(votes, valid):
    """``votes`` of ``valid`` ballots in per cent, a Decimal with one place, half up; None without ballots."""
    if not valid:
        return None
    return (HUNDRED * votes / valid).quantize(ONE_DECIMAL, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Row:
    """One aspect's result: ``cells`` are (votes, share) per grade, ``blank`` those of ballots that left it out."""

    aspect: str
    label: str
    cells: tuple
    blank: tuple

    @property
    def shown_sum(self):
        """What the rounded shares of the row add up to: 100.0, or a tenth or two beside it."""
        shares = [share for _, share in (*self.cells, self.blank)]
        return None if None in shares else sum(shares)


@dataclass(frozen=True)
class Tally:
    """The votes of one appraisal in figures. ``rates``: (name, share), cumulative from the best grade."""

    rows: tuple
    rates: tuple

    @property
    def is_rounded(self):
        """Whether the shares of some row do not add up to 100.0 as printed, which the reader is told."""
        return any(row.shown_sum not in (None, HUNDRED) for row in self.rows)


def tally(scheme, appraisal):
    """The :class:`Tally` of an appraisal; rows only of aspects that were voted on, survey rows in their own words."""
    rows = tuple(
        _row(aspect, scheme.aspects.get(aspect, aspect), counts, appraisal.valid)
        for aspect, counts in votes_of(appraisal).items()
    )
    return Tally(rows, rates(scheme, appraisal))


def _row(aspect, label, counts, valid):
    blank = valid - sum(counts)
    return Row(aspect, label, tuple((n, share(n, valid)) for n in counts), (blank, share(blank, valid)))


def rates(scheme, appraisal):
    """``((name, share), …)``: 优秀率, 称职以上率, 基本称职以上率 or the team's; empty without votes."""
    votes = votes_of(appraisal)
    counted = [votes[OVERALL]] if OVERALL in votes else list(votes.values())
    ballots = (appraisal.valid or 0) * len(counted)
    if not ballots:
        return ()
    pooled = [sum(column) for column in zip(*counted, strict=True)]
    return tuple((name, share(sum(pooled[: place + 1]), ballots)) for place, name in enumerate(scheme.rates))


# --- suggestion -----------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    """A grade by rule, and the figures it follows from; for the group to weigh, not to obey."""

    grade: str
    basis: str


def suggest(scheme, appraisal, rule):
    """The :class:`Suggestion` for an appraisal by ``rule`` (GradeRule or None); None without votes or rule."""
    found = rates(scheme, appraisal)
    if rule is None or not found:
        return None
    best, upper, passing = (value for _, value in found)
    first, second, third, last = scheme.grades
    if best >= rule.best_share and upper >= rule.best_upper_share:
        grade = first
    elif upper >= rule.second_upper_share:
        grade = second
    else:
        grade = third if passing >= rule.third_passing_share else last
    return Suggestion(grade.value, _basis(found, rule))


def _basis(found, rule):
    figures = "，".join(f"{name} {value}%" for name, value in found)
    standing = f"核定文号 {rule.document_number}" if rule.is_confirmed else "规则为示例、待核定"
    return f"{figures}（{standing}）"


def thresholds(scheme, rule):
    """The rule in sentences, one per grade, for the screen."""
    best, upper, passing = scheme.rates
    first, second, third, last = (grade.label for grade in scheme.grades)
    return [
        f"{first}：{best}不低于 {rule.best_share}%，且{upper}不低于 {rule.best_upper_share}%",
        f"{second}：{upper}不低于 {rule.second_upper_share}%",
        f"{third}：{passing}不低于 {rule.third_passing_share}%",
        f"{last}：{passing}低于 {rule.third_passing_share}%",
    ]
