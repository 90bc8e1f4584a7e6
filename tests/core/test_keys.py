"""Key files: made once, closed to others, never replaced."""

import stat
import threading

import pytest

from core import keys


def test_a_new_set_is_made_and_then_only_read(tmp_path):
    first = keys.load(tmp_path / "keys", "index")
    assert len(first) == 32
    assert keys.load(tmp_path / "keys", "index") == first
    assert keys.load(tmp_path / "keys", "audit") != first


def test_files_and_folder_are_closed_to_others(tmp_path):
    keys.load(tmp_path / "keys", "index")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "index.key").stat().st_mode) == 0o400


def test_of_processes_that_start_together_all_get_one_key(tmp_path):
    got = []
    threads = [threading.Thread(target=lambda: got.append(keys.load(tmp_path, "index"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(got), len(set(got))) == (16, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["index.key"]


def test_a_key_missing_from_a_sealed_set_stops_the_start(tmp_path):
    keys.load(tmp_path, "audit")
    (tmp_path / "complete").touch()
    with pytest.raises(keys.KeyMissing, match="从备份恢复"):
        keys.load(tmp_path, "index")
    assert not (tmp_path / "index.key").exists()
