"""The kinds of field a baseline section is declared with.

A field knows its form field and how a stored answer reads on paper. On screen every
value has a flat name (``households``; ``ethnicities-0-name`` in a repeating row), so
that a half-typed draft is a plain ``{name: text}``.
"""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django import forms

from core.errors import DomainError
from core.names import clean_name

TEXT_BOX = {"class": "form-control", "autocomplete": "off"}
CHECK = {"class": "form-check-input"}


def plain_digits(text):
    """“１，２００ ” → “1200”: figures as people type them on a phone."""
    return unicodedata.normalize("NFKC", text or "").replace(",", "").replace("，", "").strip()


class WholeNumber(forms.IntegerField):
    """An integer typed with full-width digits or thousands separators too."""

    def to_python(self, value):
        return super().to_python(plain_digits(value) if isinstance(value, str) else value)


class Amount(forms.DecimalField):
    """A decimal, likewise; kept as text in the answers so that no digit is lost."""

    def to_python(self, value):
        return super().to_python(plain_digits(value) if isinstance(value, str) else value)

    def clean(self, value):
        cleaned = super().clean(value)
        return None if cleaned is None else str(cleaned)


class PersonName(forms.CharField):
    """A name by the rules of core.names."""

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return clean_name(text) if text else text
        except DomainError as error:
            raise forms.ValidationError(error.message) from None


@dataclass(frozen=True)
class Field:
    """One question. ``group`` starts a new heading; ``help`` says what counts; ``unit`` follows the figure."""

    key: str
    label: str
    unit: str = ""
    help: str = ""
    group: str = ""
    required: bool = True

    is_rows = is_number = is_choice = is_long = is_tick = False

    @property
    def is_optional(self):
        """Whether the page says “选填”."""
        return not (self.required or self.is_rows or self.is_tick)

    def form_field(self):
        """The Django form field of this question."""
        raise NotImplementedError

    def display(self, answer):
        """The stored answer as it reads: with its unit; “—” for none."""
        return "—" if answer in (None, "") else f"{answer} {self.unit}".strip()

    def owns(self, place):
        """Whether ``place``, the rest of a flat name after the key, is one of this field's inputs."""
        return not place

    def lines(self, answer):
        """The answer line by line: one, except for a table's rows."""
        return [self.display(answer)]

    def _build(self, form_class, messages=None, **options):
        errors = {"required": f"请填写“{self.label}”。", **(messages or {})}
        return form_class(
            label=self.label, help_text=self.help, required=self.required, error_messages=errors, **options
        )


@dataclass(frozen=True)
class Number(Field):
    """A count of something."""

    maximum: int = 1_000_000
    minimum: int = 0
    is_number = True

    def form_field(self):
        messages = {
            "invalid": f"“{self.label}”应为整数，例如 120。没有的填 0。",
            "min_value": f"“{self.label}”不能小于 {self.minimum}。",
            "max_value": f"“{self.label}”超过 {self.maximum}，请核对是否多打了数字。",
        }
        attrs = {"inputmode": "numeric", **TEXT_BOX}
        return self._build(
            WholeNumber, messages, min_value=self.minimum, max_value=self.maximum, widget=forms.TextInput(attrs)
        )


@dataclass(frozen=True)
class Area(Field):
    """A measure with up to two decimals."""

    is_number = True

    def form_field(self):
        refusals = ("invalid", "min_value", "max_decimal_places", "max_digits", "max_whole_digits")
        messages = dict.fromkeys(refusals, f"“{self.label}”应为不超过两位小数的数，例如 1.25。")
        attrs = {"inputmode": "decimal", **TEXT_BOX}
        return self._build(
            Amount, messages, min_value=Decimal("0.01"), max_digits=8, decimal_places=2, widget=forms.TextInput(attrs)
        )


@dataclass(frozen=True)
class Line(Field):
    """A line of text, or several when ``is_long``; ``is_name`` applies the rules for names."""

    length: int = 60
    is_long: bool = False
    is_name: bool = False

    def form_field(self):
        messages = {"max_length": f"“{self.label}”不超过 {self.length} 字。"}
        widget = forms.Textarea({"rows": 4, **TEXT_BOX}) if self.is_long else forms.TextInput(TEXT_BOX)
        kind = PersonName if self.is_name else forms.CharField
        return self._build(kind, messages, max_length=self.length, widget=widget)


@dataclass(frozen=True)
class Choice(Field):
    """One of a few; radio buttons up to five, a list beyond."""

    options: tuple = ()
    is_choice = True

    @property
    def is_list(self):
        return len(self.options) > 5

    def form_field(self):
        pairs = [(option, option) for option in self.options]
        messages = {"required": f"请选择“{self.label}”。", "invalid_choice": f"请从所列各项中选择“{self.label}”。"}
        widget = forms.Select({"class": "form-select"}) if self.is_list else forms.RadioSelect(CHECK)
        return self._build(forms.ChoiceField, messages, widget=widget, choices=[("", "请选择")] * self.is_list + pairs)


@dataclass(frozen=True)
class Tick(Field):
    """A box to tick: “无，已确认”, or “与实际一致”."""

    required: bool = False
    is_tick = True

    def form_field(self):
        messages = {"required": f"请核对后勾选“{self.label}”。"}
        return self._build(forms.BooleanField, messages, widget=forms.CheckboxInput(CHECK))

    def display(self, answer):
        return "是" if answer else "—"


@dataclass(frozen=True)
class Rows(Field):
    """A table typed row by row; a row left wholly empty does not count. ``noun`` names one row."""

    columns: tuple = ()
    noun: str = "行"
    limit: int = 60
    required: bool = False
    is_rows = True

    def name(self, index, column):
        return f"{self.key}-{index}-{column.key}"

    def owns(self, place):
        if len(place) != 2 or not place[0].isdecimal():
            return False
        return int(place[0]) < self.limit and place[1] in [column.key for column in self.columns]

    def count_in(self, names):
        """How many rows the flat ``names`` reach to."""
        places = [place for key, *place in (name.split("-") for name in names) if key == self.key]
        return max((int(place[0]) + 1 for place in places if self.owns(place)), default=0)

    def lines(self, answer):
        return [
            " · ".join(column.display(row.get(column.key)) for column in self.columns if row.get(column.key))
            for row in answer or []
        ] or ["—"]
