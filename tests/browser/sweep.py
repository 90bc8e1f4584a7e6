"""What a browser finds wrong with a page: axe at two sizes, and content that does not fit when the page is zoomed.

The pages are those of the table of access (tests/access_table.py): every URL that can be got, for whom the table admits.
"""

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import Error

from tests.access_table import FURTHER, TABLE

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
# WCAG 1.4.4: the desk's window at 200 %; 1.4.10: 320 CSS pixels are a window of 1280 at 400 %.
ZOOMED = {"200 %": {"width": 683, "height": 384}, "320 px": {"width": 320, "height": 640}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CLUE_HANDLERS = ("clue_lead", "named")  # of the clue that is not there for any user of the table
_RUN_AXE = """async (tags) => (await axe.run(
    {runOnly: tags, resultTypes: ["violations"], elementRef: false})).violations.flatMap(
    (rule) => rule.nodes.map((node) => [rule.id, node.target.join(" "), node.failureSummary]))"""
_TOO_WIDE = """() => {
    const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return null;
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width && box.right + window.scrollX > root.clientWidth + 1 && !element.closest(".scroll, .tabs");
    });
    return `${over} px: ` + wide.slice(0, 4).map((element) => `${element.tagName.toLowerCase()}.${element.className}`).join(" > ");
}"""
_FOLDS = "() => document.querySelector('main details:not([open])') !== null"
_OPEN_ALL = "() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
_HAS_FORM = "() => document.querySelector('main form.form-x[method=post]') !== null"
# Empty what can be filled in and send the first form of the page's own.
_SEND_EMPTY = """() => {
    const form = document.querySelector("main form.form-x[method=post]");
    for (const field of form.elements) {
        if (["hidden", "submit", "button", "fieldset"].includes(field.type)) continue;
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else if (field.tagName === "SELECT") field.selectedIndex = [...field.options].findIndex((option) => !option.value);
        else field.value = "";
    }
    form.removeAttribute("data-guard");
    HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the page (name of its URL), whose, at which size, the rule, the element and axe's words."""

    page: str
    user: str
    size: str
    rule: str
    target: str
    words: str = ""

    def __str__(self):
        return f"{self.page} · {self.user} · {self.size} · {self.rule} · {self.target} · {' '.join(self.words.split())}"


def table_pages(scene, has_method):
    """``(name, users, path)`` of every page that can be got. The neighbour, a second secretary, adds nothing."""
    for row in TABLE + FURTHER:
        if "get" in row.methods and has_method(row.url, "get"):
            admitted = (("anonymous",) if row.public else ()) + (row.admitted or CLUE_HANDLERS)
            yield row.url, [user for user in admitted if user != "neighbour"], reverse(row.url, args=row.make(scene))


class Sweep:
    """Looks at pages one after another in one tab, and keeps what it finds: ``faults``, ``seen`` (page, user, size).

    ``is_thorough``: axe sees a page that folds three times, at the desk both shut and unfolded; else at the phone as it
    comes, at the desk unfolded, which shows all that the other does.
    """

    def __init__(self, page, origin, is_thorough=False):
        self.page, self.origin, self.is_thorough = page, origin, is_thorough
        self.faults, self.seen, self.left_out, self.with_form = [], [], [], set()

    def visit(self, name, user, path, only_as_it_is=False):
        """Look at a page at both sizes, as it comes and with all that folds open, and zoomed. False: it is no page."""
        if not self._go(path):
            self.left_out.append((name, user))
            return False
        if self.page.evaluate(_HAS_FORM):
            self.with_form.add(path)
        self.look(name, user, only_as_it_is)
        return True

    def look(self, name, user, only_as_it_is=False):
        """The same for the page that is open; ``only_as_it_is``: not zoomed, nothing unfolded."""
        self.page.evaluate(AXE_SCRIPT)
        unfolds = not only_as_it_is and self.page.evaluate(_FOLDS)
        for size, box in SIZES.items():
            self.page.set_viewport_size(box)
            self._settle()
            if self.is_thorough or not unfolds or size != "desk":
                self._run_axe(name, user, size)
            self._measure(name, user, size)
        for size, box in ({} if only_as_it_is else ZOOMED).items():
            self.page.set_viewport_size(box)
            self._measure(name, user, size)
        self.page.set_viewport_size(SIZES["desk"])
        if unfolds:
            self.page.evaluate(_OPEN_ALL)
            self._run_axe(name, user, "desk, open")
            for size, box in {**SIZES, **ZOOMED}.items():
                self.page.set_viewport_size(box)
                self._measure(name, user, f"{size}, open")
            self.page.set_viewport_size(SIZES["desk"])

    def _settle(self):
        """The page has noticed its new size, and what it then closes (the menu of a phone) is closed."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.page.wait_for_function("!document.querySelector('.showing, .hiding')")

    def send_empty(self, name, user, path):
        """Send the form of a page visited before with nothing in it, and look at the errors. False: it has none, or they
        say nothing."""
        if path not in self.with_form or not self._go(path) or not self.page.evaluate(_HAS_FORM):
            return False
        with_errors = ".notice.bad, .is-invalid, .error"
        try:
            with self.page.expect_navigation(timeout=5000):
                self.page.evaluate(_SEND_EMPTY)
        except Error:
            return False
        if self.page.locator(with_errors).count() == 0:
            return False
        self.look(f"{name} (errors)", user, only_as_it_is=True)
        return True

    def _go(self, path):
        try:
            answer = self.page.goto(self.origin + path)
        except Error as error:
            if "Download is starting" in str(error):
                return False
            raise
        is_page = answer and answer.headers.get("content-type", "").startswith("text/html")
        return bool(is_page and self.page.locator("html[lang] > body > *").count())

    def _run_axe(self, name, user, size):
        self.seen.append((name, user, size))
        self.page.evaluate("window.scrollTo(0, 0)")  # what the sticky bar covers half is not small
        self.faults += [Fault(name, user, size, *found) for found in self.page.evaluate(_RUN_AXE, RULES)]

    def _measure(self, name, user, size):
        over = self.page.evaluate(_TOO_WIDE)
        if over:
            self.faults.append(Fault(name, user, size, "too wide", over))

    def keep(self):
        """Put what was looked at and found into a file of the folder SWEEP_RESULTS, for ``bin/bench axe``."""
        folder = os.environ.get("SWEEP_RESULTS")
        if folder:
            found = {"seen": self.seen, "left_out": self.left_out, "faults": [vars(fault) for fault in self.faults]}
            (Path(folder) / f"{uuid.uuid4()}.json").write_text(json.dumps(found))
