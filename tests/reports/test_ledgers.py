"""Ledgers: the same lines on screen, in Excel and on paper, for whoever may see them and nobody else."""

import io

import openpyxl
import pytest
from django.urls import reverse
from lxml import html as markup

from reports.ledgers import LEDGERS, find
from tests.factories import progress as make
from tests.factories import world


@pytest.fixture
def busy(street):
    for community in (street.first, street.second, street.outside):
        make.fill(street, community)
    return street


def screen(client, code, **filters):
    """The lines of the page, as lists of texts."""
    page = markup.document_fromstring(client.get(reverse("reports:ledger", args=[code]), filters).content.decode())
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in page.xpath("//table[contains(@class, 'ledger')]/tbody/tr")
    ]


def workbook(client, code, **filters):
    answer = client.get(reverse("reports:ledger-export", args=[code]), filters)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    headings = [column.heading for column in find(code).columns]
    return rows[rows.index(headings) + 1 :]


def test_x(busy, signed_in):
    staff = signed_in("staff")
    print(screen(staff, "basics"))
    print(workbook(staff, "basics"))
    print(screen(staff, "roster"))
    print(staff.get(reverse("reports:ledger-list")).content.decode()[-3000:])
