"""A disk that is full, for this process alone and without being root."""

import resource
from contextlib import contextmanager

ROOM = 12 << 20  # bytes that a file may have: more than the tests' database, less than an upload may have


@contextmanager
def full_disk():
    """Every file that would grow beyond ROOM fails to be written, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
