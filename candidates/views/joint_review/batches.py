"""Batches: the list, drafting one, the matrix, sending and calling back."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, ListView, TemplateView, View

from candidates.joint_review import guards, wording
from candidates.joint_review.candidates_to_send import may_be_sent
from candidates.joint_review.departments import department_named, departments_of
from candidates.joint_review.forms import (
    MatrixFilter,
    NewLetterForm,
    NoteForm,
    OpenBatchForm,
    PeopleFilter,
    PeopleForm,
    TermsForm,
    VersionForm,
)
from candidates.joint_review.matrix import matrix_of
from candidates.models import JointReview
from candidates.services import joint_review as services
from candidates.views.joint_review.base import MAY_SEE, MAY_WORK, batch_url, find_batch, find_entry
from communities.current import current_election, current_region, require_election
from core import access
from core.errors import DomainError
from core.web import PagedMixin, ServiceFormMixin


class BatchList(PagedMixin, ListView):
    """The batches of the term, newest first, and how many people wait to be sent up."""

    access_rule = MAY_SEE
    template_name = "candidates/joint_list.html"
    paginate_by = 20

    def get_queryset(self):
        today = timezone.localdate()
        rows = access.visible_to(self.request.user, JointReview).filter(election=current_election(self.request))
        return rows.annotate(
            people=Count("entries", Q(entries__is_open=True) | Q(entries__concluded_at__isnull=False), distinct=True),
            concluded=Count("entries", Q(entries__concluded_at__isnull=False), distinct=True),
            asked=Count("letters", ~Q(letters__state="recalled"), distinct=True),
            answered=Count("letters", Q(letters__state="answered"), distinct=True),
            late=Count("letters", Q(letters__state="sent", letters__due_on__lt=today), distinct=True),
        ).order_by("-number")  # fmt: skip

    def get_context_data(self, **kwargs):
        election = current_election(self.request)
        waiting = may_be_sent(self.request.user, election) if election else []
        return super().get_context_data(election=election, waiting=len(waiting), **kwargs)


class PeopleToSend:
    """Shared by the two pages on which people are chosen: a community at a time, or all."""

    @cached_property
    def filter_form(self):
        form = PeopleFilter(self.request.GET or None, user=self.request.user)
        form.is_valid()
        return form

    def to_choose(self, election):
        rows = may_be_sent(self.request.user, election)
        community = getattr(self.filter_form, "cleaned_data", {}).get("community")
        return rows.filter(community=community) if community and self.request.method == "GET" else rows


class BatchCreate(PeopleToSend, ServiceFormMixin, FormView):
    """Draft a batch: who, and on what terms."""

    access_rule = MAY_WORK
    audit_events = ("jointreview.open",)
    form_class = OpenBatchForm
    template_name = "candidates/joint_create.html"
    success_message = "批次已拟好。请核对人选、逐个部门核对所列栏目，再发函。"

    @cached_property
    def election(self):
        return require_election(self.request)

    def get_initial(self):
        last = JointReview.objects.filter(election=self.election).first()
        if last:
            names = ("number_pattern", "due_days", "basis", "contact", "contact_phone")
            return {name: getattr(last, name) for name in names}
        return TermsForm.usual(current_region(self.request), self.request.user)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"candidates": self.to_choose(self.election)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            election=self.election, filter_form=self.filter_form, departments=departments_of(self.election), **kwargs
        )

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        candidates = list(fields.pop("candidates"))
        return services.open_batch(actor=self.request.user, election=self.election, candidates=candidates, **fields)

    def get_success_url(self):
        return batch_url(self.object)


class BatchDetail(TemplateView):
    """One batch: while drafted its people and letters, once out the matrix with conflicts on top."""

    access_rule = MAY_SEE
    template_name = "candidates/joint_batch.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        batch = find_batch(user, self.kwargs["pk"])
        matrix, rights = matrix_of(batch), access.Rights(user, batch)
        form = MatrixFilter(self.request.GET or None, user=user)
        form.is_valid()
        letters = self._letters(batch)
        return super().get_context_data(
            batch=batch, matrix=matrix, rights=rights, filter_form=form, letters=letters,
            late=[letter for letter in letters if letter.late],
            shown=_narrowed(matrix.standings, getattr(form, "cleaned_data", {})),
            missing=guards.missing_to_send(batch) if batch.is_draft else [],
            proposed=sum(1 for s in matrix.standings if s.entry.verdict and s.entry.is_open),
            unproposed=sum(1 for s in matrix.standings if not s.entry.verdict and s.entry.is_open),
            left=batch.entries.filter(is_open=False, concluded_at=None).with_people(),
            add_form=NewLetterForm(), recall_form=NoteForm(auto_id="recall_%s"), **kwargs,
        )  # fmt: skip

    def _letters(self, batch):
        """Every letter of the batch, those recalled too, with how many answers came and the days it is late."""
        today = timezone.localdate()
        letters = list(
            batch.letters.select_related("supplements").annotate(
                asked=Count("opinions", Q(opinions__is_current=True)),
                got=Count("opinions", Q(opinions__is_current=True) & ~Q(opinions__result="pending")),
            ).order_by("order", "serial", "sent_on")
        )  # fmt: skip
        for letter in letters:
            letter.late = letter.days_late(today)
        return letters


def _narrowed(standings, wanted):
    tests = {
        "adverse": lambda s: s.adverse,
        "waiting": lambda s: s.answered < len(s.cells),
        "recheck": lambda s: s.rechecks,
        "open": lambda s: s.entry.is_open,
    }
    test, community = tests.get(wanted.get("show")), wanted.get("community")
    return [
        standing for standing in standings
        if (test is None or test(standing)) and (not community or standing.candidate.community_id == community.pk)
    ]  # fmt: skip


class BatchEdit(ServiceFormMixin, FormView):
    """The terms of a drafted batch."""

    access_rule = MAY_WORK
    audit_events = ("jointreview.edit",)
    form_class = TermsForm
    template_name = "candidates/joint_form.html"
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.batch = find_batch(request.user, kwargs["pk"], "review_street")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        names = ("version", "number_pattern", "due_days", "basis", "contact", "contact_phone")
        return {name: getattr(self.batch, name) for name in names}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            batch=self.batch, back=batch_url(self.batch), title="修改发函要素", submit="保存", **kwargs
        )

    def perform(self, form):
        services.edit_batch(actor=self.request.user, batch=self.batch, **form.cleaned_data)

    def get_success_url(self):
        return batch_url(self.batch)


class BatchPeople(PeopleToSend, ServiceFormMixin, FormView):
    """Further people for a drafted batch."""

    access_rule = MAY_WORK
    audit_events = ("jointreview.add_people",)
    form_class = PeopleForm
    template_name = "candidates/joint_people.html"
    success_message = "已加入本批。"

    def dispatch(self, request, *args, **kwargs):
        self.batch = find_batch(request.user, kwargs["pk"], "review_street")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"candidates": self.to_choose(self.batch.election)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            batch=self.batch, back=batch_url(self.batch), filter_form=self.filter_form, **kwargs
        )  # fmt: skip

    def perform(self, form):
        services.add_people(actor=self.request.user, batch=self.batch, candidates=list(form.cleaned_data["candidates"]))

    def get_success_url(self):
        return batch_url(self.batch)


class BatchSend(ServiceFormMixin, FormView):
    """发函: everybody's name and every letter once more, then the button."""

    access_rule = MAY_WORK
    audit_events = ("jointreview.send", "jointletter.send", "jointletter.freeze", "candidate.send_to_district")
    form_class = VersionForm
    template_name = "candidates/joint_send.html"
    success_message = "已发函，数据已按发出时冻结。请在各函页生成公函和电子表格。"

    def dispatch(self, request, *args, **kwargs):
        self.batch = find_batch(request.user, kwargs["pk"], "review_street")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"version": self.batch.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            batch=self.batch,
            back=batch_url(self.batch),
            missing=guards.missing_to_send(self.batch),
            entries=self.batch.entries.filter(is_open=True).with_people(),
            letters=self.batch.letters.filter(state="draft"),
            **kwargs,
        )

    def perform(self, form):
        services.send_batch(actor=self.request.user, batch=self.batch, version=form.cleaned_data["version"])

    def get_success_url(self):
        return batch_url(self.batch)


