"""演练街道 as a page: who opens it, who enters, what remains in the real product."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from core import exercise
from core.audit import AuditEvent
from core.exercise import Files
from tests.factories.exercise import make_ready

PAGE, ENTER = "/account/exercise/", "/account/exercise/enter/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EXERCISE_DIR = tmp_path / "exercise"
    settings.EXERCISE_PORT = 8001
    return settings.EXERCISE_DIR


def acts():
    return list(AuditEvent.objects.filter(event__startswith="exercise.").values_list("event", "actor_name"))


def test_opened_reset_and_removed_by_the_system_administrator(signed_in, street, folder):
    browser = signed_in("system_admin")
    for act in ("open", "reset", "remove"):
        assert browser.post(reverse(f"accounts:exercise-{act}")).url == PAGE
    name = street.users["system_admin"].username
    assert acts() == [("exercise.open", name), ("exercise.reset", name), ("exercise.remove", name)]
    assert list(folder.iterdir()) == []


def test_opening_a_second_one_is_refused(signed_in):
    browser = signed_in("system_admin")
    browser.post(reverse("accounts:exercise-open"))
    wish = exercise.read(Files().wish)
    answer = browser.post(reverse("accounts:exercise-open"))
    assert (answer.status_code, exercise.read(Files().wish), len(acts())) == (409, wish, 1)


@pytest.mark.parametrize("act", ["reset", "remove"])
def test_without_one_there_is_nothing_to_do(signed_in, act):
    assert signed_in("system_admin").post(reverse(f"accounts:exercise-{act}")).status_code == 409
    assert acts() == []


def test_menu_names_it_only_while_one_is_open(signed_in):
    link = f'href="{ENTER}"'
    before = signed_in("secretary").get("/").content.decode()
    make_ready()
    after = signed_in("secretary").get("/").content.decode()
    assert (link in before, link in after) == (False, True)


def test_passwords_are_shown_to_the_administrator_alone(signed_in):
    make_ready()
    pages = [signed_in(*who).get(page).content.decode() for page, who in ((PAGE, ["system_admin"]), (ENTER, ["staff"]))]
    assert ["Liuxi-2026-y" in page for page in pages] == [True, False]
    assert ["桃园社区" in page for page in pages] == [True, True]


def test_entering_leads_to_the_other_port_and_leaves_no_trace_here(signed_in):
    make_ready()
    before = AuditEvent.objects.count()
    answer = signed_in("secretary").post(ENTER, {"username": "taoyuan"}, headers={"host": "127.0.0.1:8000"})
    assert answer.status_code == 302
    assert answer.url.startswith("http://127.0.0.1:8001/account/entry/")
    assert AuditEvent.objects.count() == before


def test_the_page_may_send_its_form_there_and_nowhere_else(signed_in):
    make_ready()
    policy = signed_in("staff").get(ENTER).headers["Content-Security-Policy"]
    assert "form-action 'self' *:8001;" in policy + ";"


def test_a_way_in_signs_in_within_the_exercise(client, street, settings):
    make_ready()
    user = street.users["staff"]
    exercise.write(Files().accounts, f"role,username,password,community\n街道工作人员,{user.username},x,\n")
    secret = exercise.make_entry(user.username)
    settings.EXERCISE, settings.DATA_DIR = True, Files().street
    first = client.get(f"/account/entry/{secret}/")
    assert (first.url, client.session[SESSION_KEY]) == ("/", str(user.pk))
    client.logout()
    second = client.get(f"/account/entry/{secret}/")
    assert (second.url, SESSION_KEY in client.session) == (reverse("accounts:login"), False)


def test_a_way_in_opens_nothing_in_the_real_product(client, street, settings):
    make_ready()
    exercise.write(Files().accounts, f"role,username,password,community\n街道,{street.users['staff'].username},x,\n")
    secret = exercise.make_entry(street.users["staff"].username)
    assert client.get(f"/account/entry/{secret}/").status_code == 404
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("page", [PAGE, ENTER])
def test_the_exercise_has_no_such_pages(signed_in, settings, page):
    settings.EXERCISE = True
    assert signed_in("system_admin").get(page).status_code == 404
