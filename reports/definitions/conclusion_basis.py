"""结论依据单: why one candidate passed or did not: rule → fact → evidence → opinion → decision, each with who and when.

Evidence or it did not happen: what has none says so in so many words.
"""

from dataclasses import dataclass

from django.utils import timezone

from candidates.models import Candidate, CollectiveDecision, CriterionCheck, NegativeCheck, NegativeItem
from core import access
from core.attachments import preloaded
from reports.candidate_facts import file_number, person_facts
from reports.definitions.base import Report
from reports.definitions.of_candidate import OF_CANDIDATE


@dataclass(frozen=True)
class Link:
    """One line: ``rule`` (wording and basis), ``fact``, ``evidence`` and who recorded it, ``decision`` on it."""

    code: str
    rule: str
    basis: str
    is_confirmed: bool
    fact: str
    evidence: str
    recorded: str
    decision: str = ""


def context(user, region, election, parameters, number):
    """The data of templates/pdf/conclusion_basis.html."""
    rows = Candidate.objects.select_related("person", "community", "election")
    candidate = access.get_or_404(user, rows, "view_vetting", pk=parameters["subject"])
    return {
        "candidate": candidate,
        "person": person_facts(candidate),
        "number": file_number(candidate),
        "filled_on": timezone.localdate(),
        "standards": _standards(user, candidate),
        "negatives": _negatives(user, candidate),
        "reviews": _reviews(candidate),
        "moves": candidate.timeline(),
    }


def _standards(user, candidate):
    checks = access.visible_to(user, CriterionCheck).filter(candidate=candidate)
    checks = list(checks.select_related("criterion__standard_set", "updated_by"))
    files = preloaded(checks)
    for check in checks:
        rule = check.criterion.standard_set
        yield Link(
            code=rule.name,
            rule=check.wording,
            basis=rule.basis,
            is_confirmed=rule.is_confirmed,
            fact=check.get_result_display(),
            evidence=_evidence(check.evidence, files.get(check.pk)),
            recorded=_who_and_when(check),
        )


def _negatives(user, candidate):
    checks = access.visible_to(user, NegativeCheck).filter(candidate=candidate)
    checks = list(checks.select_related("item", "updated_by"))
    files, decided = preloaded(checks), _decisions(user, candidate)
    for check in checks:
        since = f"，回溯至{check.looks_back_to:%Y.%m.%d}" if check.looks_back_to else ""
        document = f"{check.body}{'　' + check.document_number if check.document_number else ''}"
        checked = f"（{check.checked_on:%Y.%m.%d}）" if check.checked_on else ""
        yield Link(
            code=f"{check.item.code}　{NegativeItem.Kinds(check.kind).label}",
            rule=f"{check.wording}{since}",
            basis=check.item.basis,
            is_confirmed=check.item.is_confirmed,
            fact=check.get_result_display(),
            evidence=_evidence("；".join(filter(None, [f"{document}{checked}" if document else "", check.evidence])),
                               files.get(check.pk)),
            recorded=_who_and_when(check),
            decision="；".join(decided.get(check.pk, [])),
        )  # fmt: skip


def _evidence(words, files):
    named = f"附件{len(files)}件" if files else ""
    return "；".join(filter(None, [words, named])) or "无佐证"


def _who_and_when(check):
    if check.updated_by is None:
        return ""
    return f"{check.updated_by.full_name} {timezone.localtime(check.updated_at):%Y.%m.%d}"


def _decisions(user, candidate):
    """``{check key: [what was decided on it]}``, the earlier ones too: an old decision is kept."""
    rows = access.visible_to(user, CollectiveDecision).filter(check_row__candidate=candidate)
    found = {}
    for decision in rows.select_related("recorded_by", "concluded_by").order_by("pk"):
        votes = f"同意{decision.votes_for}、不同意{decision.votes_against}、弃权{decision.votes_abstained}"
        said = "同意继续" if decision.proceed else "不同意继续"
        state = f"{decision.concluded_by.full_name}审定" if decision.is_concluded else "待审定"
        state = f"退回重拟：{decision.return_reason}" if decision.is_returned else state
        number = f"，{decision.document_number}" if decision.document_number else ""
        found.setdefault(decision.check_row_id, []).append(
            f"{decision.meeting}（{decision.decided_on:%Y.%m.%d}）{said}（{votes}）{number}，理由：{decision.reason}。{state}"
        )
    return found


def _reviews(candidate):
    """Each level's decision in each round, with what it asked to put right."""
    return candidate.reviews.select_related("reviewer").prefetch_related("corrections").order_by("decided_at", "pk")


CONCLUSION_BASIS = Report(
    code="conclusion_basis",
    title="结论依据单",
    description="一名人选逐项的条文、事实、佐证、核查人和集体研究，以及每轮审查意见，说明结论从何而来。",
    template="pdf/conclusion_basis.html",
    context=context,
    **OF_CANDIDATE,
)