class BatchRecall(View):
    """撤回本批, with its reason."""

    access_rule = MAY_WORK
    audit_events = ("jointreview.recall", "jointletter.recall", "candidate.recall_from_district")
    http_method_names = ["post"]

    def post(self, request, pk):
        batch = find_batch(request.user, pk, "review_street")
        services.recall_batch(actor=request.user, batch=batch, note=_note(request))
        messages.success(request, f"{batch}已撤回，其中人选恢复为“严审通过”。")
        return redirect(batch_url(batch))


class EntryTakeOut(View):
    """One person out of the batch."""

    access_rule = MAY_WORK
    audit_events = ("jointreview.take_out", "candidate.recall_from_district")
    http_method_names = ["post"]

    def post(self, request, pk):
        entry = find_entry(request.user, pk, "review_street")
        services.take_out(actor=request.user, entry=entry, reason=_note(request))
        messages.success(request, f"“{entry}”已移出{entry.batch}。")
        return redirect(batch_url(entry.batch))


def _note(request):
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise DomainError("note_required", "请写明原因（不超过200字）。", "note")
    return form.cleaned_data["note"]


class BatchReminders(TemplateView):
    """催办: a text per department that has not answered, the late ones first."""

    access_rule = MAY_WORK
    template_name = "candidates/joint_reminders.html"

    def get_context_data(self, **kwargs):
        batch, today = find_batch(self.request.user, self.kwargs["pk"], "review_street"), timezone.localdate()
        letters = batch.letters.filter(state="sent").annotate(
            waiting=Count(
                "opinions", Q(opinions__is_current=True, opinions__entry__is_open=True, opinions__result="pending")
            )
        )
        texts = [
            (letter, letter.days_late(today), wording.reminder(letter, letter.waiting, letter.days_late(today)))
            for letter in letters.order_by("due_on", "order") if letter.waiting
        ]  # fmt: skip
        return super().get_context_data(batch=batch, texts=texts, back=batch_url(batch), **kwargs)


class LetterAdd(ServiceFormMixin, FormView):
    """One more department."""

    access_rule = MAY_WORK
    audit_events = ("jointletter.add",)
    form_class = NewLetterForm
    template_name = "candidates/joint_form.html"
    success_message = "已加拟一函，请核对主送和所列栏目。"

    def dispatch(self, request, *args, **kwargs):
        self.batch = find_batch(request.user, kwargs["pk"], "review_street")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            batch=self.batch, back=batch_url(self.batch), title="加发部门", submit="拟函", **kwargs
        )

    def perform(self, form):
        department = department_named(form.cleaned_data["name"])
        return services.add_letter(actor=self.request.user, batch=self.batch, department=department)

    def get_success_url(self):
        return reverse("candidates:joint-letter-edit", args=[self.object.pk])
