"""Term assessments of the exercise: from not begun in one community to fed back in others."""

import json
from datetime import timedelta

from django.utils import timezone

from interviews.assessment_workflow import scheme_of
from interviews.models import MemberGrades, TeamAssessment, TermAssessment
from interviews.services import assessment_grades, assessments

# How far each community is, in the order of codes
STAGES = ("fed_back", "fed_back", "decided", "proposed", "underway", "reported", "pending")
ISSUED = 32
REPORT = (
    "任职以来，坚持以党建引领基层治理，推动老旧小区改造、养老服务站建设等民生实事落地。"
    "牵头化解物业矛盾多起，网格巡查做到每周全覆盖。\n存在不足：理论学习不够系统，服务企业的办法不多，将在今后工作中改进。"
)
OPINION = "该同志政治素质较好，熟悉社区情况，分管工作推进有力，群众基础较好。民主测评和个别谈话反映一致。"
TEAM_OPINION = "班子团结务实，重点任务完成较好，居民满意度稳中有升。"
TALKED_WITH = "在职“两委”成员、部分党员和居民代表"
TALK_SUMMARY = "多数同志肯定其工作主动、办事公道，也有同志建议加强与年轻居民的联系。"


class Assessments:
    """Takes every community's assessments as far as its stage; ``clerks``: two of the street's staff."""

    def __init__(self, random, clerks, election):
        self._random, self._clerks, self._election = random, clerks, election
        self._meeting = None

    def fill(self, communities, secretaries):
        """``secretaries``: ``{community: user}``."""
        assessments.generate_assessments(actor=self._clerks[0], election=self._election)
        for community, stage in zip(communities, STAGES, strict=True):
            self._bring(community, secretaries[community], stage)

    def _bring(self, community, secretary, stage):
        if stage == "pending":
            return
        rows = [*TeamAssessment.objects.filter(community=community, election=self._election),
                *TermAssessment.objects.filter(community=community, election=self._election)]  # fmt: skip
        for number, one in enumerate(rows):
            if stage != "reported" or number % 2:
                self._report(one, secretary)
        if stage != "reported":
            assessments.begin_all(actor=self._clerks[0], election=self._election, community=community)
            for number, one in enumerate(rows):
                self._assess(self._fresh(one), stage, number)

    def _report(self, one, secretary):
        assessments.write_self_report(
            actor=secretary, assessment=one, version=one.version, self_report=REPORT, reported_on=self._days_ago(18)
        )

    def _assess(self, one, stage, number):
        """Of a community under way, some have their votes; of the others all go the same way."""
        if stage == "underway" and number % 3 == 0:
            return
        self._vote(one)
        if stage == "underway":
            return
        self._talk(self._fresh(one))
        self._propose(self._fresh(one), number)
        if stage in ("decided", "fed_back"):
            self._decide(self._fresh(one))
        if stage == "fed_back" and number != 3:  # one still waits to be told
            self._tell(one)

    def _vote(self, one):
        returned = ISSUED - self._random.randint(0, 2)
        valid = returned - self._random.randint(0, 1)
        aspects = scheme_of(one).aspects
        assessments.record_votes(
            actor=self._clerks[0], assessment=one, version=one.appraisal.version, issued=ISSUED, returned=returned,
            valid=valid, invalid=returned - valid, votes={aspect: self._counts(valid) for aspect in aspects},
            appraised_on=self._days_ago(15),
        )  # fmt: skip

    def _counts(self, valid):
        """Votes per grade, most of them good; a ballot here and there leaves an aspect out."""
        best = round(valid * self._random.uniform(0.35, 0.8))
        basic = self._random.randint(0, 3)
        blank = self._random.randint(0, 1)
        return [best, max(valid - best - basic - blank, 0), min(basic, valid - best), 0]

    def _talk(self, one):
        assessments.record_talks(
            actor=self._clerks[0], assessment=one, version=one.appraisal.version,
            talked_to=self._random.randint(6, 12), talked_with=TALKED_WITH, talk_summary=TALK_SUMMARY,
        )  # fmt: skip

    def _propose(self, one, number):
        suggestion = assessments.suggestion_for(one, one.appraisal)
        grade, reason = suggestion.grade, ""
        if grade == MemberGrades.EXCELLENT and number % 4 == 2:
            grade, reason = MemberGrades.COMPETENT, "任现职时间较短，考核组综合研究后拟定为称职。"
        assessments.propose_grade(
            actor=self._clerks[0], assessment=one, version=one.appraisal.version, grade=grade, deviation_reason=reason,
            group_opinion=OPINION if isinstance(one, TermAssessment) else TEAM_OPINION,
        )  # fmt: skip

    def _decide(self, one):
        if self._meeting is None:
            self._meeting = assessment_grades.record_meeting(
                actor=self._clerks[0], election=self._election, name="街道党工委会议", held_on=self._days_ago(8),
                expected=9, present=8, document_number="党工委纪要〔2026〕示例",
            )  # fmt: skip
        assessment_grades.decide_grade(
            actor=self._clerks[0], assessment=one, meeting=self._meeting, grade=one.appraisal.proposed_grade,
            votes_for=8, votes_against=0,
        )  # fmt: skip

    def _tell(self, one):
        name = one.person.name if isinstance(one, TermAssessment) else "班子主要负责人"
        assessment_grades.feed_back(
            actor=self._clerks[1], assessment=one, fed_back_on=self._days_ago(3), signer_name=name,
            feedback_opinion="同意考核等次。", strokes=self._strokes(),
        )  # fmt: skip

    def _strokes(self):
        """A squiggle in place of a name."""
        points = [
            {"x": 12 + 5 * place, "y": 40 + self._random.randint(-18, 18)}
            for place in range(self._random.randint(24, 40))
        ]
        half = len(points) // 2
        return json.dumps([{"points": points[:half]}, {"points": points[half:]}])

    def _days_ago(self, days):
        return timezone.localdate() - timedelta(days=days)

    def _fresh(self, one):
        return type(one).objects.select_related("appraisal", "election", "community").get(pk=one.pk)
