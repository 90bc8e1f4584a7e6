"""Forms about study meetings: calling one, signing in, and what it concludes on a community."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.forms.people import CommunityField, offer_communities
from communities.forms.plans import owners_for
from communities.forms.visits import StaffField, StaffsField, day_input
from communities.models import DeliberationTask, MemberDisposition, Participant
from communities.services.deliberations import communities_of
from communities.street_staff import street_staff
from core import names
from core.errors import DomainError

NAME_LENGTH, POST_LENGTH = 50, 100
TALL, SHORT = {"rows": 8}, {"rows": 4}
NOT_LISTED = ("", "未列入")


def _clock():
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class CommunitiesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return obj.short_name


class MeetingForm(forms.Form):
    """A meeting that is prepared, or corrected while it lasts. Choices are the street's own people and communities."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    held_on = forms.DateField(label="召开日期", widget=day_input())
    starts_at = forms.TimeField(label="开始时间", required=False, widget=_clock())
    ends_at = forms.TimeField(label="结束时间", required=False, widget=_clock())
    place = forms.CharField(label="地点", max_length=100)
    host = StaffField(None, label="主持人", required=False, empty_label="请选择")
    recorder = StaffField(None, label="记录人", required=False, empty_label="请选择")
    agenda = forms.CharField(
        label="议题", max_length=2000, widget=forms.Textarea(attrs=SHORT), help_text="一行一项，按行编号写入纪要。"
    )
    communities = CommunitiesField(None, label="研判的社区")
    people = StaffsField(None, label="参会人员", required=False, help_text="勾选街道干部名册中的人员。")
    guests = forms.CharField(
        label="列席人员（不在街道名册的）", required=False, max_length=4000, widget=forms.Textarea(attrs=SHORT),
        help_text="一行一人：姓名 空格 单位及职务，如“陈静 区委社会工作部科长”。",
    )  # fmt: skip
    summary = forms.CharField(
        label="会议总体意见", required=False, max_length=4000, widget=forms.Textarea(attrs=TALL),
        help_text="写入纪要；各社区的意见在各社区页面填写。",
    )  # fmt: skip

    def __init__(self, *args, user, election, region, deliberation=None, **kwargs):
        super().__init__(*args, **kwargs)
        staff = street_staff(election)
        for name in ("host", "recorder", "people"):
            self.fields[name].queryset = staff
        self.fields["communities"].queryset = communities_of(user, region)
        if deliberation is None or deliberation.is_planned:
            del self.fields["summary"]
        else:
            del self.fields["held_on"], self.fields["communities"]

    def clean_guests(self):
        """``[(name, post)]``; a line without a proper name is named."""
        return [_guest(line) for line in self.cleaned_data["guests"].splitlines() if line.strip()]

    def service_fields(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _guest(line):
    name, _, post = line.strip().replace("\u3000", " ").partition(" ")
    try:
        name = names.clean_name(name)
    except DomainError as error:
        raise ValidationError(f"“{line.strip()[:NAME_LENGTH]}”：{error.message}") from None
    if len(name) > NAME_LENGTH or len(post) > POST_LENGTH:
        raise ValidationError(f"“{name[:10]}”一行太长：姓名限 {NAME_LENGTH} 字，单位及职务限 {POST_LENGTH} 字。")
    return name, post.strip()


class MoveForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(label="理由", required=False, max_length=1000, strip=True)


class AttendanceForm(forms.Form):
    """A row for each participant: whether he came, and why not."""

    def __init__(self, *args, participants, **kwargs):
        super().__init__(*args, **kwargs)
        self.participants = participants
        for person in participants:
            self.fields[f"attendance-{person.pk}"] = forms.ChoiceField(
                label=f"{person.name}到会情况", choices=Participant.Attendance.choices, required=False,
                initial=person.attendance,
            )  # fmt: skip
            self.fields[f"reason-{person.pk}"] = forms.CharField(
                label=f"{person.name}请假原因", required=False, max_length=100, initial=person.absence_reason
            )

    def entries(self):
        """``{participant pk: (attendance, reason)}`` of those sent."""
        sent = {person.pk: self.cleaned_data[f"attendance-{person.pk}"] for person in self.participants}
        return {pk: (value, self.cleaned_data[f"reason-{pk}"]) for pk, value in sent.items() if value}

    def rows(self):
        """``(participant, field of attendance, field of reason)`` for the page."""
        return [(person, self[f"attendance-{person.pk}"], self[f"reason-{person.pk}"]) for person in self.participants]


class ConclusionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="研判意见", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="班子、人选、风险怎么看，下一步怎么办。写入纪要。",
    )  # fmt: skip


class DispositionForm(forms.Form):
    """The three lists of a community: a row for each sitting member, then for whoever might come in."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, sitting, others, listed, last, **kwargs):
        """``sitting``, ``others``: lists of Person; ``listed``, ``last``: ``{person pk: MemberDisposition}``."""
        super().__init__(*args, **kwargs)
        kinds = MemberDisposition.Kinds
        self.people = [*sitting, *others]
        self.last = last
        staying = [(kind.value, kind.label) for kind in (kinds.STAY, kinds.ADJUST)]
        for person in self.people:
            now = listed.get(person.pk)
            choices = staying if person in sitting else [(kinds.USE.value, kinds.USE.label)]
            self.fields[f"kind-{person.pk}"] = forms.ChoiceField(
                label=f"{person.name}列入", choices=[NOT_LISTED, *choices], required=False,
                initial=now.kind if now else "",
            )  # fmt: skip
            self.fields[f"reason-{person.pk}"] = forms.CharField(
                label=f"{person.name}的理由", required=False, max_length=200, initial=now.reason if now else ""
            )

    def choices(self):
        """``{Person: (kind, reason)}`` of the rows that were sent."""
        return {
            person: (self.cleaned_data[f"kind-{person.pk}"], self.cleaned_data[f"reason-{person.pk}"])
            for person in self.people
            if f"kind-{person.pk}" in self.data
        }

    def rows(self):
        """``(person, field of the list, field of the reason, disposition at the last meeting)``."""
        return [
            (person, self[f"kind-{person.pk}"], self[f"reason-{person.pk}"], self.last.get(person.pk))
            for person in self.people
        ]


class TaskForm(forms.Form):
    """A task for one community: what, who (the street's people or the community's own), until when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    content = forms.CharField(label="任务", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    owner = StaffField(None, label="责任人", empty_label="请选择")
    due_on = forms.DateField(label="完成时限", widget=day_input())

    def __init__(self, *args, election, community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_for(election, community)


class FinishForm(forms.Form):
    """How a task was done."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = forms.DateField(label="完成日期", widget=day_input(), initial=timezone.localdate)
    result = forms.CharField(label="完成情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class TaskFilter(forms.Form):
    """What the list of tasks is narrowed by."""

    STATES = (("open", "未完成"), ("overdue", "已逾期"), ("done", "已完成"), ("mine", "由我负责"))

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES])
    community = CommunityField(None, label="社区", required=False, empty_label="全部")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_communities(self, user, DeliberationTask.access.view)
