"""Every URL × every kind of user, from one table; headers on every page; an audit event behind every POST.

Each answer is searched for the ID numbers and phones on file too (T13).
"""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from accounts.models import User
from core import audit_catalogue
from core.web import rule_of
from tests.access_table import EVERYONE, FURTHER, TABLE, Scene
from tests.factories.clues import PLANTED
from tests.factories.talks import SECRET
from tests.leaks import IDENTITY_SHOWN, given_away, planted, readable

# django_db makes pytest-django set the database up; the scene is the module's own, and one process makes it.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
LOGIN = reverse("accounts:login")
ANONYMOUS = ("anonymous", "inactive")
# Function views that answer a POST like a GET, or change the session alone.
READ_ONLY = {
    "healthz", "reports:home", "reports:progress", "reports:report-row", "communities:switch_election",
}  # fmt: skip


def patterns(resolver=None, namespace=""):
    """``(name, callback)`` of every URL there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


VIEWS = dict(patterns())


def answers(name, method):
    """Whether a view has this method; a function view is taken to have both."""
    view = getattr(VIEWS[name], "view_class", None)
    return view is None or (method in view.http_method_names and hasattr(view, method))


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """The records and the signed-in clients, once for the whole table; each request is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = Scene()
        made.numbers = planted(made)
        made.clients = {name: sign_in(made, name) for name in EVERYONE + ANONYMOUS}
        yield made
        transaction.set_rollback(True)


def sign_in(scene, name):
    client = Client(raise_request_exception=False)
    if name != "anonymous":
        client.force_login(scene.street.users[name], backend="accounts.backends.AccountBackend")
    return client


def answer(scene, name, method, url, data, **headers):
    """What the user gets, undone at once: ``admitted``, ``sign in``, ``403``, ``404``, or the number of an error."""
    client, cookies = scene.clients[name], dict(scene.clients[name].cookies)
    with transaction.atomic():
        response = getattr(client, method)(url, data, headers=headers)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    assert_headers(response)
    if resolve(url).view_name not in IDENTITY_SHOWN:
        assert given_away(response, scene.numbers) == set()
    assert name == "staff" or SECRET not in readable(response.content)  # the words of a talk, at which staff sits
    assert PLANTED not in readable(response.content) + str(dict(response.headers))  # of clues nobody here learns a word
    if (
        response.status_code == 302
        and response.url.startswith(LOGIN)
        and url not in (LOGIN, reverse("accounts:logout"))
    ):
        return "sign in"
    refused = response.status_code in (401, 403, 404) or response.status_code >= 500
    return str(response.status_code) if refused else "admitted"


def assert_headers(response):
    assert response["Cache-Control"] == "no-store"
    assert "HX-Request" in response["Vary"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy or policy.startswith("sandbox")
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def expected(row):
    everyone = dict.fromkeys(EVERYONE, "403") | dict.fromkeys(ANONYMOUS, "admitted" if row.public else "sign in")
    return everyone | dict.fromkeys(row.hidden, "404") | dict.fromkeys(row.admitted, "admitted")


@pytest.mark.parametrize(
    ("row", "method"),
    [
        (row, method)
        for row in TABLE + FURTHER
        for method in row.methods
        if row.url in VIEWS and answers(row.url, method)
    ],
    ids=lambda value: getattr(value, "url", value),
)
def test_each_user_gets_what_the_table_says(scene, row, method):
    url = reverse(row.url, args=row.make(scene))
    got = {name: answer(scene, name, method, url, row.data) for name in EVERYONE + ANONYMOUS}
    assert got == expected(row)


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.url in VIEWS and answers(row.url, "get")], ids=lambda row: row.url
)
def test_a_fragment_is_shown_to_whom_the_page_is(scene, row, caplog):
    url = reverse(row.url, args=row.make(scene))
    got = {name: answer(scene, name, "get", url, {}, hx_request="true") for name in EVERYONE}
    assert got == {name: expected(row)[name] for name in EVERYONE}
    assert not [number for number in scene.numbers if number in url or number in caplog.text]


def test_every_url_has_its_row_and_every_row_its_url():
    rows = [row.url for row in TABLE]
    assert len(rows) == len(set(rows))
    assert set(rows) == set(VIEWS)


def test_every_view_declares_its_rule():
    assert [name for name, view in VIEWS.items() if rule_of(view) is None] == []


def test_every_view_that_takes_a_post_names_its_audit_events():
    """An empty tuple says that a POST changes nothing: a search."""
    silent = []
    for name, view in VIEWS.items():
        declared = getattr(getattr(view, "view_class", view), "audit_events", None)
        if answers(name, "post") and name not in READ_ONLY and declared is None:
            silent.append(name)
        assert set(declared or ()) <= set(audit_catalogue.entries()), name
    assert silent == []


def test_no_superuser_and_no_anonymous_account_is_in_use(scene):
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(username__iexact="AnonymousUser").exists()


def test_an_unknown_record_answers_like_a_hidden_one(scene):
    """404 in the same words, so that nobody learns whether a record exists elsewhere."""
    hidden = reverse("communities:person", args=[scene.person.pk])
    unknown = reverse("communities:person", args=["00000000-0000-4000-8000-000000000000"])
    outsider = scene.clients["outsider"]
    pages = [outsider.get(url).content.decode() for url in (hidden, unknown)]
    assert without_incident(pages[0]) == without_incident(pages[1])


def without_incident(page):
    return re.sub(r"编号 [0-9a-f]{8}|[A-Za-z0-9]{64}|[0-9a-f-]{36}", "", page)
