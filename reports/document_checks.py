"""核验: what the check page says of an issued document to anybody in the office network.

It is asked by number, by the code on the paper, by digest or with a file, and says what stands on the first page anyhow:
number, kind and place, day, pages, digest, and whether the document is in force. Nobody is named, neither in the
document nor among those who issued or took it. An uploaded file is not opened and not kept: only its digest is
computed. Checks are counted for all callers together, so that nobody walks through the numbers.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from core import secrets, throttle
from core.errors import DomainError
from discipline.pledge_papers import ALPHABET, KEY_LENGTH
from reports.issuing import number_key
from reports.models import IssuedDocument

CHECKS = "document-checks"
KEY = re.compile(f"[{ALPHABET}]{{{KEY_LENGTH}}}")
DIGEST = re.compile("[0-9a-f]{64}")
MOST = 20  # of one number: a place gives it once a year, other places may have it too


@dataclass(frozen=True)
class Answer:
    """``document``: what was found. ``file``: what the uploaded one is to it: same, copy, different; empty without one."""

    document: IssuedDocument
    file: str = ""


def check(asked="", content=None):
    """The :class:`Answer` s to a number, key or digest, and to the bytes of a file; none where nothing is known.

    Raises DomainError ``nothing_asked`` and ``too_many_checks``.
    """
    if not asked.strip() and content is None:
        raise DomainError("nothing_asked", "请填写文号、核验码或摘要，或者选择要核验的文件。")
    _count()
    digests = secrets.digests(content) if content is not None else ()
    is_file = Q(digest__in=digests) | Q(copies__digest__in=digests)
    found = IssuedDocument.objects.select_related("replaced_by").filter(_condition(asked) if asked.strip() else is_file)
    return [Answer(document, _relation(document, digests)) for document in found.distinct()[:MOST]]


def _count():
    throttle.require_room(
        CHECKS, settings.DOCUMENT_CHECKS_PER_MINUTE, "too_many_checks", "现在核验的人较多，请过一分钟再试。"
    )
    throttle.count(CHECKS)


def _condition(asked):
    """Which documents a text means: one code or digest, or all that bear a number."""
    bare = re.sub(r"[\s-]", "", asked)
    if KEY.fullmatch(bare.upper()):
        return Q(key=bare.upper())
    if DIGEST.fullmatch(bare.lower()):
        return Q(digest=bare.lower())
    return Q(number_key=number_key(asked))


def _relation(document, digests):
    if not digests:
        return ""
    if document.digest in digests:
        return "same"
    return "copy" if document.copies.filter(digest__in=digests).exists() else "different"
