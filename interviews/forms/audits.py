"""Forms of departure audits: the list's filter, setting up, the team, and the sections of one audit."""

from django import forms

from communities.forms.people import QUERY_LENGTH, CommunityField, offer_communities
from communities.models import Person
from core.forms import DayField
from interviews.models import AuditGrades, AuditStates, DepartureAudit
from interviews.services.audits import Team

ANY = [("", "全部")]
SHORT_TEXT = {"rows": 3}
LONG_TEXT = {"rows": 6}
TO_DO = [("open", "有未销号问题"), ("overdue", "有逾期未整改问题"), ("none", "没有未销号问题")]


class VersionedForm(forms.Form):
    """A form that says which version of its record it was filled from."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AuditFilter(forms.Form):
    """What the list is narrowed by; ``q`` is posted only."""

    q = forms.CharField(
        label="姓名或拼音首字母", required=False, max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    state = forms.ChoiceField(label="环节", required=False, choices=[*ANY, *AuditStates.choices])
    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    lead_agency = forms.ChoiceField(label="审计机构", required=False)
    findings = forms.ChoiceField(label="发现问题", required=False, choices=[*ANY, *TO_DO])

    def __init__(self, *args, user, audits, **kwargs):
        """``audits``: the user's audits of the term, which tell the agencies and communities to choose from."""
        super().__init__(*args, **kwargs)
        agencies = audits.order_by("lead_agency").values_list("lead_agency", flat=True).distinct()
        self.fields["lead_agency"].choices = [*ANY, *((agency, agency) for agency in agencies)]
        offer_communities(self, user, "view_audits")


class StaffField(forms.ModelChoiceField):
    """One of the street's people, with his office."""

    def label_from_instance(self, obj):
        return _with_office(obj)


class StaffListField(forms.ModelMultipleChoiceField):
    """Several of the street's people."""

    def label_from_instance(self, obj):
        return _with_office(obj)


def _with_office(person):
    return f"{person.name}（{person.occupation}）" if person.occupation else person.name


class TeamForm(forms.Form):
    """Who audits: ``staff`` are the persons to choose from."""

    leader = StaffField(Person.objects.none(), label="组长", required=False, empty_label="待定")
    members = StaffListField(
        Person.objects.none(), label="组员", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="名单取自“街道干部”；聘请的审计人员先在“街道干部”中登记。",
    )  # fmt: skip
    reviewers = StaffListField(Person.objects.none(), label="复核", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        people = list(staff)
        for name in ("leader", "members", "reviewers"):
            self.fields[name].queryset = staff
        for name in ("members", "reviewers"):
            self.fields[name].choices = [(person.pk, _with_office(person)) for person in people]
        self.fields["leader"].choices = [("", "待定"), *self.fields["members"].choices]

    def team(self):
        """The :class:`Team` that was chosen."""
        data = self.cleaned_data
        return Team(leader=data["leader"], members=tuple(data["members"]), reviewers=tuple(data["reviewers"]))


class TeamChangeForm(VersionedForm, TeamForm):
    """Another team for an audit that has one."""


class SetUpForm(TeamForm):
    """立项 for several at once: ``candidates`` are the auditees not yet planned."""

    people = forms.MultipleChoiceField(
        label="被审计人", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少勾选一名被审计人。"}
    )
    lead_agency = forms.CharField(label="审计机构", max_length=100, initial="街道审计组",
                                  help_text="街道自行组织填“街道审计组”；委托的填会计师事务所名称。")  # fmt: skip
    period_from = DayField(label="审计期间起")
    period_to = DayField(label="审计期间止")
    plan = forms.CharField(
        label="审计方案", required=False, max_length=4000, widget=forms.Textarea(attrs=SHORT_TEXT),
        help_text="范围、重点和方式；可立项后再填。",
    )  # fmt: skip

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = {str(each.person.pk): each for each in candidates}
        self.fields["people"].choices = [(key, each.person.name) for key, each in self.candidates.items()]

    def service_fields(self):
        """What plan_audits takes of the form."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("lead_agency", "period_from", "period_to", "plan")}
        return kept | {"chosen": [self.candidates[key] for key in data["people"]], "team": self.team()}


class NoticeForm(VersionedForm):
    """任职情况、审计期间、审计通知."""

    post_held = forms.CharField(label="任职职务", max_length=100)
    term_from = DayField(label="任职起", required=False)
    term_to = DayField(label="任职止", required=False, help_text="仍在任的留空。")
    period_from = DayField(label="审计期间起")
    period_to = DayField(label="审计期间止")
    lead_agency = forms.CharField(label="审计机构", max_length=100)
    plan = forms.CharField(label="审计方案", required=False, max_length=4000, widget=forms.Textarea(attrs=LONG_TEXT))
    notice_number = forms.CharField(label="审计通知书文号", required=False, max_length=60)
    notice_on = DayField(label="通知日期", required=False)


class OpeningForm(VersionedForm):
    """进点会 and the auditee's commitment."""

    opening_on = DayField(label="进点会日期", required=False)
    opening_place = forms.CharField(label="进点会地点", required=False, max_length=100)
    commitment_on = DayField(
        label="被审计人承诺日期", required=False, help_text="被审计人签署承诺书的日期；承诺书扫描件可传到“审计材料”。"
    )


class ConclusionForm(VersionedForm):
    """审计评价、结论、报告."""

    conclusion_grade = forms.ChoiceField(label="审计评价", required=False, choices=[("", "待定"), *AuditGrades.choices])
    conclusion = forms.CharField(
        label="审计结论", required=False, max_length=4000, widget=forms.Textarea(attrs=LONG_TEXT)
    )
    report_number = forms.CharField(label="报告文号", required=False, max_length=60)
    reported_on = DayField(label="报告日期", required=False)


class PublicationForm(VersionedForm):
    """Where the result hangs, and for how long."""

    place = forms.CharField(label="公示地点", required=False, max_length=100, help_text="如：社区党务居务公开栏")
    published_from = DayField(label="公示起", required=False)
    published_to = DayField(label="公示止", required=False)


class RuleForm(VersionedForm):
    """For how many days results are published in the term."""

    publication_days = forms.IntegerField(label="公示不少于（天）", min_value=1, max_value=90)
    document_number = forms.CharField(
        label="核定文号", required=False, max_length=60, help_text="按文件核定后填写文号；未填的标为“示例（待核定）”。"
    )


class MoveForm(forms.Form):
    """A move asked for by its name. Whether it exists and is open is the workflow's to say."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=1000, strip=True)


def section_values(record: DepartureAudit, form_class):
    """What a section's form starts from: the record's own values of its fields."""
    return {name: getattr(record, name) for name in form_class.base_fields}
