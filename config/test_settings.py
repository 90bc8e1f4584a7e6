"""The product's own settings on data that end with the test run.

DATABASE_URL, REDIS_URL and CRYPTO_SUITE are heeded, so the same suite runs on PostgreSQL, with Redis, under GM.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="election-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

# Parallel test processes must not take one another's files or messages: each has a folder
# and a Redis database of its own.
_process = os.environ.get("PYTEST_XDIST_WORKER", "")
if _process and not os.environ["DATA_DIR"].endswith(_process):
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / _process)
    if os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + "/" + _process.removeprefix("gw")

# Subset once per environment, not once per run.
os.environ.setdefault("FONTS_DIR", str(Path(sys.prefix) / "fonts"))

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; the real one is tested by name
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)
# Tests make records without audit events, by which kept parts of pages are told from outdated ones.
CACHES = CACHES | {"template_fragments": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the product: several connections, real locks, and a second process may open it.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;"
    )
