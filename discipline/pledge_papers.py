"""A pledge as it is signed: one canonical text, from which sheet, screen and PDF are drawn.

It is JSON with sorted keys, so that the same pledge gives the same bytes; its digest is what a signature
stands under. The QR code of a sheet says an address with an opaque key, nothing of who or what.
"""

import json
import re
import secrets as randomness

from django.conf import settings

from communities.models import Person
from communities.models.regions import chinese_number
from core import secrets
from core.errors import DomainError
from core.signatures import is_of, signatures_of
from interviews.talk_people import post_of, posts_of

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
KEY_LENGTH = 16  # of 31 signs: 79 bits, which nobody guesses
PREFIX = "/q/p/"
CODE = re.compile(rf"^https?://[^/\s]+{PREFIX}([{ALPHABET}]{{{KEY_LENGTH}}})/?$")
ROLE = "signer"


def new_key():
    return "".join(randomness.choice(ALPHABET) for _ in range(KEY_LENGTH))


def sheet_code(sheet):
    """The text of a sheet's QR code: the address of its check page."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{PREFIX}{sheet.key}/"


def sheet_key(text):
    """The key in a code's text; None for any other code. The host may have changed since the sheet was printed."""
    found = CODE.match(text)
    return found and found[1]


def check_mark(digest):
    """The few signs of a digest that are printed on the sheet: 3F9A-07C2."""
    return f"{digest[:4]}-{digest[4:8]}".upper()


def signers(election, keys):
    """``{pk: Person}`` with what a pledge says of them, in two queries."""
    return Person.objects.prefetch_related(posts_of(election)).in_bulk(list(keys))


def canonical(pledge, edition, person=None):
    """The text that is signed. ``edition`` comes with its items; ``person`` from :func:`signers`."""
    person = person or signers(pledge.election, [pledge.person_id])[pledge.person_id]
    campaign = pledge.campaign
    words = {
        "code": pledge.code,
        "title": campaign.title,
        "term": str(pledge.election),
        "name": person.name,
        "post": post_of(person) or pledge.community.short_name,
        "capacity": pledge.get_capacity_display(),
        "text": edition.title,
        "issuer": edition.issuer,
        "edition": edition.edition_name,
        "document_number": edition.document_number,
        "is_sample": not edition.is_confirmed,
        "opening": campaign.opening,
        "items": [item.wording for item in edition.items.all()],
        "closing": campaign.closing,
        "copies": campaign.copies,
        "keeper": f"{pledge.election.region.short_name}党工委",
    }
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(frozen):
    """The digest of a canonical text."""
    return secrets.digest(frozen.encode())


def words_of(frozen):
    """The canonical text as a dict, for a template."""
    return json.loads(frozen)


def numbered_items(words):
    """``[(一, wording), …]``, each with the stop that a list ends its lines with."""
    items, last = words["items"], len(words["items"])
    return [
        (chinese_number(place), wording.rstrip("；。;") + ("。" if place == last else "；"))
        for place, wording in enumerate(items, start=1)
    ]


def signature_of(signing):
    """The signature drawn on a screen; None for paper."""
    return signatures_of(signing).filter(role=ROLE).first()


def faults_of(signing):
    """What is wrong with a signing that was altered behind the product's back: phrases, none for a sound one."""
    faults = []
    try:
        frozen = signing.frozen.encode()
    except secrets.Unreadable:
        return ["签署原文无法解密"]
    if not secrets.is_digest(signing.digest, frozen):
        faults.append("签署原文与摘要不符")
    if signing.method == signing.Methods.SCREEN:
        drawn = signature_of(signing)
        if drawn is None or not is_of(drawn, frozen):
            faults.append("手写签名缺失或不是签在这份原文上")
    return faults + _faults_of_file(signing)


def _faults_of_file(signing):
    if signing.file is None:
        return []
    try:
        signing.file.read()
    except DomainError:
        return ["扫描件缺失、损坏或与摘要不符"]
    return []
