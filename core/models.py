"""The tables of core, gathered where Django looks for them."""

from core.audit import AuditEvent, AuditHead
from core.editing import Submission
from core.files import StoredFile
from core.imports import ImportBatch, ImportRow
from core.jobs import Job
from core.workflow import Transition

__all__ = ["AuditEvent", "AuditHead", "ImportBatch", "ImportRow", "Job", "StoredFile", "Submission", "Transition"]
