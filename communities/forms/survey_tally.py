"""The count of paper ballots as a form: the ballots, then the votes line by line."""

import json
from dataclasses import dataclass

from django import forms

from communities.forms.survey_answers import field_name
from communities.models import Question
from communities.services.surveys.tallies import BALLOTS
from communities.survey_lines import by_member, lines_of

KINDS = Question.Kinds
MOST_BALLOTS = 100_000


@dataclass
class TallyBlock:
    """A question with its fields: ``groups`` of ``(member or None, [(line, [field of each choice])])``, or ``fields``."""

    question: Question
    groups: list
    fields: list


class TallyForm(forms.Form):
    """``counts`` and ``remarks`` hold the votes once valid; an empty field is no vote."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    issued = forms.IntegerField(label="发放票数", min_value=0, max_value=MOST_BALLOTS)
    returned = forms.IntegerField(label="收回票数", min_value=0, max_value=MOST_BALLOTS)
    valid = forms.IntegerField(label="有效票数", min_value=0, max_value=MOST_BALLOTS)
    invalid = forms.IntegerField(label="作废票数", min_value=0, max_value=MOST_BALLOTS)
    tellers = forms.CharField(label="计票人", max_length=60, required=False)
    scrutineers = forms.CharField(label="监票人", max_length=60, required=False)

    def __init__(self, *args, questions, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.lines = {question.pk: lines_of(question, members) for question in self.questions}
        for question in self.questions:
            self._add(question)

    def _add(self, question):
        if question.kind == KINDS.TEXT:
            box = forms.Textarea(attrs={"rows": 4})
            text = forms.CharField(label=f"第{question.order}题意见", required=False, max_length=20_000, widget=box)
            self.fields[field_name(question, "remarks")] = text
        elif question.kind == KINDS.NUMBER:
            for part, label in (("count", "填写张数"), ("total", "数字合计")):
                self._put(question, part, label)
        else:
            for line in self.lines[question.pk]:
                for place, choice in enumerate(question.all_choices):
                    self._put(question, f"{line.key}_{place}", f"{_name(line)}：{choice}")

    def _put(self, question, part, label):
        number = forms.IntegerField(label=f"第{question.order}题 {label}", required=False, max_value=10**9)
        if part != "total":
            number = forms.IntegerField(label=number.label, required=False, min_value=0, max_value=MOST_BALLOTS)
        number.widget.attrs |= {"inputmode": "numeric", "aria-label": number.label, "class": "votes"}
        self.fields[field_name(question, part)] = number

    @property
    def ballots(self):
        return {name: self.cleaned_data[name] for name in BALLOTS}

    @property
    def counts(self):
        """As :class:`PaperTally` holds them."""
        return {str(question.pk): self._count(question) for question in self.questions if question.kind != KINDS.TEXT}

    def _count(self, question):
        if question.kind == KINDS.NUMBER:
            return {part: self._votes(question, part) for part in ("count", "total")}
        places = range(len(question.all_choices))
        return {
            line.key: [self._votes(question, f"{line.key}_{place}") for place in places]
            for line in self.lines[question.pk]
        }

    def _votes(self, question, part):
        return self.cleaned_data.get(field_name(question, part)) or 0

    @property
    def remarks(self):
        """``{question key: [texts]}``, one for each line typed."""
        texts = {
            str(question.pk): [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
            for question in self.questions
            if (name := field_name(question, "remarks")) in self.fields
        }
        return {key: lines for key, lines in texts.items() if lines}

    def blocks(self):
        for question in self.questions:
            parts = ("remarks",) if question.kind == KINDS.TEXT else ("count", "total")
            plain = question.kind in (KINDS.TEXT, KINDS.NUMBER)
            yield TallyBlock(
                question,
                [] if plain else self._groups(question),
                [self[field_name(question, part)] for part in parts] if plain else [],
            )

    def _groups(self, question):
        places = range(len(question.all_choices))
        return [
            (
                member,
                [(line, [self[field_name(question, f"{line.key}_{place}")] for place in places]) for line in lines],
            )
            for member, lines in by_member(self.lines[question.pk])
        ]


def _name(line):
    return f"{line.member.person.name} {line.label}" if line.member else line.label


def tally_initial(tally, questions, members):
    """A tally as its form shows it; nothing for None."""
    if tally is None:
        return {}
    initial = {name: getattr(tally, name) for name in ("version", *BALLOTS, "tellers", "scrutineers")}
    remarks = json.loads(tally.remarks) if tally.remarks else {}
    for question in questions:
        initial |= _question_initial(question, tally.counts.get(str(question.pk), {}), members)
        initial[field_name(question, "remarks")] = "\n".join(remarks.get(str(question.pk), []))
    return initial


def _question_initial(question, count, members):
    if question.kind == KINDS.NUMBER:
        return {field_name(question, part): votes for part, votes in count.items()}
    return {
        field_name(question, f"{line.key}_{place}"): votes
        for line in lines_of(question, members)
        for place, votes in enumerate(count.get(line.key, []))
    }
