"""Drafts of long forms, for templates/components/draft.html."""

from dataclasses import dataclass
from uuid import UUID

from django import template

from core import drafts

register = template.Library()


@dataclass(frozen=True)
class Drafting:
    """What a form is given: ``sign``, the drafts ``offered``, and which draft the page ``replaces`` when it was sent in vain."""

    sign: str
    offered: list
    replaces: str = ""


@register.simple_tag(takes_context=True)
def drafting(context, action=""):
    """``{% drafting action as draft %}``: the :class:`Drafting` of a form sent to ``action``, by default the page itself; None for nobody."""
    request = context["request"]
    if not getattr(request.user, "is_authenticated", False):
        return None
    address, sent = action or request.path, _sent(request)
    found = list(drafts.offered(request.user, address))
    taken_up = [str(draft.pk) for draft in found if draft.pk in sent]
    return Drafting(
        drafts.sign_of(request.user, address),
        [draft for draft in found if draft.pk not in sent],
        ",".join(taken_up[:1]),
    )


def _sent(request):
    """The tokens of a form that was sent and is shown again: its own draft is what it shows."""
    tokens = set()
    for name in ("once", "draft"):
        try:
            tokens.add(UUID(request.POST.get(name, "")))
        except ValueError:
            continue
    return tokens
