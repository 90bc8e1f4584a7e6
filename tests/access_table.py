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

from candidates.models import NegativeItem, StandardSet
from communities.models import FieldVisit, Kinship, Milestone, Posts, RiskScale
from communities.services.risk import install_risk_scale
from core import jobs
from core.attachments import attach
from core.audit import AuditEvent
from interviews.models import GradeRule, TermAssessment
from reports.models import ReportRun
from tests.factories import (
    assessments,
    audits,
    baselines,
    candidates,
    communities,
    deliberations,
    imports,
    surveys,
    talks,
    uploads,
    visits,
    world,
)

STAFF, LEADER, INSPECTOR, AUDITOR = ("staff",), ("leader",), ("inspector",), ("auditor",)
SECRETARY, NEIGHBOUR, OUTSIDER = ("secretary",), ("neighbour",), ("outsider",)
SYSTEM, SECURITY, AUDIT = ("system_admin",), ("security_admin",), ("audit_admin",)

STREET_TEAM = STAFF + LEADER + INSPECTOR
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
        self.member = communities.make_member(self.person, street.running)
        self.milestone = Milestone.objects.create(
            election=street.running, title="成立领导小组", due_on=date(2026, 11, 30)
        )
        self._make_candidates()
        self.negative_item = NegativeItem.objects.filter(election=street.running).first()
        self.standard = StandardSet.objects.filter(election=street.running).first()
        self.attachment = self._make_attachment()
        self._make_visits()
        self._make_talks()
        self._make_audit()
        self._make_deliberation()
        self._make_assessments()
        self._make_surveys()
        self.run = self._make_run()
        self.batch, self.uploaded = self._make_batch()
        self.event = AuditEvent.objects.first()

    def _make_talks(self):
        """A planned talk, and one that is written down and signed by its partner; ``staff`` sits at both."""
        self.talk_to_hold = talks.planned(self.street)
        self.talk, self.talk_follow_up, self.scan_page = talks.one_of_each(self.street)

    def _make_assessments(self):
        """The member's assessment under way, his team's not yet begun, and a meeting that may decide."""
        assessments.generate(self.street)
        mine = TermAssessment.objects.get(person=self.person)
        self.assessment = assessments.bring_to(self.street, mine, "underway")
        self.team_assessment = assessments.team_of(self.street)
        self.grading_meeting = assessments.meet(self.street)
        self.grade_rule = GradeRule.objects.filter(election=self.street.running).first()

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

    def _make_run(self):
        job = jobs.enqueue(actor=self.staff, kind="report", parameters={})
        return ReportRun.objects.create(
            code="briefing", region=self.street.regions[world.STREET], election=self.street.running, job=job,
            requested_by=self.staff,
        )  # fmt: skip


def _pk(name):
    """``make`` for a URL whose only argument is the key of ``scene.<name>``."""
    return lambda scene: [getattr(scene, name).pk]


def _evidence(scene):
    return [ContentType.objects.get_for_model(FieldVisit).pk, scene.photographed.pk]


def _user(scene):
    return [scene.street.users["secretary"].pk]


def _sheet(scene):
    return [scene.meeting.pk, world.FIRST]


def _assessed(scene):
    return ["member", scene.assessment.pk]


def _rule(scene):
    return ["negative", scene.negative_item.pk]


