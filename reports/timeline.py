"""What happened to a person, or in a community, over all apps: one line of a table for each kind of record.

Every kind is read through :func:`core.access.visible_to` with the permission that its model asks
for, so a reader finds what he could open anyway: of talks the fact alone, of the three lists and
of audits nothing without the right to them. Files hang on their records and are seen with these. Three queries for
a kind at most.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from candidates import timeline as of_vetting
from candidates.models import Assignment, Candidate, NameNotice, ReserveEntry
from communities.models import (
    Baseline,
    CommitteeMember,
    CommunityConclusion,
    CommunityPlan,
    DeliberationTask,
    FieldVisit,
    FileNote,
    Issue,
    IssueEntry,
    MemberDisposition,
    RiskGrade,
    SurveyRound,
)
from core.access import NOBODY, visible_to
from core.attachments import Attachment, rule_of
from core.workflow import Transition
from discipline.models import PledgeSigning, PublicityEvent, SignIn, StudySession, WarningTalk
from interviews.models import AuditPublication, DepartureAudit, HeartTalk, TermAssessment
from reports.candidate_evidence import evidence_of


@dataclass(frozen=True)
class Event:
    """One thing that happened: ``kind`` is a word, ``url`` where it is recorded, ``tone`` ok, warn, bad or wait.

    ``at``: the moment, where it is known; it puts what happened on one day in order.
    """

    on: date
    kind: str
    text: str
    url: str = ""
    tone: str = "wait"
    at: datetime | None = None

    @property
    def order(self):
        return self.on, self.at.timestamp() if self.at else 0


@dataclass(frozen=True)
class Kind:
    """How records of ``model`` become events: ``events(rows)`` yields ``(day or moment, text, url, tone)``.

    ``people``: paths from the record to whom it is about. ``community`` and ``election``: paths by
    which it belongs to a community's file; empty where it does not.
    """

    label: str
    model: type
    events: Callable[..., Iterable]
    people: tuple = ()
    community: str = "community"
    election: str = "election"

    def about(self, people):
        condition = NOBODY
        for path in self.people:
            condition |= Q(**{f"{path}__in": people})
        return condition

    def read(self, user, condition):
        """The events of the records that meet ``condition`` and that ``user`` may see."""
        rows = visible_to(user, self.model).filter(condition)
        found = [_event(on, self.label, text, url, tone) for on, text, url, tone in self.events(rows) if on]
        return found + self._files(user, rows)

    def _files(self, user, rows):
        """The photos and scans on the records, where their names are no secret; two queries for all."""
        rule = rule_of(self.model)
        if rule is None or rule.is_sealed:
            return []
        keys = [str(pk) for pk in visible_to(user, rows, rule.view).order_by().values_list("pk", flat=True)]
        kind = ContentType.objects.get_for_model(self.model)
        files = Attachment.objects.filter(content_type=kind, object_id__in=keys).select_related("file")
        return [
            _event(each.created_at, "材料", f"{self.label}{each.get_kind_display()}：{each.title}", reverse("communities:attachment", args=[each.pk]))
            for each in files
        ]  # fmt: skip


def of_person(user, person):
    """Everything on record about ``person`` in any term, the latest first; what spare files of him hold, too."""
    people = [person, *visible_to(user, person.duplicates)]
    return _latest_first(kind.read(user, kind.about(people)) for kind in KINDS if kind.people)


def of_candidate(user, candidate, *, with_vetting):
    """Everything about a candidate in his term, and each step of his vetting, the latest first.

    ``with_vetting``: whether the reader holds view_vetting on him (see candidates.timeline).
    """
    kinds = [kind for kind in KINDS if kind.people and kind.model is not Candidate]
    found = [
        kind.read(user, kind.about([candidate.person]) & Q(**{kind.election: candidate.election})) for kind in kinds
    ]
    steps = of_vetting.lines(candidate, with_vetting=with_vetting)
    found.append(
        _event(line.at, "审查", f"{line.who} {line.title}{f'：{line.note}' if line.note else ''}", "", line.tone)
        for line in steps
    )
    found.append(
        _event(each.created_at, "材料", title, reverse("communities:attachment", args=[each.pk]))
        for title, each in evidence_of(user, candidate)
    )
    return _latest_first(found)


def of_community(user, community, election):
    """Everything on record about a community in a term, the latest first."""
    return _latest_first(
        kind.read(user, Q(**{kind.community: community, kind.election: election})) for kind in KINDS if kind.community
    )


def _latest_first(groups):
    return sorted((event for group in groups for event in group), key=lambda event: event.order, reverse=True)


def _event(when, *words):
    """``when``: a day, or a moment."""
    is_moment = isinstance(when, datetime)
    return Event(timezone.localdate(when) if is_moment else when, *words, at=when if is_moment else None)


def _memberships(rows):
    for member in rows.select_related("person", "committee__community"):
        url = reverse("communities:committee", args=[member.committee.community_id])
        post = f"{member.committee}{member.get_post_display()}"
        yield member.since, f"{member.person.name} 任{post}", url, "wait"
        reason = f"（{member.left_reason}）" if member.left_reason else ""
        yield member.left_on, f"{member.person.name} 不再担任{post}{reason}", url, "warn"


def _candidacies(rows):
    """The nomination and each decision; the words of a decision stay on the candidate's own page."""
    candidates = {str(c.pk): c for c in rows.select_related("person", "community")}
    for candidate in candidates.values():
        text = f"提名为{candidate.community.short_name}{candidate.get_intended_post_display()}人选"
        yield candidate.created_at, f"{candidate.person.name} {text}", _candidate_url(candidate), "wait"
    kind = ContentType.objects.get_for_model(Candidate)
    for step in Transition.objects.filter(content_type=kind, object_id__in=candidates):
        candidate = candidates[step.object_id]
        yield step.at, f"{candidate.person.name} {step.label}", _candidate_url(candidate), TONES[step.target]


