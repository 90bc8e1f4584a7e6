"""Who gets through which door: one row per URL, written from the matrix of roles and not from the code.

A new URL needs a row here (tests/test_access.py fails without one)::

    Row("candidates:detail", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [s.candidate.pk])

``admitted``: users for whom the view answers (any status but a refusal). ``hidden``: users for
whom the record does not exist (404). Everybody else who is signed in gets 403, and who is not
signed in is led to the sign-in page. Records are those of the street's first community, so
``neighbour`` is a secretary of the same street and ``outsider`` the staff of another street.
``make`` gets the :class:`Scene` and returns the URL's arguments. Each method that the view has is tried.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.contenttypes.models import ContentType

from accounts.models import Notice
from candidates.models import NegativeItem, StandardSet
from communities.models import FieldVisit, FileNote, Holiday, Kinship, Milestone, Posts, RiskScale, SavedView
from communities.services.announcements import announce
from communities.services.risk import install_risk_scale
from core import jobs, recycle
from core.attachments import attach
from core.audit import AuditEvent
from core.files import EXCEL, PDF, store
from discipline.services.sign_in import token_of
from interviews.models import GradeRule, TermAssessment
from reports.ledgers import find as find_ledger
from reports.ledgers.snapshots import request_snapshot
from reports.models import ReportRun
from tests.factories import (
    assessments,
    audits,
    baselines,
    candidates,
    clues,
    communities,
    deliberations,
    discipline,
    duplicates,
    imports,
    joint_review,
    meetings,
    notices,
    pledges,
    practice,
    publicity,
    results,
    slates,
    study,
    surveys,
    talks,
    uploads,
    visits,
    warnings,
    world,
)

STAFF, LEADER, INSPECTOR, AUDITOR = ("staff",), ("leader",), ("inspector",), ("auditor",)
SECRETARY, NEIGHBOUR, OUTSIDER = ("secretary",), ("neighbour",), ("outsider",)
SYSTEM, SECURITY, AUDIT = ("system_admin",), ("security_admin",), ("audit_admin",)

STREET_TEAM = STAFF + LEADER + INSPECTOR
STREET_REVIEWERS = STAFF + LEADER + SECRETARY
STRANGERS = NEIGHBOUR + OUTSIDER
WORKERS = STREET_TEAM + SECRETARY + STRANGERS  # whoever holds view_records somewhere
FILLERS = STAFF + SECRETARY
EVERYONE = WORKERS + AUDITOR + SYSTEM + SECURITY + AUDIT


@dataclass(frozen=True)
class Row:
    url: str
    admitted: tuple
    hidden: tuple = ()
    make: object = lambda scene: []
    public: bool = False
    methods: tuple = ("get", "post")  # a function view may be for one alone
    data: dict = field(default_factory=dict)  # what is sent, where an empty request says nothing of rights


class Scene:
    """The street with one record of every kind in its first community, each made when first asked for."""

    def __init__(self):
        self.street = street = world.build()
        self.staff = street.users["staff"]
        candidates.install_rules(street)
        self.baseline = baselines.open_one(street)
        self.person, self.relative = self._make_people()
        self.kinship = Kinship.objects.create(person=self.person, kind="spouse", relative=self.relative)
        self.note = FileNote.objects.create(
            community=street.first,
            election=street.running,
            person=self.person,
            text="已沟通",
            author=street.users["staff"],
        )
        self.member = communities.make_member(self.person, street.running)
        self.milestone = Milestone.objects.create(
            election=street.running, title="成立领导小组", due_on=date(2026, 11, 30)
        )
        self.holiday = Holiday.objects.create(
            election=street.running, day=date(2027, 1, 1), kind="off", name="元旦", source="通知"
        )
        self._make_candidates()
        self._make_joint_reviews()
        self.slate = slates.make_one(street)
        self._make_meeting_and_notice()
        self.negative_item = NegativeItem.objects.filter(election=street.running).first()
        self.standard = StandardSet.objects.filter(election=street.running).first()
        self.attachment = self._make_attachment()
        self._make_visits()
        self._make_talks()
        self._make_pledges()
        self._make_audit()
        self._make_deliberation()
        self._make_assessments()
        self._make_surveys()
        self.duplicate = duplicates.found(street)
        self._make_discipline()
        self._make_practice()
        self._make_clues()
        self.run = self._make_run()
        self.draft = self._make_draft()
        self.result = results.make(street)
        self.ledger_snapshot = request_snapshot(
            actor=self.staff, ledger=find_ledger("basics"), region=street.first, election=street.running, filters={}
        )
        self.told = Notice.objects.create(user=self.staff, kind="reminder", title="催办")
        self.batch, self.uploaded = self._make_batch()
        spare = Kinship.objects.create(person=self.person, kind="other", relative_name="远亲")
        self.discarded = recycle.discard(actor=self.staff, obj=spare, under=self.person, permission="fill_records")
        self.announcement = announce(
            actor=self.staff, region=street.regions[world.STREET], title="报送名册", text="周五前"
        )
        self.saved_view = SavedView.objects.create(owner=self.staff, list="communities:people", title="甲", query="a=1")
        self.failed_job = jobs.enqueue(actor=self.staff, kind="report", parameters={})
        jobs.Job.objects.filter(pk=self.failed_job.pk).update(state="failed")
        self.export_job = jobs.enqueue(
            actor=self.staff, kind="ledger_export", parameters={"ledger": "basics", "region": world.STREET}
        )
        made = store(b"", name="a.xlsx", content_type=EXCEL, created_by=self.staff)
        jobs.Job.objects.filter(pk=self.export_job.pk).update(state="done", result=made)
        self.event = AuditEvent.objects.first()

    def _make_practice(self):
        """Somebody in the pool with a task that ``auditor`` watches and has observed, and one who waits for the street."""
        self.reserve, self.reserve_waiting, self.assignment, self.observation = practice.everything(self.street)

    def _make_clues(self):
        """A clue about the candidate, handled by others than any user of the table: to all of these it is not there."""
        made = clues.one_of_each(self.street, self.candidate.person)
        self.clue, self.clue_subject, self.clue_extension, self.clue_attachment = made

    def _make_talks(self):
        """A planned talk, and one that is written down and signed by its partner; ``staff`` sits at both."""
        self.talk_to_hold = talks.planned(self.street)
        self.talk, self.talk_follow_up, self.scan_page = talks.one_of_each(self.street)

    def _make_pledges(self):
        """A signed and an unsigned pledge of a campaign, and a scanned page that waits."""
        self.pledge_campaign, self.pledge_signing, self.pledge, self.pledge_page = pledges.one_of_each(self.street)

    def _make_assessments(self):
        """The member's assessment under way, his team's not yet begun, and a meeting that may decide."""
        assessments.generate(self.street)
        mine = TermAssessment.objects.get(person=self.person)
        self.assessment = assessments.bring_to(self.street, mine, "underway")
        self.team_assessment = assessments.team_of(self.street)
        self.grading_meeting = assessments.meet(self.street)
        self.grade_rule = GradeRule.objects.filter(election=self.street.running).first()

    def _make_meeting_and_notice(self):
        """A meeting on people underway with a recusal by hand, a notice still drafted, and one posted and objected to."""
        street = self.street
        self.people_meeting = meetings.begin(street, meetings.prepare_one(street))
        self.recusal = meetings.recuse(street, self.people_meeting)
        self.draft_notice = notices.draft(street)
        self.notice = notices.posted(street, candidates=[slates.candidate(street, "公二", state="cleared")])
        self.objection = notices.object_to(street, self.notice)

    def _make_audit(self):
        """An audit in fieldwork whose team ``auditor`` leads, with a contract and a finding."""
        self.audit = audits.plan(self.street)
        self.contract = audits.add_contract(self.street, self.audit)
        self.finding = audits.add_finding(self.street, self.audit)
        self.audit = audits.bring_to(self.street, self.audit, "opened")

    def _make_deliberation(self):
        """A meeting now held, with a task, somebody on a list, and the draft of a plan."""
        street = self.street
        self.meeting = deliberations.held(street, staff=[self.street_person])
        deliberations.put_on_list(street, self.meeting, street.first, self.person, "adjust")
        self.task = deliberations.give_task(street, self.meeting, street.first, self.street_person)
        self.plan = deliberations.make_plan(street, street.first, self.street_person)

    def _make_visits(self):
        street = self.street
        self.street_person = visits.make_staff(street)
        visits.assign(street, self.street_person)
        self.visit = visits.make_visit(street, visitors=[self.street_person])
        self.issue = visits.make_issue(street, source=self.visit, overdue_days=1)
        visits.grade(street)
        install_risk_scale(actor=self.staff, election=street.running)
        self.risk_row = RiskScale.objects.first()

    def _make_discipline(self):
        """Texts, a session with a sign-in that counts and one that waits, talks that ``staff`` holds, an event."""
        street = self.street
        self.text = discipline.text(street)
        self.worker = discipline.somebody(street, "election_worker").term_roles.get()
        discipline.somebody(street), discipline.somebody(street), discipline.somebody(street)
        self.session = study.plan(street, with_place_code=True)
        people = list(self.session.attendees.order_by("pk"))
        self.sign_in = study.sign(people[0], place_code=self.session.place_code)
        self.attempt, self.attendee = study.sign(people[1], place_code="x"), people[2]
        self.street_session = study.plan(street, region=street.regions[world.STREET])
        self.street_attendee = self.street_session.attendees.filter(place=street.first).first()
        self.street_sheet = attach(actor=self.staff, subject=self.street_session, upload=uploads.upload())
        self.warning_pair = warnings.somebody_to_warn(street)
        self.spare_pair, self.talker = warnings.somebody_to_warn(street), talks.staff_person(street)
        self.library_text = discipline.text(street, "ten-rules")
        self.warning_to_hold = warnings.plan(street, [self.warning_pair])
        self.warning = warnings.recorded(street)
        warnings.sign(street, self.warning, "talker")
        self.publicity = publicity.hold(street)

    def _make_surveys(self):
        """A questionnaire that no round has used, an open round by link, and one that is over."""
        self.questionnaire = surveys.questionnaire(self.street)
        self.survey_question = self.questionnaire.questions.get(order=6)
        self.survey = surveys.hold(self.street)
        self.closed_survey = surveys.close(self.street, surveys.hold(self.street))

    def _make_candidates(self):
        street = self.street
        self.candidate = candidates.bring_to(street, candidates.put_forward(street), "street_review")
        self.criterion_check = self.candidate.criterion_checks.first()
        self.negative_check = candidates.hit(street, self.candidate, self._code_of_a_hit())
        self.decision = candidates.services.record_decision(
            actor=self.staff, check=self.negative_check, **candidates.decision_fields()
        )
        self.returned = candidates.bring_to(street, candidates.put_forward(street), "returned")
        self.correction = self.returned.reviews.get().corrections.first()
        self.fresh = candidates.put_forward(street, intended_post=Posts.SECRETARY)
        self.phrase = candidates.services.add_phrase(
            actor=self.staff, region=street.regions[world.STREET], use="opinion", text="同意推荐", order=10
        )
        self.bulk = candidates.services.decide_together(
            actor=self.staff, move="pass_street", candidates=[self.candidate]
        )  # refused: the negative list is not clear

    def _make_joint_reviews(self):
        """A drafted batch, and one that is out with an answer and a proposal; one more may be sent."""
        street = self.street
        self.to_send, sent = joint_review.passed(street), joint_review.passed(street)
        self.joint_draft = joint_review.open_batch(street, [joint_review.passed(street)])
        self.joint_draft_letter = self.joint_draft.letters.first()
        self.joint_batch = joint_review.sent(street, [sent])
        self.joint_letter = joint_review.letter_to(self.joint_batch)
        joint_review.answer(street, self.joint_letter)
        joint_review.propose(street, self.joint_batch)
        self.joint_entry = self.joint_batch.entries.get()
        self.joint_opinion = joint_review.opinion_on(self.joint_batch, sent)

    def _make_people(self):
        """Two in the first community; more in the others, whose numbers must be seen by nobody either."""
        regions = [self.street.first, self.street.first, self.street.second, self.street.outside]
        made = [
            communities.make_person(region, name, id_number=communities.make_id_number(), phone=f"1380851900{place}")
            for place, (region, name) in enumerate(zip(regions, ("张三", "李四", "王五", "赵六"), strict=True))
        ]
        return made[:2]

    def _make_batch(self):
        """A checked roster with a good row, and one with the ID number in a wrong column."""
        number, slipped = communities.make_id_number(), communities.make_id_number()
        rows = [imports.row("孙七", id_number=number, birth_date="", phone="13808519009"), imports.row(sex=slipped)]
        content = imports.workbook(self.street, rows)
        batch = imports.checked(self.street, content, region=world.FIRST)
        return batch, {number, slipped, "13808519009"}

    def _code_of_a_hit(self):
        return self.candidate.negative_checks.filter(kind="caution").first().item.code

    def _make_attachment(self):
        """A photo of a visit: the record that everybody of the community's team may see."""
        self.photographed = FieldVisit.objects.create(
            election=self.street.running, community=self.street.first, method="inspection",
            visited_on=date(2026, 11, 1), recorded_by=self.staff,
        )  # fmt: skip
        return attach(actor=self.staff, subject=self.photographed, upload=uploads.upload())

    def _make_run(self, **fields):
        job = jobs.enqueue(actor=self.staff, kind="report", parameters={})
        return ReportRun.objects.create(
            code="briefing", region=self.street.regions[world.STREET], election=self.street.running, job=job,
            requested_by=self.staff, **fields,
        )  # fmt: skip

    def _make_draft(self):
        """A finished run of one blank page."""
        run = self._make_run(pages=1)
        run.job.state, run.job.result = "done", store(uploads.pdf(), name="简报.pdf", content_type=PDF)
        run.job.save()
        return run


