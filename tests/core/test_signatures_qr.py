"""Strokes drawn on a screen, and codes found again on paper."""

import io
import json

import pypdfium2
import pytest
from weasyprint import HTML

from core import qr, signatures
from core.errors import DomainError
from core.files import PDF
from tests.factories.signatures import drawn


@pytest.mark.parametrize("text", ["", "[]", drawn(points=3)])
def test_too_little_is_no_signature(text):
    with pytest.raises(DomainError) as caught:
        signatures.parse_strokes(text)
    assert caught.value.code == "signature_missing"


@pytest.mark.parametrize(
    "text",
    [
        "no json", "{}x", '{"a": 1}', "[1, 2]", '[{"points": [{"x": "1", "y": 2}]}]', '[{"points": [{"x": 1e9, "y": 2}]}]',
        '[{"points": [{"x": NaN, "y": 2}]}]', "[" * 5000, drawn(points=30_000), "x" * 2_000_000,
    ],
)  # fmt: skip
def test_what_no_pen_drew_is_refused(text):
    with pytest.raises(DomainError) as caught:
        signatures.parse_strokes(text)
    assert caught.value.code == "signature_unreadable"


def test_strokes_become_a_picture_of_paths_alone():
    signature = signatures.Signature(strokes=json.dumps(signatures.parse_strokes(drawn())))
    picture = signatures.svg(signature)
    assert picture.startswith('<svg class="signature"')
    assert "style=" not in picture


def test_a_code_is_found_again_on_a_scan_page_by_page():
    html = f"<p>表一</p>{qr.svg('talk:1')}<p style='page-break-before: always'>表二</p>{qr.svg('talk:2')}"
    content = draw_page(html)
    assert qr.read_codes(content, PDF) == [(1, "talk:1"), (2, "talk:2")]
    pages = qr.split_pages(content)
    assert [qr.read_codes(page, PDF) for page in pages] == [[(1, "talk:1")], [(1, "talk:2")]]


def test_a_code_is_read_from_a_photo():
    page = pypdfium2.PdfDocument(draw_page(qr.svg("https://example.test/q/1")))[0]
    assert qr.read_codes(photographed(page), "image/jpeg") == [(1, "https://example.test/q/1")]


def test_a_scan_that_is_none_is_refused():
    with pytest.raises(DomainError) as caught:
        qr.read_codes(b"%PDF-1.7 nothing", PDF)
    assert caught.value.code == "scan_unreadable"


def photographed(page):
    """The page as a telephone takes it: small, a little turned, compressed."""
    out = io.BytesIO()
    page.render(scale=2).to_pil().convert("RGB").rotate(7, expand=True, fillcolor="white").save(out, "JPEG", quality=60)
    return out.getvalue()


def draw_page(html):
    """A PDF of bare HTML."""
    return HTML(string=html).write_pdf()
