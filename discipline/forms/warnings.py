"""Forms about warning talks: who warns whom, the plan, the record."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from communities.forms.visits import day_input
from communities.models import Person
from core import access
from discipline import warning_tree
from discipline.models import DisciplineText, WarningPair, WarningPartner, WarningTalk
from interviews.forms.talks import PersonChoice
from interviews.talk_people import talkers

TEXT_LENGTH = 8000
ANY = [("", "全部")]


def _time():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _text(rows):
    return forms.Textarea(attrs={"rows": rows})


class WarningFilter(forms.Form):
    """What the list of talks is narrowed by."""

    state = forms.ChoiceField(label="状态", required=False, choices=[*ANY, *WarningTalk.States.choices])
    mine = forms.BooleanField(label="只看我承办的", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class WarnerForm(forms.Form):
    """By whom somebody is warned: the street's staff and the secretaries of its communities."""

    warner = PersonChoice(Person.objects.none(), label="谈话人", empty_label="请选择")

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["warner"].queryset = talkers(election)


class PairsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return obj.person.name


def _in_a_week():
    return timezone.localdate() + timedelta(days=7)


class PlanWarningForm(forms.Form):
    """Whom to warn, by whom, together or one by one."""

    pairs = PairsField(
        WarningPair.objects.none(), label="谈话对象", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一名谈话对象。", "invalid_choice": "名单有变动，请刷新页面后重新勾选。"},
    )  # fmt: skip
    talker = PersonChoice(Person.objects.none(), label="谈话人", empty_label="请选择")
    recorder = PersonChoice(Person.objects.none(), label="记录人", required=False, empty_label="无")
    is_collective = forms.TypedChoiceField(
        label="谈话形式", coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("no", "个别谈话（每人一份记录）"), ("yes", "集体谈话（一份记录，逐人签字）")], initial="no",
    )  # fmt: skip
    reason = forms.ChoiceField(
        label="缘由", choices=WarningTalk.Reasons.choices, widget=forms.RadioSelect, initial=WarningTalk.Reasons.ROUTINE,
        help_text="只供谈话人掌握，不印在记录上，也不对谈话对象显示。",
    )  # fmt: skip
    due_on = forms.DateField(label="完成时限", widget=day_input(), initial=_in_a_week)

    def __init__(self, *args, user, election, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("talker", "recorder"):
            self.fields[name].queryset = talkers(election)
        rows = access.visible_to(user, WarningPair, "conduct_talks").filter(election=election)
        self.fields["pairs"].queryset = rows
        if not access.holds(user, "handle_clues"):  # the word alone tells that there is a clue
            reasons = self.fields["reason"]
            reasons.choices = [choice for choice in reasons.choices if choice[0] != WarningTalk.Reasons.CLUE]

    @staticmethod
    def lines(user, election):
        """The lines of the tree that a talk may be planned for: not warned, nor planned yet."""
        return [one for one in warning_tree.pairs_of(user, election) if not one.is_warned and not one.is_planned]


class PartnersField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return f"{obj.person.name}（{obj.place.short_name}{obj.post}）"


class TextsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class RecordWarningForm(forms.Form):
    """What was said. Times are the day and two clock times, as people say them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    held_on = forms.DateField(label="谈话日期", widget=day_input())
    starts = forms.TimeField(label="开始时间", widget=_time())
    ends = forms.TimeField(label="结束时间", widget=_time())
    place = forms.CharField(label="谈话地点", max_length=100)
    there = PartnersField(
        WarningPartner.objects.none(), label="到场人员", error_messages={"required": "请勾选到场的谈话对象。"}
    )
    texts = TextsField(DisciplineText.objects.none(), label="学习内容（纪律条文）", required=False)
    content = forms.CharField(
        label="谈话内容要点", max_length=TEXT_LENGTH, widget=_text(9), help_text="客观记录，用第三人称；不写线索内容。"
    )
    answer = forms.CharField(label="本人表态", max_length=2000, widget=_text(3))
    measures = forms.CharField(label="后续要求", required=False, max_length=2000, widget=_text(2))

    def __init__(self, *args, talk, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["there"].queryset = talk.partners.select_related("person", "place")
        texts = DisciplineText.objects.current(talk.election).exclude(kind=DisciplineText.Kinds.STUDY)
        self.fields["texts"].queryset = (texts | talk.texts.all()).distinct().order_by("kind", "family", "-edition")

    def clean(self):
        data = super().clean()
        if {"held_on", "starts", "ends"} <= data.keys():
            day, starts, ends = (data.pop(name) for name in ("held_on", "starts", "ends"))
            data["held_from"] = timezone.make_aware(datetime.combine(day, starts))
            data["held_until"] = timezone.make_aware(datetime.combine(day, ends))
        return data
