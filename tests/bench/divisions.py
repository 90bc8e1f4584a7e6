"""Loading region codes, the first time and again, beside merely reading the file."""

import csv
import lzma
import time
from pathlib import Path

from communities.divisions import load_divisions


def run(path):
    """Load the file at ``path`` twice; print seconds and what changed."""
    path = Path(path)
    start = time.perf_counter()
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as handle:
        rows = sum(1 for _ in csv.DictReader(handle))
    floor = time.perf_counter() - start
    print(f"{path.name}, {rows} rows; floor, reading it: {floor:.2f} s")
    for which in ("first load", "second load"):
        start = time.perf_counter()
        outcome = load_divisions(path=path)
        seconds = time.perf_counter() - start
        print(
            f"  {which:<12}{seconds:8.2f} s, {seconds / floor:.1f} of the floor: {outcome.added} new, {outcome.unchanged} unchanged"
        )
