"""The web server at a Unix socket, as behind its proxy; pages of tests.config.slow_pages instead of the product's."""

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from config import processes

pytestmark = pytest.mark.pure


@pytest.fixture
def web(tmp_path, monkeypatch):
    """Two processes of one thread each at a socket that a killed predecessor left."""
    path = str(tmp_path / "web")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(path)
    monkeypatch.setattr(processes, "WEB_SOCKET", path)
    command = [*processes.web()[:-1], "tests.config.slow_pages:application"]
    server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.getcwd()})
    deadline = time.monotonic() + 60
    while not processes.web_status():
        assert time.monotonic() < deadline
        assert server.poll() is None
        time.sleep(0.1)
    yield server
    server.terminate()
    server.wait()


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    monkeypatch.setenv("WEB_THREADS", "1")
    monkeypatch.setenv("WEB_WORKERS", "2")


def ask(_=None):
    connection = processes.web_connection(timeout=10)
    connection.request("GET", "/")
    said = json.loads(connection.getresponse().read())
    connection.close()
    return said


def test_requests_stand_in_one_line_before_all_processes(web):
    with ThreadPoolExecutor(2) as pool:
        for _ in range(8):  # at a port one process would get both in half of them
            assert len({said["process"] for said in pool.map(ask, range(2))}) == 2


def test_who_asks_there_has_no_address(web):
    assert ask()["caller"] == ""


@pytest.mark.parametrize(("path", "trusted"), [("/door/web", True), ("", False)])
def test_a_caller_without_an_address_is_the_proxy_where_there_is_a_socket(path, trusted):
    asked = "from config import settings; print('' in settings.TRUSTED_PROXIES)"
    told = subprocess.run(
        [sys.executable, "-c", asked], env=os.environ | {"WEB_SOCKET": path}, capture_output=True, text=True
    )
    assert told.stdout.strip() == str(trusted)


def test_nobody_answers_once_it_is_gone(web):
    assert processes.web_status() == 200
    web.terminate()
    web.wait()
    assert processes.web_status() == 0
