"""Changing and adding rules of the book; an edit of what was confirmed or used makes the next version."""

from django.contrib import messages
from django.views.generic import FormView

from candidates import impact
from candidates.rule_forms import CriterionFormSet
from candidates.services.rules.fields import criteria_of
from candidates.views.rules import MAY_MANAGE, book_url, current_term, find_kind, find_rule
from core import secrets
from core.errors import DomainError
from core.web import ServiceFormMixin


class RuleForm(ServiceFormMixin, FormView):
    """Base of the pages that add or change one rule. ``rule`` is None for a new one."""

    access_rule = MAY_MANAGE
    rule, kind_code = None, ""
    template_name = "candidates/rule_form.html"

    def dispatch(self, request, *args, **kwargs):
        code = kwargs.get("kind") or self.kind_code
        self.kind = find_kind(code)
        if "pk" in kwargs:
            self.rule = find_rule(request.user, code, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def election(self):
        return self.rule.election if self.rule else current_term(self.request)

    def get_form_class(self):
        return self.kind.form

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"election": self.election, "is_new": self.rule is None}

    def get_initial(self):
        if self.rule is None:
            return {"order": self.kind.model.objects.filter(election=self.election).count() + 1}
        values = {name: getattr(self.rule, name) for name in ("version", *self.kind.fields)}
        if "item_codes" in values:
            values["item_codes"] = "、".join(values["item_codes"])
        return values

    def get_context_data(self, **kwargs):
        settled = self.rule is not None and self.rule.is_settled
        return super().get_context_data(
            rule=self.rule,
            kind=self.kind,
            election=self.election,
            settled=settled,
            back=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self):
        return book_url(self.kind.code)


class RuleEdit(RuleForm):
    """Change a rule: in place as long as nothing stands on it, else as its next version.

    Where candidates are held against it, the first sending shows whose results the change would put in question;
    it is saved by the second, as long as neither the form nor those results have changed since.
    """

    audit_events = ("rule.edit", "rule.recheck")

    def form_valid(self, form):
        if self.kind.judges:
            settled = self.rule.is_settled
            try:
                effect = impact.effect_of(self.request.user, self.election, lambda: self._edit(form))
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
                return self.form_invalid(form)
            finally:
                self.rule = find_rule(self.request.user, self.kind.code, self.rule.pk)  # as it is: nothing was saved
            seen = self._seen(effect)
            if self.request.POST.get("seen") != seen and (settled or not effect.is_none):
                return self.render_to_response(self.get_context_data(form=form, effect=effect, seen=seen))
        return super().form_valid(form)

    def _seen(self, effect):
        """What the user was shown: the form as sent and the results it would touch."""
        unlike = ("csrfmiddlewaretoken", "once", "draft", "seen")
        sent = sorted((name, values) for name, values in self.request.POST.lists() if name not in unlike)
        return secrets.digest(repr((sent, effect.results)).encode())

    def perform(self, form):
        made = self._edit(form)
        self._say(made)
        return made

    def _edit(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return self.kind.edit(
            actor=self.request.user, version=form.cleaned_data["version"] or 0, **{self.kind.subject: self.rule},
            **fields, **self.more(),
        )  # fmt: skip

    def more(self):
        return {}

    def _say(self, made):
        is_new = made.pk != self.rule.pk
        said = "已登记为新版本，须重新核定；原条文在“历次版本”中可查。" if is_new else "已保存，须重新核定。"
        waiting = len(impact.waiting(self.request.user, self.election)) if self.kind.judges else 0
        messages.success(self.request, said + (f"有 {waiting} 项已作出的结论需复核，见影响清单。" if waiting else ""))


class RuleCreate(RuleForm):
    """Add a rule."""

    audit_events = ("rule.add",)
    success_message = "已增加，标“示例（待核定）”。"

    def perform(self, form):
        form.cleaned_data.pop("version")
        return self.kind.add(actor=self.request.user, election=self.election, **form.cleaned_data, **self.more())

    def more(self):
        return {}


class WithItems:
    """A form of a standard set together with its items."""

    kind_code, template_name = "standard", "candidates/standard_form.html"

    def items(self):
        """The formset of the set's items, in order."""
        data = self.request.POST if self.request.method == "POST" else None
        initial = criteria_of(self.rule) if self.rule else [{"evidence_required": True}] * 4
        return CriterionFormSet(data, initial=initial, prefix="items")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**({"items": self.items()} | kwargs))

    def form_valid(self, form):
        items = self.items()
        if not items.is_valid():
            form.add_error(None, "条目有误，请核对字数。")
            return self.form_invalid(form)
        self.criteria = [
            {"phrase": "", "explanation": "", "evidence_required": True} | item.cleaned_data for item in items
        ]
        return super().form_valid(form)

    def more(self):
        return {"criteria": self.criteria}


class StandardSetEdit(WithItems, RuleEdit):
    """Change a standard set and its items."""


class StandardSetCreate(WithItems, RuleCreate):
    """Add a standard set with its items."""
