"""Forms about study sessions, signing in and catching up."""

from datetime import datetime

from django import forms
from django.utils import timezone

from communities.forms.people import filing_places
from communities.forms.visits import day_input
from communities.models import TermRole
from core.access import code_condition
from discipline.models import Attendee, Carriers, CatchUp, DisciplineText, StudySession

ANY = [("", "全部")]


def _time():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class TextsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return obj.title


class AttendeesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return f"{obj.person.name}（{obj.place.short_name}）"


class StudyFilter(forms.Form):
    carrier = forms.ChoiceField(label="学习载体", required=False, choices=[*ANY, *Carriers.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[*ANY, *StudySession.States.choices])
    region = forms.ModelChoiceField(None, label="组织单位", required=False, empty_label="全部")

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        places = filing_places(user, "view_records")
        self.fields["region"].queryset = places
        self.fields["region"].label_from_instance = lambda region: region.short_name
        if len(places) < 2:
            del self.fields["region"]


class SessionForm(forms.Form):
    """A session: what, for whom, when, where. Times are the day and two clock times, as people say them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    region = forms.ModelChoiceField(None, label="组织单位", empty_label="请选择")
    title = forms.CharField(label="学习主题", max_length=100)
    carrier = forms.ChoiceField(label="学习载体", choices=Carriers.choices, widget=forms.RadioSelect)
    texts = TextsField(
        DisciplineText.objects.none(), label="学习内容",
        error_messages={"required": "请至少选择一份学习内容。", "invalid_choice": "所选文本已不是现行文本，请刷新页面。"},
    )  # fmt: skip
    capacities = forms.MultipleChoiceField(
        label="应到对象", choices=TermRole.Capacities.choices, widget=forms.CheckboxSelectMultiple,
        help_text="按本届名册自动列出应到人员，不用另报名单。", error_messages={"required": "请至少选择一类应到对象。"},
    )  # fmt: skip
    held_on = forms.DateField(label="日期", widget=day_input())
    starts = forms.TimeField(label="开始时间", widget=_time())
    ends = forms.TimeField(label="结束时间", widget=_time())
    place = forms.CharField(label="地点", max_length=100)
    host = forms.CharField(label="主持人", required=False, max_length=50)
    speaker = forms.CharField(label="主讲人", required=False, max_length=50)
    recorder = forms.CharField(label="记录人", required=False, max_length=50)
    with_place_code = forms.BooleanField(
        label="手机签到须输入现场码", required=False, help_text="现场屏幕显示四位数字，输错的签到转为待认定。"
    )
    summary = forms.CharField(label="学习要点", required=False, max_length=4000, widget=forms.Textarea({"rows": 5}))
    decisions = forms.CharField(
        label="讨论和落实要求", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args, user, election, session=None, **kwargs):
        super().__init__(*args, **kwargs)
        texts = DisciplineText.objects.current(election)
        if session:
            texts = (texts | session.texts.all()).distinct()
            del self.fields["region"], self.fields["capacities"], self.fields["with_place_code"]
        else:
            places = filing_places(user, "fill_discipline").filter(
                code_condition("code", [election.region_id]), is_active=True
            )  # fmt: skip
            self.fields["region"].queryset = places
            self.fields["region"].label_from_instance = lambda region: region.short_name
            if len(places) == 1:
                self.fields["region"].empty_label = None
        self.fields["texts"].queryset = texts.order_by("kind", "family", "-edition")

    def clean(self):
        data = super().clean()
        if {"held_on", "starts", "ends"} <= data.keys():
            day, starts, ends = (data.pop(name) for name in ("held_on", "starts", "ends"))
            data["starts_at"] = timezone.make_aware(datetime.combine(day, starts))
            data["ends_at"] = timezone.make_aware(datetime.combine(day, ends))
            if ends <= starts:
                self.add_error("ends", "结束时间早于或等于开始时间，请核对。")
        return data


class MoveForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=1000, strip=True)


class StrokesForm(forms.Form):
    """A drawn signature."""

    strokes = forms.CharField(label="签名", required=False, widget=forms.HiddenInput)


class PublicSignForm(StrokesForm):
    """Who has no account says who he is; the code of the place where the session asks for one."""

    name = forms.CharField(label="姓名", max_length=50, widget=forms.TextInput({"autocomplete": "off"}))
    tail = forms.CharField(
        label="本人手机号或身份证号后四位", max_length=10,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text", "maxlength": 4}),
    )  # fmt: skip
    place_code = forms.CharField(
        label="现场码",
        required=False,
        max_length=10,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, session, is_known=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["name"], self.fields["tail"]
        if not session.place_code:
            del self.fields["place_code"]


class PaperForm(forms.Form):
    people = AttendeesField(Attendee.objects.none(), label="签到表上已签名的人员", required=False)

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        rows = session.attendees.missing().select_related("person", "place")
        self.fields["people"].queryset = rows


class CatchUpForm(PaperForm):
    done_on = forms.DateField(label="补学日期", widget=day_input())
    way = forms.ChoiceField(label="补学方式", choices=CatchUp.Ways.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].label = "补学人员"


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label="缺席原因", required=False, max_length=100, help_text="如外出培训、病假；留空即取消。"
    )


class DecideForm(forms.Form):
    accept = forms.TypedChoiceField(
        label="认定", coerce=lambda value: value == "yes", choices=[("yes", "认定有效"), ("no", "不予认定")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(label="认定意见", required=False, max_length=200, help_text="不予认定的须写明理由。")


class WithdrawForm(forms.Form):
    note = forms.CharField(label="撤销原因", max_length=200)
