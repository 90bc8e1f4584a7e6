"""Forms of the rule book: each names the fields it takes; what all kinds share stands in RuleForm."""

import re

from django import forms

from candidates.models import Comparisons, Measures, NegativeItem, ReviewDepartment, StructureTarget
from communities.models import Region
from communities.models.regions import lineage
from core.forms import DayField

RECHECK_KEY = re.compile(r"(standard|negative)-[0-9]{1,15}-[0-9]{1,9}")


class RegionField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.short_name


class RuleForm(forms.Form):
    """Where a rule comes from and when it is valid. ``election``: the term; ``settled``: it was confirmed or used."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    basis = forms.CharField(label="依据", required=False, max_length=200, help_text="文件名称、条款。")
    region = RegionField(
        None, label="适用地区", required=False, empty_label="全国通用或未注明", help_text="依据文件由哪一级制定。"
    )
    valid_from = DayField(label="生效日期")
    valid_to = DayField(label="失效日期", required=False, help_text="仍然有效的留空。")
    change_note = forms.CharField(
        label="修改说明", required=False, max_length=200, help_text="为什么改，记入历次版本。"
    )

    def __init__(self, *args, election, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(pk__in=lineage(election.region_id))
        if is_new:
            del self.fields["change_note"]


class NegativeItemForm(RuleForm):
    """An item of the negative list."""

    title = forms.CharField(label="情形", max_length=100)
    kind = forms.ChoiceField(
        label="类别", choices=NegativeItem.Kinds.choices, widget=forms.RadioSelect,
        help_text="“不得”一票否决，须凭上级书面结论解除；“不宜”须集体研究同意方可继续。",
    )  # fmt: skip
    look_back_years = forms.IntegerField(
        label="回溯年限", required=False, min_value=1, max_value=50, help_text="从基准日往前算；没有固定年限的留空。"
    )
    period = forms.CharField(
        label="期限口径", required=False, max_length=60, help_text="没有固定年限时写明，如“影响期内”。"
    )
    checking_bodies = forms.CharField(label="核查单位", required=False, max_length=100)
    evidence_required = forms.BooleanField(label="“无此情形”也须写明依据", required=False)
    field_order = ("title", "kind", "look_back_years", "period", "checking_bodies", "evidence_required")


class TargetForm(RuleForm):
    """A structure target."""

    body = forms.ChoiceField(label="考察对象", choices=StructureTarget.Bodies.choices)
    measure = forms.ChoiceField(label="指标", choices=Measures.choices)
    comparison = forms.ChoiceField(label="要求", choices=Comparisons.choices)
    value = forms.DecimalField(
        label="指标值", required=False, min_value=0, max_value=9999, max_digits=6, decimal_places=1,
        help_text="占比填百分数，如 30；暂未确定的留空，不参与达标检查。",
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="类别", choices=StructureTarget.Kinds.choices, initial=StructureTarget.Kinds.REQUIRED,
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(label="口径", required=False, max_length=200)
    field_order = ("body", "measure", "comparison", "value", "kind", "note")


class DepartmentForm(RuleForm):
    """A department of the joint review."""

    name = forms.CharField(label="部门名称", max_length=60)
    duty = forms.CharField(label="核查内容", required=False, max_length=200)
    contact = forms.CharField(
        label="联系科室及方式", required=False, max_length=100, help_text="科室名称和办公电话，印在函件上。"
    )
    item_codes = forms.CharField(
        label="答复的负面清单条目", required=False, max_length=200, help_text="填编号，用顿号隔开，如 N02、N11。"
    )
    columns = forms.MultipleChoiceField(
        label="函件列出的人员信息", choices=ReviewDepartment.LetterColumns.choices,
        widget=forms.CheckboxSelectMultiple, initial=["name", "sex", "birth_date", "community"],
        help_text="只勾该部门核查必需的项目。",
    )  # fmt: skip
    working_days = forms.IntegerField(label="反馈时限（工作日）", required=False, min_value=1, max_value=60)
    order = forms.IntegerField(label="顺序", min_value=1, max_value=99, initial=1)
    field_order = ("name", "duty", "contact", "item_codes", "columns", "working_days", "order")

    def clean_item_codes(self):
        """Codes in the order written, each once; whether the list has them is the service's to say."""
        written = re.split(r"[、，,;；\s]+", self.cleaned_data["item_codes"].strip())
        return list(dict.fromkeys(code.upper() for code in written if code))


class StandardSetForm(RuleForm):
    name = forms.CharField(label="名称", max_length=40)
    field_order = ("name",)


class CriterionTextForm(forms.Form):
    """One item of a standard set."""

    phrase = forms.CharField(label="条目", required=False, max_length=60)
    explanation = forms.CharField(label="释义", required=False, max_length=300)
    evidence_required = forms.BooleanField(label="须写佐证", required=False, initial=True)


CriterionFormSet = forms.formset_factory(CriterionTextForm, extra=1, max_num=40, absolute_max=40)


class ConfirmForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(label="核定文号", required=False, max_length=60)


class InForceForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    in_force = forms.BooleanField(required=False)


class RecheckForm(forms.Form):
    """A result that stands under the changed rule."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RecheckManyForm(forms.Form):
    """Results that stand under changed rules: ``items`` as ``kind-pk-version``, cleaned to ``{(kind, pk): version}``."""

    items = forms.MultipleChoiceField(error_messages={"required": "请至少勾选一项结论。"})
    note = forms.CharField(
        label="复核说明", required=False, max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        sent = [value for value in (data.getlist("items") if data else ()) if RECHECK_KEY.fullmatch(value)]
        self.fields["items"].choices = [(value, value) for value in sent]

    def clean_items(self):
        parts = (value.split("-") for value in self.cleaned_data["items"])
        return {(kind, int(pk)): int(version) for kind, pk, version in parts}
