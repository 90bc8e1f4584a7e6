"""The exercise (演练街道) beside the real street, as the product sees it: a handful of files in ``EXERCISE_DIR``.

It is a whole second product: a database, keys, files and processes of its own, which :mod:`config.exercise` starts
and ends. Nothing joins the two but these files, so nothing real gets in and no key or session of one opens the other::

    wish              which exercise is wanted, since when (its absence: none)
    street/           its data folder, as ``bin/run --demo`` has one; with ``street/entries/``, ways in that open once
    kept              which exercise ``street/`` belongs to
    failed            why it could not be started

The real product writes the wish and the ways in, the keeper all the rest; with the wish gone, the keeper leaves nothing.
"""

import csv
import hashlib
import os
import secrets
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from core.errors import DomainError

ACCOUNTS = "demo-accounts.csv"
ENTRY_SECONDS = 120
LATE_SECONDS = 600  # who has waited so long is told to look at the server


class Files:
    """Where the files lie. ``folder``: EXERCISE_DIR, unless another is named."""

    def __init__(self, folder=None):
        self.folder = Path(folder or settings.EXERCISE_DIR)
        self.wish, self.kept, self.failed = (self.folder / name for name in ("wish", "kept", "failed"))
        self.street = self.folder / "street"
        self.accounts, self.entries = self.street / ACCOUNTS, self.street / "entries"
        self.progress, self.ready = self.street / "progress", self.street / "run.lock"


def read(path):
    """The text of a file, stripped; empty if there is none."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def write(path, text):
    """Write a file that only the product's own user may read, all at once; folders are made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    temporary.replace(path)


@dataclass(frozen=True)
class Standing:
    """Where the exercise stands. ``name``: none, preparing, ready, failed, ending; ``percent`` and ``step`` while preparing."""

    name: str
    percent: int = 0
    step: str = ""
    is_late: bool = False

    @property
    def is_moving(self):
        """Whether it changes by itself, so that it is worth looking again."""
        return self.name in {"preparing", "ending"}


def standing():
    """The :class:`Standing` of the exercise now."""
    files = Files()
    wish = read(files.wish)
    if not wish:
        return Standing("ending" if files.street.exists() else "none")
    if read(files.failed):
        return Standing("failed")
    if read(files.kept) == wish and read(files.ready):
        return Standing("ready")
    return _preparing(files, wish)


def _preparing(files, wish):
    is_late = time.time() - int(wish.split()[1]) > LATE_SECONDS
    if read(files.kept) != wish:
        return Standing("preparing", 0, "腾出位置", is_late)
    percent, _, step = (read(files.progress) or "2 建立数据库").partition(" ")
    return Standing("preparing", int(percent), step, is_late)


def is_ready():
    """Whether one may go in; two small files are read."""
    return not settings.EXERCISE and standing().name == "ready"


def ask_for():
    """Have an exercise built; in place of the one there is, if there is one. The keeper takes it up within a second."""
    files = Files()
    files.failed.unlink(missing_ok=True)
    write(files.wish, f"{uuid.uuid4().hex} {time.time():.0f}")


def give_up():
    """Have the exercise removed."""
    Files().wish.unlink(missing_ok=True)


def accounts():
    """``[{role, username, password, community}]`` of the exercise that is ready; empty without one."""
    if not is_ready():
        return []
    with Files().accounts.open(newline="") as handle:
        return list(csv.DictReader(handle))


def make_entry(username):
    """A secret with which one may go into the exercise as ``username``, once, within ENTRY_SECONDS.

    Raises DomainError ``exercise_closed`` or ``exercise_account``.
    """
    if not is_ready():
        raise DomainError("exercise_closed", "现在没有开着的演练，请找系统管理员开设。")
    if username not in {line["username"] for line in accounts()}:
        raise DomainError("exercise_account", "演练街道没有这个账号，请从列表中选择。")
    secret = secrets.token_urlsafe(32)
    write(_entry(secret), f"{time.time():.0f} {username}")
    return secret


def use_entry(secret):
    """Within the exercise: whose way in the secret is, and shut it. None for one unknown, used before, or too old."""
    path = _entry(secret, Path(settings.DATA_DIR) / "entries")
    mine = path.with_suffix(".used")
    try:
        path.rename(mine)  # of two who come at once, one finds it
    except FileNotFoundError:
        return None
    made_at, _, username = read(mine).partition(" ")
    mine.unlink()
    return username if time.time() - int(made_at) <= ENTRY_SECONDS else None


def _entry(secret, folder=None):
    """Only a digest is kept: who can list the folder cannot go in."""
    return (folder or Files().entries) / hashlib.sha256(secret.encode()).hexdigest()
