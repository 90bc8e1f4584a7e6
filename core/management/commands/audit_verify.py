"""manage.py audit_verify [--from SEQ] [--to SEQ] [--anchor SEQ:MAC]: 0 if the chain is whole, 2 if not."""

import argparse
import sys

from django.core.management.base import BaseCommand

from core import audit


def anchor(text):
    """``"120:ab…"`` → ``(120, "ab…")``."""
    seq, _, mac = text.partition(":")
    if not seq.isdigit() or len(mac) != 64:
        raise argparse.ArgumentTypeError("锚的写法是 序号:校验码，例如 120:3f…（64 位十六进制）")
    return int(seq), mac.lower()


class Command(BaseCommand):
    help = "核验审计链：逐条重算校验码；加 --anchor 可查出末尾被截去"

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="first", type=int, default=1, metavar="SEQ")
        parser.add_argument("--to", dest="last", type=int, default=None, metavar="SEQ")
        parser.add_argument("--anchor", type=anchor, default=None, metavar="SEQ:MAC")

    def handle(self, *, first, last, anchor, **options):
        finding = audit.verify(first=first, last=last, anchor=anchor)
        if finding.faults:
            for fault in finding.faults[:100]:
                self.stderr.write(f"{fault.seq} {fault.kind} {fault.label}")
            sys.exit(2)
        self.stdout.write(f"OK {finding.count:,} events, head={finding.head}")
