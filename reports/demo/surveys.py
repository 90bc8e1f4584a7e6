"""Questionnaires of the exercise: two rounds with residents, ballots counted from paper, and what is open now."""

from datetime import timedelta

from django.utils import timezone

from communities.models import Question, Questionnaire, SurveyRemark, SurveyResponse, SurveyRound
from communities.services import surveys
from communities.survey_lines import is_asked, lines_of

KINDS = Question.Kinds
# for each community: weight of the better steps (of ten), online answers of the first and of the second round
MOOD = (8, 7, 5, 8, 4, 7, 6)
ANSWERS = ((38, 52), (31, 44), (26, 35), (42, 47), (22, 33), (18, 3), (24, 29))  # one of them too few to be shown
BALLOTS = ((30, 29, 28), (28, 28, 27), (32, 30, 29))  # issued, returned, valid
REMARKS = (
    "多安排晚间办事窗口，上班族白天来不了。", "小区路灯坏了报修太慢。", "希望公开集体收益账目。",
    "书记常下来走，办事放心。", "养老食堂办得好，建议增加助浴。", "停车位太紧，早晚高峰堵。",
    "物业和业委会扯皮，社区要牵头。", "居务公开栏更新不及时。",
)  # fmt: skip


class Surveys:
    """Makes questionnaires and their rounds as the street's clerk; answers go straight into the box."""

    def __init__(self, random, staff, election, street, communities):
        self.random, self.staff, self.election, self.communities = random, staff, election, communities
        surveys.install_templates(actor=staff, election=election, region=street)
        made = Questionnaire.objects.filter(region=street, election=election)
        self.satisfaction, self.ballot = made.get(kind="satisfaction"), made.get(kind="appraisal")

    def first_round(self):
        """Two months ago, by link."""
        self._with_residents("“大走访”群众满意度问卷（第一轮）", 0, days_ago=62)

    def second_round(self):
        """Two weeks ago, by link; and the ballots of three communities, counted from paper."""
        self._with_residents("群众满意度问卷（第二轮）", 1, days_ago=14)
        rounds = self._open(self.ballot, self.communities[:3], "任期考核民主测评", mode="paper")
        for survey_round, ballots in zip(rounds, BALLOTS, strict=True):
            self._count(survey_round, *ballots)
            self._close(survey_round, days_ago=9)

    def leave_open(self):
        """One by link and one by slips run now, one is to come."""
        self._open(self.satisfaction, self.communities[:1], "补充满意度问卷", issued=200)
        [by_slips] = self._open(self.ballot, self.communities[3:4], "党员大会民主测评", mode="slips", issued=40)
        self._answer(by_slips, 11, mood=8)
        slips = by_slips.slips.values_list("pk", flat=True)[:11]
        by_slips.slips.filter(pk__in=list(slips)).update(is_used=True)
        self._open(self.ballot, self.communities[4:5], "任期考核民主测评", mode="paper", begins_in=3)

    def _with_residents(self, name, place, days_ago):
        for survey_round, mood, answers in zip(
            self._open(self.satisfaction, self.communities, name), MOOD, ANSWERS, strict=True
        ):
            self._answer(survey_round, answers[place], mood=mood + place)
            self._close(survey_round, days_ago)

    def _open(self, questionnaire, communities, name, mode="link", issued=0, begins_in=0):
        now = timezone.localtime().replace(second=0, microsecond=0)
        return surveys.open_rounds(
            actor=self.staff, questionnaire=questionnaire, communities=communities, name=name, mode=mode,
            issued=issued, opens_at=now + timedelta(days=begins_in), closes_at=now + timedelta(days=begins_in + 6),
        )  # fmt: skip

    def _close(self, survey_round, days_ago):
        """Close it, and let it have ended then."""
        surveys.close_round(actor=self.staff, survey_round=survey_round)
        ended = timezone.localtime().replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
        SurveyRound.objects.filter(pk=survey_round.pk).update(
            opens_at=ended - timedelta(days=6), closes_at=ended, closed_at=ended
        )

    def _answer(self, survey_round, count, mood):
        questions = list(survey_round.questionnaire.questions.all())
        members = list(survey_round.rated_members.select_related("person"))
        text = next(question for question in questions if question.kind == KINDS.TEXT)
        answers = [self._one(questions, members, mood) for _ in range(count)]
        SurveyResponse.objects.bulk_create(SurveyResponse(round=survey_round, answers=one) for one in answers)
        written = self.random.sample(REMARKS, min(len(REMARKS), count // 5))
        SurveyRemark.objects.bulk_create(SurveyRemark(round=survey_round, question=text, text=one) for one in written)

    def _one(self, questions, members, mood):
        answers, by_pk = {}, {question.pk: question for question in questions}
        for question in questions:
            if question.kind != KINDS.TEXT and is_asked(question, answers, by_pk):
                answers[str(question.pk)] = self._given(question, members, mood)
        return answers

    def _given(self, question, members, mood):
        number = len(question.choices)
        if question.kind == KINDS.MULTIPLE:
            return sorted(self.random.sample(range(number), 2))
        if question.kind == KINDS.SINGLE:
            return self._step(question, mood) if question.favourable else self.random.randrange(number)
        return {line.key: self._step(question, mood) for line in lines_of(question, members)}

    def _step(self, question, mood):
        """A step of the scale: the better the mood, the nearer to the first; now and then 不了解."""
        if question.has_unknown and self.random.random() < 0.04:
            return len(question.choices)
        weights = [mood, 10 - mood / 2, *[max(10 - mood, 1) / 3] * (len(question.choices) - 2)]
        return self.random.choices(range(len(question.choices)), weights)[0]

    def _count(self, survey_round, issued, returned, valid):
        questions = survey_round.questionnaire.questions.exclude(kind=KINDS.TEXT)
        members = list(survey_round.rated_members.select_related("person"))
        counts = {
            str(question.pk): {line.key: self._votes(question, valid) for line in lines_of(question, members)}
            for question in questions
        }
        surveys.save_tally(
            actor=self.staff, survey_round=survey_round, version=None, issued=issued, returned=returned, valid=valid,
            invalid=returned - valid, counts=counts, remarks={}, tellers="党建办工作人员", scrutineers="居民代表",
        )  # fmt: skip

    def _votes(self, question, valid):
        votes = [0] * len(question.all_choices)
        for _ in range(valid):
            votes[self._step(question, 7)] += 1
        return votes