def _pk(name):
    """``make`` for a URL whose only argument is the key of ``scene.<name>``."""
    return lambda scene: [getattr(scene, name).pk]


def _evidence(scene):
    return [ContentType.objects.get_for_model(FieldVisit).pk, scene.photographed.pk]


def _user(scene):
    return [scene.street.users["secretary"].pk]


def _step(scene):
    return [scene.milestone.pk, world.FIRST]


def _first(scene):
    return [world.FIRST]


def _sheet(scene):
    return [scene.meeting.pk, world.FIRST]


def _assessed(scene):
    return ["member", scene.assessment.pk]


def _first_page(scene):
    return [scene.draft.pk, 1]


def _rule(scene):
    return ["negative", scene.negative_item.pk]


ACCOUNTS = [
    Row("healthz", EVERYONE, public=True),
    Row("accounts:login", EVERYONE, public=True),
    Row("accounts:login-inline", EVERYONE, public=True),
    Row("accounts:logout", EVERYONE, public=True),
    Row("accounts:password", EVERYONE),
    Row("accounts:notices", EVERYONE),
    Row("accounts:notices-read", EVERYONE, methods=("post",)),
    Row(
        "accounts:notice-open",
        STAFF,
        hidden=tuple(n for n in EVERYONE if n != "staff"),
        make=_pk("told"),
        methods=("post",),
    ),
    Row("accounts:recycle", EVERYONE),
    Row("accounts:draft", EVERYONE),
    Row(
        "accounts:recycle-restore",
        STAFF,
        hidden=tuple(n for n in EVERYONE if n != "staff"),
        make=_pk("discarded"),
        methods=("post",),
    ),
    Row("accounts:user-list", SYSTEM),
    Row("accounts:user-create", SYSTEM),
    Row("accounts:user-edit", SYSTEM, make=_user),
    Row("accounts:user-disable", SYSTEM, make=_user),
    Row("accounts:user-enable", SYSTEM, make=_user),
    Row("accounts:user-reset", SYSTEM, make=_user),
    Row("accounts:exercise", SYSTEM),
    *(Row(f"accounts:exercise-{act}", SYSTEM, methods=("post",)) for act in ("open", "reset", "remove")),
    Row("accounts:exercise-enter", EVERYONE),
    Row(
        "accounts:exercise-entry",
        (),
        hidden=EVERYONE + ("anonymous", "inactive"),
        make=lambda s: ["x"],
        public=True,
        methods=("get",),
    ),
    Row("accounts:audit-log", AUDIT),
    Row("accounts:audit-check", AUDIT),
    Row("accounts:audit-event", AUDIT, make=_pk("event")),
]
GRANTS = [
    Row("communities:grant-list", SECURITY),
    Row("communities:grant-user", SECURITY, make=_user),
    Row("communities:grant-revoke", SECURITY, make=lambda s: [s.street.users["secretary"].role_grants.get().pk]),
    Row("communities:grant-unlock", SECURITY, make=_user),
    Row("communities:end-sessions", SECURITY, make=_user),
]
TERMS = [
    Row("communities:switch_election", (), hidden=WORKERS, methods=("post",)),  # names no term: there is no such
    Row("reports:schedule", WORKERS),
    Row("reports:help", EVERYONE, make=lambda s: ["baseline"]),
    Row("reports:handbook", (), hidden=EVERYONE, methods=("get",)),  # it is drawn at set-up, not for a test
    Row("reports:functions", EVERYONE, methods=("get",)),
    Row("reports:my-access", EVERYONE),
    Row("reports:bulk-people", FILLERS + STRANGERS, methods=("post",), data={"act": "note"}),
    Row("reports:bulk-candidates", FILLERS + STRANGERS, methods=("post",), data={"act": "submit"}),
    Row("reports:bulk-communities", STAFF + LEADER + SECRETARY + STRANGERS, methods=("post",), data={"act": "file"}),
    Row("reports:seen", EVERYONE, make=lambda s: ["guide"], methods=("post",)),
    Row("communities:milestone-create", STAFF, hidden=OUTSIDER),
    Row("communities:schedule-install", STAFF, hidden=OUTSIDER),
    Row("communities:milestone-edit", STAFF, hidden=OUTSIDER, make=_pk("milestone")),
    Row("communities:milestone-finish", STAFF, hidden=OUTSIDER, make=_pk("milestone")),
    Row("communities:step", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_step, methods=("get",)),
    Row("communities:step-move", STAFF, hidden=OUTSIDER, make=_step),
    Row("communities:step-restore", STAFF, hidden=OUTSIDER, make=_step),
    Row("communities:step-finish", FILLERS, hidden=STRANGERS, make=_step),
    Row("communities:community-day", STAFF, hidden=OUTSIDER, make=_first),
    Row("communities:community-day-remove", STAFF, hidden=OUTSIDER, make=_first),
    Row("communities:holidays", WORKERS),
    Row("communities:holiday-create", STAFF, hidden=OUTSIDER),
    Row("communities:holiday-install", STAFF, hidden=OUTSIDER),
    Row("communities:holiday-edit", STAFF, hidden=OUTSIDER, make=_pk("holiday")),
    Row("communities:holiday-remove", STAFF, hidden=OUTSIDER, make=_pk("holiday")),
    Row("communities:election-list", WORKERS),
    Row("communities:election-create", STAFF + OUTSIDER),
    Row("communities:election-edit", STAFF, hidden=OUTSIDER, make=lambda s: [s.street.running.pk]),
    Row("communities:election-close", STAFF, hidden=OUTSIDER, make=lambda s: [s.street.running.pk]),
]
BASELINES = [
    Row("communities:baseline-list", WORKERS),
    Row("communities:baseline-open", STAFF, hidden=OUTSIDER),
    Row("communities:baseline-due", STAFF + OUTSIDER),
    Row("communities:baseline", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("baseline")),
    Row("communities:baseline-submitted", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("baseline")),
    Row("communities:baseline-review", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("baseline")),
    Row("communities:baseline-check", FILLERS, hidden=STRANGERS, make=_pk("baseline")),
    Row("communities:baseline-section", FILLERS, hidden=STRANGERS, make=lambda s: [s.baseline.pk, "basics"]),
    Row("communities:baseline-draft", FILLERS, hidden=STRANGERS, make=lambda s: [s.baseline.pk, "basics"]),
    Row("communities:baseline-move", STAFF, hidden=OUTSIDER, make=_pk("baseline"), data={"name": "accept"}),
    Row("communities:baseline-return", STAFF, hidden=OUTSIDER, make=_pk("baseline")),
    Row("communities:baseline-return-withdraw", (), hidden=STAFF + OUTSIDER, make=lambda s: [s.baseline.pk, 0]),
]
PEOPLE = [
    Row("communities:duplicate-list", STAFF + OUTSIDER),
    Row("communities:duplicate", STAFF, hidden=OUTSIDER, make=_pk("duplicate")),
    Row(
        "communities:duplicate-settle",
        STAFF,
        hidden=OUTSIDER,
        make=_pk("duplicate"),
        data={"name": "confirm_different"},
    ),
    Row("communities:people", WORKERS),
    Row("communities:person-create", FILLERS + STRANGERS),
    Row("communities:person-check", FILLERS + STRANGERS),
    Row("communities:person-lookup", WORKERS),
    Row("communities:person-choose", WORKERS, data={"picker_next": "/"}),
    Row("communities:person", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("person")),
    Row("communities:person-edit", FILLERS, hidden=STRANGERS, make=_pk("person")),
    Row("communities:person-reveal", FILLERS + INSPECTOR, hidden=STRANGERS, make=_pk("person")),
    Row("communities:person-account", STAFF, hidden=OUTSIDER, make=_pk("person")),
    Row("communities:kinship-create", FILLERS, hidden=STRANGERS, make=_pk("person")),
    Row("communities:kinship-remove", FILLERS, hidden=STRANGERS, make=lambda s: [s.person.pk, s.kinship.pk]),
    Row("communities:note-create", FILLERS, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("communities:note-remove", FILLERS, hidden=STRANGERS, make=_pk("note")),
    Row("communities:committees", WORKERS),
    Row("communities:committee", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("communities:committee-seats", FILLERS, hidden=STRANGERS, make=lambda s: [world.FIRST, "party"]),
    Row("communities:member-add", FILLERS, hidden=STRANGERS, make=lambda s: [world.FIRST, "party"]),
    Row("communities:member-edit", FILLERS, hidden=STRANGERS, make=_pk("member")),
    Row("communities:member-leave", FILLERS, hidden=STRANGERS, make=_pk("member")),
]
NOBODYS = STRANGERS + AUDITOR + SYSTEM + SECURITY + AUDIT
EVIDENCE = [  # open to all who are signed in: the record behind says who may
    Row("communities:attachment", STREET_TEAM + SECRETARY, hidden=NOBODYS, make=_pk("attachment")),
    Row("communities:attachment-preview", STREET_TEAM + SECRETARY, hidden=NOBODYS, make=_pk("attachment")),
    Row("communities:attachment-add", FILLERS, hidden=NOBODYS, make=_evidence),
    Row("communities:attachment-remove", FILLERS, hidden=NOBODYS, make=_pk("attachment")),
]
VISITS = [
    Row("communities:visit-list", WORKERS),
    Row("communities:visit-create", FILLERS + STRANGERS),
    Row("communities:visit-coverage", WORKERS),
    Row("communities:visit", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("visit")),
    Row("communities:visit-edit", FILLERS, hidden=STRANGERS, make=_pk("visit")),
    Row("communities:visit-void", FILLERS, hidden=STRANGERS, make=_pk("visit")),
    Row("communities:street-staff", STREET_TEAM + OUTSIDER),
    Row("communities:street-staff-add", STAFF, hidden=OUTSIDER),
    Row("communities:street-staff-edit", STAFF, hidden=OUTSIDER, make=_pk("street_person")),
    Row("communities:street-staff-remove", STAFF, hidden=OUTSIDER, make=_pk("street_person")),
    Row("communities:areas", WORKERS),
    Row("communities:area-edit", STAFF, hidden=OUTSIDER, make=lambda s: [world.FIRST]),
]
ISSUES = [
    Row("communities:issue-list", WORKERS),
    Row("communities:issue-create", FILLERS + STRANGERS),
    Row("communities:issue", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("issue")),
    Row("communities:issue-edit", FILLERS, hidden=STRANGERS, make=_pk("issue")),
    Row("communities:issue-entry", FILLERS, hidden=STRANGERS, make=_pk("issue")),
    Row("communities:issue-move", FILLERS, hidden=STRANGERS, make=_pk("issue"), data={"name": "start"}),
    Row("communities:risk", WORKERS),
    Row("communities:risk-community", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("communities:risk-set", STAFF, hidden=OUTSIDER, make=lambda s: [world.FIRST]),
    Row("communities:risk-scale-install", STAFF, hidden=OUTSIDER),
    Row("communities:risk-scale-edit", STAFF, hidden=OUTSIDER, make=_pk("risk_row")),
    Row("communities:risk-scale-confirm", STAFF, hidden=OUTSIDER, make=_pk("risk_row")),
]
TALKS = [
    Row("interviews:talk-list", WORKERS),
    Row("interviews:talk-plan", STREET_TEAM + OUTSIDER),
    Row("interviews:talk-create", STREET_TEAM + OUTSIDER),
    Row("interviews:talk-assign", STREET_TEAM + OUTSIDER),
    Row("interviews:talk-statistics", STREET_TEAM + OUTSIDER),
    Row("interviews:talk-detail", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("talk")),
    Row("interviews:talk-move", STREET_TEAM, hidden=OUTSIDER, make=_pk("talk_to_hold"), data={"name": "cancel"}),
    # the rest is for who sits at the talk, whatever his rank
    Row("interviews:talk-record", STAFF, make=_pk("talk_to_hold")),
    Row("interviews:talk-sign", STAFF, make=lambda s: [s.talk.pk, "lead"]),
    Row("interviews:talk-withdraw", STAFF, make=_pk("talk")),
    Row("interviews:talk-archive", STAFF, make=_pk("talk")),
    Row("interviews:talk-note", STAFF, make=_pk("talk")),
    Row("interviews:talk-issue", STAFF, make=_pk("talk")),
    Row("interviews:talk-follow-up-create", STAFF, make=_pk("talk")),
    Row("interviews:talk-follow-ups", STAFF),
    Row("interviews:talk-follow-up", STAFF, make=_pk("talk_follow_up")),
    Row("interviews:talk-scans", STAFF),
    Row("interviews:talk-scan", STAFF, make=_pk("scan_page")),
    Row("interviews:talk-scan-match", STAFF, make=_pk("scan_page")),
    Row("interviews:talk-scan-discard", STAFF, make=_pk("scan_page")),
    Row("interviews:talk-outlines", STREET_TEAM + OUTSIDER),
    Row("interviews:talk-outline-edit", STAFF + OUTSIDER, make=lambda s: ["heart"]),  # of one's own term
]
AUDITORS = STAFF + AUDITOR
AUDITS = [
    Row("interviews:audit-list", STREET_TEAM + AUDITOR + OUTSIDER),
    Row("interviews:audit-create", STAFF + OUTSIDER),
    Row("interviews:audit-rule", STAFF + OUTSIDER),
    Row("interviews:audit", STREET_TEAM + AUDITOR, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-move", AUDITORS, hidden=OUTSIDER, make=_pk("audit"), data={"name": "report"}),
    Row("interviews:audit-withdraw", STAFF, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-team", STAFF, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-edit", AUDITORS, hidden=OUTSIDER, make=lambda s: [s.audit.pk, "notice"]),
    Row("interviews:audit-publication", AUDITORS, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-contract-add", AUDITORS, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-contract", AUDITORS, hidden=OUTSIDER, make=lambda s: [s.audit.pk, s.contract.pk]),
    Row("interviews:audit-contract-remove", AUDITORS, hidden=OUTSIDER, make=lambda s: [s.audit.pk, s.contract.pk]),
    Row("interviews:audit-finding-add", AUDITORS, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-finding", STREET_TEAM + AUDITOR, hidden=OUTSIDER, make=lambda s: [s.audit.pk, s.finding.pk]),
    Row("interviews:audit-finding-edit", AUDITORS, hidden=OUTSIDER, make=lambda s: [s.audit.pk, s.finding.pk]),
    Row("interviews:audit-finding-rectify", AUDITORS, hidden=OUTSIDER, make=lambda s: [s.audit.pk, s.finding.pk]),
    Row(
        "interviews:audit-finding-move",
        AUDITORS,
        hidden=OUTSIDER,
        make=lambda s: [s.audit.pk, s.finding.pk],
        data={"name": "verify"},
    ),
    Row("interviews:audit-finding-remove", AUDITORS, hidden=OUTSIDER, make=lambda s: [s.audit.pk, s.finding.pk]),
    Row("interviews:audit-figures", STREET_TEAM + AUDITOR, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-figures-template", AUDITORS, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-figures-import", AUDITORS, hidden=OUTSIDER, make=_pk("audit")),
    Row("interviews:audit-figures-section", AUDITORS, hidden=OUTSIDER, make=lambda s: [s.audit.pk, "income"]),
    # the handover is the community's too
    Row("interviews:handover-list", WORKERS + AUDITOR),
    Row("interviews:handover", STREET_TEAM + SECRETARY + AUDITOR, hidden=STRANGERS, make=_pk("audit")),
    Row("interviews:handover-people", FILLERS + AUDITOR, hidden=STRANGERS, make=_pk("audit")),
    Row("interviews:handover-items", FILLERS + AUDITOR, hidden=STRANGERS, make=_pk("audit")),
    Row("interviews:handover-sign", FILLERS + AUDITOR, hidden=STRANGERS, make=lambda s: [s.audit.pk, "handover_to"]),
    Row("interviews:handover-unsign", FILLERS + AUDITOR, hidden=STRANGERS, make=_pk("audit")),
]
ASSESSMENTS = [
    Row("interviews:assessment-list", WORKERS),
    Row("interviews:assessment-generate", STAFF + OUTSIDER),
    Row("interviews:assessment-rules", STREET_TEAM + OUTSIDER),
    Row("interviews:assessment-rule-edit", STAFF, hidden=OUTSIDER, make=_pk("grade_rule")),
    Row("interviews:assessment-rule-confirm", STAFF, hidden=OUTSIDER, make=_pk("grade_rule")),
    Row("interviews:assessment-meeting-create", STAFF + OUTSIDER),
    Row("interviews:assessment-meeting", STREET_TEAM, hidden=OUTSIDER, make=_pk("grading_meeting")),
    Row("interviews:assessment-meeting-decide", STAFF, hidden=OUTSIDER, make=_pk("grading_meeting")),
    Row("interviews:assessment-begin-all", STAFF, hidden=OUTSIDER, make=_pk("team_assessment")),
    Row("interviews:assessment", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_assessed),
    Row("interviews:assessment-report", FILLERS, hidden=STRANGERS, make=_assessed),
    *(
        Row(f"interviews:assessment-{step}", STAFF, hidden=OUTSIDER, make=_assessed)
        for step in ("move", "votes", "take-over", "talks", "propose", "decide", "feedback")
    ),
]
DELIBERATIONS = [
    Row("communities:deliberation-list", STREET_TEAM + OUTSIDER),
    Row("communities:deliberation-create", STAFF + OUTSIDER),
    Row("communities:deliberation-tasks", STREET_TEAM + OUTSIDER),
    Row("communities:deliberation-task", STAFF, hidden=OUTSIDER, make=_pk("task")),
    Row("communities:deliberation-task-done", STAFF, hidden=OUTSIDER, make=_pk("task")),
    Row("communities:deliberation", STREET_TEAM, hidden=OUTSIDER, make=_pk("meeting")),
    Row("communities:deliberation-edit", STAFF, hidden=OUTSIDER, make=_pk("meeting")),
    Row("communities:deliberation-move", STAFF, hidden=OUTSIDER, make=_pk("meeting"), data={"name": "conclude"}),
    Row("communities:deliberation-attendance", STAFF, hidden=OUTSIDER, make=_pk("meeting")),
    Row("communities:deliberation-screen-start", STREET_TEAM, hidden=OUTSIDER, make=_pk("meeting")),
    Row("communities:deliberation-screen", STREET_TEAM, hidden=OUTSIDER, make=_sheet),
    Row("communities:deliberation-community", STREET_TEAM, hidden=OUTSIDER, make=_sheet),
    Row("communities:deliberation-conclusion", STAFF, hidden=OUTSIDER, make=_sheet),
    Row("communities:deliberation-lists", STAFF, hidden=OUTSIDER, make=_sheet),
    Row("communities:deliberation-lists-add", STAFF, hidden=OUTSIDER, make=_sheet),
    Row("communities:deliberation-lists-carry", STAFF, hidden=OUTSIDER, make=_sheet),
    Row("communities:deliberation-task-add", STAFF, hidden=OUTSIDER, make=_sheet),
    Row("communities:announcements", WORKERS),
    Row("communities:announcement-create", STAFF + OUTSIDER),
    Row("communities:announcement", STREET_TEAM + SECRETARY + NEIGHBOUR, hidden=OUTSIDER, make=_pk("announcement")),
    Row(
        "communities:announcement-read",
        STREET_TEAM + SECRETARY + NEIGHBOUR,
        hidden=OUTSIDER,
        make=_pk("announcement"),
        methods=("post",),
    ),
    Row("communities:announcement-press", STAFF, hidden=OUTSIDER, make=_pk("announcement"), methods=("post",)),
    Row(
        "communities:view-save",
        WORKERS,
        methods=("post",),
        data={"list": "communities:people", "query": "affiliation=party", "title": "党员"},
    ),
    Row(
        "communities:view-remove",
        STAFF,
        hidden=tuple(name for name in WORKERS if name != "staff"),
        make=_pk("saved_view"),
        methods=("post",),
    ),
    Row("communities:plan-list", WORKERS),
    Row("communities:plan", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("communities:plan-edit", STAFF, hidden=OUTSIDER, make=lambda s: [world.FIRST]),
    Row("communities:plan-confirm", STAFF, hidden=OUTSIDER, make=lambda s: [s.plan.pk, s.meeting.pk]),
]
IMPORTS = [
    Row("communities:import-list", FILLERS + STRANGERS),
    Row("communities:import-start", FILLERS + STRANGERS, make=lambda s: ["roster"]),
    Row("communities:import-template", FILLERS + STRANGERS, make=lambda s: ["roster"]),
    Row("communities:import-detail", FILLERS, hidden=STRANGERS, make=_pk("batch")),
    Row("communities:import-rows", FILLERS, hidden=STRANGERS, make=lambda s: [s.batch.pk, "wrong"]),
    Row("communities:import-confirm", FILLERS, hidden=STRANGERS, make=_pk("batch")),
    Row("communities:import-recheck", FILLERS, hidden=STRANGERS, make=_pk("batch")),
    Row("communities:import-drop", FILLERS, hidden=STRANGERS, make=_pk("batch")),
    Row("communities:import-undo", FILLERS, hidden=STRANGERS, make=_pk("batch")),
    Row("communities:import-errors", FILLERS, hidden=STRANGERS, make=_pk("batch")),
    Row("communities:roster-export", STAFF + LEADER + SECRETARY + STRANGERS),
]
VETTING = [
    Row("candidates:sources", WORKERS),
    Row("candidates:sources-confirm", FILLERS, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("candidates:pool", WORKERS),
    Row("candidates:reserve-create", FILLERS + STRANGERS),
    Row("candidates:pool-rule", STAFF + OUTSIDER),
    Row("candidates:reserve", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("reserve")),
    Row("candidates:reserve-edit", FILLERS, hidden=STRANGERS, make=_pk("reserve")),
    Row("candidates:reserve-move", STAFF, hidden=STRANGERS, make=_pk("reserve_waiting"), data={"name": "accept"}),
    Row("candidates:practice-list", WORKERS),
    Row("candidates:practice-create", FILLERS + STRANGERS),
    Row("candidates:practice", STREET_TEAM + SECRETARY + AUDITOR, hidden=STRANGERS, make=_pk("assignment")),
    Row("candidates:practice-edit", FILLERS, hidden=STRANGERS, make=_pk("assignment")),
    Row("candidates:practice-observers", FILLERS, hidden=STRANGERS, make=_pk("assignment")),
    Row("candidates:practice-move", FILLERS, hidden=STRANGERS, make=_pk("assignment"), data={"name": "finish"}),
    # an observer needs a seat and no right
    Row("candidates:observer-tasks", AUDITOR),
    Row("candidates:observe", AUDITOR, make=_pk("assignment")),
    Row("candidates:observation", AUDITOR, make=_pk("observation")),
    Row("candidates:list", WORKERS),
    Row("candidates:create", FILLERS + STRANGERS),
    Row("candidates:queue", STAFF + LEADER + SECRETARY + STRANGERS),
    Row("candidates:detail", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:panel", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:edit", FILLERS, hidden=STRANGERS, make=_pk("fresh")),
    Row("candidates:move", FILLERS + LEADER, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:next", STREET_REVIEWERS, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:desk", STREET_REVIEWERS, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:desk-start", STREET_REVIEWERS + STRANGERS),
    Row("candidates:opinion", STAFF, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:rounds", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:reaffirm", STAFF, hidden=STRANGERS, make=lambda s: [s.candidate.pk, "criterion"]),
    Row("candidates:bulk", FILLERS + STRANGERS),
    Row("candidates:bulk-commit", FILLERS + STRANGERS),
    Row("candidates:bulk-result", STAFF, hidden=SECRETARY + STRANGERS, make=_pk("bulk")),  # who decided, alone
    Row("candidates:phrases", FILLERS + STRANGERS),
    Row("candidates:phrase-create", FILLERS + STRANGERS),
    Row("candidates:phrase-edit", STAFF, hidden=OUTSIDER, make=_pk("phrase")),
    Row("candidates:phrase-remove", STAFF, hidden=OUTSIDER, make=_pk("phrase")),
    Row("candidates:panels", STAFF, hidden=OUTSIDER),
    Row("candidates:kinship", STREET_TEAM + OUTSIDER),
    Row(
        "candidates:evidence",
        STREET_TEAM + SECRETARY,
        hidden=STRANGERS,
        make=lambda s: ["criterion", s.criterion_check.pk],
    ),
    Row("candidates:clear", STAFF, hidden=OUTSIDER, make=_pk("candidate")),
    Row("candidates:inspection", STAFF, hidden=OUTSIDER, make=_pk("candidate")),
    Row("candidates:checks", STAFF, hidden=STRANGERS, make=_pk("criterion_check")),
    Row("candidates:negative", STAFF, hidden=OUTSIDER, make=_pk("negative_check")),
    Row("candidates:decision-create", STAFF, hidden=OUTSIDER, make=_pk("negative_check")),
    Row("candidates:decision-conclude", LEADER, make=_pk("decision")),
    Row("candidates:decision-return", LEADER, make=_pk("decision")),
    Row("candidates:correction", FILLERS, hidden=STRANGERS, make=_pk("correction")),
    Row("candidates:slates", STREET_TEAM + OUTSIDER),
    Row("candidates:slate-community", STREET_TEAM, hidden=OUTSIDER, make=_first),
    Row("candidates:slate-create", STAFF, hidden=OUTSIDER, make=_first),
    Row("candidates:slate-preview", STAFF, hidden=OUTSIDER, make=_first),
    Row("candidates:slate-compare", STREET_TEAM, hidden=OUTSIDER, make=_first),
    Row("candidates:slate", STREET_TEAM, hidden=OUTSIDER, make=_pk("slate")),
    Row("candidates:slate-edit", STAFF, hidden=OUTSIDER, make=_pk("slate")),
    Row("candidates:slate-copy", STAFF, hidden=OUTSIDER, make=_pk("slate")),
    Row("candidates:slate-move", STAFF + LEADER, hidden=OUTSIDER, make=_pk("slate")),
    Row("candidates:meeting-list", STREET_TEAM + OUTSIDER),
    Row("candidates:meeting-create", STAFF + OUTSIDER),
    Row("candidates:meeting", STREET_TEAM, hidden=OUTSIDER, make=_pk("people_meeting")),
    Row("candidates:meeting-edit", STAFF, hidden=OUTSIDER, make=_pk("people_meeting")),
    Row("candidates:meeting-attendance", STAFF, hidden=OUTSIDER, make=_pk("people_meeting")),
    Row("candidates:meeting-recuse", STAFF, hidden=OUTSIDER, make=_pk("people_meeting")),
    Row("candidates:meeting-unrecuse", STAFF, hidden=OUTSIDER, make=_pk("recusal")),
    Row("candidates:meeting-screen", STREET_TEAM, hidden=OUTSIDER, make=lambda s: [s.people_meeting.pk, 1]),
    Row("candidates:meeting-vote", STAFF, hidden=OUTSIDER, make=lambda s: [s.people_meeting.pk, 1]),
    Row("candidates:meeting-move", STAFF + LEADER, hidden=OUTSIDER, make=_pk("people_meeting")),
    Row("candidates:meeting-retry", LEADER, make=_pk("people_meeting")),
    Row("candidates:notice-list", WORKERS),
    Row("candidates:notice-create", STAFF, hidden=OUTSIDER, make=_first),
    Row("candidates:notice", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("notice")),
    Row("candidates:notice-edit", STAFF, hidden=OUTSIDER, make=_pk("draft_notice")),
    Row("candidates:notice-move", STAFF, hidden=OUTSIDER, make=_pk("notice")),
    Row("candidates:objection-create", STAFF, hidden=OUTSIDER, make=_pk("notice")),
    Row("candidates:objection-resolve", STAFF, hidden=OUTSIDER, make=_pk("objection")),
    Row("candidates:rules", STREET_TEAM + OUTSIDER),
    Row("candidates:rules-install", STAFF, hidden=OUTSIDER),
    Row("candidates:rule-create", STAFF, hidden=OUTSIDER, make=lambda s: ["negative"]),
    Row("candidates:standard-create", STAFF, hidden=OUTSIDER),
    Row("candidates:rule-edit", STAFF, hidden=OUTSIDER, make=_rule),
    Row("candidates:rule-history", STREET_TEAM, hidden=OUTSIDER, make=_rule),
    Row("candidates:rule-impact", STREET_TEAM + OUTSIDER),
    Row("candidates:schedule-confirm", STAFF, hidden=OUTSIDER, make=_pk("milestone")),
    Row("candidates:recheck", FILLERS + STRANGERS),
    Row("candidates:recheck-commit", FILLERS + STRANGERS),
    Row("candidates:rules-export", STREET_TEAM, hidden=OUTSIDER),
    Row("candidates:rules-import", STAFF, hidden=OUTSIDER),
    Row("candidates:rules-template", STAFF, hidden=OUTSIDER),
    Row(
        "candidates:check-confirm",
        STAFF,
        hidden=STRANGERS + SECRETARY,
        make=lambda s: ["negative", s.negative_check.pk],
    ),
    Row("candidates:standard-edit", STAFF, hidden=OUTSIDER, make=_pk("standard")),
    Row("candidates:rule-confirm", STAFF, hidden=OUTSIDER, make=_rule),
    Row("candidates:rule-in-force", STAFF, hidden=OUTSIDER, make=_rule),
]
JOINT_REVIEW = [
    Row("candidates:joint-list", STREET_TEAM + OUTSIDER),
    Row("candidates:joint-create", STAFF + OUTSIDER),
    Row("candidates:joint-batch", STREET_TEAM, hidden=OUTSIDER, make=_pk("joint_batch")),
    *(
        Row(f"candidates:joint-{step}", STAFF, hidden=OUTSIDER, make=_pk("joint_draft"))
        for step in ("edit", "people", "letter-add", "send", "recall")
    ),
    Row("candidates:joint-reminders", STAFF, hidden=OUTSIDER, make=_pk("joint_batch")),
    Row("candidates:joint-propose", STAFF, hidden=OUTSIDER, make=_pk("joint_batch")),
    Row("candidates:joint-conclude", LEADER, make=_pk("joint_batch")),
    Row("candidates:joint-take-out", STAFF, hidden=OUTSIDER, make=_pk("joint_entry")),
    Row("candidates:joint-letter", STREET_TEAM, hidden=OUTSIDER, make=_pk("joint_letter")),
    *(
        Row(f"candidates:joint-{step}", STAFF, hidden=OUTSIDER, make=_pk("joint_draft_letter"))
        for step in ("letter-edit", "letter-send", "letter-recall", "letter-drop")
    ),
    *(
        Row(f"candidates:joint-{step}", STAFF, hidden=OUTSIDER, make=_pk("joint_letter"))
        for step in ("ask-again", "reply-import", "reply")
    ),
    Row("candidates:joint-opinion", STREET_TEAM, hidden=OUTSIDER, make=_pk("joint_opinion")),
    Row("candidates:joint-opinion-confirm", STAFF, hidden=OUTSIDER, make=_pk("joint_opinion")),
]
RESULTS = [
    Row("candidates:result-list", WORKERS),
    Row("candidates:result", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("candidates:result-create", FILLERS, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("candidates:result-edit", FILLERS, hidden=STRANGERS, make=_pk("result")),
]
REPORTS = [
    Row("reports:home", EVERYONE),
    Row("reports:progress", WORKERS),
    Row("reports:search", WORKERS),
    Row("reports:jobs", EVERYONE),
    Row(
        "reports:job-retry",
        STAFF,
        hidden=tuple(name for name in EVERYONE if name != "staff"),
        make=lambda s: [s.failed_job.pk],
        methods=("post",),
    ),
    Row(
        "reports:job-download",
        STAFF,
        hidden=tuple(name for name in EVERYONE if name != "staff"),
        make=lambda s: [s.export_job.pk],
    ),
    Row("reports:person-records", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("person")),
    Row("reports:person-visibility", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("person")),
    Row("reports:candidate-records", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("candidate")),
    Row("reports:candidate-visibility", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("candidate")),
    Row("reports:community-visibility", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("reports:community-list", WORKERS),
    Row("reports:community", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("reports:figures", WORKERS),
    Row("reports:region-figures", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("reports:coverage", WORKERS),
    Row("reports:act", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST, "talk"]),
    Row("reports:remind", FILLERS + INSPECTOR, hidden=STRANGERS, make=lambda s: [world.FIRST, "talk"]),
    Row("reports:ledger-list", WORKERS + AUDITOR),  # his audits are a ledger too, and the only one he has
    Row("reports:ledger", WORKERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:ledger-export", STAFF + LEADER + SECRETARY + STRANGERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:ledger-print", STAFF + LEADER + SECRETARY + STRANGERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:wordings", STAFF + LEADER + SECRETARY + STRANGERS),
    Row("reports:wording", STAFF + LEADER + SECRETARY + STRANGERS, make=lambda s: ["briefing"]),
    Row("reports:wording-edit", STAFF + OUTSIDER, make=lambda s: ["briefing"]),
    Row("reports:wording-confirm", STAFF + OUTSIDER, make=lambda s: ["briefing"]),
    Row("reports:ledger-format", WORKERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:ledger-template", STAFF + LEADER + SECRETARY + STRANGERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:ledger-fill", STAFF + LEADER + SECRETARY + STRANGERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:snapshot-create", WORKERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    # a snapshot of the community by the street's staff: its secretary sees less than stands in it
    Row(
        "reports:snapshot",
        STREET_TEAM,
        hidden=SECRETARY + AUDITOR + STRANGERS,
        make=lambda s: ["basics", s.ledger_snapshot.pk],
    ),
    Row(
        "reports:snapshot-download",
        STAFF + LEADER,
        hidden=SECRETARY + AUDITOR + STRANGERS,
        make=lambda s: ["basics", s.ledger_snapshot.pk],
    ),
    Row(
        "reports:snapshot-cancel",
        STAFF,
        hidden=LEADER + INSPECTOR + SECRETARY + AUDITOR + STRANGERS,
        make=lambda s: ["basics", s.ledger_snapshot.pk],
    ),
    Row("reports:ledger-numbers", STAFF + SECRETARY + STRANGERS, make=lambda s: ["roster"]),
    Row("reports:report-weekly", STAFF + LEADER, hidden=SECRETARY + STRANGERS, make=lambda s: [world.STREET]),
    Row("reports:report-list", STREET_TEAM + SECRETARY + AUDITOR + STRANGERS),  # an auditor: reports of his audits
    Row(
        "reports:report-create",
        STAFF + LEADER + SECRETARY + STRANGERS,
        hidden=AUDITOR + INSPECTOR,
        make=lambda s: ["briefing"],
    ),
    Row("reports:report-run", STAFF + LEADER, hidden=INSPECTOR + SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
    Row("reports:report-row", STAFF + LEADER, hidden=INSPECTOR + SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
    Row("reports:report-download", STAFF + LEADER, hidden=INSPECTOR + SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
    Row(
        "reports:report-preview", STAFF + LEADER, hidden=INSPECTOR + SECRETARY + AUDITOR + STRANGERS, make=_pk("draft")
    ),
    Row("reports:report-page", STAFF + LEADER, hidden=INSPECTOR + SECRETARY + AUDITOR + STRANGERS, make=_first_page),
    Row("reports:report-issue", STAFF + LEADER, hidden=INSPECTOR + SECRETARY + AUDITOR + STRANGERS, make=_pk("draft")),
    Row("reports:report-retry", STAFF + LEADER, hidden=INSPECTOR + SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
]
SURVEYS = [
    Row("communities:questionnaire-list", STAFF + OUTSIDER),
    Row("communities:questionnaire-install", STAFF + OUTSIDER),
    Row("communities:questionnaire-create", STAFF + OUTSIDER),
    *(
        Row(f"communities:questionnaire{act}", STAFF, hidden=OUTSIDER, make=_pk("questionnaire"))
        for act in ("", "-edit", "-preview", "-version", "-copy", "-remove", "-confirm")
    ),
    Row("communities:questionnaire-question-add", STAFF, hidden=OUTSIDER, make=lambda s: [s.questionnaire.pk, "single"]),
    *(
        Row(f"communities:questionnaire-question{act}", STAFF, hidden=OUTSIDER, make=_pk("survey_question"))
        for act in ("", "-move", "-remove")
    ),
    Row("communities:survey-list", WORKERS),
    Row("communities:survey-open", STAFF + OUTSIDER),
    Row("communities:survey-comparison", WORKERS),
    Row(
        "communities:survey-comparison-export", STAFF + LEADER + SECRETARY, hidden=STRANGERS,
        make=lambda s: [s.closed_survey.questionnaire.family],
    ),
    Row("communities:survey", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("closed_survey")),
    *(
        Row(f"communities:survey-{act}", STAFF, hidden=OUTSIDER, make=_pk("survey"))
        for act in ("edit", "close", "remove", "tally")
    ),
    Row("communities:survey-export", STAFF + LEADER + SECRETARY, hidden=STRANGERS, make=_pk("closed_survey")),
    Row("reports_public:document-check", EVERYONE, public=True),
    Row("reports_public:document-check-key", EVERYONE, public=True, make=lambda s: ["ABCDEFGHJKMNPQRS"]),
    Row("public:start", EVERYONE, public=True),
    Row("public:slip", EVERYONE, public=True),
    Row("public:thanks", EVERYONE, public=True),
    Row("public:link", EVERYONE, public=True, make=lambda s: [s.survey.token]),
]  # fmt: skip
DISCIPLINERS = FILLERS + INSPECTOR  # who fills in discipline work
DISCIPLINE = [
    Row("discipline:text-list", WORKERS),
    Row("discipline:text-install", STAFF + OUTSIDER),
    Row("discipline:text-create", STAFF + OUTSIDER),
    Row("discipline:text", STREET_TEAM + SECRETARY + NEIGHBOUR, hidden=OUTSIDER, make=_pk("text")),
    *(
        Row(f"discipline:text-{act}", STAFF, hidden=OUTSIDER, make=_pk("text"))
        for act in ("edit", "issue", "confirm", "duties", "withdraw")
    ),
    Row("discipline:worker-list", WORKERS),
    Row("discipline:worker-add", DISCIPLINERS + STRANGERS),
    Row("discipline:worker-remove", DISCIPLINERS, hidden=STRANGERS, make=_pk("worker")),
    Row("discipline:study-list", WORKERS),
    Row("discipline:study-create", DISCIPLINERS + STRANGERS),
    Row("discipline:study", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("session")),
    Row("discipline:study-move", DISCIPLINERS, hidden=STRANGERS, make=_pk("session"), data={"name": "close"}),
    *(
        Row(f"discipline:study-{act}", DISCIPLINERS, hidden=STRANGERS, make=_pk("session"))
        for act in ("edit", "refresh", "screen", "kiosk", "paper", "catch-up")
    ),
    *(
        Row(f"discipline:study-{act}", DISCIPLINERS, hidden=STRANGERS, make=_pk("attendee"))
        for act in ("kiosk-sign", "attendee", "attendee-remove")
    ),
    Row("discipline:study-decide", DISCIPLINERS, hidden=STRANGERS, make=_pk("attempt")),
    Row("discipline:study-withdraw", DISCIPLINERS, hidden=STRANGERS, make=_pk("sign_in")),
    Row("discipline_public:sign-in", EVERYONE, public=True, make=lambda s: [token_of(s.session)]),
    Row("discipline_public:signed", EVERYONE, public=True, make=lambda s: ["valid"]),
    Row("discipline:warning-tree", WORKERS),
    Row("discipline:warning-propose", STREET_TEAM + OUTSIDER),
    Row("discipline:warning-warner", STREET_TEAM, hidden=OUTSIDER, make=_pk("warning_pair")),
    Row("discipline:warning-plan", STREET_TEAM + OUTSIDER),
    Row("discipline:warning-list", WORKERS),
    Row("discipline:warning", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("warning")),
    Row("discipline:warning-move", STREET_TEAM, hidden=OUTSIDER, make=_pk("warning_to_hold"), data={"name": "cancel"}),
    # the rest is for who holds the talk, whatever his rank
    Row("discipline:warning-record", STAFF, make=_pk("warning_to_hold")),
    Row("discipline:warning-sign", STAFF, make=lambda s: [s.warning.pk, "talker"]),
    Row("discipline:warning-withdraw", STAFF, make=_pk("warning")),
    Row("discipline:warning-archive", STAFF, make=_pk("warning")),
    Row("discipline:publicity-list", WORKERS),
    Row("discipline:publicity-totals", WORKERS),
    Row("discipline:publicity-create", DISCIPLINERS + STRANGERS),
    Row("discipline:publicity", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("publicity")),
    Row("discipline:publicity-edit", DISCIPLINERS, hidden=STRANGERS, make=_pk("publicity")),
    Row("discipline:publicity-void", DISCIPLINERS, hidden=STRANGERS, make=_pk("publicity")),
]
CLUES = [  # the door is the inspectors'; inside, whoever is not named finds nothing
    Row("discipline:clue-list", INSPECTOR),
    Row("discipline:clue-register", INSPECTOR),
    Row("discipline:street-clue-totals", LEADER + INSPECTOR),
    Row("discipline:clue-limits", STAFF + INSPECTOR + OUTSIDER),
    Row("discipline:clue-limit-edit", STAFF, hidden=OUTSIDER, make=lambda s: ["check"]),
    Row("discipline:clue-limit-confirm", STAFF, hidden=OUTSIDER, make=lambda s: ["check"]),
    *(
        Row(f"discipline:clue{act}", (), hidden=INSPECTOR, make=_pk("clue"))
        for act in ("", "-edit", "-reporter", "-subjects", "-assign", "-step", "-extend", "-follow-up", "-feedback")
    ),
    Row("discipline:clue-move", (), hidden=INSPECTOR, make=lambda s: [s.clue.pk, "report"]),
    Row("discipline:clue-extension", (), hidden=INSPECTOR, make=lambda s: [s.clue.pk, s.clue_extension.pk]),
    Row("discipline:clue-subject-remove", (), hidden=INSPECTOR, make=lambda s: [s.clue.pk, s.clue_subject.pk]),
]
PLEDGE_FILLERS = STAFF + INSPECTOR + SECRETARY
PLEDGES = [
    Row("discipline:pledge-list", WORKERS),
    Row("discipline:pledge-start", STAFF + INSPECTOR + OUTSIDER),  # of one's own term; a secretary's street starts it
    Row("discipline:pledge-campaign", STREET_TEAM + SECRETARY + NEIGHBOUR, hidden=OUTSIDER, make=_pk("pledge_campaign")),
    Row("discipline:pledge-edit", STAFF + INSPECTOR, hidden=OUTSIDER, make=_pk("pledge_campaign")),
    Row("discipline:pledge-add", PLEDGE_FILLERS + NEIGHBOUR, hidden=OUTSIDER, make=_pk("pledge_campaign")),
    Row("discipline:pledge-scans", PLEDGE_FILLERS + NEIGHBOUR, hidden=OUTSIDER, make=_pk("pledge_campaign"), methods=("get",)),
    Row("discipline:pledge", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("pledge")),
    Row("discipline:pledge-sign", PLEDGE_FILLERS, hidden=STRANGERS, make=_pk("pledge")),
    *(
        Row(f"discipline:pledge-{act}", PLEDGE_FILLERS, hidden=STRANGERS, make=_pk("pledge"))
        for act in ("waive", "restore")
    ),
    Row("discipline:pledge-file", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("pledge_signing")),
    Row("discipline:pledge-keep", PLEDGE_FILLERS, hidden=STRANGERS, make=_pk("pledge_signing")),
    *(  # a page that found nobody: the street's fillers and who brought it
        Row(f"discipline:pledge-page{act}", STAFF + INSPECTOR, hidden=SECRETARY + STRANGERS, make=_pk("pledge_page"))
        for act in ("", "-file", "-preview", "-discard")
    ),
    Row("discipline_public:pledge-check", EVERYONE, public=True, make=lambda s: [s.pledge_signing.sheet_id]),
]  # fmt: skip
TABLE = [
    *DISCIPLINE,
    *CLUES,
    *ACCOUNTS,
    *EVIDENCE,
    *GRANTS,
    *TERMS,
    *BASELINES,
    *PEOPLE,
    *VISITS,
    *ISSUES,
    *SURVEYS,
    *TALKS,
    *PLEDGES,
    *AUDITS,
    *ASSESSMENTS,
    *DELIBERATIONS,
    *IMPORTS,
    *VETTING,
    *JOINT_REVIEW,
    *RESULTS,
    *REPORTS,
]
# The same doors before other records, where these are seen differently.
OF_THE_STREET = STAFF + INSPECTOR
FURTHER = [
    Row("discipline:study", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("street_session")),
    Row("discipline:study-move", OF_THE_STREET, hidden=STRANGERS, make=_pk("street_session"), data={"name": "close"}),
    *(
        Row(f"discipline:study-{act}", OF_THE_STREET, hidden=STRANGERS, make=_pk("street_session"))
        for act in ("edit", "refresh", "screen", "kiosk", "paper", "catch-up")
    ),
    *(
        Row(f"discipline:study-{act}", OF_THE_STREET, hidden=STRANGERS, make=_pk("street_attendee"))
        for act in ("kiosk-sign", "attendee", "attendee-remove")
    ),
    # what hangs on it shows the neighbours' people too
    Row("communities:attachment", STREET_TEAM, hidden=SECRETARY + NOBODYS, make=_pk("street_sheet")),
]
