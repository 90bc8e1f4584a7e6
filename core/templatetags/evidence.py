"""What the component of attachments asks."""

from django import template
from django.contrib.contenttypes.models import ContentType

from core.attachments import attachments_of
from core.forms import PHOTO_TYPES
from core.signatures import svg

register = template.Library()


@register.simple_tag
def evidence_of(subject, attachments=""):
    """``{items, kind, types}``: the record's attachments (those given, if any), its model's key, what may be sent."""
    items = list(attachments_of(subject)) if attachments == "" else attachments
    return {"items": items, "kind": ContentType.objects.get_for_model(subject).pk, "types": PHOTO_TYPES}


@register.filter
def drawn(signature):
    """A signature's strokes as a picture."""
    return svg(signature)
