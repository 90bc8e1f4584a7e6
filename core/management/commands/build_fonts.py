"""``manage.py build_fonts [--out DIR]``: make the subset fonts of printed documents, once, at set-up."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import fonts


class Command(BaseCommand):
    help = "Make the subset fonts that PDFs are drawn with. Does nothing when they are there and current."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, help="folder to write to; default FONTS_DIR")

    def handle(self, *, out=None, **options):
        try:
            made = fonts.build(out)
        except fonts.FontsMissing as error:
            raise CommandError(str(error))
        self.stdout.write("made: " + ", ".join(made) if made else "fonts are current")
