"""公文用语 on screen: which papers have words of the office's own, changing them with a preview, confirming."""

from django import forms
from django.http import Http404
from django.urls import reverse
from django.views.generic import FormView, TemplateView

from communities.current import current_election, current_region, require_election
from communities.models import Region
from core import access
from core.errors import DomainError
from core.web import ServiceFormMixin, holding
from reports import services, wording
from reports.models import Wording

MAY_SEE = holding("build_reports")
MAY_MANAGE = holding("manage_rules")
LONG = ("opening", "closing")
TALL = {"rows": 5}


def find_kind(code):
    kind = wording.find_kind(code)
    if kind is None:
        raise Http404
    return kind


def wording_region(request):
    """The street whose words these are: where the user works, for a community the street above it."""
    region = current_region(request)
    return region.parent if region and region.level == Region.Levels.COMMUNITY else region


def preview(kind, texts, region, election):
    """``[(label, what will be printed)]`` with sample values; the number with the first of the year."""
    values = wording.values_for(region, election) | {"序号": 1} | kind.sample
    return [(wording.LABELS[name], wording.fill(text, values)) for name, text in texts.items() if text]


class WordingList(TemplateView):
    """The papers whose words may be changed, and how they stand."""

    access_rule = MAY_SEE
    template_name = "reports/wordings.html"

    def get_context_data(self, **kwargs):
        election = current_election(self.request)
        region = wording_region(self.request)
        rows = self._rows(region) if election else []
        return super().get_context_data(election=election, region=region, rows=rows, **kwargs)

    def _rows(self, region):
        """``[(kind, version)]``; one query."""
        found = access.visible_to(self.request.user, Wording).filter(region=region).order_by("number")
        newest = {version.report: version for version in found.select_related("written_by")}
        return [(kind, newest.get(kind.code)) for kind in wording.KINDS.values()]


class OneWording:
    """Base of the pages about one paper's words, of the term's region."""

    def dispatch(self, request, *args, **kwargs):
        self.kind = find_kind(kwargs["code"])
        self.election, self.region = require_election(request), wording_region(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def versions(self):
        rows = access.visible_to(self.request.user, Wording).filter(region=self.region, report=self.kind.code)
        return rows.select_related("written_by", "confirmed_by").order_by("-number")

    def get_context_data(self, **kwargs):
        latest = self.versions.first()
        return super().get_context_data(
            **({"kind": self.kind, "election": self.election, "region": self.region, "latest": latest} | kwargs)
        )


class WordingPage(OneWording, TemplateView):
    """What is printed now, and every version there was."""

    access_rule = MAY_SEE
    template_name = "reports/wording.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = preview(self.kind, wording.texts_of(self.kind, context["latest"]), self.region, self.election)
        versions = [(version, self._told(version)) for version in self.versions]
        may_manage = access.allowed(self.request.user, "manage_rules", self.region)
        return context | {"shown": shown, "versions": versions, "may_manage": may_manage}

    def _told(self, version):
        return [(wording.LABELS[name], text) for name, text in wording.texts_of(self.kind, version).items()]


class WordingForm(forms.Form):
    """The texts of one paper, as plain text with places in 【】."""

    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        for name in kind.texts:
            limit = None if name in LONG else Wording._meta.get_field(name).max_length
            self.fields[name] = forms.CharField(
                label=wording.LABELS[name], help_text=wording.HINTS[name], required=False, max_length=limit or 2000,
                widget=forms.Textarea(TALL) if name in LONG else forms.TextInput(),
            )  # fmt: skip
        self.fields["basis"] = forms.CharField(label="依据", required=False, max_length=200)
        self.fields["change_note"] = forms.CharField(label="修改说明", required=False, max_length=200)


class MayManage(OneWording, ServiceFormMixin, FormView):
    """Base of the pages that change something."""

    access_rule = MAY_MANAGE

    def dispatch(self, request, *args, **kwargs):
        access.require(request.user, "manage_rules", wording_region(request))
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("reports:wording", args=[self.kind.code])


class WordingEdit(MayManage):
    """Write the next version; a first button shows how it will read, a second saves."""

    audit_events = ("wording.save",)
    form_class = WordingForm
    template_name = "reports/wording_form.html"
    success_message = "已保存为新版，标“示例（待核定）”；原版可在“历次版本”中查阅。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.kind}

    def get_initial(self):
        latest = self.versions.first()
        texts = wording.texts_of(self.kind, latest)
        return texts | {"number": latest.number if latest else 0, "basis": latest.basis if latest else ""}

    def _texts(self, form):
        return {name: form.cleaned_data[name] for name in self.kind.texts}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        texts = (
            self._texts(form) if form.is_bound and form.is_valid() else wording.texts_of(self.kind, context["latest"])
        )
        shown = preview(self.kind, texts, self.region, self.election)
        return context | {"shown": shown, "is_previewed": form.is_bound, "known": self.kind.known.items()}

    def form_valid(self, form):
        if "look" in self.request.POST:
            return self._previewed(form)
        return super().form_valid(form)

    def _previewed(self, form):
        try:
            wording.require_sound(self.kind, self._texts(form))
        except DomainError as error:
            form.add_error(error.field, error.message)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form))

    def perform(self, form):
        told = {name: form.cleaned_data[name] for name in ("number", "basis", "change_note")}
        return services.save_wording(
            actor=self.request.user, region=self.region, report=self.kind.code, texts=self._texts(form), **told
        )


class ConfirmForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    document_number = forms.CharField(
        label="核定文号",
        max_length=60,
        help_text="如“×党办〔2026〕5号”。核定后不再标“示例（待核定）”；再改须重新核定。",
    )


class WordingConfirm(MayManage):
    """核定 of the version in use."""

    audit_events = ("wording.confirm",)
    form_class = ConfirmForm
    template_name = "reports/wording_confirm.html"
    success_message = "已核定。"

    def get_initial(self):
        latest = self.versions.first()
        return {"number": latest.number if latest else 0}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        texts = wording.texts_of(self.kind, context["latest"])
        return context | {"shown": preview(self.kind, texts, self.region, self.election)}

    def perform(self, form):
        return services.confirm_wording(
            actor=self.request.user, region=self.region, report=self.kind.code, **form.cleaned_data
        )
