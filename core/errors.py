"""The one exception with which a rule says no."""


class DomainError(Exception):
    """A rule said no.

    ``code`` is for tests and code (snake_case, stable); ``message`` is the Chinese
    sentence for the person: it names the thing and the way out. ``field`` is the
    form field it belongs to, if it belongs to one.
    """

    def __init__(self, code, message, field=None):
        super().__init__(message)
        self.code, self.message, self.field = code, message, field
