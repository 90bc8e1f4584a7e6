"""The audit trail: every act, in one chain that shows any later change.

``record()`` is called inside the business transaction, so an act whose record cannot
be written does not happen. Each event carries an HMAC over its canonical bytes and the
HMAC before it, under a key that lies outside the database. The trail is
tamper-*evident*: whoever owns both database and key file can still rebuild it, which is
why its head is also printed on each briefing and kept by ``audit_verify --anchor``.
"""

import contextvars
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from django.db import connection, models, transaction
from django.utils import timezone

from core import audit_catalogue, bulk, ids, jsontext, secrets

GENESIS = bytes(32)


@dataclass(frozen=True)
class Source:
    """Where an act came from: filled by the middleware, or by a job for its requester."""

    ip: str = ""
    session: str = ""  # digest of the session key, never the key


NOWHERE = Source()
source = contextvars.ContextVar("audit_source", default=NOWHERE)


class AuditHead(models.Model):
    """One row: the end of the chain, and the newest event that changed a record. Locking it puts writers in line."""

    seq = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
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

    class Results(models.TextChoices):
        OK = "ok", "成功"
        FAILED = "failed", "未成功"
        WRONG = "wrong", "口令不符"
        LOCKED = "locked", "账号锁定中"

    class Meta:
        verbose_name = "审计记录"
        ordering = ["seq"]

    def __str__(self):
        return f"{self.seq} {self.event}"

    COVERED = ("seq", "at", "actor_id", "actor_name", "roles", "ip", "session", "event",
               "object_type", "object_id", "result", "reason", "detail")  # fmt: skip

    def read_detail(self):
        """The decrypted detail as a dict; empty if there was none."""
        return jsontext.loads(secrets.decrypt_text(self.detail)) if self.detail else {}


def canonical(event):
    """The bytes that the MAC of ``event`` covers: length-prefixed fields and the previous MAC, so that no byte can
    slide from one field to the next."""
    parts = [_sized_text(name, getattr(event, name)) for name in AuditEvent.COVERED]
    return b"".join([*parts, _sized(bytes(event.previous))])


def _sized_text(name, value):
    return _sized((value.isoformat() if name == "at" else str(value)).encode())


def _sized(part):
    return len(part).to_bytes(4, "big") + part


def record(actor, event, obj=None, *, result="ok", reason="", detail=None, actor_name=""):
    """Append one event to the chain, in the caller's transaction.

    ``actor``: a user or None (a failed sign-in; give ``actor_name``). ``event``: a code
    ``noun.verb`` that some audit_events.py lists, else ValueError. ``obj``: the model
    instance acted on. ``detail``: dict, stored encrypted. Returns the :class:`AuditEvent`.
    """
    audit_catalogue.require_listed(event)
    reason = ids.mask_within(reason)[:500] if reason else ""  # in plain, and people write down too much
    draft = AuditEvent(
        **_origin(actor, actor_name), event=event, object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "", result=result, reason=reason,
        detail=secrets.encrypt_text(_written(detail)),
    )  # fmt: skip
    with transaction.atomic(), _end_of_chain(event) as head:
        draft.seq, draft.at, draft.previous = head.seq + 1, timezone.now(), bytes(head.mac)
        draft.mac = secrets.audit_mac(canonical(draft))
        head.seq, head.mac = draft.seq, draft.mac
        draft.save(force_insert=True)
    return draft


@dataclass(frozen=True)
class Drafts:
    """Acts of one sort as their events keep them: which records, and the encrypted details. See :func:`drafted`."""

    object_type: str
    keys: list
    details: list


def drafted(acts, *, model=None):
    """The :class:`Drafts` of ``(obj, detail)`` each, for :func:`record_many`: made before the chain is held for them.

    ``model``: ``obj`` is in each the primary key of a record of it.
    """
    object_type = (model or acts[0][0])._meta.label_lower if acts else ""
    keys = [str(obj if model else obj.pk) for obj, _ in acts]
    return Drafts(object_type, keys, secrets.encrypt_texts([_written(detail) for _, detail in acts]))


def record_many(actor, event, acts, *, model=None):
    """Append one ``event`` for each of ``acts``, :class:`Drafts` or what :func:`drafted` makes them of: what ``record``
    does, in bulk. Returns nothing."""
    audit_catalogue.require_listed(event)
    drafts = acts if isinstance(acts, Drafts) else drafted(acts, model=model)
    if not drafts.keys:
        return  # nothing to write, and nobody else to keep waiting
    common = {
        **_origin(actor), "event": event, "object_type": drafts.object_type, "result": "ok", "reason": "",
    }  # fmt: skip
    with transaction.atomic(), _end_of_chain(event) as head:
        common["at"] = timezone.now()
        bulk.insert(AuditEvent, _linked(head, common, drafts.keys, drafts.details), **common)


def _origin(actor, actor_name=""):
    """Who acts and from where, as an event says it."""
    where = source.get()
    return {
        "actor_id": str(actor.pk) if actor else "",
        "actor_name": actor.username if actor else ids.mask_within(actor_name)[:150],
        "roles": actor.role_snapshot() if actor else "",
        "ip": where.ip,
        "session": where.session,
    }


