"""One warning talk: its page, writing it down, signing it, closing it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, View

from core import access, workflow
from core.attachments import attachments_of
from core.signatures import signatures_of
from core.web import ServiceFormMixin, working_on
from discipline import warning_rules
from discipline.forms.study import MoveForm
from discipline.forms.warnings import RecordWarningForm
from discipline.models import WarningTalk
from discipline.models.warnings import HOLD, PLAN
from discipline.services import warnings
from discipline.views.warnings import PLANS, SEES
from discipline.warning_papers import digest_of, is_intact, record_of
from interviews.forms.talks import SignForm

HOLDS = working_on("discipline.WarningTalk", HOLD)
PLAIN = ("version", "place", "content", "answer", "measures")


def find_talk(user, pk, permission=None):
    rows = WarningTalk.objects.select_related("election", "region", "talker", "recorder")
    return access.get_or_404(user, rows, permission, pk=pk)


def detail_url(talk, anchor=""):
    return reverse("discipline:warning", args=[talk.pk]) + (f"#{anchor}" if anchor else "")


class WarningDetail(DetailView):
    """The facts for who sees the records, the words for who may read them, the reason for who holds the talk."""

    access_rule = SEES
    audit_events = ("warning.read",)
    template_name = "discipline/warning_detail.html"
    context_object_name = "talk"

    def get_object(self, queryset=None):
        return find_talk(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        talk, user = self.object, self.request.user
        may_read = warnings.read_talk(actor=user, talk=talk)
        own = talk.election.is_running and access.allowed(user, HOLD, talk)
        open_moves = [one.name for one in workflow.moves_open_to(user, talk)] if talk.election.is_running else []
        return super().get_context_data(
            partners=talk.partners.select_related("person", "place"), may_read=may_read, may_write=own,
            may_cancel="cancel" in open_moves, reason=WarningTalk.Reasons(talk.reason).label if own else "",
            **(_texts(talk) if may_read else {}), **kwargs,
        )  # fmt: skip


def _texts(talk):
    """What only readers get."""
    signed = {signature.role: signature for signature in signatures_of(talk)}
    missing = warning_rules.unsigned(talk)
    return {
        "record": record_of(talk) if talk.is_held else None,
        "signers": [(role, label, name, signed.get(role)) for role, label, name in warning_rules.roles_to_sign(talk)],
        "next_to_sign": missing[0][0] if missing else "",
        "has_scan": attachments_of(talk).exists(),
        "intact": not talk.is_locked or is_intact(talk),
    }


class OwnTalk(ServiceFormMixin, FormView):
    """Base of the pages by which who holds or records a talk works on it."""

    access_rule = HOLDS

    def dispatch(self, request, *args, **kwargs):
        self.talk = find_talk(request.user, kwargs["pk"], HOLD)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(talk=self.talk, back=detail_url(self.talk), **kwargs)

    def get_success_url(self):
        return detail_url(self.talk)


class WarningRecord(OwnTalk):
    """登记谈话记录, and correcting it until somebody has signed."""

    audit_events = ("warning.record", "warningtalk.record")
    form_class = RecordWarningForm
    template_name = "discipline/warning_record.html"
    success_message = "已保存谈话记录。请核对后签字归档。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"talk": self.talk}

    def get_initial(self):
        talk = self.talk
        initial = {name: getattr(talk, name) for name in PLAIN}
        if not talk.held_from:
            return initial | {"held_on": timezone.localdate(), "there": talk.partners.all()}
        start, end = timezone.localtime(talk.held_from), timezone.localtime(talk.held_until)
        there = talk.partners.filter(was_there=True)
        return initial | {"held_on": start.date(), "starts": start.time(), "ends": end.time(), "there": there,
                          "texts": talk.texts.all()}  # fmt: skip

    def perform(self, form):
        return warnings.record_talk(actor=self.request.user, talk=self.talk, **form.cleaned_data)


class WarningSign(OwnTalk):
    """The record to read, and a field to sign in, for one of those who sign."""

    audit_events = ("warning.sign", "signature.add")
    form_class = SignForm
    template_name = "discipline/warning_sign.html"

    def get_context_data(self, **kwargs):
        signer = next((one for one in warning_rules.roles_to_sign(self.talk) if one[0] == self.kwargs["role"]), None)
        if signer is None or not self.talk.is_held:
            raise Http404
        role, label, name = signer
        return super().get_context_data(
            role=role, label=label, name=name, record=record_of(self.talk), shown=digest_of(self.talk), **kwargs
        )

    def perform(self, form):
        signature = warnings.sign_talk(
            actor=self.request.user, talk=self.talk, role=self.kwargs["role"], **form.cleaned_data
        )
        messages.success(self.request, f"{signature.signer_name}已签字。")

    def get_success_url(self):
        """To whoever signs next; back to the talk after the last."""
        missing = warning_rules.unsigned(find_talk(self.request.user, self.talk.pk))
        if missing:
            return reverse("discipline:warning-sign", args=[self.talk.pk, missing[0][0]])
        return detail_url(self.talk, "signatures")


class WarningMove(ServiceFormMixin, FormView):
    """取消安排."""

    access_rule = PLANS
    audit_events = ("warningtalk.cancel",)
    form_class = MoveForm
    template_name = "discipline/warning_move.html"
    http_method_names = ["post"]
    success_message = "已取消谈话安排。"

    def dispatch(self, request, *args, **kwargs):
        self.talk = find_talk(request.user, kwargs["pk"], PLAN)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = next(one for one in workflow.moves_of(WarningTalk) if one.name == "cancel")
        return super().get_context_data(talk=self.talk, move=move, back=detail_url(self.talk), **kwargs)

    def perform(self, form):
        warnings.cancel_talk(actor=self.request.user, talk=self.talk, note=form.cleaned_data["note"])

    def get_success_url(self):
        return detail_url(self.talk)


class OwnTalkAct(View):
    """Base of the buttons by which who holds a talk works on it."""

    access_rule = HOLDS
    http_method_names = ["post"]

    def post(self, request, pk):
        talk = find_talk(request.user, pk, HOLD)
        messages.success(request, self.act(request.user, talk))
        return redirect(detail_url(talk))


class WarningWithdraw(OwnTalkAct):
    audit_events = ("warning.withdraw_signatures",)

    def act(self, user, talk):
        warnings.withdraw_signatures(actor=user, talk=talk)
        return "已撤销签字，可以修改记录，改后请重新签字。"


class WarningArchive(OwnTalkAct):
    audit_events = ("warningtalk.archive",)

    def act(self, user, talk):
        warnings.archive_talk(actor=user, talk=talk)
        return "已签字归档，记录不能再改。"
