"""Signing in: the QR code on the wall, the phone's page without an account, the tablet, the paper sheet, attempts."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from core import access, qr
from core.errors import DomainError
from core.signatures import signatures_of
from core.web import PUBLIC
from discipline.forms.study import DecideForm, PaperForm, PublicSignForm, StrokesForm, WithdrawForm
from discipline.models import SignIn
from discipline.models.study import FILL
from discipline.services import sign_in
from discipline.views.study import MAY_FILL, OneAttendee, SessionWithPeople, find_session


class SignInScreen(TemplateView):
    """The QR code for the wall, drawn anew every minute, and how many have signed; no name of anybody."""

    access_rule = MAY_FILL
    template_name = "discipline/study_screen.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request.user, self.kwargs["pk"], FILL)
        if not session.is_open:
            raise DomainError("session_not_open", f"{session.code}{session.get_state_display()}，不能再签到。")
        path = reverse("discipline_public:sign-in", args=[sign_in.token_of(session)])
        total = session.attendees.count()
        return super().get_context_data(
            session=session, code=qr.svg(settings.PUBLIC_URL + path, is_fluid=True), total=total,
            done=total - session.attendees.missing().count(), now=timezone.now(), **kwargs,
        )  # fmt: skip

    def get_template_names(self):
        return [f"{self.template_name}#code"] if self.request.htmx else [self.template_name]


class PublicSignIn(View):
    """One page on one's own phone: who one is, and the signature. Tells nothing of anybody else."""

    access_rule = PUBLIC
    audit_events = ("study.sign_in", "signature.add")

    def dispatch(self, request, *args, **kwargs):
        try:
            self.session = sign_in.session_of_token(kwargs["token"])
            return super().dispatch(request, *args, **kwargs)
        except DomainError as refusal:
            status = {"unknown_code": 404, "code_expired": 410, "too_many_tries": 429}.get(refusal.code, 409)
            return render(request, "public/sign_in_refused.html", {"message": refusal.message}, status=status)

    def _me(self):
        return sign_in.attendee_of_account(self.session, self.request.user)

    def get(self, request, token):
        me = self._me()
        return self._page(PublicSignForm(session=self.session, is_known=bool(me)), me)

    def post(self, request, token):
        me = self._me()
        form = PublicSignForm(request.POST, session=self.session, is_known=bool(me))
        if not form.is_valid():
            return self._page(form, me, status=422)
        data = form.cleaned_data
        try:
            attendee = me or sign_in.find_attendee(self.session, data["name"], data["tail"])
            made = sign_in.sign_on_phone(
                session=self.session, attendee=attendee, strokes=data["strokes"],
                place_code=data.get("place_code", ""), user=request.user if me else None,
            )  # fmt: skip
        except DomainError as refusal:
            if refusal.code == "session_closed":
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self._page(form, me, status=429 if refusal.code == "too_many_tries" else 422)
        return redirect("discipline_public:signed", standing=made.standing)

    def _page(self, form, me, status=200):
        texts = self.session.texts.order_by("kind", "family")
        context = {"session": self.session, "form": form, "me": me, "texts": texts}
        return render(self.request, "public/sign_in.html", context, status=status)


class Signed(TemplateView):
    """After signing; the address says only whether it counts already."""

    access_rule = PUBLIC
    template_name = "public/signed.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(waits=self.kwargs["standing"] == SignIn.Standings.WAITING, **kwargs)


class Kiosk(TemplateView):
    """The tablet that is passed round: everybody expected, one tap to sign."""

    access_rule = MAY_FILL
    template_name = "discipline/study_kiosk.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request.user, self.kwargs["pk"], FILL)
        people = (
            session.attendees.with_sign_ins()
            .select_related("person", "place")
            .order_by("place_id", "person__name", "pk")
        )
        left = [one for one in people if not one.has_signed and not one.is_waiting]
        return super().get_context_data(
            session=session, people=left, total=len(people), done=sum(one.has_signed for one in people), **kwargs
        )


class KioskSign(OneAttendee):
    """One signs, and the tablet goes on to the next."""

    audit_events = ("study.sign_in", "signature.add")
    form_class = StrokesForm
    template_name = "discipline/study_kiosk_sign.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(texts=self.attendee.session.texts.order_by("kind", "family"), **kwargs)

    def perform(self, form):
        made = sign_in.sign_at_kiosk(actor=self.request.user, attendee=self.attendee, **form.cleaned_data)
        told = (
            "已签到。" if made.standing == SignIn.Standings.VALID else f"已记录，{made.get_trouble_display()}，待认定。"
        )
        messages.success(self.request, f"{self.attendee.person.name}{told}请传给下一位。")

    def get_success_url(self):
        return reverse("discipline:study-kiosk", args=[self.attendee.session_id])


class PaperTick(SessionWithPeople):
    """Take over from the signed paper sheet."""

    audit_events = ("study.tick_paper",)
    form_class = PaperForm
    template_name = "discipline/study_paper.html"

    def perform(self, form):
        number = sign_in.tick_paper(
            actor=self.request.user, session=self.session, people=list(form.cleaned_data["people"])
        )
        messages.success(self.request, f"已登记 {number} 人签到。")


class OneSignIn(OneAttendee):
    """Base of the pages about one act of signing in."""

    def dispatch(self, request, *args, **kwargs):
        self.act = access.get_or_404(request.user, SignIn.objects.select_related("attendee"), pk=kwargs["pk"])
        kwargs["pk"] = self.act.attendee_id
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(act=self.act, signature=signatures_of(self.act).first(), **kwargs)


class DecideAttempt(OneSignIn):
    """认定 a sign-in outside time or place."""

    audit_events = ("study.decide",)
    form_class = DecideForm
    template_name = "discipline/study_decide.html"
    success_message = "已认定。"

    def perform(self, form):
        sign_in.decide_attempt(actor=self.request.user, sign_in=self.act, **form.cleaned_data)


class WithdrawSignIn(OneSignIn):
    """撤销签到, of somebody signed in by mistake."""

    audit_events = ("study.withdraw",)
    form_class = WithdrawForm
    template_name = "discipline/study_withdraw.html"
    success_message = "已撤销签到。"

    def perform(self, form):
        sign_in.withdraw_sign_in(actor=self.request.user, sign_in=self.act, **form.cleaned_data)
