"""Drafts of long forms: kept for their owner alone, offered by the form alone, gone once it is saved."""

import json
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html as markup

from communities.models import Issue, RoleGrant
from communities.services import revoke_role
from core import drafts
from core.audit import AuditEvent
from core.drafts import Draft
from core.editing import Submission
from tests.factories import clues, communities, world

KEEP = reverse("accounts:draft")
FORM = reverse("communities:issue-create")
WORDS = "楼道灯坏了三个月"
SENT = {"community": world.FIRST, "title": "楼顶搭建", "kind": "disputes", "seriousness": 2, "measures": "上门协商"}


@pytest.fixture(autouse=True)
def no_counts():
    cache.clear()


def content_of(words):
    """As a browser writes it: no letter escaped, so that a search for the words would find them."""
    return json.dumps([["title", words]], ensure_ascii=False)


def browser(street, name):
    client = Client()
    client.force_login(street.users[name], backend="accounts.backends.AccountBackend")
    return client


def opened(client, url=FORM):
    """The form of a page: its sign, its one-time token, and the drafts it offers."""
    page = markup.fromstring(client.get(url).content.decode())
    (place,) = page.xpath("//div[@data-draft]")
    form = place.getparent()
    return {
        "sign": place.get("data-draft"),
        "page": form.xpath("./input[@name='once']")[0].get("value"),
        "offered": [kept.get("data-content") for kept in place.xpath("./div[@data-kept]")],
    }


def typed(client, words=WORDS, url=FORM, **changed):
    """Type into the form and let the page keep it. Returns ``(answer, what the page had)``."""
    page = opened(client, url)
    sent = {"sign": page["sign"], "page": page["page"], "content": content_of(words), "draft": ""}
    return client.post(KEEP, sent | changed), page


def test_what_was_typed_is_offered_in_another_session_and_to_nobody_else(street):
    answer, page = typed(browser(street, "secretary"))

    assert (answer.status_code, list(answer.json())) == (200, ["time"])
    assert opened(browser(street, "secretary"))["offered"] == [content_of(WORDS)]
    assert opened(browser(street, "staff"))["offered"] == []
    assert opened(browser(street, "secretary"), reverse("communities:visit-create"))["offered"] == []


def test_a_saved_form_leaves_no_draft_and_takes_none_any_more(street):
    client = browser(street, "secretary")
    _, page = typed(client)

    assert client.post(FORM, SENT | {"once": page["page"]}).status_code == 302
    late = client.post(KEEP, {"sign": page["sign"], "page": page["page"], "content": "[]"})

    assert (late.status_code, Draft.objects.count(), Issue.objects.count()) == (409, 0, 1)


def test_a_refused_form_keeps_its_draft_and_does_not_offer_it_to_itself(street):
    client = browser(street, "secretary")
    _, page = typed(client)

    shown = client.post(FORM, SENT | {"title": "", "once": page["page"]})
    assert shown.status_code == 422
    again = markup.fromstring(shown.content.decode())
    assert again.xpath("//div[@data-kept]") == []
    assert again.xpath("//input[@name='draft']/@value") == [page["page"]]

    saved = SENT | {"once": again.xpath("//input[@name='once']/@value")[0], "draft": page["page"]}
    assert client.post(FORM, saved).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_taken_up_is_one_draft_and_another_stays(street):
    client = browser(street, "secretary")
    _, first = typed(client, "第一件")
    typed(client, "第二件")

    typed(client, "第一件，续", draft=first["page"])

    assert [json.loads(content)[0][1] for content in opened(client)["offered"]] == ["第一件，续", "第二件"]


def test_keeping_and_spending_a_token_do_not_touch(street):
    """A draft holds its form's token only while it writes."""
    typed(browser(street, "secretary"))
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["neighbour", "staff"])
def test_nobody_keeps_or_drops_with_what_another_page_was_given(street, name):
    answer, page = typed(browser(street, "secretary"))
    other = browser(street, name)
    fields = {"sign": page["sign"], "page": str(uuid.uuid4()), "content": "[]"}

    assert other.post(KEEP, fields).status_code == 403
    own = opened(other)["sign"]
    assert other.post(KEEP, fields | {"sign": own, "page": page["page"]}).status_code == 403
    other.post(KEEP, {"drop": page["page"]})
    other.post(FORM, SENT | {"once": str(uuid.uuid4()), "draft": page["page"]})
    assert Draft.objects.get().content == content_of(WORDS)


