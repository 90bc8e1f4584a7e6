"""T22: workbooks made to harm. Each is refused, or read, in little time and memory; none breaks the reader."""

import io
import json
import random
import subprocess
import sys
import zipfile

import pytest

from core.errors import DomainError
from core.spreadsheets import read_rows, template_workbook
from core.spreadsheets.confined import MAX_CELL_CHARACTERS
from tests.core.spreadsheet_files import HEADINGS, ROSTER, cell_xml, ods, rows_xml, xlsx, xlsx_parts, zipped

MEGABYTE = 1024 * 1024
MUTANTS = 200
ROWS = [HEADINGS, ["甲社区", "张三", "520102197506030007", "1975.06", 3], ["乙社区", "李四", "520102197506030015"]]
HEADING_XML = rows_xml(ROWS).removesuffix("</sheetData>")


def far_cell(reference):
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return xlsx(f'{HEADING_XML}<row r="{row}">{cell_xml(reference, 1)}</row></sheetData>')


def laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    parts = xlsx_parts(rows_xml([["&l9;"]]))
    parts["xl/worksheets/sheet1.xml"] = f'<!DOCTYPE x [<!ENTITY l0 "l">{entities}]>' + parts["xl/worksheets/sheet1.xml"]
    return zipped(parts)


def utf16_laughs():
    """The same in an encoding in which the gate does not see the declaration."""
    parts = xlsx_parts(rows_xml([["&l0;"]]))
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY l0 "{"l" * 100_000}">]>'
    parts["xl/worksheets/sheet1.xml"] = (text + parts["xl/worksheets/sheet1.xml"]).encode("utf-16")
    return zipped(parts)


def repeated_cells():
    content = ods([HEADINGS[:3]])
    parts = {
        name: zipfile.ZipFile(io.BytesIO(content)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    }
    parts["content.xml"] = parts["content.xml"].replace(
        b"<table:table-row><table:table-cell office",
        b'<table:table-row table:number-rows-repeated="1048576">'
        b'<table:table-cell table:number-columns-repeated="16384" office',
        1,
    )
    return zipped(parts)


def shared_text():
    """One text of a megabyte, used by ten thousand cells."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(3, 10_003))
    parts = xlsx_parts(f"{HEADING_XML}{cells}</sheetData>")
    noise = random.Random(3).randbytes(MEGABYTE // 2).hex()
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{parts["xl/workbook.xml"].split(chr(34))[1]}"><si><t>{noise}</t></si></sst>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "</Types>",
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rId2" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    )
    return zipped(parts)


def many_rows():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 1_000_003}</v></c></row>' for n in range(4, 300_000))
    return xlsx(f"{HEADING_XML}{rows}</sheetData>")


def merged_areas():
    chance = random.Random(5)
    areas = "".join(
        f'<mergeCell ref="A{chance.randint(2, 9)}:XFD{chance.randint(9, 1048576)}"/>' for _ in range(100_000)
    )
    return xlsx(f"{rows_xml(ROWS)}<mergeCells>{areas}</mergeCells>")


def large_part():
    return zipped(xlsx_parts(rows_xml(ROWS)) | {"xl/media/a.bin": bytes(80 * MEGABYTE)})


def many_entries():
    return zipped(xlsx_parts(rows_xml(ROWS)) | {f"xl/{number}.xml": "" for number in range(50_000)})


BOMBS = {  # what each comes to: a refusal, or the number of rows read
    "dimension.xlsx": (lambda: far_cell("XFD1048576"), "unreadable_file"),
    "middling dimension.xlsx": (lambda: far_cell("AZ60000"), "too_many_rows"),
    "large cell.xlsx": (lambda: xlsx(rows_xml([["a" * 80 * MEGABYTE]])), "file_bomb"),
    "large part.xlsx": (large_part, "file_bomb"),
    "many rows.xlsx": (many_rows, "too_many_rows"),
    "many entries.xlsx": (many_entries, "file_bomb"),
    "merged areas.xlsx": (merged_areas, 2),
    "billion laughs.xlsx": (laughs, "file_damaged"),
    "laughs in UTF-16.xlsx": (utf16_laughs, "headings_missing"),
    "repeated cells.ods": (repeated_cells, "unreadable_file"),
    "shared text.xlsx": (shared_text, "unreadable_file"),
}

# Peaks are those of /proc, reset first: what getrusage tells of a process begins with its parent's.
MEASURE = """
import json, re, resource, sys
from pathlib import Path
from django.conf import settings
settings.configure(DEMO=False, TIME_ZONE="Asia/Shanghai", USE_TZ=True)
from core.errors import DomainError
from core.spreadsheets import read_rows
from tests.core.spreadsheet_files import ROSTER

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

def seconds():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)

