"""考察材料: writing down what the inspectors found."""

from django.db import IntegrityError, transaction

from candidates.models import Candidate, Inspection
from candidates.services.candidates import require_running
from candidates.vetting import require_no_conflict
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

FIELDS = (
    *Inspection.WORDS, "meeting_present", "meeting_votes", "talks_present", "talks_votes", "inspected_on",
)  # fmt: skip
PAIRS = (("meeting_present", "meeting_votes", "会议推荐"), ("talks_present", "talks_votes", "座谈推荐"))


@transaction.atomic
def write_inspection(*, actor, candidate, version, inspectors=(), **fields):
    """Save the inspection of a candidate (FIELDS), who is not the actor nor his relative. Returns :class:`Inspection`.

    ``version`` is the one the form was filled from, 0 where there was none yet; ``inspectors``: Persons.
    Raises DomainError ``votes_exceed``, ``votes_incomplete``, ``edited_meanwhile``, ``conflict_of_interest``
    or ``term_closed``.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("election").get(pk=candidate.pk)
    access.require(actor, "review_street", candidate)
    require_running(candidate.election)
    require_no_conflict(candidate, actor)
    _require_votes_fit(fields)
    inspection = _claimed(actor, candidate, version)
    for name in FIELDS:
        setattr(inspection, name, fields.get(name, "" if name in Inspection.WORDS else None))
    inspection.save()
    inspection.inspectors.set(inspectors)
    audit.record(actor, "candidate.write_inspection", candidate, detail={"written": len(FIELDS) - _empty(inspection)})
    return inspection


def _claimed(actor, candidate, version):
    """The row to write into; two who begin one at once: the second is told as if he had read an older version."""
    inspection = Inspection.objects.filter(candidate=candidate).first()
    if inspection is None:
        try:
            with transaction.atomic():
                return Inspection.objects.create(candidate=candidate, updated_by=actor)
        except IntegrityError:
            inspection = Inspection.objects.get(candidate=candidate)
    claim_version(actor=actor, obj=inspection, version=version)
    return inspection


def _require_votes_fit(fields):
    for present, votes, name in PAIRS:
        attended, cast = fields.get(present), fields.get(votes)
        if (attended is None) != (cast is None):
            raise DomainError("votes_incomplete", f"{name}的人数和得票须一并填写，或都不填。", votes)
        if cast is not None and cast > attended:
            raise DomainError("votes_exceed", f"{name}得票 {cast} 多于参加人数 {attended}，请核对。", votes)


def _empty(inspection):
    return sum(getattr(inspection, name) in ("", None) for name in FIELDS)
