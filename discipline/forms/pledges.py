"""Forms about pledges: each names the fields it takes."""

from django import forms
from django.utils import timezone

from communities.forms.people import QUERY_LENGTH, CommunityField, filing_places
from communities.models import TermRole
from core import access
from core.forms import PhotosField
from discipline.models import DisciplineText, Duties, Pledge
from discipline.models.pledges import COPIES, FILL
from discipline.pledge_states import PledgeStates

ANY = [("", "全部")]
NOT_YET = [("to_sign", "未签和需补签"), ("overdue", "逾期未签"), *PledgeStates.choices]


def _day(**attrs):
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


def _area(rows):
    return forms.Textarea(attrs={"rows": rows})


class TextChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.title}（{obj.edition_name}{'' if obj.is_confirmed else '，待核定'}）"


class CampaignForm(forms.Form):
    """Who signs what, until when; the words before and after the items may be changed."""

    text = TextChoice(DisciplineText.objects.none(), label="纪律文本", empty_label=None)
    title = forms.CharField(label="承诺书名称", max_length=60, initial="换届纪律承诺书")
    capacities = forms.MultipleChoiceField(
        label="签署范围", choices=TermRole.Capacities.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一类人员。"},
    )  # fmt: skip
    due_on = forms.DateField(label="签署时限", widget=_day())
    copies = forms.TypedChoiceField(label="份数", choices=COPIES, coerce=int, initial=2)
    keeping_place = forms.CharField(label="存放处", max_length=60, initial="街道党建办档案柜")
    opening = forms.CharField(label="启语", max_length=300, widget=_area(3))
    closing = forms.CharField(label="结语", max_length=300, widget=_area(2))

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        texts = DisciplineText.objects.current(election).under_duty(Duties.PLEDGE).filter(items__isnull=False)
        self.fields["text"].queryset = texts.distinct().prefetch_related("duties")


class EditCampaignForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="承诺书名称", max_length=60)
    due_on = forms.DateField(label="签署时限", widget=_day())
    keeping_place = forms.CharField(label="存放处", max_length=60)


class RegisterFilter(forms.Form):
    """What the register is narrowed by; ``q`` is posted only."""

    q = forms.CharField(
        label="姓名或拼音", required=False, max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    state = forms.ChoiceField(label="签署情况", required=False, choices=[*ANY, *NOT_YET])
    capacity = forms.ChoiceField(label="身份", required=False, choices=[*ANY, *TermRole.Capacities.choices])
    community = CommunityField(None, label="社区", required=False, empty_label="全部")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = filing_places(user, "view_records")
        self.fields["community"].queryset = places
        if len(places) < 2:
            del self.fields["community"]


class SignForm(forms.Form):
    shown = forms.CharField(max_length=64)
    strokes = forms.CharField(required=False)


class WaiveForm(forms.Form):
    reason = forms.CharField(label="不需签的原因", max_length=200)


class KeepingForm(forms.Form):
    copies = forms.TypedChoiceField(label="存档份数", choices=((1, "1 份"), (2, "2 份")), coerce=int)
    keeping_place = forms.CharField(label="存放处", max_length=60)


class ScansForm(forms.Form):
    files = PhotosField(
        label="扫描件或照片", help_text="可一次选择多个 PDF 或照片；每件不超过 15 MB，共不超过 300 页。"
    )
    signed_on = forms.DateField(label="纸上的签署日期", widget=_day(), initial=timezone.localdate)


class PledgeChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.person.name}　{obj.community.short_name}　{obj.code}"


class MatchForm(forms.Form):
    """Whose page it is, under which edition, and what to do where one is on file."""

    pledge = PledgeChoice(
        Pledge.objects.none(), label="承诺人", empty_label="请选择",
        error_messages={"required": "请选择这一页是谁签的。", "invalid_choice": "这份承诺书不在您的填报范围内。"},
    )  # fmt: skip
    edition = TextChoice(DisciplineText.objects.none(), label="所签文本版本", empty_label=None)
    signed_on = forms.DateField(label="签署日期", widget=_day(), initial=timezone.localdate)
    action = forms.ChoiceField(
        label="办法", widget=forms.RadioSelect, initial="file",
        choices=[("file", "归入此人（尚无这一版签署件）"), ("copy", "作为另一份归入"), ("replace", "替换已有的签署件")],
    )  # fmt: skip

    def __init__(self, *args, user, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        own = access.visible_to(user, Pledge, FILL).filter(campaign=campaign)
        self.fields["pledge"].queryset = own.select_related("person", "community", "campaign", "election").in_order()
        editions = DisciplineText.objects.filter(election=campaign.election_id, family=campaign.family)
        self.fields["edition"].queryset = editions.order_by("-edition")
