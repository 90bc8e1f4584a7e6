"""Evidence: photos and scans that hang on a record of work (M28).

A model that takes evidence says who may see and change it::

    class FieldVisit(models.Model):
        evidence = Evidence(view="view_records", change="fill_records")

(``evidence`` or any other name, where the model has a field of that one.) Both are asked of the record itself, through ``core.access``: an attachment has no scope of
its own, and one of a record out of sight does not exist. A model may define
``refuse_evidence_change(actor)``, which raises DomainError where the record is closed, and
``is_evidence_settled``, true where material may still be added and none taken away. Who did not
upload a file does not remove it: what one office filed as proof is not another's to delete.

Of a record whose very subject is secret even a file's name tells too much: ``is_sealed`` keeps names
and captions encrypted, and gives the stored file one that says nothing.
"""

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import PurePath

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Count, Q, Sum
from django.http import Http404

from core import access, audit, recycle, secrets, uploads
from core.errors import DomainError
from core.files import StoredFile, store

QUOTA_BYTES = 200 * 1024 * 1024
QUOTA_FILES = 100


@dataclass(frozen=True)
class Evidence:
    """The permissions, on the record, to see and to change its attachments; whether their names are secret."""

    view: str = "view_records"
    change: str = "fill_records"
    is_sealed: bool = False


class Attachment(models.Model):
    """One photo or document of a record. ``preview``: a small picture of a photo."""

    class Kinds(models.TextChoices):
        PHOTO = "photo", "照片"
        DOCUMENT = "document", "文件"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.CharField(max_length=36)
    subject = GenericForeignKey()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    preview = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("类别", max_length=10, choices=Kinds)
    caption = models.CharField("说明", max_length=100, blank=True)
    sealed_title = secrets.EncryptedTextField("密存名称", blank=True, default="")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="上传人")
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "佐证材料"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["photo", "document"]), name="attachment_kind")]

    def __str__(self):
        return self.title

    @property
    def title(self):
        """What it is called on the record's page."""
        return self.sealed_title or self.caption or self.file.name


def _key(subject):
    return {"content_type": ContentType.objects.get_for_model(subject), "object_id": str(subject.pk)}


def attachments_of(subject):
    """The record's attachments, oldest first."""
    return Attachment.objects.filter(**_key(subject)).select_related("file", "created_by")


def preloaded(subjects):
    """``{pk of the subject: [Attachment]}`` for records of one model, in one query."""
    found = defaultdict(list)
    if not subjects:
        return found
    kind = ContentType.objects.get_for_model(subjects[0])
    keys = {str(subject.pk): subject.pk for subject in subjects}
    rows = Attachment.objects.filter(content_type=kind, object_id__in=keys).select_related("file", "created_by")
    for attachment in rows:
        found[keys[attachment.object_id]].append(attachment)
    return found


def numbers_on(subjects):
    """A Counter of the attachments on records of any models, by ``(model, pk)``, in one query."""
    found, keys = Counter(), {}
    for subject in subjects:
        keys.setdefault(ContentType.objects.get_for_model(subject).pk, {})[str(subject.pk)] = type(subject), subject.pk
    wanted = access.either(*(Q(content_type=kind, object_id__in=list(of_kind)) for kind, of_kind in keys.items()))
    rows = Attachment.objects.filter(wanted).order_by().values_list("content_type", "object_id")
    for kind, key, number in rows.annotate(Count("pk")):
        found[keys[kind][key]] = number
    return found


def rule_of(model):
    """The :class:`Evidence` that a model declares, or None where it takes none."""
    declared = (value for klass in getattr(model, "__mro__", ()) for value in vars(klass).values())
    return next((value for value in declared if isinstance(value, Evidence)), None)


def find_subject(user, content_type_id, object_id, *, to_change):
    """The record that may take or give evidence; 404 out of sight or of a model without, 403 without the right."""
    kind = ContentType.objects.filter(pk=content_type_id).first()
    model = kind and kind.model_class()
    if rule_of(model) is None:
        raise Http404
    return access.get_or_404(user, model, _permission(model, to_change), pk=object_id)


