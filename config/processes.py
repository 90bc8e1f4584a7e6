"""The three long-running processes, each with its one command line, for bin/run and the containers alike.

    python -m config.processes web|worker|scheduler    become that process
    python -m config.processes ping                    end with 0 when this host's worker answers

Read from the environment: BIND (127.0.0.1) and PORT (8000) of the web server; WEB_WORKERS (2) and
WEB_THREADS (4), processes and threads each; WORKER_CHILDREN (2), jobs that run at one time.
"""

import os
import socket
import sys

from config.celery import app

BIND = os.environ.get("BIND", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
# One per host and port, so that two installations on a host never answer for one another.
WORKER_NAME = f"worker{PORT}@{socket.gethostname()}"
CELERY = [sys.executable, "-m", "celery", "--app", "config", "--quiet", "--skip-checks"]


def web():
    """Granian: its 95th percentile holds where sockets stand idle. More threads than one let others through
    while a request waits for SQLite's write lock, or for a photo that a phone sends slowly; more than two take the
    interpreter from each other, so two are best where a proxy takes such photos (``docs/growing.md``)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", BIND, "--port", str(PORT)),
        *("--workers", os.environ.get("WEB_WORKERS", "2")),
        *("--blocking-threads", os.environ.get("WEB_THREADS", "4")),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning"),
        "config.wsgi:application",
    ]


def worker():
    """Celery with forked children; nice, so that pages stay quick beside a PDF (see also ``core.give_way``).

    ``--include core.pdf``: each child has its drawing process ready before its first document.
    """
    # Celery warns root because of pickled messages; ours are JSON, and a first trial is often made as root.
    quiet = [sys.executable, "-W", "ignore:You're running the worker", *CELERY[1:]]
    return [
        *("nice", "-n", "19", *quiet, "worker", "--loglevel", "WARNING", "--hostname", WORKER_NAME),
        *("--pool", "prefork", "--concurrency", os.environ.get("WORKER_CHILDREN", "2"), "--include", "core.pdf"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def scheduler():
    """Celery's clock. No pid file: the number of a killed predecessor may belong to another process by now."""
    return [*CELERY, "beat", "--loglevel", "WARNING", "--pidfile="]


def worker_answers(timeout=1.0):
    """Whether the worker of this host and port answers a ping within ``timeout`` seconds."""
    return bool(app.control.ping(destination=[WORKER_NAME], timeout=timeout))


COMMANDS = {"web": web, "worker": worker, "scheduler": scheduler}


def main(name):
    if name == "ping":
        sys.exit(not worker_answers(timeout=5.0))
    command = COMMANDS[name]()
    os.execvp(command[0], command)  # noqa: S606 - our own command line; no shell is wanted


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {*COMMANDS, "ping"}:
        sys.exit(__doc__)
    main(sys.argv[1])
