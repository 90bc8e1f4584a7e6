"""记事: written on the files of communities and people, apart from the trail; who reads them and who not."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from communities.models import FileNote, Person
from communities.services.notes import add_note, remove_note
from core import recycle
from core.access import visible_to
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import candidates, world
from tests.factories.communities import make_person

SECRET = "他母亲住院，近期少安排外出"


def write(street, actor="staff", **fields):
    given = {"community": street.first, "election": street.running, "kind": "fact", "text": SECRET}
    return add_note(actor=street.users[actor], **given | {"noted_on": timezone.localdate()} | fields)


@pytest.fixture
def person(street):
    return make_person(street.first, "甲")


def readers(street):
    return {name for name, user in street.users.items() if visible_to(user, FileNote).exists()}


def test_a_note_is_read_where_the_file_is_and_kept_encrypted(street, person):
    note = write(street, person=person)
    assert readers(street) == {"staff", "second_staff", "leader", "inspector", "secretary"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM communities_filenote")
        assert SECRET not in cursor.fetchone()[0]
    event = AuditEvent.objects.get(event="note.add")
    assert (event.object_id, SECRET in str(event.read_detail())) == (str(note.pk), False)


def test_whom_it_is_about_does_not_read_it(street, person):
    Person.objects.filter(pk=person.pk).update(user=street.users["secretary"])
    write(street, person=person)
    assert "secretary" not in readers(street)
    assert "staff" in readers(street)


def test_the_streets_own_note_is_not_for_the_community(street, person):
    write(street, person=person, street_only=True)
    assert "secretary" not in readers(street)
    with pytest.raises(DomainError) as refused:
        write(street, "secretary", street_only=True)
    assert refused.value.code == "street_only"


@pytest.mark.parametrize("name", ["leader", "inspector"])
def test_who_does_not_fill_records_writes_none(street, name):
    with pytest.raises(PermissionDenied):
        write(street, name)


def test_nobody_writes_on_what_he_does_not_see(street, person):
    with pytest.raises(Http404):
        write(street, "outsider")
    with pytest.raises(Http404):
        write(street, "neighbour", community=street.second, person=person)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (lambda s: {"text": "  "}, "text_missing"),
        (lambda s: {"noted_on": timezone.localdate() + timedelta(days=1)}, "future_note"),
    ],
)
def test_what_is_refused(street, fields, code):
    with pytest.raises(DomainError) as refused:
        write(street, **fields(street))
    assert refused.value.code == code


def test_only_the_author_takes_it_back_and_it_comes_again(street, person):
    note = write(street, person=person)
    with pytest.raises(DomainError) as refused:
        remove_note(actor=street.users["secretary"], note=note)
    assert refused.value.code == "not_own"
    remove_note(actor=street.users["staff"], note=note)
    assert not FileNote.objects.exists()
    recycle.restore(actor=street.users["staff"], kept=recycle.Discarded.objects.get())
    assert FileNote.objects.get().text == SECRET


def test_the_three_files_show_it_and_lead_back(street, signed_in):
    candidates.install_rules(street)
    candidate = candidates.put_forward(street)
    staff = signed_in("staff")
    pages = [
        (reverse("communities:person", args=[candidate.person_id]), candidate.person_id),
        (reverse("candidates:detail", args=[candidate.pk]), candidate.person_id),
        (reverse("reports:community", args=[world.FIRST]), ""),
    ]
    for page, person in pages:
        data = {
            "kind": "reminder",
            "text": f"提醒{page}",
            "noted_on": timezone.localdate(),
            "person": person,
            "back": page,
        }
        answer = staff.post(reverse("communities:note-create", args=[world.FIRST]), data)
        assert (answer.status_code, answer.url) == (302, f"{page}#notes")
        assert f"提醒{page}" in staff.get(page).content.decode()
    assert "写一条记事" not in signed_in("leader").get(pages[0][0]).content.decode()
    records = staff.get(reverse("reports:candidate-records", args=[candidate.pk])).content.decode()
    assert f"提醒{pages[0][0]}" in records
    assert "提出人选" in records


def test_it_leads_nowhere_else(street, signed_in):
    data = {"kind": "fact", "text": "甲", "noted_on": timezone.localdate(), "back": "https://elsewhere.example/"}
    answer = signed_in("staff").post(reverse("communities:note-create", args=[world.FIRST]), data)
    assert answer.url.startswith(reverse("communities:committee", args=[world.FIRST]))
