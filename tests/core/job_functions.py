"""What the worker of the job tests runs; each leaves a mark on the disk, so that the test can count its runs."""

import time

from django.conf import settings

from communities.models import Region
from core import access
from core.job_parts import Parts
from core.jobs import Product
from tests.core.full_disk import ROOM


def marks(job):
    return settings.DATA_DIR / f"marks-{job.pk}"


def may_go_on(job):
    return settings.DATA_DIR / f"go-{job.pk}"


def _mark(running):
    with marks(running.job).open("a") as handle:
        handle.write("run\n")


def quick(running):
    _mark(running)
    return Product(b"made", name="a.xlsx", content_type="application/octet-stream")


def waits(running):
    """Works until the test lets it go on."""
    _mark(running)
    running.report(10, "等待")
    while not may_go_on(running.job).exists():
        time.sleep(0.05)
    return Product(b"made", name="a.xlsx", content_type="application/octet-stream")


def needs_right(running):
    _mark(running)
    region = Region.objects.get(pk=running.parameters["region"])
    access.require(running.actor, "build_reports", region)


def breaks(running):
    _mark(running)
    raise RuntimeError("secret inside")


def large(running):
    """Makes a file for which a full disk has no room."""
    _mark(running)
    return Product(bytes(ROOM + 1), name="a.xlsx", content_type="application/octet-stream")


PIECES = 5


def pieces(running):
    """Makes PIECES pieces, a mark for each that it makes; after the third it waits until the test lets it go on."""
    parts = Parts(running)
    for number in range(PIECES):
        if parts.find(str(number)):
            continue
        if number == 3:
            while not may_go_on(running.job).exists():
                time.sleep(0.05)
        _mark(running)
        parts.keep(str(number), b"%d" % number, 1, name="part", content_type="text/plain")
    whole = b"".join(parts.find(str(number)).read() for number in range(PIECES))
    return Product(whole, name="a.txt", content_type="text/plain")
