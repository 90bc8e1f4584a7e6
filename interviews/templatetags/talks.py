"""What the pages about talks ask."""

from django import template

from core import access
from interviews.models import HeartTalk
from interviews.models.talks import HOLD

register = template.Library()


@register.simple_tag
def holds_talks(user):
    """Whether the user has a seat at any talk: for the tabs that are for talkers."""
    return access.visible_to(user, HeartTalk, HOLD).exists()
