"""One record of every kind of the groundwork in a community, written straight into the tables.

What the services check on the way is their tests' business; here the rows must be there to be listed,
counted and kept from whoever may not see them. Every free text holds the community's name, so that a
text that appears where it should not says whence it came.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from zoneinfo import ZoneInfo

from django.db.models import Max

from candidates.models import Assignment, Candidate, ElectionResult, NameNotice, ReserveEntry, Slate
from communities.models import (
    CommunityConclusion,
    CommunityPlan,
    Deliberation,
    DeliberationTask,
    FieldVisit,
    Issue,
    MemberDisposition,
    Question,
    Questionnaire,
    Region,
    RiskGrade,
    SurveyRound,
    TermRole,
)
from communities.survey_counts import count_answers
from discipline.models import (
    Attendee,
    DisciplineText,
    Pledge,
    PledgeCampaign,
    PublicityEvent,
    StudySession,
    WarningPartner,
    WarningTalk,
)
from interviews.models import (
    AuditFinding,
    AuditHandover,
    AuditPublication,
    DepartureAudit,
    GradingMeeting,
    HeartTalk,
    MemberAppraisal,
    TeamAppraisal,
    TeamAssessment,
    TermAssessment,
)
from tests.factories import communities as people
from tests.factories import world

SHANGHAI = ZoneInfo("Asia/Shanghai")
HELD_ON = date(2026, 11, 10)
TALK_SECRET, LIST_SECRET, VOTE_SECRET = "谈话原话：想退下来", "清单理由：身体不好", "考核组意见：作风不实"


def fill(street, community):
    """All of them; returns the member they are about."""
    member = people.make_member(people.make_person(community, f"委员{community.pk[-3:]}"), street.running)
    person = member.person
    visit(street, community, person)
    survey(street, community)
    issue(street, community, person)
    grade(street, community)
    meeting = deliberate(street, community, person)
    plan(street, community, person, meeting)
    talk(street, community, person)
    reserve(street, community, person)
    assess(street, community, person)
    audit(street, community, person)
    discipline_work(street, community, person)
    return member


def discipline_work(street, community, person):
    """On the roster, with a text to study and sign, a session, a warning talk, an event and a pledge."""
    TermRole.objects.get_or_create(person=person, capacity="member", **_term(street, community))
    text, _ = DisciplineText.objects.get_or_create(
        election=street.running, family="records", defaults={"kind": "prohibitions", "title": "纪律文本"}
    )
    session = StudySession.objects.create(
        election=street.running, region=community, number=_next(StudySession, street), title=f"{community.name}学习",
        carrier="special", starts_at=datetime(2026, 11, 13, 9, tzinfo=SHANGHAI), recorded_by=staff(street),
        ends_at=datetime(2026, 11, 13, 10, tzinfo=SHANGHAI),
    )  # fmt: skip
    session.texts.add(text)
    Attendee.objects.create(session=session, person=person, place=community, capacity="member")
    talk = WarningTalk.objects.create(
        election=street.running, region=community, number=_next(WarningTalk, street), talker=person,
        talker_account=staff(street), due_on=date(2026, 11, 20), planned_by=staff(street),
    )  # fmt: skip
    WarningPartner.objects.create(talk=talk, person=person, place=community)
    PublicityEvent.objects.create(
        **_term(street, community), kind="yard_meeting", held_on=HELD_ON, place=f"{community.name}院坝", households=20,
        people=35, copies=40, recorded_by=staff(street),
    )  # fmt: skip
    campaign, _ = PledgeCampaign.objects.get_or_create(
        election=street.running, number=1,
        defaults={"title": "承诺书签署", "text": text, "family": text.family, "capacities": ["member"], "opening": "承诺：",
                  "closing": "如有违反，自愿接受处理。", "due_on": date(2026, 12, 1), "keeping_place": "街道党建办",
                  "created_by": staff(street)},
    )  # fmt: skip
    Pledge.objects.create(
        campaign=campaign, **_term(street, community), person=person, capacity="member", due_on=date(2026, 12, 1),
        number=campaign.pledges.count() + 1,
    )  # fmt: skip


def _next(model, street):
    return (model.objects.filter(election=street.running).aggregate(last=Max("number"))["last"] or 0) + 1


def reserve(street, community, person):
    """In the pool, with a task."""
    shared = {"election": street.running, "community": community, "person": person, "updated_by": street.users["staff"]}
    ReserveEntry.objects.create(
        state="in_pool", direction="secretary", origin="grid_worker", recommended_by_form="party",
        recommender=f"{community.short_name}党小组", registered_by=street.users["staff"], accepted_on=HELD_ON, **shared,
    )  # fmt: skip
    Assignment.objects.create(
        kind="task", field="基层治理", content=f"{community.short_name}议事会", since=HELD_ON,
        until=HELD_ON + timedelta(days=30), given_by=street.users["staff"], **shared,
    )  # fmt: skip


def staff(street):
    return street.users["staff"]


def _term(street, community):
    return {"election": street.running, "community": community}


def visit(street, community, visitor, **fields):
    made = FieldVisit.objects.create(
        **_term(street, community), recorded_by=staff(street),
        **{"method": "symposium", "visited_on": HELD_ON, "met": f"{community.name}居民", **fields},
    )  # fmt: skip
    made.visitors.add(visitor)
    return made


def survey(street, community):
    """A closed round with ten answers, counted at closing."""
    questionnaire, _ = Questionnaire.objects.get_or_create(
        region=street.regions[world.STREET], election=street.running, title="满意度问卷"
    )
    question, _ = Question.objects.get_or_create(
        questionnaire=questionnaire, order=1, kind="single", text="是否满意",
        choices=["满意", "基本满意", "不满意"], favourable=2,
    )  # fmt: skip
    opens = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)
    made = SurveyRound.objects.create(
        **_term(street, community), questionnaire=questionnaire, name=f"{community.name}测评", mode="link",
        opens_at=opens, closes_at=opens + timedelta(days=5), created_by=staff(street),
    )  # fmt: skip
    for place in range(10):
        made.responses.create(answers={str(question.pk): place % 3})
    made.answered, made.counts = count_answers(made)
    made.save()
    return made


def issue(street, community, owner, **fields):
    return Issue.objects.create(
        **_term(street, community), raised_by=staff(street), owner=owner,
        **{"title": f"{community.name}停车难", "kind": "disputes", "due_on": date(2026, 11, 20), **fields},
    )  # fmt: skip


def grade(street, community, value="yellow"):
    return RiskGrade.objects.create(
        **_term(street, community), grade=value, reasons=f"{community.name}有矛盾", set_by=staff(street)
    )


def deliberate(street, community, person):
    """A meeting of the community's street that took place, with conclusion, task and a line of the three lists."""
    meetings = Deliberation.objects.filter(election=street.running)
    meeting = Deliberation.objects.create(
        election=street.running, region=community.parent, place="三楼会议室", agenda="班子研判", held_on=HELD_ON,
        number=(meetings.aggregate(last=Max("number"))["last"] or 0) + 1, state="held",
        frozen_at=datetime(2026, 11, 10, 9, tzinfo=SHANGHAI),
    )  # fmt: skip
    CommunityConclusion.objects.create(deliberation=meeting, community=community, text=f"{community.name}结论")
    DeliberationTask.objects.create(
        deliberation=meeting, community=community, content=f"{community.name}任务", owner=person,
        due_on=date(2026, 11, 30),
    )  # fmt: skip
    MemberDisposition.objects.create(
        deliberation=meeting, community=community, person=person, kind="adjust", reason=LIST_SECRET
    )
    return meeting


