"""历练记录 and 承诺书签署情况 of one candidate: what he was given to do and how it went; what he signed, when, how.

Both read the records of the work alone. The pledge's own words stay with the signed sheet: here is that it was
signed, under which edition, where the paper lies, and its digest to check it by.
"""

from dataclasses import dataclass

from django.utils import timezone

from candidates import practice_rules
from candidates.models import Assignment, Candidate
from core import access
from discipline.models import Pledge, PledgeSigning
from reports.candidate_facts import file_number, person_facts
from reports.definitions.base import Report
from reports.definitions.of_candidate import OF_CANDIDATE


@dataclass(frozen=True)
class Task:
    """A task with what its observers found together, as the reader may see it."""

    assignment: Assignment
    observed: str


@dataclass(frozen=True)
class Signed:
    """A pledge asked of him, and its standing signings, newest first; none while it is unsigned."""

    pledge: Pledge
    signings: list


def _candidate(user, parameters):
    rows = Candidate.objects.select_related("person", "community", "election")
    return access.get_or_404(user, rows, "view_vetting", pk=parameters["subject"])


def _of(candidate):
    return {
        "candidate": candidate,
        "person": person_facts(candidate),
        "number": file_number(candidate),
        "filled_on": timezone.localdate(),
    }


def practice_context(user, region, election, parameters, number):
    """The data of templates/pdf/practice_record.html."""
    candidate = _candidate(user, parameters)
    tasks = access.visible_to(user, Assignment).filter(person=candidate.person_id, election=candidate.election_id)
    tasks = list(tasks.with_file().order_by("since", "pk"))
    found = practice_rules.spreads(user, tasks, candidate.election)
    return _of(candidate) | {"tasks": [Task(one, found[one.pk].words) for one in tasks]}


def pledge_context(user, region, election, parameters, number):
    """The data of templates/pdf/pledge_record.html."""
    candidate = _candidate(user, parameters)
    pledges = access.visible_to(user, Pledge).filter(person=candidate.person_id, election=candidate.election_id)
    signings = access.visible_to(user, PledgeSigning).standing().filter(pledge__in=pledges)
    by_pledge = {}
    for one in signings.select_related("text", "handled_by").order_by("-signed_on", "-created_at"):
        by_pledge.setdefault(one.pledge_id, []).append(one)
    rows = pledges.with_state().select_related("campaign", "election").order_by("campaign__number")
    return _of(candidate) | {"pledges": [Signed(one, by_pledge.get(one.pk, [])) for one in rows]}


PRACTICE_RECORD = Report(
    code="practice_record",
    title="历练记录",
    description="一名人选本届承担的历练任务：方式、领域、起止、带教人、完成情况和观察汇总。",
    template="pdf/practice_record.html",
    context=practice_context,
    **OF_CANDIDATE,
)
PLEDGE_RECORD = Report(
    code="pledge_record",
    title="承诺书签署情况",
    description="一名人选本届应签的承诺书：文本版本、签署方式和日期、经办人、存放处、原文摘要。",
    template="pdf/pledge_record.html",
    context=pledge_context,
    **OF_CANDIDATE,
)
