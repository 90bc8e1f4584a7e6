"""Forms about the street's own people and the communities they answer for."""

from django import forms

from communities.forms.people import AccountField, PersonChoiceField
from communities.forms.visits import StaffField, StaffsField
from communities.models import Person, Sexes
from communities.services.people import linkable_accounts
from communities.street_staff import street_staff
from core import names
from core.forms import ParsedField

ACCOUNT_HELP = "关联账号后，本人登记走访时自动填为走访人。"


class StaffOfficeForm(forms.Form):
    """The office somebody holds, and his account."""

    office = forms.CharField(label="职务", max_length=100, help_text="如“街道党工委副书记”“党建办主任”。")
    user = AccountField(None, label="对应账号", required=False, empty_label="没有账号", help_text=ACCOUNT_HELP)

    def __init__(self, *args, actor, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        taken = Person.objects.exclude(user=None).exclude(pk=person and person.pk).values("user")
        self.fields["user"].queryset = linkable_accounts(actor).exclude(pk__in=taken)


class StaffEditForm(StaffOfficeForm):
    """Another office or account; ``version`` is the file's that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StaffForm(StaffOfficeForm):
    """Somebody on file, or the name of one who is not."""

    person = PersonChoiceField(label="已建档人员", required=False)
    name = ParsedField(names.clean_name, label="姓名（未建档的）", required=False)
    sex = forms.ChoiceField(label="性别（未建档的）", required=False, choices=[("", "请选择"), *Sexes.choices])
    field_order = ["person", "name", "sex", "office", "user"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].limit_to(kwargs["actor"])

    def clean(self):
        data = super().clean()
        if not self.errors and not data["person"] and not data["name"]:
            self.add_error("name", "请查找并选择已建档的人员，或填写姓名。")
        if not self.errors and not data["person"] and not data["sex"]:
            self.add_error("sex", "请选择性别。")
        return data


class AreaForm(forms.Form):
    """Who of the street answers for one community."""

    leader = StaffField(None, label="包片领导", required=False, empty_label="未确定")
    people = StaffsField(None, label="包片人员", required=False)

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("leader", "people"):
            self.fields[name].queryset = street_staff(election)
