"""Handling a clue: each move with its words and its time limit, extensions, feedback.

The words of a move go into the encrypted log, and never into the note of core.workflow, which is kept in plain.
"""

from django.db import transaction
from django.utils import timezone

from core import audit, workflow
from core.errors import DomainError
from discipline.clue_access import CHARGE, WORK
from discipline.clue_limits import STEPS, Deadlines, is_answered_in_writing
from discipline.clue_rules import SUBSTANTIATED
from discipline.models import Clue, ClueExtension
from discipline.models.clues import FeedbackMethods
from discipline.services.clue_steps import KINDS, log, require_day, require_open, require_words, take

WAITING, APPROVED, REFUSED = ClueExtension.Decisions


def _move(actor, clue, name, text="", **fields):
    """Make a move that changes ``fields`` besides, and write its words down. Returns the clue."""
    Clue.objects.filter(pk=clue.pk).update(**fields)
    line = workflow.apply(actor=actor, obj=clue, name=name)
    log(clue, actor, KINDS.MOVE, line.label, text)
    return Clue.objects.select_related("election", "community").get(pk=clue.pk)


def _due(deadlines, due_on):
    return {"due_on": due_on, "warn_on": deadlines.warning(due_on) if due_on else None}


@transaction.atomic
def accept_clue(*, actor, clue, late_reason="", text=""):
    """受理, today. After the limit only with the reason of the delay (DomainError ``late``)."""
    clue, today = take(actor, clue, WORK), timezone.localdate()
    deadlines = Deadlines(clue.election)
    is_late = clue.state == Clue.States.REGISTERED and clue.due_on and today > clue.due_on
    if is_late:
        late_reason = require_words(
            late_reason, f"应于 {clue.due_on:%m月%d日} 前受理，已逾期，请写明原因。", "late_reason"
        )
    check = deadlines.end(STEPS.CHECK, today)
    answer = deadlines.end(STEPS.ANSWER, clue.received_on) if is_answered_in_writing(clue) else None
    return _move(
        actor, clue, "accept", "；".join(filter(None, [text.strip(), is_late and f"逾期受理原因：{late_reason}"])),
        accepted_on=today, late_reason=late_reason if is_late else "", check_due_on=check, answer_due_on=answer,
        **_due(deadlines, deadlines.end(STEPS.PRESENT, today)),
    )  # fmt: skip


@transaction.atomic
def decline_clue(*, actor, clue, text):
    """不予受理, for a reason."""
    clue = take(actor, clue, CHARGE)
    text = require_words(text, "不予受理须写明理由。", "text")
    return _move(actor, clue, "decline", text, due_on=None, warn_on=None, closed_on=timezone.localdate())


@transaction.atomic
def present_clue(*, actor, clue, text=""):
    """呈阅: laid before whoever is in charge, with the proposal of how to handle it."""
    clue, today = take(actor, clue, WORK), timezone.localdate()
    deadlines = Deadlines(clue.election)
    return _move(
        actor, clue, "present", text, presented_on=today, **_due(deadlines, deadlines.end(STEPS.DECIDE, today))
    )


@transaction.atomic
def start_checking(*, actor, clue, text=""):
    """批办核查 by the inspectors named."""
    clue, today = take(actor, clue, CHARGE), timezone.localdate()
    deadlines = Deadlines(clue.election)
    return _move(actor, clue, "start", text, decided_on=today, **_due(deadlines, clue.check_due_on))


@transaction.atomic
def transfer_clue(*, actor, clue, transfer_to, transfer_number="", text=""):
    """移送 to whoever is competent; the limit of the checking goes on."""
    clue = take(actor, clue, CHARGE)
    transfer_to = require_words(transfer_to, "请填写移送到哪个单位。", "transfer_to")
    return _move(
        actor, clue, "transfer", "　".join(filter(None, [f"移送至{transfer_to}", transfer_number.strip(), text.strip()])),
        transfer_to=transfer_to, transfer_number=transfer_number.strip(),
        decided_on=clue.decided_on or timezone.localdate(), **_due(Deadlines(clue.election), clue.check_due_on),
    )  # fmt: skip


@transaction.atomic
def report_result(*, actor, clue, result, conclusion):
    """提出核查结论: one of Results, with what it stands on."""
    clue = take(actor, clue, WORK)
    conclusion = require_words(conclusion, "请写明核查情况和结论。", "conclusion")
    return _move(actor, clue, "report", conclusion, result=result, conclusion=conclusion, reported_by=actor)


@transaction.atomic
def send_back(*, actor, clue, text):
    """退回补充核查, saying what is missing."""
    clue = take(actor, clue, CHARGE)
    text = require_words(text, "请写明需要补充核查什么。", "text")
    return _move(actor, clue, "send_back", text, **_due(Deadlines(clue.election), clue.check_due_on))


@transaction.atomic
def conclude_clue(*, actor, clue, text=""):
    """审定查结: the result stands from today; a written answer may still be due."""
    clue = take(actor, clue, CHARGE)
    return _move(
        actor, clue, "conclude", text, concluded_on=timezone.localdate(),
        **_due(Deadlines(clue.election), clue.answer_due_on),
    )  # fmt: skip


@transaction.atomic
def close_clue(*, actor, clue, text=""):
    """办结: answered where it was named, followed up where it was true."""
    clue = take(actor, clue, CHARGE)
    return _move(actor, clue, "close", text, closed_on=timezone.localdate(), due_on=None, warn_on=None)


