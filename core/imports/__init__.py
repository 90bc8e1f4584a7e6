"""Imports from Excel: upload, check, preview, confirm, write, undo. One path for every sheet.

Nothing is written before confirmation; what is written can be undone as a batch. The steps
are here; what one kind of sheet holds and means is an :class:`ImportKind`.
"""

from core.imports.checking import check_batch
from core.imports.commands import confirm_import, drop_import, recheck_import, start_import, undo_import
from core.imports.kinds import ImportKind, Line, find_kind, kind_of
from core.imports.models import ImportBatch, ImportRow, WrittenRow
from core.imports.purging import purge_imports
from core.imports.writing import write_batch

__all__ = [
    "ImportBatch", "ImportKind", "ImportRow", "Line", "WrittenRow", "check_batch", "confirm_import", "drop_import", "find_kind",
    "kind_of", "purge_imports", "recheck_import", "start_import", "undo_import", "write_batch",
]  # fmt: skip
