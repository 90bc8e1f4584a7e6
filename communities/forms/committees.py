"""Forms of the sitting teams."""

from django import forms

from communities.forms.people import PersonChoiceField
from communities.models import Posts, committee_kind_of
from core.forms import LooseDateField

LARGEST_COMMITTEE = 15


def _posts_of(kind):
    return [choice for choice in Posts.choices if committee_kind_of(choice[0]) == kind]


class SeatsForm(forms.Form):
    seats = forms.IntegerField(label="职数", min_value=1, max_value=LARGEST_COMMITTEE)


class MemberForm(forms.Form):
    """Post, duties and dates of a member; ``kind`` of the committee decides which posts there are."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    post = forms.ChoiceField(label="职务")
    duties = forms.CharField(label="分工", required=False, max_length=100)
    since = LooseDateField(label="任现职时间", required=False)
    terms_served = forms.IntegerField(label="连任届数", min_value=1, max_value=15, initial=1, help_text="含本届")

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = _posts_of(kind)

    def service_fields(self):
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "person")}


class AppointForm(MemberForm):
    """A new member: the person first."""

    person = PersonChoiceField(label="人员")
    field_order = ["person", "post"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].limit_to(user)


class LeaveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    left_on = LooseDateField(label="离任时间")
    reason = forms.CharField(label="离任原因", max_length=100, help_text="如：工作调动、辞职、到龄退出、去世")
