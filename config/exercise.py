"""Keeps the exercise (演练街道) beside the real product: starts, renews and removes it as the product wishes.

    python -m config.exercise    keep it until INT, TERM or HUP: for a container of its own

bin/run's supervisor keeps it by itself. What runs is ``config.supervisor --demo`` on a folder, a port, keys and a
database of its own. What it inherits is named below, so that no address or key of the real data reaches it.
"""

import os
import shutil
import sys
import time
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings

from config.supervisor import CannotGoOn, Service, Stopped, Supervisor, say
from core.exercise import Files, read, write

RESTARTS = 2
END_SECONDS = 12  # more than the inner supervisor gives its own children
INHERITED = {
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE",
    "BIND", "BEHIND_TLS", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "LOG_LEVEL", "CRYPTO_SUITE",
    "SESSION_IDLE_MINUTES", "SESSION_ABSOLUTE_HOURS", "UPLOAD_MAX_MB", "PDF_TIME_LIMIT_SECONDS", "PDF_MEMORY_LIMIT_MB",
}  # fmt: skip


def environment():
    """What the exercise's processes are told: how they are reached, where their own folder is, and no more."""
    port = settings.EXERCISE_PORT
    told = {name: value for name, value in os.environ.items() if name in INHERITED}
    told |= {
        "EXERCISE": "1",
        "DATA_DIR": str(Files().street),
        "PORT": str(port),
        "STATIC_ROOT": str(settings.STATIC_ROOT),  # the same pages and fonts; made already
        "FONTS_DIR": str(settings.FONTS_DIR),
        "HANDBOOK": str(settings.HANDBOOK),
        "WEB_WORKERS": "1",
        "WORKER_CHILDREN": "1",
        "CSRF_TRUSTED_ORIGINS": ",".join(_moved(origin, port) for origin in settings.CSRF_TRUSTED_ORIGINS),
    }
    if "PUBLIC_URL" in os.environ:
        told["PUBLIC_URL"] = _moved(os.environ["PUBLIC_URL"], port)
    return told


def _moved(origin, port):
    parts = urlsplit(origin)
    return f"{parts.scheme}://{parts.hostname}:{port}"


class Keeper:
    """The life of exercises, one at a time. ``attend()`` is called again and again and never waits."""

    def __init__(self, files=None, command=None):
        self.files = files or Files()
        self.command = command or [sys.executable, "-m", "config.supervisor", "--demo"]
        self.service = None
        self.end_by = None  # when it was asked to end: at the latest then it has ended

    def attend(self):
        """One look: do the next thing that leads to what is wished."""
        wish = read(self.files.wish)
        if self.service is None:
            self._idle(wish)
        elif self.service.running():
            self._running(wish)
        else:
            self._ended(wish)

    def ask_to_end(self):
        if self.service and self.end_by is None:
            self.service.ask_to_end()
            self.end_by = time.monotonic() + END_SECONDS

    def has_ended(self):
        """After ``ask_to_end``; kills what has outlived its time."""
        if self.service is None:
            return True
        if self.service.running() and time.monotonic() < self.end_by:
            return False
        self._finish()
        return True

    def _idle(self, wish):
        # A child that outlived the others may have made the folder anew.
        if wish != read(self.files.kept) or (not wish and self.files.street.exists()):
            self._clear()
        if wish and not read(self.files.failed):
            write(self.files.kept, wish)
            self.service = Service("exercise", self.command, restarts=RESTARTS, environment=environment())
            self.service.start()

    def _clear(self):
        """Leave nothing but a wish, if there is one."""
        shutil.rmtree(self.files.street, ignore_errors=True)
        if not self.files.street.exists():  # else again at the next look
            for path in (self.files.kept, self.files.failed):
                path.unlink(missing_ok=True)
            with suppress(OSError):  # it holds the wish, or is where a volume hangs
                self.files.folder.rmdir()

    def _running(self, wish):
        if self.end_by is not None:
            self.has_ended()
        elif wish != read(self.files.kept):
            self.ask_to_end()

    def _ended(self, wish):
        was_asked, service = self.end_by is not None, self.service
        self._finish()
        if was_asked or wish != read(self.files.kept):
            return
        if service.may_restart():
            say("The exercise ended unexpectedly. It is started again.")
            service.restarted += 1
            service.start()
            self.service = service
        else:
            write(self.files.failed, "ended unexpectedly")

    def _finish(self):
        self.service.finish()
        self.service, self.end_by = None, None


def main():
    """Return the exit status."""
    supervisor = Supervisor()
    supervisor.install_signals()
    supervisor.keeper = Keeper()
    try:
        supervisor.watch()
    except Stopped:
        return 0
    except CannotGoOn as error:
        say(str(error))
        return 1
    finally:
        supervisor.end()


if __name__ == "__main__":
    sys.exit(main())
