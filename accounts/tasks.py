"""What happens to accounts by the clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.clear_sessions", ignore_result=True)
def clear_sessions():
    """Drop the rows of ended sessions: they say who worked when, and serve nobody any more."""
    call_command("clearsessions")
