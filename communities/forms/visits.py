"""Forms about research visits, made to be filled in on a phone in two minutes."""

from django import forms
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from communities.forms.people import CommunityField, communities_for, offer_communities
from communities.models import CommitteeMember, FieldVisit, Issue, Person
from communities.street_staff import areas_of, place_on_roster, street_staff
from core.forms import PhotosField

ANY = [("", "全部")]
FINDING = {"rows": 4}


def day_input():
    """A date as the browser's own calendar gives it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time_input():
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class StaffField(forms.ModelChoiceField):
    """One of the street's people, with the office he holds."""

    def label_from_instance(self, obj):
        return name_and_office(obj)


class StaffsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return name_and_office(obj)


def name_and_office(person):
    """张三（党工委副书记）; the name alone for who has no office on file."""
    return f"{person.name}（{person.occupation}）" if person.occupation else person.name


def possible_visitors(user, election, visit=None):
    """Who may have gone: the user himself if he is on file (a secretary), those he sits with in his community, then
    the street's people in their order.

    Who went on ``visit`` stays choosable, even when he has left the roster since.
    """
    who = Q(pk__in=street_staff(election).order_by().values("pk")) | Q(user=user)
    if visit:
        who |= Q(pk__in=visit.visitors.order_by().values("pk"))
    colleagues = _colleagues(user, election)
    near_first = Case(When(user=user, then=Value(0)), When(pk__in=colleagues, then=Value(1)), default=Value(2))
    return Person.objects.filter(who | Q(pk__in=colleagues)).order_by(near_first, place_on_roster(election), "pk")


def _colleagues(user, election):
    """Keys of the sitting team of the one community that the user fills in records of; none for who has several."""
    places = list(communities_for(user, "fill_records").values_list("pk", flat=True)[:2])
    if len(places) != 1:
        return []
    members = CommitteeMember.objects.sitting().in_election(election).filter(committee__community=places[0])
    return list(members.values_list("person", flat=True).distinct())


def own_areas_first(user, election):
    """The communities in which ``user`` fills in records, those he answers for (包片) on top."""
    areas = areas_of(user, election)
    rank = Case(When(pk__in=areas, then=Value(0)), default=Value(1)) if areas else Value(1)
    return communities_for(user, "fill_records").filter(is_active=True).order_by(rank, "code")


class VisitFilter(forms.Form):
    """What the list of visits is narrowed by."""

    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    method = forms.ChoiceField(label="方式", required=False, choices=[*ANY, *FieldVisit.Methods.choices])
    month = forms.DateField(
        label="月份", required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "如 2026-11"}),
        error_messages={"invalid": "请按“2026-11”的样子填写月份。"},
    )  # fmt: skip
    visitor = StaffField(None, label="走访人", required=False, empty_label="全部")

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visitor"].queryset = possible_visitors(user, election)
        offer_communities(self, user, "view_records")


class VisitForm(forms.Form):
    """One visit. What a phone need not ask stands behind “更多”."""

    MORE = ("starts_at", "ends_at", "place", "companions", "met", "met_count", "household_count", "follow_up")

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    community = CommunityField(None, label="社区", empty_label="请选择")
    method = forms.ChoiceField(label="方式", choices=FieldVisit.Methods.choices, widget=forms.RadioSelect)
    visited_on = forms.DateField(label="日期", widget=day_input())
    visitors = StaffsField(None, label="走访人", required=False)
    achievements = forms.CharField(
        label="现任班子工作实绩", required=False, max_length=4000, widget=forms.Textarea(attrs=FINDING),
        help_text="三项中至少写一项。",
    )  # fmt: skip
    reserve = forms.CharField(
        label="后备干部储备", required=False, max_length=4000, widget=forms.Textarea(attrs=FINDING)
    )
    recognition = forms.CharField(
        label="党员群众认可度", required=False, max_length=4000, widget=forms.Textarea(attrs=FINDING)
    )
    photos = PhotosField()
    starts_at = forms.TimeField(label="开始时间", required=False, widget=_time_input())
    ends_at = forms.TimeField(label="结束时间", required=False, widget=_time_input())
    place = forms.CharField(label="地点", required=False, max_length=100)
    companions = forms.CharField(
        label="同行人员", required=False, max_length=200, help_text="走访人名单以外的，如网格员、居民代表。"
    )
    met = forms.CharField(label="会见对象", required=False, max_length=200, help_text="如党员代表、居民组长、老干部。")
    met_count = forms.IntegerField(label="会见人数", required=False, min_value=0, max_value=9999)
    household_count = forms.IntegerField(label="走访户数", required=False, min_value=0, max_value=9999)
    follow_up = forms.CharField(
        label="后续工作", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, user, election, visit=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visitors"].queryset = possible_visitors(user, election, visit)
        if visit:
            del self.fields["community"], self.fields["photos"]
            return
        communities = own_areas_first(user, election)
        self.fields["community"].queryset = communities
        if len(communities) == 1:
            self.fields["community"].empty_label = None

    @property
    def more_is_open(self):
        """Whether a field behind “更多” is filled in or wrong."""
        return any(self[name].errors or self[name].value() for name in self.MORE)

    def service_fields(self):
        """What the services take of it."""
        left_out = ("version", "community", "visitors", "photos")
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class IssueOnTheSpotForm(forms.Form):
    """A line for an issue that came up during a visit."""

    title = forms.CharField(label="问题", max_length=100, error_messages={"required": "请用一句话写明问题。"})
    kind = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), *Issue.Kinds.choices], error_messages={"required": "请选择类别。"}
    )
    seriousness = forms.TypedChoiceField(
        label="程度", coerce=int, choices=Issue.Seriousness.choices, initial=Issue.Seriousness.ORDINARY
    )
    due_on = forms.DateField(label="化解时限", required=False, widget=day_input())

    def has_changed(self):
        """Whether the line says anything: the degree alone, which is preset, does not."""
        return any(self.data.get(self.add_prefix(name)) for name in ("title", "kind", "due_on"))

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise forms.ValidationError("化解时限不能早于今天。")
        return due_on


IssuesOnTheSpot = forms.formset_factory(IssueOnTheSpotForm, extra=2, max_num=20, absolute_max=20)


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
