"""Forms of the reserve pool, the sources and early tempering: each names the fields it takes."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from candidates.models import Assignment, Candidate, ReserveEntry
from candidates.models.assignments import Ratings
from candidates.pool_rules import rule_of
from candidates.services.assignments import observers_for
from communities.forms.people import QUERY_LENGTH, CommunityField, communities_for, offer_communities
from communities.models import Person, Posts
from communities.models.committees import in_office
from communities.street_staff import street_staff
from core import access
from core.forms import DayField, LooseDateField, PhotosField, PhotosInput

ANY = [("", "全部")]
CHOOSE = [("", "请选择")]
PLAIN_SELECT = {"class": "form-select"}
HEADS = (Posts.SECRETARY, Posts.DIRECTOR)


def _text(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class FilterForm(forms.Form):
    """Base of the filters of a list of people; ``q`` is posted only."""

    q = forms.CharField(
        label="姓名或拼音首字母", required=False, max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    community = CommunityField(None, label="社区", required=False, empty_label="全部")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_communities(self, user, "view_records")


class ReserveFilter(FilterForm):
    state = forms.ChoiceField(label="状态", required=False, choices=[*ANY, *ReserveEntry.States.choices])
    direction = forms.ChoiceField(label="培养方向", required=False, choices=[*ANY, *ReserveEntry.Directions.choices])
    origin = forms.ChoiceField(label="来源", required=False, choices=[*ANY, *ReserveEntry.Origins.choices])


class AssignmentFilter(FilterForm):
    state = forms.ChoiceField(
        label="状态", required=False, choices=[*ANY, *Assignment.States.choices, ("overdue", "逾期未办结")]
    )
    kind = forms.ChoiceField(label="方式", required=False, choices=[*ANY, *Assignment.Kinds.choices])


class MentorField(forms.ModelChoiceField):
    """Who may guide: those who sit now, the street's staff, and whoever once was secretary or director (老书记)."""

    def label_from_instance(self, obj):
        return f"{obj.name}（{obj.occupation or obj.community.short_name}）"

    def limit_to(self, user, election):
        sits = Q(in_office("memberships__"), memberships__committee__election=election)
        led = Q(memberships__post__in=HEADS)
        known = Person.objects.filter(sits | led | Q(pk__in=street_staff(election).order_by().values("pk")))
        visible = access.visible_to(user, Person).kept().filter(pk__in=known.order_by().values("pk"))
        self.queryset = visible.select_related("community").order_by("community_id", "name", "pk")


class ReserveForm(forms.Form):
    """后备干部登记表, the community's part."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    direction = forms.ChoiceField(label="培养方向", choices=ReserveEntry.Directions.choices, widget=forms.RadioSelect)
    origin = forms.ChoiceField(label="来源（怎么来的）", choices=[*CHOOSE, *ReserveEntry.Origins.choices])
    recommended_by_form = forms.ChoiceField(
        label="推荐方式", choices=ReserveEntry.Recommendations.choices, widget=forms.RadioSelect
    )
    recommender = forms.CharField(
        label="推荐人或推荐组织", required=False, max_length=60, help_text="如：社区党总支、第二党小组。自荐不用填。"
    )
    recommended_on = LooseDateField(
        label="推荐日期", required=False, widget=forms.TextInput(attrs={"placeholder": "如 2026-10-08"})
    )
    speciality = forms.CharField(label="熟悉专业、有何特长", required=False, max_length=200)
    performance = forms.CharField(label="现实表现", required=False, max_length=2000, widget=_text(4))
    training_post = forms.CharField(
        label="培育岗位", required=False, max_length=60, help_text="如：书记助理、网格长、楼栋党小组长。"
    )
    mentor = MentorField(Person.objects.none(), label="帮带人", required=False, empty_label="未定")
    community_opinion = forms.CharField(label="社区党组织意见", required=False, max_length=1000, widget=_text())
    street_opinion = forms.CharField(label="街道党工委意见", required=False, max_length=1000, widget=_text())

    def __init__(self, *args, user, election, entry=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentor"].limit_to(user, election)
        if entry is None or not access.allowed(user, "accept_records", entry):
            del self.fields["street_opinion"]


class RegisterForm(ReserveForm):
    """A person on file, and his registration."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="人员", widget=forms.TextInput(attrs={"id": "pick-person"})
    )
    community = CommunityField(None, label="社区", empty_label="请选择")
    field_order = ["person", "community"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["person"].queryset = access.visible_to(user, Person)
        self.fields["person"].error_messages = dict.fromkeys(("required", "invalid_choice"), "请先选择人员。")
        communities = communities_for(user, "fill_records")
        self.fields["community"].queryset = communities
        if len(communities) == 1:
            self.fields["community"].empty_label = None
        del self.fields["version"]


class MoveForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=1000, strip=True)
    opinion = forms.CharField(required=False, max_length=1000, strip=True)


class PoolRuleForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    secretaries = forms.IntegerField(label="每社区书记后备不少于（名）", min_value=0, max_value=99)
    members = forms.IntegerField(label="每社区委员后备不少于（名）", min_value=0, max_value=99)
    observers = forms.IntegerField(
        label="每项历练任务观察人不少于（名）", min_value=3, max_value=20,
        help_text="达到这个人数，社区才能看到观察结果的分布；不少于3名，以免看出是谁评的。",
    )  # fmt: skip
    fields_text = forms.CharField(label="历练领域（一行一个）", max_length=1000, widget=_text(7))
    basis = forms.CharField(label="依据", required=False, max_length=200)
    document_number = forms.CharField(
        label="核定文号", required=False, max_length=60, help_text="填写后不再标“示例（待核定）”；改动后须重新核定。"
    )


class SourceFilter(forms.Form):
    """Whose people are looked at."""

    community = CommunityField(None, label="社区", required=False, empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities_for(user, "view_records").filter(is_active=True)


class ChosenForm(forms.Form):
    """One of those about to be made candidates."""

    source = forms.ChoiceField(label="来源", choices=Candidate.Sources.choices, widget=forms.Select(attrs=PLAIN_SELECT))
    intended_post = forms.ChoiceField(label="拟任职务", choices=Posts.choices, widget=forms.Select(attrs=PLAIN_SELECT))
    is_lead_goose = forms.BooleanField(
        label="头雁", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )


class AssignmentForm(forms.Form):
    """历练任务."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="历练方式", choices=Assignment.Kinds.choices, widget=forms.RadioSelect)
    field = forms.ChoiceField(label="领域")
    content = forms.CharField(label="任务内容", max_length=300, widget=_text())
    mentor = MentorField(Person.objects.none(), label="带教人", required=False, empty_label="未定")
    since = DayField(label="开始日期", initial=timezone.localdate)
    until = DayField(label="计划完成日期")

    def __init__(self, *args, user, election, assignment=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentor"].limit_to(user, election)
        names = rule_of(election).field_names
        if assignment and assignment.field not in names:
            names = [assignment.field, *names]
        self.fields["field"].choices = [*CHOOSE, *((name, name) for name in names)]


class ObserversField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return f"{obj.full_name}（{obj.duty}）" if obj.duty else obj.full_name


class ObserversForm(forms.Form):
    observers = ObserversField(None, label="观察人", required=False)

    def __init__(self, *args, user, community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["observers"].queryset = observers_for(user, community)


class GiveForm(AssignmentForm):
    """Who is to be tried, where, and the task."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="历练人员", widget=forms.TextInput(attrs={"id": "pick-person"})
    )
    community = CommunityField(None, label="社区", empty_label="请选择")
    field_order = ["person", "community"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["person"].queryset = access.visible_to(user, Person)
        self.fields["person"].error_messages = dict.fromkeys(("required", "invalid_choice"), "请先选择历练人员。")
        communities = communities_for(user, "fill_records")
        self.fields["community"].queryset = communities
        if len(communities) == 1:
            self.fields["community"].empty_label = None
        del self.fields["version"]


def _rating(label):
    return forms.TypedChoiceField(
        label=label, coerce=int, choices=Ratings.choices, widget=forms.RadioSelect,
        error_messages={"required": f"请评“{label}”。"},
    )  # fmt: skip


class ObserveForm(forms.Form):
    """Three taps; a photo and a sentence if there is something to show or say."""

    photos = PhotosField(label="现场照片（可选）", help_text="", widget=PhotosInput(attrs={"class": "form-control"}))
    ability = _rating("工作能力")
    courage = _rating("担当作为")
    standing = _rating("群众口碑")
    remark = forms.CharField(
        label="一句话（可选）", required=False, max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )


class AddForm(forms.Form):
    """What is added to an observation afterwards."""

    photos = PhotosField(label="补充照片", help_text="")
    remark = forms.CharField(label="补充一句话", required=False, max_length=200)
