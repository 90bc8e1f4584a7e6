"""What axe finds in the exercise street, whose links each role follows from its home: run by ``bin/bench axe`` alone."""

from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from accounts.models import User
from reports.demo import build
from tests.browser.sweep import Sweep

ACCOUNTS = (
    "dangjian1", "lingdao", "jiwei", "jijian1", "shenjiyuan", "huadu", "xitong", "anquan", "shenji",
)  # fmt: skip
SAMPLES = 1  # of each view and role


@pytest.mark.flaky(reruns=0)
def test_no_page_of_the_exercise_street_has_a_fault(browser, live_server, transactional_db, session_of, settings):
    settings.DEMO = True  # every page bears 演练
    build.build()
    User.objects.update(must_change_password=False)
    with browser.new_context(locale="zh-CN") as context:
        sweep = Sweep(context.new_page(), live_server.url, is_thorough=True)
        for username in ACCOUNTS:
            session_of(context, User.objects.get(username=username))
            follow_links(sweep, username)
    sweep.keep()
    assert [str(fault) for fault in sweep.faults] == []


def follow_links(sweep, username):
    """Look at SAMPLES pages of each view to which links lead from the user's home."""
    seen, known, queue = Counter(), {"/"}, ["/"]
    while queue:
        path = queue.pop(0)
        name = view_name(path)
        if name is None or seen[name] >= SAMPLES or not sweep.visit(name, username, path):
            continue
        seen[name] += 1
        for url in sweep.page.evaluate("[...document.links].map((link) => link.href)"):
            address = urlsplit(urljoin(sweep.origin, urldefrag(url).url))
            path = address.path + (f"?{address.query}" if address.query else "")
            if address.geturl().startswith(sweep.origin) and path not in known:
                known.add(path)
                queue.append(path)


def view_name(path):
    """Name of the URL; None where there is no view, as of static files."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None
