"""常用语: each office keeps its own."""

from django.db import IntegrityError, transaction

from candidates.models import StandardPhrase
from core import access, audit, recycle
from core.editing import claim_version
from core.errors import DomainError

FIELDS = ("use", "text", "order")


def _saved(phrase):
    try:
        with transaction.atomic():
            phrase.save()
    except IntegrityError:
        raise DomainError("phrase_exists", f"本单位已有常用语“{phrase.text}”。", "text") from None
    return phrase


@transaction.atomic
def add_phrase(*, actor, region, use, text, order):
    """A new phrase of the office ``region``. Returns the :class:`StandardPhrase`; DomainError ``phrase_exists``."""
    access.require(actor, "fill_records", region)
    phrase = _saved(StandardPhrase(region=region, use=use, text=text.strip(), order=order, updated_by=actor))
    audit.record(actor, "phrase.add", phrase)
    return phrase


@transaction.atomic
def edit_phrase(*, actor, phrase, version, use, text, order):
    """Change a phrase of one's own office. Raises DomainError ``edited_meanwhile`` or ``phrase_exists``."""
    access.require(actor, "fill_records", phrase)
    claim_version(actor=actor, obj=phrase, version=version)
    old = {name: getattr(phrase, name) for name in FIELDS}
    new = {"use": use, "text": text.strip(), "order": order}
    for name, value in new.items():
        setattr(phrase, name, value)
    _saved(phrase)
    audit.record(actor, "phrase.edit", phrase, detail=audit.changes(old, new))
    return phrase


@transaction.atomic
def remove_phrase(*, actor, phrase):
    """Take a phrase away; opinions that used it keep their words."""
    access.require(actor, "fill_records", phrase)
    audit.record(actor, "phrase.remove", phrase, detail={"text": phrase.text})
    recycle.discard(actor=actor, obj=phrase, under=phrase.region, permission="fill_records")
