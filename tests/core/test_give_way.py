"""Work in the background rests while others keep the processors busy."""

import signal
import time

import pytest

from core import give_way


@pytest.fixture
def rests(monkeypatch):
    """The seconds that this process was told to rest, and does not."""
    before, found = signal.getsignal(signal.SIGPROF), []
    monkeypatch.setattr(give_way.time, "sleep", found.append)
    yield found
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def others_take(monkeypatch, share):
    monkeypatch.setattr(give_way._Lookout, "share_of_others", lambda self: share)


def work(ticks=3):
    """Take so much processor time."""
    end = time.process_time() + ticks * give_way.TICK
    while time.process_time() < end:
        sum(range(1000))


def test_it_rests_the_longer_the_more_others_take(rests, monkeypatch):
    others_take(monkeypatch, 0.5)
    give_way.install()
    work()
    assert set(rests) == {give_way.TICK * give_way.MOST * 0.5}


def test_it_does_not_rest_on_an_idle_machine_nor_where_others_wait_for_it(rests, monkeypatch):
    others_take(monkeypatch, give_way.FREE)
    give_way.install()
    work()
    others_take(monkeypatch, 1)
    give_way.install(may_rest=lambda: False)
    work()
    assert rests == []


def test_a_rest_does_not_count_towards_a_limit(rests, monkeypatch):
    others_take(monkeypatch, 1)
    left = []
    monkeypatch.setattr(give_way.time, "sleep", lambda _: left.append(signal.getitimer(signal.ITIMER_REAL)[0]))
    signal.setitimer(signal.ITIMER_REAL, 600)
    give_way.install()
    work()
    assert set(left) == {0}
    assert 0 < signal.setitimer(signal.ITIMER_REAL, 0)[0] <= 600


def test_what_others_take_is_told_apart_from_nice_and_idle_time(monkeypatch):
    account = iter([(0, 0), (60, 100), (60, 100), None])
    monkeypatch.setattr(give_way._Lookout, "_read", staticmethod(lambda: next(account)))
    lookout = give_way._Lookout()
    assert lookout.share_of_others() == pytest.approx(0.6 * give_way.WEIGHT)
    assert lookout.share_of_others() == 0  # no tick since
    assert lookout.share_of_others() == 0  # the kernel does not tell


def test_the_kernel_s_account_is_read():
    taken, whole = give_way._Lookout._read()
    assert 0 < taken <= whole