content = Path(sys.argv[1]).read_bytes()
Path("/proc/self/clear_refs").write_text("5")
peak_before, seconds_before = peak(), seconds()
try:
    outcome = len(read_rows(content, sys.argv[1], ROSTER).rows)
except DomainError as refusal:
    outcome = refusal.code
child_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([outcome, seconds() - seconds_before, peak() - peak_before, max(0, child_peak - peak())]))
"""
CHILD_START = 15  # megabytes that the reader's process holds before it reads


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_costs_at_most_two_seconds_and_a_hundred_megabytes(name, tmp_path):
    build, outcome = BOMBS[name]
    bomb = tmp_path / name
    bomb.write_bytes(build())
    done = subprocess.run([sys.executable, "-c", MEASURE, str(bomb)], capture_output=True, text=True, check=True)
    measured, seconds, growth, child_excess = json.loads(done.stdout)
    assert measured == outcome
    # Processor time, for a busy machine must not fail the test. Of the child, what it holds above its parent is known.
    within = (seconds < 2, growth < 100, child_excess < CHILD_START + 100)
    assert within == (True, True, True), (seconds, growth, child_excess)


def mutate_bytes(content, chance):
    """Change, cut, repeat or drop a few bytes anywhere."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed))
        act = chance.randrange(4)
        if act == 0:
            changed[place] = chance.randrange(256)
        elif act == 1:
            del changed[place : place + chance.randint(1, 40)]
        elif act == 2:
            changed[place:place] = changed[place : place + chance.randint(1, 40)]
        else:
            changed[place : place + 4] = chance.randbytes(4)
    return bytes(changed)


def mutate_part(content, chance):
    """Do the same inside one part, with the zip around it in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = chance.choice(sorted(parts))
    parts[chosen] = mutate_bytes(parts[chosen], chance)
    return zipped(parts)


def originals():
    yield "a.xlsx", xlsx(rows_xml(ROWS) + '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
    yield "a.xlsx", template_workbook([ROSTER])
    yield "a.ods", ods([row[:3] for row in ROWS])


def test_mutated_files_are_read_or_refused():
    chance = random.Random(22)
    files = list(originals())
    outcomes = {}
    for _ in range(MUTANTS):
        name, content = chance.choice(files)
        mutant = chance.choice((mutate_bytes, mutate_part))(content, chance)
        try:
            read_rows(mutant, name, ROSTER)
            code = "read"
        except DomainError as refusal:
            code = refusal.code
        outcomes[code] = outcomes.get(code, 0) + 1
    assert sum(outcomes.values()) == MUTANTS
    assert {"read", "file_damaged", "unreadable_file"} <= set(outcomes)


def test_no_cell_is_longer_than_excel_writes_one():
    def read(length):
        rows = [HEADINGS, ["甲社区", "字" * length, "520102197506030007", "1975.06", 3]]
        return read_rows(xlsx(rows_xml(rows)), "花名册.xlsx", ROSTER).rows[0].cells

    assert "字" * MAX_CELL_CHARACTERS in read(MAX_CELL_CHARACTERS).values()
    with pytest.raises(DomainError) as refusal:
        read(MAX_CELL_CHARACTERS + 1)
    assert refusal.value.code == "unreadable_file"
