"""The check page of issued documents: reached without an account, from the office network."""

from django import forms
from django.conf import settings
from django.shortcuts import render
from django.views import View

from core.errors import DomainError
from core.web import PUBLIC
from reports.document_checks import check


class CheckForm(forms.Form):
    """What is at hand: what stands on the paper, or the file."""

    asked = forms.CharField(label="文号、核验码或摘要", max_length=100, required=False)
    upload = forms.FileField(label="PDF 文件", required=False, allow_empty_file=True)


class CheckDocument(View):
    """Whether a document was issued, and whether a file is the one that was; nothing else.

    No event is recorded: it would say who asked, and of what.
    """

    access_rule = PUBLIC
    audit_events = ()
    http_method_names = ["get", "post"]

    def get(self, request, key=""):
        return self._answer(request, key) if key else self._page(request)

    def post(self, request, key=""):
        form = CheckForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, message="填写的内容过长，请核对后重新输入。", status=422)
        upload = form.cleaned_data["upload"]
        return self._answer(request, form.cleaned_data["asked"], upload.read() if upload else None)

    def _answer(self, request, asked, content=None):
        try:
            return self._page(request, answers=check(asked, content), asked=asked, has_file=content is not None)
        except DomainError as refusal:
            status = 429 if refusal.code == "too_many_checks" else 422
            return self._page(request, message=refusal.message, status=status)

    def _page(self, request, *, status=200, **context):
        context["most_megabytes"] = settings.UPLOAD_MAX_BYTES // 1024**2
        return render(request, "public/document_check.html", context, status=status)
