"""A paper as data: its blocks, where its sentences are made in Python and not in a template.

``templates/pdf/_blocks.html`` draws them; ``core.word`` makes a Word file of what was drawn.
"""

from dataclasses import dataclass

WIDE = 20  # percent of the width


@dataclass(frozen=True)
class Heading:
    """“一、…” (level 1, 黑体) or “（一）…” (level 2, 楷体)."""

    level: int
    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; ``lead`` are its first words, set in 黑体."""

    text: str
    lead: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True)
class Table:
    """``columns``: ``(heading, share of the width in percent)``; ``rows``: tuples of texts.

    ``caption``: empty under the title of an annex; ``note``: what counts (口径).
    """

    caption: str
    columns: tuple
    rows: tuple
    note: str = ""
    kind: str = "table"

    @property
    def cells(self):
        """Rows of ``(text, is_long)``: a wide column holds sentences, which begin at its left edge."""
        wide = [share >= WIDE for _, share in self.columns]
        return [list(zip(row, wide, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Chart:
    """Bar charts side by side (core.charts).

    ``pictures``: ``(title, labels, series)`` each; ``note``: what counts (口径).
    """

    pictures: tuple
    note: str = ""
    kind: str = "chart"


@dataclass(frozen=True)
class Addressee:
    """主送: at the left edge, with its colon."""

    text: str
    kind: str = "addressee"


@dataclass(frozen=True)
class AnnexNote:
    """附件说明: the names of the annexes, numbered where there are several, without a full stop."""

    names: tuple
    kind: str = "annex_note"

    @property
    def lines(self):
        """``[(what stands before, name)]``."""
        if len(self.names) == 1:
            return [("附件：", self.names[0])]
        return [(f"附件：{place}." if place == 1 else f"{place}.", name) for place, name in enumerate(self.names, 1)]


@dataclass(frozen=True)
class Signature:
    """署名, centred over the date (成文日期), which ends four characters from the right; room for a seal above."""

    signer: str
    day: str
    kind: str = "signature"


@dataclass(frozen=True)
class Annex:
    """The head of an annex, which begins on a page of its own: “附件1” at the left edge, the title two lines below."""

    mark: str
    title: str
    kind: str = "annex"


@dataclass(frozen=True)
class Imprint:
    """版记: whom the paper goes to, a line each; who printed it and when."""

    lines: tuple
    organ: str
    day: str

    @classmethod
    def of(cls, report_to, send_to, organ, day):
        """The imprint of a paper that goes to somebody; None for one that does not."""
        lines = tuple(f"{word}：{text}" for word, text in (("报", report_to), ("送", send_to)) if text)
        return cls(lines, organ, day) if lines else None


@dataclass(frozen=True)
class Paper:
    """A document: ``organ`` (the red name), the two ends of the line under it, title lines, blocks, line to sign on.

    One without ``organ`` begins with its title. ``imprint``: an :class:`Imprint`, at the end of the last page.
    """

    organ: str
    left: str
    right: str
    heading: tuple
    blocks: tuple
    signature: str = ""
    imprint: Imprint | None = None
