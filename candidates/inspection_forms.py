"""The form of 考察材料."""

from django import forms

from candidates.models import Inspection
from communities.forms.visits import StaffsField, day_input
from communities.models import Person
from communities.street_staff import street_staff

HINTS = {
    "virtue": "政治品质、道德品行、服务群众、遵守换届纪律等方面的表现，写具体事例。",
    "ability": "工作能力、担当作为、任内实绩，写做了什么、成效怎样。",
    "integrity": "廉洁自律、财务公开、亲属回避等方面的表现。",
    "shortcomings": "据实写主要缺点和不足，不写空话。",
}
LONGEST = 1500  # 考察材料 as a whole runs to about that many characters; each section stays below


def _words(name):
    field = Inspection._meta.get_field(name)
    return forms.CharField(
        label=field.verbose_name, required=False, max_length=LONGEST, help_text=HINTS[name],
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip


def _number(name):
    return forms.IntegerField(
        label=Inspection._meta.get_field(name).verbose_name, required=False, min_value=0, max_value=9999
    )


class InspectionForm(forms.Form):
    """Words of the four sections, the two recommendations, who inspected and when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    virtue, ability = _words("virtue"), _words("ability")
    integrity, shortcomings = _words("integrity"), _words("shortcomings")
    meeting_present, meeting_votes = _number("meeting_present"), _number("meeting_votes")
    talks_present, talks_votes = _number("talks_present"), _number("talks_votes")
    inspected_on = forms.DateField(label="考察日期", required=False, widget=day_input())
    inspectors = StaffsField(Person.objects.none(), label="考察人", required=False)

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inspectors"].queryset = street_staff(election)
