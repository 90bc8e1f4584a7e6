"""The audit trail, as the audit administrator reads it."""

from django.apps import apps
from django.shortcuts import get_object_or_404, render
from django.views.generic import DetailView, ListView, View

from accounts.forms import AuditFilterForm
from core import audit, audit_catalogue
from core.audit import AuditEvent
from core.web import ListMixin, administrator

# What the keys of an event's detail are called, where they are no field of the object itself.
DETAIL_LABELS = {"role": "角色", "region": "区划", "kind": "类别", "key": "密钥号", "from": "原状态", "to": "新状态"}
CHECK_LIMIT = 100_000  # more is for `manage.py audit_verify`: a page should answer in seconds


class AuditLog(ListMixin, ListView):
    """The trail, newest first. Opening it is itself an event; turning its pages is not."""

    access_rule = administrator("audit")
    audit_events = ("audit.read",)
    filter_form_class = AuditFilterForm
    template_name = "accounts/audit_log.html"

    def get(self, request, *args, **kwargs):
        if not request.htmx:
            audit.record(request.user, "audit.read")
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        return matching_events(self.filters).order_by("-seq")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["rows"] = [row_of(event) for event in context["page_obj"]]
        return context


def matching_events(filters):
    """The events that a filled AuditFilterForm asks for."""
    lookups = {
        "since": "at__date__gte",
        "until": "at__date__lte",
        "q": "actor_name__icontains",
        "event": "event",
        "result": "result",
        "object_id": "object_id",
    }
    asked = {lookups[name]: value for name, value in filters.items() if value}
    return AuditEvent.objects.filter(**asked)


def row_of(event):
    """An event with its words: ``{event, label, kind, result}``; kind is the object's, never its name."""
    return {
        "event": event,
        "label": audit_catalogue.label_of(event.event),
        "kind": _kind_of(event.object_type),
        "result": AuditEvent.Results(event.result).label,
    }


def _kind_of(object_type):
    return apps.get_model(object_type)._meta.verbose_name if object_type else ""


def _detail_of(event, shown):
    """``[(label, value)]`` of an event's detail; the values only if they may be shown."""
    fields = (
        {f.name: f.verbose_name for f in apps.get_model(event.object_type)._meta.fields} if event.object_type else {}
    )
    labels = fields | DETAIL_LABELS
    return [
        (labels.get(name, name), _in_words(value) if shown else "（内容不显示）")
        for name, value in event.read_detail().items()
    ]


def _in_words(value):
    """An edit's ``[old, new]`` as 旧 → 新."""
    if isinstance(value, list) and len(value) == 2:
        return " → ".join(str(part) if part not in ("", None) else "（空）" for part in value)
    return value


class AuditDetail(DetailView):
    """One event. Of business acts it tells which fields changed, not their content."""

    access_rule = administrator("audit")
    template_name = "accounts/audit_event.html"

    def get_object(self, queryset=None):
        event = get_object_or_404(AuditEvent, seq=self.kwargs["seq"])
        audit.record(self.request.user, "audit.open", event)
        return event

    def get_context_data(self, **kwargs):
        shown = audit_catalogue.is_open(self.object.event)
        return super().get_context_data(
            row=row_of(self.object),
            is_open=shown,
            mac=bytes(self.object.mac).hex(),
            detail=_detail_of(self.object, shown),
            **kwargs,
        )


class AuditCheck(View):
    """Walks the chain and shows what it found."""

    access_rule = administrator("audit")
    audit_events = ("audit.verify",)
    http_method_names = ["post"]

    def post(self, request):
        total = AuditEvent.objects.count()
        if total > CHECK_LIMIT:
            return render(request, "accounts/audit_check.html", {"total": total, "limit": CHECK_LIMIT})
        finding = audit.verify()
        audit.record(request.user, "audit.verify", result="ok" if not finding.faults else "failed")
        return render(request, "accounts/audit_check.html", {"finding": finding, "total": total})
