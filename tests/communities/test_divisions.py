"""Loading division codes: idempotent, bad files refused as a whole with their lines named."""

import lzma

import pytest
from django.core.management import CommandError, call_command

from communities.divisions import BadFile, load_divisions, parent_code
from communities.models import Region

pytestmark = pytest.mark.django_db
GOOD = "code,name\n52,甲省\n5201,甲市\n520102,甲区\n520102032,东街道\n520102032001,花一社区居民委员会\n52010203200A,新设社区\n"


@pytest.fixture
def write(tmp_path):
    def write_file(text, name="codes.csv"):
        path = tmp_path / name
        path.write_bytes(lzma.compress(text.encode()) if name.endswith(".xz") else text.encode())
        return path

    return write_file


def counts(report):
    return report.added, len(report.renamed), report.unchanged, report.missing


@pytest.mark.parametrize(
    "code, parent", [("52", None), ("5201", "52"), ("520102032", "520102"), ("52010203200A", "520102032")]
)
def test_the_parent_is_the_code_one_level_shorter(code, parent):
    assert parent_code(code) == parent


@pytest.mark.parametrize("name", ["codes.csv", "codes.csv.xz"])
def test_a_file_loads_into_a_tree(write, name):
    assert counts(load_divisions(path=write(GOOD, name))) == (6, 0, 0, 0)
    local = Region.objects.get(pk="52010203200A")
    assert (local.name, local.level, local.parent_id) == ("新设社区", 5, "520102032")


def test_the_same_file_twice_changes_nothing(write):
    load_divisions(path=write(GOOD))
    assert counts(load_divisions(path=write(GOOD))) == (0, 0, 6, 0)


def test_a_later_file_renames_adds_and_keeps_what_it_does_not_list(write):
    load_divisions(path=write(GOOD))
    later = GOOD.replace("花一社区", "花都社区").replace("52010203200A,新设社区", "520102032002,花二社区")
    report = load_divisions(path=write(later))
    assert counts(report) == (1, 1, 4, 1)
    assert report.renamed == [("520102032001", "花一社区居民委员会", "花都社区居民委员会")]
    assert Region.objects.filter(pk="52010203200A").exists()


def test_a_file_of_one_street_compares_only_that_street(write):
    load_divisions(path=write(GOOD))
    only = "code,name\n520102032,东街道\n520102032001,花一社区居民委员会\n"
    assert counts(load_divisions(path=write(only))) == (0, 0, 2, 1)


@pytest.mark.parametrize(
    "line, fault",
    [
        ("520,某地", "第8行：代码“520”应为2、4、6、9或12位数字"),
        ("52010203200a,某社区", "第8行：代码“52010203200a”应为"),
        ("5202,", "第8行：代码5202的名称为空"),
        ("5201,甲市", "第8行：代码5201重复"),
        ("5203", "第8行：代码5203的名称为空"),
        ("530102,无上级区", "代码530102的上级5301不在文件中，也未登记"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(write, line, fault):
    with pytest.raises(BadFile) as refused:
        load_divisions(path=write(GOOD + line + "\n"))
    assert fault in refused.value.message
    assert not Region.objects.exists()


def test_a_file_with_other_columns_is_refused(write):
    with pytest.raises(BadFile, match="code,name"):
        load_divisions(path=write("名称,代码\n甲省,52\n"))


def test_the_command_reports_what_it_did(write, capsys):
    call_command("load_divisions", str(write(GOOD)))
    assert "新增 6，更名 0，不变 0，本文件未列 0（保留）" in capsys.readouterr().out


def test_the_command_names_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="文件无法读取"):
        call_command("load_divisions", "nowhere.csv")
