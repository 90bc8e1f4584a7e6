"""What every page knows."""

import uuid

from django.conf import settings


def page(request):
    """``demo``: whether this is the exercise street; ``once``: a fresh token for a form (core.editing)."""
    return {"demo": settings.DEMO, "once": uuid.uuid4}
