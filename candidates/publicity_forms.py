"""Forms of a 公示: the notice, an objection, and what came of it."""

from django import forms
from django.utils import timezone

from candidates.models import NameNotice, NoticeName, Objection
from core.forms import DayField


class NameTicks(forms.ModelMultipleChoiceField):
    def label_from_instance(self, one):
        return f"{one.person.name}（拟任{one.get_intended_post_display()}，{one.get_state_display()}）"


class NoticeForm(forms.Form):
    """What the paper says, and whom it names."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="公示内容", choices=NameNotice.Kinds.choices)
    candidates = NameTicks(
        None, label="公示人选", widget=forms.CheckboxSelectMultiple,
        help_text="联审通过的人选，和已采用方案中严审通过的人选。",
    )  # fmt: skip
    starts_on = DayField(label="公示开始")
    working_days = forms.IntegerField(
        label="工作日天数", min_value=1, max_value=30, initial=5,
        help_text="默认 5 个工作日为示例（待核定）；未见统一规定，请按上级文件填写。",
    )  # fmt: skip
    basis = forms.CharField(label="天数依据", required=False, max_length=100, help_text="填写后不再标示例（待核定）。")
    place = forms.CharField(label="张贴地点", max_length=100)
    contact_office = forms.CharField(label="受理单位", max_length=60)
    contact_phone = forms.CharField(label="受理电话", max_length=40)
    contact_address = forms.CharField(label="受理地址", max_length=100)

    def __init__(self, *args, able, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["candidates"].queryset = able

    def service_fields(self):
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return data | {"candidates": list(data["candidates"])}


class ObjectionForm(forms.Form):
    """An objection as it came in."""

    received_on = DayField(label="收到日期", initial=timezone.localdate)
    channel = forms.ChoiceField(label="渠道", choices=Objection.Channels.choices)
    about = forms.ModelChoiceField(None, label="反映对象", required=False, empty_label="公示内容本身")
    is_anonymous = forms.BooleanField(label="匿名", required=False)
    who = forms.CharField(
        label="反映人", required=False, max_length=100, help_text="加密保存，只有查阅审查明细的人员能看到。"
    )
    content = forms.CharField(label="反映内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, notice, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = NoticeName.objects.filter(notice=notice)


class ResolveForm(forms.Form):
    """What came of an objection."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(label="核查结论", choices=[("", "请选择"), *Objection.Results.choices])
    handling = forms.CharField(label="核查处理情况", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    resolved_on = DayField(label="办结日期", initial=timezone.localdate)
