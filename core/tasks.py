"""Where Celery looks for tasks."""

from core.jobs import run_job, sweep_jobs

__all__ = ["run_job", "sweep_jobs"]
