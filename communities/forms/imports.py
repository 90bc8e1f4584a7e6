"""Uploading a workbook."""

from django import forms

from communities.models import Region
from core.spreadsheets.gate import MAX_BYTES


class RegionField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.short_name


class UploadForm(forms.Form):
    """The file, and where it belongs if the user fills in more than one place."""

    region = RegionField(None, label="导入到", empty_label=None)
    upload = forms.FileField(
        label="填好的表格", help_text=f"接受 .xlsx、.xls、.ods，不超过{MAX_BYTES >> 20}MB、20000行。",
        error_messages={"required": "请选择要上传的表格文件。", "empty": "文件是空的（0字节），请检查后重新上传。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )  # fmt: skip

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(pk__in=[region.pk for region in regions])
        self.fields["region"].initial = regions[0].pk if regions else None
        if len(regions) < 2:
            self.fields["region"].widget = forms.HiddenInput()
