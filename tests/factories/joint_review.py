"""Batches of the joint review for tests, taken through the services; the reply as the department's own file."""

import io

import openpyxl
from django.utils import timezone

from candidates.joint_review.departments import Department
from candidates.joint_review.workbook import FIRST_ROW, HEADING_ROW, SHEET_NAME, build
from candidates.models import Candidate, JointReview, JointReviewLetter
from candidates.services import joint_review as services
from core.attachments import attach
from core.imports import ImportBatch, start_import
from core.jobs import run_job
from tests.factories import candidates, uploads

POLICE, COURT = "公安局", "法院"
COLUMNS = ("sex", "birth_date", "occupation", "id_number", "affiliation")


def passed(street, name=None, community=None, **fields):
    """A candidate through 街道严审, put forward by the second clerk."""
    community = community or street.first
    person = candidates.make_person(community, name)
    candidate = candidates.put_forward(street, community, actor="second_staff", person=person, **fields)
    Candidate.objects.filter(pk=candidate.pk).update(state=Candidate.States.PASSED)
    return Candidate.objects.get(pk=candidate.pk)


def open_batch(street, people=None, departments=(POLICE, COURT), **terms):
    """A drafted batch of ``people`` (default: two) and one letter to each of ``departments``."""
    people = people if people is not None else [passed(street), passed(street)]
    fields = {
        "number_pattern": "东街函〔2026〕{}号",
        "due_days": 5,
        "contact": "周经办",
        "contact_phone": "0851-12345678",
    }
    batch = services.open_batch(
        actor=street.users["staff"], election=street.running, candidates=people, **(fields | terms)
    )  # fmt: skip
    batch.letters.all().delete()
    for name in departments:
        add_letter(street, batch, name)
    return batch


def add_letter(street, batch, name, columns=COLUMNS):
    department = Department(name, name[:2], f"区{name}", columns)
    return services.add_letter(actor=street.users["staff"], batch=batch, department=department)


def send(street, batch):
    """The batch with its letters out."""
    batch = JointReview.objects.get(pk=batch.pk)
    return services.send_batch(actor=street.users["staff"], batch=batch, version=batch.version)


def sent(street, people=None, departments=(POLICE, COURT), **terms):
    return send(street, open_batch(street, people, departments, **terms))


def letter_to(batch, name=POLICE):
    return JointReviewLetter.objects.standing().get(batch=batch, department=name, supplements=None)


def opinion_on(batch, candidate, name=POLICE):
    """The current answer of a department on a candidate."""
    entry = batch.entries.get(candidate=candidate)
    return entry.opinions.current().select_related("letter__batch", "entry__candidate__person").get(department=name)


def answer(street, letter, result="clear", explanation="", people=None, source="paper", actor="staff"):
    """One answer for everybody of a letter (or for ``people``)."""
    opinions = letter.opinions.current()
    if people is not None:
        opinions = opinions.filter(entry__candidate__in=people)
    answers = {opinion.pk: (opinion.version, result, explanation) for opinion in opinions}
    return services.record_answers(actor=street.users[actor], letter=letter, answers=answers, source=source)


def attach_scan(street, letter):
    return attach(
        actor=street.users["staff"], subject=letter, upload=uploads.upload(uploads.pdf(), "复函.pdf"), caption="复函"
    )


def answer_all(street, batch, result="clear", explanation="", scans=True):
    """Every department says the same of everybody, with its scan."""
    for letter in batch.letters.standing():
        answer(street, letter, result, explanation)
        if scans:
            attach_scan(street, letter)


def propose(street, batch, verdict="pass", reason="", actor="staff", people=None):
    """The same proposal for everybody who is open (or for ``people``)."""
    entries = batch.entries.filter(is_open=True)
    entries = entries if people is None else entries.filter(candidate__in=people)
    proposals = {entry.pk: (entry.version, verdict, reason) for entry in entries}
    return services.propose_conclusions(actor=street.users[actor], batch=batch, proposals=proposals)


def conclude(street, batch, actor="leader", **options):
    entries = {e.pk: e.version for e in batch.entries.filter(is_open=True).exclude(verdict="")}
    return services.conclude(actor=street.users[actor], batch=batch, entries=entries, **options)


def concluded(street, verdict="pass", reason="", people=None):
    """A batch all of whose people have the same conclusion."""
    batch = sent(street, people)
    answer_all(street, batch)
    propose(street, batch, verdict, reason)
    conclude(street, batch)
    return JointReview.objects.get(pk=batch.pk)


def fresh(record):
    return type(record)._default_manager.get(pk=record.pk)


def state_of(candidate):
    return Candidate.objects.values_list("state", flat=True).get(pk=candidate.pk)


# --- the file ---------------------------------------------------------------------------


def workbook_of(letter):
    """The bytes that go out with a letter."""
    letter = JointReviewLetter.objects.select_related("batch__region").get(pk=letter.pk)
    return build(letter, list(letter.opinions.order_by("position")))


class Returned:
    """The file as a department edits it: cells by heading and by the person's place in the letter."""

    def __init__(self, content):
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book[SHEET_NAME]

    @property
    def headings(self):
        return {cell.value: cell.column for cell in self.sheet[HEADING_ROW]}

    def set(self, number, heading, value):
        """Type into the row of the ``number``-th person (from 1)."""
        self.sheet.cell(FIRST_ROW + number - 1, self.headings[heading]).value = value

    def get(self, number, heading):
        return self.sheet.cell(FIRST_ROW + number - 1, self.headings[heading]).value

    def answer(self, number, result="无影响任职情形", explanation=None):
        self.set(number, "审查结果", result)
        self.set(number, "情况说明", explanation)

    def content(self):
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


def returned(letter, *answers):
    """The file of a letter with an answer (a pair, or a result alone) for each person in turn."""
    file = Returned(workbook_of(letter))
    for number, given in enumerate(answers, 1):
        file.answer(number, *((given,) if isinstance(given, str) else given))
    return file


def upload(street, letter, content, actor="staff", name="反馈表.xlsx"):
    """The file uploaded and checked by its job; returns the batch of the import."""
    letter = JointReviewLetter.objects.select_related("batch__region", "batch__election").get(pk=letter.pk)
    started = start_import(
        actor=street.users[actor], kind="joint_reply", region=letter.batch.region, election=letter.batch.election,
        upload_name=name, content=content, subject=letter,
    )  # fmt: skip
    run_job(str(started.job_id))
    return ImportBatch.objects.get(pk=started.pk)


def check(letter):
    """Run the job that checks the file last uploaded for a letter."""
    run_job(str(ImportBatch.objects.filter(subject_id=letter.pk).first().job_id))


def late(letter, days=3):
    """The letter as it stands ``days`` after its date."""
    due_on = timezone.localdate() - timezone.timedelta(days=days)
    JointReviewLetter.objects.filter(pk=letter.pk).update(due_on=due_on)
