"""Forms about people: the filter of the list, the file itself, kinship, and why a number is looked at."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse

from communities.identity import agree
from communities.models import Affiliations, Educations, Kinship, Person, Region, Sexes, TermRole
from communities.models.regions import short_name
from communities.services.people import SECRET_FIELDS, linkable_accounts
from core import access, ids, names
from core.drafts import NOT_KEPT
from core.errors import DomainError
from core.forms import LooseDateField, ParsedField
from core.secrets import keyed_hash

ADULT = 18
QUERY_LENGTH = 50
NO_SUGGESTIONS = {"autocomplete": "off"}


def communities_for(user, permission):
    """Communities in which ``user`` holds ``permission``, for a drop-down."""
    return access.visible_to(user, Region, permission).filter(level=Region.Levels.COMMUNITY)


def filing_places(user, permission):
    """Communities as in :func:`communities_for`, and streets: the street's own people are filed there."""
    levels = (Region.Levels.STREET, Region.Levels.COMMUNITY)
    return access.visible_to(user, Region, permission).filter(level__in=levels)


class CommunityField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.short_name


MANY_COMMUNITIES = 300  # more than anybody looks through in a drop-down
ALIKE = 500  # of one beginning: enough to tell whether one name is meant


class CommunityBox(forms.CharField):
    """A community typed by its name or code, where a drop-down would hold thousands. Gives the region, or None."""

    def __init__(self, communities, **kwargs):
        super().__init__(
            max_length=50, widget=forms.TextInput(attrs={"placeholder": "名称或12位代码", **NO_SUGGESTIONS}), **kwargs
        )
        self.communities = communities

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = list(self.communities.filter(Q(code=text) | Q(name__startswith=text))[:ALIKE])
        exact = [place for place in found if text in (place.code, place.name, place.short_name)] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise ValidationError(f"没有找到名称为“{text}”的社区，请核对，或填写12位区划代码。")
        shown = "、".join(f"{place.short_name}（{place.code}）" for place in exact[:5])
        raise ValidationError(
            f"名称以“{text}”开头的社区不止一个：{shown}{'等' if len(exact) > 5 else ''}。请填写区划代码。"
        )


def offer_communities(form, user, permission):
    """Let a filter narrow by community: a drop-down; a box where there are too many; nothing where there is no choice."""
    field, communities = form.fields["community"], communities_for(user, permission)
    offered = access.asked_once(user, ("offered", permission), lambda user: _offered(communities))
    if len(offered) < 2:
        del form.fields["community"]
    elif len(offered) > MANY_COMMUNITIES:
        form.fields["community"] = CommunityBox(communities, label=field.label, required=False)
    else:
        field.queryset = communities
        field.choices = [("", field.empty_label), *offered]


