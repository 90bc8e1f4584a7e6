"""A stack of pledges printed by the product, spoilt as scans and photos are, and read back page by page."""

import io
import random
import subprocess
import tempfile
import time
from pathlib import Path

from django.db import transaction
from PIL import Image

from core import scans
from discipline.models import PledgeSheet
from discipline.pledge_papers import sheet_key
from reports import services
from reports.definitions.pledges import PLEDGE_SHEETS
from tests.factories import discipline, photos, pledges, world

RESOLUTION = 200


def run(people=30):
    """Print ``people`` pledges and read each in every condition; a table, and how many were wrongly assigned."""
    with transaction.atomic():
        keys, pages = _printed(people)
        transaction.set_rollback(True)
    print(f"{len(pages)} pages, printed by the product, rendered at {RESOLUTION} dpi, JPEG quality 40–60")
    total = [0, 0, 0]
    for name, condition in photos.CONDITIONS.items():
        start, (read, wrong) = time.perf_counter(), measure(pages, keys, condition)
        total = [total[0] + read, total[1] + len(pages), total[2] + wrong]
        print(
            f"  {name:<14} read {read:4}/{len(pages)}  wrong {wrong}  {(time.perf_counter() - start) / len(pages):.2f} s a page"
        )
    print(f"  {'total':<14} read {total[0]:4}/{total[1]}  wrongly assigned {total[2]}")
    return total


def measure(pages, keys, condition, seed=7):
    """``(recognised, wrongly assigned)`` of upright pictures whose keys are known, each spoilt by ``condition``."""
    rng, read, wrong = random.Random(seed), 0, 0
    for number, (page, key) in enumerate(zip(pages, keys, strict=True), start=1):
        picture = photos.as_jpeg(condition(page, rng), rng)
        found = scans.read_page(number, picture, "image/jpeg", sheet_key).keys
        read += found == (key,)
        wrong += bool(found) and found != (key,)
    return read, wrong


def _printed(people):
    street = world.build()
    signers = [discipline.somebody(street) for _ in range(people)]
    campaign = pledges.campaign(street, signers)
    document = services.draw(
        PLEDGE_SHEETS, user=street.users["staff"], region=street.regions[world.STREET], election=street.running,
        parameters={"campaign": str(campaign.pk), "who": "to_sign", "copies": "1"}, number=1, printed_by="某干部",
        document_number="",
    )  # fmt: skip
    keys = PledgeSheet.objects.order_by("pledge__community_id", "pledge__number").values_list("key", flat=True)
    return list(keys), as_pictures(document.content)


def as_pictures(content):
    """The pages of a PDF as pdftoppm draws them."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pledges.pdf"
        source.write_bytes(content)
        subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-png", source, Path(folder) / "page"], check=True)
        return [Image.open(io.BytesIO(path.read_bytes())).convert("RGB") for path in sorted(Path(folder).glob("*.png"))]
