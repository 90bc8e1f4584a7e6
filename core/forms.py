"""Form fields that read what people type: names, numbers and dates through the parsers of core."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from core.dates import format_month, parse_date
from core.errors import DomainError
from core.money import parse_money, show_money

PHOTO_TYPES = "image/jpeg,image/png,image/webp,application/pdf"


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


class DayField(ParsedField):
    """An exact day: the browser's calendar where it has one, any usual way of writing a date where it has not."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(parse_date, empty_value=None, **kwargs)


class MoneyField(ParsedField):
    """An amount in yuan as offices write it (1,234.50, 1.2万): a Decimal to the cent, None where left blank."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(parse_money, empty_value=None, **kwargs)

    def prepare_value(self, value):
        return show_money(value) if isinstance(value, Decimal) else value


class PhotosInput(forms.ClearableFileInput):
    """Several pictures at once; on a phone the camera is offered."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self, attrs=None):
        super().__init__({"accept": PHOTO_TYPES, **(attrs or {})})


class PhotosField(forms.FileField):
    """Photos and scans taken along with a record: a list of uploads, empty where none was chosen.

    What they contain is judged where they are filed: core.attachments.attach.
    """

    widget = PhotosInput

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "照片与扫描件")
        kwargs.setdefault("help_text", "可拍照或选择多张；支持 JPG、PNG、WebP 和 PDF，每件不超过 15 MB。")
        super().__init__(required=False, allow_empty_file=True, **kwargs)

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, (list, tuple)) else [data]
        return [super(PhotosField, self).clean(upload, initial) for upload in uploads if upload]
