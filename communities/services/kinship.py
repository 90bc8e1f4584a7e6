"""Declared relatives: whoever is one does not decide (回避)."""

from django.db import transaction

from communities.models import Kinship
from core import access, audit, names, recycle
from core.errors import DomainError


@transaction.atomic
def declare_relative(*, actor, person, kind, relative=None, relative_name="", relative_occupation=""):
    """Note a relative of ``person``: one on file (``relative``) or by name alone. Returns the :class:`Kinship`.

    Raises DomainError ``kinship_self``, ``kinship_known`` or those of ``names.clean_name``.
    """
    access.require(actor, "fill_records", person)
    if relative is not None:
        access.require(actor, "view_records", relative)
        _require_new(person, relative)
    made = Kinship.objects.create(
        person=person, kind=kind, relative=relative, relative_occupation=relative_occupation,
        relative_name=relative.name if relative else names.clean_name(relative_name),
    )  # fmt: skip
    audit.record(actor, "kinship.declare", person, detail={"kind": kind, "name": made.relative_name})
    return made


def _require_new(person, relative):
    if person == relative:
        raise DomainError("kinship_self", "不能把本人登记为自己的亲属，请重新选择。", field="relative")
    if person.kinships.filter(relative=relative).exists():
        raise DomainError("kinship_known", f"“{relative}”已登记为亲属。", field="relative")


@transaction.atomic
def withdraw_relative(*, actor, kinship):
    """Take a wrong declaration back; the audit keeps that it was there."""
    access.require(actor, "fill_records", kinship.person)
    audit.record(
        actor, "kinship.withdraw", kinship.person, detail={"kind": kinship.kind, "name": kinship.relative_name}
    )
    recycle.discard(actor=actor, obj=kinship, under=kinship.person, permission="fill_records")
