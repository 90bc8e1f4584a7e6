"""The street's team plans (班子方案) on one screen, beside a page with the same frame and next to nothing in it."""

import statistics
import time

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from reports.demo import build

TIMES = 15


def run():
    """Open each page :data:`TIMES` times as a clerk of the exercise street; print medians, 95th percentiles, queries."""
    call_command("collectstatic", verbosity=0, interactive=False)
    build.build()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="dangjian1"), backend="accounts.backends.AccountBackend")
    floor = _measure(client, "frame only", reverse("candidates:panels"))
    plans = _measure(client, "seven communities", reverse("candidates:slates"))
    print(f"  ratio of the medians {plans / floor:.2f}")


def _measure(client, label, url):
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        taken.append(time.perf_counter() - start)
        assert answer.status_code == 200, answer.status_code
    median, late = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(f"  {label:18} median {median * 1000:6.1f} ms, 95 % {late * 1000:6.1f} ms, {len(queries)} queries")
    return median
