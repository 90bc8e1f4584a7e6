"""Forms about talks: each names the fields it takes, so that no other POST field reaches a record."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from communities.forms.people import QUERY_LENGTH, CommunityField, communities_for, offer_communities
from communities.models import Issue, Person
from communities.street_staff import street_staff
from core import access
from core.access import code_condition
from core.forms import PhotosField
from interviews import talk_people
from interviews.models import HeartTalk
from interviews.models.talks import HOLD, Methods, Moods, Obedience, Stands, TalkKinds, Themes

ANY = [("", "全部")]
CHOOSE = [("", "请选择")]
TEXT_LENGTH = 8000


def _day(**attrs):
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


def _time():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _text(rows=4, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


class PersonChoice(forms.ModelChoiceField):
    """People of the street told apart by their office, secretaries by their community; rows come with ``community``."""

    def label_from_instance(self, obj):
        return f"{obj.name}（{obj.occupation or obj.community.short_name}）"


class TalkFilter(forms.Form):
    """What the list of talks is narrowed by; ``q`` is posted only."""

    q = forms.CharField(
        label="谈话对象姓名或拼音", required=False, max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label="状态", required=False, choices=[*ANY, *HeartTalk.States.choices, ("overdue", "逾期未谈"), ("unassigned", "未派谈话人")]
    )  # fmt: skip
    kind = forms.ChoiceField(label="类型", required=False, choices=[*ANY, *TalkKinds.choices])
    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    mine = forms.BooleanField(label="只看我承办的", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_communities(self, user, "view_records")


def _due_date():
    return timezone.localdate() + timedelta(days=14)


class PlanForm(forms.Form):
    """Whom the records say to talk to, until when."""

    kind = forms.ChoiceField(
        label="谈话类型", choices=TalkKinds.choices, widget=forms.RadioSelect, initial=TalkKinds.HEART
    )
    due_on = forms.DateField(label="完成时限", widget=_day(), initial=_due_date)
    community = CommunityField(None, label="社区", required=False, empty_label="全部社区")

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        communities = communities_for(user, "conduct_talks").filter(code_condition("code", [election.region_id]))
        self.fields["community"].queryset = communities
        self.fields["kind"].choices = [
            (kind, f"{label}（{WHO_IS_CONCERNED[kind]}）") for kind, label in TalkKinds.choices
        ]  # fmt: skip


WHO_IS_CONCERNED = {
    TalkKinds.HEART: "现任“两委”成员",
    TalkKinds.LEAVING: "本届已离任成员",
    TalkKinds.LOSING: "本届人选，计票后安排",
    TalkKinds.NOMINEE: "本届人选中的非现任人员",
}


class PlanOneForm(forms.Form):
    """One person picked by hand."""

    partner = forms.ModelChoiceField(
        Person.objects.none(), label="谈话对象", widget=forms.TextInput(attrs={"id": "pick-partner"})
    )
    community = CommunityField(None, label="所在社区", empty_label="请选择")
    kind = forms.ChoiceField(
        label="谈话类型", choices=TalkKinds.choices, widget=forms.RadioSelect, initial=TalkKinds.HEART
    )
    due_on = forms.DateField(label="完成时限", widget=_day(), initial=_due_date)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = access.visible_to(user, Person)
        self.fields["partner"].error_messages = dict.fromkeys(("required", "invalid_choice"), "请先选择谈话对象。")
        self.fields["community"].queryset = communities_for(user, "conduct_talks")


class TalksField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.partner.name}（{obj.get_kind_display()}）"


class AssignForm(forms.Form):
    """Several planned talks and who holds them."""

    talks = TalksField(
        HeartTalk.objects.none(), label="谈话", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一名谈话对象。", "invalid_choice": "所选谈话已登记或取消，请刷新页面。"},
    )  # fmt: skip
    lead = PersonChoice(Person.objects.none(), label="谈话人（主谈）", empty_label="请选择")
    second = PersonChoice(Person.objects.none(), label="谈话人（陪同）", required=False, empty_label="无")
    recorder = PersonChoice(Person.objects.none(), label="记录人", required=False, empty_label="无")

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        planned = access.visible_to(user, HeartTalk, "conduct_talks").planned().filter(election=election)
        self.fields["talks"].queryset = planned.with_plan(election)
        for name in ("lead", "second", "recorder"):
            self.fields[name].queryset = talk_people.talkers(election)


class RecordForm(forms.Form):
    """What a talk was about. Times are the day and two clock times, as people say them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    held_on = forms.DateField(label="谈话日期", widget=_day())
    starts = forms.TimeField(label="开始时间", widget=_time())
    ends = forms.TimeField(label="结束时间", widget=_time())
    place = forms.CharField(label="谈话地点", max_length=100)
    method = forms.ChoiceField(label="谈话方式", choices=Methods.choices, initial=Methods.IN_PERSON)
    outline = forms.CharField(label="谈话提纲", required=False, max_length=TEXT_LENGTH, widget=_text(7))
    content = forms.CharField(
        label="谈话内容要点", max_length=TEXT_LENGTH, widget=_text(10), help_text="客观记录双方要点，用第三人称。"
    )
    stand = forms.ChoiceField(label="进退留转表态", choices=Stands.choices, widget=forms.RadioSelect)
    obedience = forms.ChoiceField(label="服从组织安排", choices=Obedience.choices, widget=forms.RadioSelect)
    mood = forms.ChoiceField(label="思想动态", choices=Moods.choices, widget=forms.RadioSelect)
    suggestions = forms.CharField(label="意见建议", required=False, max_length=TEXT_LENGTH, widget=_text(4))
    recommendation = forms.CharField(
        label="人选推荐", required=False, max_length=2000, widget=_text(3),
        help_text="单独保存、限阅，不印在谈话记录上。",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if {"held_on", "starts", "ends"} <= data.keys():
            day, starts, ends = (data.pop(name) for name in ("held_on", "starts", "ends"))
            data["held_from"] = timezone.make_aware(datetime.combine(day, starts))
            data["held_until"] = timezone.make_aware(datetime.combine(day, ends))
        return data


class ConcernForm(forms.Form):
    """One concern: a theme that is counted, and words that are not shown to the street."""

    theme = forms.ChoiceField(label="主题", required=False, choices=[("", "无"), *Themes.choices])
    text = forms.CharField(label="诉求内容", required=False, max_length=2000, widget=_text(2))

    def clean(self):
        data = super().clean()
        if data.get("text") and not data.get("theme"):
            self.add_error("theme", "请为这条诉求选择主题。")
        return data


ConcernFormSet = forms.formset_factory(ConcernForm, extra=2, max_num=12, absolute_max=12)


class SignForm(forms.Form):
    """A drawn signature, and the digest of the text on the page it was drawn on."""

    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    strokes = forms.CharField(label="签名", required=False, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    text = forms.CharField(label="补充说明", max_length=2000, widget=_text(4))


class FollowUpForm(forms.Form):
    """后续措施 of a talk."""

    content = forms.CharField(
        label="措施", max_length=500, widget=_text(3), help_text="责任人能看到这一条，看不到谈话的其他内容。"
    )
    owner = PersonChoice(Person.objects.none(), label="责任人", empty_label="请选择")
    due_on = forms.DateField(label="完成时限", widget=_day(), initial=_due_date)

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = street_staff(election).select_related("community")


class FinishForm(forms.Form):
    outcome = forms.CharField(label="办理结果", max_length=500, widget=_text(3))
    done_on = forms.DateField(label="办结日期", widget=_day(), initial=timezone.localdate)


class TalkIssueForm(forms.Form):
    """What of a talk goes into the register of issues, in words written for it."""

    title = forms.CharField(label="问题", max_length=100, help_text="另写一句能公开给经办人员的话，不写是谁反映的。")
    kind = forms.ChoiceField(label="类别", choices=[*CHOOSE, *Issue.Kinds.choices])
    seriousness = forms.TypedChoiceField(label="严重程度", coerce=int, choices=Issue.Seriousness.choices)
    description = forms.CharField(label="情况说明", required=False, max_length=2000, widget=_text(4))
    street_only = forms.BooleanField(label="仅街道可见", required=False, initial=True)
    agreed = forms.BooleanField(
        label="以上文字可以公开给难点问题的经办人员，其中没有只应谈话人知道的内容", required=False
    )


class OutlineForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label="提纲", max_length=2000, widget=_text(10))
    document_number = forms.CharField(
        label="核定文号",
        required=False,
        max_length=60,
        help_text="填写后不再标“示例（待核定）”；改动文字后须重新核定。",
    )


class ScansForm(forms.Form):
    files = PhotosField(label="扫描件", help_text="可一次选择多个 PDF 或照片，每个文件不超过 15 MB。")


class MatchForm(forms.Form):
    """Whose talk a page belongs to: among one's own that still take scans."""

    talk = forms.ModelChoiceField(
        HeartTalk.objects.none(), label="归入谈话", empty_label="请选择",
        error_messages={"required": "请选择这一页属于哪次谈话。", "invalid_choice": "这次谈话不由您承办，或已归档。"},
    )  # fmt: skip

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        own = access.visible_to(user, HeartTalk, HOLD).filter(election=election, state__in=["planned", "recorded"])
        self.fields["talk"].queryset = own.select_related("partner", "election")
        self.fields["talk"].label_from_instance = lambda talk: f"{talk.code}　{talk.partner.name}"


class MoveTalkForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=1000, strip=True)
