"""``manage.py load_divisions FILE``: bring the region tree up to date with a file of division codes."""

import time

from django.core.management.base import BaseCommand, CommandError

from communities.divisions import BadFile, load_divisions

RENAMES_SHOWN = 20
PROGRESS_EVERY = 50_000


class Command(BaseCommand):
    help = "导入统计用区划代码（.csv 或 .csv.xz，列 code,name）；可重复执行。"

    def add_arguments(self, parser):
        parser.add_argument("file", help="区划代码文件")

    def handle(self, *, file, **options):
        started = time.monotonic()
        try:
            report = load_divisions(path=file, progress=self._progress)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"文件无法读取：{error}") from None
        except BadFile as error:
            raise CommandError(error.message) from None
        self._print(report, time.monotonic() - started)

    def _progress(self, done, total):
        if done % PROGRESS_EVERY == 0 or done == total:
            self.stdout.write(f"已写入 {done:,}/{total:,}")

    def _print(self, report, seconds):
        for code, old, new in report.renamed[:RENAMES_SHOWN]:
            self.stdout.write(f"更名 {code} {old} → {new}")
        self.stdout.write(
            f"新增 {report.added:,}，更名 {len(report.renamed):,}，不变 {report.unchanged:,}，"
            f"本文件未列 {report.missing:,}（保留）。用时 {seconds:.1f} 秒。"
        )