def _candidate_url(candidate):
    return reverse("candidates:detail", args=[candidate.pk])


TONES = dict.fromkeys(Candidate.States, "wait") | {
    "passed": "ok",
    "cleared": "ok",
    "returned": "warn",
    "rejected": "bad",
}


def _baselines(rows):
    baselines = {str(baseline.pk): baseline for baseline in rows}
    kind = ContentType.objects.get_for_model(Baseline)
    for step in Transition.objects.filter(content_type=kind, object_id__in=baselines):
        url = reverse("communities:baseline-review", args=[step.object_id])
        tone = {"accepted": "ok", "returned": "warn"}.get(step.target, "wait")
        yield step.at, f"社区基线{step.label}", url, tone


def _visits(rows):
    for visit in rows.counted().with_file():
        names = "、".join(person.name for person in visit.visitors.all())
        text = f"{names} 到{visit.community.short_name}{visit.get_method_display()}".strip()
        yield visit.visited_on, text, reverse("communities:visit", args=[visit.pk]), "wait"


def _surveys(rows):
    for survey in rows.closed(timezone.now()).select_related("questionnaire"):
        text = f"{survey.name}截止（{survey.questionnaire.title}）"
        yield survey.ended_at, text, reverse("communities:survey", args=[survey.pk]), "wait"


def _issues(rows):
    for issue in rows.standing().with_file():
        url = reverse("communities:issue", args=[issue.pk])
        owner = f"，责任人{issue.owner.name}" if issue.owner else ""
        yield issue.created_at, f"登记难点问题“{issue.title}”{owner}", url, "warn"
        yield issue.resolved_on, f"难点问题“{issue.title}”已化解", url, "ok"


def _grades(rows):
    tones = {"red": "bad", "yellow": "warn", "green": "ok"}
    for grade in rows.select_related("set_by"):
        text = f"评定为{grade.get_grade_display()}：{grade.reasons}"
        yield (
            grade.set_at,
            text,
            reverse("communities:risk-community", args=[grade.community_id]),
            tones[grade.grade],
        )


