"""What every page knows."""

import uuid

from django.conf import settings


def page(request):
    """``demo``: whether this is the exercise street; ``once``: a fresh token for a form (core.editing);
    ``session_minutes``: after how long without use a session ends.
    """
    return {"demo": settings.DEMO, "once": uuid.uuid4, "session_minutes": settings.SESSION_IDLE_MINUTES}
