"""Pages of discipline work: the public sign-in gives nobody away, the wall names nobody, texts of talks stay confidential."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discipline import publicity_totals
from discipline.models import PublicityEvent, SignIn, StudySession
from discipline.services.sign_in import TRIES_PER_MINUTE, token_of
from tests.factories import discipline, publicity
from tests.factories import study as studies
from tests.factories import warnings as talks
from tests.factories.discipline import fresh
from tests.factories.talks import SECRET, STROKES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


@pytest.fixture
def held(street):
    """A session going on at which two are expected, and its public address."""
    session, people = studies.with_people(street)
    return session, people, reverse("discipline_public:sign-in", args=[token_of(session)])


def filled(person, **changed):
    return {"name": person.name, "tail": person.phone[-4:], "strokes": STROKES} | changed


def names_in(answer, people):
    return [one.person.name for one in people if one.person.name in answer.content.decode()]


def test_a_stranger_with_the_code_learns_no_name(client, held):
    session, people, url = held
    studies.sign(people[0])
    assert names_in(client.get(url), people) == []
    wrong = client.post(url, {"name": "查无此人", "tail": "0000", "strokes": STROKES})
    assert (wrong.status_code, names_in(wrong, people)) == (422, [])


def test_a_name_on_the_list_and_one_that_is_not_are_answered_alike(client, held):
    """The pages differ by nothing but what was typed and by the token against forged forms."""
    _, people, url = held

    def told(name):
        answer = client.post(url, {"name": name, "tail": "0000", "strokes": STROKES})
        return answer.status_code, str(answer.context["form"].errors)

    assert told(people[0].person.name) == told("查无此人")


def test_one_signs_without_an_account_and_twice_is_once(client, held):
    _, (first, _), url = held
    answers = [client.post(url, filled(first.person)) for _ in range(2)]
    assert {answer.url for answer in answers} == {reverse("discipline_public:signed", args=["valid"])}
    assert SignIn.objects.get().way == "phone"
    assert first.person.name not in client.get(answers[0].url).content.decode()


def test_who_is_signed_in_only_signs(street, signed_in, held):
    _, (first, _), url = held
    first.person.user = street.users["secretary"]
    first.person.save()
    browser = signed_in("secretary")
    assert 'name="tail"' not in browser.get(url).content.decode()
    browser.post(url, {"strokes": STROKES})
    assert SignIn.objects.get().way == "account"


def test_guessing_on_the_page_ends_soon(client, held):
    _, (first, _), url = held
    for _ in range(TRIES_PER_MINUTE):
        client.post(url, filled(first.person, tail="0000"))
    answer = client.post(url, filled(first.person))
    assert (answer.status_code, SignIn.objects.exists()) == (429, False)


def test_a_wrong_code_of_the_place_is_kept_for_the_recorder(client, street):
    session, (first, _) = studies.with_people(street, with_place_code=True)
    url = reverse("discipline_public:sign-in", args=[token_of(session)])
    answer = client.post(url, filled(first.person, place_code="no"))
    assert answer.url == reverse("discipline_public:signed", args=["waiting"])
    assert SignIn.objects.get().standing == "waiting"


def test_a_closed_session_takes_nobody(client, street, held):
    session, (first, _), url = held
    StudySession.objects.filter(pk=session.pk).update(state="closed")
    assert (client.get(url).status_code, client.post(url, filled(first.person)).status_code) == (409, 409)
    assert client.get(reverse("discipline_public:sign-in", args=["nonsense"])).status_code == 404


def test_the_wall_counts_and_names_nobody(signed_in, held):
    session, people, _ = held
    studies.sign(people[0])
    page = signed_in("staff").get(reverse("discipline:study-screen", args=[session.pk]))
    assert names_in(page, people) == []
    assert "<svg" in page.content.decode()


def test_a_place_code_is_shown_on_the_wall_alone(client, street, signed_in):
    session, _ = studies.with_people(street, with_place_code=True)
    url = reverse("discipline_public:sign-in", args=[token_of(session)])
    assert f">{session.place_code}<" not in client.get(url).content.decode()
    assert session.place_code in signed_in("staff").get(
        reverse("discipline:study-screen", args=[session.pk])
    ).content.decode()  # fmt: skip


def test_the_tablet_lists_who_has_not_signed(signed_in, held):
    session, (first, second), _ = held
    browser, url = signed_in("staff"), reverse("discipline:study-kiosk", args=[session.pk])
    browser.post(reverse("discipline:study-kiosk-sign", args=[first.pk]), {"strokes": STROKES})
    browser.get(url)  # the message of the one who signed is told once
    page = browser.get(url).content.decode()
    assert (first.person.name in page, second.person.name in page) == (False, True)


def test_words_of_a_warning_are_seen_by_who_holds_it_alone(street, signed_in):
    talk = talks.recorded(street, talks.plan(street, talker="leader", reason="clue"), actor="leader")
    url = reverse("discipline:warning", args=[talk.pk])
    pages = {name: signed_in(name).get(url).content.decode() for name in ("leader", "staff", "inspector", "secretary")}
    assert {name for name, page in pages.items() if SECRET in page} == {"leader"}
    assert {name for name, page in pages.items() if "因线索提醒" in page} == {"leader"}


def test_the_word_clue_is_offered_to_inspectors_alone(street, signed_in):
    discipline.install(street)
    talks.somebody_to_warn(street)
    url = reverse("discipline:warning-plan")
    offered = {
        name: "因线索提醒" in signed_in(name).get(url).content.decode() for name in ("staff", "leader", "inspector")
    }
    assert offered == {"staff": False, "leader": False, "inspector": True}


def test_the_talks_that_are_mine_stay_chosen_on_the_next_page(street, signed_in, monkeypatch):
    monkeypatch.setattr("discipline.views.warnings.WarningList.paginate_by", 1)
    mine = {talks.plan(street, talker="leader").pk for _ in range(2)}
    talks.plan(street)
    browser, url = signed_in("leader"), reverse("discipline:warning-list")
    first = browser.post(url, {"mine": "on"})
    pages = [first, browser.post(url, {"mine": "on", "page": first.context["page_obj"].next})]
    assert {talk.pk for page in pages for talk in page.context["object_list"]} == mine
    assert {page.context["page_obj"].paginator.count for page in pages} == {2}
    assert 'name="mine" id="id_mine" checked' in pages[0].content.decode()


def test_the_talks_are_narrowed_by_their_state(street, signed_in):
    done = talks.recorded(street)
    talks.plan(street)
    page = signed_in("staff").get(reverse("discipline:warning-list"), {"state": "recorded"})
    assert [talk.pk for talk in page.context["object_list"]] == [done.pk]


def test_publicity_is_recorded_with_what_a_phone_sends(street, signed_in):
    form = {"kind": "home_visit", "community": street.first.pk, "held_on": str(timezone.localdate()), "place": "二号楼",
            "households": "30", "people": "", "copies": ""}  # fmt: skip
    answer = signed_in("secretary").post(reverse("discipline:publicity-create"), form)
    assert (answer.status_code, PublicityEvent.objects.get().households) == (302, 30)


def test_the_next_event_begins_as_the_last_one_was(street, signed_in):
    publicity.hold(street, "secretary", kind="wechat")
    form = signed_in("secretary").get(reverse("discipline:publicity-create")).context["form"]
    assert (form["kind"].value(), form["community"].value()) == ("wechat", street.first.pk)


def test_a_community_without_publicity_is_a_hole(street, signed_in):
    publicity.hold(street)
    found, _ = publicity_totals.by_community_and_month(street.users["staff"], street.running)
    assert {place for place, _ in found} == {street.first.pk}
    page = signed_in("staff").get(reverse("discipline:publicity-totals")).content.decode()
    assert page.count('class="hole"') == 1


def test_a_new_edition_shows_who_must_study_again(street, signed_in):
    text = discipline.own_text(street)
    person = discipline.somebody(street, name="章需重学")
    studies.attended(street, text, person)
    new = discipline.next_edition(street, fresh(text))
    page = signed_in("staff").get(reverse("discipline:text", args=[new.pk])).content.decode()
    assert "需重新学习" in page
    assert "章需重学" in page


def test_an_anonymous_caller_gets_no_session_cookie(held):
    browser = Client()
    browser.get(held[2])
    assert set(browser.cookies) <= {"csrftoken"}
