"""Hostile text in real records: inert on paper (T25), only text in every workbook (T24)."""

import io

import openpyxl
import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from candidates.models import Candidate
from communities.models import NamePart, Region
from core import fonts
from core.audit import AuditEvent
from core.files import StoredFile
from core.jobs import Job, run_job
from core.secrets import EncryptedTextField
from reports.services import request_report
from tests.access_table import Scene
from tests.factories import communities, imports, warnings, world
from tests.hostile import PAYLOADS, assert_inert, evil
from tests.leaks import readable

SHORT = "<i>&'\""  # where a column holds no more


@pytest.fixture
def poisoned(db, listener):
    """A street in which every text that people can type is markup."""
    fonts.build()
    scene = Scene()
    scene.warning = warnings.recorded(scene.street, texts=[scene.text], **_told(evil(listener[0])))
    for model in apps.get_models():
        is_shown = model is not NamePart  # by its rows names are found; nothing of them is shown
        if is_shown and model._meta.app_label in ("accounts", "communities", "discipline", "candidates"):
            _poison(model, evil(listener[0]))
    return scene


def _told(text):
    """The words of a talk, which are encrypted and so are not overwritten with the rest."""
    return dict.fromkeys(("place", "content", "answer", "measures"), text)


def _poison(model, text):
    """Put ``text`` into each free text of each row; codes, keys and choices stay."""
    for field in model._meta.concrete_fields:
        if _is_free_text(field):
            fits = not field.max_length or field.max_length >= len(text)
            model.objects.update(**{field.name: text if fits else SHORT[: field.max_length]})


def _is_free_text(field):
    is_text = isinstance(field, (models.CharField, models.TextField)) and not isinstance(field, EncryptedTextField)
    return is_text and not (field.choices or field.unique or field.primary_key or field.name in _coded(field.model))


def _coded(model):
    """Columns that hold codes of the program, and those that a constraint binds."""
    bound = {name for constraint in model._meta.constraints for name in getattr(constraint, "fields", ())}
    return bound | {
        "state",
        "admin_kind",
        "password",
        "kind",
        "key",
        "code",
        "move",
        "source",
        "level",
        "decision",
        "digest",
    }


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("briefing", world.STREET),
        ("vetting_form", world.FIRST),
        ("talk_forms", world.STREET),
        ("ledger_roster", world.STREET),
        ("minutes", world.STREET),
        ("research_report", world.STREET),
        ("team_table", world.STREET),
        ("wall_sheet", world.STREET),
        ("community_plan", world.STREET),
        ("community_file", world.FIRST),
        ("study_sheet", world.FIRST),
        ("study_record", world.FIRST),
        ("warning_record", world.FIRST),
        ("slate", world.FIRST),
        ("slate_overview", world.STREET),
        ("vetting_minutes", world.STREET),
        ("name_notice", world.FIRST),
    ],
)
def test_markup_in_every_record_is_only_text_on_paper(poisoned, listener, code, region):
    street, candidate = poisoned.street, Candidate.objects.get(pk=poisoned.candidate.pk)
    run = request_report(
        actor=street.users["staff"], code=code, region=Region.objects.get(pk=region), election=street.running,
        parameters={
            "vetting_form": {"subject": candidate.pk}, "minutes": {"deliberation": poisoned.meeting.pk},
            "study_sheet": {"subject": poisoned.session.pk}, "study_record": {"subject": poisoned.session.pk},
            "warning_record": {"subject": poisoned.warning.pk}, "slate": {"subject": poisoned.slate.pk},
            "vetting_minutes": {"meeting": str(poisoned.people_meeting.pk)}, "name_notice": {"subject": poisoned.notice.pk},
        }.get(code, {}),
    )  # fmt: skip
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    paper = job.result.read()
    assert SHORT[:3] in readable(paper)
    assert_inert(paper)
    assert listener[1] == []


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


@pytest.fixture
def formulas(street):
    """A member for each payload, who has it wherever text goes into the roster; a community named so too."""
    for payload in PAYLOADS:
        person = communities.make_person(street.first, payload, school=payload, ethnicity=payload[:20])
        communities.make_member(person, street.running, "party_member", duties=payload)
    Region.objects.filter(pk=world.SECOND).update(name=PAYLOADS[0])
    return street


def test_no_payload_becomes_a_formula_in_the_exported_roster(formulas, signed_in):
    found = cells(signed_in("staff").get(reverse("communities:roster-export")).content)
    assert [cell.coordinate for cell in found if cell.data_type == "f"] == []
    shown = [str(cell.value) for cell in found]
    assert all(
        any(payload.strip("\t\r\n \u00a0\u202e") in text for text in shown) for payload in ("=1+1", "@1+1", "-1+1")
    )
    assert AuditEvent.objects.filter(event="roster.export").count() == 1


def test_no_payload_becomes_a_formula_in_the_template(formulas, signed_in):
    found = cells(signed_in("staff").get(reverse("communities:import-template", args=["roster"])).content)
    assert [cell.coordinate for cell in found if cell.data_type == "f"] == []


def test_no_payload_becomes_a_formula_in_the_file_of_wrong_rows(street, signed_in):
    rows = [imports.row(payload, sex=payload, school=payload, duties=payload) for payload in PAYLOADS]
    batch = imports.checked(street, rows)
    assert batch.wrong_count == len(PAYLOADS)
    found = cells(signed_in("staff").get(reverse("communities:import-errors", args=[batch.pk])).content)
    assert [cell.coordinate for cell in found if cell.data_type == "f"] == []
    assert StoredFile.objects.filter(pk=batch.error_file_id).exists()
