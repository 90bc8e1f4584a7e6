"""What was deleted comes back for whoever deleted it, within thirty days, while he still may and nothing stands against it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from communities.models import Holiday, Kinship, Milestone, Person, RoleGrant
from communities.services import withdraw_relative
from communities.services.holidays import remove_holiday, save_holiday
from communities.services.schedule import save_milestone
from core import recycle
from core.attachments import attach, attachments_of
from core.audit import AuditEvent
from core.errors import DomainError
from core.recycle import KEEP_DAYS, Discarded
from tests.factories import uploads, visits
from tests.factories.communities import make_person

BIN = reverse("accounts:recycle")


@pytest.fixture
def kinship(street):
    return Kinship.objects.create(person=make_person(street.first, "甲"), kind="spouse", relative_name="乙远亲")


def take_back(street, kinship, name="staff"):
    withdraw_relative(actor=street.users[name], kinship=kinship)
    return Discarded.objects.get()


def refused(street, kept, name="staff"):
    with pytest.raises(DomainError) as error:
        recycle.restore(actor=street.users[name], kept=kept)
    return error.value.code


def test_a_deleted_record_comes_back_as_it_was(street, kinship, signed_in):
    before = Kinship.objects.values().get()
    browser = signed_in("staff")
    url = reverse("communities:kinship-remove", args=[kinship.person_id, kinship.pk])
    page = browser.post(url, follow=True).content.decode()
    assert f'已删去亲属登记。 <a href="{BIN}">撤销删除</a>' in page
    assert "乙远亲" in browser.get(BIN).content.decode()
    browser.post(reverse("accounts:recycle-restore", args=[Discarded.objects.get().pk]))
    assert Kinship.objects.values().get() == before
    assert not Discarded.objects.exists()
    assert AuditEvent.objects.filter(event="recycle.restore").count() == 1


def test_one_sees_and_restores_his_own_deletions_alone(street, kinship, signed_in):
    kept = take_back(street, kinship)
    other = signed_in("second_staff")
    assert "乙远亲" not in other.get(BIN).content.decode()
    assert other.post(reverse("accounts:recycle-restore", args=[kept.pk])).status_code == 404


def test_who_lost_the_right_meanwhile_restores_nothing(street, kinship):
    kept = take_back(street, kinship)
    user = street.users["staff"]
    Person.objects.update(community=street.outside)
    with pytest.raises(Exception) as error:
        recycle.restore(actor=user, kept=kept)
    assert type(error.value).__name__ in ("Http404", PermissionDenied.__name__)
    assert RoleGrant.objects.filter(user=user).exists()
    assert not Kinship.objects.exists()


def test_nothing_comes_back_under_a_record_that_is_gone(street, kinship):
    kept = take_back(street, kinship)
    Person.objects.all().delete()
    assert refused(street, kept) == "under_gone"


def test_a_holiday_that_comes_back_moves_the_steps_with_it(street):
    staff, election = street.users["staff"], street.running
    day = election.election_day - timedelta(days=2)  # a Monday
    holiday = Holiday(election=election, day=day, kind="off", name="放假", source="通知")
    save_holiday(actor=staff, holiday=holiday)
    step = Milestone(election=election, title="公告", offset=-3, unit="working_day", due_on=day)
    save_milestone(actor=staff, milestone=step)
    days = [step.due_on]
    remove_holiday(actor=staff, holiday=holiday)
    days.append(Milestone.objects.get(pk=step.pk).due_on)
    recycle.restore(actor=staff, kept=Discarded.objects.get())
    days.append(Milestone.objects.get(pk=step.pk).due_on)
    assert days == [date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 24)]


def test_what_was_entered_anew_is_not_doubled(street):
    day = {"election": street.running, "day": date(2027, 1, 1), "kind": "off", "name": "元旦", "source": "通知"}
    remove_holiday(actor=street.users["staff"], holiday=Holiday.objects.create(**day))
    Holiday.objects.create(**day)
    assert refused(street, Discarded.objects.get()) == "came_again"
    assert Holiday.objects.count() == 1


def test_nothing_comes_back_into_a_closed_term(street):
    holiday = Holiday.objects.create(
        election=street.running, day=date(2027, 1, 1), kind="off", name="元旦", source="通知"
    )
    remove_holiday(actor=street.users["staff"], holiday=holiday)
    street.running.state = "past"
    street.running.save()
    assert refused(street, Discarded.objects.get()) == "term_closed"


def test_a_photo_comes_back_with_its_bytes(street):
    visit = visits.make_visit(street, visitors=[visits.make_staff(street)])
    photo = attach(actor=street.users["staff"], subject=visit, upload=uploads.upload())
    content = photo.file.read()
    from core.attachments import remove_attachment

    remove_attachment(actor=street.users["staff"], attachment=photo)
    assert not attachments_of(visit).exists()
    recycle.restore(actor=street.users["staff"], kept=Discarded.objects.get())
    assert attachments_of(visit).get().file.read() == content


def test_after_thirty_days_it_is_gone(street, kinship):
    kept = take_back(street, kinship)
    assert recycle.purge_discarded() == 0
    Discarded.objects.update(discarded_at=timezone.now() - timedelta(days=KEEP_DAYS))
    assert not recycle.discarded_by(street.users["staff"]).exists()
    assert recycle.purge_discarded() == 1
    assert not Discarded.objects.filter(pk=kept.pk).exists()


def test_names_lie_encrypted(street, kinship):
    take_back(street, kinship)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, columns FROM core_discarded")
        assert "乙远亲" not in str(cursor.fetchall())
