"""axe finds nothing on any page, and no page is wider than the window, however it is zoomed.

Here each URL once; ``bin/bench axe`` looks at each for every role, and walks through the exercise street.
"""

import os
import uuid
from pathlib import Path

import pytest

from tests.access_table import Scene
from tests.browser.sweep import Sweep, as_json, table_pages
from tests.test_access import answers

SHARES = 4
USERS = int(os.environ.get("SWEEP_USERS", "1"))  # of each page; bin/bench axe asks for all


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_accessible_and_fits(browser, live_server, transactional_db, share):
    scene = Scene()
    pages = sorted(table_pages(scene, answers, USERS), key=lambda page: page[1])[share::SHARES]
    with browser.new_context(locale="zh-CN") as context:
        sweep = Sweep(context.new_page(), live_server.url)
        for go in (sweep.visit, sweep.send_empty):
            for name, user, path in pages:
                sign_in(context, scene, user, live_server.url)
                go(name, user, path)
    keep(sweep)
    assert [str(fault) for fault in sweep.faults] == []


def sign_in(context, scene, user, url):
    from django.conf import settings
    from django.test import Client

    context.clear_cookies()
    if user == "anonymous":
        return
    client = Client()
    client.force_login(scene.street.users[user], backend="accounts.backends.AccountBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def keep(sweep):
    """For ``bin/bench axe``: what was seen, in the folder that it names."""
    folder = os.environ.get("SWEEP_RESULTS")
    if folder:
        (Path(folder) / f"{uuid.uuid4()}.json").write_text(as_json(sweep))
