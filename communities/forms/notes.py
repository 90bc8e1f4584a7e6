"""The form of a note on a file."""

from django import forms
from django.utils import timezone

from communities.models import FileNote, Person
from core import access
from core.forms import DayField


class NoteForm(forms.Form):
    """``back``: the page it stands on. Its fields have ids of their own, for it stands beside other forms."""

    kind = forms.ChoiceField(label="类别", choices=FileNote.Kinds.choices)
    text = forms.CharField(
        label="内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="加密保存。线索、举报和谈话原文不要写在这里。",
    )  # fmt: skip
    noted_on = DayField(label="日期")
    street_only = forms.BooleanField(label="仅街道可见", required=False)
    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    back = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, auto_id="note_%s", **kwargs)
        self.fields["person"].queryset = access.visible_to(user, Person)
        self.fields["noted_on"].initial = timezone.localdate()
        if election is None or not access.allowed(user, "view_records", election.region):
            del self.fields["street_only"]
