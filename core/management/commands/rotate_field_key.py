"""manage.py rotate_field_key [--reencrypt]: a new key for encrypted fields and files; old ones stay for reading."""

from django.apps import apps
from django.core.management.base import BaseCommand

from core import audit, secrets
from core.files import StoredFile, write_durably

BATCH = 200


class Command(BaseCommand):
    help = "启用新的字段加密密钥；旧密钥须保留，加 --reencrypt 把已有密文改用新密钥"

    def add_arguments(self, parser):
        parser.add_argument("--reencrypt", action="store_true", help="不换新密钥，只把旧密文改用现行密钥（可重复运行）")

    def handle(self, *, reencrypt, **options):
        if reencrypt:
            self.stdout.write(f"已改用现行密钥：字段 {reencrypt_fields()} 处，文件 {reencrypt_files()} 个。")
            return
        number = secrets.add_field_key()
        audit.record(None, "keys.rotate", actor_name="命令行", detail={"key": number})
        self.stdout.write(f"已启用第 {number} 号密钥。请立即备份密钥目录；运行中的程序下次写入即用新密钥。")


def reencrypt_fields():
    """Write again every field value that an older key or another suite encrypted. Returns how many."""
    return sum(
        _reencrypt_field(model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, secrets.EncryptedTextField)
    )


def _reencrypt_field(model, field):
    """Row by row and by compare-and-swap on the ciphertext, so that nothing saved meanwhile is lost."""
    changed = 0
    for pk, stored in secrets.stored_values(model, field).iterator(chunk_size=BATCH):
        if stored and not secrets.is_current(stored):
            changed += secrets.replace_stored(model, field, pk=pk, old=stored)
    return changed


def reencrypt_files():
    changed = 0
    for stored in StoredFile.objects.iterator(chunk_size=BATCH):
        raw = stored.path.read_bytes()
        if not secrets.is_current(raw[:20].decode("latin-1")):
            write_durably(stored.path, secrets.encrypt_bytes(secrets.decrypt_bytes(raw)))
            changed += 1
    return changed
