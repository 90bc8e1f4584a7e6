"""Pages of the accounts app, by subject. ``locked_out`` and ``stale_form`` are named in the settings."""

from accounts.views.session import locked_out, stale_form

__all__ = ["locked_out", "stale_form"]
