"""Publicity events for tests, through the service."""

from django.utils import timezone

from discipline.services.publicity import record_publicity


def fields(**changed):
    values = {"kind": "yard_meeting", "held_on": timezone.localdate(), "place": "居民院坝", "households": 20, "people": 35,
              "copies": 40, "materials": "一封信", "topic": "换届政策和纪律", "responsible": ""}  # fmt: skip
    return values | changed


def hold(street, actor="staff", community=None, **changed):
    return record_publicity(
        actor=street.users[actor], election=street.running, community=community or street.first, **fields(**changed)
    )
