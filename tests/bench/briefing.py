"""The briefing of the exercise street, beside the drawing of a PDF without any query."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from communities.models import Region
from core import pdf
from reports.definitions.briefing import BRIEFING
from reports.demo import build
from reports.services import election_of

TIMES = 7


def run():
    """Build it :data:`TIMES` times as the leader; print medians, pages, size and the number of queries."""
    start = time.perf_counter()
    build.build()
    print(f"exercise street built in {time.perf_counter() - start:.1f} s; the briefing, {TIMES} times:")
    leader, street = User.objects.get(username="lingdao"), Region.objects.get(pk=build.DEMO.street)
    election = election_of(street)
    counted, drawn = [], []
    for _ in range(TIMES):
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            context = BRIEFING.context(User.objects.get(pk=leader.pk), street, election, {}, 1)
        counted.append(time.perf_counter() - start)
        start = time.perf_counter()
        document = pdf.render(BRIEFING.template, {**context, "printed_at": timezone.now()}, title=BRIEFING.title)
        drawn.append(time.perf_counter() - start)
    figures, drawing = statistics.median(counted), statistics.median(drawn)
    print(f"  figures            {figures:8.3f} s, {len(queries)} queries")
    print(f"  floor: drawing     {drawing:8.3f} s, {document.pages} pages, {len(document.content) // 1024} KB")
    print(f"  whole              {figures + drawing:8.3f} s, {(figures + drawing) / drawing:.2f} of the floor")
