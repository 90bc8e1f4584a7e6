"""Forms of questionnaires and rounds, for the street."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.forms.people import CommunityField, offer_communities
from communities.models import Question, Questionnaire, SurveyRound
from communities.services import surveys
from communities.survey_templates import GRADES, SATISFACTION_SCALE
from core import access

KINDS = Question.Kinds
COMMON = ("text", "required", "condition")
FIELDS_OF = {
    KINDS.SINGLE: ("choices", "favourable", "has_unknown"),
    KINDS.MULTIPLE: ("choices",),
    KINDS.RATING: ("rows", "choices", "favourable", "has_unknown"),
    KINDS.MEMBERS: ("rows", "choices", "favourable", "has_unknown"),
    KINDS.NUMBER: ("minimum", "maximum"),
    KINDS.TEXT: (),
}
STARTING = {
    KINDS.RATING: {"choices": SATISFACTION_SCALE, "favourable": 2},
    KINDS.MEMBERS: {"choices": GRADES, "favourable": 2, "has_unknown": True},
}
LABELS = {KINDS.RATING: {"choices": "等次"}, KINDS.MEMBERS: {"choices": "等次", "rows": "测评方面"}}
HELP = {
    KINDS.MEMBERS: {"rows": "每行一个方面，如“服务群众”。不填的，每名成员只作一项总体评价。成员名单布置时自动带出。"},
}


class LinesField(forms.CharField):
    """A text box with one entry a line ↔ a list of texts without empty ones."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def validate(self, value):
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value):
        """How many and how long the lines may be is the service's business."""


class MinuteField(forms.DateTimeField):
    """A moment, to the minute, in the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


class QuestionnaireForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label="类别", choices=Questionnaire.Kinds.choices,
        help_text="前两类的结果作为社区的群众认可率，进入研判和一社一档；与班子评价无关的选“其他问卷”。",
    )  # fmt: skip
    title = forms.CharField(label="标题", max_length=60)
    instructions = forms.CharField(
        label="填写说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="印在问卷开头。请写明不记名。",
    )  # fmt: skip
    basis = forms.CharField(label="来源或依据", max_length=200, required=False)


class QuestionForm(forms.Form):
    """One question of a kind; of all fields those that the kind has."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="题目", max_length=200)
    rows = LinesField(label="评价内容", required=False, help_text="每行一项，如“服务群众”。")
    choices = LinesField(label="选项", help_text="每行一个；等次从好到差排列。")
    favourable = forms.IntegerField(
        label="认可档数", min_value=0, max_value=11, initial=0,
        help_text="从第一档数起，几档算认可。如“满意、基本满意”算认可填 2；0 表示本题不计入认可率。",
    )  # fmt: skip
    has_unknown = forms.BooleanField(label="可以选“不了解”（不计入比例）", required=False)
    minimum = forms.IntegerField(label="最小值", required=False, min_value=-1_000_000, max_value=1_000_000)
    maximum = forms.IntegerField(label="最大值", required=False, min_value=-1_000_000, max_value=1_000_000)
    required = forms.BooleanField(label="必答", required=False, initial=True)
    condition = forms.ChoiceField(
        label="什么时候出现", required=False, help_text="选择后，只有在前面某题选了该项的人才答本题。"
    )

    def __init__(self, *args, kind, earlier, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.earlier = kind, {str(question.pk): question for question in earlier}
        for name in [name for name in self.fields if name not in ("version", *COMMON, *FIELDS_OF[kind])]:
            del self.fields[name]
        for name, label in LABELS.get(kind, {}).items():
            self.fields[name].label = label
        for name, text in HELP.get(kind, {}).items():
            self.fields[name].help_text = text
        self.fields["condition"].choices = [("", "总是出现"), *self._conditions()]

    def _conditions(self):
        for question in self.earlier.values():
            if question.kind in (KINDS.SINGLE, KINDS.MULTIPLE):
                for place, choice in enumerate(question.all_choices):
                    yield f"{question.pk}:{place}", f"第{question.order}题选“{choice}”时"

    def service_fields(self):
        """What the services take, with the empty value for what this kind does not have."""
        empty = {"choices": [], "rows": [], "has_unknown": False, "favourable": 0, "minimum": None, "maximum": None}
        data = {name: self.cleaned_data.get(name, value) for name, value in empty.items()}
        earlier, _, place = (self.cleaned_data["condition"] or "").partition(":")
        question = self.earlier.get(earlier)
        return data | {
            "kind": self.kind, "text": self.cleaned_data["text"], "required": self.cleaned_data["required"],
            "shown_if": question, "shown_if_choice": question.all_choices[int(place)] if question else "",
        }  # fmt: skip


def question_initial(question):
    """A question as its form shows it."""
    names = ("text", "required", "rows", "choices", "favourable", "has_unknown", "minimum", "maximum")
    condition = ""
    if question.shown_if:
        condition = f"{question.shown_if_id}:{question.shown_if.all_choices.index(question.shown_if_choice)}"
    return {name: getattr(question, name) for name in names} | {"condition": condition}


class ConfirmQuestionnaireForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(label="核定所依据的文号", max_length=60)


class CommunitiesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return obj.short_name


class RoundTimesForm(forms.Form):
    """Name and times of a round."""

    name = forms.CharField(label="批次名称", max_length=60, help_text="如：2026年换届前群众满意度测评")
    opens_at = MinuteField(label="开始时间")
    closes_at = MinuteField(label="截止时间", help_text="到时自动截止，也可以提前截止。截止前任何人看不到结果。")


class RoundChangeForm(RoundTimesForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class RoundForm(RoundTimesForm):
    """A batch: which questionnaire, in which communities, how it is answered."""

    questionnaire = forms.ModelChoiceField(Questionnaire.objects.none(), label="问卷", empty_label="请选择")
    communities = CommunitiesField(None, label="社区", help_text="每个社区各成一批，分别统计。")
    mode = forms.ChoiceField(label="填答方式", choices=SurveyRound.Modes.choices, widget=forms.RadioSelect)
    issued = forms.IntegerField(
        label="每个社区的份数", min_value=0, max_value=100_000, initial=0,
        help_text="一次性答题码：发放张数。开放链接：最多接收几份，0 为不限。纸质：不用填，计票时登记。",
    )  # fmt: skip
    with_prospects = forms.BooleanField(
        label="同时测评意向人选、候选人和后备人员", required=False,
        help_text="问卷有成员测评题时，除现任班子外，名册上这三类人员也列为被测评人。",
    )  # fmt: skip
    field_order = ["questionnaire", "communities", "mode", "issued", "with_prospects", "name", "opens_at", "closes_at"]

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        visible = access.visible_to(user, Questionnaire).filter(election=election)
        self.fields["questionnaire"].queryset = visible.newest_versions()
        self.fields["communities"].queryset = surveys.communities_for(user, election)


class RoundFilterForm(forms.Form):
    """Which rounds to list."""

    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    stage = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *SurveyRound.Stages.choices])
    kind = forms.ChoiceField(label="问卷类别", required=False, choices=[("", "全部"), *Questionnaire.Kinds.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_communities(self, user, "view_records")


class CodeForm(forms.Form):
    """The code of a slip, as a resident types it."""

    code = forms.CharField(
        label="答题码", max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "placeholder": "如 ABCDE-FGHJK"}
        ),
    )  # fmt: skip


def default_times():
    """From now, for a week, to eight in the evening."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"opens_at": now, "closes_at": (now + timezone.timedelta(days=7)).replace(hour=20, minute=0)}
