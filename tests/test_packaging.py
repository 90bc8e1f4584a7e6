"""What is shipped beside the code: scripts, locks, version floors, image and composition."""

import json
import os
import pyexpat
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
SCRIPTS = ["bin/bench", "bin/run", "bin/services.sh", "bin/setup", "bin/test", ".ci/run"]
LOCKS = ["requirements/base.txt", "requirements/dev.txt", "requirements/node.txt"]
# Below these, known holes are open, or what we rely on is missing.
FLOORS = {
    "weasyprint": "70.0",
    "django": "5.2.17",
    "openpyxl": "3.1.5",
    "defusedxml": "0.7.1",
    "django-guardian": "3.5.2",
    "celery": "5.7",
}
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services():
    return YAML(typ="safe").load(COMPOSE)["services"]


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_is_executable_and_parses(script):
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["bash", "-n", ROOT / script]).returncode == 0


@pytest.mark.parametrize("name", FLOORS)
def test_installed_version_reaches_its_floor(name):
    assert Version(version(name)) >= Version(FLOORS[name])


def test_expat_limits_amplification():
    assert Version(pyexpat.EXPAT_VERSION.removeprefix("expat_")) >= Version("2.4.1")


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_and_hashes_every_package_and_names_no_registry(lock):
    text = (ROOT / lock).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [p for p in packages if "==" not in p or "--hash=sha256:" not in p] == []
    assert "://" not in text
    assert "index-url" not in text


def test_node_lock_carries_digests_and_names_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in fetched.items() if "integrity" not in entry or "resolved" in entry] == []


def test_image_is_set_up_by_the_same_script_and_does_not_run_as_root():
    text = (ROOT / "Dockerfile").read_text()
    assert "RUN bin/setup" in text
    assert "\nUSER election\n" in text


def test_composition_fits_the_schema():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE]
    outcome = subprocess.run(command, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout


def test_composition_publishes_the_proxy_alone(services):
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_composition_gives_both_passwords_to_all_that_need_them(services):
    ours = ["migrate", "web", "worker", "scheduler"]
    for name in ours:
        assert ":${POSTGRES_PASSWORD:?" in services[name]["environment"]["DATABASE_URL"]
        assert ":${REDIS_PASSWORD:?" in services[name]["environment"]["REDIS_URL"]
    assert services["db"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert services["redis"]["environment"]["REDIS_PASSWORD"].startswith("${REDIS_PASSWORD:?")
    assert "requirepass $$REDIS_PASSWORD\nappendonly yes" in services["redis"]["command"][2]


def test_composition_has_no_default_for_any_setting():
    variables = re.findall(r"(?<!\$)\$\{([^}]*)\}", COMPOSE.read_text())
    assert [v for v in variables if not v.endswith(":?set it in .env")] == []


def test_example_environment_names_each_setting_and_no_value():
    wanted = set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE.read_text()))
    given = [line for line in (ROOT / ".env.example").read_text().splitlines() if not line.startswith("#")]
    assert set(given) == {f"{name}=" for name in wanted}


def test_composition_trusts_the_proxy_alone(services):
    """It alone reaches the web server's socket, whose callers have no address; of the network it is told apart by its."""
    at_the_door = [name for name, service in services.items() if "door:" in str(service.get("volumes"))]
    assert at_the_door == ["web", "proxy"]
    assert "TRUSTED_PROXIES" not in services["web"]["environment"]
    assert "inner" not in services["proxy"]["networks"]
    address = services["proxy"]["networks"]["practice"]["ipv4_address"]
    assert services["exercise"]["environment"]["TRUSTED_PROXIES"] == address
    assert services["web"]["environment"]["BEHIND_TLS"] == "1"


def test_proxy_and_web_server_meet_at_one_socket(services):
    path = services["web"]["environment"]["WEB_SOCKET"]
    assert f"server unix:{path};" in (ROOT / "deploy/nginx.conf").read_text()
    assert f"install -d -m 755 -o election -g election {Path(path).parent}" in (ROOT / "Dockerfile").read_text()


def test_long_running_services_start_again_and_tell_their_health(services):
    lasting = {name: service for name, service in services.items() if name != "migrate"}
    assert {service["restart"] for service in lasting.values()} == {"unless-stopped"}
    assert {name for name, service in lasting.items() if "healthcheck" not in service} == {"scheduler", "exercise"}


def test_composition_keeps_the_exercise_away_from_all_that_is_real(services):
    exercise = services["exercise"]
    assert (exercise["profiles"], exercise["networks"]) == (["exercise"], ["practice"])
    assert exercise["volumes"] == ["exercise:/exercise"]
    assert {"DATABASE_URL", "REDIS_URL"} & set(exercise["environment"]) == set()
    shared = {"EXERCISE_DIR", "EXERCISE_PORT"}
    assert [services["web"]["environment"][name] for name in shared] == [
        exercise["environment"][name] for name in shared
    ]
    assert [name for name, service in services.items() if "practice" in service["networks"]] == ["exercise", "proxy"]


def test_proxy_takes_the_largest_upload_whole_and_in_memory(settings):
    said = (ROOT / "deploy/nginx.conf").read_text()
    limits = re.findall(r"client_max_body_size (\d+)m;", said)
    assert min(int(limit) for limit in limits) * 1024 * 1024 > settings.UPLOAD_MAX_BYTES
    assert re.findall(r"client_body_buffer_size (\d+)m;", said) == limits
    assert "proxy_request_buffering" not in said  # it is on, unless said otherwise
    assert "limit_conn callers" in said.partition("server {")[0]  # or one caller could fill the memory, on any server


def test_proxy_takes_the_largest_answer_whole_and_in_memory(settings):
    """Else one that is fetched slowly would hold one of the web server's few places."""
    said = (ROOT / "deploy/nginx.conf").read_text()
    number, size = re.search(r"proxy_buffers (\d+) (\d+)m;", said).groups()
    assert int(number) * int(size) * 1024 * 1024 > settings.UPLOAD_MAX_BYTES
    assert said.count("proxy_max_temp_file_size 0;") == said.count("proxy_http_version")


def test_a_queue_without_a_password_is_refused():
    environment = {**os.environ, "REDIS_URL": "redis://127.0.0.1:6379/0"}
    started = subprocess.run(
        [sys.executable, "-c", "import config.settings"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert started.returncode != 0
    assert "REDIS_URL names no password" in started.stderr


def test_no_file_holds_the_marks_of_an_unfinished_merge():
    folders = (
        "accounts",
        "candidates",
        "communities",
        "config",
        "core",
        "discipline",
        "interviews",
        "reports",
        "static",
        "templates",
        "tests",
    )
    endings = {".py", ".html", ".css", ".js", ".txt", ".md"}
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    marks = re.compile("^(<{7}|>{7}) ", re.MULTILINE)
    assert [path for path in [*paths, ROOT / "README.md"] if marks.search(path.read_text(encoding="utf-8"))] == []
