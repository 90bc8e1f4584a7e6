"""Forms of the results of the vote."""

from django import forms

from candidates.models import ElectionResult
from communities.models import Person, Posts
from core import access
from core.dates import format_month
from core.forms import DayField

ROWS_TO_SPARE, MOST_ROWS = 6, 30
MOST_BALLOTS = 999_999


def _count(label, **kwargs):
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_BALLOTS, **kwargs)


class ResultForm(forms.Form):
    """The sheet's head; post and round are chosen once."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    post = forms.ChoiceField(label="职务", choices=[("", "请选择"), *Posts.choices])
    round = forms.ChoiceField(label="选举次别", choices=ElectionResult.Rounds.choices)
    method = forms.ChoiceField(label="选举方式", choices=[("", "请选择"), *ElectionResult.Methods.choices])
    held_on = DayField(label="选举日期")
    seats = forms.IntegerField(label="应选名额", min_value=1, max_value=30)
    electors = _count("应参选人数", help_text="党组织为应到会党员（委员），居委会为登记的选民、户代表或居民小组代表。")
    issued = _count("发出选票")
    returned = _count("收回选票")
    valid = _count("有效票")
    note = forms.CharField(label="备注", required=False, max_length=200)

    def __init__(self, *args, editing=False, **kwargs):
        super().__init__(*args, **kwargs)
        if editing:
            del self.fields["post"], self.fields["round"]

    def service_fields(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class VotesForm(forms.Form):
    """A line: who, how many votes, elected or not. ``people``: ``{key: Person}`` to choose from."""

    person = forms.ChoiceField(label="被选举人", error_messages={"required": "请选择被选举人。"})
    votes = _count("得票", error_messages={"required": "请填写得票。"})
    is_elected = forms.BooleanField(label="当选", required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["person"].choices = [("", "请选择"), *((key, _label(one)) for key, one in people.items())]

    def clean_person(self):
        return self.people[self.cleaned_data["person"]]


def _label(person):
    return f"{person.name}（{format_month(person.birth_date)}）" if person.birth_date else person.name


VotesFormSet = forms.formset_factory(VotesForm, extra=ROWS_TO_SPARE, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def people_of(user, community):
    """``{key: Person}``: those filed in the community or on its rosters whom the user sees, by name. One query."""
    found = access.visible_to(user, Person).kept()
    inside = found.filter(community=community) | found.filter(term_roles__community=community)
    return {str(person.pk): person for person in inside.distinct().order_by("name", "birth_date", "pk")}
