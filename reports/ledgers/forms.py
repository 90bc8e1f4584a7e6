"""What a ledger is narrowed and ordered by."""

from django import forms

from communities.forms.people import CommunityField, RevealForm, offer_communities
from core import access
from core.forms import DayField
from reports.ledgers.formats import PERMISSION, Dates, Format, IdNumbers, has_ages, has_months, was_disclosed


class LedgerForm(forms.Form):
    """The choices and orders that a ledger declares: the parameters of its printed copy. Codes only, never names."""

    def __init__(self, ledger, user, region, election, data=None):
        super().__init__({} if data is None else data)
        for choice in ledger.choices:
            self.fields[choice.key] = forms.ChoiceField(
                label=choice.label, required=False, choices=[("", choice.unchosen), *choice.choices]
            )
        if ledger.all_orders:
            self.fields["order"] = forms.ChoiceField(
                label="排序", required=False, choices=[("", "默认"), *ledger.all_orders]
            )


class LedgerFilter(LedgerForm):
    """The same on screen, with the community before it for whoever sees several."""

    def __init__(self, ledger, user, region, election, data=None):
        super().__init__(ledger, user, region, election, data)
        self.fields["community"] = CommunityField(None, label="社区", required=False, empty_label="全部")
        self.order_fields(["community"])
        offer_communities(self, user, ledger.permission)


class FormatForm(forms.Form):
    """In what form the ledger is taken out; fields only for what it holds."""

    id_number = forms.ChoiceField(label="公民身份号码", choices=IdNumbers.choices)
    dates = forms.ChoiceField(label="出生、入党等年月", choices=Dates.choices)
    age_on = DayField(label="年龄计算至（不填为选举日）", required=False)

    def __init__(self, ledger, user, data=None, **kwargs):
        super().__init__(data, **kwargs)
        if not ledger.identity:
            del self.fields["id_number"]
        elif not access.holds(user, PERMISSION):
            self.fields["id_number"].choices = IdNumbers.choices[:2]
        if not has_months(ledger):
            del self.fields["dates"]
        if not has_ages(ledger):
            del self.fields["age_on"]


class PrintForm(LedgerForm):
    """The parameters of a printed ledger: what it is narrowed by and its format.

    ``disclosure``: the audit record of the reason for which complete numbers are printed; without one they are not.
    """

    def __init__(self, ledger, user, region, election, data=None):
        super().__init__(ledger, user, region, election, data)
        self.ledger, self.user = ledger, user
        self.fields |= {
            "id_number": forms.ChoiceField(choices=IdNumbers.choices[:2], required=False, widget=forms.HiddenInput),
            "dates": forms.ChoiceField(choices=Dates.choices, required=False, widget=forms.HiddenInput),
            "age_on": DayField(required=False, widget=forms.HiddenInput),
            "disclosure": forms.IntegerField(required=False, widget=forms.HiddenInput),
        }

    def clean_disclosure(self):
        seq = self.cleaned_data["disclosure"]
        if seq and not was_disclosed(self.user, self.ledger, seq):
            raise forms.ValidationError("请先填写导出完整证件号的事由。")
        return seq

    @property
    def format(self):
        """The :class:`Format` that was asked for."""
        data = self.cleaned_data
        id_number = IdNumbers.FULL if data["disclosure"] else data["id_number"] or IdNumbers.NONE
        return Format(id_number, data["dates"] or Dates.MONTH, data["age_on"])


class NumbersForm(RevealForm):
    """Why complete ID numbers are taken out with a ledger."""

    PURPOSES = ("上报上级组织、民政部门", "送区级联审", "办理任职备案", "其他")

    field = None
    purpose = forms.ChoiceField(
        label="导出事由", choices=[("", "请选择"), *((text, text) for text in PURPOSES)],
        error_messages={"required": "请选择导出事由。"},
    )  # fmt: skip


class TemplateForm(forms.Form):
    """The office's own workbook."""

    upload = forms.FileField(
        label="模板文件（.xlsx）", allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}), error_messages={"required": "请选择模板文件。"},
    )  # fmt: skip


class SnapshotForm(forms.Form):
    """When the ledger is to be kept as it stands."""

    taken_for = DayField(label="留存日期（不填为现在；填写的于当日 23:50 留存）", required=False)