def plan(street, community, leader, meeting):
    return CommunityPlan.objects.create(
        **_term(street, community), number=1, kind="focus", main_problems=f"{community.name}问题", leader=leader,
        due_on=date(2026, 12, 10), deliberation=meeting, confirmed_at=meeting.frozen_at,
    )  # fmt: skip


def talk(street, community, partner):
    talks = HeartTalk.objects.filter(election=street.running)
    begun = datetime(2026, 11, 12, 9, tzinfo=SHANGHAI)
    return HeartTalk.objects.create(
        **_term(street, community), partner=partner, number=(talks.aggregate(last=Max("number"))["last"] or 0) + 1,
        due_on=date(2026, 11, 15), planned_by=staff(street), state="recorded", held_from=begun,
        held_until=begun + timedelta(hours=1), method="in_person", stand="leave", mood="focus",
        **dict.fromkeys(HeartTalk.TEXTS, TALK_SECRET),
    )  # fmt: skip


def assess(street, community, person):
    """A decided grade of the member, one of the team still open; votes and opinion for the street alone."""
    meeting, _ = GradingMeeting.objects.get_or_create(
        election=street.running, name="考核会", held_on=HELD_ON,
        defaults={"region": community.parent, "expected": 9, "present": 9, "recorded_by": staff(street)},
    )  # fmt: skip
    settled = {"state": "fed_back", "grade": "competent", "meeting": meeting}
    member = TermAssessment.objects.create(**_term(street, community), person=person, posts="书记", **settled)
    team = TeamAssessment.objects.create(**_term(street, community), state="underway")
    for model, assessment in ((MemberAppraisal, member), (TeamAppraisal, team)):
        model.objects.create(
            **_term(street, community), assessment=assessment, issued=20, returned=19, valid=17, invalid=2,
            group_opinion=VOTE_SECRET,
        )  # fmt: skip
    return member


