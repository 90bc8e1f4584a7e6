"""``bin/run`` from READY to the end, as a newcomer types it."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

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

    def processes(self):
        """Number → command line of everything that runs on this folder, wherever it hangs in the tree."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"DATA_DIR={self.data}\0".encode() in (folder / "environ").read_bytes():
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # ended meanwhile, or another user's
        return found

    def worker(self):
        """The number of the worker's main process, its oldest; None when there is none."""
        return min((pid for pid, command in self.processes().items() if " worker " in command), default=None)

    def worker_answers(self):
        command = [ROOT / ".venv/bin/python", "-m", "config.processes", "ping"]
        environment = os.environ | {"DATA_DIR": str(self.data), "PORT": str(self.port)}
        environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        return subprocess.run(command, env=environment, cwd=ROOT).returncode == 0


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    product = Product(tmp_path_factory.mktemp("run") / "data", free_port())
    product.wait_until(product.ready_or_ended)
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


def test_term_ends_everything(product):
    product.process.send_signal(signal.SIGTERM)
    assert product.process.wait(timeout=15) == 0
    assert product.processes() == {}
