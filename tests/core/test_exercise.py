"""The files by which the product and the keeper of its exercise speak."""

import stat
import time

import pytest
import time_machine

from core import exercise
from core.errors import DomainError
from core.exercise import Files, Standing
from tests.factories.exercise import make_ready


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EXERCISE_DIR = tmp_path / "exercise"
    return settings.EXERCISE_DIR


def test_without_a_wish_there_is_none_and_no_file(folder):
    assert (exercise.standing(), exercise.is_ready(), exercise.accounts()) == (Standing("none"), False, [])
    assert not folder.exists()


def test_standing_follows_the_files():
    files = Files()
    exercise.ask_for()
    wish = exercise.read(files.wish)
    seen = [exercise.standing()]
    exercise.write(files.kept, wish)
    seen.append(exercise.standing())
    exercise.write(files.progress, "45 人选")
    seen.append(exercise.standing())
    exercise.write(files.ready, "http://127.0.0.1:8001/")
    seen.append(exercise.standing())
    exercise.give_up()
    seen.append(exercise.standing())
    assert seen == [
        Standing("preparing", 0, "腾出位置"), Standing("preparing", 2, "建立数据库"), Standing("preparing", 45, "人选"),
        Standing("ready"), Standing("ending"),
    ]  # fmt: skip


def test_an_earlier_exercise_is_not_taken_for_the_one_wished_now():
    make_ready()
    exercise.ask_for()
    assert exercise.standing() == Standing("preparing", 0, "腾出位置")


def test_failure_lasts_until_asked_again():
    exercise.ask_for()
    exercise.write(Files().failed, "ended unexpectedly")
    assert exercise.standing() == Standing("failed")
    exercise.ask_for()
    assert exercise.standing().name == "preparing"


def test_who_waits_too_long_is_told_so():
    exercise.ask_for()
    assert not exercise.standing().is_late
    with time_machine.travel(time.time() + exercise.LATE_SECONDS + 5):
        assert exercise.standing().is_late


def test_files_are_for_the_product_alone(folder):
    exercise.ask_for()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(Files().wish.stat().st_mode) == 0o600


def test_the_exercise_has_no_exercise(settings):
    make_ready()
    settings.EXERCISE = True
    assert not exercise.is_ready()


def test_a_way_in_opens_once(settings):
    make_ready()
    secret = exercise.make_entry("dangjian1")
    assert [secret in path.name or secret in path.read_text() for path in Files().entries.iterdir()] == [False]
    settings.DATA_DIR = Files().street
    assert [exercise.use_entry(secret), exercise.use_entry(secret)] == ["dangjian1", None]
    assert list(Files().entries.iterdir()) == []


def test_a_way_in_is_shut_after_two_minutes(settings):
    make_ready()
    secret = exercise.make_entry("dangjian1")
    settings.DATA_DIR = Files().street
    with time_machine.travel(time.time() + exercise.ENTRY_SECONDS + 5):
        assert exercise.use_entry(secret) is None


@pytest.mark.parametrize("username", ["", "nobody", "../../wish"])
def test_only_accounts_of_the_exercise_have_a_way_in(username):
    make_ready()
    with pytest.raises(DomainError, match="没有这个账号"):
        exercise.make_entry(username)


def test_no_way_in_while_there_is_no_exercise():
    with pytest.raises(DomainError, match="没有开着的演练"):
        exercise.make_entry("dangjian1")
