"""axe over every page for every role at both sizes: the whole of what tests/browser/test_axe.py samples.

``bin/bench axe [--json FILE]``. Each URL of the table of access for every user that it admits, forms sent empty, what
opens over a page, and the exercise street as each role walks through it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "browser"


def run(arguments):
    """Print pages, users and what is wrong; ``--json FILE`` keeps it. Ends with 1 where anything is wrong."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    with tempfile.TemporaryDirectory() as results:
        _sweep(results)
        runs = [json.loads(path.read_text()) for path in Path(results).glob("*.json")]
    found = {key: [each for run in runs for each in run[key]] for key in ("seen", "left_out", "faults")}
    _report(found)
    if "--json" in options:
        Path(options["--json"]).write_text(json.dumps(found, ensure_ascii=False, indent=1))
    sys.exit(bool(found["faults"]) or not found["seen"])


def _sweep(results):
    environment = os.environ | {
        "SWEEP_EVERY_USER": "1", "SWEEP_RESULTS": results, "DJANGO_SETTINGS_MODULE": "config.test_settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-n", "2", "-m", "browser", "--tb=no"]
    subprocess.run([*command, FOLDER / "test_axe.py", FOLDER / "exercise_street.py"], env=environment, check=False)


def _report(found):
    seen = {tuple(each) for each in found["seen"]}
    print(f"{len({page for page, _, _ in seen})} pages, {len({(page, user) for page, user, _ in seen})} pages × users, "
          f"{len(seen)} times axe, {len({tuple(each) for each in found['left_out']})} × no page (files)")  # fmt: skip
    for title, number in (("user", 1), ("size", 2)):
        counts = Counter(each[number] for each in {(page, user, size) for page, user, size in seen})
        print(f"by {title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    rules = Counter(fault["rule"] for fault in found["faults"])
    print(f"violations: {sum(rules.values())}")
    for rule, count in rules.most_common():
        print(f"  {count:5} {rule}")
    for fault in found["faults"][:200]:
        print("  " + " · ".join(" ".join(str(value).split()) for value in fault.values()))
