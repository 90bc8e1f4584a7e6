"""Rosters as workbooks, and batches taken through the real jobs."""

from datetime import date

from communities.imports import RosterImport
from core.imports import ImportBatch, confirm_import, start_import
from core.jobs import run_job
from core.spreadsheets import write_table
from tests.factories import world
from tests.factories.communities import make_id_number


def row(name="张三", community="花一社区", **fields):
    """One row with both of its required columns and a number of its own."""
    base = {"community": community, "name": name, "birth_date": "1975.06", "party_post": "委员", "sex": "男"}
    return base | fields


def numbered(name, community="花一社区", birth_date=date(1975, 6, 1), sex="male", **fields):
    """A row that gives its ID number, and leaves sex and birth date to it."""
    number = make_id_number(birth_date, sex)
    return row(name, community, **{"birth_date": "", "sex": "", "id_number": number} | fields)


def kind_for(street, user="staff", region=world.STREET):
    return RosterImport(user=street.users[user], region_code=region, election_id=street.running.pk)


def workbook(street, rows):
    """The rows as an .xlsx with every column of the street's sheet, values as typed."""
    columns = [type(c)(c.key, c.heading, text=c.text) for c in kind_for(street).sheet().columns]
    return write_table(columns, rows, title="花名册")


def upload(street, content, user="staff", region=world.STREET, name="名册.xlsx"):
    """Start an import without running its job."""
    return start_import(
        actor=street.users[user], kind="roster", region=street.regions[region], election=street.running,
        upload_name=name, content=content,
    )  # fmt: skip


def checked(street, rows, **where):
    """A batch of these rows (or of a workbook's bytes), checked by its job."""
    batch = upload(street, rows if isinstance(rows, bytes) else workbook(street, rows), **where)
    run_job(str(batch.job_id))
    return ImportBatch.objects.get(pk=batch.pk)


def written(street, batch, user="staff", **options):
    """The batch confirmed and written by its job."""
    batch = confirm_import(actor=street.users[user], batch=batch, **options)
    run_job(str(batch.job_id))
    return ImportBatch.objects.get(pk=batch.pk)


def outcome(batch):
    """``{name: status}``."""
    return {each.shown["name"]: each.status for each in batch.rows.all()}


def mistakes(batch):
    """``[(row number, column, message)]`` of the wrong rows."""
    return [(each.number, error["column"], error["message"]) for each in batch.rows.all() for error in each.errors]
