"""Form fields that read what people type: names, numbers and dates through the parsers of core."""

from django import forms
from django.core.exceptions import ValidationError

from core.dates import format_month, parse_date
from core.errors import DomainError


class ParsedField(forms.CharField):
    """A text field whose value is what ``parse(text)`` returns; a DomainError of it becomes the field's error."""

    def __init__(self, parse, **kwargs):
        super().__init__(**kwargs)
        self.parse = parse

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None if self.empty_value is None else ""
        try:
            return self.parse(text)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from None

    def run_validators(self, value):
        """Lengths and the like are the parser's business; the value is no longer text."""


class LooseDateField(ParsedField):
    """A date as people write it (1975.06, 1975年6月1日); a month alone is kept and shown as such."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "如 1975.06 或 1975-06-01"}))
        super().__init__(parse_date, empty_value=None, **kwargs)

    def prepare_value(self, value):
        if not hasattr(value, "day"):
            return value
        return format_month(value) if value.day == 1 else value.isoformat()
