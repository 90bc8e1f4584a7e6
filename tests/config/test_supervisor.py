"""The supervisor on small children of a shell."""

import os
import time
from pathlib import Path

import pytest

from config import supervisor
from config.supervisor import CannotGoOn, Service, Stopped, Supervisor


@pytest.fixture
def keeper(monkeypatch):
    monkeypatch.setattr(supervisor, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 1)
    keeper = Supervisor()
    yield keeper
    keeper.end()


def shell(text, **options):
    return Service("child", ["sh", "-c", text], **options)


def test_run_to_end_of_a_failing_step_cannot_go_on(keeper):
    with pytest.raises(CannotGoOn, match="child failed"):
        keeper.run_to_end(shell("exit 3"))


def test_watch_starts_again_as_often_as_allowed(keeper, tmp_path):
    starts = tmp_path / "starts"
    keeper.start(shell(f"echo x >> {starts}", restarts=2))
    with pytest.raises(CannotGoOn, match=r"child ended unexpectedly \(status 0\)"):
        keeper.watch()
    assert starts.read_text() == "x\nx\nx\n"


def test_watch_forgets_restarts_of_one_that_has_settled(keeper, monkeypatch):
    service = shell("sleep 9", restarts=1, restarted=1)
    keeper.start(service)
    assert not service.may_restart()
    monkeypatch.setattr(supervisor, "SETTLED_SECONDS", 0)
    assert service.may_restart()


def test_a_signal_stops_the_watch(keeper):
    keeper.start(shell("sleep 9"))
    keeper._note_stop(15, None)
    with pytest.raises(Stopped):
        keeper.watch()


def test_wait_until_reports_a_child_that_ended(keeper):
    keeper.start(shell("exit 1"))
    with pytest.raises(CannotGoOn, match="ended unexpectedly"):
        keeper.wait_until(lambda: False)


def test_wait_until_gives_up_in_the_end(keeper, monkeypatch):
    monkeypatch.setattr(supervisor, "READY_SECONDS", 0.1)
    keeper.start(shell("sleep 9"))
    with pytest.raises(CannotGoOn, match="did not answer"):
        keeper.wait_until(lambda: False)


def test_end_kills_who_will_not_and_the_children_too(keeper, tmp_path):
    pid_file = tmp_path / "grandchild"
    keeper.start(shell(f"trap '' TERM; sleep 60 & echo $! > {pid_file}; wait; sleep 60"))
    keeper.wait_until(lambda: pid_file.exists() and pid_file.read_text().strip())
    keeper.end()
    assert not keeper.services[0].running()
    assert gone(int(pid_file.read_text()))


def gone(pid, seconds=2):
    """Whether the process is no more, a zombie that nobody has collected included."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False
