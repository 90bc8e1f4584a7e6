"""Where Celery looks for tasks."""

from core.imports import purge_imports
from core.jobs import run_job, sweep_jobs

__all__ = ["purge_imports", "run_job", "sweep_jobs"]