def _offered(communities):
    """``[(code, name)]`` of as many as make a drop-down, and one more."""
    return [(code, short_name(name)) for code, name in communities.values_list("code", "name")[: MANY_COMMUNITIES + 1]]


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label="姓名、拼音或完整证件号", required=False, max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", **NO_SUGGESTIONS}),
    )  # fmt: skip
    community = CommunityField(None, label="社区", required=False, empty_label="全部")
    affiliation = forms.ChoiceField(label="政治面貌", required=False, choices=[("", "全部"), *Affiliations.choices])
    capacity = forms.ChoiceField(label="本届身份", required=False, choices=[("", "全部"), *TermRole.Capacities.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_communities(self, user, "view_records")


class PersonForm(forms.Form):
    """One person's file.

    Numbers on file are never sent to the browser: left empty they stay as they are, and
    ``forget`` takes them away. What is possible but odd is a warning that the user
    confirms with ``confirmed`` (a digest of the sentences he read).
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = ParsedField(names.clean_name, label="姓名", widget=forms.TextInput(attrs=NO_SUGGESTIONS))
    id_number = ParsedField(
        lambda text: ids.parse_id_number(text).number, label="公民身份号码", required=False,
        widget=forms.TextInput(attrs={**NO_SUGGESTIONS, **NOT_KEPT, "spellcheck": "false"}),
        help_text="填写后自动带出性别和出生日期；加密保存。",
    )  # fmt: skip
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "未填（由证件号带出）"), *Sexes.choices])
    birth_date = LooseDateField(label="出生日期", required=False)
    ethnicity = forms.CharField(label="民族", max_length=20, initial="汉族")
    affiliation = forms.ChoiceField(label="政治面貌", choices=Affiliations.choices, initial=Affiliations.NONE)
    party_joined_on = LooseDateField(label="入党时间", required=False)
    education = forms.TypedChoiceField(
        label="学历", required=False, coerce=int, empty_value=None, choices=[("", "未填"), *Educations.choices]
    )
    school = forms.CharField(label="毕业院校及专业", required=False, max_length=100)
    occupation = forms.CharField(label="现工作单位及职务", required=False, max_length=100)
    phone = ParsedField(
        ids.parse_phone, label="联系电话", required=False, widget=forms.TextInput(attrs={**NOT_KEPT, "inputmode": "tel"}),
        help_text="手机号码，或带区号的固定电话；加密保存。",
    )  # fmt: skip
    native_place = forms.CharField(label="籍贯", required=False, max_length=50)
    community = CommunityField(None, label="建档社区", empty_label="请选择")
    resume = forms.CharField(label="简历", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    forget = forms.MultipleChoiceField(
        label="删去已登记的", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("id_number", "公民身份号码"), ("phone", "联系电话")],
    )  # fmt: skip

    def __init__(self, *args, user, person=None, election=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.person, self.election = user, person, election
        self.warnings = []
        self.fields["community"].queryset = filing_places(user, "fill_records").filter(is_active=True)
        self.fields["id_number"].widget.attrs |= {
            "hx-post": reverse("communities:person-check"), "hx-trigger": "change", "hx-target": "#identity",
            "hx-params": "id_number",
        }  # fmt: skip
        self._offer_to_forget()

    def _offer_to_forget(self):
        """Say that a number is on file without showing it."""
        on_file = [name for name in SECRET_FIELDS if self.person and getattr(self.person, name)]
        for name in on_file:
            self.fields[name].widget.attrs["placeholder"] = "已登记；留空则不改"
        kept = [choice for choice in self.fields["forget"].choices if choice[0] in on_file]
        self.fields["forget"].choices = kept
        if not kept:
            del self.fields["forget"]

    def clean_ethnicity(self):
        name = self.cleaned_data["ethnicity"].strip()
        return name if name.endswith("族") or name == "其他" else f"{name}族"

    def clean(self):
        data = super().clean()
        for name in SECRET_FIELDS:
            self._resolve(data, name)
        if self.errors:
            return data
        self._take_identity(data)
        if not self.errors:
            self.warnings = self._warnings(data)
            self._require_confirmation()
        return data

    def _resolve(self, data, name):
        """An empty box keeps what is on file, unless it is to be forgotten."""
        if name in data.get("forget", ()):
            data[name] = ""
        elif not data.get(name) and self.person:
            data[name] = getattr(self.person, name)

    def _take_identity(self, data):
        try:
            identity = agree(id_number=data["id_number"], sex=data["sex"], birth_date=data["birth_date"])
        except DomainError as error:
            self.add_error("id_number", error.message)
            return
        data["sex"], data["birth_date"] = identity.sex, identity.birth_date
        if not data["sex"]:
            self.add_error("sex", "请选择性别，或填写身份证号由系统带出。")

    def _warnings(self, data):
        return [*self._namesakes(data), *self._ages(data)]

    def _namesakes(self, data):
        people = access.visible_to(self.user, Person).namesakes(data["name"], data["birth_date"])
        others = people.exclude(pk=self.person and self.person.pk).select_related("community")[:3]
        return [f"{other.community.short_name}已有同名、同出生年月的“{other}”，请核对是否同一人。" for other in others]

    def _ages(self, data):
        born, joined = data["birth_date"], data["party_joined_on"]
        sentences = []
        if born and self.election and ids.age_on(born, self.election.election_day) < ADULT:
            age = ids.age_on(born, self.election.election_day)
            sentences.append(f"选举日（{self.election.election_day:%Y年%m月%d日}）为{age}周岁，未满{ADULT}周岁。")
        if born and joined and ids.age_on(born, joined) < ADULT:
            sentences.append(f"入党时为{ids.age_on(born, joined)}周岁，未满{ADULT}周岁，请核对入党时间。")
        return sentences

    @property
    def confirmation(self):
        """Stands for the sentences shown: other sentences need another confirmation."""
        return keyed_hash("\n".join(self.warnings))[:16]

    def _require_confirmation(self):
        if self.warnings and self.data.get("confirmed") != self.confirmation:
            raise ValidationError("请先核对下面的提示；确认无误的，勾选后再保存。", code="unconfirmed")

    def service_fields(self):
        """What the services take: the cleaned fields without those of the form itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "forget")}

    @classmethod
    def initial_of(cls, person):
        """Initial values from a file; numbers stay behind."""
        shown = [name for name in cls.base_fields if name not in (*SECRET_FIELDS, "forget")]
        return {name: getattr(person, name) for name in shown}


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.full_name}（{obj.duty or obj.username}）"


