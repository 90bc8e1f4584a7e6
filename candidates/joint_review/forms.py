"""Forms of the joint review: each names the fields it takes."""

from django import forms
from django.utils import timezone

from candidates.joint_review.facts import CHOOSABLE
from candidates.models import Candidate, DepartmentOpinion, JointReviewEntry
from communities.forms.people import CommunityField, communities_for
from core.forms import PHOTO_TYPES, DayField

ANY = [("", "全部")]
SHOWN = [*ANY, ("adverse", "有意见或需核实"), ("waiting", "未收齐答复"), ("recheck", "需复核"), ("open", "待作结论")]
Results, Verdicts = DepartmentOpinion.Results, JointReviewEntry.Verdicts


class CandidateChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, candidate):
        return (
            f"{candidate.person.name}（{candidate.community.short_name}，拟任{candidate.get_intended_post_display()}）"
        )


class PeopleForm(forms.Form):
    """Who is sent up: of those who passed 街道严审 and are in no other batch."""

    candidates = CandidateChoice(
        Candidate.objects.none(), label="人选", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一名人选。"},
    )  # fmt: skip

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["candidates"].queryset = candidates


class TermsForm(forms.Form):
    """On what terms the departments are asked."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number_pattern = forms.CharField(
        label="发文字号", max_length=40, help_text="“{}”处发函时自动换成顺序号。请改成本单位的机关代字。"
    )  # fmt: skip
    due_days = forms.IntegerField(label="答复时限（工作日）", min_value=1, max_value=60)
    basis = forms.CharField(
        label="依据", required=False, max_length=200, help_text="写入函中“根据……”，如区换届办文件名称和文号。"
    )  # fmt: skip
    contact = forms.CharField(label="联系人", required=False, max_length=50)
    contact_phone = forms.CharField(label="联系电话", required=False, max_length=30)

    @staticmethod
    def usual(region, user):
        """What a first batch starts from. The name of the office before the year is for the office to fill in."""
        place = region.short_name.removesuffix("街道办事处").removesuffix("街道")
        return {"number_pattern": f"{place}街函〔{timezone.localdate().year}〕{{}}号", "due_days": 5,
                "contact": user.full_name}  # fmt: skip


class OpenBatchForm(PeopleForm, TermsForm):
    """Both at once: drafting a batch."""


class PeopleFilter(forms.Form):
    """Whom the list of people to choose from shows."""

    community = CommunityField(None, label="社区", required=False, empty_label="全部")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities_for(user, "review_street")


class MatrixFilter(forms.Form):
    """What the matrix shows: codes only."""

    show = forms.ChoiceField(label="只看", required=False, choices=SHOWN)
    community = CommunityField(None, label="社区", required=False, empty_label="全部")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities_for(user, "view_vetting")


class LetterForm(forms.Form):
    """A drafted letter."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    addressee = forms.CharField(label="主送", max_length=80)
    columns = forms.MultipleChoiceField(
        label="随函列出的栏目", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(column.code, column.heading) for column in CHOOSABLE],
        help_text="只勾选该部门审查所必需的。社区、姓名、拟任职务总是列出。",
    )  # fmt: skip
    duty = forms.CharField(
        label="请其核查的内容", required=False, max_length=200, help_text="写入函中“请重点核查……”。"
    )  # fmt: skip
    due_on = DayField(
        label="答复期限", required=False, help_text="留空则发函时按工作日推算，已扣除节假日。"
    )  # fmt: skip


class NewLetterForm(forms.Form):
    name = forms.CharField(label="部门名称", max_length=60)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """Why something is called back."""

    note = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(forms.Form):
    """The reply's head."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reply_number = forms.CharField(label="复函文号", required=False, max_length=60)
    replied_on = DayField(label="复函日期", required=False)
    reply_signer = forms.CharField(label="签发人", required=False, max_length=50)


class ReplyUploadForm(ReplyForm):
    """The returned workbook, with the head of the paper that came with it."""

    upload = forms.FileField(
        label="退回的表格", error_messages={"required": "请选择部门退回的 Excel 文件。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )  # fmt: skip
    scan = forms.FileField(
        label="盖章复函的扫描件（可稍后在函页上传）", required=False,
        widget=forms.FileInput(attrs={"accept": PHOTO_TYPES}),
    )  # fmt: skip


class AnswerRowForm(forms.Form):
    """One line of a paper reply."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(label="审查结果", choices=Results.choices)
    explanation = forms.CharField(label="情况说明", required=False, max_length=1000)


class ConfirmationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    confirmation = forms.CharField(
        label="复核情况", max_length=200, help_text="部门何人、以何方式、何时确认原答复仍然有效。",
        widget=forms.TextInput(),
    )  # fmt: skip


class ProposalRowForm(forms.Form):
    """What the staff propose on one person."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label="拟定结论", required=False, choices=[("", "暂不拟定"), *Verdicts.choices])
    reason = forms.CharField(label="说明", required=False, max_length=1000)


class ConcludeForm(forms.Form):
    """Which proposals a leader concludes; the versions that he read go with them."""

    closing_reason = forms.CharField(
        label="未收齐复函即作结论的理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip


class AskAgainForm(forms.Form):
    """About whom a department is asked again."""

    entries = forms.ModelMultipleChoiceField(
        JointReviewEntry.objects.none(), label="人选", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要补充征求意见的人选。"},
    )  # fmt: skip

    def __init__(self, *args, letter, **kwargs):
        super().__init__(*args, **kwargs)
        rows = JointReviewEntry.objects.filter(opinions__letter=letter, opinions__is_current=True, is_open=True)
        self.fields["entries"].queryset = rows.with_people()
