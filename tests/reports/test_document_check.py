"""The check page: whether a document was issued and a file is the one that was, and not a word more."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import secrets
from core.files import PDF
from reports.models import HandedCopy
from tests.reports.test_issuing import again, built, issue, page, vetting_form

URL = "/q/d/"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    yield
    cache.clear()


def ask(asked="", content=None):
    upload = {} if content is None else {"upload": SimpleUploadedFile("某人.pdf", content, PDF)}
    return Client().post(URL, {"asked": asked, **upload})


def text(answer):
    return answer.content.decode()


def test_a_document_is_found_by_number_code_digest_and_the_code_on_paper(street):
    issued = issue(street, built(street))
    found = [
        ask("某街道 [2026] 1号"), ask(issued.spaced_key.lower()), ask(issued.digest.upper()),
        Client().get(f"{URL}{issued.key}/"),
    ]  # fmt: skip
    for answer in found:
        assert "有此文件，现行" in text(answer)
        for said in ("某街道〔2026〕1号", issued.title, f"<dd>{issued.pages}</dd>", issued.digest):
            assert said in text(answer)


def test_nobody_is_named(street, signed_in):
    run = vetting_form(street)
    issued = issue(street, run)
    copy = page(signed_in("leader"), "report-download", run).content
    for answer in (ask(issued.number), ask(content=copy), ask(content=issued.file.read())):
        assert issued.title in text(answer)
        for name in ("李㛃", "㛃", street.users["leader"].full_name, street.users["staff"].full_name, "某人"):
            assert name not in text(answer)


def test_a_file_is_the_original_byte_for_byte_or_not(street):
    issued = issue(street, built(street))
    original = issued.file.read()
    assert "与印发原件逐字节相同" in text(ask(content=original))
    assert "与印发原件逐字节相同" in text(ask(issued.number, original))
    assert "没有对应的印发文件" in text(ask(content=original + b"\n"))
    assert "所选文件与印发原件不一致" in text(ask(issued.number, original + b"\n"))


def test_a_copy_that_was_handed_out_is_known(street, signed_in):
    run = vetting_form(street)
    issue(street, run)
    copy = page(signed_in("leader"), "report-download", run).content
    row = HandedCopy.objects.get()
    assert (row.document, row.digest, row.taken_by) == (again(run).issued, secrets.digest(copy), street.users["leader"])
    assert "是本件登记在册的下载件" in text(ask(content=copy))


def test_a_draft_is_not_known(street):
    run = built(street)
    assert "没有对应的印发文件" in text(ask(run.document_number))
    assert "没有对应的印发文件" in text(ask(content=run.job.result.read()))


def test_what_was_replaced_is_told(street):
    first = issue(street, built(street))
    issue(street, built(street), "某街道〔2026〕2号", replaces=first)
    assert "有此文件，已被替代" in text(ask(first.number))
    assert "原件已被替代" in text(ask(content=first.file.read()))
    assert "有此文件，现行" in text(ask("某街道〔2026〕2号"))


def test_the_same_number_of_two_places_is_shown_twice(street):
    issue(street, built(street))
    run = built(street, "slate_overview")
    type(run).objects.filter(pk=run.pk).update(region=street.first)
    issue(street, again(run))
    assert text(ask("某街道〔2026〕1号")).count("有此文件，现行") == 2


def test_nothing_asked_is_told_and_too_much_is_refused(db):
    assert [ask().status_code, ask(" ").status_code, ask("字" * 101).status_code] == [422, 422, 422]
    assert Client().get(URL).status_code == 200


def test_checks_are_limited_for_all(street, settings):
    settings.DOCUMENT_CHECKS_PER_MINUTE = 3
    issued = issue(street, built(street))
    assert [ask(f"某街道〔2026〕{number}号").status_code for number in range(4)] == [200, 200, 200, 429]
    assert Client().get(f"{URL}{issued.key}/").status_code == 429


def test_the_page_asks_for_a_token(street):
    assert Client(enforce_csrf_checks=True).post(URL, {"asked": "1"}).status_code == 403
    assert reverse("reports_public:document-check") == URL
