"""Run one function in a forked child that may use only so much time and memory.

For work on text that strangers typed, done by a large library: a document that makes
the library loop or swell ends the child, never the worker. The kernel keeps both
limits, so they hold inside native code and after the parent has died.
"""

import gc
import logging
import os
import resource
import signal
import sys
import traceback
import warnings

LOGGER = logging.getLogger(__name__)
DONE, FAILED, OUT_OF_MEMORY = 0, 1, 2
REASONS = {
    -signal.SIGALRM: "time",
    OUT_OF_MEMORY: "memory",
    -signal.SIGABRT: "memory",  # GLib, under Pango, aborts where an allocation fails
    -signal.SIGTRAP: "memory",
}


class Stopped(Exception):
    """The child gave no answer; ``reason`` is ``"time"``, ``"memory"`` or ``"failure"``."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def run(work, *, seconds, megabytes):
    """Return the bytes that ``work()`` returns, computed in a child process.

    ``seconds`` is wall time; ``megabytes`` is what the child may take beyond the address
    space it inherits. Raises ``Stopped``. The child shares the parent's open connections:
    ``work`` must not touch the database, nor anything that keeps threads of its own.
    """
    reader, writer = os.pipe()
    child = _fork()
    if child == 0:
        os.close(reader)
        _work_and_exit(work, writer, seconds, megabytes)
    os.close(writer)
    answer, status = _collect(child, reader)
    if status != DONE:
        raise Stopped(REASONS.get(status, "failure"))
    return answer


def _fork():
    """Fork; the child only computes and leaves by ``os._exit``, so other threads' locks do not matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _collect(child, reader):
    """Read the child's answer to its end and reap it; kill it if the waiting is broken off."""
    try:
        with open(reader, "rb") as pipe:
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    _, status = os.waitpid(child, 0)
    return answer, os.waitstatus_to_exitcode(status)


def _work_and_exit(work, writer, seconds, megabytes):
    status = FAILED
    try:
        _limit(seconds, megabytes)
        sys.unraisablehook = lambda unraisable: None  # destructors that find no memory left: thousands, all alike
        gc.disable()  # short-lived and full of cycles: collecting costs half of a long rendering
        _write(writer, work())
        status = DONE
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 (the child's outermost boundary; the message may quote people)
        LOGGER.error(
            "%s in a confined child\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
        )
    finally:
        os._exit(status)


def _limit(seconds, megabytes):
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold personal data
    ceiling = _address_space() + megabytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _address_space():
    """Bytes of address space that this process has mapped."""
    with open("/proc/self/statm") as handle:
        return int(handle.read().split()[0]) * resource.getpagesize()


def _write(descriptor, answer):
    with open(descriptor, "wb", closefd=False) as pipe:
        pipe.write(answer)
