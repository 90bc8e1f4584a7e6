"""``manage.py build_report CODE --region CODE --out FILE``: any report, from the server's command line."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communities.models import Region
from core import access, audit
from core.errors import DomainError
from core.files import write_durably
from reports import services
from reports.registry import REPORTS, find


class Command(BaseCommand):
    help = "生成一份报告（PDF）。--list 列出全部报告代码。"

    def add_arguments(self, parser):
        parser.add_argument("code", nargs="?", help="报告代码")
        parser.add_argument("--list", action="store_true", help="列出报告代码")
        parser.add_argument("--region", help="区划代码")
        parser.add_argument("--election", type=int, help="第几届；不填为筹备中的一届")
        parser.add_argument("--param", action="append", default=[], metavar="K=V", help="报告参数，可多次")
        parser.add_argument("--out", type=Path, help="输出文件")

    def handle(self, *args, **options):
        if options["list"]:
            for report in REPORTS:
                self.stdout.write(f"{report.code}\t{report.title}")
            return
        try:
            rendered = self._build(options)
        except DomainError as error:
            raise CommandError(error.message) from None
        write_durably(options["out"].resolve(), rendered.content)
        self.stdout.write(f"{options['out']}：{rendered.pages} 页，{len(rendered.content)} 字节")

    def _build(self, options):
        report = find(options["code"])
        if report is None or not options["region"] or not options["out"]:
            raise CommandError("请给出报告代码、--region 和 --out；--list 列出代码。")
        region = Region.objects.filter(pk=options["region"]).first()
        if region is None:
            raise CommandError(f"没有代码为 {options['region']} 的区划。")
        election = services.election_of(region, options["election"])
        operator = access.Operator(region.pk)
        given = dict(pair.split("=", 1) for pair in options["param"] if "=" in pair)
        parameters = services.clean_parameters(report, operator, region, election, given)
        audit.record(None, "report.build", region, actor_name="命令行", detail={"code": report.code})
        return services.draw(
            report, user=operator, region=region, election=election, parameters=parameters, number=1,
            printed_by="命令行", document_number="",
        )  # fmt: skip