def _permission(model, to_change):
    rule = rule_of(model)
    return rule.change if to_change else rule.view


def find_attachment(user, pk, *, to_change=False):
    """The attachment, if its record lets the user see (or change) its evidence; 404 otherwise.

    A stricter view than the record's own hides the attachment: that it exists may tell something.
    """
    attachment = Attachment.objects.select_related("file", "preview", "content_type").filter(pk=pk).first()
    if attachment is None:
        raise Http404
    model = attachment.content_type.model_class()
    seen = access.visible_to(user, model, rule_of(model).view)
    if not access.visible_to(user, seen, model.access.view).filter(pk=attachment.object_id).exists():
        raise Http404
    if to_change and not access.allowed(user, rule_of(model).change, attachment.subject):
        raise access.Lacking(rule_of(model).change)
    return attachment


def _require_change(actor, subject):
    access.require(actor, rule_of(type(subject)).change, subject)
    if hasattr(subject, "refuse_evidence_change"):
        subject.refuse_evidence_change(actor)


@transaction.atomic
def attach(*, actor, subject, upload, caption=""):
    """File an uploaded photo or PDF with ``subject``. Returns the :class:`Attachment`.

    ``upload``: a Django UploadedFile. Raises what :func:`core.uploads.check` raises, DomainError
    ``evidence_full`` and ``storage_full``; 404 and 403 as ``core.access.require``.
    """
    _require_change(actor, subject)
    checked = uploads.check(upload.read(), upload.name)
    _require_room(subject, len(checked.content))
    name, words = _names(subject, checked.name, caption.strip()[:100])
    attachment = Attachment.objects.create(
        **_key(subject),
        **words,
        file=_store(actor, checked.content, name, checked.content_type),
        preview=_store(actor, checked.preview, "preview.jpg", uploads.JPEG) if checked.preview else None,
        kind=checked.kind,
        created_by=actor,
    )
    audit.record(actor, "attachment.add", subject, detail={"digest": attachment.file.digest, "kind": checked.kind})
    return attachment


def _names(subject, name, caption):
    """The stored file's name, and the attachment's own words."""
    if rule_of(type(subject)).is_sealed:
        return f"材料{PurePath(name).suffix}", {"sealed_title": caption or name}
    return name, {"caption": caption}


def _store(actor, content, name, content_type):
    return store(content, name=name, content_type=content_type, created_by=actor)


def _require_room(subject, size):
    held = attachments_of(subject).aggregate(bytes=Sum("file__size"), files=models.Count("pk"))
    if held["files"] >= QUOTA_FILES or (held["bytes"] or 0) + size > QUOTA_BYTES:
        raise DomainError(
            "evidence_full",
            f"本条记录的佐证材料已达上限（{QUOTA_FILES} 件、{QUOTA_BYTES // 1024**2} MB），请先删去不需要的材料。",
        )


@transaction.atomic
def remove_attachment(*, actor, attachment, with_subject=False):
    """Take an attachment away; it can be brought back for thirty days. Its digest stays in the audit.

    One with a secret name is gone at once, bytes and all, and so is one ``with_subject``: whose record goes too.
    Raises DomainError ``not_uploader`` or ``evidence_settled`` besides what adding raises.
    """
    subject = attachment.subject
    _require_change(actor, subject)
    _require_removable(actor, attachment, subject)
    files = [attachment.file, attachment.preview]
    audit.record(actor, "attachment.remove", subject, detail={"digest": attachment.file.digest})
    rule = rule_of(type(subject))
    if not (with_subject or rule.is_sealed):
        recycle.discard(actor=actor, obj=attachment, under=subject, permission=rule.change, files=files)
        return
    attachment.delete()
    for stored in filter(None, files):
        stored.remove()


def _require_removable(actor, attachment, subject):
    if attachment.created_by_id != actor.pk:
        raise DomainError(
            "not_uploader", f"“{attachment}”由{attachment.created_by.full_name}上传，只有上传人可以删除。"
        )  # fmt: skip
    if getattr(subject, "is_evidence_settled", False):
        raise DomainError("evidence_settled", f"“{subject}”已经定案，材料只能补充，不能删除。")
