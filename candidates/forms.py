"""Forms about candidates: each names the fields it takes, so that no other POST field reaches a record."""

from django import forms

from candidates.models import Candidate, CriterionCheck, NegativeCheck
from communities.forms.people import QUERY_LENGTH, CommunityField, communities_for, offer_communities
from communities.models import Person, Posts
from core import access
from core.forms import LooseDateField

ANY = [("", "全部")]
VOTES = ("present", "votes_for", "votes_against", "votes_abstained")
SHORT_TEXT = forms.Textarea(attrs={"rows": 3})


def _document_date():
    """A fresh widget for the date of a document of these months."""
    return forms.TextInput(attrs={"placeholder": "如 2026-11-01"})


class CandidateFilter(forms.Form):
    """What a list of candidates is narrowed by; ``q`` is posted only."""

    q = forms.CharField(
        label="姓名或拼音首字母", required=False, max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    state = forms.ChoiceField(label="环节", required=False, choices=[*ANY, *Candidate.States.choices])
    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    source = forms.ChoiceField(label="来源", required=False, choices=[*ANY, *Candidate.Sources.choices])
    intended_post = forms.ChoiceField(label="拟任职务", required=False, choices=[*ANY, *Posts.choices])
    is_lead_goose = forms.BooleanField(label="只看头雁", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_communities(self, user, "view_records")


class NominationForm(forms.Form):
    """What is put forward of a person, and may be changed while 拟提名 or 退回补正."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    source = forms.ChoiceField(
        label="来源", widget=forms.RadioSelect,
        choices=[(value, Candidate.SOURCE_EXPLANATIONS[value]) for value in Candidate.Sources.values],
    )  # fmt: skip
    intended_post = forms.ChoiceField(label="拟任职务", choices=[("", "请选择"), *Posts.choices])
    is_lead_goose = forms.BooleanField(
        label="作为“头雁”培养人选", required=False, help_text="限拟任书记、主任的带头人。"
    )
    recommendation = forms.CharField(label="推荐理由", required=False, max_length=2000, widget=SHORT_TEXT)


class PutForwardForm(NominationForm):
    """A person on file and what he is put forward for."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="人员", widget=forms.TextInput(attrs={"id": "pick-person"})
    )
    community = CommunityField(None, label="提名社区", empty_label="请选择")
    field_order = ["person", "community"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = access.visible_to(user, Person)
        self.fields["person"].error_messages = dict.fromkeys(("required", "invalid_choice"), "请先选择人员。")
        communities = communities_for(user, "fill_records")
        self.fields["community"].queryset = communities
        if len(communities) == 1:
            self.fields["community"].empty_label = None


class CriterionForm(forms.Form):
    """How the candidate stands on one standard item."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(label="结论", choices=CriterionCheck.Results.choices, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="佐证", required=False, max_length=1000, widget=SHORT_TEXT, help_text="看了什么材料、听了谁的意见。"
    )


class NegativeForm(forms.Form):
    """What the check of one negative item found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(label="结论", choices=NegativeCheck.Results.choices, widget=forms.RadioSelect)
    body = forms.CharField(label="核查单位", required=False, max_length=60)
    document_number = forms.CharField(label="核查文书号", required=False, max_length=60)
    record_name = forms.CharField(
        label="佐证材料名称", required=False, max_length=100, help_text="没有文书号时写明材料，如“处分决定书”。"
    )
    checked_on = LooseDateField(label="核查日期", required=False, widget=_document_date())
    occurred_on = LooseDateField(
        label="情形发生（认定）日期", required=False, widget=_document_date(), help_text="填写后按回溯期核对。"
    )
    evidence = forms.CharField(
        label="核查情况", required=False, max_length=500, widget=SHORT_TEXT,
        help_text="写结论和依据，不写违法违纪细节。认定“有此情形”时必填。",
    )  # fmt: skip


class ClearForm(forms.Form):
    """Several pending items that one answer of one office clears."""

    checks = forms.ModelMultipleChoiceField(
        NegativeCheck.objects.none(), label="核查事项", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一项。"},
    )  # fmt: skip
    body = forms.CharField(label="核查单位", max_length=60)
    document_number = forms.CharField(label="核查文书号", required=False, max_length=60)
    checked_on = LooseDateField(label="核查日期", widget=_document_date())

    def __init__(self, *args, candidate, **kwargs):
        super().__init__(*args, **kwargs)
        pending = candidate.negative_checks.filter(result=NegativeCheck.Results.PENDING)
        self.fields["checks"].queryset = pending.select_related("item")
        self.fields["checks"].label_from_instance = _item_label


def _item_label(check):
    bodies = f"（{check.item.checking_bodies}）" if check.item.checking_bodies else ""
    return f"{check.item.code} {check.wording}{bodies}"


class DecisionForm(forms.Form):
    """A collective decision on a hit, or the written conclusion that lifts a 不得 and needs no vote."""

    meeting = forms.CharField(label="会议名称或结论文书", max_length=100)
    decided_on = LooseDateField(label="研究日期", widget=_document_date())
    present = forms.IntegerField(label="到会人数", min_value=0, max_value=999)
    votes_for = forms.IntegerField(label="同意", min_value=0, max_value=999)
    votes_against = forms.IntegerField(label="不同意", min_value=0, max_value=999, initial=0)
    votes_abstained = forms.IntegerField(label="弃权", min_value=0, max_value=999, initial=0)
    proceed = forms.TypedChoiceField(
        label="研究结论", coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", "同意继续作为人选"), ("no", "不同意继续作为人选")],
    )  # fmt: skip
    reason = forms.CharField(label="理由", max_length=1000, widget=SHORT_TEXT)
    document_number = forms.CharField(label="书面结论文号", required=False, max_length=60)

    def __init__(self, *args, check, **kwargs):
        super().__init__(*args, **kwargs)
        if check.is_bar:
            self.fields["document_number"].help_text = "“不得”情形须凭上级书面结论解除，同意继续时必填。"
            for name in VOTES:
                self.fields[name].required = False

    def clean(self):
        data = super().clean()
        return data | {name: data.get(name) or 0 for name in VOTES if name not in self.errors}


class ConcludeDecisionForm(forms.Form):
    """Nothing is typed: the decision is in the address."""


class ReturnDecisionForm(forms.Form):
    """Why a leader wants a collective decision drawn up anew."""

    reason = forms.CharField(label="退回理由", max_length=300, widget=SHORT_TEXT)


class MoveForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=1000, strip=True)
    corrections = forms.CharField(required=False, max_length=2000)

    def clean_corrections(self):
        """One correction per line."""
        return [line.strip() for line in self.cleaned_data["corrections"].splitlines() if line.strip()]


class AnswerForm(forms.Form):
    answer = forms.CharField(label="补正情况", required=False, max_length=300)
