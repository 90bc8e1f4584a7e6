"""``manage.py build_demo``: the exercise street, in an empty database."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from communities.models import Region
from core.exercise import write
from reports.demo import build


class Command(BaseCommand):
    help = "在空库中建立演练街道，打印演练账号。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--exercise", action="store_true", help="十二个虚构社区，供在正式系统旁演练（config/exercise.py）"
        )

    def handle(self, *args, exercise=False, **options):
        if User.objects.exists() or Region.objects.exists():
            raise CommandError("数据库中已有数据，不能建立演练街道。请用 --data 指定另一个空文件夹。")
        build.mark_as_demo()
        accounts = build.build(*((build.EXERCISE, note_progress) if exercise else ()))
        path = accounts.write()
        if not exercise:  # of which nothing is to remain in a log
            self._print(accounts)
        self.stdout.write(f"账号表：{path}")

    def _print(self, accounts):
        self.stdout.write("演练账号（密码只打印这一次，另存于数据文件夹）：")
        for line in accounts.lines:
            self.stdout.write(f"  {line.role}\t{line.user.username}\t{line.password}\t{line.community}")


def note_progress(percent, step):
    """Where the product beside which the exercise is built reads how far it is."""
    write(settings.DATA_DIR / "progress", f"{percent} {step}")
