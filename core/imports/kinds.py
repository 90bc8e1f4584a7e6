"""What one kind of import defines, and the one function by which rows are examined before and at writing."""

from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.utils.module_loading import import_string

from core import access
from core.errors import DomainError
from core.ids import mask_within
from core.imports.models import ImportRow
from core.spreadsheets import RawRow, check_rows


@dataclass
class Line:
    """One row on its way from the file to the records. A line without errors has all its values.

    ``compare`` fills in the rest: ``changes`` as ``[heading, old, new]`` for the eye, ``basis`` as the records
    and versions it looked at, ``plan`` as whatever ``write`` needs; ``write`` sets ``target_id`` and ``before``.
    """

    raw: RawRow
    values: dict
    errors: list
    status: str = ""
    name: str = ""
    place: str = ""
    changes: list = field(default_factory=list)
    basis: str = ""
    plan: object = None
    target_id: str = ""
    before: dict | None = None

    @property
    def where(self):
        return f"工作表“{self.raw.sheet}”第{self.raw.number}行"

    def refuse(self, column, message, *, value=""):
        """Add an error that only a look at the other rows or at the records can tell."""
        self.status = ImportRow.Statuses.WRONG
        self.errors.append(
            {"column": column.key, "heading": column.heading, "value": mask_within(value), "message": message}
        )  # fmt: skip


class ImportKind:
    """One kind of sheet, for one user, region and term. Subclasses are named in the setting IMPORT_KINDS.

    ``permission`` is asked on the batch's region at every step, of whoever acts then; of a kind whose rows
    belong to one record (``subject_model`` returns its model), on that record.

    For the eye: ``counter`` is what its rows are counted in, ``row_heading`` and ``place_heading`` stand above
    their names and places.
    """

    code = title = permission = ""
    counter, row_heading, place_heading = "行", "名称", "位置"
    subject_model = None
    has_own_page = False  # whether its file is uploaded on a page of its own

    def __init__(self, *, user, region_code, election_id, subject_id=None):
        self.user, self.region_code, self.election_id, self.subject_id = user, region_code, election_id, subject_id

    def page(self):
        """``(label, address)`` of the page that shows what such a batch wrote."""
        raise NotImplementedError

    def list_address(self):
        """Where the batches of its sort are listed."""
        raise NotImplementedError

    def start_address(self):
        """Where a file is uploaded."""
        raise NotImplementedError

    def require_open(self):
        """Raises DomainError if nothing may be imported here any more."""

    def template(self):
        """The ``Sheet`` that people fill in."""
        raise NotImplementedError

    def sheet(self):
        """The ``Sheet`` by which files are read: the template's, and columns that others put in."""
        return self.template()

    def sheets(self):
        """All the ``Sheet`` of a workbook of several tabs; of one tab alone, that one."""
        return (self.sheet(),)

    def choices(self):
        """Values known only now, by column key, for drop-downs and checks."""
        return {}

    def compare(self, lines, *, lock=False):
        """Set status, changes, basis and further errors of the lines, in a number of queries that does not
        grow with each row. ``lock``: hold the records that will be written until the transaction ends."""
        raise NotImplementedError

    def write(self, lines):
        """Write the new and changed lines, in the caller's transaction; set ``target_id`` and ``before`` on each."""
        raise NotImplementedError

    def undo(self, rows):
        """Take back what ``write`` did for these :class:`WrittenRow`; raises DomainError naming rows changed since."""
        raise NotImplementedError


def find_kind(code):
    """The class of a kind of import; None if there is none of this code."""
    path = settings.IMPORT_KINDS.get(code)
    return import_string(path) if path else None


def kind_of(batch, user):
    """The kind of a batch, with the rights that ``user`` has now."""
    return find_kind(batch.kind)(
        user=user, region_code=batch.region_code, election_id=batch.election_id, subject_id=batch.subject_id
    )


def kinds_about_records():
    """The kinds whose rows belong to one record."""
    return [kind for kind in map(find_kind, settings.IMPORT_KINDS) if kind.subject_model]


def require_right(kind, batch):
    """Asked again when a job runs: raises DomainError ``no_longer_allowed``, or what ``require_open`` raises."""
    if not access.allowed(kind.user, kind.permission, batch):
        raise DomainError("no_longer_allowed", "您在这一范围的填报权限已被收回，这批数据没有处理。")
    kind.require_open()


def examine(kind, rows, *, lock=False):
    """Return a :class:`Line` per raw row, every error of all of them at once."""
    sheets, choices, lines = kind.sheets(), kind.choices(), []
    for name, some in groupby(rows, lambda row: row.sheet.strip()):
        sheet = next((sheet for sheet in sheets if sheet.name == name), sheets[0])
        lines += _checked(sheet, list(some), choices)
    kind.compare(lines, lock=lock)
    return lines


def _checked(sheet, rows, choices):
    checked = check_rows(sheet.columns, [row.cells for row in rows], choices=choices)
    wrong = ImportRow.Statuses.WRONG
    return [
        Line(row, values, errors, wrong if errors else "") for row, (values, errors) in zip(rows, checked, strict=True)
    ]
