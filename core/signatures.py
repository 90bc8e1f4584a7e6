"""Signatures drawn on a screen: strokes, time, and the digest of exactly what was signed.

A signature is evidence beside paper, not an electronic signature in the sense of 电子签名法
with a certificate: it shows who held the pen, when, over which bytes. It is never edited; a
record that changes after is no longer the one signed, which :func:`is_of` tells.
"""

import json
import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.html import format_html

from core import audit, secrets
from core.errors import DomainError

MAX_STROKES, MAX_POINTS, MIN_POINTS = 200, 20_000, 10
MAX_CHARACTERS = 1_000_000
LIMIT = 10_000  # no screen is wider


class Signature(models.Model):
    """One signature under a record. ``role``: in which capacity; the record's app gives the codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.CharField(max_length=36)
    subject = GenericForeignKey()
    role = models.CharField("身份", max_length=20)
    signer_name = secrets.EncryptedTextField("签名人")
    strokes = secrets.EncryptedTextField("笔迹")
    digest = models.CharField("所签内容摘要", max_length=64)
    signed_at = models.DateTimeField("签名时间", auto_now_add=True)
    collected_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = "签名"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "role"], name="signature_once_in_role")
        ]

    def __str__(self):
        return f"{self.signer_name}（{self.signed_at:%Y-%m-%d}）"


def signatures_of(subject):
    """The record's signatures, in the order of signing."""
    kind = ContentType.objects.get_for_model(subject)
    return Signature.objects.filter(content_type=kind, object_id=str(subject.pk))


@transaction.atomic
def sign(*, actor, subject, role, signer_name, strokes, content):
    """File a signature that was drawn on ``actor``'s screen. Returns the :class:`Signature`.

    ``strokes``: JSON text as signature_pad gives it, a list of ``{"points": [{"x", "y"}, …]}``;
    ``content``: the bytes that were signed. The caller has checked rights and the record's state.
    Raises DomainError ``signature_missing``, ``signature_unreadable`` or ``signed_already``.
    """
    lines = parse_strokes(strokes)
    kind = ContentType.objects.get_for_model(subject)
    if signatures_of(subject).filter(role=role).exists():
        raise DomainError("signed_already", f"{signer_name}已经签过名，不必再签。")
    signature = Signature.objects.create(
        content_type=kind, object_id=str(subject.pk), role=role, signer_name=signer_name,
        strokes=json.dumps(lines), digest=secrets.digest(content), collected_by=actor,
    )  # fmt: skip
    audit.record(actor, "signature.add", subject, detail={"role": role, "digest": signature.digest})
    return signature


def is_of(signature, content):
    """Whether these are still the bytes that were signed."""
    return secrets.is_digest(signature.digest, content)


def parse_strokes(text):
    """``[[[x, y], …], …]`` in whole pixels, from the JSON text of a drawn signature.

    Raises DomainError ``signature_missing`` (nothing, or too little to be a name) or ``signature_unreadable``.
    """
    if not text or text == "[]":
        raise DomainError("signature_missing", "还没有签名，请在签名框内手写签名。", field="strokes")
    lines = _read_strokes(text)
    if sum(map(len, lines)) < MIN_POINTS:
        raise DomainError("signature_missing", "签名过短，请在签名框内手写完整姓名。", field="strokes")
    return lines


def _read_strokes(text):
    unreadable = DomainError("signature_unreadable", "签名数据不完整，请清除后重签。", field="strokes")
    if len(text) > MAX_CHARACTERS:
        raise unreadable
    try:
        lines = [[_point(point) for point in stroke["points"]] for stroke in json.loads(text)]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise unreadable from None
    if len(lines) > MAX_STROKES or sum(map(len, lines)) > MAX_POINTS:
        raise unreadable
    return lines


def _point(point):
    x, y = round(point["x"]), round(point["y"])
    if not (-LIMIT <= x <= LIMIT and -LIMIT <= y <= LIMIT):
        raise ValueError("off the screen")
    return [x, y]


def svg(signature):
    """The drawn name as inline SVG, cropped to the ink; serves screen and paper."""
    lines = json.loads(signature.strokes)
    points = [point for line in lines for point in line]
    left, top = min(x for x, _ in points) - 4, min(y for _, y in points) - 4
    width, height = max(x for x, _ in points) - left + 4, max(y for _, y in points) - top + 4
    path = " ".join(_path(line) for line in lines if line)
    return format_html(
        '<svg class="signature" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="手写签名" '
        'viewBox="{} {} {} {}"><path d="{}" fill="none" stroke="#1d2129" stroke-width="2.4" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>',
        left, top, width, height, path,
    )  # fmt: skip


def _path(line):
    start, *rest = line
    return f"M{start[0]} {start[1]}" + "".join(f"L{x} {y}" for x, y in (rest or [[start[0] + 1, start[1]]]))
