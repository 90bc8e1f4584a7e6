"""Encryption of single values and of files, digests, and the keyed hash for exact look-up.

A stored value names its suite and key, so that both may change while old values stay
readable: ``AES.1.<base64 of nonce + ciphertext + tag>``. Suites (setting CRYPTO_SUITE):
``INTL`` AES-256-GCM, HMAC-SHA-256, SHA-256; ``GM`` SM4-GCM, HMAC-SM3, SM3.
"""

import base64
import binascii
import hashlib
import hmac
import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from core import keys

NONCE, TAG = 12, 16
HASHES = ("sha256", "sm3")
CIPHERS = {
    "AES": algorithms.AES,
    "SM4": lambda key: algorithms.SM4(key[:16]),
}


class Unreadable(Exception):
    """A stored value was altered, or its key is not the one it was written with."""


def _cipher_name():
    return "SM4" if settings.CRYPTO_SUITE == "GM" else "AES"


def _hash_name():
    return "sm3" if settings.CRYPTO_SUITE == "GM" else "sha256"


@cache
def _key(name):
    return keys.load(settings.KEYS_DIR, name)


_number_at_hand = ContextVar("number_of_the_newest_field_key", default=0)


def newest_field_key():
    """Number of the newest field key; ``manage.py rotate_field_key`` adds one."""
    if at_hand := _number_at_hand.get():
        return at_hand
    try:
        changed = os.stat(settings.KEYS_DIR).st_mtime_ns
    except FileNotFoundError:
        return 1
    return _newest_field_key(str(settings.KEYS_DIR), changed)


@contextmanager
def one_key():
    """Within it the newest key is looked for once: a look at the folder for each of thousands of values takes longer
    than encrypting them. Meant for one statement's values, not for a whole job."""
    token = _number_at_hand.set(newest_field_key())
    try:
        yield
    finally:
        _number_at_hand.reset(token)


# Asked for every value: the folder is listed again only when something in it came or went.
@lru_cache(maxsize=8)
def _newest_field_key(folder, changed):
    names = os.listdir(folder)
    numbers = (int(name[6:-4]) for name in names if name.startswith("field-") and name.endswith(".key"))
    return max(numbers, default=1)


def add_field_key():
    """Make the next field key; from now on every value is written with it. Returns its number."""
    number = newest_field_key() + 1
    keys.make(settings.KEYS_DIR, f"field-{number}")
    _newest_field_key.cache_clear()  # within one tick of the file system's clock nothing else would tell
    return number


def is_current(stored):
    """Whether a stored value was written with the newest key under the suite in use."""
    return stored.startswith(f"{_cipher_name()}.{newest_field_key()}.")


def ensure_keys():
    """Make every key of a new set of data, then seal the set: a key lost later stops the start."""
    for name in ("session", f"field-{newest_field_key()}", "field-1", "index", "audit"):
        _key(name)
    (Path(settings.KEYS_DIR) / "complete").touch(mode=0o400, exist_ok=True)


def encrypt_bytes(plain):
    """Return ``bytes`` encrypted with the newest key under the suite in use."""
    return b"".join(_encrypt(plain))


def _encrypt(plain):
    """``(name of suite and key, nonce + ciphertext + tag)``."""
    name, number = _cipher_name(), newest_field_key()
    nonce, key = os.urandom(NONCE), _key(f"field-{number}")
    head = f"{name}.{number}.".encode()
    if name == "AES":
        return head, nonce + _aes(key).encrypt(nonce, plain, None)
    encryptor = Cipher(CIPHERS[name](key), modes.GCM(nonce)).encryptor()
    return head, nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag


@lru_cache(maxsize=16)
def _aes(key):
    """AES-GCM in one call: a third of the time that the parts take, for there are many short values."""
    return AESGCM(key)


