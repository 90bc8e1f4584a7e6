"""The tables of core, gathered where Django looks for them."""

from core.attachments import Attachment
from core.audit import AuditEvent, AuditHead
from core.drafts import Draft
from core.editing import Submission
from core.files import StoredFile
from core.imports import ImportBatch, ImportRow, WrittenRow
from core.job_parts import JobPart
from core.jobs import Job
from core.pulse import WorkerPulse
from core.recycle import Discarded
from core.signatures import Signature
from core.workflow import Transition

__all__ = [
    "Attachment", "AuditEvent", "AuditHead", "Discarded", "Draft", "ImportBatch", "ImportRow", "Job", "JobPart", "Signature", "StoredFile",
    "Submission", "Transition", "WorkerPulse", "WrittenRow",
]  # fmt: skip
