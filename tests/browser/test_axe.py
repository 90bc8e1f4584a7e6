"""axe finds nothing on any page, and no page is wider than the window, however it is zoomed.

Here each URL for one user; ``bin/bench axe`` looks at each for every role, and walks through the exercise street.
"""

import os

import pytest

from tests.access_table import Scene
from tests.browser.sweep import Sweep, table_pages
from tests.browser.test_sign_in_again import end_session
from tests.test_access import answers

pytestmark = pytest.mark.flaky(reruns=0)  # what is wrong with a page is wrong with it the second time
EVERY_USER = bool(os.environ.get("SWEEP_EVERY_USER"))  # and not one of each page
SHARES = 12 if EVERY_USER else 4  # for two processes, so that neither waits long for the other


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_accessible_and_fits(browser, live_server, transactional_db, session_of, share):
    scene = Scene()
    pages = list(table_pages(scene, answers))[share::SHARES]
    with browser.new_context(locale="zh-CN") as context:
        sweep = Sweep(context.new_page(), live_server.url, EVERY_USER)
        for name, (user, *others), path in pages:
            session_of(context, scene.street.users.get(user))
            sweep.visit(name, user, path)
            for other in others if EVERY_USER else ():
                session_of(context, scene.street.users[other])
                sweep.visit(name, other, path, only_as_it_is=True)
        for name, (user, *_), path in pages:  # at last: what is sent may change what is seen
            session_of(context, scene.street.users.get(user))
            sweep.send_empty(name, user, path)
    sweep.keep()
    assert [str(fault) for fault in sweep.faults] == []


def test_what_opens_over_a_page_is_accessible(browser, live_server, street, session_of, settings):
    settings.DEMO = True  # and with the ribbon of the exercise street
    with browser.new_context(locale="zh-CN") as context:
        session_of(context, street.users["staff"])
        sweep = Sweep(page := context.new_page(), live_server.url)
        for name, box, opening in OPENINGS:
            page.set_viewport_size(box)
            page.goto(live_server.url)
            page.evaluate(opening)
            page.wait_for_timeout(400)  # the menu slides in
            sweep.look(name, "staff", only_as_it_is=True)
    sweep.keep()
    assert [str(fault) for fault in sweep.faults] == []


OPENINGS = [
    ("menus of the bar", {"width": 1366, "height": 768},
     "document.querySelectorAll('.topbar details').forEach((each) => { each.open = true; })"),
    ("side menu", {"width": 390, "height": 844}, "document.querySelector('.toggler').click()"),
    ("end of the session", {"width": 1366, "height": 768},
     "document.getElementById('session-ending').hidden = false"),
]  # fmt: skip


def test_sign_in_dialog_and_error_pages_are_accessible(browser, live_server, street, session_of):
    with browser.new_context(locale="zh-CN") as context:
        session_of(context, street.users["secretary"])
        sweep = Sweep(page := context.new_page(), live_server.url)
        for name, path in (("404", "/nowhere/"), ("403", "/account/users/")):
            assert sweep.visit(name, "secretary", path)
        page.goto(live_server.url)
        end_session(page)
        page.evaluate("htmx.ajax('GET', '/communities/people/', '#messages')")
        page.locator("#sign-in-again[open] input[type=password]").wait_for()
        sweep.look("sign-in dialog", "secretary", only_as_it_is=True)
        context.clear_cookies()
        page.goto(live_server.url + "/account/login/")
        page.evaluate("document.querySelector('main form [name=csrfmiddlewaretoken]').value = 'stale'")
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_load_state()
        sweep.look("stale form", "anonymous", only_as_it_is=True)
    sweep.keep()
    assert [str(fault) for fault in sweep.faults] == []
