"""Writing a talk down on the phone, signing it, closing it, and what is added after."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, View

from core import access
from core.web import ServiceFormMixin, working_on
from interviews import talk_rules
from interviews.forms.talks import (
    ConcernFormSet,
    FinishForm,
    FollowUpForm,
    NoteForm,
    RecordForm,
    SignForm,
    TalkIssueForm,
)
from interviews.models import TalkFollowUp
from interviews.models.talks import FOLLOW_UP, HOLD
from interviews.services import talk_follow_ups, talk_records
from interviews.talk_outlines import outline_of
from interviews.talk_papers import digest_of, record_of
from interviews.views.talks import detail_url, find_talk

HOLDS_TALKS = working_on("interviews.HeartTalk", HOLD)
PLAIN = (
    "version",
    "place",
    "method",
    "outline",
    "content",
    "stand",
    "mood",
    "obedience",
    "suggestions",
    "recommendation",
)


class OwnTalkView(ServiceFormMixin, FormView):
    """Base of the pages by which somebody who sits at a talk works on it."""

    access_rule = HOLDS_TALKS

    def dispatch(self, request, *args, **kwargs):
        self.talk = find_talk(request.user, kwargs["pk"], HOLD)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(talk=self.talk, back=detail_url(self.talk), **kwargs)

    def get_success_url(self):
        return detail_url(self.talk)


class RecordTalk(OwnTalkView):
    """登记谈话记录, and correcting it until somebody has signed."""

    audit_events = ("talk.record", "hearttalk.record")
    form_class = RecordForm
    template_name = "interviews/talk_record.html"
    success_message = "已保存谈话记录。请核对后签字归档。"

    def get_initial(self):
        """As recorded; of a planned talk the outline of its kind, today, and an hour that ends now."""
        talk = self.talk
        initial = {name: getattr(talk, name) for name in PLAIN}
        if talk.held_from:
            return initial | _times(talk.held_from, talk.held_until)
        initial["method"] = initial["method"] or "in_person"
        initial["outline"] = outline_of(talk.election, talk.kind).text
        return initial | {"held_on": timezone.localdate()}

    def concerns(self):
        """The formset of the talk's concerns, with blank rows for more."""
        data = self.request.POST if self.request.method == "POST" else None
        rows = [{"theme": concern.theme, "text": concern.text} for concern in self.talk.concerns.all()]
        return ConcernFormSet(data, initial=rows, prefix="concerns")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **({"concerns": self.concerns(), "outline": outline_of(self.talk.election, self.talk.kind)} | kwargs)
        )

    def form_valid(self, form):
        concerns = self.concerns()
        if not concerns.is_valid():
            form.add_error(None, "诉求有误：请为每条诉求选择主题。")
            return self.form_invalid(form)
        rows = (row.cleaned_data for row in concerns)
        self.chosen = [(row["theme"], row["text"]) for row in rows if row.get("theme")]
        return super().form_valid(form)

    def perform(self, form):
        return talk_records.record_talk(
            actor=self.request.user, talk=self.talk, concerns=self.chosen, **form.cleaned_data
        )


def _times(held_from, held_until):
    start, end = timezone.localtime(held_from), timezone.localtime(held_until)
    return {"held_on": start.date(), "starts": start.time(), "ends": end.time()}


class SignTalk(OwnTalkView):
    """The record to read, and a field to sign in, for one of those who sign."""

    audit_events = ("talk.sign", "signature.add")
    form_class = SignForm
    template_name = "interviews/talk_sign.html"

    def get_context_data(self, **kwargs):
        signer = next((line for line in talk_rules.roles_to_sign(self.talk) if line[0] == self.kwargs["role"]), None)
        if signer is None or not self.talk.is_held:
            raise Http404
        return super().get_context_data(
            role=signer[0],
            label=signer[1],
            name=signer[2],
            record=record_of(self.talk),
            shown=digest_of(self.talk),
            **kwargs,
        )

    def perform(self, form):
        signature = talk_records.sign_talk(
            actor=self.request.user, talk=self.talk, role=self.kwargs["role"], **form.cleaned_data
        )
        messages.success(self.request, f"{signature.signer_name}已签字。")

    def get_success_url(self):
        """To whoever signs next; back to the talk after the last."""
        talk = type(self.talk).objects.select_related("election").get(pk=self.talk.pk)
        missing = set(talk_rules.unsigned(talk))
        following = [role for role, _, name in talk_rules.roles_to_sign(talk) if name in missing]
        if following:
            return reverse("interviews:talk-sign", args=[talk.pk, following[0]])
        return detail_url(talk, "signatures")


class OwnTalkAct(View):
    """Base of the buttons by which somebody who sits at a talk works on it."""

    access_rule = HOLDS_TALKS
    http_method_names = ["post"]

    def post(self, request, pk):
        talk = find_talk(request.user, pk, HOLD)
        messages.success(request, self.act(request.user, talk))
        return redirect(detail_url(talk))


class WithdrawSignatures(OwnTalkAct):
    audit_events = ("talk.withdraw_signatures",)

    def act(self, user, talk):
        talk_records.withdraw_signatures(actor=user, talk=talk)
        return "已撤销签字，可以修改记录，改后请重新签字。"


class ArchiveTalk(OwnTalkAct):
    """签字归档."""

    audit_events = ("hearttalk.archive",)

    def act(self, user, talk):
        talk_records.archive_talk(actor=user, talk=talk)
        return "已签字归档，记录不能再改。"


class AddNote(OwnTalkView):
    """补充说明 to an archived record."""

    audit_events = ("talk.add_note",)
    form_class = NoteForm
    template_name = "interviews/talk_note.html"
    success_message = "已补充说明。"

    def perform(self, form):
        talk_records.add_note(actor=self.request.user, talk=self.talk, **form.cleaned_data)


class RaiseIssue(OwnTalkView):
    """转入难点问题, in words of its own."""

    audit_events = ("talk.raise_issue", "issue.raise")
    form_class = TalkIssueForm
    template_name = "interviews/talk_issue.html"
    success_message = "已转入难点问题。"

    def perform(self, form):
        talk_records.raise_issue_of(actor=self.request.user, talk=self.talk, **form.cleaned_data)


class AddFollowUp(OwnTalkView):
    """登记后续措施."""

    audit_events = ("talk.add_follow_up",)
    form_class = FollowUpForm
    template_name = "interviews/talk_follow_up.html"
    success_message = "已登记后续措施。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"election": self.talk.election}

    def perform(self, form):
        talk_follow_ups.add_follow_up(actor=self.request.user, talk=self.talk, **form.cleaned_data)

    def get_success_url(self):
        return detail_url(self.talk, "follow-ups")


class FinishFollowUp(ServiceFormMixin, FormView):
    """办结, by the owner of the follow-up or who sat at the talk."""

    access_rule = working_on("interviews.TalkFollowUp", FOLLOW_UP)
    audit_events = ("talk.finish_follow_up",)
    form_class = FinishForm
    template_name = "interviews/talk_follow_up_finish.html"
    success_message = "已办结。"

    def dispatch(self, request, *args, **kwargs):
        rows = TalkFollowUp.objects.select_related("talk__election", "owner")
        self.follow_up = access.get_or_404(request.user, rows, FOLLOW_UP, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(follow_up=self.follow_up, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        talk_follow_ups.finish_follow_up(actor=self.request.user, follow_up=self.follow_up, **form.cleaned_data)

    def get_success_url(self):
        return reverse("interviews:talk-follow-ups")