def audit(street, community, person):
    made = DepartureAudit.objects.create(
        **_term(street, community), person=person, state="published", post_held="书记", lead_agency="街道审计组",
        period_from=date(2021, 10, 1), period_to=date(2026, 9, 30), notice_on=date(2026, 10, 8),
        report_number="审〔2026〕1号", reported_on=HELD_ON, conclusion_grade="good", created_by=staff(street),
    )  # fmt: skip
    AuditPublication.objects.create(audit=made, place="公开栏", published_from=HELD_ON, published_to=date(2026, 11, 17))
    AuditHandover.objects.create(audit=made)
    AuditFinding.objects.create(
        audit=made, kind="cash", description="现金管理不规范", amount=Decimal("1234.50"), responsibility="direct"
    )
    return made


def result(street, community, person):
    """The sheet of the vote on the director, with one person on it."""
    made = ElectionResult.objects.create(
        **_term(street, community), post="director", method="households", held_on=HELD_ON, seats=1, electors=200,
        issued=190, returned=188, valid=185,
    )  # fmt: skip
    return made.votes.create(person=person, votes=170, is_elected=True)


def vetting(street, community, member):
    """A candidate with his place in a slate, the posted notice that names him, and what the leaver hands over."""
    candidate = Candidate.objects.create(
        **_term(street, community), person=people.make_person(community, f"人选{community.pk[-3:]}"), source="pick",
        intended_post="director", put_forward_by=staff(street), state="cleared",
    )  # fmt: skip
    slate = Slate.objects.create(**_term(street, community), number=1, name="方案一", made_by=staff(street))
    slate.seats.create(candidate=candidate, kind="residents", post="director")
    notice = NameNotice.objects.create(
        **_term(street, community), slate=slate, kind="both", state="posted", starts_on=HELD_ON,
        ends_on=HELD_ON + timedelta(days=6), place=f"{community.name}公示栏", contact_office="党建办", contact_phone="80000000",
        contact_address="三楼", made_by=staff(street),
    )  # fmt: skip
    notice.names.create(candidate=candidate, order=1, name=candidate.person.name, sex="男", intended_post="主任")
    DepartureAudit.objects.get(person=member.person).handover_items.create(kind="seal", name="公章", quantity="1枚")
    return candidate


_codes = cycle(range(100, 900))


def new_community(street):
    """One more community of the street, with all of them."""
    code = f"{world.STREET}{next(_codes)}"
    made = Region.objects.create(
        code=code, name=f"社区{code[-3:]}居民委员会", level=5, parent=street.regions[world.STREET]
    )
    fill(street, made)
    return made
