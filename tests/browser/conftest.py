"""Driving Debian's Chromium against the running product.

``visit("staff", "/", "phone")`` opens a page signed in as that user of the street. Whatever
the page does wrong on its way (a violation of the content policy, a script error, a request
to another host) fails the test at its end. ``SLOW_SCRIPTS=500`` lets every script arrive that many
milliseconds late: a test that then fails asks something of a page before its scripts are there,
and will fail one day on a busy machine.
"""

import os
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from playwright.sync_api import expect

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
CHROMIUM = "/usr/bin/chromium-headless-shell"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-default-browser-check",
]  # fmt: skip
SERIOUS = {"serious", "critical"}
SLOW_SCRIPTS = int(os.environ.get("SLOW_SCRIPTS", 0))  # milliseconds
PATIENCE = 20_000  # milliseconds: two test processes and a browser each share the machine's cores

# Playwright runs an event loop in this thread; the tests' own queries in it are meant.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            # Two browsers on a shared machine can miss a beat. What passed only at the second try is named
            # at the end of the run: it is a race to be found, not to be got used to.
            if not item.get_closest_marker("flaky"):
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


class Watch:
    """Collects what pages do wrong."""

    def __init__(self, origin):
        self.origin = origin
        self.problems = []

    def look_at(self, page):
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._note_request)

    def _note_console(self, message):
        if "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def _note_request(self, request):
        if not request.url.startswith((self.origin, "data:", "about:")):
            self.problems.append(f"request to {request.url}")


@pytest.fixture(scope="session", autouse=True)
def slow_scripts():
    serve = StaticFilesHandler.serve

    def late(handler, request):
        if request.path.endswith(".js"):
            time.sleep(SLOW_SCRIPTS / 1000)
        return serve(handler, request)

    with pytest.MonkeyPatch.context() as patch:
        if SLOW_SCRIPTS:
            patch.setattr(StaticFilesHandler, "serve", late)
        yield


@pytest.fixture
def session_of(live_server):
    """``session_of(context, user)``: give a browser context that user's session; None takes any from it."""

    def give(context, user):
        context.clear_cookies()
        if user is None:
            return
        client = Client()
        client.force_login(user, backend="accounts.backends.AccountBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return give


@pytest.fixture
def visit(browser, live_server, street, session_of):
    """``visit(name, path, size, **options)`` → a page; name None is nobody, options are the context's."""
    watch, contexts = Watch(live_server.url), []

    def open_page(name, path="/", size="desk", **options):
        context = browser.new_context(
            viewport=SIZES[size], is_mobile=size == "phone", has_touch=size == "phone", locale="zh-CN", **options
        )
        contexts.append(context)
        if name:
            session_of(context, street.users[name])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        watch.look_at(page)
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.problems == []


@pytest.fixture
def check_page():
    """``check_page(page)``: once it has loaded it fits the width, and axe finds nothing serious."""

    def check(page):
        page.wait_for_load_state("load")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        violations = Axe().run(page).response["violations"]
        serious = [
            (found["id"], node["target"], node["failureSummary"])
            for found in violations if found["impact"] in SERIOUS for node in found["nodes"]
        ]  # fmt: skip
        assert (wide, serious) == (0, [])

    return check


@pytest.fixture
def shoot():
    """``shoot(page, "home-phone")``: keep a picture where SCREENSHOTS says; nothing without it."""

    def keep(page, name):
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return keep
