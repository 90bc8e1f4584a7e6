"""Stored files: encrypted on disk, described by a row, served only through a view.

Uploads are parsed in memory; nothing of them reaches the disk in plain.
"""

import errno
import os
import time
import uuid
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db import models, transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core import secrets
from core.errors import DomainError

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
ZIP = "application/zip"
STRAY_AFTER_SECONDS = 24 * 3600  # no transaction lasts a day
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, a quota, a limit of the process


class StoredFile(models.Model):
    """A file kept under DATA_DIR/files. ``digest`` is that of the plain bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    digest = models.CharField("摘要", max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "文件"

    def __str__(self):
        return self.name

    @property
    def path(self):
        return settings.DATA_DIR / "files" / self.id.hex[:2] / f"{self.id.hex}.enc"

    def read(self):
        """The plain bytes. Raises DomainError ``file_damaged`` if they are not those that were stored."""
        try:
            content = secrets.decrypt_bytes(self.path.read_bytes())
        except (OSError, secrets.Unreadable):
            raise DomainError("file_damaged", f"文件“{self.name}”已缺失或损坏，请联系系统管理员从备份恢复。") from None
        if not secrets.is_digest(self.digest, content):
            raise DomainError("file_damaged", f"文件“{self.name}”与登记的摘要不符，请联系系统管理员。")
        return content

    def remove(self):
        """Delete row and bytes (bytes after commit)."""
        path = self.path
        self.delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def store(content, *, name, content_type, created_by=None):
    """Encrypt ``content`` to disk (temporary name, fsync, rename), then write its row. Returns :class:`StoredFile`.

    Raises DomainError ``storage_full``.
    """
    stored = StoredFile(
        name=name, content_type=content_type, size=len(content), digest=secrets.digest(content), created_by=created_by
    )
    write_durably(stored.path, secrets.encrypt_bytes(content))
    stored.save(force_insert=True)
    return stored


@shared_task(name="core.sweep_files", ignore_result=True)
def sweep_files():
    """Daily: delete bytes that no row names, left by a transaction that was rolled back. Returns their number."""
    limit = time.time() - STRAY_AFTER_SECONDS
    old = {
        path.name.split(".")[0]: path
        for path in (settings.DATA_DIR / "files").glob("??/*")
        if path.stat().st_mtime < limit
    }
    kept = {pk.hex for pk in StoredFile.objects.values_list("pk", flat=True)} if old else set()
    strays = [path for name, path in old.items() if name not in kept]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def write_durably(path, data):
    """Write ``data`` so that there is the whole file or nothing, after a crash and on a full disk too.

    Raises DomainError ``storage_full``.
    """
    path = Path(path)
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(temporary, data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.errno not in NO_ROOM:
            raise
        raise DomainError(
            "storage_full", "服务器存储空间已满，文件没有保存。请联系系统管理员清理空间后再试。"
        ) from None  # fmt: skip


def _write_new(path, data):
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def download(content, *, name, content_type):
    """A response that a browser saves and never renders in our origin."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


class RefuseLargeUpload(FileUploadHandler):
    """Stands behind the in-memory handler: what that one declined as too large is refused, not spooled to disk."""

    def receive_data_chunk(self, raw_data, start):
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size):
        return None
