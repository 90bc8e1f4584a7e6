"""Replies: the workbook back in, a paper reply typed in on one page, one answer and its confirmation."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from candidates.joint_review.facts import changes, columns_of, current_facts
from candidates.joint_review.forms import AnswerRowForm, ConfirmationForm, ReplyForm, ReplyUploadForm
from candidates.models import DepartmentOpinion
from candidates.services import joint_review as services
from candidates.views.joint_review.base import MAY_SEE, MAY_WORK
from candidates.views.joint_review.letters import LetterForms, shown_row
from core import access
from core.attachments import attach, attachments_of
from core.errors import DomainError
from core.imports import start_import

REPLY_FIELDS = ("version", "reply_number", "replied_on", "reply_signer")


class ReplyPages(LetterForms):
    """Base of the two ways in which a reply is taken."""

    def get_initial(self):
        return {name: getattr(self.letter, name) for name in REPLY_FIELDS}

    def register(self, form):
        """The head of the reply, from whichever page."""
        head = {name: form.cleaned_data[name] for name in REPLY_FIELDS}
        self.letter = services.register_reply(actor=self.request.user, letter=self.letter, **head)


class ReplyImportStart(ReplyPages):
    """The returned workbook: uploaded and checked, then previewed; nothing is written before that is confirmed."""

    audit_events = ("import.start", "jointletter.reply")
    form_class = ReplyUploadForm
    template_name = "candidates/joint_reply_import.html"

    def perform(self, form):
        self.register(form)
        upload, batch = form.cleaned_data["upload"], self.letter.batch
        if form.cleaned_data["scan"]:
            attach(actor=self.request.user, subject=self.letter, upload=form.cleaned_data["scan"], caption="复函扫描件")
        return start_import(
            actor=self.request.user, kind="joint_reply", region=batch.region, election=batch.election,
            upload_name=upload.name, content=upload.read(), subject=self.letter,
        )  # fmt: skip

    def get_success_url(self):
        return reverse("communities:import-detail", args=[self.object.pk])


class PaperReply(ReplyPages):
    """A paper reply: its head, and a line for each person."""

    audit_events = ("jointletter.reply", "jointletter.answers", "jointletter.answer", "jointletter.reopen")
    form_class = ReplyForm
    template_name = "candidates/joint_reply.html"

    def opinions(self):
        rows = self.letter.opinions.to_answer().select_related(
            "entry__candidate__person", "entry__candidate__community"
        )
        return list(rows)

    def rows(self):
        """A form for each answer that is still open, with its opinion."""
        posted = self.request.POST if self.request.method == "POST" else None
        return [
            (opinion, AnswerRowForm(
                posted, prefix=f"o{opinion.pk}",
                initial={"version": opinion.version, "result": opinion.result, "explanation": opinion.explanation},
            ))
            for opinion in self.opinions()
        ]  # fmt: skip

    def get_context_data(self, **kwargs):
        return super().get_context_data(**({"rows": self.rows()} | kwargs))

    def form_valid(self, form):
        rows = self.rows()
        if not all(row.is_valid() for _, row in rows):
            form.add_error(None, "有的行填写有误，请核对审查结果和情况说明。")
            return self.form_invalid(form)
        self.answers = {
            opinion.pk: tuple(row.cleaned_data[name] for name in ("version", "result", "explanation"))
            for opinion, row in rows
        }  # fmt: skip
        return super().form_valid(form)

    def perform(self, form):
        self.register(form)
        number = services.record_answers(
            actor=self.request.user, letter=self.letter, answers=self.answers, source=DepartmentOpinion.Sources.PAPER
        )
        messages.success(self.request, f"已登记复函，新录或更改 {number} 人的答复。" if number else "已登记复函。")


class OpinionDetail(TemplateView):
    """One answer: what the department was told, what it said, with which scan, and what changed since."""

    access_rule = MAY_SEE
    template_name = "candidates/joint_opinion.html"

    def get_context_data(self, **kwargs):
        user, opinion = self.request.user, _find_opinion(self.request.user, self.kwargs["pk"])
        letter, entry = opinion.letter, opinion.entry
        rights = access.Rights(user, letter)
        changed = (
            changes(opinion.known, current_facts(entry.candidate), letter.columns) if opinion.facts != "{}" else []
        )
        return super().get_context_data(
            opinion=opinion, letter=letter, entry=entry, rights=rights,
            row=shown_row(opinion.row, columns_of(letter.columns)),
            changed=changed if entry.is_open else [],
            may_confirm=bool(changed) and entry.is_open and opinion.is_answered and opinion.is_current
            and rights["review_street"],
            form=ConfirmationForm(initial={"version": opinion.version}),
            attachments=list(attachments_of(letter)),
            others=entry.opinions.current().exclude(pk=opinion.pk).select_related("letter").order_by("letter__order"),
            **kwargs,
        )  # fmt: skip


def _find_opinion(user, pk, permission=None):
    rows = DepartmentOpinion.objects.select_related(
        "letter__batch__region", "entry__candidate__person", "entry__candidate__community", "entry__candidate__election",
        "recorded_by", "confirmed_by",
    )  # fmt: skip
    return access.get_or_404(user, rows, permission, pk=pk)


class OpinionConfirm(View):
    """复核: the department was asked, and its answer stands."""

    access_rule = MAY_WORK
    audit_events = ("jointletter.confirm",)
    http_method_names = ["post"]

    def post(self, request, pk):
        opinion, form = _find_opinion(request.user, pk, "review_street"), ConfirmationForm(request.POST)
        if not form.is_valid():
            raise DomainError("confirmation_required", "请写明部门何人、以何方式确认原答复仍然有效（不超过200字）。")
        services.confirm_opinion(actor=request.user, opinion=opinion, **form.cleaned_data)
        messages.success(request, "已登记复核，该答复按现在的情况有效。")
        return redirect("candidates:joint-opinion", pk=opinion.pk)
