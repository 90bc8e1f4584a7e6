"""``bin/run`` from READY to the end, as a newcomer types it."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from copy import copy
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

# One group: parallel test processes would each start a product of their own.
pytestmark = [pytest.mark.embedded, pytest.mark.xdist_group("run")]
ROOT = Path(__file__).parent.parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Product:
    """One ``bin/run`` on a folder and a port of its own."""

    def __init__(self, data, port):
        self.data, self.port = data, port
        self.log = data.parent / f"{port}.log"
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "FONTS_DIR": str(settings.FONTS_DIR)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [ROOT / "bin/run", "--data", data, "--port", str(port)], env=environment, stdout=log, stderr=log
            )

    def wait_until(self, question, seconds=60):
        deadline = time.monotonic() + seconds
        while not question():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def ready_lines(self):
        return [line for line in self.log.read_text().splitlines() if line.startswith("READY")]

    def ready_or_ended(self):
        return self.ready_lines() or self.process.poll() is not None

    def processes(self, data=None):
        """Number → command line of everything that runs on this folder, wherever it hangs in the tree."""
        data, found = data or self.data, {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"DATA_DIR={data}\0".encode() in (folder / "environ").read_bytes():
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # ended meanwhile, or another user's
        return found

    def worker(self):
        """The number of the worker's main process, its oldest; None when there is none."""
        return min((pid for pid, command in self.processes().items() if " worker " in command), default=None)

    def worker_answers(self):
        command = [ROOT / ".venv/bin/python", "-m", "config.processes", "ping", "worker"]
        environment = os.environ | {"DATA_DIR": str(self.data), "PORT": str(self.port)}
        environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        return subprocess.run(command, env=environment, cwd=ROOT).returncode == 0


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    product = Product(tmp_path_factory.mktemp("run") / "data", free_port())
    product.wait_until(product.ready_or_ended, seconds=180)  # a whole database is made
    assert product.ready_lines(), product.log.read_text()
    yield product
    product.process.kill()
    product.process.wait()


def test_ready_comes_once_and_a_page_answers(product):
    assert product.ready_lines() == [f"READY http://127.0.0.1:{product.port}/"]
    with urllib.request.urlopen(f"http://127.0.0.1:{product.port}/healthz") as response:
        assert response.status == 200


def test_port_in_use_is_named(product, tmp_path):
    second = Product(tmp_path / "data", product.port)
    assert second.process.wait(timeout=60) == 1
    assert f"Port {product.port} on 127.0.0.1 is in use" in second.log.read_text()


def test_folder_in_use_is_named(product):
    second = Product(product.data, free_port())
    assert second.process.wait(timeout=60) == 1
    assert "is in use by another bin/run" in second.log.read_text()


def test_killed_worker_comes_back(product):
    killed = product.worker()
    os.kill(killed, signal.SIGKILL)
    product.wait_until(lambda: product.worker() not in {None, killed})
    product.wait_until(product.worker_answers)
    assert product.process.poll() is None


class Visitor:
    """A browser without pictures: keeps cookies, sends forms with their token."""

    def __init__(self, address):
        self.address, self.cookies = address, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path, **fields):
        """The address reached and the text there; with fields they are posted."""
        data = urlencode(fields | {"csrfmiddlewaretoken": self.token()}).encode() if fields else None
        with self.opener.open(self.address + path, data, timeout=30) as response:
            return response.url, response.read().decode()

    def token(self):
        return next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")

    def names(self):
        return {cookie.name for cookie in self.cookies}


def first_sign_in(visitor, data, port):
    """The system administrator with a password of his own."""
    environment = os.environ | {"DATA_DIR": str(data), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [ROOT / ".venv/bin/python", "manage.py", "create_admin", "--kind", "system", "xitong"]
    made = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    password = re.search(r"一次性密码：(\S+)", made.stdout)[1]
    visitor.open("/account/login/")
    visitor.open("/account/login/", username="xitong", password=password)
    new = "Xi-Tong-2026-exercise"
    visitor.open("/account/password/", current=password, new=new, again=new)


def test_exercise_comes_stays_apart_and_goes_without_a_trace(product):
    """Opened on its page by the administrator, entered without a password, removed: as bin/run does it all."""
    before = {path.relative_to(product.data) for path in product.data.rglob("*")}
    visitor = Visitor(f"http://127.0.0.1:{product.port}")
    first_sign_in(visitor, product.data, product.port)
    visitor.open("/account/exercise/open/", act="open")
    product.wait_until(lambda: "以谁的身份进入" in visitor.open("/account/exercise/")[1], seconds=300)

    address, page = visitor.open("/account/exercise/enter/", username="taoyuan")
    assert (address, "桃园社区" in page, "演练" in page) == (f"http://127.0.0.1:{product.port + 1}/", True, True)
    assert visitor.names() >= {"sessionid", "exercise-session"}
    assert "演练街道" in visitor.open("/account/exercise/")[1]  # still signed in here
    stranger = Visitor(visitor.address)
    key = copy(next(cookie for cookie in visitor.cookies if cookie.name == "exercise-session"))
    key.name = "sessionid"
    stranger.cookies.set_cookie(key)
    assert stranger.open("/account/exercise/")[0].startswith(f"{visitor.address}/account/login/")

    visitor.open("/account/exercise/remove/", act="remove")
    product.wait_until(lambda: not (product.data / "exercise").exists(), seconds=120)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{product.port + 1}/healthz")
    assert product.processes(product.data / "exercise/street") == {}
    left = {path.relative_to(product.data) for path in product.data.rglob("*")} - before
    assert [path for path in left if path.parts[0] not in {"broker", "files"}] == []
    with sqlite3.connect(product.data / "db.sqlite3") as database:
        rows = database.execute(
            "SELECT event, actor_name FROM core_auditevent WHERE event LIKE 'exercise%' ORDER BY seq"
        )
        assert rows.fetchall() == [("exercise.open", "xitong"), ("exercise.remove", "xitong")]


def test_term_ends_everything(product):
    product.process.send_signal(signal.SIGTERM)
    assert product.process.wait(timeout=15) == 0
    assert product.processes() == {}
