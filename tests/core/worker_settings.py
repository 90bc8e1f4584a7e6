"""Settings of the worker processes that the job tests start: the product's, with the tests' kinds of job."""

from config.settings import *  # noqa: F403
from config.settings import JOB_KINDS

NAMES = ("quick", "waits", "needs_right", "breaks", "large", "pieces")
KINDS = {name: f"tests.core.job_functions.{name}" for name in NAMES}
JOB_KINDS = JOB_KINDS | KINDS
