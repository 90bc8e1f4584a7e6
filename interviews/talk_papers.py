"""The record as it stands on paper and under the signatures: one canonical text.

It is JSON with sorted keys, so that the same record gives the same bytes. Frozen at the
first signature, it is what every signature covers and what is printed from then on.
"""

import json

from django.utils import timezone

from core import secrets

PAPER_TEXTS = ("place", "outline", "content", "suggestions")


def canonical(talk):
    """The text that is signed. The recommendation is kept apart from it, and so is not on the paper (限阅)."""
    return json.dumps(_live(talk), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signed_text(talk):
    """The text that a signature covers now: frozen by the first one."""
    return talk.frozen or canonical(talk)


def digest_of(talk):
    """What a page tells of the text that it shows, so that nobody signs another than he read."""
    return secrets.digest(signed_text(talk).encode())


def record_of(talk):
    """The record as a dict of texts: as signed where it was, else as it stands now."""
    return json.loads(signed_text(talk))


def is_intact(talk):
    """Whether the frozen text is the one whose digest was kept, and the columns still say the same."""
    return secrets.is_digest(talk.digest, talk.frozen.encode()) and _same_columns(talk, json.loads(talk.frozen))


def _same_columns(talk, frozen):
    """Follow-ups may be added after; everything else is as it was signed."""
    live = _live(talk)
    return all(live[name] == frozen.get(name) for name in live if name != "follow_ups")


def _live(talk):
    start, end = (value and timezone.localtime(value) for value in (talk.held_from, talk.held_until))
    return {
        "code": talk.code,
        "term": str(talk.election),
        "community": talk.community.name,
        "kind": talk.get_kind_display(),
        "held_from": start.strftime("%Y-%m-%d %H:%M") if start else "",
        "held_until": end.strftime("%Y-%m-%d %H:%M") if end else "",
        "method": talk.get_method_display(),
        "people": talk.people,
        "stand": talk.get_stand_display(),
        "mood": talk.get_mood_display(),
        "obedience": talk.get_obedience_display(),
        "concerns": [[concern.get_theme_display(), concern.text] for concern in talk.concerns.all()],
        "follow_ups": [_line(follow_up) for follow_up in talk.follow_ups.select_related("owner")],
        **{name: getattr(talk, name) for name in PAPER_TEXTS},
    }


def _line(follow_up):
    return [follow_up.content, follow_up.owner.name, follow_up.due_on.isoformat()]
