"""Which papers make a candidate's dossier, in the order of the contents.

A part names a report about one record and how the candidate's records of that kind are found; a new paper
is one line here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from candidates.models import Assignment
from discipline.models import Pledge
from interviews.models.assessments import SETTLED
from reports.definitions.assessments import ASSESSMENT_FORM
from reports.definitions.base import Report
from reports.definitions.candidate_records import PLEDGE_RECORD, PRACTICE_RECORD
from reports.definitions.candidate_register import CANDIDATE_REGISTER
from reports.definitions.conclusion_basis import CONCLUSION_BASIS
from reports.definitions.departure_audits import DEPARTURE_AUDIT, ISSUED
from reports.definitions.inspection import INSPECTION
from reports.definitions.vetting_form import VETTING_FORM


@dataclass(frozen=True)
class Part:
    """``of(candidate)``: the look-up of the records in ``report.subject_model``; ``on(record)``: the paper's day."""

    report: Report
    of: Callable
    on: Callable = lambda record: timezone.localdate()


def _himself(candidate):
    return {"pk": candidate.pk}


def _who_has(model):
    """Himself, if he has records of ``model`` in the term."""

    def look_up(candidate):
        rows = model.objects.filter(election=candidate.election_id, person=candidate.person_id)
        return {"pk": candidate.pk, "person__in": rows.values("person")}

    return look_up


PARTS = (
    Part(CANDIDATE_REGISTER, _himself),
    Part(VETTING_FORM, _himself),
    Part(
        INSPECTION,
        lambda candidate: {"pk": candidate.pk, "inspection__isnull": False},
        lambda candidate: candidate.inspection.inspected_on,
    ),
    Part(CONCLUSION_BASIS, _himself),
    Part(
        ASSESSMENT_FORM,
        lambda candidate: {
            "assessment__person": candidate.person_id,
            "assessment__election": candidate.election_id,
            "assessment__state__in": SETTLED,
        },
        lambda appraisal: appraisal.assessment.meeting.held_on,
    ),  # fmt: skip
    Part(
        DEPARTURE_AUDIT,
        lambda candidate: {
            "person": candidate.person_id,
            "election": candidate.election_id,
            "state__in": ISSUED,
        },
        lambda audit: audit.reported_on,
    ),  # fmt: skip
    Part(PRACTICE_RECORD, _who_has(Assignment)),
    Part(PLEDGE_RECORD, _who_has(Pledge)),
)


def parts_of(user, candidate):
    """``(report, key of the record, day)`` of every paper that ``user`` may print of the candidate."""
    for part in PARTS:
        for record in part.report.records_for(user).filter(**part.of(candidate)):
            yield part.report, record.pk, part.on(record)
