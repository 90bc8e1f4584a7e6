"""The Celery application: JSON messages that carry job ids and nothing else."""

import os

from celery import Celery
from celery.signals import worker_init
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()  # of every installed app: a task that only the scheduler knows would wait for ever


@worker_init.connect
def load_addresses(**about):
    """Read the table of addresses, and with it every view: before a worker's children are forked, each of which would
    take half a second for it in its first job, and before a web process has its first visitor."""
    reverse("reports:home")
