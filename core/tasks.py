"""Where Celery looks for tasks."""

from core.drafts import purge_drafts
from core.files import sweep_files
from core.imports import purge_imports
from core.jobs import run_job, sweep_jobs
from core.recycle import purge_discarded
from core.upkeep import refresh_statistics

__all__ = [
    "purge_discarded", "purge_drafts", "purge_imports", "refresh_statistics", "run_job", "sweep_files", "sweep_jobs",
]  # fmt: skip
