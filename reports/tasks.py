"""What is told by the clock."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts import notices
from communities.models import Election
from reports import rollup, weekly
from reports.digest import send_digests
from reports.ledgers.snapshots import queue_due_snapshots

logger = logging.getLogger(__name__)


@shared_task(name="reports.send_digests", ignore_result=True)
def send_daily_digests():
    """Every morning: each user's due and overdue work in one notice; old notices go."""
    today = timezone.localdate()
    notices.purge(today=today)
    send_digests(today)


@shared_task(name="reports.ask_for_weekly_briefings", ignore_result=True)
def ask_for_weekly_briefings():
    """Every ten minutes: the briefings that are due this week. A stop of the server is made up for by the next call."""
    weekly.ask_for_due(timezone.now())


@shared_task(name="reports.take_snapshots", ignore_result=True)
def take_due_snapshots():
    """At the end of every day: the ledgers that are to be kept as they stand; those of days missed as well."""
    queue_due_snapshots(timezone.localdate())


@shared_task(name="reports.fold_figures", ignore_result=True)
def fold_figures():
    """Every minute: what was changed is counted, so that nobody who opens a page waits for it."""
    for election in Election.objects.running():
        rollup.fold(election)


@shared_task(name="reports.check_figures", ignore_result=True)
def check_figures():
    """Every night: the figures are held against a scan; what differs is logged and counted anew."""
    for election in Election.objects.running():
        if wrong := rollup.find_differences(election):
            logger.error("the figures of %s regions of term %s were wrong: %s", len(wrong), election.pk, wrong[:20])
            rollup.rebuild(election)
