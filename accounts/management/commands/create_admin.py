"""manage.py create_admin --kind system|security|audit NAME: the three administrators; there is no default account."""

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.models import User, normalise_username
from core.errors import DomainError


class Command(BaseCommand):
    help = "建立管理员账号，打印一次性密码（只显示一次，首次登录须修改）"

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="NAME", help="登录名")
        parser.add_argument("--kind", required=True, choices=User.AdminKinds.values, help="系统、安全或审计管理员")
        parser.add_argument("--full-name", default="", help="姓名；不填则用登录名")
        parser.add_argument("--reset", action="store_true", help="账号已有时重置其密码")

    def handle(self, *, username, kind, full_name, reset, **options):
        existing = User.objects.filter(username=normalise_username(username)).first()
        if reset:
            user, password = existing, self._reset(existing, username, kind)
        else:
            user, password = self._create(existing, username, kind, full_name)
        self.stdout.write(
            f"{user.get_admin_kind_display()}  登录名：{user.username}  一次性密码：{password}\n"
            "密码只显示这一次，首次登录须修改。"
        )

    def _create(self, existing, username, kind, full_name):
        if existing:
            hint = "忘记密码请加 --reset。" if existing.admin_kind else "请换一个登录名。"
            raise CommandError(f"登录名“{existing.username}”已存在，没有新建。{hint}")
        try:
            return services.create_account(
                actor=None, username=username, full_name=full_name or username, admin_kind=kind
            )
        except DomainError as error:
            raise CommandError(error.message)

    def _reset(self, existing, username, kind):
        if not existing or existing.admin_kind != kind:
            raise CommandError(f"没有名为“{username}”的{User.AdminKinds(kind).label}。")
        return services.reset_password(actor=None, user=existing)