def _conclusions(rows):
    for line in rows.filter(deliberation__frozen_at__isnull=False).select_related("deliberation"):
        url = reverse("communities:deliberation", args=[line.deliberation_id])
        yield line.deliberation.held_on, f"{line.deliberation}：{line.text or '已研判，意见待填'}", url, "wait"


def _tasks(rows):
    for task in rows.for_list():
        url = reverse("communities:deliberation", args=[task.deliberation_id])
        yield task.deliberation.held_on, f"{task.deliberation}任务（{task.owner.name}）：{task.content}", url, "wait"
        yield task.done_on, f"{task.owner.name} 完成研判任务：{task.content}", url, "ok"


def _dispositions(rows):
    for line in rows.select_related("deliberation", "person"):
        reason = f"（{line.reason}）" if line.reason else ""
        text = f"{line.deliberation}：{line.person.name} {line.get_kind_display()}{reason}"
        url = reverse("communities:deliberation", args=[line.deliberation_id])
        yield line.deliberation.held_on, text, url, "warn" if line.kind == "adjust" else "ok"


def _plans(rows):
    for plan in rows.confirmed().with_people():
        text = f"{plan.deliberation}审定一社区一策第{plan.number}版（{plan.get_kind_display()}）"
        yield plan.deliberation.held_on, text, reverse("communities:plan", args=[plan.community_id]), "ok"


def _talks(rows):
    for talk in rows.held().select_related("partner", "election").defer(*HeartTalk.TEXTS, "frozen"):
        text = f"与 {talk.partner.name} {talk.get_kind_display()}（{talk.code}，{talk.get_state_display()}）"
        yield talk.held_from, text, reverse("interviews:talk-detail", args=[talk.pk]), "ok"


def _assessments(rows):
    for one in rows.settled().select_related("person", "meeting"):
        text = f"{one.person.name} 任期考核定为{one.get_grade_display()}"
        yield one.meeting.held_on, text, reverse("interviews:assessment", args=["member", one.pk]), "ok"


def _audits(rows):
    for audit in rows.select_related("person"):
        url, name = reverse("interviews:audit", args=[audit.pk]), audit.person.name
        yield audit.notice_on, f"{name} 离任审计通知", url, "wait"
        yield audit.opening_on, f"{name} 离任审计进点", url, "wait"
        yield audit.reported_on, f"{name} 离任审计出具报告：{audit.get_conclusion_grade_display()}", url, "ok"


def _publications(rows):
    for published in rows.select_related("audit__person"):
        yield (
            published.published_from,
            f"{published.audit.person.name} 离任审计结果公示（{published.place}）",
            "",
            "wait",
        )


def _reserves(rows):
    for entry in rows.select_related("person", "community"):
        url, name = reverse("candidates:reserve", args=[entry.pk]), entry.person.name
        yield (
            entry.registered_at,
            f"{name} 登记为{entry.community.short_name}{entry.get_direction_display()}",
            url,
            "wait",
        )
        yield entry.accepted_on, f"{name} 进入后备库", url, "ok"
        yield entry.left_on, f"{name} 出库（{entry.left_reason}）", url, "warn"


def _assignments(rows):
    for one in rows.select_related("person"):
        url, name = reverse("candidates:practice", args=[one.pk]), one.person.name
        yield one.since, f"{name} {one.get_kind_display()}：{one.content}（{one.field}）", url, "wait"
        yield (
            one.ended_on,
            f"{name} 历练任务{one.get_state_display()}：{one.result}",
            url,
            "ok" if one.state == "done" else "warn",
        )


def _notes(rows):
    for note in rows.select_related("author"):
        text = f"{note.author.full_name} 记{note.get_kind_display()}：{note.text}"
        yield note.noted_on, text, "", "warn" if note.kind == "reminder" else "wait"


