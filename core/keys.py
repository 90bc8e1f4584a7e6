"""Key files: made once with the data, read ever after, never guessed.

A missing key beside an existing database stops the start, for a new key would make
every encrypted value unreadable and every audit record look forged.
"""

import base64
import os
import secrets
import uuid
from pathlib import Path


class KeyMissing(SystemExit):
    """A key file is gone although the data that it protects is there."""


def _path(keys_dir, name):
    return Path(keys_dir) / f"{name}.key"


def load(keys_dir, name):
    """Return the 32 bytes of the key ``name``, making the file (mode 0400) if this is a new set of data."""
    path = _path(keys_dir, name)
    if path.exists():
        return base64.b64decode(path.read_text())
    others = list(Path(keys_dir).glob("*.key")) if Path(keys_dir).exists() else []
    if others and (Path(keys_dir) / "complete").exists():
        raise KeyMissing(f"密钥文件缺失：{path}。请从备份恢复该文件后再启动；程序不会以新密钥代替。")
    return make(keys_dir, name)


def make(keys_dir, name):
    """Write a new random key ``name``, unless another process was first; returns the one that stands."""
    path = _path(keys_dir, name)
    Path(keys_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
    value = secrets.token_bytes(32)
    temporary = path.with_suffix(f".{uuid.uuid4().hex}.tmp")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as handle:
        handle.write(base64.b64encode(value).decode())
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(temporary, path)  # the first of several that start together wins
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    return base64.b64decode(path.read_text())


def text_key(keys_dir, name):
    """The key ``name`` as text, for Django's SECRET_KEY."""
    return base64.b64encode(load(keys_dir, name)).decode()