ACCOUNTS = [
    Row("healthz", EVERYONE, public=True),
    Row("accounts:login", EVERYONE, public=True),
    Row("accounts:login-inline", EVERYONE, public=True),
    Row("accounts:logout", EVERYONE, public=True),
    Row("accounts:password", EVERYONE),
    Row("accounts:user-list", SYSTEM),
    Row("accounts:user-create", SYSTEM),
    Row("accounts:user-edit", SYSTEM, make=_user),
    Row("accounts:user-disable", SYSTEM, make=_user),
    Row("accounts:user-enable", SYSTEM, make=_user),
    Row("accounts:user-reset", SYSTEM, make=_user),
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
    Row("communities:schedule", WORKERS),
    Row("communities:milestone-create", STAFF, hidden=OUTSIDER),
    Row("communities:schedule-install", STAFF, hidden=OUTSIDER),
    Row("communities:milestone-edit", STAFF, hidden=OUTSIDER, make=_pk("milestone")),
    Row("communities:milestone-finish", STAFF, hidden=OUTSIDER, make=_pk("milestone")),
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
    Row("candidates:list", WORKERS),
    Row("candidates:create", FILLERS + STRANGERS),
    Row("candidates:queue", STAFF + LEADER + SECRETARY + STRANGERS),
    Row("candidates:detail", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:panel", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:edit", FILLERS, hidden=STRANGERS, make=_pk("fresh")),
    Row("candidates:move", FILLERS + LEADER, hidden=STRANGERS, make=_pk("candidate")),
    Row("candidates:next", STAFF + LEADER + SECRETARY + STRANGERS, make=_pk("candidate")),  # to one's own queue
    Row("candidates:clear", STAFF, hidden=OUTSIDER, make=_pk("candidate")),
    Row("candidates:checks", STAFF, hidden=STRANGERS, make=_pk("criterion_check")),
    Row("candidates:negative", STAFF, hidden=OUTSIDER, make=_pk("negative_check")),
    Row("candidates:decision-create", STAFF, hidden=OUTSIDER, make=_pk("negative_check")),
    Row("candidates:decision-conclude", LEADER, make=_pk("decision")),
    Row("candidates:correction", FILLERS, hidden=STRANGERS, make=_pk("correction")),
    Row("candidates:rules", STREET_TEAM + OUTSIDER),
    Row("candidates:rules-install", STAFF, hidden=OUTSIDER),
    Row("candidates:rule-create", STAFF + OUTSIDER),
    Row("candidates:rule-edit", STAFF, hidden=OUTSIDER, make=_pk("negative_item")),
    Row("candidates:standard-edit", STAFF, hidden=OUTSIDER, make=_pk("standard")),
    Row("candidates:rule-confirm", STAFF, hidden=OUTSIDER, make=_rule),
    Row("candidates:rule-in-force", STAFF, hidden=OUTSIDER, make=_rule),
]
REPORTS = [
    Row("reports:home", EVERYONE),
    Row("reports:progress", WORKERS),
    Row("reports:person-records", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=_pk("person")),
    Row("reports:community-list", WORKERS),
    Row("reports:community", STREET_TEAM + SECRETARY, hidden=STRANGERS, make=lambda s: [world.FIRST]),
    Row("reports:ledger-list", WORKERS + AUDITOR),  # his audits are a ledger too, and the only one he has
    Row("reports:ledger", WORKERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:ledger-export", STAFF + LEADER + SECRETARY + STRANGERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:ledger-print", STAFF + LEADER + SECRETARY + STRANGERS, hidden=AUDITOR, make=lambda s: ["basics"]),
    Row("reports:report-list", STAFF + LEADER + SECRETARY + AUDITOR + STRANGERS),  # an auditor: reports of his audits
    Row("reports:report-create", STAFF + LEADER + SECRETARY + STRANGERS, hidden=AUDITOR, make=lambda s: ["briefing"]),
    Row("reports:report-run", STAFF + LEADER, hidden=SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
    Row("reports:report-row", STAFF + LEADER, hidden=SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
    Row("reports:report-download", STAFF + LEADER, hidden=SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
    Row("reports:report-retry", STAFF + LEADER, hidden=SECRETARY + AUDITOR + STRANGERS, make=_pk("run")),
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
    Row("public:start", EVERYONE, public=True),
    Row("public:slip", EVERYONE, public=True),
    Row("public:thanks", EVERYONE, public=True),
    Row("public:link", EVERYONE, public=True, make=lambda s: [s.survey.token]),
]  # fmt: skip
TABLE = [
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
    *AUDITS,
    *ASSESSMENTS,
    *DELIBERATIONS,
    *IMPORTS,
    *VETTING,
    *REPORTS,
]
