"""The one path of imports: the gate, states, jobs taken twice or killed, confirmation, dropping, clearing away."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import Http404
from django.utils import timezone

from communities.models import Person
from communities.services import revoke_role
from core.audit import AuditEvent
from core.errors import DomainError
from core.files import StoredFile
from core.imports import (
    ImportBatch,
    ImportRow,
    confirm_import,
    drop_import,
    purge_imports,
    recheck_import,
    undo_import,
)
from core.jobs import Job, retry, run_job, sweep_jobs
from core.secrets import stored_values
from core.spreadsheets import read_rows
from tests.core.spreadsheet_files import rows_xml, xlsx, xlsx_parts, zipped
from tests.factories import world
from tests.factories.communities import make_id_number
from tests.factories.imports import checked, kind_for, numbered, row, upload, workbook, written

PARTS = xlsx_parts(rows_xml([["姓名"]]))
REFUSED = [
    ("名册.xlsx", b"", "file_empty"),
    ("名册.csv", "姓名".encode(), "file_extension"),
    ("名册.xlsx", b"%PDF-1.7", "file_not_excel"),
    ("名册.xlsx", zipped(PARTS | {"xl/vbaProject.bin": "x"}), "file_macros"),
    ("名册.xlsx", zipped(PARTS | {"xl/a.bin": bytes(31 << 20)}), "file_bomb"),
    ("名册.xlsx", zipped(PARTS)[:-30], "file_damaged"),
    ("名册.xlsx", zipped(PARTS | {"xl/externalLinks/externalLink1.xml": "<a/>"}), "file_external_links"),
]


@pytest.mark.parametrize(("name", "content", "code"), REFUSED, ids=[code for _, _, code in REFUSED])
def test_a_file_refused_at_the_gate_leaves_nothing(street, name, content, code):
    with pytest.raises(DomainError) as refused:
        upload(street, content, name=name)
    assert refused.value.code == code
    assert [model.objects.count() for model in (ImportBatch, StoredFile, Job)] == [0, 0, 0]
    assert not AuditEvent.objects.filter(event="import.start").exists()


def test_the_upload_is_stored_encrypted(street):
    content = workbook(street, [row()])
    batch = upload(street, content)
    assert content[:40] not in batch.upload.path.read_bytes()
    assert (batch.upload.read(), batch.job.parameters) == (content, {"batch": str(batch.pk)})


def test_values_of_rows_are_encrypted_in_the_database(street):
    batch = checked(street, [row("张三")])
    for name in ("raw", "preview"):
        stored = dict(stored_values(ImportRow, ImportRow._meta.get_field(name)))[batch.rows.get().pk]
        assert stored.startswith(("AES.", "SM4."))


def test_headings_that_do_not_fit_end_as_a_refused_file(street):
    batch = checked(street, xlsx(rows_xml([["品名", "数量"], ["笔", 3]])))
    assert (batch.state, batch.job.state, batch.rows.count()) == ("refused", "done", 0)
    assert "没有找到必需的标题：社区、姓名" in batch.message


def test_who_may_not_fill_in_cannot_start(street):
    content = workbook(street, [row()])
    with pytest.raises(PermissionDenied):
        upload(street, content, user="leader")
    with pytest.raises(Http404):
        upload(street, content, user="secretary", region=world.SECOND)


def test_a_past_term_takes_no_import(street):
    street.running = street.past
    with pytest.raises(DomainError) as refused:
        upload(street, workbook(street, [row()]))
    assert refused.value.code == "election_past"


def test_wrong_rows_come_back_as_a_workbook_that_can_be_corrected(street):
    batch = checked(street, [row("张三", sex="公"), row("李四")])
    again = read_rows(batch.error_file.read(), batch.error_file.name, kind_for(street).sheet())
    assert [each.cells["name"] for each in again.rows] == ["张三"]


def test_each_job_twice_is_once(street):
    batch = checked(street, [row()])
    run_job(str(batch.job_id))
    batch = written(street, batch)
    Job.objects.filter(pk=batch.job_id).update(state="queued", attempts=0)  # a message delivered once more
    run_job(str(batch.job_id))

    assert (batch.rows.count(), Person.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(event="import.write").count() == 1


def test_confirming_twice_is_refused(street):
    batch = checked(street, [row()])
    confirm_import(actor=street.users["staff"], batch=batch)
    with pytest.raises(DomainError) as refused:
        confirm_import(actor=street.users["second_staff"], batch=ImportBatch.objects.get(pk=batch.pk))
    assert refused.value.code == "wrong_state"


def test_a_worker_killed_while_writing_leaves_nothing_and_another_does_it_all(street, monkeypatch):
    batch = confirm_import(actor=street.users["staff"], batch=checked(street, [row("张三"), row("李四")]))

    class Killed(BaseException):
        """What no handler of ours catches, as a kill."""

    def die(*_args, **_options):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("core.imports.writing._note_targets", die)  # people and posts are written by then
        run_job(str(batch.job_id))
    assert (Person.objects.count(), ImportBatch.objects.get(pk=batch.pk).state) == (0, "writing")

    Job.objects.filter(pk=batch.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep_jobs() == 1
    run_job(str(batch.job_id))
    assert (Person.objects.count(), ImportBatch.objects.get(pk=batch.pk).state) == (2, "written")


def test_a_job_that_broke_can_be_checked_again_or_dropped(street, monkeypatch):
    batch = confirm_import(actor=street.users["staff"], batch=checked(street, [row()]))

    def break_down(*_args):
        raise DatabaseError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("core.imports.writing._note_targets", break_down)
        run_job(str(batch.job_id))
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert (batch.has_stopped, batch.is_working, Person.objects.count()) == (True, False, 0)

    batch = recheck_import(actor=street.users["staff"], batch=batch)
    run_job(str(batch.job_id))
    assert written(street, ImportBatch.objects.get(pk=batch.pk)).state == "written"


def test_a_failed_job_may_be_retried_as_it_is(street):
    batch = confirm_import(actor=street.users["staff"], batch=checked(street, [row()]))
    Job.objects.filter(pk=batch.job_id).update(state="failed")
    retry(actor=street.users["staff"], job=batch.job)
    run_job(str(batch.job_id))
    assert Person.objects.count() == 1


@pytest.mark.parametrize("step", ["check", "write"])
def test_a_right_taken_away_before_the_job_runs_stops_it(street, step):
    batch = upload(street, workbook(street, [row()])) if step == "check" else checked(street, [row()])
    if step == "write":
        confirm_import(actor=street.users["staff"], batch=batch)
    revoke_role(actor=street.users["security_admin"], grant=street.users["staff"].role_grants.get())

    run_job(str(batch.job_id))

    batch = ImportBatch.objects.get(pk=batch.pk)
    assert "权限已被收回" in batch.message + batch.job.message
    assert (batch.rows.count() if step == "check" else 0, Person.objects.count()) == (0, 0)
    if step == "check":  # whoever still has the right goes on with the same file
        run_job(str(recheck_import(actor=street.users["second_staff"], batch=batch).job_id))
        assert ImportBatch.objects.get(pk=batch.pk).state == "checked"


def test_a_number_in_the_wrong_column_is_masked_in_what_is_kept_in_plain(street):
    number = make_id_number()
    slipped = {"sex": number, "birth_date": number, "party_post": "13812345678", "terms_served": number}
    batch = checked(street, [row(number, **slipped)])
    kept = json.dumps([batch.notices, batch.message, batch.rows.get().errors, batch.rows.get().shown])
    assert (batch.wrong_count, number in kept, "13812345678" in kept) == (1, False, False)
    assert number in batch.rows.get().raw  # encrypted: the error file gives it back to whoever uploaded it


def test_dropping_deletes_file_and_rows(street):
    batch = checked(street, [row(), row("李四", sex="公")])
    drop_import(actor=street.users["staff"], batch=batch)
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert (batch.state, batch.upload, batch.error_file, batch.rows.count()) == ("dropped", None, None, 0)
    with pytest.raises(DomainError):
        confirm_import(actor=street.users["staff"], batch=batch)


def test_details_are_cleared_after_thirty_days_and_undo_ends(street):
    batch = written(street, checked(street, [numbered("张三")]))
    fresh = checked(street, [numbered("李四")])
    ImportBatch.objects.filter(pk=batch.pk).update(written_at=timezone.now() - timedelta(days=31))

    assert (purge_imports(), purge_imports()) == (1, 0)

    batch = ImportBatch.objects.get(pk=batch.pk)
    left = batch.rows.get()
    assert (batch.upload, left.raw, left.preview, left.written.before, left.status) == (None, "", "", "", "new")
    assert fresh.rows.get().shown["name"] == "李四"
    with pytest.raises(DomainError) as refused:
        undo_import(actor=street.users["staff"], batch=batch)
    assert (refused.value.code, Person.objects.count()) == ("details_purged", 1)


def test_a_secretary_sees_the_batches_of_her_community_alone(street, signed_in):
    theirs = checked(street, [row()])
    hers = checked(street, [row()], user="secretary", region=world.FIRST)
    client = signed_in("secretary")
    assert client.get(f"/communities/imports/{hers.pk}/").status_code == 200
    assert client.get(f"/communities/imports/{theirs.pk}/").status_code == 404
    assert str(theirs.pk) not in client.get("/communities/imports/").content.decode()


def test_the_pages_lead_from_upload_to_undo(street, signed_in):
    client, base = signed_in("staff"), "/communities/imports/"
    content = workbook(street, [numbered("张三"), row("李四", sex="公")])
    answer = client.post(
        f"{base}new/roster/", {"upload": SimpleUploadedFile("名册.xlsx", content), "region": world.STREET}
    )
    batch = ImportBatch.objects.get()
    assert answer.url == f"{base}{batch.pk}/"
    assert "X-Poll" in client.get(answer.url).content.decode()
    run_job(str(batch.job_id))
    assert "“性别”只能填写：男、女。" in client.get(f"{base}{batch.pk}/").content.decode()
    assert client.get(f"{base}{batch.pk}/errors/")["Content-Disposition"].startswith("attachment")
    client.post(f"{base}{batch.pk}/confirm/", {"only_right": "1"})
    run_job(str(ImportBatch.objects.get().job_id))
    assert Person.objects.count() == 1
    assert "有误的 1 行没有导入" in client.get(f"{base}{batch.pk}/").content.decode()
    client.post(f"{base}{batch.pk}/undo/")
    assert (Person.objects.count(), ImportBatch.objects.get().state) == (0, "undone")


def test_a_refused_upload_says_why_on_the_form(street, signed_in):
    upload_file = SimpleUploadedFile("名册.csv", b"a,b")
    answer = signed_in("staff").post(
        "/communities/imports/new/roster/", {"upload": upload_file, "region": world.STREET}
    )
    assert (answer.status_code, "这是 CSV 文本文件" in answer.content.decode()) == (422, True)