def _decrypt(name, number, rest):
    key = _known_key(int(number))
    if name == "AES":
        return _aes(key).decrypt(rest[:NONCE], rest[NONCE:], None)
    nonce, body, tag = rest[:NONCE], rest[NONCE:-TAG], rest[-TAG:]
    decryptor = Cipher(CIPHERS[name](key), modes.GCM(nonce, tag)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def _known_key(number):
    """A field key that there is; a number beyond is a forged value and no reason to look for a lost key."""
    if not 1 <= number <= newest_field_key():
        raise ValueError(f"no field key {number}")
    return _key(f"field-{number}")


def decrypt_bytes(stored):
    """The inverse of :func:`encrypt_bytes`; raises :class:`Unreadable`, never returns the ciphertext."""
    try:
        name, number, rest = stored.split(b".", 2)
        return _decrypt(name.decode(), number, rest)
    except (ValueError, KeyError, InvalidTag) as error:
        raise Unreadable("密文不可读：数据被改动，或密钥不符。") from error


def encrypt_text(plain):
    """``str`` → the printable form that is kept in a column; the empty string stays empty."""
    if plain == "":
        return ""
    head, rest = _encrypt(plain.encode())
    return (head + base64.b64encode(rest)).decode()


def encrypt_texts(plains):
    """``encrypt_text`` of each of a list; None stays None. Of thousands of short values the key, the suite and the random
    numbers are fetched once."""
    if _cipher_name() != "AES":
        with one_key():
            return [plain if plain is None else encrypt_text(plain) for plain in plains]
    number = newest_field_key()
    head, encrypt = f"AES.{number}.".encode(), _aes(_key(f"field-{number}")).encrypt
    noise = os.urandom(NONCE * len(plains))
    nonces = (noise[start : start + NONCE] for start in range(0, len(noise), NONCE))
    return [
        (head + binascii.b2a_base64(nonce + encrypt(nonce, plain.encode(), None), newline=False)).decode()
        if plain else plain
        for plain, nonce in zip(plains, nonces, strict=True)
    ]  # fmt: skip


def decrypt_text(stored):
    if stored == "":
        return ""
    try:
        name, number, rest = stored.split(".", 2)
        raw = binascii.a2b_base64(rest, strict_mode=True)
    except ValueError as error:
        raise Unreadable("密文不可读：格式不符。") from error
    return decrypt_bytes(f"{name}.{number}.".encode() + raw).decode()


def keyed_hash(value):
    """Hex HMAC of ``value`` for exact look-up of an encrypted field (blind index); empty for empty."""
    if not value:
        return ""
    return hmac.digest(_key("index"), value.encode(), _hash_name()).hex()


def keyed_hashes(values):
    """``{value: keyed_hash(value)}`` of many values."""
    mac = _signer("index")
    return {value: mac(value.encode()).hex() if value else "" for value in values}


def audit_mac(data):
    """HMAC over the canonical bytes of an audit record; its key is used for nothing else."""
    return audit_signer()(data)


def audit_signer():
    """:func:`audit_mac` for thousands of records: key and suite are fetched once."""
    return _signer("audit")


def _signer(name):
    """HMAC under the key ``name`` for thousands of texts: made ready once, then copied."""
    ready = hmac.new(_key(name), digestmod=_hash_name())

    def sign(data):
        mac = ready.copy()
        mac.update(data)
        return mac.digest()

    return sign


def is_audit_mac(mac, data):
    """Whether ``mac`` is that of ``data`` under either suite: a chain goes on when the suite is changed."""
    return any(hmac.compare_digest(mac, hmac.digest(_key("audit"), data, name)) for name in HASHES)


def digest(content):
    """Hex digest of a file's plain bytes: SHA-256, or SM3 under the GM suite."""
    return hashlib.new(_hash_name(), content).hexdigest()


def digests(content):
    """The digests of ``content`` under both suites."""
    return [hashlib.new(name, content).hexdigest() for name in HASHES]


def is_digest(value, content):
    """Whether ``value`` is the digest of ``content`` under either suite."""
    return any(hmac.compare_digest(value, found) for found in digests(content))


class Ciphertext(models.Value):
    """A value that is encrypted already, on its way into an EncryptedTextField."""


class EncryptedTextField(models.TextField):
    """A text column that is ciphertext in the database and text in Python.

    Look-ups are refused (two encryptions of one value differ); store a
    :func:`keyed_hash` beside it to find a row by its exact value.
    """

    def from_db_value(self, value, expression, connection):
        return None if value is None else decrypt_text(value)

    def get_db_prep_save(self, value, connection):
        if value is None or isinstance(value, Ciphertext):
            return value
        if hasattr(value, "as_sql"):
            raise FieldError(f"{self.name} is encrypted: the database cannot compute it")
        return encrypt_text(str(value))

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: look it up by its keyed hash, not by {lookup_name}")


def stored_values(model, field):
    """``(pk, ciphertext)`` of every row, as the database holds it."""
    as_stored = models.functions.Cast(field.column, models.TextField())
    return model._base_manager.annotate(as_stored=as_stored).values_list("pk", "as_stored")


def replace_stored(model, field, *, pk, old):
    """Encrypt one stored value anew, unless it changed meanwhile. Returns the number of rows written (0 or 1)."""
    fresh = Ciphertext(encrypt_text(decrypt_text(old)), output_field=models.TextField())
    rows = model._base_manager.annotate(as_stored=models.functions.Cast(field.column, models.TextField()))
    return rows.filter(pk=pk, as_stored=old).update(**{field.attname: fresh})
