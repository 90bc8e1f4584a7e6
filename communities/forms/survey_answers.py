"""The questionnaire as a form to answer, built from its questions: for residents' phones and for the preview.

A question that is skipped is decided here, whatever the browser showed: its fields are ignored, and
a required question is required only where it is asked.
"""

from dataclasses import dataclass

from django import forms

from communities.models import Question
from communities.survey_lines import by_member, is_asked, lines_of

KINDS = Question.Kinds
LONGEST_REMARK = 500
LARGEST_NUMBER = 1_000_000


def field_name(question, part="0"):
    """The form field of a question's line, of its number or of its text."""
    return f"q{question.pk.hex}_{part}"


@dataclass
class Block:
    """A question with its fields, ready to be drawn. ``groups``: ``[(member or None, [(line, field)])]``."""

    question: Question
    groups: list
    field: object = None
    condition: str = ""
    depends_on: str = ""
    depends_value: str = ""


class AnswerForm(forms.Form):
    """Fields for every question; once valid, ``answers`` and ``remarks`` as the services take them."""

    use_required_attribute = False

    def __init__(self, *args, questions, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions, self.members = list(questions), list(members)
        self.by_pk = {question.pk: question for question in self.questions}
        self.lines = {question.pk: lines_of(question, self.members) for question in self.questions}
        self.answers, self.remarks = {}, []
        for question in self.questions:
            self._add(question)

    def _add(self, question):
        if question.kind == KINDS.TEXT:
            self._put(
                question, "0", forms.CharField(max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 4}))
            )
        elif question.kind == KINDS.NUMBER:
            self._put(question, "0", _number_field(question))
        elif question.kind == KINDS.MULTIPLE:
            widget = forms.CheckboxSelectMultiple
            self._put(question, "0", forms.MultipleChoiceField(choices=_choices(question), widget=widget))
        else:
            for line in self.lines[question.pk]:
                field = forms.ChoiceField(choices=_choices(question), widget=forms.RadioSelect)
                self._put(question, line.key, field, line)

    def _put(self, question, part, field, line=None):
        field.required = False  # whether it must be answered depends on the other answers
        name = f"“{line.label}”" if line and question.kind in (KINDS.RATING, KINDS.MEMBERS) else ""
        member = f"{line.member.person.name}" if line and line.member else ""
        field.label = f"第{question.order}题{member}{name}"
        self.fields[field_name(question, part)] = field

    def clean(self):
        for question in self.questions:  # in order: a condition looks at earlier answers only
            if is_asked(question, self.answers, self.by_pk):
                self._read(question)
        return self.cleaned_data

    def _read(self, question):
        read = {KINDS.TEXT: self._read_text, KINDS.NUMBER: self._read_value, KINDS.SINGLE: self._read_choice,
                KINDS.MULTIPLE: self._read_choices}.get(question.kind, self._read_lines)  # fmt: skip
        read(question)

    def _value(self, question, part="0"):
        return self.cleaned_data.get(field_name(question, part))

    def _missing(self, question, part="0", text="请回答本题。"):
        name = field_name(question, part)
        if question.required and name not in self.errors:
            self.add_error(name, text)

    def _read_text(self, question):
        text = (self._value(question) or "").strip()
        if text:
            self.remarks.append((question, text))
        else:
            self._missing(question)

    def _read_value(self, question):
        value = self._value(question)
        if value is None:
            self._missing(question)
        else:
            self.answers[str(question.pk)] = value

    def _read_choice(self, question):
        value = self._value(question)
        if value:
            self.answers[str(question.pk)] = int(value)
        else:
            self._missing(question)

    def _read_choices(self, question):
        values = self._value(question)
        if values:
            self.answers[str(question.pk)] = sorted({int(value) for value in values})
        else:
            self._missing(question, text="请至少选一项。")

    def _read_lines(self, question):
        given = {}
        for line in self.lines[question.pk]:
            value = self._value(question, line.key)
            if value:
                given[line.key] = int(value)
            else:
                self._missing(question, line.key, "这一行还没有选。")
        if given:
            self.answers[str(question.pk)] = given

    def blocks(self):
        """The questions with their bound fields, in order."""
        for question in self.questions:
            single = field_name(question)
            yield Block(
                question,
                self._groups(question),
                self[single] if single in self.fields and question.kind not in (KINDS.RATING, KINDS.MEMBERS) else None,
                **self._condition(question),
            )

    def _groups(self, question):
        if question.kind not in (KINDS.RATING, KINDS.MEMBERS):
            return []
        return [
            (member, [(line, self[field_name(question, line.key)]) for line in lines])
            for member, lines in by_member(self.lines[question.pk])
        ]

    def _condition(self, question):
        if question.shown_if_id is None:
            return {}
        earlier = self.by_pk[question.shown_if_id]
        return {
            "condition": f"第{earlier.order}题选“{question.shown_if_choice}”的人回答",
            "depends_on": field_name(earlier),
            "depends_value": str(earlier.all_choices.index(question.shown_if_choice)),
        }


def _choices(question):
    return [(str(place), choice) for place, choice in enumerate(question.all_choices)]


def _number_field(question):
    least = question.minimum if question.minimum is not None else -LARGEST_NUMBER
    most = question.maximum if question.maximum is not None else LARGEST_NUMBER
    between = f"请填 {least} 到 {most} 之间的整数。"
    wrong = dict.fromkeys(("min_value", "max_value", "invalid"), between)
    return forms.IntegerField(min_value=least, max_value=most, error_messages=wrong)
