"""Forms about the discipline texts, their duties, and the election workers."""

from django import forms

from communities.forms.people import filing_places
from communities.models import Person, TermRole
from core import access
from core.access import code_condition
from core.forms import DayField
from discipline.models import DisciplineText, Duties

UNVERIFIED = "？"
ITEMS_HELP = "一行一条，不写序号。原文还没有核对的，在行末加“？”。"


def items_as_text(text):
    """The items as the form shows them: a line each, those not verified marked at their end."""
    return "\n".join(item.wording + ("" if item.is_verified else UNVERIFIED) for item in text.items.all())


class TextForm(forms.Form):
    """A text: its head and its items, a line each."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="类别", choices=DisciplineText.Kinds.choices)
    title = forms.CharField(label="名称", max_length=100)
    issuer = forms.CharField(label="发布机关", required=False, max_length=100)
    issued_on = DayField(label="发布日期", required=False)
    scope_note = forms.CharField(label="适用范围", required=False, max_length=300, widget=forms.Textarea({"rows": 2}))
    basis = forms.CharField(
        label="来源",
        max_length=200,
        help_text="文件名称、文号或报道；没有核对原文的要写明。",
        widget=forms.Textarea({"rows": 2}),
    )
    items = forms.CharField(
        label="条文", required=False, max_length=8000, help_text=ITEMS_HELP, widget=forms.Textarea({"rows": 12})
    )

    def __init__(self, *args, text=None, **kwargs):
        super().__init__(*args, **kwargs)
        if text:
            del self.fields["kind"]

    def clean_items(self):
        """``[(wording, is_verified)]``."""
        lines = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if any(len(line) > 500 for line in lines):
            raise forms.ValidationError("每条不超过 500 字，请分行。")
        return [(line.rstrip("？?").rstrip(), not line.endswith(("？", "?"))) for line in lines]


class ConfirmTextForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(
        label="核定文号",
        max_length=60,
        help_text="如“南组通〔2026〕5号”。核定后不再标“示例（待核定）”；再改条文须重新核定。",
    )


class DutiesForm(forms.Form):
    """Duties × capacities as check boxes named ``duty:capacity``."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.MultipleChoiceField(
        label="适用对象", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(f"{duty}:{capacity}", f"{duty.label} {capacity.label}") for duty in Duties for capacity in TermRole.Capacities],
    )  # fmt: skip

    def clean_rows(self):
        return {tuple(row.split(":")) for row in self.cleaned_data["rows"]}


class WorkerForm(forms.Form):
    """An election worker: somebody on file, of which community or of the street."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="人员", widget=forms.TextInput(attrs={"id": "pick-person"}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请先查找并选择人员。"),
    )  # fmt: skip
    community = forms.ModelChoiceField(None, label="服务的社区或街道", empty_label="请选择")

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = access.visible_to(user, Person)
        places = filing_places(user, "fill_discipline").filter(code_condition("code", [election.region_id]))
        self.fields["community"].queryset = places.filter(is_active=True)
        self.fields["community"].label_from_instance = lambda region: region.short_name
        if len(places) == 1:
            self.fields["community"].empty_label = None
