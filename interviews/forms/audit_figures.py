"""The figures of an audit, typed line by line: the form of one section's table, and of the workbook."""

from functools import cached_property

from django import forms

from core.forms import MoneyField
from core.spreadsheets.gate import MAX_BYTES
from interviews.audit_figures import LABELS, complete, problems_of_line
from interviews.models import AuditAmount
from interviews.services.audit_figures import FIELDS, TypedLine

BLANK_LINES = 3
MAX_LINES = 100


class SectionForm(forms.Form):
    """All lines of ``section``, under flat names (``item-0``, ``closing-0``). A line left blank says nothing.

    ``years``: those of the audit period; ``lines``: the stored AuditAmount rows; ``initial``: texts to start from
    instead of them, for a page that asked for more lines.
    """

    use_required_attribute = False

    rows = forms.IntegerField(min_value=1, max_value=MAX_LINES, widget=forms.HiddenInput)

    def __init__(self, data=None, *, section, years, lines, initial=None):
        self.section, self.years = section, years
        initial = initial or _initial_of(section, lines)
        super().__init__(data, initial=initial)
        known = {line.year for line in lines} - {None}  # a year may have been typed before the period was changed
        self._years = sorted(known | set(years))
        for index in range(_count_in(data if data is not None else initial)):
            self._add(index)

    def _add(self, index):
        self.fields |= {
            f"line-{index}": forms.UUIDField(required=False, widget=forms.HiddenInput),
            f"version-{index}": forms.IntegerField(required=False, widget=forms.HiddenInput),
        }
        for name, field in self._fields_of_a_line().items():
            field.label = f"第 {index + 1} 行{field.label}"
            self.fields[f"{name}-{index}"] = field

    def _fields_of_a_line(self):
        fields = {
            "item": forms.CharField(max_length=60, required=False, widget=_input(list=f"items-{self.section.code}"))
        }
        for column in self.section.columns:
            fields[column] = self._year_field() if column == "year" else _money_field()
        fields["note"] = forms.CharField(max_length=200, required=False, widget=_input())
        for name, field in fields.items():
            field.label = LABELS[name]
        tick = forms.CheckboxInput({"class": "form-check-input"})
        return fields | {"remove": forms.BooleanField(label="删除", required=False, widget=tick)}

    def _year_field(self):
        choices = [("", "不分年度"), *((year, f"{year}年") for year in self._years)]
        widget = forms.Select({"class": "form-select"})
        return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, required=False, widget=widget)

    @property
    def count(self):
        """How many lines there is room for."""
        return sum(name.startswith("item-") for name in self.fields)

    @cached_property
    def entries(self):
        """What the template walks, a line each."""
        return [Entry(self, index) for index in range(self.count)]

    def clean(self):
        typed = (entry.clean() for entry in self.entries)
        self.typed = [each for each in typed if each]
        return self.cleaned_data

    def take_versions(self, lines):
        """Read the stored lines anew: whoever saves again has been shown what the others saved."""
        self.data = self.data.copy()
        versions = {str(line.pk): line.version for line in lines}
        for index in range(self.count):
            key = self.data.get(f"line-{index}", "")
            self.data[f"version-{index}"] = versions.get(key, "")
            self.data[f"line-{index}"] = key if key in versions else ""


class Entry:
    """One line of the form."""

    def __init__(self, form, index):
        self.form, self.index = form, index

    def __getitem__(self, name):
        return self.form[f"{name}-{self.index}"]

    @property
    def number(self):
        return self.index + 1

    @property
    def item(self):
        return self["item"]

    @property
    def cells(self):
        """``(heading, bound field)`` of the section's columns."""
        return [(LABELS[column], self[column]) for column in self.form.section.columns]

    @property
    def note(self):
        return self["note"]

    @property
    def remove(self):
        return self["remove"]

    @property
    def hidden(self):
        return [self["line"], self["version"]]

    @property
    def is_stored(self):
        return bool(self["line"].value())

    @property
    def errors(self):
        """All errors of the line, in the order of its fields."""
        names = ("item", *self.form.section.columns, "note")
        return [error for name in names for error in self[name].errors]

    def clean(self):
        """The :class:`TypedLine`; None for a line that says nothing or is in error."""
        data = {
            name: self.form.cleaned_data.get(f"{name}-{self.index}") for name in ("line", "version", "remove", *FIELDS)
        }
        if data["remove"]:
            return TypedLine(data["line"], data["version"], None) if data["line"] else None
        if self.errors or self._is_blank(data):
            return None
        if not data["item"]:
            return self._refuse("item", f"第 {self.number} 行请填写项目名称，或把这一行清空。")
        return self._checked(data)

    def _checked(self, data):
        values = complete(self.form.section, {name: data[name] if data[name] != "" else None for name in FIELDS})
        values["note"] = data["note"] or ""
        line = AuditAmount(section=self.form.section.code, **values)
        found = problems_of_line(line, self.form.years)
        for problem in found:
            self._refuse(problem.column, problem.text)
        return None if found else TypedLine(data["line"], data["version"], values)

    def _is_blank(self, data):
        """Whether it is still to be filled: nothing typed, or only an item that was offered."""
        amounts = [data[name] for name in FIELDS if name not in ("item", "note")]
        offered = not data["item"] or data["item"] in self.form.section.items
        return not data["line"] and offered and not data["note"] and all(amount is None for amount in amounts)

    def _refuse(self, column, message):
        self.form.add_error(f"{column}-{self.index}", message)


def _initial_of(section, lines):
    """The stored lines, or the usual items where there are none yet, with blank lines below."""
    rows = [
        {"line": line.pk, "version": line.version} | {name: getattr(line, name) for name in FIELDS} for line in lines
    ]
    rows = rows or [{"item": item} for item in section.items]
    initial = {"rows": min(len(rows) + (BLANK_LINES if lines else 1), MAX_LINES)}
    return initial | {f"{name}-{index}": value for index, row in enumerate(rows) for name, value in row.items()}


def _count_in(data):
    text = str(data.get("rows") or "1")
    return min(int(text), MAX_LINES) if text.isdecimal() and len(text) < 4 else 1


def more_lines(data):
    """Posted texts with :data:`BLANK_LINES` more lines, to start a form from."""
    return data.dict() | {"rows": min(_count_in(data) + BLANK_LINES, MAX_LINES)}


def _input(**attributes):
    return forms.TextInput({"class": "form-control", "autocomplete": "off", **attributes})


def _money_field():
    return MoneyField(required=False, widget=_input(inputmode="decimal"))


class FiguresUploadForm(forms.Form):
    """A filled-in workbook."""

    upload = forms.FileField(
        label="填好的表格", help_text=f"接受 .xlsx、.xls、.ods，不超过{MAX_BYTES >> 20}MB。",
        error_messages={"required": "请选择要上传的表格文件。", "empty": "文件是空的（0字节），请检查后重新上传。"},
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods"}),
    )  # fmt: skip
