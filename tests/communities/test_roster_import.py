"""The roster from Excel: matching, comparing, writing, undoing, and what a secretary may bring in."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from communities.imports import export_roster
from communities.models import Committee, CommitteeMember, Person, TermRole
from communities.services import appoint_member, revoke_role, update_person
from core.audit import AuditEvent
from core.errors import DomainError
from core.imports import ImportBatch, confirm_import, undo_import
from core.jobs import run_job
from core.spreadsheets import read_rows, template_workbook
from tests.core.spreadsheet_files import ods, rows_xml, xlsx
from tests.factories import world
from tests.factories.communities import make_committee, make_id_number, make_member, make_person
from tests.factories.imports import (
    checked,
    kind_for,
    mistakes,
    numbered,
    outcome,
    row,
    upload,
    workbook,
    written,
)

BORN = date(1975, 6, 1)


def messages(batch):
    return [message for _, _, message in mistakes(batch)]


def changes(batch):
    return [each.shown["changes"] for each in batch.rows.filter(status="changed")]


def posts():
    return set(CommitteeMember.objects.sitting().values_list("person__name", "post", "committee__community_id"))


# --- preview --------------------------------------------------------------------------------


def test_rows_are_sorted_into_new_changed_and_unchanged(street):
    for name, post in (("李四", "secretary"), ("王五", "deputy_secretary")):
        make_member(make_person(street.first, name), street.running, post)

    batch = checked(street, [
        row("张三", "花二社区"), row("李四", party_post="书记"), row("王五", party_post="副书记", school="省大学"),
    ])  # fmt: skip

    assert outcome(batch) == {"张三": "new", "李四": "same", "王五": "changed"}
    assert (batch.state, batch.new_count, batch.changed_count, batch.same_count) == ("checked", 1, 1, 1)
    assert changes(batch) == [[["毕业院校及专业", "", "省大学"]]]


def test_the_preview_writes_nothing_and_masks_numbers(street):
    number = make_id_number(BORN)
    batch = checked(street, [row(id_number=number, phone="13812345678")])

    shown = {heading: new for heading, _, new in batch.rows.get().shown["changes"]}
    assert (shown["公民身份号码"], shown["联系电话"]) == (f"5{'*' * 16}{number[-1]}", "138****5678")
    assert (Person.objects.count(), Committee.objects.count()) == (0, 0)


def test_every_error_of_the_file_is_told_at_once(street):
    batch = checked(street, [
        row("张三", "花九社区", sex="公", phone="123"), row("", birth_date="75.6"), row("李四", party_post="", sex=""),
    ])  # fmt: skip

    assert [(number, column) for number, column, _ in mistakes(batch)] == [
        (3, "community"), (3, "sex"), (3, "phone"), (4, "name"), (4, "birth_date"), (5, "party_post"),
    ]  # fmt: skip
    assert batch.wrong_count == 3


def test_a_contradiction_with_the_number_is_an_error(street):
    batch = checked(street, [row(id_number=make_id_number(BORN, "female"), birth_date="1976.01")])
    assert messages(batch) == [
        "填写的性别是男，身份证号显示为女。填写的出生日期是1976年1月，身份证号显示为1975年6月。请对照证件，改正其中一项。"
    ]


def test_duplicates_name_each_other(street):
    number = make_id_number(BORN)
    batch = checked(street, [row("张三", id_number=number), row("张叁", id_number=number)])
    assert messages(batch) == [
        "与工作表“台账”第4行是同一人，请只保留一行。", "与工作表“台账”第3行是同一人，请只保留一行。",
    ]  # fmt: skip


def test_there_is_one_secretary(street):
    make_member(make_person(street.second, "李四"), street.running, "secretary")
    batch = checked(street, [
        numbered("甲", party_post="书记"), numbered("乙", party_post="书记"), numbered("丙", "花二社区", party_post="书记"),
    ])  # fmt: skip
    assert messages(batch) == [
        "花一社区书记只能有一名，工作表“台账”第4行也填了这一职务。",
        "花一社区书记只能有一名，工作表“台账”第3行也填了这一职务。",
        "花二社区书记现由“李四”担任。如已离任，请先在“现任班子”中登记离任。",
    ]


def test_two_may_change_places_in_one_file(street):
    for name, post in (("李四", "secretary"), ("王五", "deputy_secretary")):
        make_member(make_person(street.first, name), street.running, post)
    written(street, checked(street, [row("李四", party_post="副书记"), row("王五", party_post="书记")]))
    assert posts() == {("李四", "deputy_secretary", world.FIRST), ("王五", "secretary", world.FIRST)}


def test_headings_and_words_as_offices_write_them(street):
    headings = [
        "序号",
        "所属社区",
        "姓 名",
        "身份证号码",
        "文化程度",
        "政治面貌",
        "党内职务",
        "居委职务",
        "任职时间",
        "届数",
    ]
    values = [
        1,
        "花一社区居民委员会",
        "张 三",
        make_id_number(BORN),
        "大学",
        "党员",
        "社区党委书记",
        "居委会主任",
        "2021年10月",
        "2届",
    ]
    batch = checked(street, xlsx(rows_xml([headings, values])))
    written(street, batch)

    person, member = Person.objects.get(), CommitteeMember.objects.get(post="director")
    assert (person.name, person.get_education_display(), person.affiliation) == ("张三", "本科", "party")
    assert (member.since, member.terms_served) == (date(2021, 10, 1), 2)
    assert posts() == {("张三", "secretary", world.FIRST), ("张三", "director", world.FIRST)}


@pytest.mark.parametrize("typed", ["1975.06", "1975年6月", "1975/6/1", "1975-06-01", 27546, 197506])
def test_dates_as_people_write_them(street, typed):
    written(
        street,
        checked(
            street,
            xlsx(
                rows_xml(
                    [["社区", "姓名", "性别", "出生年月", "党组织职务"], ["花一社区", "张三", "男", typed, "委员"]]
                )
            ),
        ),
    )
    assert Person.objects.get().birth_date == BORN


def test_ods_is_read_too(street):
    batch = checked(
        street,
        ods([["社区", "姓名", "性别", "出生年月", "党组织职务"], ["花一社区", "张三", "男", "1975.06", "委员"]]),
        name="名册.ods",
    )
    assert outcome(batch) == {"张三": "new"}


def test_an_old_xls_is_read_too(street):
    content = (Path(__file__).parent.parent / "core/files/roster.xls").read_bytes()
    batch = checked(street, content, name="名册.xls", user="secretary", region=world.FIRST)
    assert outcome(batch) == {"张三": "wrong", "买买提·艾力": "wrong"}
    assert messages(batch) == ["党组织职务和居委会职务至少填写一项。"] * 2


# --- whom a row means -------------------------------------------------------------------------


def test_a_number_filed_in_another_community_reveals_nothing_to_a_secretary(street):
    number = make_id_number(BORN)
    make_person(street.second, "王五", id_number=number)
    batch = checked(street, [row(id_number=number, community="")], user="secretary", region=world.FIRST)
    assert messages(batch) == ["该证件号可能与其他社区建档的一人重复，请联系街道党建办核对。"]


def test_a_number_filed_in_another_community_is_named_to_the_street(street):
    number = make_id_number(BORN)
    make_person(street.second, "王五", id_number=number)
    assert "已登记在花二社区“王五”名下" in messages(checked(street, [row(id_number=number)]))[0]


def test_a_person_on_file_without_number_gets_it(street):
    person, number = make_person(street.first, birth_date=BORN), make_id_number(BORN)
    written(street, checked(street, [row(id_number=number)]))
    assert Person.objects.get().id_number == number
    assert Person.objects.numbered(number).get() == person


def test_a_blank_cell_changes_nothing(street):
    make_member(make_person(street.first, school="省大学"), street.running, "party_member", duties="宣传")
    assert outcome(checked(street, [row()])) == {"张三": "same"}


def test_a_member_filed_elsewhere_keeps_his_file(street):
    person = make_person(street.second, "王五", id_number=make_id_number(BORN))
    make_member(person, street.running, "party_member", community=street.first)
    same, other = row("王五", id_number=person.id_number), row("王五", id_number=person.id_number, school="省大学")
    assert outcome(checked(street, [same])) == {"王五": "same"}
    assert messages(checked(street, [other])) == ["其档案建在花二社区，这一项请由建档社区修改。"]


# --- a secretary --------------------------------------------------------------------------------


def test_a_secretary_needs_no_community_column_and_brings_in_her_own(street):
    headings = {column.heading for column in kind_for(street, "secretary", world.FIRST).template().columns}
    assert "社区" not in headings
    content = xlsx(rows_xml([["姓名", "性别", "出生年月", "居委会职务"], ["张三", "男", "1975.06", "主任"]]))
    written(street, checked(street, content, user="secretary", region=world.FIRST), user="secretary")
    assert posts() == {("张三", "director", world.FIRST)}


def test_a_secretary_cannot_bring_in_another_communitys_rows(street):
    batch = checked(street, [row(community="花二社区")], user="secretary", region=world.FIRST)
    assert messages(batch) == ["“社区”只能填写：花一社区。"]


# --- the page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("confirmed", "tab"), [(False, "wrong"), (True, "new")])
def test_the_page_opens_at_what_was_written_once_that_is_done(street, signed_in, confirmed, tab):
    batch = checked(street, [row(), row(name="")])
    if confirmed:
        written(street, batch, only_right=True)
    page = signed_in("staff").get(reverse("communities:import-detail", args=[batch.pk]))
    assert page.context["chosen"] == tab


# --- writing ------------------------------------------------------------------------------------


def test_people_posts_roster_and_audit_are_written(street):
    batch = written(
        street, checked(street, [numbered("张三", party_post="书记", residents_post="主任", since="2021.10")])
    )

    person = Person.objects.get()
    assert batch.state == "written"
    assert (person.sex, person.birth_date, person.community_id, person.ethnicity) == ("male", BORN, world.FIRST, "汉族")
    assert Person.objects.matching("zs").get() == person
    assert TermRole.objects.get().capacity == "member"
    assert posts() == {("张三", "secretary", world.FIRST), ("张三", "director", world.FIRST)}
    events = AuditEvent.objects.filter(object_id=str(person.pk)).values_list("event", flat=True)
    assert sorted(events) == ["member.appoint", "member.appoint", "person.create"]
    assert AuditEvent.objects.filter(event="import.write", object_id=str(batch.pk)).count() == 1


def test_wrong_rows_stop_all_unless_only_the_right_are_asked_for(street):
    batch = checked(street, [numbered("张三"), row("李四", sex="公")])
    with pytest.raises(DomainError) as refused:
        written(street, batch)
    assert (refused.value.code, Person.objects.count()) == ("rows_wrong", 0)
    written(street, batch, only_right=True)
    assert set(Person.objects.values_list("name", flat=True)) == {"张三"}


def test_a_record_changed_since_the_preview_stops_the_whole_batch(street):
    person = make_person(street.first)
    make_member(person, street.running, "party_member")
    batch = checked(street, [row(school="省大学"), numbered("李四")])
    update_person(actor=street.users["second_staff"], person=person, version=1, school="市大学")

    batch = written(street, batch)

    assert batch.state == "stale"
    assert "第3行对应的记录已被他人修改" in batch.message
    assert (Person.objects.count(), Person.objects.get(pk=person.pk).school) == (1, "市大学")


def test_an_imported_person_is_found_by_part_of_the_name(street):
    written(street, checked(street, [row("欧阳建国")]))
    found = [[each.name for each in Person.objects.matching(part)] for part in ("建国", "jg", "阳建")]
    assert found == [["欧阳建国"]] * 3


def test_a_right_taken_away_stops_the_writing(street):
    batch = checked(street, [row()])
    grant = street.users["staff"].role_grants.get()
    batch = confirm_import(actor=street.users["staff"], batch=batch)
    revoke_role(actor=street.users["security_admin"], grant=grant)
    run_job(str(batch.job_id))

    assert (ImportBatch.objects.get(pk=batch.pk).state, Person.objects.count()) == ("stale", 0)


@pytest.mark.parametrize("step", ["check", "write"])
def test_queries_do_not_grow_with_the_rows(street, step):
    counted = []
    for start, size in ((0, 3), (10, 30)):
        rows = [numbered(f"李{chr(0x4E00 + start + n)}") for n in range(size)]
        batch = upload(street, workbook(street, rows)) if step == "check" else checked(street, rows)
        if step == "write":
            batch = confirm_import(actor=street.users["staff"], batch=batch)
        make_committee(street.first, street.running)
        with CaptureQueriesContext(connection) as queries:
            run_job(str(batch.job_id))
        counted.append(len(queries))
    assert counted[0] == counted[1]


# --- undoing --------------------------------------------------------------------------------------


def test_undoing_takes_back_what_was_made_and_restores_what_was_changed(street):
    known = make_person(street.first, "李四", school="市大学")
    make_member(known, street.running, "party_member", duties="宣传")
    batch = written(
        street,
        checked(
            street, [numbered("张三", "花二社区", residents_post="主任"), row("李四", school="省大学", duties="组织")]
        ),
    )
    assert Person.objects.get(name="李四").school == "省大学"

    undo_import(actor=street.users["staff"], batch=batch)

    assert posts() == {("李四", "party_member", world.FIRST)}
    assert list(Person.objects.values_list("name", "school")) == [("李四", "市大学")]
    assert CommitteeMember.objects.get().duties == "宣传"
    assert (TermRole.objects.count(), Committee.objects.filter(community=street.second).count()) == (1, 0)


def test_undoing_is_refused_whole_if_a_record_was_changed_since(street):
    batch = written(street, checked(street, [numbered("张三"), numbered("李四")]))
    person = Person.objects.get(name="李四")
    update_person(actor=street.users["staff"], person=person, version=1, school="省大学")

    with pytest.raises(DomainError, match="第4行“李四”导入后又被修改") as refused:
        undo_import(actor=street.users["staff"], batch=batch)
    assert (refused.value.code, Person.objects.count()) == ("changed_since_import", 2)
    assert ImportBatch.objects.get(pk=batch.pk).state == "written"


def test_undoing_is_refused_if_someone_made_is_used_elsewhere(street):
    batch = written(street, checked(street, [numbered("张三")]))
    committee = make_committee(street.first, street.running, "residents")
    appoint_member(actor=street.users["staff"], committee=committee, person=Person.objects.get(), post="director")
    with pytest.raises(DomainError, match="第3行“张三”"):
        undo_import(actor=street.users["staff"], batch=batch)


# --- out and in again -----------------------------------------------------------------------------


def test_an_export_imported_again_changes_nothing(street):
    both = make_person(
        street.first,
        "张三",
        id_number=make_id_number(BORN),
        phone="13812345678",
        education=4,
        party_joined_on=date(2003, 7, 1),
    )
    make_member(both, street.running, "secretary", since=date(2021, 10, 20), terms_served=2, duties="全面工作")
    make_member(both, street.running, "director", since=date(2018, 1, 1))
    make_member(make_person(street.second, "王五", birth_date=date(1980, 5, 17)), street.running, "residents_member")

    name, content = export_roster(
        actor=street.users["staff"], region=street.regions[world.STREET], election=street.running
    )

    assert name.startswith("东街道现任“两委”花名册_")
    assert both.id_number.encode() not in content
    assert outcome(checked(street, content)) == {"张三": "same", "王五": "same"}


def test_the_template_offers_the_communities_and_reads_as_empty(street):
    kind = kind_for(street)
    content = template_workbook([kind.template()], choices=kind.choices())
    sheet = load_workbook(io.BytesIO(content))["花名册"]
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"花一社区,花二社区"' in offered
    with pytest.raises(DomainError, match="没有数据"):
        read_rows(content, "a.xlsx", kind.sheet())


def test_the_template_of_one_community_reads_as_empty_too(street):
    kind = kind_for(street, "secretary", world.FIRST)
    with pytest.raises(DomainError, match="没有数据"):
        read_rows(template_workbook([kind.template()]), "a.xlsx", kind.sheet())
