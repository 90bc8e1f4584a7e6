"""A roster from upload to undo in a real browser; the jobs are run between the steps."""

import pytest

from communities.models import Person
from core.imports import ImportBatch
from core.jobs import run_job
from tests.factories.imports import checked, numbered, row, workbook, written

BASE = "/communities/imports/"


def run_newest():
    run_job(str(ImportBatch.objects.latest("created_at").job_id))


def test_a_roster_is_uploaded_previewed_confirmed_and_undone(visit, street, tmp_path):
    sheet = tmp_path / "名册.xlsx"
    sheet.write_bytes(workbook(street, [numbered("张三"), row("李四", sex="公")]))
    page = visit("staff", f"{BASE}new/roster/")

    page.get_by_label("填好的表格").set_input_files(str(sheet))
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_text("可以离开本页").wait_for()
    run_newest()
    page.get_by_text("“性别”只能填写：男、女。").wait_for()  # the page looks again by itself
    page.get_by_role("button", name="只导入正确的 1 行").click()
    page.get_by_text("可以离开本页").wait_for()
    run_newest()
    page.get_by_role("button", name="撤销整批").wait_for()
    assert Person.objects.count() == 1
    page.get_by_role("button", name="撤销整批").click()
    page.get_by_text("已整批撤销").first.wait_for()

    assert Person.objects.count() == 0


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_of_imports_fit_and_are_accessible(visit, street, check_page, shoot, size):
    wrong = checked(street, [numbered("张三"), row("李四", sex="公")])
    done = written(street, checked(street, [numbered("王五")]))

    pages = {"list": BASE, "start": f"{BASE}new/roster/", "wrong": f"{BASE}{wrong.pk}/",
             "new": f"{BASE}{wrong.pk}/new/", "written": f"{BASE}{done.pk}/"}  # fmt: skip
    for name, path in pages.items():
        page = visit("staff", path, size)
        check_page(page)
        shoot(page, f"import-{name}-{size}")
