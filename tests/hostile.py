"""Text that would like to be markup or a formula, and what a PDF must be free of."""

from io import BytesIO

from pypdf import PdfReader

FORMULA_STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "＝", "'=", '"=', ";=", "%0A=", "=\u202e")
FORMULA_BODIES = ("1+1", "cmd|'/c calc'!A0")
PAYLOADS = [start + body for start in FORMULA_STARTS for body in FORMULA_BODIES]


def evil(address):
    """Markup that fetches, attaches and runs wherever it is not escaped; ``address`` listens."""
    return (
        f'"\'></style></title><img src="{address}/i"><link rel="attachment" href="file:///etc/hostname">'
        f'<style>@import "{address}/s";</style><script>x()</script><object data="{address}/o"></object>'
    )


def assert_inert(content):
    """Nothing in the PDF is attached, run or opened."""
    reader = PdfReader(BytesIO(content))
    assert len(reader.attachments) == 0
    everything = content + b"".join(
        repr(reader.get_object(number)).encode() for number in range(1, len(reader.xref[0]))
    )
    for danger in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction"):
        assert danger not in everything
