"""Forms of a 党工委会: the meeting and its agenda, who came, who stands aside, a vote."""

from django import forms

from candidates.meeting_rules import open_candidates, open_cautions, open_slates
from candidates.models import AgendaItem, Attendee, Candidate, NegativeCheck, Slate
from communities.forms.deliberations import MeetingForm, StaffField, StaffsField
from communities.street_staff import street_staff
from core.forms import DayField

Results = AgendaItem.Results


class CandidateTicks(forms.ModelMultipleChoiceField):
    def label_from_instance(self, one):
        return f"{one.community.short_name} {one.person.name}（拟任{one.get_intended_post_display()}，{one.get_state_display()}）"


class SlateTicks(forms.ModelMultipleChoiceField):
    def label_from_instance(self, slate):
        return f"{slate.community.short_name} {slate.name}"


class CautionTicks(forms.ModelMultipleChoiceField):
    """Named by person and the item's number: what was found stands in the file."""

    def label_from_instance(self, check):
        return f"{check.candidate.community.short_name} {check.candidate.person.name}（{check.item.code}）"


def _ticks(kind, label, **options):
    return kind(None, label=label, required=False, widget=forms.CheckboxSelectMultiple, **options)


class VettingMeetingForm(forms.Form):
    """The meeting, whom it calls, and what it is to speak on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="会议名称", max_length=60, initial="街道党工委会议")
    held_on = DayField(label="召开日期")
    starts_at = forms.TimeField(label="开始时间", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label="地点", max_length=100)
    host = StaffField(None, label="主持人", required=False, empty_label="请选择")
    recorder = StaffField(None, label="记录人", required=False, empty_label="请选择")
    cautions = _ticks(CautionTicks, "“不宜”事项", help_text="已认定、尚未集体研究的事项；会上先议。")
    candidates = _ticks(CandidateTicks, "人选", help_text="待街道严审和已通过的人选。")
    slates = _ticks(SlateTicks, "班子方案", help_text="已提交上会的方案。")
    people = _ticks(StaffsField, "出席（有表决权）")
    guests = forms.CharField(
        label="列席人员", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一人：姓名 单位职务。列席不参加表决。",
    )  # fmt: skip
    summary = forms.CharField(
        label="会议总体意见", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写入纪要。",
    )  # fmt: skip

    def __init__(self, *args, election, codes, meeting=None, **kwargs):
        super().__init__(*args, **kwargs)
        staff = street_staff(election)
        for name in ("host", "recorder", "people"):
            self.fields[name].queryset = staff
        kept = meeting.items.all() if meeting else AgendaItem.objects.none()
        self.fields["candidates"].queryset = _with_kept(open_candidates(election, codes), Candidate, kept, "candidate")
        self.fields["slates"].queryset = _with_kept(open_slates(election, codes), Slate, kept, "slate")
        cautions = {check.pk for check in open_cautions(election, codes)}
        cautions |= {pk for pk in kept.values_list("check_row", flat=True) if pk}
        rows = NegativeCheck.objects.filter(pk__in=cautions)
        self.fields["cautions"].queryset = rows.select_related("candidate__person", "candidate__community", "item")

    clean_guests = MeetingForm.clean_guests

    def service_fields(self):
        """The cleaned fields as the services take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _with_kept(rows, model, items, field):
    """What may come onto the agenda, and what is on it."""
    keys = set(rows.values_list("pk", flat=True)) | {pk for pk in items.values_list(field, flat=True) if pk}
    found = model.objects.filter(pk__in=keys).select_related("community")
    return found.select_related("community", "person") if model is Candidate else found


class RecusalForm(forms.Form):
    """回避 noted by hand."""

    item = forms.ModelChoiceField(None, label="议题", empty_label="请选择")
    attendee = forms.ModelChoiceField(None, label="回避人", empty_label="请选择")
    reason = forms.CharField(label="理由", max_length=100)

    def __init__(self, *args, meeting, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        self.fields["attendee"].queryset = meeting.attendees.filter(role=Attendee.Roles.VOTER)


class VoteForm(forms.Form):
    """What was voted on one item."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    votes_for = forms.IntegerField(label="同意", min_value=0, max_value=999, required=False)
    votes_against = forms.IntegerField(label="不同意", min_value=0, max_value=999, required=False)
    votes_abstained = forms.IntegerField(label="弃权", min_value=0, max_value=999, required=False)
    result = forms.ChoiceField(label="结果", choices=[("", "未定"), *Results.choices], required=False)
    opinion = forms.CharField(
        label="意见", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        for name in ("votes_for", "votes_against", "votes_abstained"):
            if name not in self.errors:
                data[name] = data.get(name) or 0
        return data
