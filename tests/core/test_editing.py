"""Two people on one record, and one form sent twice."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from communities.models import Person
from core.editing import AlreadySubmitted, Submission, claim_submission, claim_version
from core.errors import DomainError
from tests.factories import world


@pytest.fixture
def person(street):
    return Person.objects.create(name="张三", sex="male", community=street.first)


def test_each_claim_counts_up_and_names_who(street, person):
    claim_version(actor=street.users["staff"], obj=person, version=1)
    stored = Person.objects.get(pk=person.pk)
    assert (stored.version, stored.updated_by) == (2, street.users["staff"])
    assert person.version == 2


def test_the_second_of_two_is_told_who_was_faster(street, person):
    claim_version(actor=street.users["secretary"], obj=person, version=1)
    with pytest.raises(DomainError, match="已由用户secretary于") as refusal:
        claim_version(actor=street.users["staff"], obj=person, version=1)
    assert refusal.value.code == "edited_meanwhile"


def test_somebody_on_two_pages_is_told_that_it_was_himself(street, person):
    claim_version(actor=street.users["staff"], obj=person, version=1)
    with pytest.raises(DomainError, match="已由您在另一页面于"):
        claim_version(actor=street.users["staff"], obj=person, version=1)


def test_a_form_without_a_version_overwrites_nothing(street, person):
    with pytest.raises(DomainError) as refusal:
        claim_version(actor=street.users["staff"], obj=person, version=None)
    assert refusal.value.code == "edited_meanwhile"


def test_a_form_sent_twice_leads_where_the_first_led(street):
    token, staff = uuid.uuid4(), street.users["staff"]
    first = claim_submission(actor=staff, token=token)
    first.result_url = "/made/1/"
    first.save()
    with pytest.raises(AlreadySubmitted) as again:
        claim_submission(actor=staff, token=token)
    assert again.value.url == "/made/1/"


def test_anothers_token_tells_nothing(street):
    token = uuid.uuid4()
    Submission.objects.create(token=token, user=street.users["staff"], result_url="/made/1/")
    with pytest.raises(AlreadySubmitted) as again:
        claim_submission(actor=street.users["outsider"], token=token)
    assert again.value.url == "/"


@pytest.mark.django_db(transaction=True)
def test_of_a_form_sent_eight_times_at_once_one_counts():
    staff, token, made = world.make_user("staff"), uuid.uuid4(), []
    start = threading.Barrier(8)

    def send():
        start.wait()
        try:
            with transaction.atomic():
                claim_submission(actor=staff, token=token)
                made.append(1)
        except AlreadySubmitted:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
