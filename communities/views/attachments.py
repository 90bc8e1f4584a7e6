"""Evidence of any record: add, look at, download, remove; each asked of the record it hangs on."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from accounts.views.recycle import deleted
from core import audit, uploads
from core.attachments import attach, find_attachment, find_subject, remove_attachment
from core.errors import DomainError
from core.files import download
from core.forms import PhotosField
from core.web import SIGNED_IN


class AttachmentForm(forms.Form):
    """What one adds: files, and a word on them."""

    files = PhotosField(label="选择照片或扫描件")
    caption = forms.CharField(label="说明", max_length=100, required=False)


def _back(request):
    """The page one came from, if it is ours."""
    target = request.POST.get("back", "")
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else "/"


class AttachmentAdd(View):
    """Add files to a record; either all of them are filed or none."""

    access_rule = SIGNED_IN  # the record says who may
    audit_events = ("attachment.add",)
    http_method_names = ["post"]

    def post(self, request, kind, subject):
        record = find_subject(request.user, kind, subject, to_change=True)
        form = AttachmentForm(request.POST, request.FILES)
        problem = self._file(form, record) if form.is_valid() else "请选择要上传的照片或扫描件。"
        if problem:
            context = {"problem": problem, "back": _back(request), "subject": record}
            return render(request, "communities/attachment_refused.html", context, status=422)
        return redirect(_back(request))

    def _file(self, form, record):
        """File all; returns what is wrong, or nothing."""
        if not form.cleaned_data["files"]:
            return "还没有选择文件，请选择照片或扫描件后再上传。"
        try:
            with transaction.atomic():
                for upload in form.cleaned_data["files"]:
                    attach(actor=self.request.user, subject=record, upload=upload, caption=form.cleaned_data["caption"])
        except DomainError as error:
            return error.message
        return ""


class AttachmentDownload(View):
    """The file itself, as a download; that it was fetched is recorded."""

    access_rule = SIGNED_IN
    http_method_names = ["get"]

    def get(self, request, pk):
        attachment = find_attachment(request.user, pk)
        audit.record(request.user, "attachment.read", attachment.subject, detail={"digest": attachment.file.digest})
        return download(attachment.file.read(), name=attachment.file.name, content_type=attachment.file.content_type)


class AttachmentPreview(View):
    """The small picture; it was drawn by us, and may be shown in the page."""

    access_rule = SIGNED_IN
    http_method_names = ["get"]

    def get(self, request, pk):
        attachment = find_attachment(request.user, pk)
        if attachment.preview is None:
            raise Http404
        response = HttpResponse(attachment.preview.read(), content_type=uploads.JPEG)
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class AttachmentRemove(View):
    """Take a file away from its record."""

    access_rule = SIGNED_IN
    audit_events = ("attachment.remove",)
    http_method_names = ["post"]

    def post(self, request, pk):
        attachment = find_attachment(request.user, pk, to_change=True)
        remove_attachment(actor=request.user, attachment=attachment)
        is_sealed = attachment.sealed_title
        messages.success(request, "已删除，无法恢复。" if is_sealed else deleted("已删除佐证材料。"))
        return redirect(_back(request))
