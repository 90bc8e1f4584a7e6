"""Forms of the review desk: opinions, phrases, how many review in parallel, several at once, confirming anew."""

from django import forms
from django.utils import timezone

from candidates.models import Candidate, NegativeCheck, ReviewOpinion, StandardPhrase
from candidates.models.opinions import LEVELS, MOST_OPINIONS
from candidates.services.bulk import BULK_MOVES
from candidates.services.rounds import to_reaffirm
from communities.models import Region
from core import access
from core.forms import LooseDateField

SHORT_TEXT = forms.Textarea(attrs={"rows": 3})


class OpinionForm(forms.Form):
    """One reviewer's independent opinion; what a submitted one needs is the service's to say."""

    score = forms.IntegerField(label="评分（0–100）", required=False, min_value=0, max_value=100)
    advice = forms.ChoiceField(
        label="建议", required=False, choices=ReviewOpinion.Advice.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="评审意见", required=False, max_length=1000, widget=SHORT_TEXT,
        help_text="建议退回或不通过的须写明理由。提交后不能更改；他人提交前看不到您的评分。",
    )  # fmt: skip


class PhraseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    region = forms.ModelChoiceField(Region.objects.none(), label="使用单位", empty_label=None)
    use = forms.ChoiceField(label="用于", choices=StandardPhrase.Uses.choices, widget=forms.RadioSelect)
    text = forms.CharField(label="常用语", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    order = forms.IntegerField(label="顺序", min_value=1, max_value=999, initial=10, help_text="小的排在前面。")

    def __init__(self, *args, offices, is_new, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = offices
        if not is_new:
            del self.fields["region"]


class PanelForm(forms.Form):
    """How many independent opinions each level asks for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            self.fields[level.value] = forms.IntegerField(
                label=f"{level.label}：独立评审人数", min_value=0, max_value=MOST_OPINIONS,
                help_text="0 表示不设独立评审，由审查人直接决定。",
            )  # fmt: skip


class BulkForm(forms.Form):
    """One move and those whom it is meant for: within what the user may see."""

    move = forms.ChoiceField(choices=[(name, name) for name in BULK_MOVES])
    candidates = forms.ModelMultipleChoiceField(
        Candidate.objects.none(), error_messages={"required": "请至少勾选一名人选。"}
    )
    note = forms.CharField(label="统一意见", required=False, max_length=1000, widget=SHORT_TEXT)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        rows = access.visible_to(user, Candidate).select_related("person", "community", "election__region")
        self.fields["candidates"].queryset = rows


class ReaffirmForm(forms.Form):
    """The results of one sort that stand for the candidate as 候选人 too."""

    checks = forms.ModelMultipleChoiceField(
        NegativeCheck.objects.none(), label="经核对仍然成立的结论", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一项。"},
    )  # fmt: skip
    confirmed_on = LooseDateField(label="确认日期")

    def __init__(self, *args, candidate, model, **kwargs):
        super().__init__(*args, **kwargs)
        rows = to_reaffirm(candidate, model)
        is_list = model is NegativeCheck
        self.fields["checks"].queryset = rows.select_related("item" if is_list else "criterion")
        self.fields["checks"].label_from_instance = _negative_label if is_list else _criterion_label
        self.fields["confirmed_on"].initial = timezone.localdate()


def _criterion_label(check):
    return f"{check.wording}——{check.get_result_display()}"


def _negative_label(check):
    found = f"，{check.body} {check.checked_on:%Y-%m-%d}" if check.checked_on else ""
    return f"{check.item.code} {check.wording}——{check.get_result_display()}{found}"
