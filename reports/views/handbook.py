"""帮助: what a page is for, what to do on it, the rule it goes by; and the handbook, of which it is a part."""

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.generic import TemplateView, View

from core.web import SIGNED_IN
from reports import handbook
from reports.handbook.paper import TITLE


class HelpTopic(TemplateView):
    """One topic; in htmx as a fragment below the heading of the page that it is about."""

    access_rule = SIGNED_IN
    audit_events = ()

    def get_template_names(self):
        return ["reports/_help.html" if self.request.htmx else "reports/help_topic.html"]

    def get_context_data(self, **kwargs):
        found = handbook.find(self.kwargs["key"])
        if found is None:
            raise Http404
        may_open = bool(found.url) and handbook.opens_to(self.request.user, found.url)
        return super().get_context_data(help=found, may_open=may_open, **kwargs)


class HandbookDownload(View):
    """The handbook as PDF: it is about the product, not about anybody."""

    access_rule = SIGNED_IN
    audit_events = ()
    http_method_names = ["get"]

    def get(self, request):
        if not settings.HANDBOOK.exists():
            raise Http404
        return FileResponse(
            settings.HANDBOOK.open("rb"), as_attachment="look" not in request.GET, filename=f"{TITLE}.pdf",
            content_type="application/pdf",
        )  # fmt: skip
