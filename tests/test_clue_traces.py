"""What a clue leaves behind: pages about a person are the same with and without one; no word is in the database's bytes.

Apart from tests/test_clue_leaks.py, whose street lies in the database while its tests run.
"""

import json
import logging
import re
import shutil
import subprocess
import uuid

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from core import drafts
from core.jobs import Job, run_job
from reports.services import request_report
from tests import disk
from tests.factories import candidates, clues, communities, world
from tests.factories.clues import PLANTED
from tests.test_clue_leaks import browser, told


@pytest.mark.parametrize("name", ["secretary", "inspector", "staff"])
def test_pages_about_a_person_are_the_same_with_and_without_a_clue(street, name):
    """Not a count, not a mark: but for 待核事项 on the page of those who decide, which this leaves out."""
    candidates.install_rules(street)
    candidate = candidates.put_forward(street)
    clues.people(street)
    client = browser(street, name)
    urls = [
        reverse("communities:person", args=[candidate.person.pk]),
        reverse("reports:person-records", args=[candidate.person.pk]),
        reverse("reports:community", args=[world.FIRST]),
        reverse("communities:people"),
        reverse("candidates:list"),
        *([reverse("candidates:detail", args=[candidate.pk])] if name != "staff" else []),
    ]
    before = [_bare(client.get(url)) for url in urls]
    clues.bring_to(street, clues.about(street, clues.register(street), candidate.person), "checking")
    assert [_bare(client.get(url)) for url in urls] == before


def _bare(answer):
    """A page without what differs each time."""
    text = re.sub(
        r'(csrfmiddlewaretoken" value|name="once" value|nonce|X-CSRFToken)"?[=:] ?"[^"]*"', "", answer.content.decode()
    )
    return re.sub(r'"X-CSRFToken": "\w+"|[0-9a-f]{8}-[0-9a-f-]{27}|\d{2}:\d{2}', "", text)


@pytest.mark.django_db(transaction=True)
def test_no_word_is_in_the_database_a_job_a_session_a_log_or_on_the_disk(caplog):
    """A clue led to its end through the pages, by its named inspectors; then the whole database, as bytes."""
    caplog.set_level(logging.DEBUG)
    street = clues.people(world.build())
    person = communities.make_person(street.first, "被反映人")
    clue, *_ = clues.one_of_each(street, person)
    client = browser(street, "named")
    form = {name: value for name, value in clues.words().items() if name != "is_named"} | {"community": world.FIRST}
    assert client.post(reverse("discipline:clue-register"), form).status_code == 302
    assert client.post(reverse("discipline:clue-register"), form | {"received_on": "x"}).status_code == 422
    sign = drafts.sign_of(street.users["named"], reverse("discipline:clue-register"))
    typed = {"sign": sign, "page": str(uuid.uuid4()), "content": json.dumps([["content", PLANTED]], ensure_ascii=False)}
    assert client.post(reverse("accounts:draft"), typed).status_code == 200
    reveal = {"reason": "约见举报人", "password": world.PASSWORD}
    shown = client.post(reverse("discipline:clue-reporter", args=[clue.pk]), reveal).content.decode()
    assert PLANTED + "姓名" in shown
    run = request_report(actor=street.users["named"], code="clue_form", parameters={"subject": str(clue.pk)})
    run_job(str(run.job_id))

    kept = [list(Job.objects.values()), [session.get_decoded() for session in Session.objects.all()]]
    assert told(json.dumps(kept, default=str, ensure_ascii=False)) == []
    assert told(caplog.text) == []
    assert told(str(client.cookies)) == []
    assert PLANTED.encode() not in _dump()
    assert disk.files_with(PLANTED) == []
    assert list(settings.DATA_DIR.rglob(f"*{PLANTED}*")) == []


def _dump():
    """The database as its administrator has it: the pages of SQLite with its write-ahead log, or what pg_dump writes."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        name = str(connection.settings_dict["NAME"])
        sides = [f"{name}{end}" for end in ("", "-wal") if "mode=memory" not in name and name != ":memory:"]
        found = connection.connection.serialize()
        for side in sides:
            found += disk.content(side)
        assert "被反映人".encode() in found  # what is not secret is there in plain: the dump is not empty
        return found
    tool = shutil.which("pg_dump")
    assert tool, "pg_dump is needed to look into the dump"
    parts = connection.get_connection_params()
    environment = {"PGPASSWORD": str(parts.get("password") or ""), "PATH": "/usr/bin:/bin"}
    command = [tool, "--host", str(parts.get("host") or ""), "--port", str(parts.get("port") or 5432), "--username",
               str(parts.get("user") or ""), str(parts["dbname"])]  # fmt: skip
    found = subprocess.run(command, env=environment, capture_output=True, check=True).stdout  # noqa: S603 - our own words
    assert "被反映人".encode() in found
    return found
