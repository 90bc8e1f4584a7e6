"""The three long-running processes, each with its one command line, for bin/run and the containers alike.

    python -m config.processes web|worker|scheduler    become that process
    python -m config.processes ping web|worker         end with 0 when this host's answers

Read from the environment: BIND (127.0.0.1) and PORT (8000) of the web server, or WEB_SOCKET, the path of a Unix socket
instead; WEB_WORKERS (2) and WEB_THREADS (4), processes and threads each; WORKER_CHILDREN (2), jobs that run at one time.
"""

import os
import socket
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from config.celery import app

BIND = os.environ.get("BIND", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
WEB_SOCKET = os.environ.get("WEB_SOCKET", "")
# Where this machine itself finds the web server: one that listens on every address is asked at loopback.
HOST = "127.0.0.1" if BIND == "0.0.0.0" else BIND  # noqa: S104 - compared with, not listened on
# One per host and port, so that two installations on a host never answer for one another.
WORKER_NAME = f"worker{PORT}@{socket.gethostname()}"
CELERY = [sys.executable, "-m", "celery", "--app", "config", "--quiet", "--skip-checks"]


def web():
    """Granian: its 95th percentile holds where sockets stand idle. More threads than one let others through
    while a request waits for SQLite's write lock, or for a photo that a phone sends slowly; more than two take the
    interpreter from each other, so two are best where a proxy takes such photos (``docs/growing.md``).

    At a port each process gets its share of the connections by chance, and one may wait while another process is idle. At a
    Unix socket they stand in one line: a process takes no more than it has threads, the next goes to whichever is free.
    """
    threads = os.environ.get("WEB_THREADS", "4")
    place = ["--host", BIND, "--port", str(PORT)]
    if WEB_SOCKET:
        Path(WEB_SOCKET).unlink(missing_ok=True)  # a killed predecessor's, which granian would stumble over
        # Whom the folder lets in may ask: the proxy, under another user.
        place = ["--uds", WEB_SOCKET, "--uds-permissions", "666", "--backpressure", threads]
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", *place),
        *("--workers", os.environ.get("WEB_WORKERS", "2"), "--blocking-threads", threads),
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


class _SocketConnection(HTTPConnection):
    """HTTP over WEB_SOCKET."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(WEB_SOCKET)


def web_connection(timeout):
    """A new :class:`http.client.HTTPConnection` to this host's web server."""
    if WEB_SOCKET:
        return _SocketConnection("localhost", timeout=timeout)
    return HTTPConnection(HOST, PORT, timeout=timeout)


def web_status(timeout=5.0):
    """The status that this host's ``/healthz`` answers with; 0 when nobody answers within ``timeout`` seconds."""
    connection = web_connection(timeout)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def worker_answers(timeout=1.0):
    """Whether the worker of this host and port answers a ping within ``timeout`` seconds."""
    return bool(app.control.ping(destination=[WORKER_NAME], timeout=timeout))


COMMANDS = {"web": web, "worker": worker, "scheduler": scheduler}
PINGS = {"web": lambda: web_status() == 200, "worker": lambda: worker_answers(timeout=5.0)}


def main(name):
    command = COMMANDS[name]()
    os.execvp(command[0], command)  # noqa: S606 - our own command line; no shell is wanted


if __name__ == "__main__":
    match sys.argv[1:]:
        case [name] if name in COMMANDS:
            main(name)
        case ["ping", name] if name in PINGS:
            sys.exit(not PINGS[name]())
        case _:
            sys.exit(__doc__)
