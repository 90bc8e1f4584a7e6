"""``manage.py rebuild_figures [--check]``: the figures of all regions, counted anew or held against a scan."""

from django.core.management.base import BaseCommand, CommandError

from communities.models import Election
from reports import rollup


class Command(BaseCommand):
    help = "重算各级区划的统计数字。--check 只核对，不改动。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="与记录逐一核对，列出不符的区划")

    def handle(self, *, check, **options):
        wrong = 0
        for election in Election.objects.order_by("pk"):
            if check:
                found = rollup.find_differences(election)
                wrong += len(found)
                self.stdout.write(f"{election.region_id} {election}：{len(found)} 个区划不符 {' '.join(found[:20])}")
            else:
                self.stdout.write(f"{election.region_id} {election}：{rollup.rebuild(election)} 个区划")
        if wrong:
            raise CommandError("有不符的区划，请运行 rebuild_figures 重算。")
