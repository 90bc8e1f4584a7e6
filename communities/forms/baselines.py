"""The form of one baseline section, built from its declaration; and the street's small forms."""

from django import forms

from communities import baseline_checks
from communities.models import Baseline

BLANK_ROWS = 1


def to_texts(section, answers):
    """Stored answers as the flat ``{name: text}`` in which a page shows and a draft keeps them."""
    texts = {}
    for field in section.fields:
        value = answers.get(field.key)
        if field.is_rows:
            for index, row in enumerate(value or []):
                texts |= {field.name(index, column): _text(row.get(column.key)) for column in field.columns}
        elif value is not None:
            texts[field.key] = _text(value)
    return texts


def _text(value):
    return {True: "on", False: "", None: ""}.get(value, value) if isinstance(value, bool | None) else str(value)


class SectionForm(forms.Form):
    """Fields of a section under their flat names; ``answers`` holds the structured result once valid.

    ``section``: its declaration. ``others``: confirmed answers of all sections, and
    ``on_file``: what the records say, for the checks. ``rows``: how many rows to offer at
    least, for a page that works without script.
    """

    use_required_attribute = False

    def __init__(self, section, texts, *, others, on_file, is_posted, rows=0):
        self.section, self.others, self.on_file = section, others, on_file
        self.findings = []
        super().__init__(data=texts if is_posted else None, initial=texts)
        self.row_counts = {
            field.key: min(max(field.count_in(texts) + (0 if is_posted else BLANK_ROWS), rows, 1), field.limit)
            for field in section.fields if field.is_rows
        }  # fmt: skip
        for field in section.fields:
            self._add(field)

    def _add(self, field):
        if not field.is_rows:
            self.fields[field.key] = field.form_field()
            return
        for index in range(self.row_counts[field.key]):
            for column in field.columns:
                form_field = column.form_field()
                form_field.required = False  # whether a row is complete is asked of the row
                form_field.label = f"第 {index + 1} 行{column.label}"
                self.fields[field.name(index, column)] = form_field

    def clean(self):
        self.answers = {}
        for field in self.section.fields:
            self.answers[field.key] = self._clean_rows(field) if field.is_rows else self.cleaned_data.get(field.key)
        self._check()
        return self.cleaned_data

    def _clean_rows(self, field):
        """The complete rows; each row begun but not complete gets its error."""
        begun = [index for index in range(self.row_counts[field.key]) if self._is_begun(field, index)]
        if field.required and not begun:
            self.add_error(field.name(0, field.columns[0]), f"请至少填写一行“{field.label}”。")
        return [row for index in begun if (row := self._clean_row(field, index))]

    def _typed(self, name):
        return self.data.get(name, "").strip()

    def _is_begun(self, field, index):
        return any(self._typed(field.name(index, column)) for column in field.columns)

    def _clean_row(self, field, index):
        names = {column: field.name(index, column) for column in field.columns}
        for column, name in names.items():
            if column.required and not self._typed(name):
                self.add_error(name, f"第 {index + 1} 行请填写“{column.label}”，或把这一行清空。")
        if self.errors.keys() & set(names.values()):
            return None
        return {column.key: self.cleaned_data[name] for column, name in names.items()}

    def _check(self):
        answers = dict(self.answers, on_file=self.on_file["team"]) if self.section.key == "team" else self.answers
        found = baseline_checks.run({**self.others, self.section.key: answers}, self.on_file, self.section.key)
        for finding in found:
            if finding.is_error:
                self.add_error(self._field_name(finding.field), finding.message)
        self.findings = found

    @property
    def warnings(self):
        return [finding for finding in self.findings if not finding.is_error]

    def _field_name(self, key):
        field = self.section.field(key)
        return field.name(0, field.columns[0]) if field.is_rows else key

    def questions(self, progress_line=None):
        """What the template walks: each question with its bound fields, rows and return reasons."""
        return [Question(self, field, progress_line) for field in self.section.fields]


class Question:
    """One declared field bound to the form: ``field``, ``bound`` or ``rows``, and the street's ``reasons``."""

    def __init__(self, form, field, progress_line):
        self.form, self.field = form, field
        self.reasons = progress_line.reason_for(field.key) if progress_line else []

    @property
    def bound(self):
        return self.form[self.field.key]

    @property
    def rows(self):
        return [
            [(column, self.form[self.field.name(index, column)]) for column in self.field.columns]
            for index in range(self.form.row_counts[self.field.key])
        ]

    @property
    def can_grow(self):
        return self.form.row_counts[self.field.key] < self.field.limit


class DueDateForm(forms.Form):
    """When baselines are to be handed in."""

    due_on = forms.DateField(
        label="报送期限", widget=forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择报送期限。", "invalid": "日期应为 2026-11-25 的形式。"},
    )  # fmt: skip


class DueDatesForm(DueDateForm):
    """A date for the ticked baselines, or with ``all`` for every one not yet accepted."""

    baseline = forms.ModelMultipleChoiceField(Baseline.objects.none(), required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, data, *, election):
        super().__init__(data)
        self.fields["baseline"].queryset = Baseline.objects.filter(election=election)

    @property
    def chosen(self):
        """The baselines meant, as a queryset."""
        return self.fields["baseline"].queryset if self.cleaned_data["all"] else self.cleaned_data["baseline"]


class BaselineFilterForm(forms.Form):
    """The street's list: by state, or only what is overdue."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("overdue", "逾期未报"), *Baseline.States.choices]
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)


class ReturnForm(forms.Form):
    """One item marked for return."""

    section = forms.CharField(widget=forms.HiddenInput)
    field = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="退回理由", max_length=300, error_messages={"required": "请写明退回理由。"})
