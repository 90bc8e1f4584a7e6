"""What the departments answer: on paper or by the workbook, confirmed again when the facts have changed."""

import json

from django.db import transaction
from django.utils import timezone

from candidates.joint_review.facts import changes, current_facts
from candidates.joint_review.guards import unanswered
from candidates.models import DepartmentOpinion, JointReviewLetter
from candidates.services.joint_review.letters import locked_letter
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError

Results, Sources = DepartmentOpinion.Results, DepartmentOpinion.Sources
NEEDS_WORDS = (Results.HIT, Results.VERIFY)
REPLY_FIELDS = ("reply_number", "replied_on", "reply_signer")


@transaction.atomic
def register_reply(*, actor, letter, version, reply_number, replied_on, reply_signer):
    """Record the reply's document number, date and signer. Returns the letter.

    Raises DomainError ``letter_not_out``, ``date_future``, ``before_letter``, ``edited_meanwhile``.
    """
    letter = locked_letter(letter)
    _require_answerable(actor, letter)
    if replied_on and replied_on > timezone.localdate():
        raise DomainError("date_future", "复函日期不能晚于今天。", "replied_on")
    if replied_on and replied_on < letter.sent_on:
        raise DomainError("before_letter", f"复函日期早于发函日期（{letter.sent_on:%Y-%m-%d}），请核对。", "replied_on")
    claim_version(actor=actor, obj=letter, version=version)
    letter.reply_number, letter.replied_on, letter.reply_signer = reply_number.strip(), replied_on, reply_signer.strip()
    letter.save(update_fields=REPLY_FIELDS)
    audit.record(actor, "jointletter.reply", letter, detail={"number": letter.reply_number})
    return letter


def _require_answerable(actor, letter):
    access.require(actor, "review_street", letter)
    if not letter.is_out:
        raise DomainError("letter_not_out", f"{letter}现为“{letter.get_state_display()}”，不能登记答复。")


def require_words(result, explanation):
    """有 and 需进一步核实 say what; never without words."""
    if result in NEEDS_WORDS and not explanation.strip():
        raise DomainError("explanation_required", f"答复为“{Results(result).label}”的，须写明情况。", "explanation")


@transaction.atomic
def record_answers(*, actor, letter, answers, source):
    """Record what the department answered. Returns how many answers were new or other than before.

    ``answers``: ``{opinion id: (version, result, explanation)}`` of one letter; ``source``: Sources. Raises
    DomainError ``letter_not_out``, ``explanation_required``, ``entry_closed``, ``edited_meanwhile``.
    """
    letter = locked_letter(letter)
    _require_answerable(actor, letter)
    opinions = letter.opinions.select_for_update(of=("self",)).select_related("entry__candidate__person")
    opinions = opinions.in_bulk(answers)
    changed = [
        key
        for key, (version, result, explanation) in answers.items()
        if _answer(actor, opinions[key], version, result, explanation.strip(), source)
    ]
    if changed:
        settle(actor, letter)
        audit.record(actor, "jointletter.answers", letter, detail={"answers": len(changed), "source": source})
    return len(changed)


def _answer(actor, opinion, version, result, explanation, source):
    """Whether the answer was another than the one on record, and was taken."""
    if (opinion.result, opinion.explanation) == (result, explanation):
        return False
    require_words(result, explanation)
    require_answerable_on(opinion)
    claim_version(actor=actor, obj=opinion, version=version)
    opinion.result, opinion.explanation, opinion.source = result, explanation, source
    opinion.recorded_by, opinion.recorded_at = actor, timezone.now()
    if result == Results.PENDING:
        opinion.source, opinion.recorded_by, opinion.recorded_at = "", None, None
    opinion.save(update_fields=["result", "explanation", "source", "recorded_by", "recorded_at"])
    return True


def require_answerable_on(opinion):
    """An answer is open as long as its person waits for his conclusion, and a later letter has not replaced it."""
    if not opinion.entry.is_open:
        raise DomainError("entry_closed", f"“{opinion.entry}”已有结论或已移出本批，答复不能再改。")
    if not opinion.is_current:
        raise DomainError("opinion_replaced", f"对“{opinion.entry}”已另发函征求，此件答复不再适用。")


@transaction.atomic
def take_back_answers(*, actor, letter, before):
    """Put answers back to what they were: the undoing of an import.

    ``before``: ``{opinion id: (version now, earlier values)}``. Raises DomainError ``changed_since_import``.
    """
    letter = locked_letter(letter)
    _require_answerable(actor, letter)
    opinions = letter.opinions.select_for_update(of=("self",)).select_related("entry__candidate__person")
    opinions = opinions.in_bulk(before)
    touched = [str(o.entry) for key, o in opinions.items() if o.version != before[key][0] or not o.entry.is_open]
    if touched:
        names = "、".join(touched[:5])
        raise DomainError(
            "changed_since_import", f"{names}的答复导入后又有变动或已作结论，不能整批撤销，现有答复没有改动。"
        )  # fmt: skip
    for key, opinion in opinions.items():
        _put_back(actor, opinion, before[key][1])
    settle(actor, letter)


def _put_back(actor, opinion, values):
    claim_version(actor=actor, obj=opinion, version=opinion.version)
    for name, value in values.items():
        setattr(opinion, name, value)
    opinion.save(update_fields=list(values))


def settle(actor, letter):
    """已回 once all answers are there, 已发 again if one was taken back."""
    letter = JointReviewLetter.objects.get(pk=letter.pk)
    is_whole = not unanswered(letter).exists()
    if is_whole and letter.state == letter.States.SENT:
        workflow.apply(actor=actor, obj=letter, name="answer", event="jointletter.answer")
    elif not is_whole and letter.state == letter.States.ANSWERED:
        workflow.apply(actor=actor, obj=letter, name="reopen", event="jointletter.reopen")


@transaction.atomic
def confirm_opinion(*, actor, opinion, version, confirmation):
    """复核: the department says that its answer stands although the facts changed.

    ``confirmation``: by whom and how it was said. From now on the answer stands on the facts as they are.
    Raises DomainError ``confirmation_required``, ``not_answered``, ``nothing_changed``, ``entry_closed``.
    """
    letter = locked_letter(opinion.letter)
    _require_answerable(actor, letter)
    opinion = (
        letter.opinions.select_for_update(of=("self",)).select_related("entry__candidate__person").get(pk=opinion.pk)
    )
    require_answerable_on(opinion)
    if not opinion.is_answered:
        raise DomainError("not_answered", f"{letter.department}对“{opinion.entry}”尚未答复，无须复核。")
    now = current_facts(opinion.entry.candidate)
    if not changes(opinion.known, now, letter.columns):
        raise DomainError("nothing_changed", f"“{opinion.entry}”的情况与{letter.department}答复时一致，无须复核。")
    if not confirmation.strip():
        raise DomainError("confirmation_required", "请写明部门何人、以何方式确认原答复仍然有效。", "confirmation")
    claim_version(actor=actor, obj=opinion, version=version)
    opinion.facts = json.dumps(now, ensure_ascii=False)
    opinion.confirmed_by, opinion.confirmed_at, opinion.confirmation = actor, timezone.now(), confirmation.strip()
    opinion.save(update_fields=["facts", "confirmed_by", "confirmed_at", "confirmation"])
    audit.record(actor, "jointletter.confirm", letter, reason=opinion.confirmation,
                 detail={"candidate": str(opinion.entry.candidate_id)})  # fmt: skip
    return opinion
