"""The read replica: a streaming copy of the database that answers what reads much and writes nothing.

DATABASE_REPLICA_URL names it; without, everything here does nothing. ``read()`` is the one way to it, for exports,
reports and the figures of regions. All else is the primary's: every write and lock, and what a transaction reads.
"""

import logging
import time
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections

logger = logging.getLogger(__name__)
ALIAS = "replica"
WAIT_SECONDS, STEP_SECONDS = 2, 0.002  # for what was committed to arrive there
REST_SECONDS = 30  # a replica that failed is not asked again before, so that not every page waits for it
# A mark in the log behind every commit that anybody has seen, and flushed with a commit of its own. The log's end
# will not do: it may lie within a record that another transaction is still writing.
MARK = "SELECT pg_logical_emit_message(true, 'replica', '')::text, system_identifier FROM pg_control_system()"
HAS_REPLAYED = """SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn FROM pg_control_system()
    WHERE pg_is_in_recovery() AND system_identifier = %s"""
_is_reading = ContextVar("replica_is_reading", default=False)
_rests_until = 0.0


class Router:
    """Sends the reads inside :func:`read` to the replica; a transaction reads where it writes."""

    def db_for_read(self, model, **hints):
        return ALIAS if _is_reading.get() and not connection.in_atomic_block else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == DEFAULT_DB_ALIAS


def read(question, *arguments):
    """What ``question(*arguments)`` returns, read from the replica if it has all that was committed by now.

    If it has not within WAIT_SECONDS, or fails under way, the primary is asked and a warning logged. So the question
    may be put twice, and what it returns must be read to the end: a list, not a queryset. In a transaction the
    primary is asked, for what that has written is nowhere else.
    """
    if ALIAS not in connections or connection.in_atomic_block or not _is_ready():
        return question(*arguments)
    entered = _is_reading.set(True)
    try:
        return question(*arguments)
    except (OperationalError, InterfaceError) as error:
        _rest(error)
    finally:
        _is_reading.reset(entered)
    return question(*arguments)


def _is_ready():
    """Whether the replica has replayed what the primary has committed at this moment."""
    if time.monotonic() < _rests_until:
        return False
    with connection.cursor() as primary:
        primary.execute(MARK)
        mark = primary.fetchone()
    try:
        problem = _wait_for(mark)
    except (OperationalError, InterfaceError) as error:
        problem = error
    if problem:
        _rest(problem)
    return not problem


def _wait_for(mark):
    """Return None once the replica has come to ``mark``, else what is wrong with it."""
    deadline = time.monotonic() + WAIT_SECONDS
    with connections[ALIAS].cursor() as replica:
        while True:
            replica.execute(HAS_REPLAYED, mark)
            answer = replica.fetchone()
            if answer is None:
                return "it is no standby of this database"
            if answer[0]:
                return None
            if time.monotonic() > deadline:
                return f"it was not up to date within {WAIT_SECONDS} s"
            time.sleep(STEP_SECONDS)


def _rest(problem):
    global _rests_until
    _rests_until = time.monotonic() + REST_SECONDS
    connections[ALIAS].close()
    logger.warning("the primary answers instead of the read replica for the next %s s: %s", REST_SECONDS, problem)
