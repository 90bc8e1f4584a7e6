"""What a user has looked at or put away: remembered with the account, so that it holds on every device."""

from django.utils import timezone

from accounts.models import Mark

CHANGES, GUIDE = Mark.Keys


def marked_at(user, key):
    """When the user last set the mark; None if never."""
    return Mark.objects.filter(user=user.pk, key=key).values_list("at", flat=True).first()


def set_mark(*, actor, key):
    """Set the mark now. Returns the :class:`Mark`."""
    mark, _ = Mark.objects.update_or_create(user=actor, key=key, defaults={"at": timezone.now()})
    return mark


def remove_mark(*, actor, key):
    """Take the mark away: what was put away is shown again."""
    Mark.objects.filter(user=actor, key=key).delete()
