"""Settings of the worker processes that the job tests start: the product's, with the tests' kinds of job and their clock."""

import os

import time_machine

from config.settings import *  # noqa: F403
from config.settings import JOB_KINDS

NAMES = ("quick", "waits", "needs_right", "breaks", "large", "pieces")
KINDS = {name: f"tests.core.job_functions.{name}" for name in NAMES}
JOB_KINDS = JOB_KINDS | KINDS

if "CLOCK" in os.environ:  # tests read the table above too
    time_machine.travel(os.environ["CLOCK"]).start()
