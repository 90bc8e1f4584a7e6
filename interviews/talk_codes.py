"""What the QR code on a talk's form says: an opaque key, nothing of who or what."""

from uuid import UUID

PREFIX = "talk:"


def talk_code(talk):
    """The text of the code on each page of the talk's form."""
    return f"{PREFIX}{talk.pk}"


def talk_key(text):
    """The talk's key out of a code's text; None for any other code."""
    if not text.startswith(PREFIX):
        return None
    try:
        return UUID(text.removeprefix(PREFIX))
    except ValueError:
        return None
