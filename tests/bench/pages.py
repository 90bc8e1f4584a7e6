"""Kilobytes on the wire of a page, the first time and again, as granian delivers it to Chromium without a proxy.

``bin/bench pages``: the sign-in page, then each role's home with nothing cached, its list after it, and home again.
"""

from django.urls import reverse
from playwright.sync_api import sync_playwright

from accounts.models import User
from tests.bench.http import free_port, session_cookie, start_product
from tests.browser.conftest import CHROMIUM, QUIET

# account of the exercise street → the list that its role works in most
LISTS = {
    "dangjian1": "candidates:list", "lingdao": "communities:people", "jijian1": "discipline:clue-list",
    "shenjiyuan": "interviews:audit-list", "huadu": "communities:visit-list", "xitong": "accounts:user-list",
    "anquan": "communities:grant-list", "shenji": "accounts:audit-log",
}  # fmt: skip


def run():
    """Print the table: page, requests and kilobytes at first, and the same again with the assets cached."""
    port = free_port()
    product = start_product(port, "--demo")
    User.objects.update(must_change_password=False)
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            _print_table(browser, f"http://127.0.0.1:{port}")
    finally:
        product.terminate()
        product.wait()


def _print_table(browser, origin):
    print(f"{'':12}{'page':28}{'first':>18}{'again':>18}")
    _line("", "accounts:login", _Tab(browser, origin))
    for username, name in LISTS.items():
        user = User.objects.get(username=username)
        tab = _Tab(browser, origin, session_cookie(user))
        _line(username, "reports:home", tab)
        _line(username, name, tab)


def _line(username, name, tab):
    path = reverse(name)
    first, again = tab.cost(path), tab.cost(path)
    print(f"{username:12}{name:28}{first:>18}{again:>18}", flush=True)


class _Tab:
    """A browser with an empty cache; counts what comes over the wire."""

    def __init__(self, browser, origin, cookie=None):
        self.origin = origin
        context = browser.new_context(locale="zh-CN")
        if cookie:
            name, value = cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": origin}])
        self.page = context.new_page()
        watch = context.new_cdp_session(self.page)
        watch.send("Network.enable")
        watch.on("Network.loadingFinished", self._count)
        self.sizes = []

    def _count(self, event):
        if event["encodedDataLength"]:
            self.sizes.append(event["encodedDataLength"])

    def cost(self, path):
        """``"85.3 KB in 12"``: what the page cost, in how many requests."""
        self.sizes.clear()
        answer = self.page.goto(self.origin + path)
        if answer.status != 200:
            raise SystemExit(f"{path} answers {answer.status}")
        self.page.wait_for_load_state("networkidle")
        return f"{sum(self.sizes) / 1024:.1f} KB in {len(self.sizes)}"
