"""The handling log of a clue, and what every command on clues begins with."""

from django.db import transaction
from django.utils import timezone

from communities.services.committees import require_running
from core import access, audit
from core.errors import DomainError
from discipline.models import Clue, ClueStep

KINDS = ClueStep.Kinds


def take(actor, clue, permission):
    """The clue, locked for a command of ``actor``; 404 and 403 as core.access.require, ``election_past``."""
    access.require(actor, permission, clue)
    clue = Clue.objects.select_for_update(of=("self",)).select_related("election", "community").get(pk=clue.pk)
    require_running(clue.election)
    return clue


def log(clue, actor, kind, label, text="", happened_on=None):
    """Write one line of the handling log."""
    return ClueStep.objects.create(
        clue=clue, author=actor, kind=kind, label=label, text=text.strip(),
        happened_on=happened_on or timezone.localdate(),
    )  # fmt: skip


def require_words(text, message, field):
    """``text`` without blanks at its ends; raises DomainError ``words_missing`` if there is none."""
    if not text.strip():
        raise DomainError("words_missing", message, field=field)
    return text.strip()


@transaction.atomic
def add_step(*, actor, clue, kind, text, happened_on):
    """Write down what was done (a talk, a visit, documents, other). Returns the :class:`ClueStep`.

    Raises DomainError ``words_missing``, ``step_in_future``, ``step_too_early`` or ``clue_closed``.
    """
    from discipline.clue_access import WORK

    clue = take(actor, clue, WORK)
    require_open(clue)
    text = require_words(text, "请写明办理情况。", "text")
    require_day(clue, happened_on, "happened_on")
    step = log(clue, actor, kind, KINDS(kind).label, text, happened_on)
    audit.record(actor, "clue.step", clue, detail={"kind": kind})
    return step


def require_open(clue):
    if not clue.is_open:
        raise DomainError(
            "clue_closed", f"{clue.code}{clue.get_state_display()}，不能再登记。需要继续办理的，请由负责人重新核查。"
        )


def require_day(clue, day, field):
    """A day between the report and today."""
    if day > timezone.localdate():
        raise DomainError("step_in_future", "日期还没有到，请核对。", field=field)
    if day < clue.received_on:
        raise DomainError(
            "step_too_early", f"日期早于收到线索的 {clue.received_on:%Y年%m月%d日}，请核对。", field=field
        )
