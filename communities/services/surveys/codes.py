"""Single-use answer codes: made from a round's secret seed, kept only as hashes.

A code has ten signs of an alphabet in which none looks like another; the last is a check sign
that finds every single wrong sign and every swap of two neighbours (the alphabet has 31 signs,
a prime). Nine signs carry 44 bits: with 2,000 slips out, one guess in ten thousand million hits.

The seed is encrypted in the database and is wiped when the round is closed: until then the printing
job can make the same codes again, afterwards nobody can.
"""

import hashlib
import hmac
import random
import secrets as randomness

from core import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 10
GROUP = 5  # printed as ABCDE-FGHJK
LOOKALIKES = str.maketrans({" ": "", "-": "", "－": "", "—": "", "　": ""})


def new_seed():
    """A round's secret: 32 bytes in hex."""
    return randomness.token_hex(32)


def codes_of(seed, count):
    """The ``count`` codes of a seed, all different, in an order that says nothing of how they were numbered."""
    codes = set()
    serial = 0
    while len(codes) < count:
        codes.add(_code(seed, serial))
        serial += 1
    ordered = sorted(codes)
    random.SystemRandom().shuffle(ordered)
    return ordered


def _code(seed, serial):
    number = int.from_bytes(hmac.new(bytes.fromhex(seed), str(serial).encode(), hashlib.sha256).digest())
    signs = ""
    for _ in range(LENGTH - 1):
        number, place = divmod(number, len(ALPHABET))
        signs += ALPHABET[place]
    return signs + _check_sign(signs)


def _check_sign(signs):
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=2))
    return ALPHABET[total % len(ALPHABET)]


def normalise(typed):
    """What people type or scan → the ten signs: capitals, without blanks and strokes."""
    return typed.strip().translate(LOOKALIKES).upper()


def is_well_formed(code):
    """Whether a normalised code could be one of ours; a slip of the finger is found here, without the database."""
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return False
    return _check_sign(code[:-1]) == code[-1]


def printed(code):
    return f"{code[:GROUP]}-{code[GROUP:]}"


def hash_of(code):
    """What the database keeps of a code."""
    return secrets.keyed_hash(f"slip:{code}")
