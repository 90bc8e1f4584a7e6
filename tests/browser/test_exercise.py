"""演练街道 in a browser: opened and removed with a second thought, entered without another password."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from core import exercise
from core.exercise import Files
from tests.factories.exercise import make_ready


def test_administrator_opens_watches_and_removes(visit, check_page, shoot, settings, tmp_path):
    settings.EXERCISE_DIR = tmp_path / "exercise"
    page = visit("system_admin", "/account/exercise/")
    page.get_by_role("button", name="开设演练街道").click()
    expect(page.get_by_text("正在建立：腾出位置")).to_be_visible()
    exercise.write(Files().kept, exercise.read(Files().wish))
    exercise.write(Files().progress, "45 人选")
    expect(page.get_by_text("正在建立：人选")).to_be_visible()
    make_ready()
    page.get_by_role("link", name="查看账号").click()
    expect(page.get_by_text("Liuxi-2026-y")).to_be_visible()
    check_page(page)
    shoot(page, "exercise-open")
    page.get_by_text("撤销…").click()
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_text("正在清除")).to_be_visible()
    assert not Files().wish.exists()


def test_secretary_enters_in_a_new_window_by_one_click(visit, check_page, settings, tmp_path, listener):
    origin, asked = listener
    port = urlsplit(origin).port
    settings.EXERCISE_DIR, settings.EXERCISE_PORT = tmp_path / "exercise", port
    make_ready()
    page = visit("secretary", "/", "phone")
    page.get_by_role("button", name="打开菜单").click()
    page.get_by_role("link", name="演练", exact=True).click()
    check_page(page)
    with page.expect_popup() as window:
        page.get_by_role("button", name="社区书记 桃园社区").click()
    window.value.wait_for_url(f"http://localhost:{port}/account/entry/*/")
    assert [path.split("/")[1:3] for path in asked if "entry" in path] == [["account", "entry"]]
