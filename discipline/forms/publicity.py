"""The form of a publicity event, made to be filled in on a phone within a minute: photo, form, place, reach."""

from django import forms

from communities.forms.people import CommunityField, communities_for, filing_places
from communities.forms.visits import day_input, own_areas_first
from communities.models import Region
from core.access import code_condition
from core.forms import PhotosField
from discipline.models import PublicityKinds

ANY = [("", "全部")]
NUMERIC = {"inputmode": "numeric"}


class PublicityFilter(forms.Form):
    """What the list is narrowed by."""

    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    kind = forms.ChoiceField(label="形式", required=False, choices=[*ANY, *PublicityKinds.choices])
    month = forms.DateField(
        label="月份", required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "如 2026-11"}),
        error_messages={"invalid": "请按“2026-11”的样子填写月份。"},
    )  # fmt: skip

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        places = filing_places(user, "view_records")
        self.fields["community"].queryset = places
        if len(places) < 2:
            del self.fields["community"]


def _number(label):
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=99999, widget=forms.NumberInput(attrs=NUMERIC)
    )


class PublicityForm(forms.Form):
    MORE = ("topic", "materials", "responsible")

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    photos = PhotosField(label="现场照片")
    kind = forms.ChoiceField(label="形式", choices=PublicityKinds.choices, widget=forms.RadioSelect)
    community = CommunityField(None, label="社区", empty_label="请选择")
    held_on = forms.DateField(label="日期", widget=day_input())
    place = forms.CharField(label="地点或范围", max_length=100)
    households = _number("覆盖户数")
    people = _number("覆盖人次")
    copies = _number("材料份数")
    topic = forms.CharField(label="内容", required=False, max_length=100)
    materials = forms.CharField(label="材料名称", required=False, max_length=100)
    responsible = forms.CharField(label="责任人", required=False, max_length=50)

    def __init__(self, *args, user, election, event=None, **kwargs):
        super().__init__(*args, **kwargs)
        if event:
            del self.fields["community"], self.fields["photos"]
            return
        within = code_condition("code", [election.region_id])
        communities = own_areas_first(user, election).filter(within)
        streets = filing_places(user, "fill_discipline").filter(within, level=Region.Levels.STREET)
        field = self.fields["community"]
        field.queryset = filing_places(user, "fill_discipline").filter(within, is_active=True)
        field.choices = [(place.pk, place.short_name) for place in (*self._fillable(user, communities), *streets)]
        if len(field.choices) > 1:
            field.choices = [("", "请选择"), *field.choices]

    @staticmethod
    def _fillable(user, communities):
        """Own areas first for who fills in records; an inspector, who does not, in the order of codes."""
        return communities if communities else communities_for(user, "fill_discipline").filter(is_active=True)

    @property
    def more_is_open(self):
        return self.is_bound and any(name in self.errors for name in self.MORE)


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废原因", max_length=200, widget=forms.Textarea({"rows": 3}))
