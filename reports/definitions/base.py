"""What a report is: a class of data."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms

from core import access, pdf, replica, word
from core.files import PDF


@dataclass(frozen=True)
class Document:
    """What a renderer returns: the file, its type and ending, and how many pages it has (None where nobody counts).

    ``wording``: the version of the office's words that stands in it (reports.models.Wording), None for those shipped.
    ``figures``: counts that are kept with the run, for the next one to be held against; no names.
    """

    content: bytes
    content_type: str
    ending: str
    pages: int | None = None
    wording: object = None
    figures: dict = field(default_factory=dict)


def render_pdf(report, context, tell):
    """The usual renderer: the report's template, drawn once."""
    drawn = pdf.render(report.template, context, title=report.title)
    return Document(drawn.content, PDF, "pdf", drawn.pages)


def render_word(report, context, tell):
    """The renderer of a Word file that says what the report's template says."""
    return Document(word.render(report.template, context, title=report.title), word.WORD, "docx")


def as_they_are(rows):
    return rows


@dataclass(frozen=True)
class Report:
    """One kind of printed document.

    ``permission`` lets one see its content, and so its runs and files, in a region.
    ``context(user, region, election, parameters, number)`` returns the template's data;
    ``user`` bounds every query through core.access. ``parameter_form(user, region,
    election)`` makes the form of its parameters (ids and codes only: they are stored in
    the job). ``levels`` are the Region levels for which it can be built. ``counter`` is
    the word its numbers are counted in.

    ``build_permission`` is asked besides; empty where who sees the content may print it too.

    ``subject_model``: for a report about one record (with ``community`` and ``election``). The
    permissions are asked of that record, where an assignment counts; region and term are the
    record's. Its form is a :func:`subject_form`;
    ``subject_label(record)`` names the record on the screen, never in a file name;
    ``subject_rows(queryset)`` fetches with the records what that takes.

    ``is_personal``: made of whatever its requester may see, which is more for one reader than for
    another: nobody else gets at the run and its file.

    ``is_stamped``: each copy handed out bears who took it; False where nobody is named, and of what is
    posted in public.

    ``is_listed``: offered among the reports; otherwise asked for where its content is shown.

    ``render(report, context, tell)`` makes the :class:`Document`; ``tell(percent, step)`` shows
    progress. The context holds besides: the marks of the page foot (core.pdf), ``job_parts`` (core.job_parts) and
    ``packing``, the form in which a batch comes (reports.definitions.batches).

    A paper whose wording the office may change has them as ``words`` (reports.wording.Words) in its context; they
    are noted with the run.

    ``ledger``: the code of the ledger that lists the people of a batch, which is the way out of too large a batch.

    ``writes``: making its context writes more than the audit's record, so that it is made once, from the primary.
    """

    code: str
    title: str
    description: str
    template: str
    permission: str
    context: Callable
    parameter_form: Callable
    levels: tuple
    counter: str = "期"
    build_permission: str = "build_reports"
    subject_model: type | None = None
    subject_label: Callable = str
    subject_rows: Callable = as_they_are
    render: Callable = render_pdf
    is_personal: bool = False
    is_stamped: bool = True
    is_listed: bool = True
    ledger: str = ""
    writes: bool = False

    @property
    def subject_access(self):
        """``(subject_model, permissions)``: equal for reports about the same records to the same readers."""
        return self.subject_model, tuple(filter(None, (self.permission, self.build_permission)))

    def read(self, user, region, election, parameters, number):
        """Its context, from the read replica if there is one."""
        about = user, region, election, parameters, number
        return self.context(*about) if self.writes else replica.read(self.context, *about)

    def records_for(self, user):
        """The records of ``subject_model`` about which the user may build the report, and see what was built."""
        key = self.subject_access
        return access.asked_once(user, ("records", *key), lambda user: access.visible_with_all(user, *key)).all()

    def may_be_built_by(self, user):
        """Whether the user can ask for it anywhere at all; asked once a request of reports with equal access."""
        model, permissions = self.subject_access
        if model:
            return access.asked_once(user, self.subject_access, lambda user: self.records_for(user).exists())
        return all(access.holds(user, name) for name in permissions)


class SubjectField(forms.ModelChoiceField):
    """Records told apart by what the report calls them."""

    def __init__(self, describe, **kwargs):
        super().__init__(**kwargs)
        self.label_from_instance = describe


def subject_form(model, permission, *, label, describe, rows=as_they_are):
    """The parameter form of a report about one record of ``model``.

    ``describe(record)`` is the line to choose by; ``rows(queryset)`` adds what it needs
    (select_related). Offered are the records on which the user holds ``permission``, of the
    term and region at hand where there is one.
    """

    class SubjectForm(forms.Form):
        def __init__(self, user, region, election, data=None):
            super().__init__(data)
            found = access.visible_to(user, model, permission)
            if election:
                found = found.filter(election=election)
            if region:
                found = found.filter(access.code_condition(model.access.path, [region.pk]))
            self.fields["subject"].queryset = rows(found)

        subject = SubjectField(describe, queryset=model._default_manager.none(), label=label, empty_label="请选择")

    return SubjectForm