class AccountForm(forms.Form):
    """Whose account is this person's."""

    user = AccountField(
        None, label="对应账号", required=False, empty_label="没有账号",
        help_text="关联后，本人不能审查、决定自己或亲属的事项。",
    )  # fmt: skip

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = linkable_accounts(actor)


class PersonChoiceField(forms.ModelChoiceField):
    """A person picked with the ``c-person-picker``; any visible one."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"required": "请先查找并选择人员。", "invalid_choice": "请重新选择人员。"})
        super().__init__(Person.objects.none(), **kwargs)

    def limit_to(self, user):
        """Choices for this user: those he may see."""
        self.queryset = access.visible_to(user, Person).select_related("community")


class KinshipForm(forms.Form):
    """A relative on file, or the name of one who is not."""

    kind = forms.ChoiceField(label="关系", choices=Kinship.Kinds.choices)
    relative = PersonChoiceField(label="亲属", required=False)
    relative_name = ParsedField(names.clean_name, label="亲属姓名（未建档的）", required=False)
    relative_occupation = forms.CharField(label="工作单位及职务", required=False, max_length=100)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relative"].limit_to(user)

    def clean(self):
        data = super().clean()
        if not self.errors and not data["relative"] and not data["relative_name"]:
            raise ValidationError("请选择已建档的亲属，或填写亲属姓名。")
        return data


class RevealForm(forms.Form):
    """Why one number of one person is looked at."""

    PURPOSES = ["核对证件原件", "联系本人", "办理联审、考察", "更正登记信息", "其他"]

    field = forms.ChoiceField(choices=[("id_number", "公民身份号码"), ("phone", "联系电话")], widget=forms.HiddenInput)
    purpose = forms.ChoiceField(
        label="查看事由", choices=[("", "请选择"), *((text, text) for text in PURPOSES)],
        error_messages={"required": "请选择查看事由。"},
    )  # fmt: skip
    remark = forms.CharField(label="补充说明", required=False, max_length=200)
    password = forms.CharField(
        label="登录密码", required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args, ask_password, **kwargs):
        super().__init__(*args, **kwargs)
        if not ask_password:
            del self.fields["password"]

    def clean(self):
        data = super().clean()
        if data.get("purpose") == "其他" and not data.get("remark"):
            self.add_error("remark", "请说明查看事由。")
        return data

    @property
    def reason(self):
        """The reason in one line, for the audit."""
        return "：".join(text for text in (self.cleaned_data["purpose"], self.cleaned_data["remark"]) if text)
