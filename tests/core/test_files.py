"""Stored files: encrypted, whole or absent, and never rendered by the browser."""

import os
import stat

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings

from core import files
from core.errors import DomainError
from core.files import StoredFile
from core.imports import ImportBatch
from tests import disk
from tests.core.full_disk import ROOM, full_disk
from tests.core.spreadsheet_files import rows_xml, xlsx_parts, zipped
from tests.factories import world


def make(content=b"content", name="名册.xlsx"):
    return files.store(content, name=name, content_type=files.EXCEL)


def test_what_was_stored_is_read_back(db):
    stored = make()
    assert StoredFile.objects.get(pk=stored.pk).read() == b"content"
    assert (stored.size, len(stored.digest)) == (7, 64)


def test_on_disk_it_is_ciphertext_and_closed_to_others(db):
    path = make(b"content in plain").path
    assert b"content in plain" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert settings.DATA_DIR in path.parents


def test_a_missing_file_is_said_in_words(db):
    stored = make()
    stored.path.unlink()
    with pytest.raises(DomainError, match="已缺失或损坏"):
        stored.read()


def test_a_file_that_is_not_the_one_of_the_row_is_refused(db):
    one, other = make(b"one"), make(b"other")
    one.path.write_bytes(other.path.read_bytes())
    with pytest.raises(DomainError, match="摘要不符"):
        one.read()


@pytest.mark.django_db(transaction=True)
def test_bytes_go_with_the_row_and_only_on_commit():
    stored = make()
    path = stored.path
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        StoredFile.objects.get(pk=stored.pk).remove()
        1 / 0  # noqa: B018
    assert path.exists()
    StoredFile.objects.get(pk=stored.pk).remove()
    assert not path.exists()


def test_a_write_that_breaks_leaves_no_half_file(tmp_path):
    with pytest.raises(TypeError):
        files.write_durably(tmp_path / "a" / "b.enc", None)
    assert not (tmp_path / "a" / "b.enc").exists()


def test_on_a_full_disk_nothing_is_left_and_it_is_said(tmp_path):
    with full_disk(), pytest.raises(DomainError, match="存储空间已满"):
        files.write_durably(tmp_path / "b.enc", bytes(ROOM + 1))
    assert list(tmp_path.iterdir()) == []


def test_an_upload_onto_a_full_disk_is_refused_on_its_form(street, signed_in):
    content = zipped(xlsx_parts(rows_xml([["姓名"]])) | {"xl/media/a.png": os.urandom(ROOM)})
    with full_disk():
        answer = signed_in("staff").post(
            "/communities/imports/new/roster/",
            {"upload": SimpleUploadedFile("名册.xlsx", content), "region": world.STREET},
        )
    assert (answer.status_code, "存储空间已满" in answer.content.decode()) == (422, True)
    assert (StoredFile.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_a_download_is_saved_and_never_rendered():
    response = files.download(b"<script>", name='名册"\r\nX: y.html', content_type="text/html")
    assert response["Content-Disposition"].startswith("attachment")
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


@override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_an_upload_that_is_too_large_reaches_no_disk(street, signed_in):
    large = SimpleUploadedFile("a.xlsx", b"larger than allowed" * 5000)
    signed_in("staff").post("/account/password/", {"file": large})
    assert disk.files_with("larger than allowed") == []


def test_what_a_rollback_left_on_the_disk_is_swept_away(db):
    files.sweep_files()  # what other tests left
    kept = make()
    with transaction.atomic():
        stray = make(b"rolled back").path
        transaction.set_rollback(True)
    fresh = make(b"fresh").path
    for path in (kept.path, stray):
        os.utime(path, (0, 0))
    assert files.sweep_files() == 1
    assert [path.exists() for path in (kept.path, stray, fresh)] == [True, False, True]
    assert files.sweep_files() == 0
