"""Batches: one PDF or a ZIP, resumed after the death of a worker, refused with a way out when they are too large."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from candidates.models import ReserveEntry
from core import pdf
from core.errors import DomainError
from core.files import ZIP, StoredFile
from core.job_parts import JobPart, PartsInHand
from core.jobs import Job, run_job
from reports import issuing
from reports.definitions import batches
from reports.services import request_report
from tests.core.test_jobs import _empty_broker, kill, wait_for, worker
from tests.factories import candidates as make
from tests.factories import practice, world

NAMES = ("王一", "李㛃", "张三丰")


def pooled(street, names=NAMES):
    return [practice.in_pool(street, make.make_person(street.first, name)) for name in names]


def ask(street, **parameters):
    return request_report(
        actor=street.users["staff"], code="reserve_forms", region=street.regions[world.STREET],
        election=street.running, parameters=parameters,
    )  # fmt: skip


def built(street, **parameters):
    run = ask(street, **parameters)
    run_job(str(run.job_id))
    return issuing.runs_with_files().get(pk=run.pk)


@pytest.fixture
def drawn(monkeypatch):
    """The numbers of papers drawn at a time, from now on."""
    counts = []

    def count(name):
        draw = getattr(pdf, name)

        def counting(template, contexts, **options):
            counts.append(len(contexts))
            return draw(template, contexts, **options)

        monkeypatch.setattr(pdf, name, counting)

    for name in ("render_all", "render_together"):
        count(name)
    return counts


def test_a_batch_is_one_pdf_with_a_bookmark_each(street):
    pooled(street)
    run = built(street)
    reader = PdfReader(io.BytesIO(run.job.result.read()))
    assert sorted(mark.title.split()[1] for mark in reader.outline) == sorted(NAMES)
    assert len(reader.pages) == run.pages == 5  # three papers, the first two with a blank back
    assert (JobPart.objects.count(), StoredFile.objects.count()) == (0, 1)


def test_a_batch_is_a_zip_whose_names_are_inside_alone(street, signed_in):
    pooled(street)
    run = built(street, form="zip")
    with zipfile.ZipFile(io.BytesIO(run.job.result.read())) as archive:
        inside = archive.namelist()
    assert sorted(name.split()[2] for name in inside) == sorted(f"{name}.pdf" for name in NAMES)
    answer = signed_in("leader").get(reverse("reports:report-download", args=[run.pk]))
    assert answer["Content-Type"] == ZIP
    assert not any(name in f"{run.file_name}{run.parameters}{answer['Content-Disposition']}" for name in NAMES)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == inside
        for name in inside:
            text = "".join(PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text().split())
            assert f"{run.document_number}{street.users['leader'].full_name}" in text


def test_papers_that_say_the_same_are_drawn_once(drawn):
    contexts = [("a", {"sizes": [(595, 842)]}), ("b", {"sizes": [(595, 842)]}), ("c", {"sizes": [(842, 595)]})]

    class Kind:
        template, title = "pdf/dossier_numbers.html", "页码"

    made = batches.draw_each(Kind, contexts, {"job_parts": PartsInHand(), "packing": "zip"}, lambda *_: None)
    assert drawn == [2]
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.namelist() == ["001 a.pdf", "002 b.pdf", "003 c.pdf"]


def test_papers_of_one_pdf_are_drawn_ten_to_a_piece(drawn):
    class Kind:
        template, title = "pdf/dossier_numbers.html", "页码"

    contexts = [(f"第{number}份", {"sizes": [(595, 842 + number)]}) for number in range(25)]
    parts = PartsInHand()
    made = batches.draw_each(Kind, contexts, {"job_parts": parts, "packing": "pdf"}, lambda *_: None)
    reader = PdfReader(io.BytesIO(made.content))
    fronts = [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline]
    assert (drawn, len(parts.kept)) == ([10, 10, 5], 3)
    assert fronts == [(name, 2 * place) for place, (name, _) in enumerate(contexts)]
    assert len(reader.pages) == made.pages == 49


@pytest.mark.django_db(transaction=True)
def test_after_a_killed_worker_the_rest_is_drawn_and_no_more(drawn):
    street = world.build()
    _empty_broker()
    number = 30
    pooled(street, [f"王{place}" for place in "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"[:number]])
    run = ask(street)
    with worker() as process:
        wait_for(lambda: JobPart.objects.count() >= 1)
        kill(process)
    _empty_broker()
    kept = JobPart.objects.count() * batches.TOGETHER
    assert kept < number
    wait_for(lambda: Job.objects.get(pk=run.job_id).lease_until < timezone.now())
    run_job(str(run.job_id))
    run = issuing.runs_with_files().get(pk=run.pk)
    assert (run.job.state, run.job.attempts, sum(drawn)) == ("done", 2, number - kept)
    assert len(PdfReader(io.BytesIO(run.job.result.read())).outline) == number
    assert (JobPart.objects.count(), StoredFile.objects.count()) == (0, 1)


def test_too_many_are_named_with_the_ways_out(street):
    pooled(street)
    with pytest.raises(DomainError) as refusal:
        batches.take(ReserveEntry.objects.all(), most=2, otherwise="“后备力量与历练台账”导出 Excel")
    assert refusal.value.message == (
        "所选范围共 3 人，一次最多 2 人。请按社区分别生成，或改用“后备力量与历练台账”导出 Excel。"
    )
    assert len(batches.take(ReserveEntry.objects.all(), most=3)) == 3


def test_a_batch_that_failed_leads_to_the_ledger(street, signed_in):
    run = built(street)
    assert run.job.state == "failed"
    page = signed_in("staff").get(reverse("reports:report-run", args=[run.pk])).content.decode()
    assert f'href="{reverse("reports:ledger", args=["reserves"])}"' in page
