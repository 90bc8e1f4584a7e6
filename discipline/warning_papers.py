"""The record as it stands on paper and under the signatures: one canonical text, frozen by the first signature.

Why the talk was held is not in it: see :mod:`discipline.models.warnings`.
"""

import json

from django.utils import timezone

from communities.models import Region
from core import secrets


def canonical(talk):
    return json.dumps(_live(talk), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signed_text(talk):
    """The text that a signature covers now."""
    return talk.frozen or canonical(talk)


def digest_of(talk):
    """What a page tells of the text that it shows, so that nobody signs another than he read."""
    return secrets.digest(signed_text(talk).encode())


def record_of(talk):
    """The record as a dict of texts: as signed where it was, else as it stands now."""
    return json.loads(signed_text(talk))


def is_intact(talk):
    """Whether the frozen text is the one whose digest was kept, and the columns still say the same."""
    return secrets.is_digest(talk.digest, talk.frozen.encode()) and json.loads(talk.frozen) == _live(talk)


def _live(talk):
    start, end = (value and timezone.localtime(value) for value in (talk.held_from, talk.held_until))
    partners = talk.partners.select_related("person", "place")
    return {
        "code": talk.code,
        "term": str(talk.election),
        "form": "集体谈话" if talk.is_collective else "个别谈话",
        "held_from": start.strftime("%Y-%m-%d %H:%M") if start else "",
        "held_until": end.strftime("%Y-%m-%d %H:%M") if end else "",
        "talker": [talk.talker.name, talk.talker.occupation],
        "recorder": talk.recorder.name if talk.recorder else "",
        "partners": [[one.person.name, _place(one), one.post, one.was_there] for one in partners],
        "texts": [f"{text.title}（{text.edition_name}）" for text in talk.texts.order_by("kind", "family", "edition")],
        **{name: getattr(talk, name) for name in ("place", "content", "answer", "measures")},
    }


def _place(partner):
    """The community; an office of the street names the street itself."""
    return partner.place.short_name if partner.place.level == Region.Levels.COMMUNITY else ""
