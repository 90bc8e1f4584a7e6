"""Forms about clues: each names the fields it takes."""

from django import forms
from django.utils import timezone

from communities.forms.people import QUERY_LENGTH, CommunityField
from communities.models import Region
from core import access
from core.access import code_condition
from core.drafts import NOT_KEPT
from core.forms import DayField, PhotosField
from discipline.clue_access import HANDLE
from discipline.models import Clue, ClueStep
from discipline.models.clues import Channels, FeedbackMethods, Matters, Results
from discipline.services.clue_people import inspectors_for, reason_to_keep_away
from discipline.services.clues import REASONS

ANY, CHOOSE = [("", "全部")], [("", "请选择")]
TEXT_LENGTH = 8000
VIEWS_OF_STATE = [("open", "在办"), ("overdue", "已逾期"), ("soon", "临期"), ("unassigned", "未指派"), ("feedback", "待反馈"),
                  ("extension", "延期待批")]  # fmt: skip


def _text(rows=4, **attrs):
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off", **attrs})


def _line(**attrs):
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class ClueFilter(forms.Form):
    """What the list is narrowed by: codes only, for no word of a clue can be searched."""

    state = forms.ChoiceField(label="办理情况", required=False, choices=[*ANY, *VIEWS_OF_STATE, *Clue.States.choices])
    channel = forms.ChoiceField(label="来源", required=False, choices=[*ANY, *Channels.choices])
    matter = forms.ChoiceField(label="类别", required=False, choices=[*ANY, *Matters.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class ClueForm(forms.Form):
    """What is taken down when a clue comes in; a reporter's name makes it a named one (实名)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    channel = forms.ChoiceField(label="来源", choices=Channels.choices, widget=forms.RadioSelect, initial=Channels.CALL)
    received_on = DayField(label="收到日期", initial=timezone.localdate)
    content = forms.CharField(
        label="反映内容",
        max_length=TEXT_LENGTH,
        widget=_text(6),
        help_text="按举报人所述记录：何时、何地、何人、何事、有何依据。",
    )
    reported = forms.CharField(
        label="被反映人（姓名、单位及职务）",
        max_length=500,
        required=False,
        widget=_line(placeholder="多人用顿号分开；不知姓名的写特征"),
    )
    community = CommunityField(None, label="所涉社区", empty_label=None)
    matter = forms.ChoiceField(label="反映问题类别", choices=[*CHOOSE, *Matters.choices])
    source_number = forms.CharField(
        label="来文或平台编号", max_length=100, required=False, widget=_line(placeholder="12380 平台、上级转办的填写")
    )
    reporter_name = forms.CharField(
        label="举报人姓名",
        max_length=50,
        required=False,
        widget=_line(**NOT_KEPT),
        help_text="填写姓名即为实名举报，办结前必须反馈；匿名的留空。",
    )
    reporter_phone = forms.CharField(
        label="举报人电话", max_length=50, required=False, widget=_line(inputmode="tel", **NOT_KEPT)
    )
    reporter_address = forms.CharField(
        label="举报人住址或单位", max_length=200, required=False, widget=_line(**NOT_KEPT)
    )

    def __init__(self, *args, user, election, clue=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.clue = clue
        regions = access.visible_to(user, Region, HANDLE).filter(code_condition("code", [election.region_id]))
        if clue:
            regions = Region.objects.filter(code_condition("code", [election.region_id]))
        self.fields["community"].queryset = regions.filter(is_active=True).order_by("level", "code")
        if clue:
            self._keep_reporter_unseen()
        else:
            self.fields["accept_now"] = forms.BooleanField(
                label="登记后当即受理",
                required=False,
                initial=True,
                help_text="当日受理；先登记、稍后再受理的取消勾选。",
            )
            self.fields["photos"] = PhotosField(label="信件、材料的照片或扫描件")

    def _keep_reporter_unseen(self):
        """What of the reporter is on file never comes to this page; blank leaves it as it is."""
        if self.clue.is_named:
            self.fields["reporter_name"].help_text = "已登记；留空即保持不变。"

    def clean(self):
        data = super().clean()
        data["is_named"] = bool(data.get("reporter_name")) or bool(self.clue and self.clue.is_named)
        if not data["is_named"] and (data.get("reporter_phone") or data.get("reporter_address")):
            self.add_error("reporter_name", "填了举报人电话或住址的，请填写姓名；匿名举报请将三项都清空。")
        return data


class StepForm(forms.Form):
    """What was done on a clue."""

    kind = forms.ChoiceField(
        label="方式", choices=[(kind.value, kind.label) for kind in ClueStep.BY_HAND], widget=forms.RadioSelect,
        initial=ClueStep.Kinds.TALK,
    )  # fmt: skip
    happened_on = DayField(label="日期", initial=timezone.localdate)
    text = forms.CharField(label="情况", max_length=TEXT_LENGTH, widget=_text(5))


class SubjectSearch(forms.Form):
    """Whom to look for among the people on file; posted only."""

    q = forms.CharField(label="姓名或拼音首字母", required=False, max_length=QUERY_LENGTH, widget=_line(type="search"))


class AccountField(forms.ModelMultipleChoiceField):
    """Inspectors, with the reason of whoever must keep away."""

    def offer(self, clue):
        """Set the choices; sets ``barred`` to ``[(account, reason)]`` of those that cannot be chosen."""
        accounts = list(inspectors_for(clue))
        reasons = {account: reason_to_keep_away(clue, account) for account in accounts}
        self.barred = [(account, reason) for account, reason in reasons.items() if reason]
        self.queryset = inspectors_for(clue).filter(pk__in=[a.pk for a, reason in reasons.items() if not reason])

    def label_from_instance(self, obj):
        return f"{obj.full_name}（{obj.duty}）" if obj.duty else obj.full_name


class AssignForm(forms.Form):
    """Who handles a clue."""

    accounts = AccountField(
        None, label="承办人", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一名承办人。", "invalid_choice": "所选人员须回避或已不在名单上，请刷新页面。"},
    )  # fmt: skip

    def __init__(self, *args, clue, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accounts"].offer(clue)

    @property
    def barred(self):
        return self.fields["accounts"].barred


class MoveForm(forms.Form):
    """Base of the forms of moves; ``clue`` is what they are about."""

    def __init__(self, *args, clue, **kwargs):
        super().__init__(*args, **kwargs)
        self.clue = clue


class WordsForm(MoveForm):
    """Words that a move may come with."""

    text = forms.CharField(label="意见", max_length=TEXT_LENGTH, required=False, widget=_text(3))


class ReasonForm(MoveForm):
    """Words that a move must come with."""

    text = forms.CharField(label="理由", max_length=TEXT_LENGTH, widget=_text(3))


class AcceptForm(WordsForm):
    """受理; late only with a reason."""

    late_reason = forms.CharField(label="逾期受理原因", max_length=500, required=False, widget=_text(2))

    def __init__(self, *args, clue, **kwargs):
        super().__init__(*args, clue=clue, **kwargs)
        if not clue.due_on or timezone.localdate() <= clue.due_on:
            del self.fields["late_reason"]
        else:
            self.order_fields(["late_reason", "text"])
            self.fields["late_reason"].help_text = f"应于 {clue.due_on:%Y年%m月%d日} 前受理，须说明原因。"


class PresentForm(MoveForm):
    text = forms.CharField(
        label="拟办意见",
        max_length=TEXT_LENGTH,
        required=False,
        widget=_text(3),
        help_text="建议自办核查还是移送、由谁承办。",
    )


class StartForm(MoveForm):
    text = forms.CharField(label="批示意见", max_length=TEXT_LENGTH, required=False, widget=_text(3))


class TransferForm(MoveForm):
    transfer_to = forms.CharField(
        label="移送单位", max_length=100, widget=_line(placeholder="如 区纪委监委、街道派出所")
    )
    transfer_number = forms.CharField(label="移送文号", max_length=100, required=False, widget=_line())
    text = forms.CharField(label="批示意见", max_length=TEXT_LENGTH, required=False, widget=_text(3))


class ResultForm(MoveForm):
    result = forms.ChoiceField(label="核查结果", choices=Results.choices, widget=forms.RadioSelect)
    conclusion = forms.CharField(
        label="核查情况和结论",
        max_length=TEXT_LENGTH,
        widget=_text(8),
        help_text="逐项写明反映的问题是否属实、依据是什么。",
    )


class ExtensionForm(MoveForm):
    new_due_on = DayField(label="申请延至")
    reason = forms.CharField(label="延期理由", max_length=TEXT_LENGTH, widget=_text(3))


class ExtensionDecisionForm(MoveForm):
    decision = forms.ChoiceField(
        label="审批", choices=[("approve", "批准"), ("refuse", "不批准")], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="意见", max_length=TEXT_LENGTH, required=False, widget=_text(2), help_text="不批准须写明理由。"
    )


class FollowUpForm(MoveForm):
    text = forms.CharField(label="查实后的处理", max_length=TEXT_LENGTH, widget=_text(4))


class FeedbackForm(MoveForm):
    feedback_on = DayField(label="反馈日期", initial=timezone.localdate)
    method = forms.ChoiceField(label="方式", choices=FeedbackMethods.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="反馈情况", max_length=TEXT_LENGTH, widget=_text(3), help_text="举报人是否认可；无法联系的写明联系经过。"
    )


class ReporterForm(forms.Form):
    """Why the reporter is looked at: from a list, for the audit keeps the reason in plain."""

    reason = forms.ChoiceField(
        label="查看事由", choices=[*CHOOSE, *((reason, reason) for reason in REASONS)],
        error_messages={"required": "请选择查看事由。"},
    )  # fmt: skip
    password = forms.CharField(
        label="登录密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, ask_password, **kwargs):
        super().__init__(*args, **kwargs)
        if not ask_password:
            del self.fields["password"]


class LimitForm(forms.Form):
    """A time limit."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    days = forms.IntegerField(label="天数", min_value=0, max_value=365, help_text="0 为当日。")
    in_working_days = forms.BooleanField(
        label="按工作日计算", required=False, help_text="节假日与调休以“届次安排—日程—节假日与调休”为准。"
    )
    basis = forms.CharField(label="依据", max_length=200, required=False)


class ConfirmLimitForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(label="核定文号", required=False, max_length=60)