def test_who_lost_the_right_to_the_form_keeps_nothing_and_is_offered_nothing(street):
    client = browser(street, "secretary")
    _, page = typed(client)
    for grant in RoleGrant.objects.filter(user=street.users["secretary"]):
        revoke_role(actor=street.users["security_admin"], grant=grant)
    street.users["secretary"].refresh_from_db()
    client = browser(street, "secretary")

    again = client.post(KEEP, {"sign": page["sign"], "page": page["page"], "content": '[["title", "再来"]]'})

    assert again.status_code == 403
    assert client.get(FORM).status_code == 403
    assert WORDS in Draft.objects.get().content


def test_giving_up_drops_it(street):
    client = browser(street, "secretary")
    _, page = typed(client)
    assert client.post(KEEP, {"drop": page["page"]}).status_code == 200
    assert opened(client)["offered"] == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"content": json.dumps([["title", "长" * drafts.LARGEST]])}, 413),
        ({"content": "no JSON"}, 400),
        ({"content": '{"title": "x"}'}, 400),
        ({"content": '[["title", 3]]'}, 400),
        ({"page": "x"}, 400),
        ({"sign": "x"}, 403),
        ({"sign": ""}, 403),
    ],
)
def test_what_is_no_draft_is_refused(street, changed, status):
    answer, _ = typed(browser(street, "secretary"), **changed)
    assert (answer.status_code, Draft.objects.count()) == (status, 0)


def test_a_minute_has_room_for_so_many(street, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_PER_MINUTE", 1)
    client = browser(street, "secretary")
    answers = [typed(client)[0].status_code for _ in range(2)]
    assert answers == [200, 429]
    assert typed(browser(street, "staff"))[0].status_code == 200


def test_the_oldest_make_room(street, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_PER_USER", 2)
    client = browser(street, "secretary")
    for number in range(3):
        typed(client, f"第{number}件")
    typed(browser(street, "staff"))
    kept = [json.loads(draft.content)[0][1] for draft in Draft.objects.filter(user=street.users["secretary"])]
    assert kept == ["第2件", "第1件"]


def test_after_thirty_days_it_is_gone(street):
    client = browser(street, "secretary")
    typed(client)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=drafts.KEEP_DAYS, minutes=-1))
    assert (drafts.purge_drafts(), len(opened(client)["offered"])) == (0, 1)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=drafts.KEEP_DAYS))
    assert opened(client)["offered"] == []
    assert (drafts.purge_drafts(), drafts.purge_drafts(), Draft.objects.count()) == (1, 0, 0)


def test_the_daily_task_is_scheduled():
    assert "core.purge_drafts" in [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]


def test_the_database_and_the_audit_hold_no_word_and_no_address(street):
    before = AuditEvent.objects.count()
    typed(browser(street, "secretary"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_draft")
        stored = str(cursor.fetchall())
    assert WORDS not in stored
    assert FORM not in stored
    assert AuditEvent.objects.count() == before


def test_a_draft_of_a_clue_is_for_its_writer_alone(street):
    """Of two inspectors who may open the form, of an inspector who lost the clue, and of everybody else."""
    clues.people(street)
    clue = clues.register(street)
    writer, form = browser(street, "named"), reverse("discipline:clue-edit", args=[clue.pk])
    answer, page = typed(writer, clues.PLANTED, form)
    assert answer.status_code == 200
    assert len(opened(writer, form)["offered"]) == 1

    for name in ("staff", "leader", "secretary", "inspector", "auditor", "system_admin", "audit_admin"):
        other = browser(street, name)
        shown = other.get(form)
        assert shown.status_code in (403, 404), name
        assert clues.PLANTED not in shown.content.decode()
        assert other.post(KEEP, {"sign": page["sign"], "page": page["page"], "content": "[]"}).status_code == 403

    events = str(list(AuditEvent.objects.values()))
    assert clues.PLANTED not in events


def test_numbers_and_reporters_stay_out_of_drafts(street):
    """The fields that the product masks, or reveals with a reason only, are marked so that no page sends them."""
    clues.people(street)
    person = communities.make_person(street.first)
    shown = {
        "staff": reverse("communities:person-edit", args=[person.pk]), "named": reverse("discipline:clue-register"),
    }  # fmt: skip
    marked = {
        name: markup.fromstring(browser(street, name).get(url).content).xpath("//*[@data-no-draft]/@name")
        for name, url in shown.items()
    }
    assert marked == {
        "staff": ["id_number", "phone"],
        "named": ["reporter_name", "reporter_phone", "reporter_address"],
    }


def test_a_sign_is_for_one_user_and_one_form(street):
    staff, secretary = street.users["staff"], street.users["secretary"]
    sign = drafts.sign_of(staff, "/a/?of=b")
    assert drafts.read_sign(staff, sign) == "/a/"
    with pytest.raises(PermissionDenied):
        drafts.read_sign(secretary, sign)