@transaction.atomic
def reopen_clue(*, actor, clue, text):
    """重新核查: a new limit of checking begins today; the earlier result stays in the log only."""
    clue, today = take(actor, clue, CHARGE), timezone.localdate()
    text = require_words(text, "请写明重新核查的理由。", "text")
    deadlines = Deadlines(clue.election)
    check = deadlines.end(STEPS.CHECK, today)
    return _move(
        actor, clue, "reopen", text, check_due_on=check, result="", conclusion="", follow_up="", reported_by=None,
        concluded_on=None, closed_on=None, feedback_on=None, feedback_method="", feedback_note="",
        **_due(deadlines, check),
    )  # fmt: skip


@transaction.atomic
def record_follow_up(*, actor, clue, text):
    """Write down where what was found true goes on: the negative check, the superior commission, a reminder talk."""
    clue = take(actor, clue, WORK)
    if clue.state != Clue.States.CONCLUDED or clue.result not in SUBSTANTIATED:
        raise DomainError("nothing_to_follow", "审定为查实、部分查实的线索才需登记后续处理。")
    clue.follow_up = require_words(text, "请写明查实后的处理。", "text")
    clue.save(update_fields=["follow_up"])
    log(clue, actor, KINDS.NOTE, "查实后的处理", clue.follow_up)
    audit.record(actor, "clue.follow_up", clue)
    return clue


@transaction.atomic
def record_feedback(*, actor, clue, feedback_on, method, note):
    """反馈: how and when a named reporter was told. Raises DomainError ``anonymous``, ``not_decided``, ``words_missing``."""
    clue = take(actor, clue, WORK)
    if not clue.is_named:
        raise DomainError("anonymous", "匿名举报没有可反馈的举报人。")
    if clue.state not in (Clue.States.CONCLUDED, Clue.States.CLOSED, Clue.States.DECLINED):
        raise DomainError("not_decided", "查结或不予受理后才能向举报人反馈。")
    require_day(clue, feedback_on, "feedback_on")
    clue.feedback_on, clue.feedback_method = feedback_on, method
    clue.feedback_note = require_words(note, "请写明怎样反馈、举报人是否认可；无法联系的写明联系经过。", "note")
    clue.save(update_fields=["feedback_on", "feedback_method", "feedback_note"])
    log(clue, actor, KINDS.FEEDBACK, FeedbackMethods(method).label, clue.feedback_note, feedback_on)
    audit.record(actor, "clue.feedback", clue, detail={"method": method})
    return clue


@transaction.atomic
def request_extension(*, actor, clue, new_due_on, reason):
    """Ask for a later end of the checking. Nothing changes until another approves it.

    Raises DomainError ``not_checking``, ``extension_waiting``, ``extension_not_later`` or ``words_missing``.
    """
    clue = take(actor, clue, WORK)
    if clue.state not in (Clue.States.CHECKING, Clue.States.TRANSFERRED):
        raise DomainError("not_checking", "核查中或已移送的线索才能申请延期。")
    if clue.extensions.filter(decision=WAITING).exists():
        raise DomainError("extension_waiting", "已有一项延期申请待批准，请等负责人批准。")
    if new_due_on <= max(clue.check_due_on, timezone.localdate()):
        raise DomainError(
            "extension_not_later", f"请填写晚于现时限 {clue.check_due_on:%m月%d日} 和今天的日期。", field="new_due_on"
        )
    reason = require_words(reason, "请写明延期理由。", "reason")
    extension = ClueExtension.objects.create(
        clue=clue, old_due_on=clue.check_due_on, new_due_on=new_due_on, reason=reason, requested_by=actor
    )
    log(clue, actor, KINDS.EXTEND, "申请延期", f"延至{new_due_on:%Y年%m月%d日}。{reason}")
    audit.record(actor, "clue.extend", clue, detail={"until": new_due_on})
    return extension


@transaction.atomic
def decide_extension(*, actor, extension, is_approved, text=""):
    """批准延期 or not; never by who asked. Raises DomainError ``own_extension``, ``extension_decided``, ``words_missing``."""
    clue = take(actor, extension.clue, CHARGE)
    extension = ClueExtension.objects.select_for_update().get(pk=extension.pk)
    require_open(clue)
    if extension.decision != WAITING:
        raise DomainError("extension_decided", "这项延期申请已经办理，请刷新页面。")
    if extension.requested_by_id == actor.pk:
        raise DomainError("own_extension", "延期由您申请，须由另一名负责人批准。")
    if not is_approved:
        text = require_words(text, "不批准延期须写明理由。", "text")
    extension.decision = APPROVED if is_approved else REFUSED
    extension.decided_by, extension.decided_at = actor, timezone.now()
    extension.save(update_fields=["decision", "decided_by", "decided_at"])
    if is_approved:
        clue.check_due_on = extension.new_due_on
        Deadlines(clue.election).set_due(clue, clue.check_due_on)
        clue.save(update_fields=["check_due_on", "due_on", "warn_on"])
    label = "批准延期" if is_approved else "不批准延期"
    log(
        clue,
        actor,
        KINDS.EXTEND,
        label,
        "　".join(filter(None, [f"至{extension.new_due_on:%Y年%m月%d日}", text.strip()])),
    )
    audit.record(actor, "clue.extension", clue, detail={"decision": extension.decision})
    return extension
