"""What happens to the communities' records by the clock."""

from celery import shared_task

from communities.services import surveys


@shared_task(name="communities.close_due_rounds", ignore_result=True)
def close_due_rounds():
    """Seal the questionnaires whose time is over."""
    surveys.close_due_rounds()
