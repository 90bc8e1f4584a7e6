"""Our own style sheets and scripts keep to what the oldest supported browsers draw: Chromium 86, iOS 14."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
# What came later than the floor and fails without a fallback: property or selector → why it may not be used.
TOO_NEW_IN_CSS = (
    r"\binset\s*:",
    r":is\(",
    r":where\(",
    r"color-mix\(",
    r"@layer",
    r"@container",
    r"\boklch\(",
)
TOO_NEW_IN_SCRIPTS = (r"\?\?=", r"\|\|=", r"&&=", r"\.at\(", r"replaceAll\(", r"structuredClone\(", r"Object\.hasOwn\(")


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("css/*.css")), ids=lambda path: path.name)
def test_style_sheet_keeps_to_the_floor(sheet):
    text = sheet.read_text(encoding="utf-8")

    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert [pattern for pattern in TOO_NEW_IN_CSS if re.search(pattern, code)] == []


@pytest.mark.parametrize("script", sorted(STATIC.glob("js/*.js")), ids=lambda path: path.name)
def test_script_keeps_to_the_floor_and_the_page(script):
    text = script.read_text(encoding="utf-8")

    assert [pattern for pattern in TOO_NEW_IN_SCRIPTS if re.search(pattern, text)] == []
    assert [name for name in ("localStorage", "sessionStorage", "indexedDB", "eval(", "http://", "https://")
            if name in text] == []  # fmt: skip
