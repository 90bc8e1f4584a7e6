"""Forms of the register of difficult issues, and of risk."""

from itertools import groupby

from django import forms
from django.utils import timezone

from communities.forms.people import CommunityField, offer_communities
from communities.forms.visits import ANY, StaffField, day_input, name_and_office, own_areas_first
from communities.models import CommitteeMember, Issue, Person, RiskGrades
from communities.street_staff import street_staff
from core.access import granted_codes
from core.forms import PhotosField

COMMUNITY_CODE_LENGTH = 12
VIEWS_OF_STATE = [("unsettled", "未化解"), ("overdue", "逾期")]


def _choose(choices):
    return [("", "请选择"), *choices]


class IssueFilter(forms.Form):
    """What the register is narrowed by."""

    state = forms.ChoiceField(label="状态", required=False, choices=[*ANY, *VIEWS_OF_STATE, *Issue.States.choices])
    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    kind = forms.ChoiceField(label="类别", required=False, choices=[*ANY, *Issue.Kinds.choices])
    seriousness = forms.TypedChoiceField(
        label="程度", required=False, coerce=int, empty_value=None, choices=[*ANY, *Issue.Seriousness.choices]
    )
    leader = StaffField(None, label="责任领导", required=False, empty_label="全部")

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = street_staff(election)
        offer_communities(self, user, "view_records")


def _once_each(members):
    """``[(person's key, name and post)]``; of who sits in both committees the first post."""
    labels = {}
    for member in members:
        labels.setdefault(member.person_id, f"{member.person.name}（{member.get_post_display()}）")
    return list(labels.items())


class OwnerField(forms.ModelChoiceField):
    """责任人: the street's people, then the sitting members of each community, in groups."""

    def offer(self, election, communities):
        """Set the choices: two queries."""
        staff = [(person.pk, name_and_office(person)) for person in street_staff(election)]
        groups = [("街道", staff)] if staff else []
        members = CommitteeMember.objects.sitting().in_election(election).in_order()
        members = members.filter(committee__community__in=communities).select_related("person", "committee__community")
        for community, sitting in groupby(members, key=lambda member: member.committee.community):
            groups.append((community.short_name, _once_each(sitting)))
        self.queryset = Person.objects.filter(pk__in=[pk for _, people in groups for pk, _ in people])
        self.choices = [("", "未确定"), *groups]


class IssueForm(forms.Form):
    """An issue: what it is, who answers for it, until when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    community = CommunityField(None, label="社区", empty_label="请选择")
    title = forms.CharField(label="问题", max_length=100, help_text="一句话写明是什么问题。")
    kind = forms.ChoiceField(label="类别", choices=_choose(Issue.Kinds.choices))
    seriousness = forms.TypedChoiceField(
        label="程度", coerce=int, choices=Issue.Seriousness.choices, initial=Issue.Seriousness.ORDINARY,
        widget=forms.RadioSelect,
    )  # fmt: skip
    description = forms.CharField(
        label="具体情况", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    leader = StaffField(
        None, label="责任领导", required=False, empty_label="未确定", help_text="不选的，登记时取该社区的包片领导。"
    )
    owner = OwnerField(None, label="责任人", required=False)
    measures = forms.CharField(
        label="化解措施", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(label="化解时限", required=False, widget=day_input())
    street_only = forms.BooleanField(
        label="仅街道可见", required=False, help_text="涉及社区书记或班子成员本人的，勾选后社区看不到。"
    )

    def __init__(self, *args, user, election, issue=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = street_staff(election)
        communities = [issue.community] if issue else own_areas_first(user, election)
        self.fields["owner"].offer(election, communities)
        if issue:
            del self.fields["community"]
            self.fields["leader"].help_text = ""
        else:
            self.fields["community"].queryset = communities
        if all(len(code) == COMMUNITY_CODE_LENGTH for code in granted_codes(user, "view_records")):
            del self.fields["street_only"]
            if not issue and len(communities) == 1:  # her own, and no other
                self.initial["community"] = communities[0]

    def service_fields(self):
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "community")}


class EntryForm(forms.Form):
    """A line of progress, with what proves it."""

    text = forms.CharField(label="做了什么、进展如何", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    happened_on = forms.DateField(label="日期", widget=day_input(), initial=timezone.localdate)
    photos = PhotosField(label="佐证材料")


class IssueMoveForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=1000, strip=True)


class GradeForm(forms.Form):
    """A community's grade and why."""

    grade = forms.ChoiceField(label="风险等级", choices=RiskGrades.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(label="评定理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ScaleForm(forms.Form):
    """The wording of one grade of the scale."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    criteria = forms.CharField(label="标准", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label="依据", required=False, max_length=200)


class ConfirmScaleForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(label="核定文号", max_length=60)
