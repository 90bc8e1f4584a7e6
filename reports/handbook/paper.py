"""The handbook on paper: chapters by role, each task with its picture, drawn once for a version of its text and pictures."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from core import pdf
from core.exercise import read, write
from reports.handbook import help_of
from reports.handbook.chapters import CHAPTERS

TITLE = "换届筹备工作台使用手册"
TEMPLATE = "pdf/handbook.html"
PICTURES = Path(settings.BASE_DIR) / "static" / "handbook"


def picture_of(topic):
    """The file of a topic's picture."""
    return PICTURES / f"{topic.key}.webp"


def context():
    """The data of templates/pdf/handbook.html."""
    chapters = [{"chapter": chapter, "parts": [help_of(topic) for topic in chapter.topics]} for chapter in CHAPTERS]
    bases = {basis: None for chapter in CHAPTERS for topic in chapter.topics for basis in topic.bases}
    return {"chapters": chapters, "bases": list(bases), "foot": TITLE, "title": TITLE}


def fingerprint():
    """Digest of all that the paper is drawn from."""
    digest = hashlib.sha256(render_to_string(TEMPLATE, context()).encode())
    sheets = Path(settings.BASE_DIR) / "static" / "print"
    for path in (*sorted(PICTURES.glob("*.webp")), sheets / "fonts.css", sheets / "handbook.css"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build():
    """Draw the handbook into settings.HANDBOOK unless it is there already; returns whether it was drawn."""
    stamp = Path(f"{settings.HANDBOOK}.stamp")
    now = fingerprint()
    if settings.HANDBOOK.exists() and read(stamp) == now:
        return False
    drawn = pdf.render(TEMPLATE, context(), title=TITLE)
    settings.HANDBOOK.write_bytes(drawn.content)
    write(stamp, now)
    return True
