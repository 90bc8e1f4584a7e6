"""The form of a community's own plan, and the filter of its list."""

from django import forms
from django.db.models import Q

from communities.forms.visits import StaffField, day_input
from communities.models import CommunityPlan, Person
from communities.street_staff import sitting_members, street_staff

TALL = {"rows": 4}


def owners_for(election, community):
    """Who may answer for a task or plan of a community: the street's people, and its own sitting members."""
    staff, sitting = street_staff(election), sitting_members(election, [community.pk])
    either = Q(pk__in=staff.order_by().values("pk")) | Q(pk__in=sitting.order_by().values("pk"))
    return Person.objects.filter(either).order_by("community_id", "occupation", "name", "pk")


class PlanForm(forms.Form):
    """All of a plan's items; what is still blank may follow until a meeting confirms it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="类型", choices=CommunityPlan.Kinds.choices, widget=forms.RadioSelect)
    main_problems = forms.CharField(
        label="主要问题", required=False, max_length=4000, widget=forms.Textarea(attrs=TALL)
    )  # fmt: skip
    risk_points = forms.CharField(label="风险点", required=False, max_length=4000, widget=forms.Textarea(attrs=TALL))
    measures = forms.CharField(label="化解措施", required=False, max_length=4000, widget=forms.Textarea(attrs=TALL))
    leader = StaffField(None, label="责任领导", required=False, empty_label="请选择")
    owner = StaffField(None, label="责任人", required=False, empty_label="请选择")
    due_on = forms.DateField(label="完成时限", required=False, widget=day_input())
    progress = forms.CharField(label="进展", required=False, max_length=4000, widget=forms.Textarea(attrs=TALL))

    def __init__(self, *args, election, community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = street_staff(election)
        self.fields["owner"].queryset = owners_for(election, community)

    def service_fields(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PlanFilter(forms.Form):
    """What the street's plans are narrowed by."""

    HOLES = (("none", "未制定"), ("draft", "修订中，待审定"), ("overdue", "已过时限"))

    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *CommunityPlan.Kinds.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *HOLES])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
