"""Whether something was studied, signed or said under an edition: its items then no longer change.

One line per noun that stands on a text: the reverse name of its relation to DisciplineText.
"""

USES = ("study_sessions", "catch_ups", "warning_talks", "pledge_sheets", "pledge_signings")


def is_used(text):
    """Whether any record names this edition."""
    return any(getattr(text, name).exists() for name in USES)
