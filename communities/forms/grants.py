"""Forms of the grants screens."""

from django import forms

from communities.models import Region
from communities.roles import ROLES

WITHOUT = "none"


class GrantFilterForm(forms.Form):
    """Searches accounts by name, role, and place: a region's code finds the grants on it and below."""

    q = forms.CharField(label="登录名、姓名或单位职务", max_length=60, required=False)
    role = forms.ChoiceField(
        label="角色", choices=[("", "全部角色"), (WITHOUT, "尚未授权"), *ROLES.items()], required=False
    )
    region = forms.CharField(label="区划名称或代码", max_length=60, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class GrantForm(forms.Form):
    """A role for the region that the picker has arrived at."""

    role = forms.ChoiceField(label="角色", choices=list(ROLES.items()), widget=forms.RadioSelect)
    region = forms.ModelChoiceField(Region.objects.filter(is_active=True), widget=forms.HiddenInput)
