"""/healthz: whether database, scheduler and worker are alive; says nothing about content."""

from datetime import timedelta

from django.db import connection
from django.http import JsonResponse
from django.utils import timezone

from core.jobs import Job
from core.web import PUBLIC, open_to


@open_to(PUBLIC)
def healthz(request):
    """200 ``{"database": "ok", "jobs": "ok"}``; 503 when jobs have waited five minutes (no worker, no scheduler)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    stuck = Job.objects.filter(state=Job.States.QUEUED, created_at__lt=timezone.now() - timedelta(minutes=5)).exists()
    return JsonResponse({"database": "ok", "jobs": "stuck" if stuck else "ok"}, status=503 if stuck else 200)
