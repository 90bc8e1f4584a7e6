"""What lies on the disk, read by another process.

A process that opens and closes a file gives up every lock it holds on it (fcntl, POSIX), also those of SQLite. A test that
read the database's own files would leave them unlocked to the next worker, which takes them for abandoned and cuts
them off beneath the test's feet.
"""

import subprocess

from django.conf import settings


def files_with(*values):
    """Paths of all files of the data folder that hold one of these values (text or bytes, one line each)."""
    wanted = [part for value in values for part in ("--regexp", value)]
    command = ["grep", "--recursive", "--text", "--fixed-strings", "--files-with-matches", *wanted, settings.DATA_DIR]
    found = subprocess.run(command, stdout=subprocess.PIPE, env={"LC_ALL": "C"})
    assert found.returncode in (0, 1), "a file could not be read"
    return found.stdout.decode().splitlines()


def content(path):
    """The bytes of this file; none when there is no such file."""
    return subprocess.run(["cat", path], capture_output=True).stdout
