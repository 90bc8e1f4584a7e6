"""``manage.py take_handbook_pictures --url http://127.0.0.1:8000 --accounts FILE``: pictures of the exercise street for
the handbook, in static/handbook. For who works on the product: wants Playwright (requirements/dev.txt) and Chromium,
and a running ``bin/run --demo`` with its table of accounts.
"""

import csv
import io
from pathlib import Path

from django.core.management.base import BaseCommand
from PIL import Image

from reports.handbook.chapters import CHAPTERS
from reports.handbook.follow import pages_of
from reports.handbook.paper import PICTURES, picture_of

CHROMIUM = "/usr/bin/chromium-headless-shell"
DESK, PHONE = {"width": 1180, "height": 660}, {"width": 390, "height": 760}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
COLOURS = 32
QUIET = "#help, .guide { display: none !important }"  # what a new user sees once


class Command(BaseCommand):
    help = "给使用手册拍演练街道的页面（开发用）"

    def add_arguments(self, parser):
        parser.add_argument("--url", required=True)
        parser.add_argument("--accounts", required=True, type=Path)
        parser.add_argument("--only", nargs="*", default=[])

    def handle(self, *, url, accounts, only, **options):
        from playwright.sync_api import sync_playwright

        with accounts.open(newline="") as handle:
            self.passwords = {line["username"]: line["password"] for line in csv.DictReader(handle)}
        PICTURES.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for chapter in CHAPTERS:
                self._take(browser, url, chapter, [t for t in chapter.topics if not only or t.key in only])

    def _take(self, browser, url, chapter, topics):
        for player in dict.fromkeys(topic.player for topic in topics):
            size = PHONE if chapter.is_on_phone else DESK
            context = browser.new_context(
                viewport=size,
                base_url=url,
                locale="zh-CN",
                is_mobile=chapter.is_on_phone,
                has_touch=chapter.is_on_phone,
            )
            page = context.new_page()
            self._sign_in(page, player)
            for topic in topics:
                if topic.player == player:
                    self._picture(page, topic)
            context.close()

    def _sign_in(self, page, player):
        page.goto("/account/login/")
        page.fill("[name=username]", player)
        page.fill("[name=password]", self.passwords[player])
        page.click("button:has-text('登录')")
        page.wait_for_load_state()

    def _picture(self, page, topic):
        def go(address):
            page.goto(address)
            return page.url, page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")

        for _ in pages_of(topic.paths[0], go):
            pass
        shot = page.screenshot(style=QUIET)
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        few = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
        few.save(picture_of(topic), "WEBP", lossless=True, quality=100, method=6)
        self.stdout.write(f"{topic.key}\t{picture_of(topic).stat().st_size // 1024} KB")
