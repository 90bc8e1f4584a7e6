"""Forms of what an audit looks at and what follows: contracts, findings, rectification, handover."""

from django import forms

from communities.models import Person
from core.forms import DayField, MoneyField
from interviews.forms.audits import LONG_TEXT, SHORT_TEXT, StaffField, VersionedForm
from interviews.models import FindingKinds, HandoverKinds, Responsibilities
from interviews.services.audits.handover import Line

LONGEST_LIST = 200
SPARE_LINES = 3
# What an office hands over as a rule (领域资料 §4.4：印章、账册、资产、档案); offered while the list is empty.
USUAL_ITEMS = (
    (HandoverKinds.SEAL, "社区党组织公章", "1枚"),
    (HandoverKinds.SEAL, "社区居民委员会公章", "1枚"),
    (HandoverKinds.BOOKS, "会计账簿及凭证", ""),
    (HandoverKinds.ASSET, "固定资产（按台账）", ""),
    (HandoverKinds.ARCHIVE, "文书档案", ""),
)


class ContractForm(forms.Form):
    """A contract that the audit looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="合同名称", max_length=100)
    counterparty = forms.CharField(label="对方单位", max_length=100)
    amount = MoneyField(label="合同金额（元）")
    signed_on = DayField(label="签订日期")
    ends_on = DayField(label="到期日期", required=False)
    tendered = forms.BooleanField(label="经招投标或民主议定", required=False)
    note = forms.CharField(label="备注", required=False, max_length=200)


class FindingForm(forms.Form):
    """A finding: what, how much, whose responsibility, what is to be done by when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="问题类别", choices=[("", "请选择"), *FindingKinds.choices])
    description = forms.CharField(label="问题描述", max_length=2000, widget=forms.Textarea(attrs=LONG_TEXT))
    amount = MoneyField(label="涉及金额（元）", help_text="不涉及金额的填 0。")
    responsibility = forms.ChoiceField(label="责任界定", choices=Responsibilities.choices, widget=forms.RadioSelect)
    measures = forms.CharField(
        label="整改要求", required=False, max_length=2000, widget=forms.Textarea(attrs=SHORT_TEXT)
    )
    rectify_by = DayField(label="整改期限", required=False, help_text="出具报告前须填整改要求和期限。")


class RectificationForm(VersionedForm):
    """How and when a finding was put right."""

    rectified_on = DayField(label="整改日期")
    rectification = forms.CharField(label="整改情况", max_length=2000, widget=forms.Textarea(attrs=SHORT_TEXT))


class HandoverForm(VersionedForm):
    """Who receives and who witnesses; ``receivers`` and ``witnesses`` are the persons to choose from."""

    received_by = StaffField(Person.objects.none(), label="接交人", required=False, empty_label="请选择")
    supervised_by = StaffField(Person.objects.none(), label="监交人", required=False, empty_label="请选择")
    note = forms.CharField(label="备注", required=False, max_length=300)

    def __init__(self, *args, receivers, witnesses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_by"].queryset = receivers
        self.fields["supervised_by"].queryset = witnesses


class ItemForm(forms.Form):
    """A line of the handover list; one without a name is no line."""

    kind = forms.ChoiceField(label="类别", choices=HandoverKinds.choices)
    name = forms.CharField(label="名称", required=False, max_length=100)
    quantity = forms.CharField(label="数量", required=False, max_length=30)
    handed_on = DayField(label="交接日期", required=False)
    note = forms.CharField(label="备注", required=False, max_length=200)

    def clean(self):
        data = super().clean()
        filled = [self.fields[name].label for name in ("quantity", "handed_on", "note") if data.get(name)]
        if filled and not data.get("name"):
            self.add_error("name", f"已填{'、'.join(filled)}，请填名称；不要这一行的，请清空。")
        if data.get("name") and not data.get("quantity"):
            self.add_error("quantity", f"请填“{data['name']}”的数量。")
        return data


class BaseItemFormSet(forms.BaseFormSet):
    """The list as one form: a refusal is about the list, not about one of its boxes."""

    fields = {}

    def add_error(self, field, message):
        """As a form does; ``field`` is always None here."""
        self._non_form_errors.append(message)

    def lines(self):
        """The :class:`Line` list of what was typed, in that order."""
        return [Line(**form.cleaned_data) for form in self.forms if form.cleaned_data.get("name")]


ItemFormSet = forms.formset_factory(
    ItemForm, BaseItemFormSet, extra=SPARE_LINES, max_num=LONGEST_LIST, absolute_max=LONGEST_LIST
)


def usual_lines():
    """What the list starts from while it is empty."""
    return [{"kind": kind, "name": name, "quantity": quantity} for kind, name, quantity in USUAL_ITEMS]


class SignForm(forms.Form):
    """A party's drawn signature, and the digest of the list on the page it was drawn on."""

    shown = forms.CharField(required=False, max_length=64)
    strokes = forms.CharField(required=False, max_length=1_000_000)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", required=False, max_length=300)