def _written(detail):
    return jsontext.dumps(detail) if detail else ""


@contextmanager
def _end_of_chain(event):
    """The :class:`AuditHead`, locked, for events of one sort; it is kept as it is left."""
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    yield head
    if event not in audit_catalogue.reading():
        head.changed = head.seq
    head.save(update_fields=["seq", "changed", "mac"])


def _linked(head, common, keys, details):
    """Yield a row for each of ``keys`` and ``details``, one chained to the other behind ``head``, which moves on with them.

    Of the bytes that a MAC covers (see :func:`canonical`) those of ``common`` are alike in all and joined once.
    """
    names = AuditEvent.COVERED
    first, last = names.index("object_id"), names.index("detail")
    before = b"".join(_sized_text(name, common[name]) for name in names[1:first])
    between = b"".join(_sized_text(name, common[name]) for name in names[first + 1 : last])
    sign, previous = secrets.audit_signer(), bytes(head.mac)
    for seq, (key, detail) in enumerate(zip(keys, details, strict=True), head.seq + 1):
        covered = (
            _sized(b"%d" % seq),
            before,
            _sized(key.encode()),
            between,
            _sized(detail.encode()),
            _sized(previous),
        )
        mac = sign(b"".join(covered))
        yield {"seq": seq, "object_id": key, "detail": detail, "previous": previous, "mac": mac}
        head.seq, head.mac, previous = seq, mac, mac


def latest_change():
    """The number of the newest event that changed a record: as long as it stands, so do figures made of records."""
    with connection.cursor() as cursor:  # plainly: every page asks it
        cursor.execute("SELECT changed FROM core_audithead WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def changes(old, new, *, secret=()):
    """``{field: [old, new]}`` for the audit of an edit; values of ``secret`` fields are not repeated."""
    return {
        name: ["（密）", "（密）"] if name in secret else [old.get(name), value]
        for name, value in new.items()
        if old.get(name) != value
    }


@dataclass(frozen=True)
class Fault:
    """What ``verify`` found: at which sequence number, and of which kind (a key of KINDS)."""

    seq: int
    kind: str

    KINDS: ClassVar = {
        "edited": "内容与校验码不符",
        "removed": "记录缺失",
        "reordered": "记录不在原来的位置",
        "inserted": "记录不是由系统写入",
        "clock_back": "时间早于前一条",
        "tail_cut": "末尾记录被截去",
        "anchor_mismatch": "与留存的锚不符",
    }

    @property
    def label(self):
        return self.KINDS[self.kind]


class Finding(NamedTuple):
    """The outcome of a verification: events read, MAC of the last one in hex, faults in order."""

    count: int
    head: str
    faults: list


def verify(*, first=1, last=None, anchor=None):
    """Walk the chain from ``first`` to ``last`` (default: its end) and return a :class:`Finding`.

    ``anchor``: ``(seq, mac_hex)`` noted earlier; without one, a cut tail whose head row
    was rewound cannot be told from a chain that never was longer.
    """
    walk = _Walk(first)
    entries = AuditEvent.objects.filter(seq__gte=first).order_by("seq")
    for entry in (entries.filter(seq__lte=last) if last else entries).iterator(chunk_size=2000):
        walk.step(entry)
    if last is None:
        walk.compare_head()
    if anchor:
        walk.compare_anchor(*anchor)
    return Finding(walk.count, walk.previous.hex(), walk.faults)


class _Walk:
    """One pass over the chain: where it is, and what it found."""

    def __init__(self, first):
        before = AuditEvent.objects.filter(seq=first - 1).first()
        self.previous = bytes(before.mac) if before else GENESIS
        self.at = before.at if before else None
        self.expected, self.count, self.faults, self.in_doubt = first, 0, [], False

    def step(self, entry):
        self.count += 1
        if kind := self._kind_of_fault(entry):
            self.faults.append(Fault(self.expected if kind == "removed" else entry.seq, kind))
        self.in_doubt = kind is not None and kind != "removed"
        self.previous, self.expected, self.at = bytes(entry.mac), entry.seq + 1, entry.at

    def _kind_of_fault(self, entry):
        """What the record before says is not held against this one if that record is itself in doubt."""
        genuine = secrets.is_audit_mac(bytes(entry.mac), canonical(entry))
        linked = self.in_doubt or bytes(entry.previous) == self.previous
        if entry.seq != self.expected:
            return "removed"
        if not genuine:
            return "edited" if linked else "reordered"
        if not linked:
            return "reordered"
        return "clock_back" if self.at and entry.at < self.at and not self.in_doubt else None

    def compare_head(self):
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        if head.seq >= self.expected:
            self.faults.append(Fault(self.expected, "tail_cut"))
        elif head.seq < self.expected - 1:
            self.faults.append(Fault(head.seq + 1, "inserted"))
        elif bytes(head.mac) != self.previous and not self.faults:
            self.faults.append(Fault(head.seq, "edited"))

    def compare_anchor(self, seq, mac):
        entry = AuditEvent.objects.filter(seq=seq).first()
        if entry is None:
            self.faults.append(Fault(seq, "tail_cut"))
        elif bytes(entry.mac).hex() != mac:
            self.faults.append(Fault(seq, "anchor_mismatch"))
