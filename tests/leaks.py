"""Finding planted numbers in whatever leaves the product: pages, headers, workbooks, PDFs."""

import io
import zipfile

from pypdf import PdfReader

from communities.models import Person

IDENTITY_SHOWN = {"communities:person-reveal", "communities:import-errors"}  # the latter gives back what was uploaded


def planted(scene):
    """Every ID number and phone on file, and those uploaded but not written yet."""
    on_file = {number for person in Person.objects.all() for number in (person.id_number, person.phone) if number}
    return on_file | scene.uploaded


def given_away(response, numbers):
    """The numbers that a response shows in full, or masked so badly that only the middle is missing."""
    text = f"{response.status_code} {dict(response.headers)} {readable(response.content)}"
    return {number for number in numbers if any(sign in text for sign in (number, *poor_masks(number)))}


def poor_masks(number):
    """Of an ID number: 6+4, 4+4 and 3+4 masks leave one possible number beside a birth date."""
    return () if len(number) != 18 else (f"{number[:3]}*", f"{number[:6]}*", f"*{number[-4:]}", number[6:17])


def readable(content):
    """What a reader of the file can read, as text."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode(errors="replace")
