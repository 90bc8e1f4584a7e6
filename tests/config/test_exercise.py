"""The keeper of the exercise on small children of a shell; the whole of it is in test_run."""

import time

import pytest

from config import exercise as keeping
from config.exercise import Keeper
from core import exercise
from core.exercise import Files

pytestmark = pytest.mark.embedded


@pytest.fixture
def files(settings, tmp_path):
    settings.EXERCISE_DIR = tmp_path / "exercise"
    return Files()


@pytest.fixture
def keep(files):
    """``keep("sleep 9")``: a keeper whose exercise is that command; ended after the test."""
    keepers = []

    def make(text):
        keepers.append(Keeper(files, ["sh", "-c", text]))
        return keepers[-1]

    yield make
    for keeper in keepers:
        keeper.ask_to_end()
        while not keeper.has_ended():
            time.sleep(0.02)


def attend_until(keeper, question, seconds=5):
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline
        keeper.attend()
        time.sleep(0.02)


def test_nothing_runs_and_no_file_is_made_without_a_wish(keep, files):
    keeper = keep("sleep 9")
    keeper.attend()
    assert (keeper.service, files.folder.exists()) == (None, False)


def test_a_wish_starts_it_and_its_end_leaves_nothing(keep, files):
    keeper = keep('mkdir -p "$DATA_DIR" && echo x > "$DATA_DIR/kept-by-the-exercise" && sleep 9')
    exercise.ask_for()
    attend_until(keeper, lambda: (files.street / "kept-by-the-exercise").exists())
    exercise.give_up()
    attend_until(keeper, lambda: not files.folder.exists())
    assert keeper.service is None


def test_what_a_late_child_leaves_is_removed_too(keep, files):
    keeper = keep("sleep 9")
    exercise.write(files.street / "broker" / "late", "x")
    keeper.attend()
    assert (keeper.service, files.folder.exists()) == (None, False)


def test_a_new_wish_begins_in_an_empty_folder(keep, files):
    keeper = keep('mkdir -p "$DATA_DIR" && echo x >> "$DATA_DIR/starts" && sleep 9')
    exercise.ask_for()
    attend_until(keeper, lambda: (files.street / "starts").exists())
    (files.street / "work").write_text("of a trainee")
    first = exercise.read(files.wish)
    exercise.ask_for()
    attend_until(keeper, lambda: exercise.read(files.kept) != first and (files.street / "starts").exists())
    assert [path.name for path in files.street.iterdir()] == ["starts"]


def test_one_that_was_open_is_taken_up_again_with_its_work(keep, files):
    first, second = keep("sleep 9"), keep("sleep 9")
    exercise.ask_for()
    attend_until(first, lambda: first.service)
    exercise.write(files.street / "work", "of a trainee")
    first.ask_to_end()
    while not first.has_ended():
        time.sleep(0.02)
    attend_until(second, lambda: second.service)
    assert (files.street / "work").read_text() == "of a trainee"


def test_one_that_cannot_start_is_given_up_and_says_so(keep, files):
    keeper = keep("echo x >> ../starts; exit 1".replace("..", str(files.folder)))
    exercise.ask_for()
    attend_until(keeper, lambda: exercise.read(files.failed))
    for _ in range(3):
        keeper.attend()
    assert (files.folder / "starts").read_text() == "x\n" * (1 + keeping.RESTARTS)
    assert exercise.standing().name == "failed"


def test_one_that_will_not_end_is_killed_in_time(keep, files, monkeypatch):
    monkeypatch.setattr(keeping, "END_SECONDS", 0.3)
    keeper = keep("trap '' TERM; sleep 9 & wait; sleep 9")
    exercise.ask_for()
    attend_until(keeper, lambda: keeper.service)
    exercise.give_up()
    attend_until(keeper, lambda: not files.folder.exists())


def test_no_address_or_key_of_the_real_data_is_handed_on(settings, files, monkeypatch):
    secret = {
        "DATABASE_URL": "postgres://u:p@db/x", "REDIS_URL": "redis://:p@r/0", "KEYS_DIR": "/keys", "SECRET": "s",
        "DATABASE_REPLICA_URL": "postgres://u:p@copy/x",
        "PUBLIC_URL": "https://street.example",
    }  # fmt: skip
    for name, value in secret.items():
        monkeypatch.setenv(name, value)
    settings.EXERCISE_PORT, settings.CSRF_TRUSTED_ORIGINS = 8443, ["https://street.example"]
    told = keeping.environment()
    assert {name for name in secret if name in told} == {"PUBLIC_URL"}
    assert (told["PUBLIC_URL"], told["CSRF_TRUSTED_ORIGINS"]) == ("https://street.example:8443",) * 2
    assert (told["DATA_DIR"], told["PORT"], told["EXERCISE"]) == (str(files.street), "8443", "1")
