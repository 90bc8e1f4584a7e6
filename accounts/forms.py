"""Forms of the account screens. Every rule that needs the database is the service's."""

from django import forms
from django.contrib.auth import password_validation

from accounts.models import User, normalise_username
from core import audit_catalogue
from core.audit import AuditEvent


class SignInForm(forms.Form):
    username = forms.CharField(
        label="登录名", max_length=60, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class SignInAgainForm(forms.Form):
    """The inline form: whose session it was is shown, not asked."""

    password = SignInForm.base_fields["password"]


def _new_password_field(label):
    return forms.CharField(
        label=label, max_length=200, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )


class PasswordForm(forms.Form):
    """The owner's change of password; the rules of the setting AUTH_PASSWORD_VALIDATORS hold."""

    current = forms.CharField(
        label="当前密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    new = _new_password_field("新密码")
    again = _new_password_field("再输一次新密码")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self):
        if not self.user.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError("当前密码不正确。")
        return self.cleaned_data["current"]

    def clean_new(self):
        password_validation.validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self):
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", "两次输入的新密码不一致。")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class AccountForm(forms.ModelForm):
    """What the system administrator may change of an account."""

    class Meta:
        model = User
        fields = ["full_name", "duty", "expires_on"]
        widgets = {"expires_on": DateInput}


class NewAccountForm(AccountForm):
    class Meta(AccountForm.Meta):
        fields = ["username", *AccountForm.Meta.fields]
        help_texts = {"username": "不分大小写、全角半角，建好后不能修改。"}

    def clean_username(self):
        return normalise_username(self.cleaned_data["username"])

    def validate_unique(self):
        """Left to the service: a form sent twice must reach the account it made, not an error."""


class AccountFilterForm(forms.Form):
    """Searches accounts by name; ``status`` is what the list shows as the account's state."""

    STATUSES = [("", "全部状态"), ("active", "启用"), ("disabled", "停用"), ("expired", "已过有效期")]

    q = forms.CharField(label="登录名、姓名或单位职务", max_length=60, required=False)
    status = forms.ChoiceField(label="状态", choices=STATUSES, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class AuditFilterForm(forms.Form):
    """Searches the trail by time, user, event and object."""

    since = forms.DateField(label="自", required=False, widget=DateInput)
    until = forms.DateField(label="至", required=False, widget=DateInput)
    q = forms.CharField(label="用户", max_length=60, required=False)
    event = forms.ChoiceField(label="事件", required=False)
    result = forms.ChoiceField(label="结果", required=False)
    object_id = forms.CharField(label="对象编号", max_length=64, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [("", "全部事件"), *sorted(audit_catalogue.labels().items())]
        self.fields["result"].choices = [("", "全部"), *AuditEvent.Results.choices]
