"""The community's side of a baseline: task list, section pages with autosave, check and submit."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from communities import baseline_answers
from communities.baseline_progress import Progress, team_members
from communities.baseline_sections import BY_KEY
from communities.forms.baselines import SectionForm, to_texts
from communities.models import Baseline
from communities.services.baselines import confirm_section, fitting_texts, move_baseline, save_draft
from core import access
from core.errors import DomainError
from core.web import ServiceFormMixin, holding

MAY_SEE, MAY_FILL = holding("view_records"), holding("fill_records")


class BaselineMixin:
    """A page of one baseline; ``permission`` beyond seeing it, where the page needs one."""

    permission = None

    @cached_property
    def baseline(self):
        rows = Baseline.objects.select_related("community", "election")
        return access.get_or_404(self.request.user, rows, self.permission, pk=self.kwargs["pk"])

    @cached_property
    def progress(self):
        return Progress.of(self.baseline)

    def get_context_data(self, **kwargs):
        return super().get_context_data(baseline=self.baseline, progress=self.progress, **kwargs)


class BaselineTasks(BaselineMixin, TemplateView):
    """The task list: each section with its state, what came back and why, and the way to submit."""

    access_rule = MAY_SEE
    template_name = "communities/baseline_tasks.html"

    def get_context_data(self, **kwargs):
        timeline = list(self.baseline.timeline())
        returned = next((line for line in reversed(timeline) if line.move in ("give_back", "reopen")), None)
        may_fill = self.baseline.is_editable and access.allowed(self.request.user, "fill_records", self.baseline)
        return super().get_context_data(
            may_fill=may_fill, timeline=timeline,
            returned=returned if self.baseline.state == Baseline.States.RETURNED else None, **kwargs,
        )  # fmt: skip


class SectionMixin(BaselineMixin):
    """One section of one baseline, to be filled in; ``posted`` is what the page sent."""

    permission = "fill_records"

    @cached_property
    def line(self):
        if self.kwargs["key"] not in BY_KEY:
            raise Http404
        return self.progress.line(self.kwargs["key"])

    @property
    def section(self):
        return self.line.section

    @cached_property
    def posted(self):
        return self.request.POST.dict()

    @property
    def page(self):
        try:
            return uuid.UUID(self.posted.get("page", ""))
        except ValueError:
            return None

    @property
    def version(self):
        text = self.posted.get("version", "")
        return int(text) if text.isascii() and text.isdigit() else 0

    def stored_texts(self):
        """What the page shows when it is opened: the draft if there is one, else what was confirmed."""
        row = self.line.row
        kept = {f"why-{code}": item["note"] for code, item in row.explanations.items()}
        return kept | (row.draft or to_texts(self.section, row.answers))

    def form_of(self, texts, *, is_posted, rows=0):
        return SectionForm(
            self.section, texts, others=self.progress.answers, on_file=self.progress.on_file,
            is_posted=is_posted, rows=rows,
        )  # fmt: skip

    def checked(self, texts):
        """The findings on what is typed so far, however incomplete."""
        form = self.form_of(texts, is_posted=True)
        form.is_valid()
        return form.findings

    def save_draft(self):
        return save_draft(
            actor=self.request.user, section=self.line.row, version=self.version, page=self.page, texts=self.posted
        )


class SectionPage(SectionMixin, TemplateView):
    """Fill in one section. A plain form; what is typed is saved by :class:`SectionDraft` as well."""

    access_rule = MAY_FILL
    audit_events = ("baseline.draft", "baseline.confirm")
    template_name = "communities/baseline_section.html"

    def get(self, request, *args, **kwargs):
        if not self.baseline.is_editable:
            return redirect("communities:baseline", self.baseline.pk)
        texts, rows = self.stored_texts(), request.GET.get("rows", "")
        form = self.form_of(texts, is_posted=False, rows=int(rows) if rows.isascii() and rows.isdigit() else 0)
        return self._show(form, texts, self.checked(texts) if texts else [])

    def post(self, request, *args, **kwargs):
        try:
            return self._act()
        except DomainError as error:
            if error.code != "edited_meanwhile":
                raise
            return self._compare(error)

    def _act(self):
        act = self.posted.get("act", "confirm")
        if act == "confirm":
            return self._confirm()
        self.save_draft()
        if act == "more":
            rows = max(self.form_of(self.posted, is_posted=True).row_counts.values(), default=0) + 1
            return redirect(f"{self._url()}?rows={rows}#rows")
        messages.success(self.request, f"“{self.section.title}”已存为草稿。")
        return redirect("communities:baseline", self.baseline.pk)

    def _confirm(self):
        form = self.form_of(self.posted, is_posted=True)
        is_sound = form.is_valid()
        explanations = {warning.code: self.posted.get(f"why-{warning.code}", "").strip() for warning in form.warnings}
        if not is_sound or not all(explanations.values()):
            self.save_draft()
            return self._show(form, self.posted, form.findings, status=422, is_refused=True)
        confirm_section(
            actor=self.request.user, section=self.line.row, version=self.version, page=self.page,
            answers=form.answers, explanations=explanations,
        )  # fmt: skip
        return self._go_on()

    def _go_on(self):
        following = Progress.of(self.baseline).following(self.section.key)
        messages.success(self.request, f"“{self.section.title}”已保存。")
        if following is None or self.posted.get("then") == "tasks":
            return redirect("communities:baseline", self.baseline.pk)
        return redirect("communities:baseline-section", self.baseline.pk, following.section.key)

    def _url(self):
        return reverse("communities:baseline-section", args=[self.baseline.pk, self.section.key])

    def _show(self, form, texts, findings, *, status=200, is_refused=False):
        warnings = [(finding, texts.get(f"why-{finding.code}", "")) for finding in findings if not finding.is_error]
        context = self.get_context_data(
            section=self.section, row=self.line.row, line=self.line, form=form,
            questions=form.questions(self.line), warnings=warnings, is_refused=is_refused,
            notes=[f for f in findings if f.is_error] if not is_refused else [],
            page=self.page or uuid.uuid4(),
            team=team_members([self.baseline]) if self.section.key == "team" else None,
        )  # fmt: skip
        return self.render_to_response(context, status=status)

    def _compare(self, error):
        """Somebody else saved in between: both contents side by side, to choose from item by item."""
        self.line.row.refresh_from_db()
        mine, theirs = fitting_texts(self.section, self.posted), fitting_texts(self.section, self.stored_texts())
        if mine == theirs:  # the same content was sent twice
            return self._go_on()
        labels = {name: field.label for name, field in self.form_of({**theirs, **mine}, is_posted=True).fields.items()}
        names = [name for name in dict.fromkeys([*labels, *mine, *theirs]) if mine.get(name) or theirs.get(name)]
        rows = [(name, labels.get(name, "情况说明"), mine.get(name, ""), theirs.get(name, "")) for name in names]
        context = self.get_context_data(
            section=self.section, row=self.line.row, error=error,
            same=[row for row in rows if row[2] == row[3]], differing=[row for row in rows if row[2] != row[3]],
        )  # fmt: skip
        return render(self.request, "communities/baseline_conflict.html", context, status=409)


class SectionDraft(SectionMixin, View):
    """Autosave: answers with the saved time, the new version, and what does not add up yet."""

    access_rule = MAY_FILL
    audit_events = ("baseline.draft",)
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            row = self.save_draft()
        except DomainError as error:
            return self._stop(error)
        context = {"row": row, "at": timezone.now(), "notes": self.checked(self.posted)}
        return render(request, "communities/baseline_saved.html", context)

    def _stop(self, error):
        response = render(self.request, "communities/baseline_stopped.html", {"error": error}, status=409)
        response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"] = "#saved", "innerHTML", "unset"
        return response


class SubmitForm(forms.Form):
    """Her word that she went through it."""

    sure = forms.BooleanField(
        label="以上内容已逐项核对，情况属实。", error_messages={"required": "请核对后勾选“情况属实”再报送。"}
    )


class BaselineCheck(BaselineMixin, ServiceFormMixin, FormView):
    """Check your answers, then submit."""

    access_rule = MAY_FILL
    audit_events = ("baseline.submit",)
    permission = "fill_records"
    form_class = SubmitForm
    template_name = "communities/baseline_check.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(sections=baseline_answers.read(self.baseline), **kwargs)

    def perform(self, form):
        move_baseline(actor=self.request.user, baseline=self.baseline, name="submit")

    def get_success_url(self):
        return reverse("communities:baseline-submitted", args=[self.baseline.pk])


class BaselineSubmitted(BaselineMixin, TemplateView):
    """What happens next."""

    access_rule = MAY_SEE
    template_name = "communities/baseline_submitted.html"

    def get(self, request, *args, **kwargs):
        if self.baseline.is_editable:
            return redirect("communities:baseline", self.baseline.pk)
        return super().get(request, *args, **kwargs)
