"""Preparing twice does the work once, and the exercise never lands on real people."""

import os

import pytest

from config import prepare
from core import secrets


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("a{}")
    settings.STATICFILES_DIRS = [source]
    return settings.STATIC_ROOT


def test_collect_static_again_leaves_the_files_alone(collected):
    prepare.collect_static()
    os.utime(collected / "page.css", (1, 1))
    prepare.collect_static()
    assert (collected / "page.css").stat().st_mtime == 1


def test_collect_static_notices_a_change(collected, settings):
    prepare.collect_static()
    (settings.STATICFILES_DIRS[0] / "page.css").write_text("b{}")
    prepare.collect_static()
    assert (collected / "page.css").read_text() == "b{}"


def test_data_written_under_other_keys_is_refused(street, monkeypatch):
    prepare.require_own_keys()
    monkeypatch.setattr(secrets, "_key", lambda name: bytes(32))
    with pytest.raises(SystemExit, match="密钥与数据不符"):
        prepare.require_own_keys()


def test_demo_refuses_a_database_with_people(street, settings):
    settings.DEMO = False
    with pytest.raises(SystemExit, match="not of the exercise"):
        prepare.prepare_demo()


def test_demo_that_is_there_is_left_alone(street, settings, capsys):
    settings.DEMO = True
    prepare.prepare_demo()
    assert "demo-accounts.csv" in capsys.readouterr().out
