"""Tones and small look-ups for the pages of the joint review."""

from django import template

from candidates.joint_review.facts import columns_of
from candidates.joint_review.matrix import TONES, standing_of
from candidates.models import JointReviewEntry

register = template.Library()
BATCH_TONES = {"draft": "wait", "out": "warn", "closed": "ok", "recalled": "wait"}
LETTER_TONES = {"draft": "wait", "sent": "warn", "answered": "ok", "recalled": "wait"}
VERDICT_TONES = {"pass": "ok", "reject": "bad", "return": "warn"}


@register.filter
def batch_tone(batch):
    return BATCH_TONES[batch.state]


@register.filter
def letter_tone(letter):
    return LETTER_TONES[letter.state]


@register.filter
def verdict_tone(entry):
    return VERDICT_TONES.get(entry.verdict, "wait")


@register.filter
def opinion_tone(opinion):
    return TONES[opinion.result]


@register.filter
def sent_columns(letter):
    """The columns of a letter, in order."""
    return columns_of(letter.columns)


@register.filter
def in_values(key, values):
    """Whether ``key`` is among what a form field was sent, as text or as a record's key."""
    return str(key) in {str(value) for value in values or ()}


@register.simple_tag
def joint_of(candidate):
    """The candidate's latest :class:`Standing` in a batch that went out, or None. For who may see the vetting."""
    rows = JointReviewEntry.objects.standing().filter(candidate=candidate).exclude(batch__state="draft")
    entry = rows.select_related("batch").order_by("batch__number").last()
    return standing_of(entry.batch)[entry.pk] if entry else None
