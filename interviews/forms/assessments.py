"""Forms of the term assessment: each names the fields it takes, so that no other POST field reaches a record."""

from django import forms
from django.utils import timezone

from communities.forms.people import QUERY_LENGTH, CommunityField, offer_communities
from core import access
from core.forms import LooseDateField, PhotosField
from interviews.assessment_rules import OVERALL
from interviews.models import AssessmentStates, GradingMeeting, MemberGrades

ANY = [("", "全部")]
MOST_BALLOTS = 9999


def recent_day(label, **kwargs):
    """A date of these months; today where nothing else is known."""
    widget = forms.TextInput(attrs={"placeholder": "如 2026-11-01"})
    return LooseDateField(label=label, initial=kwargs.pop("initial", timezone.localdate), widget=widget, **kwargs)


def heads(label, **kwargs):
    """A number of people or ballots."""
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_BALLOTS, **kwargs)


class AssessmentFilter(forms.Form):
    """What the list is narrowed by; ``q`` is posted only. Grades are found only where they are decided."""

    q = forms.CharField(
        label="姓名或拼音首字母", required=False, max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    state = forms.ChoiceField(label="环节", required=False, choices=[*ANY, *AssessmentStates.choices])
    grade = forms.ChoiceField(label="等次", required=False, choices=[*ANY, *MemberGrades.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_communities(self, user, "view_records")


class SelfReportForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reported_on = recent_day("述职日期", required=False)
    self_report = forms.CharField(
        label="述职报告", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="任期内履职情况、主要成绩、存在不足。有纸质或电子版的，可只上传材料。",
    )  # fmt: skip
    uploads = PhotosField(label="述职材料")


class VotesForm(forms.Form):
    """The count sheet of a 民主测评: ballots, then a row of votes per aspect.

    ``invalid`` left empty is what was returned and not valid; an aspect whose row is empty was not voted on.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    appraised_on = recent_day("测评日期")
    issued = heads("发放票数")
    returned = heads("收回票数")
    valid = heads("有效票")
    invalid = heads("无效票", required=False, help_text="不填则按收回票数减有效票计算。")
    uploads = PhotosField(label="测评票或统计表扫描件")

    def __init__(self, *args, scheme, **kwargs):
        super().__init__(*args, **kwargs)
        self.scheme = scheme
        for aspect, label in scheme.aspects.items():
            for place, grade in enumerate(scheme.grades):
                field = heads(f"{label}“{grade.label}”", required=False)
                field.widget.attrs["inputmode"] = "numeric"
                self.fields[f"{aspect}_{place}"] = field

    def rows(self):
        """``(label, bound fields)`` per aspect, for the table."""
        places = range(len(self.scheme.grades))
        return [
            (label, [self[f"{aspect}_{place}"] for place in places]) for aspect, label in self.scheme.aspects.items()
        ]

    def ballots(self):
        """The bound fields above the table."""
        return [self[name] for name in ("issued", "returned", "valid", "invalid")]

    def clean(self):
        data = super().clean()
        if data.get("invalid") is None and "invalid" not in self.errors:
            data["invalid"] = max((data.get("returned") or 0) - (data.get("valid") or 0), 0)
        return data

    def votes(self):
        """``{aspect: [votes per grade]}`` of the rows that were filled in."""
        rows = {
            aspect: [self.cleaned_data[f"{aspect}_{place}"] for place in range(len(self.scheme.grades))]
            for aspect in self.scheme.aspects
        }
        return {
            aspect: [number or 0 for number in counts]
            for aspect, counts in rows.items()
            if aspect == OVERALL or any(number is not None for number in counts)
        }

    @classmethod
    def initial_of(cls, appraisal):
        """What is on record, for the form's fields."""
        votes = {
            f"{aspect}_{place}": number for aspect, counts in appraisal.votes for place, number in enumerate(counts)
        }
        names = ("version", "issued", "returned", "valid", "invalid")
        day = {"appraised_on": appraisal.appraised_on} if appraisal.appraised_on else {}
        return {name: getattr(appraisal, name) for name in names} | day | votes


class TakeOverForm(forms.Form):
    """Nothing to fill in: which round is the records' to say."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TalksForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    talked_to = forms.IntegerField(label="个别谈话人数", min_value=1, max_value=999)
    talked_with = forms.CharField(
        label="谈话对象", max_length=200, help_text="如：在职“两委”成员、部分党员和群众代表。写范围，不写姓名。"
    )
    talk_summary = forms.CharField(
        label="谈话情况", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="概括反映的主要情况，不写某某人怎么说；加密保存，只有街道有权限的人员可见。",
    )  # fmt: skip


class ProposalForm(forms.Form):
    """考核组意见 and the grade that follows from it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    group_opinion = forms.CharField(label="考核组意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    grade = forms.ChoiceField(label="拟定等次", widget=forms.RadioSelect)
    deviation_reason = forms.CharField(
        label="与建议不一致的理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="所选等次与按规则建议的等次不一致时必填。",
    )  # fmt: skip

    def __init__(self, *args, scheme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = scheme.grades.choices


class MeetingForm(forms.Form):
    name = forms.CharField(label="会议名称", max_length=60, initial="街道党工委会议")
    held_on = recent_day("会议日期")
    expected = forms.IntegerField(label="应到人数", min_value=1, max_value=999)
    present = forms.IntegerField(label="实到人数", min_value=1, max_value=999)
    document_number = forms.CharField(label="文号", required=False, max_length=60, help_text="会议纪要或批复的文号。")


class MeetingVoteForm(forms.Form):
    """How a meeting voted."""

    votes_for = heads("同意")
    votes_against = heads("不同意", initial=0)


class BatchDecisionForm(MeetingVoteForm):
    """Proposals that one vote of a meeting decided as they stood: keys of assessments, ticked."""

    assessments = forms.MultipleChoiceField(
        label="考核对象", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少勾选一名。"}
    )

    def __init__(self, *args, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assessments"].choices = [(str(one.pk), str(one)) for one in proposals]


class DecisionForm(MeetingVoteForm):
    """The meeting's decision on one assessment."""

    meeting = forms.ModelChoiceField(GradingMeeting.objects.none(), label="定等会议", empty_label="请选择")
    grade = forms.ChoiceField(label="确定等次", widget=forms.RadioSelect)
    decision_reason = forms.CharField(
        label="改定理由", required=False, max_length=300, help_text="会议确定的等次与拟定等次不一致时必填。"
    )
    field_order = ["meeting", "grade", "votes_for", "votes_against", "decision_reason"]

    def __init__(self, *args, user, assessment, scheme, **kwargs):
        super().__init__(*args, **kwargs)
        meetings = access.visible_to(user, GradingMeeting, "accept_records").filter(election=assessment.election)
        self.fields["meeting"].queryset = meetings
        self.fields["grade"].choices = scheme.grades.choices


class FeedbackForm(forms.Form):
    """Telling the grade; signed on the screen, or on paper and scanned."""

    fed_back_on = recent_day("反馈日期")
    signer_name = forms.CharField(label="签字人", max_length=50)
    feedback_opinion = forms.CharField(
        label="本人意见", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}), initial="同意"
    )
    uploads = PhotosField(label="已签字登记表的扫描件")
    strokes = forms.CharField(label="手写签名", required=False, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(label="理由", required=False, max_length=1000)


def per_cent(label):
    """A share in per cent, one decimal."""
    return forms.DecimalField(label=f"{label}（%）", min_value=0, max_value=100, max_digits=4, decimal_places=1)


class GradeRuleForm(forms.Form):
    """The shares from which grades are suggested."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    best_share = per_cent("最高等次：优秀率不低于")
    best_upper_share = per_cent("最高等次：前两档得票率不低于")
    second_upper_share = per_cent("第二等次：前两档得票率不低于")
    third_passing_share = per_cent("第三等次：前三档得票率不低于")
    basis = forms.CharField(label="依据", required=False, max_length=200)


class ConfirmRuleForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(label="核定文号", required=False, max_length=60)
