"""Evidence on a record: filed whole or not at all, seen by who sees the record, gone when removed."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from communities.models import FieldVisit
from core.attachments import Attachment, attach, attachments_of, numbers_on, preloaded
from core.audit import AuditEvent
from core.errors import DomainError
from core.files import StoredFile
from core.recycle import KEEP_DAYS, Discarded, purge_discarded
from tests.factories.uploads import pdf, photo, upload

TEAM = {"staff", "second_staff", "leader", "inspector", "secretary"}


def make_visit(street, community=None):
    return FieldVisit.objects.create(
        election=street.running, community=community or street.first, method="inspection",
        visited_on=date(2026, 11, 1), recorded_by=street.users["staff"],
    )  # fmt: skip


@pytest.fixture
def visit(street):
    return make_visit(street)


def add_url(visit):
    return reverse("communities:attachment-add", args=[ContentType.objects.get_for_model(visit).pk, visit.pk])


def attach_photo(street, visit, **options):
    return attach(actor=street.users["staff"], subject=visit, upload=upload(**options))


def test_several_files_are_filed_at_once(signed_in, visit):
    files = [upload(), upload(pdf(2), "签到表.pdf")]
    response = signed_in("secretary").post(add_url(visit), {"files": files, "caption": "现场", "back": "/"})
    assert response.status_code == 302
    assert [(a.kind, a.caption, a.file.name) for a in attachments_of(visit)] == [
        ("photo", "现场", "现场.jpg"), ("document", "现场", "签到表.pdf"),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(event="attachment.add", object_id=str(visit.pk)).count() == 2


def test_one_bad_file_keeps_out_all_of_them(signed_in, visit):
    whole = photo()
    files = [upload(), upload(whole[: len(whole) // 2], "没传完.jpg")]
    response = signed_in("secretary").post(add_url(visit), {"files": files, "back": "/"})
    assert response.status_code == 422
    assert "“没传完.jpg”已损坏或没有传完" in response.content.decode()
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_foreign_address_is_not_gone_back_to(signed_in, visit):
    response = signed_in("staff").post(add_url(visit), {"files": [upload()], "back": "https://elsewhere.test/"})
    assert response.url == "/"


def test_who_sees_a_visits_photo(street, signed_in, visit):
    attachment = attach_photo(street, visit)
    path = reverse("communities:attachment-preview", args=[attachment.pk])
    seen = {name for name in street.users if name != "inactive" and signed_in(name).get(path).status_code == 200}
    assert seen == TEAM


def test_a_photo_of_another_community_does_not_exist(street, signed_in):
    hers, others = attach_photo(street, make_visit(street)), attach_photo(street, make_visit(street, street.second))
    client = signed_in("secretary")
    answers = [
        client.get(reverse("communities:attachment", args=[key]))
        for key in (others.pk, "0" * 8 + "-0000-4000-8000-" + "0" * 12)
    ]
    assert client.get(reverse("communities:attachment", args=[hers.pk])).status_code == 200
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({len(answer.content) for answer in answers}) == 1  # only the form token differs


def test_a_record_without_evidence_takes_none(signed_in, street):
    kind = ContentType.objects.get_for_model(street.running).pk
    path = reverse("communities:attachment-add", args=[kind, street.running.pk])
    assert signed_in("staff").post(path, {"files": [upload()]}).status_code == 404


def test_a_download_is_an_attachment_and_is_recorded(street, signed_in, visit):
    attachment = attach_photo(street, visit)
    response = signed_in("leader").get(reverse("communities:attachment", args=[attachment.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"]
    assert AuditEvent.objects.filter(event="attachment.read", object_id=str(visit.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_removed_photo_is_gone_from_the_disk_after_thirty_days(street, signed_in, visit):
    attachment = attach_photo(street, visit)
    paths = [attachment.file.path, attachment.preview.path]
    assert all(path.exists() for path in paths)
    response = signed_in("staff").post(reverse("communities:attachment-remove", args=[attachment.pk]), {"back": "/"})
    assert response.status_code == 302
    assert not Attachment.objects.exists()
    Discarded.objects.update(discarded_at=timezone.now() - timedelta(days=KEEP_DAYS))
    assert purge_discarded() == 1
    assert not any(path.exists() for path in paths)
    assert not StoredFile.objects.exists()


def test_a_photo_is_not_plain_on_the_disk(street, visit):
    assert b"JFIF" not in attach_photo(street, visit).file.path.read_bytes()


def test_a_record_takes_only_so_much(street, visit, monkeypatch):
    monkeypatch.setattr("core.attachments.QUOTA_FILES", 1)
    attach_photo(street, visit)
    with pytest.raises(DomainError) as refusal:
        attach_photo(street, visit)
    assert refusal.value.code == "evidence_full"


def test_many_records_are_asked_at_once(street, django_assert_num_queries):
    visits = [make_visit(street) for _ in range(3)]
    made = [attach_photo(street, visit) for visit in visits for _ in range(2)]
    with django_assert_num_queries(1):
        found = preloaded(visits)
        assert {pk: len(items) for pk, items in found.items()} == {visit.pk: 2 for visit in visits}
        assert found[visits[0].pk][0].file.name == made[0].file.name


def test_they_are_counted_on_records_of_several_models_by_one_query(street, visit, django_assert_num_queries):
    other, photos = make_visit(street), [attach_photo(street, visit) for _ in range(3)]
    moved = Attachment.objects.filter(pk=photos[0].pk)
    moved.update(content_type=ContentType.objects.get_for_model(street.first), object_id=street.first.pk)
    with django_assert_num_queries(1):
        found = numbers_on([visit, other, street.first])
    keys = ((FieldVisit, visit.pk), (FieldVisit, other.pk), (type(street.first), street.first.pk))
    assert [found[key] for key in keys] == [2, 0, 1]
    assert numbers_on([]) == {}


def test_nobody_deletes_what_another_filed(street, signed_in, visit):
    attachment = attach_photo(street, visit)
    client, path = signed_in("secretary"), reverse("communities:attachment-remove", args=[attachment.pk])
    assert client.get(reverse("communities:visit", args=[visit.pk])).content.decode().count(path) == 0
    response = client.post(path, {"back": "/"})
    assert response.status_code == 409
    assert "只有上传人可以删除" in response.content.decode()
    assert Attachment.objects.filter(pk=attachment.pk).exists()
