"""Brings files and database to what this version of the code needs; run again, it changes nothing.

    python -m config.prepare [assets] [database] [demo]

assets    static files collected and compressed, print fonts subset, the handbook drawn (STATIC_ROOT, FONTS_DIR, HANDBOOK)
database  migrations
demo      the exercise street, where there is nobody yet
"""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command


def prepare_assets():
    collect_static()
    call_command("build_fonts")
    call_command("build_handbook")


def collect_static():
    """Collect and compress only when a source differs from what was collected: it takes seconds."""
    # Beside the folder, not in it: everything inside is served.
    stamp = Path(f"{settings.STATIC_ROOT}.stamp")
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint():
    """Digest of every source file that would be collected, and of the storage that processes them."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(name.encode())
            digest.update(Path(storage.path(name)).read_bytes())
    return digest.hexdigest()


def prepare_database():
    call_command("migrate", interactive=False, verbosity=0)
    require_own_keys()


def require_own_keys():
    """Refuse data written under other keys: with new ones every ID number in it would be unreadable.

    One genuine audit record is proof enough; a tampered one must not stop the start.
    """
    from core import audit, secrets

    ends = [entry for entry in (audit.AuditEvent.objects.first(), audit.AuditEvent.objects.last()) if entry]
    if ends and not any(secrets.is_audit_mac(bytes(entry.mac), audit.canonical(entry)) for entry in ends):
        sys.exit(
            f"密钥与数据不符：{settings.KEYS_DIR} 中的密钥不是写入这些数据时所用的。请从备份恢复该文件夹后再启动。"
        )


def prepare_demo():
    """Build the exercise street in an empty database; never beside the people of a real one."""
    accounts = settings.DATA_DIR / "demo-accounts.csv"
    if not get_user_model().objects.exists():
        call_command("build_demo", exercise=settings.EXERCISE)
    elif settings.DEMO:
        print(f"The exercise street is there already; its accounts: {accounts}")  # noqa: T201
    else:
        sys.exit(f"{settings.DATA_DIR} holds accounts that are not of the exercise; use --data with another folder.")


STEPS = {"assets": prepare_assets, "database": prepare_database, "demo": prepare_demo}


def main(names):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        for name in names:
            STEPS[name]()
    except CommandError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    if not sys.argv[1:] or not STEPS.keys() >= set(sys.argv[1:]):
        sys.exit(__doc__)
    main(sys.argv[1:])
