"""One letter: what it says and to whom, sending and calling back, asking again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from candidates.joint_review.facts import columns_of, people_of, row_of
from candidates.joint_review.forms import AskAgainForm, LetterForm, NoteForm, VersionForm
from candidates.joint_review.matrix import matrix_of
from candidates.models import DepartmentOpinion
from candidates.services import joint_review as services
from candidates.views.joint_review.base import MAY_SEE, MAY_WORK, batch_url, find_letter, letter_url
from core import access, ids
from core.attachments import attachments_of
from core.errors import DomainError
from core.imports import ImportBatch
from core.web import ServiceFormMixin

BATCHES_SHOWN = 5


def shown_row(row, columns):
    """``[(heading, text)]`` of a row for the screen: the whole number stays on the paper."""
    return [
        (column.heading, ids.mask_id_number(row.get(column.code, "")) if column.is_identity else row.get(column.code, ""))
        for column in columns
    ]  # fmt: skip


class LetterDetail(TemplateView):
    """A letter with its people and their answers, its scans, the workbooks that came back, and what to do next."""

    access_rule = MAY_SEE
    template_name = "candidates/joint_letter.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        letter = find_letter(user, self.kwargs["pk"])
        rights, columns = access.Rights(user, letter), columns_of(letter.columns)
        return super().get_context_data(
            letter=letter, batch=letter.batch, rights=rights, columns=columns,
            late=letter.days_late(timezone.localdate()),
            rows=self._drafted(letter, columns) if letter.is_draft else self._asked(letter, columns),
            attachments=list(attachments_of(letter)),
            may_attach=rights["review_street"] and letter.is_out and letter.batch.is_out,
            imports=self._imports(user, letter) if rights["review_street"] else [],
            version_form=VersionForm(initial={"version": letter.version}),
            recall_form=NoteForm(auto_id="recall_%s"), supplementary=letter.supplementary.standing(), **kwargs,
        )  # fmt: skip

    def _asked(self, letter, columns):
        """``[(opinion, cell, shown row)]``, in the order of the letter; the cell tells what changed since."""
        cells = {
            cell.opinion.pk: cell
            for standing in matrix_of(letter.batch).standings for cell in standing.cells if cell.opinion
        }  # fmt: skip
        opinions = letter.opinions.select_related("entry__candidate__person", "entry__candidate__community")
        return [(opinion, cells.get(opinion.pk), shown_row(opinion.row, columns)) for opinion in opinions]

    def _drafted(self, letter, columns):
        """The same of a draft: what would be sent today."""
        entries = letter.batch.entries.filter(is_open=True)
        entries = list((entries.filter(opinions__letter=letter) if letter.supplements_id else entries).with_people())
        people = people_of(entries)
        return [(None, None, shown_row(dict(row_of(people[e.candidate_id], columns)), columns)) for e in entries]

    def _imports(self, user, letter):
        rows = ImportBatch.objects.select_related("upload", "created_by", "job").filter(subject_id=letter.pk)
        return access.visible_to(user, rows)[:BATCHES_SHOWN]


class LetterForms(ServiceFormMixin, FormView):
    """Base of the pages that change one letter."""

    access_rule = MAY_WORK

    def dispatch(self, request, *args, **kwargs):
        self.letter = find_letter(request.user, kwargs["pk"], "review_street")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            letter=self.letter, batch=self.letter.batch, back=letter_url(self.letter), **kwargs
        )

    def get_success_url(self):
        return letter_url(self.letter)


class LetterEdit(LetterForms):
    """Addressee, columns and due date of a draft."""

    audit_events = ("jointletter.edit",)
    form_class = LetterForm
    template_name = "candidates/joint_letter_form.html"
    success_message = "已保存。"

    def get_initial(self):
        return {name: getattr(self.letter, name) for name in ("version", "addressee", "columns", "duty", "due_on")}

    def perform(self, form):
        services.edit_letter(actor=self.request.user, letter=self.letter, **form.cleaned_data)


class LetterStep(View):
    """A button on a letter. Subclasses name the service and what to say after it."""

    access_rule = MAY_WORK
    http_method_names = ["post"]
    said = ""

    def post(self, request, pk):
        letter = find_letter(request.user, pk, "review_street")
        target = self.act(request, letter)
        messages.success(request, self.said)
        return redirect(target)


class LetterSend(LetterStep):
    audit_events = ("jointletter.send", "jointletter.freeze")
    said = "已发函，数据已按发出时冻结。"

    def act(self, request, letter):
        form = VersionForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "页面已过期，请刷新后重试。")
        services.send_letter(actor=request.user, letter=letter, version=form.cleaned_data["version"])
        return letter_url(letter)


class LetterRecall(LetterStep):
    audit_events = ("jointletter.recall", "jointletter.add")
    said = "已撤回。已收到的答复留存备查，不再计入。"

    def act(self, request, letter):
        form = NoteForm(request.POST)
        if not form.is_valid():
            raise DomainError("note_required", "请写明撤回的原因（不超过200字）。", "note")
        draft = services.recall_letter(actor=request.user, letter=letter, note=form.cleaned_data["note"])
        return letter_url(draft) if draft else batch_url(letter.batch)


class LetterDrop(LetterStep):
    audit_events = ("jointletter.drop",)
    said = "未发出的函已删除。"

    def act(self, request, letter):
        return batch_url(services.drop_letter(actor=request.user, letter=letter))


class LetterAskAgain(LetterForms):
    """补充征求: about whom the department is asked again."""

    audit_events = ("jointletter.ask_again",)
    form_class = AskAgainForm
    template_name = "candidates/joint_ask_again.html"
    success_message = "补充征求函已拟好，核对后发出。原答复在新函发出前仍然有效。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"letter": self.letter}

    def get_initial(self):
        """Those whose facts changed, or whom the department wanted to look into."""
        cells = (
            (standing.entry, cell) for standing in matrix_of(self.letter.batch).standings for cell in standing.cells
            if cell.opinion and cell.opinion.letter_id == self.letter.pk
        )  # fmt: skip
        verify = DepartmentOpinion.Results.VERIFY
        return {"entries": [entry.pk for entry, cell in cells if cell.changed or cell.result == verify]}

    def perform(self, form):
        return services.ask_again(
            actor=self.request.user, letter=self.letter, entries=list(form.cleaned_data["entries"])
        )

    def get_success_url(self):
        return reverse("candidates:joint-letter", args=[self.object.pk])
