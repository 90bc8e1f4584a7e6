"""A batch: who is sent up together, the letters going out, and calling it all back."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from candidates import vetting
from candidates.joint_review import standing_conclusion_of
from candidates.joint_review.departments import departments_of
from candidates.models import Candidate, JointReview, JointReviewEntry
from candidates.services.candidates import require_running
from candidates.services.joint_review.letters import add_letter, post_letter
from candidates.services.reviews import move_candidate
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError

EDITABLE = ("basis", "number_pattern", "due_days", "contact", "contact_phone")
NUMBER_MARK = "{}"


def locked_batch(batch):
    return JointReview.objects.select_for_update(of=("self",)).select_related("election", "region").get(pk=batch.pk)


def require_draft(batch):
    if not batch.is_draft:
        raise DomainError("batch_not_draft", f"{batch}现为“{batch.get_state_display()}”，只有拟制中的批次可以修改。")


def _require_pattern(pattern):
    if pattern.count(NUMBER_MARK) != 1:
        raise DomainError(
            "number_pattern", f"发文字号中须有一处“{NUMBER_MARK}”，发函时换成顺序号，如：〔2026〕{NUMBER_MARK}号。",
            "number_pattern",
        )  # fmt: skip


@transaction.atomic
def open_batch(*, actor, election, candidates, number_pattern, due_days, basis="", contact="", contact_phone=""):
    """Draft a batch of ``candidates`` (passed 街道严审) with a letter to every department of the term's rules.

    ``number_pattern``: the letters' number with ``{}`` where the serial goes; ``due_days``: working days.
    Returns the :class:`JointReview`. Raises DomainError ``number_pattern``, ``nobody_chosen``, ``not_passed``,
    ``in_other_batch`` or ``reviewed_already``; 404 or 403 as access.require.
    """
    access.require(actor, "review_street", election.region)
    require_running(election)
    _require_pattern(number_pattern)
    if not candidates:
        raise DomainError("nobody_chosen", "请至少勾选一名人选。", "candidates")
    last = JointReview.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0
    batch = JointReview.objects.create(
        election=election, region=election.region, number=last + 1, number_pattern=number_pattern, due_days=due_days,
        basis=basis, contact=contact, contact_phone=contact_phone, created_by=actor, updated_by=actor,
    )  # fmt: skip
    _put_in(actor, batch, candidates)
    for department in departments_of(election):
        add_letter(actor=actor, batch=batch, department=department)
    audit.record(actor, "jointreview.open", batch, detail={"people": len(candidates)})
    return batch


@transaction.atomic
def edit_batch(*, actor, batch, version, **fields):
    """Change the terms (EDITABLE) of a drafted batch. Raises DomainError ``batch_not_draft``, ``edited_meanwhile``."""
    batch = locked_batch(batch)
    access.require(actor, "review_street", batch)
    require_draft(batch)
    _require_pattern(fields["number_pattern"])
    claim_version(actor=actor, obj=batch, version=version)
    old = {name: getattr(batch, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(batch, name, fields[name])
    batch.save(update_fields=EDITABLE)
    audit.record(actor, "jointreview.edit", batch, detail=audit.changes(old, fields))
    return batch


@transaction.atomic
def add_people(*, actor, batch, candidates):
    """Put further people into a drafted batch; raises as :func:`open_batch`. Returns how many."""
    batch = locked_batch(batch)
    access.require(actor, "review_street", batch)
    require_draft(batch)
    _put_in(actor, batch, candidates)
    audit.record(actor, "jointreview.add_people", batch, detail={"people": len(candidates)})
    return len(candidates)


def _put_in(actor, batch, candidates):
    last = batch.entries.aggregate(last=Max("position"))["last"] or 0
    for position, candidate in enumerate(candidates, last + 1):
        access.require(actor, "review_street", candidate)
        _require_to_review(batch, candidate)
        _put_in_one(actor, batch, candidate, position)


def _require_to_review(batch, candidate):
    if candidate.election_id != batch.election_id or candidate.state != Candidate.States.PASSED:
        raise DomainError(
            "not_passed", f"“{candidate}”现为“{candidate.get_state_display()}”，街道严审通过后才能送区联审。", "candidates"
        )  # fmt: skip
    standing = standing_conclusion_of(candidate)
    if standing:
        raise DomainError(
            "reviewed_already",
            f"“{candidate}”已由{standing.batch}审查通过，情况没有变化，不得重复联审。", "candidates",
        )  # fmt: skip


def _put_in_one(actor, batch, candidate, position):
    """Again into the batch that he was taken out of: the same row; into a second one at once: the constraint."""
    try:
        with transaction.atomic():
            JointReviewEntry.objects.update_or_create(
                batch=batch, candidate=candidate,
                defaults={"is_open": True, "left_reason": "", "position": position, "updated_by": actor},
            )  # fmt: skip
    except IntegrityError:
        raise DomainError("in_other_batch", f"“{candidate}”已在另一联审批次中，不能同时送审。", "candidates") from None


@transaction.atomic
def take_out(*, actor, entry, reason):
    """Take one person out of a batch: from a draft, or back from the district while it is out.

    He is 严审通过 again, unless he withdrew meanwhile; the answers so far stay on record.
    Raises DomainError ``reason_required``, ``entry_closed``.
    """
    if not reason.strip():
        raise DomainError("reason_required", "请写明撤回的原因。", "reason")
    batch = locked_batch(entry.batch)
    access.require(actor, "review_street", batch)
    entry = batch.entries.select_for_update(of=("self",)).select_related("candidate__person").get(pk=entry.pk)
    if not entry.is_open:
        raise DomainError("entry_closed", f"“{entry}”已有结论或已移出本批。")
    _leave(actor, entry, reason.strip())
    audit.record(
        actor, "jointreview.take_out", batch, reason=reason.strip(), detail={"candidate": str(entry.candidate_id)}
    )
    return entry


def _leave(actor, entry, reason):
    entry.is_open, entry.left_reason, entry.updated_by = False, reason[:200], actor
    entry.version += 1
    entry.save()
    if entry.candidate.state == Candidate.States.DISTRICT_REVIEW:
        move_candidate(actor=actor, candidate=entry.candidate, move="recall_from_district", note=reason)


@transaction.atomic
def send_batch(*, actor, batch, version):
    """Send the letters of a drafted batch: numbers, due dates and data are fixed, the people are 区级联审中.

    Returns the batch. Raises DomainError ``batch_incomplete`` with all that is missing, ``edited_meanwhile``,
    ``columns_too_few``, or what the candidates' own move raises.
    """
    batch = locked_batch(batch)
    require_running(batch.election)
    claim_version(actor=actor, obj=batch, version=version)
    workflow.apply(actor=actor, obj=batch, name="send", event="jointreview.send")
    batch = JointReview.objects.get(pk=batch.pk)
    batch.sent_on = timezone.localdate()
    batch.save(update_fields=["sent_on"])
    for entry in batch.entries.filter(is_open=True).select_related("candidate"):
        move_candidate(actor=actor, candidate=entry.candidate, move="send_to_district", note=str(batch))
    for letter in batch.letters.filter(state="draft").order_by("order", "pk"):
        post_letter(actor, letter)
    return batch


@transaction.atomic
def recall_batch(*, actor, batch, note):
    """Call all letters back and all people with them; the batch stays on record as 已撤回."""
    batch = locked_batch(batch)
    workflow.apply(actor=actor, obj=batch, name="recall", note=note, event="jointreview.recall")
    for letter in batch.letters.standing():
        workflow.apply(actor=actor, obj=letter, name="recall", note=note, event="jointletter.recall")
        letter.opinions.update(is_current=False)
    for entry in batch.entries.filter(is_open=True).select_related("candidate"):
        _leave(actor, entry, note.strip())
    return JointReview.objects.get(pk=batch.pk)


@transaction.atomic
def close_batch(*, actor, batch):
    """办结, once every person has his conclusion."""
    workflow.apply(actor=actor, obj=batch, name="close", event="jointreview.close")
    return JointReview.objects.get(pk=batch.pk)


def require_no_conflict(actor, entry):
    """Nobody proposes or concludes on himself or a declared relative."""
    reason = vetting.conflict_of(entry.candidate, actor)
    if reason:
        raise DomainError("conflict_of_interest", f"{entry}：{reason}")
