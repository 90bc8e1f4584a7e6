"""Our own scripts keep nothing in the browser; what is older than the floor is told so.

That style sheets and scripts keep to the floor (Chromium 86, iOS 14.5) is eslint's to say: eslint.config.mjs.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.mark.parametrize("script", sorted(STATIC.glob("js/*.js")), ids=lambda path: path.name)
def test_script_keeps_to_the_page(script):
    text = script.read_text(encoding="utf-8")

    assert [name for name in ("localStorage", "sessionStorage", "indexedDB", "eval(", "http://", "https://")
            if name in text] == []  # fmt: skip


def test_every_whole_page_tells_an_old_browser():
    pages = [path for path in TEMPLATES.rglob("*.html") if "<body" in path.read_text() and "pdf" not in path.parts]

    silent = [
        path.name for path in pages
        if not re.search(r"<body[^>]*>\s*{% include \"old_browser.html\" %}", path.read_text(), re.DOTALL)
    ]  # fmt: skip
    assert (len(pages) > 3, silent) == (True, [])


def test_notice_to_an_old_browser_is_plain():
    """No script, no variable, nothing that a browser of 2013 does not read."""
    text = (STATIC / "css/old_browser.css").read_text()
    shown, _, hidden = text.partition("@supports")

    assert "var(" not in shown and "display" not in shown
    assert hidden.strip().endswith("{ .old-browser { display: none; } }")
    assert "<script" not in (TEMPLATES / "old_browser.html").read_text()
