"""State has one door.

A model's states are stored codes; its moves are methods marked with :func:`move`, a
table that reads: name, sources, target, label, permission, guards, whether a note is
required. :func:`apply` is the only way through: it checks permission and guards,
compares and swaps (django-fsm-2's ConcurrentTransitionMixin), writes the timeline and
the audit, in one transaction. Buttons are drawn from :func:`moves_open_to`.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django_fsm import ConcurrentTransition, ConcurrentTransitionMixin, FSMField, transition

from core import access, audit
from core.errors import DomainError, Incomplete


class Transition(models.Model):
    """One line of a record's timeline: who moved it, from where to where, why and when."""

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.CharField(max_length=36)
    subject = GenericForeignKey()
    move = models.CharField("动作", max_length=40)
    label = models.CharField("动作名称", max_length=40)
    source = models.CharField("原状态", max_length=30)
    target = models.CharField("新状态", max_length=30)
    note = models.TextField("意见", blank=True)
    actor = models.ForeignKey("accounts.User", models.PROTECT, verbose_name="经办人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "办理记录"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "at"]), models.Index(fields=["at"])]

    def __str__(self):
        return f"{self.label} {self.at:%Y-%m-%d %H:%M}"


class Workflow(ConcurrentTransitionMixin, models.Model):
    """Base of models with a state. Subclasses declare ``States``, ``state = state_field(States.X)``, moves."""

    class Meta:
        abstract = True

    def timeline(self):
        """The record's transitions, oldest first."""
        return Transition.objects.filter(
            content_type=ContentType.objects.get_for_model(self), object_id=str(self.pk)
        ).select_related("actor")


def state_field(choices, default):
    """A state column that only a move may change."""
    return FSMField("状态", max_length=30, choices=choices, default=default, protected=True, db_index=True)


@dataclass(frozen=True)
class Move:
    """What the table says of one move; ``name`` is the method's name."""

    name: str
    label: str
    permission: str
    sources: tuple
    target: str
    needs_note: bool
    style: str


def move(sources, target, *, label, permission, guards=(), needs_note=False, style="secondary"):
    """Mark a method as a move.

    ``guards``: functions ``(obj, actor) -> None`` that raise :class:`DomainError` to
    refuse. ``style``: the button's, ``primary``, ``secondary`` or ``danger``. The method
    body may change other fields of ``self``; it is saved afterwards.
    """
    sources = tuple(sources)

    def wrap(method):
        wrapped = transition(field="state", source=list(sources), target=target)(method)
        wrapped.move = Move(method.__name__, label, permission, sources, target, needs_note, style)
        wrapped.guards = tuple(guards)
        return wrapped

    return wrap


def moves_of(model):
    """Every move of a model, in the order of definition."""
    return [
        method.move for klass in reversed(model.__mro__) for method in vars(klass).values() if hasattr(method, "move")
    ]


def ways_on(actor, obj, rights=None):
    """``[(Move, reasons against it)]`` of the moves that the state and the actor's rights allow, in their order.

    No reasons: it is open. ``rights``: his :class:`core.access.Rights` on ``obj``, where the page has them. Each guard
    is asked once, however many moves it stands before.
    """
    rights, said = rights or access.Rights(actor, obj), {}
    moves = [move for move in moves_of(type(obj)) if obj.state in move.sources and rights[move.permission]]
    return [(move, _reasons(actor, obj, move, said)) for move in moves]


def moves_open_to(actor, obj):
    """The moves that ``actor`` may make on ``obj`` now, guards included: what the buttons are drawn from."""
    return [move for move, reasons in ways_on(actor, obj) if not reasons]


def shut(ways):
    """Of :func:`ways_on` those whose reasons a page tells: the way on is a move of style ``primary``; why one cannot
    refuse or hand over needs no telling."""
    return [(move, reasons) for move, reasons in ways if reasons and move.style == "primary"]


def reasons_against(actor, obj, chosen):
    """What the guards of a :class:`Move` say against ``actor`` making it on ``obj`` now, a phrase each."""
    return _reasons(actor, obj, chosen, {})


def _reasons(actor, obj, chosen, said):
    """The phrases of all guards; ``said``: {guard: its phrases}, of those asked already."""
    guards = getattr(type(obj), chosen.name).guards
    for guard in guards:
        if guard not in said:
            said[guard] = _objections(guard, obj, actor)
    return [phrase for guard in guards for phrase in said[guard]]


def _objections(guard, obj, actor):
    try:
        guard(obj, actor)
    except Incomplete as error:
        return error.shortfalls
    except DomainError as error:
        return [error.message]
    return []


def _by_whom(obj):
    """Who brought the record to where it stands, for somebody who comes too late: “（何瑾 11月25日 17:13 严审通过）”."""
    last = obj.timeline().last()
    if last is None or last.target != obj.state:
        return ""
    return f"（{last.actor.full_name} {timezone.localtime(last.at):%m月%d日 %H:%M} {last.label}）"


@transaction.atomic
def apply(*, actor, obj, name, note="", event=None):
    """Make the move ``name`` on ``obj`` as ``actor``; returns the :class:`Transition`.

    Raises Http404 / PermissionDenied as :func:`core.access.require` does, and
    :class:`DomainError` with code ``wrong_state``, ``note_required`` or ``stale_state``
    (somebody was faster), or whatever a guard says.
    """
    chosen = next((m for m in moves_of(type(obj)) if m.name == name), None)
    if chosen is None:
        raise PermissionDenied
    obj = type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    access.require(actor, chosen.permission, obj)
    if obj.state not in chosen.sources:
        raise DomainError(
            "wrong_state",
            f"“{obj}”现为“{obj.get_state_display()}”{_by_whom(obj)}，不能{chosen.label}。请刷新页面查看最新情况。",
        )
    if chosen.needs_note and not note.strip():
        raise DomainError("note_required", f"{chosen.label}须写明理由。", field="note")
    for guard in getattr(type(obj), chosen.name).guards:
        guard(obj, actor)
    source = obj.state
    getattr(obj, name)()
    try:
        obj.save()
    except ConcurrentTransition:
        raise DomainError("stale_state", f"“{obj}”刚刚已由他人办理。请刷新页面查看结果。") from None
    line = Transition.objects.create(
        subject=obj, move=name, label=chosen.label, source=source, target=obj.state, note=note.strip(), actor=actor
    )
    audit.record(actor, event or f"{obj._meta.model_name}.{name}", obj, reason=note.strip(),
                 detail={"from": source, "to": obj.state})  # fmt: skip
    return line
