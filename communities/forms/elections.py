"""Forms of the terms."""

from django import forms
from django.core.exceptions import ValidationError

from communities.models import Election
from core.forms import LooseDateField


class ElectionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = forms.IntegerField(label="第几届", min_value=1, max_value=99)
    term_years = forms.IntegerField(label="任期（年）", min_value=1, max_value=10, initial=5)
    election_day = LooseDateField(label="选举日")
    key_date = LooseDateField(
        label="基准日", required=False, help_text="年龄、年限和负面清单回溯期均以此日计算；不填即选举日。"
    )
    state = forms.ChoiceField(label="状态", choices=Election.States.choices, initial=Election.States.RUNNING)

    def __init__(self, *args, editing=False, **kwargs):
        super().__init__(*args, **kwargs)
        if editing:
            del self.fields["state"]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        data["key_date"] = data["key_date"] or data["election_day"]
        if data["key_date"] > data["election_day"]:
            raise ValidationError("基准日不能晚于选举日，请核对。")
        return data

    def service_fields(self):
        return {name: self.cleaned_data[name] for name in ("number", "term_years", "election_day", "key_date")}


class CloseForm(forms.Form):
    """Closing is confirmed by its button; only the version travels."""

    version = forms.IntegerField(widget=forms.HiddenInput)
