"""Runs the whole product on one machine: prepares the data, starts three processes, watches them, ends them.

    python -m config.supervisor [--demo]

Called by bin/run, which sets DATA_DIR, PORT and BIND. Prints one line ``READY http://…/`` when a page answers
and the worker answers. Ends with 0 after INT, TERM or HUP, with 1 when something could not go on.
"""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from django.conf import settings

from config import processes

READY_SECONDS = 90
GRACE_SECONDS = 8  # then what still runs is killed; an unfinished job is taken up again at the next start
WORKER_RESTARTS = 5
SETTLED_SECONDS = 600  # who has run for so long has recovered: its earlier ends no longer count
POLL_SECONDS = 0.2


class CannotGoOn(Exception):
    """Something that the operator must put right; the text says what."""


class Stopped(Exception):
    """INT, TERM or HUP has arrived."""


@dataclass
class Service:
    """One child with a session of its own: a signal to the group reaches all that it has started.

    ``restarts`` is how often in a row it may be started again after an unexpected end.
    """

    name: str
    command: list
    restarts: int = 0
    environment: dict | None = None  # None: the supervisor's own
    restarted: int = 0
    started_at: float = 0.0
    process: subprocess.Popen | None = None

    def start(self):
        self.started_at = time.monotonic()
        # setpriv: should the supervisor itself be killed, the kernel tells the child to end.
        command = ["setpriv", "--pdeathsig", "TERM", *self.command]
        self.process = subprocess.Popen(  # noqa: S603 - our own command lines
            command, start_new_session=True, stdin=subprocess.DEVNULL, env=self.environment
        )

    def running(self):
        if self.process.returncode is not None:
            return False
        # Looked at, not collected: until finish() no one else's process or group can get this number.
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def may_restart(self):
        if time.monotonic() - self.started_at > SETTLED_SECONDS:
            self.restarted = 0
        return self.restarted < self.restarts

    def ask_to_end(self):
        """TERM to the leader alone: granian and Celery end their children in order."""
        if self.running():
            os.kill(self.process.pid, signal.SIGTERM)

    def finish(self):
        """KILL what is left of the group, the leader included; return the leader's status."""
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()


class Supervisor:
    """The life of one ``bin/run``: services in the order in which they were started.

    ``keeper``: of the exercise beside it (config/exercise.py), which comes and goes without the rest.
    """

    def __init__(self):
        self.services = []
        self.keeper = None
        self.stopping = False

    def install_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_stop)

    def _note_stop(self, number, frame):
        # Only noted: an exception here could fall between the start of a child and its registration.
        self.stopping = True

    def start(self, service):
        service.start()
        self.services.append(service)

    def pause(self):
        """Sleep for a moment; raises Stopped when a signal has arrived."""
        time.sleep(POLL_SECONDS)
        if self.stopping:
            raise Stopped

    def run_to_end(self, service):
        """Start a service that is meant to end, and wait for it. Raises CannotGoOn unless it ends with 0."""
        self.start(service)
        while service.running():
            self.pause()
        self.services.remove(service)
        if service.finish():
            raise CannotGoOn(f"{service.name} failed, see above.")

    def wait_until(self, *questions):
        """Wait until each of the ``questions`` has once been answered with true."""
        deadline = time.monotonic() + READY_SECONDS
        pending = list(questions)
        while pending:
            self.require_all_running()
            if time.monotonic() > deadline:
                raise CannotGoOn(f"The product did not answer within {READY_SECONDS} seconds.")
            if pending[0]():
                pending.pop(0)
            else:
                self.pause()

    def require_all_running(self):
        for service in self.services:
            if not service.running():
                raise ended_unexpectedly(service)

    def watch(self):
        """Until a signal comes: start again what may be, raise CannotGoOn for what may not."""
        while True:
            self.pause()
            for service in self.services:
                if not service.running():
                    self.restart(service)
            if self.keeper:
                self.keeper.attend()

    def restart(self, service):
        if not service.may_restart():
            raise ended_unexpectedly(service)
        say(f"{ended_unexpectedly(service)} It is started again.")
        service.restarted += 1
        service.start()

    def end(self):
        """End everything, the newest first, within GRACE_SECONDS; the exercise, which has children to end, takes longer."""
        deadline = time.monotonic() + GRACE_SECONDS
        if self.keeper:
            self.keeper.ask_to_end()
        for service in reversed(self.services):
            service.ask_to_end()
        while time.monotonic() < deadline and any(service.running() for service in self.services):
            time.sleep(POLL_SECONDS)
        for service in self.services:
            service.finish()
        while self.keeper and not self.keeper.has_ended():
            time.sleep(POLL_SECONDS)


def ended_unexpectedly(service):
    """The error that says so; what is left of the service is killed first."""
    return CannotGoOn(f"The {service.name} ended unexpectedly (status {service.finish()}).")


def say(text):
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def lock_data():
    """Hold DATA_DIR for this process alone; the returned file keeps the lock. Raises CannotGoOn."""
    handle = (settings.DATA_DIR / "run.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotGoOn(f"{settings.DATA_DIR} is in use by another bin/run; choose another folder with --data.")
    return handle


def require_free_port():
    """Raises CannotGoOn when the web server could not listen at its port."""
    if processes.WEB_SOCKET:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((processes.BIND, processes.PORT))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise CannotGoOn(f"Port {processes.PORT} on {processes.BIND} {reason}; choose another with --port.")


def address():
    """Where a browser on this machine finds the product, or a proxy its socket."""
    if processes.WEB_SOCKET:
        return f"unix:{processes.WEB_SOCKET}"
    return f"http://{processes.HOST}:{processes.PORT}/"


def page_answers():
    """503: jobs have waited while the product was off; the worker starts just now."""
    return processes.web_status() in (200, 503)


def serve(supervisor, *, demo):
    """The course of events; returns only by an exception."""
    lock = lock_data()
    require_free_port()
    # The exercise is served with the assets of the product that it stands beside.
    steps = [*([] if settings.EXERCISE else ["assets"]), "database", *(["demo"] if demo else [])]
    supervisor.run_to_end(Service("preparation", [sys.executable, "-m", "config.prepare", *steps]))
    supervisor.start(Service("web server", processes.web()))
    supervisor.start(worker := Service("worker", processes.worker()))
    supervisor.start(Service("scheduler", processes.scheduler()))
    supervisor.wait_until(page_answers, processes.worker_answers)
    worker.restarts = WORKER_RESTARTS  # one that cannot even start once is not started again
    print(f"{'EXERCISE' if settings.EXERCISE else 'READY'} {address()}", flush=True)  # noqa: T201
    with lock:
        print(address(), file=lock, flush=True)  # who waits for this folder's product reads it here
        supervisor.watch()


def main(*, demo):
    """Return the exit status."""
    from config.exercise import Keeper  # which is made of the parts above

    supervisor = Supervisor()
    supervisor.install_signals()
    if not settings.EXERCISE:
        supervisor.keeper = Keeper()
    try:
        serve(supervisor, demo=demo)
    except Stopped:
        return 0
    except CannotGoOn as error:
        say(str(error))
        return 1
    finally:
        supervisor.end()


if __name__ == "__main__":
    sys.exit(main(demo="--demo" in sys.argv[1:]))