def _entries(rows):
    for entry in rows.select_related("issue", "author"):
        url = reverse("communities:issue", args=[entry.issue_id])
        yield entry.happened_on, f"难点问题“{entry.issue.title}”进展：{entry.text}", url, "wait"


def _signings(rows):
    for signing in rows.standing().select_related("pledge__person", "pledge__campaign", "pledge__election", "text"):
        text = f"{signing.pledge.person.name} 签署{signing.pledge.campaign}（{signing.get_method_display()}）"
        yield signing.signed_on, text, reverse("discipline:pledge", args=[signing.pledge_id]), "ok"


def _warnings(rows):
    held = rows.held().select_related("election").only("held_from", "number", "state", "election")
    for talk in {talk.pk: talk for talk in held}.values():  # once, though it was held with two of his files
        yield talk.held_from, f"警示谈话（{talk.code}，{talk.get_state_display()}）", "", "ok"


def _study(rows):
    valid = rows.filter(standing=SignIn.Standings.VALID).select_related("attendee__person", "attendee__session")
    for sign in valid:
        session = sign.attendee.session
        yield session.starts_at, f"{sign.attendee.person.name} 参加纪律学习（{session}）", "", "ok"


def _sessions(rows):
    for session in rows.exclude(state=StudySession.States.CANCELLED):
        url = reverse("discipline:study", args=[session.pk])
        yield session.starts_at, f"组织纪律学习（{session}）", url, "ok"


def _publicity(rows):
    for event in rows.filter(voided_at=None):
        url = reverse("discipline:publicity", args=[event.pk])
        yield event.held_on, f"换届宣传：{event.get_kind_display()}（{event.place}）", url, "ok"


def _name_notices(rows):
    for notice in rows.exclude(state=NameNotice.States.DRAFT):
        url = reverse("candidates:notice", args=[notice.pk])
        yield notice.starts_on, f"名单公示：{notice.get_kind_display()}（{notice.get_state_display()}）", url, "ok"


KINDS = (
    Kind("记事", FileNote, _notes, ("person",)),
    Kind("班子", CommitteeMember, _memberships, ("person",), "committee__community", "committee__election"),
    Kind("基线", Baseline, _baselines),
    Kind("走访", FieldVisit, _visits, ("visitors",)),
    Kind("测评", SurveyRound, _surveys, ("rated_members__person",)),
    Kind("难点", Issue, _issues, ("owner", "leader")),
    Kind("风险", RiskGrade, _grades),
    Kind("研判", CommunityConclusion, _conclusions, election="deliberation__election"),
    Kind("任务", DeliberationTask, _tasks, ("owner",), election="deliberation__election"),
    Kind("清单", MemberDisposition, _dispositions, ("person",), election="deliberation__election"),
    Kind("一策", CommunityPlan, _plans),
    Kind("谈话", HeartTalk, _talks, ("partner",)),
    Kind("考核", TermAssessment, _assessments, ("person",)),
    Kind("审计", DepartureAudit, _audits, ("person",)),
    Kind("公示", AuditPublication, _publications, ("audit__person",), "audit__community", "audit__election"),
    Kind("后备", ReserveEntry, _reserves, ("person",)),
    Kind("历练", Assignment, _assignments, ("person",)),
    Kind("人选", Candidate, _candidacies, ("person",)),
    Kind("进展", IssueEntry, _entries, (), "issue__community", "issue__election"),
    Kind("承诺", PledgeSigning, _signings, ("pledge__person",), "pledge__community", "pledge__election"),
    Kind("警示", WarningTalk, _warnings, ("partners__person",), "region"),
    Kind("学习", SignIn, _study, ("attendee__person",), "", "attendee__session__election"),
    Kind("学习会", StudySession, _sessions, (), "region"),
    Kind("宣传", PublicityEvent, _publicity),
    Kind("名单", NameNotice, _name_notices),
)
