"""The audit trail: every act, in one chain that shows any later change.

``record()`` is called inside the business transaction, so an act whose record cannot
be written does not happen. Each event carries an HMAC over its canonical bytes and the
HMAC before it, under a key that lies outside the database. The trail is
tamper-*evident*: whoever owns both database and key file can still rebuild it, which is
why its head is also printed on each briefing and kept by ``audit_verify --anchor``.
"""

import contextvars
import json
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from core import secrets

GENESIS = bytes(32)


@dataclass(frozen=True)
class Source:
    """Where an act came from: filled by the middleware, or by a job for its requester."""

    ip: str = ""
    session: str = ""  # digest of the session key, never the key


NOWHERE = Source()
source = contextvars.ContextVar("audit_source", default=NOWHERE)


class AuditHead(models.Model):
    """One row: the end of the chain. Locking it puts writers in line."""

    seq = models.BigIntegerField(default=0)
    mac = models.BinaryField(default=GENESIS)

    def __str__(self):
        return str(self.seq)


class AuditEvent(models.Model):
    """One act. ``detail`` may hold personal data and is encrypted; the MAC covers the ciphertext."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor_id = models.CharField("用户编号", max_length=36, blank=True, db_index=True)
    actor_name = models.CharField("用户", max_length=150, blank=True)
    roles = models.CharField("当时角色", max_length=200, blank=True)
    ip = models.CharField("来源地址", max_length=45, blank=True)
    session = models.CharField("会话", max_length=64, blank=True)
    event = models.CharField("事件", max_length=60, db_index=True)
    object_type = models.CharField("对象类别", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=64, blank=True, db_index=True)
    result = models.CharField("结果", max_length=10, default="ok")
    reason = models.CharField("事由", max_length=500, blank=True)
    detail = models.TextField("内容（密文）", blank=True)
    previous = models.BinaryField()
    mac = models.BinaryField()

    class Meta:
        verbose_name = "审计记录"
        ordering = ["seq"]

    def __str__(self):
        return f"{self.seq} {self.event}"

    COVERED = ("seq", "at", "actor_id", "actor_name", "roles", "ip", "session", "event",
               "object_type", "object_id", "result", "reason", "detail")  # fmt: skip

    def canonical(self):
        """Length-prefixed fields and the previous MAC: no byte can slide from one field to the next."""
        parts = [self.at.isoformat() if name == "at" else str(getattr(self, name)) for name in self.COVERED]
        encoded = [part.encode() for part in parts] + [bytes(self.previous)]
        return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)

    def read_detail(self):
        """The decrypted detail as a dict; empty if there was none."""
        return json.loads(secrets.decrypt_text(self.detail)) if self.detail else {}


def record(actor, event, obj=None, *, result="ok", reason="", detail=None, actor_name=""):
    """Append one event to the chain, in the caller's transaction.

    ``actor``: a user or None (a failed sign-in; give ``actor_name``). ``event``: a code
    ``noun.verb`` listed in core/audit_catalogue.py. ``obj``: the model instance acted on.
    ``detail``: dict, stored encrypted. Returns the :class:`AuditEvent`.
    """
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        where = source.get()
        entry = AuditEvent(
            seq=head.seq + 1,
            at=timezone.now(),
            actor_id=str(actor.pk) if actor else "",
            actor_name=actor.username if actor else actor_name[:150],
            roles=actor.role_snapshot() if actor else "",
            ip=where.ip,
            session=where.session,
            event=event,
            object_type=obj._meta.label_lower if obj is not None else "",
            object_id=str(obj.pk) if obj is not None else "",
            result=result,
            reason=reason[:500],
            detail=secrets.encrypt_text(json.dumps(detail, ensure_ascii=False, default=str)) if detail else "",
            previous=bytes(head.mac),
        )
        entry.mac = secrets.audit_mac(entry.canonical())
        entry.save(force_insert=True)
        head.seq, head.mac = entry.seq, entry.mac
        head.save(update_fields=["seq", "mac"])
    return entry


def changes(old, new, *, secret=()):
    """``{field: [old, new]}`` for the audit of an edit; values of ``secret`` fields are not repeated."""
    return {
        name: ["（密）", "（密）"] if name in secret else [old.get(name), value]
        for name, value in new.items()
        if old.get(name) != value
    }


@dataclass(frozen=True)
class Fault:
    """What ``verify`` found: at which sequence number, and of which kind."""

    seq: int
    kind: str  # edited | removed | inserted | clock_back | tail_cut | anchor_mismatch


def verify(*, anchor=None):
    """Walk the chain. Returns ``(count, head_mac_hex, faults)``.

    ``anchor``: ``(seq, mac_hex)`` noted earlier; without one, a cut tail that also
    rewound the head row cannot be told from a chain that never was longer.
    """
    faults, previous, expected, last_at, count = [], GENESIS, 1, None, 0
    for entry in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        count += 1
        if entry.seq != expected:
            faults.append(Fault(expected, "removed"))
        elif bytes(entry.previous) != previous:
            faults.append(Fault(entry.seq, "inserted"))
        if secrets.audit_mac(entry.canonical()) != bytes(entry.mac):
            faults.append(Fault(entry.seq, "edited"))
        if last_at and entry.at < last_at:
            faults.append(Fault(entry.seq, "clock_back"))
        if anchor and entry.seq == anchor[0] and bytes(entry.mac).hex() != anchor[1]:
            faults.append(Fault(entry.seq, "anchor_mismatch"))
        previous, expected, last_at = bytes(entry.mac), entry.seq + 1, entry.at
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if head.seq != expected - 1 or bytes(head.mac) != previous or (anchor and anchor[0] >= expected):
        faults.append(Fault(expected, "tail_cut"))
    return count, previous.hex(), faults
