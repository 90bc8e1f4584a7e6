"""``manage.py build_handbook``: the user's handbook as PDF, when its text or a picture has changed."""

from django.core.management.base import BaseCommand

from reports.handbook import paper


class Command(BaseCommand):
    help = "生成使用手册（PDF）；文字和图片没有变化的不重做。"

    def handle(self, *args, **options):
        self.stdout.write("handbook drawn" if paper.build() else "handbook is current")
