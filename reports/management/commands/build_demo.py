"""``manage.py build_demo``: the exercise street, in an empty database."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from communities.models import Region
from reports.demo import build


class Command(BaseCommand):
    help = "在空库中建立演练街道，打印演练账号。"

    def handle(self, *args, **options):
        if User.objects.exists() or Region.objects.exists():
            raise CommandError("数据库中已有数据，不能建立演练街道。请用 --data 指定另一个空文件夹。")
        build.mark_as_demo()
        accounts = build.build()
        path = accounts.write()
        self.stdout.write("演练账号（密码只打印这一次，另存于数据文件夹）：")
        for line in accounts.lines:
            self.stdout.write(f"  {line.role}\t{line.user.username}\t{line.password}\t{line.community}")
        self.stdout.write(f"账号表：{path}")
