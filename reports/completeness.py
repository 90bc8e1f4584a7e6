"""What a community's file (一社一档) still lacks: one line of a table for each thing, counted from the records.

Nobody ticks anything off. Each check counts for all communities at once, so that the list of
communities and the file of one ask the same number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from communities import gaps
from communities.models import (
    Baseline,
    CommitteeMember,
    CommunityConclusion,
    CommunityPlan,
    FieldVisit,
    Issue,
    RiskGrade,
    SurveyRound,
)
from core.access import code_condition, holds, visible_to
from interviews.coverage import talk_coverage
from interviews.models import DepartureAudit, TermAssessment

KINDS_OF_COMMITTEE = 2
ONE = (0, 1)  # nothing done of the one thing that is due


@dataclass(frozen=True)
class Check:
    """One thing that a complete file has.

    ``short`` heads its column, ``label`` says it in the file.
    ``count(user, region, election)`` returns ``{community code: (done, due)}``; a community that is
    not among them has ``missing``. ``view`` is where the gap is filled: the community's own page
    when ``by_code``, else the list narrowed to it. ``permission``: who is told of it at all.
    """

    key: str
    short: str
    label: str
    count: Callable
    view: str
    by_code: bool = False
    missing: tuple = ONE
    permission: str = "view_records"

    def url(self, code):
        return reverse(self.view, args=[code]) if self.by_code else f"{reverse(self.view)}?community={code}"


@dataclass(frozen=True)
class Item(gaps.Standing):
    """How far one community is with one check."""

    check: Check
    code: str
    done: int
    due: int

    @property
    def label(self):
        return self.check.label

    @property
    def url(self):
        return self.check.url(self.code)


class Completeness(gaps.Completeness):
    """The items of one community in order."""

    def item(self, key):
        """The item with this key, or None where the reader is not told of it."""
        return next((item for item in self.items if item.check.key == key), None)


def completeness(user, region, election, codes, checks=None):
    """``{code: Completeness}`` of the communities ``codes`` below ``region``; one or two queries a check.

    ``checks``: which of CHECKS to count, all if None.
    """
    asked = CHECKS if checks is None else checks
    counted = [(check, check.count(user, region, election)) for check in asked if holds(user, check.permission)]
    return {
        code: Completeness(tuple(Item(check, code, *found.get(code, check.missing)) for check, found in counted))
        for code in codes
    }


def _inside(user, model, region, election, community="community_id", term="election"):
    """The visible rows of a term below ``region``; ``community`` and ``term``: the paths to these."""
    rows = visible_to(user, model).filter(code_condition(community, [region.pk]), **{term: election})
    return rows.order_by()


def _present(rows, community="community_id"):
    """Done wherever there is a row at all."""
    return dict.fromkeys(rows.values_list(community, flat=True).distinct(), (1, 1))


def _shares(rows, done, community="community_id"):
    """``(those that meet done, all)`` by community."""
    counted = rows.values_list(community).annotate(done=Count("pk", filter=done), due=Count("pk"))
    return {code: (number, total) for code, number, total in counted}


def _baselines(user, region, election):
    return _present(_inside(user, Baseline, region, election).filter(state=Baseline.States.ACCEPTED))


def _teams(user, region, election):
    """Both committees have somebody sitting in them."""
    place = "committee__community_id"
    sitting = _inside(user, CommitteeMember, region, election, place, "committee__election").sitting()
    seated = sitting.values_list(place).annotate(Count("committee", distinct=True))
    return {code: (number, KINDS_OF_COMMITTEE) for code, number in seated}


def _visits(user, region, election):
    visits = _inside(user, FieldVisit, region, election).counted()
    by_method = visits.values_list("community_id").annotate(Count("method", distinct=True))
    return {code: (number, len(FieldVisit.Methods)) for code, number in by_method}


def _surveys(user, region, election):
    return _present(_inside(user, SurveyRound, region, election).closed(timezone.now()))


def _issues(user, region, election):
    """Of the unsettled issues, those with leader, owner, measures and deadline."""
    settled_who = Q(leader__isnull=False, owner__isnull=False, due_on__isnull=False) & ~Q(measures="")
    return _shares(_inside(user, Issue, region, election).open(), settled_who)


def _grades(user, region, election):
    return _present(_inside(user, RiskGrade, region, election))


def _conclusions(user, region, election):
    concluded = _inside(user, CommunityConclusion, region, election, term="deliberation__election")
    return _present(concluded.filter(deliberation__frozen_at__isnull=False).exclude(text=""))


def _plans(user, region, election):
    return _present(_inside(user, CommunityPlan, region, election).confirmed())


def _talks(user, region, election):
    return talk_coverage(user, election, region)


def _assessments(user, region, election):
    """Of the people who sit, those whose grade is decided."""
    place = "committee__community_id"
    sitting = _inside(user, CommitteeMember, region, election, place, "committee__election").sitting()
    due = sitting.values_list(place).annotate(Count("person", distinct=True))
    settled = _inside(user, TermAssessment, region, election).settled().filter(person__in=sitting.values("person"))
    done = dict(settled.values_list("community_id").annotate(Count("pk")))
    return {code: (min(done.get(code, 0), number), number) for code, number in due}


def _audits(user, region, election):
    """Every audit set up has its report; a community without one has not begun."""
    reported = Q(state__in=["reported", "published", "rectifying", "completed"])
    return _shares(_inside(user, DepartureAudit, region, election), reported)


def _candidates(user, region, election):
    return _present(_inside(user, Candidate, region, election).standing())


CHECKS = (
    Check("baseline", "基线", "社区基线已接收", _baselines, "communities:baseline-list"),
    Check("team", "班子", "两委班子已录入", _teams, "communities:committee", by_code=True,
          missing=(0, KINDS_OF_COMMITTEE)),
    Check("visits", "走访", "四种方式走访", _visits, "communities:visit-list", missing=(0, len(FieldVisit.Methods))),
    Check("surveys", "测评", "问卷测评已完成", _surveys, "communities:survey-list"),
    Check("issues", "难点", "难点问题已定责定时限", _issues, "communities:issue-list", missing=(0, 0)),
    Check("risk", "风险", "风险等级已评定", _grades, "communities:risk-community", by_code=True),
    Check("conclusion", "研判", "研判会已研判", _conclusions, "communities:deliberation-list",
          permission="view_vetting"),
    Check("plan", "一策", "一社区一策已审定", _plans, "communities:plan", by_code=True),
    Check("talks", "谈话", "应谈人员逐一谈话", _talks, "interviews:talk-list", missing=(0, 0)),
    Check("assessments", "考核", "现任成员任期考核", _assessments, "interviews:assessment-list", missing=(0, 0)),
    Check("audits", "审计", "离任审计出具报告", _audits, "interviews:audit-list", permission="view_audits"),
    Check("candidates", "人选", "已提出人选", _candidates, "candidates:list"),
)  # fmt: skip
