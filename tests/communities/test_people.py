"""Filing and correcting people: checks, contradictions, duplicates, no silent overwrite, relatives."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from communities.history import history_of
from communities.models import Person, are_related
from communities.services import create_person, declare_relative, link_account, update_person, withdraw_relative
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories.communities import make_id_number, make_member, make_person

BORN = date(1975, 6, 1)


def typed(community, **fields):
    """A filled-in form as the browser sends it."""
    base = {"name": "李四", "sex": "male", "birth_date": "1980.05", "ethnicity": "汉族", "affiliation": "none"}
    return base | {"community": community.pk, "once": uuid4()} | fields


# --- services -------------------------------------------------------------------------------


def test_the_number_fills_in_sex_and_birth_date(street):
    number = make_id_number(BORN, "female")
    made = create_person(actor=street.users["staff"], community=street.first, name="李四", id_number=number)
    stored = Person.objects.get(pk=made.pk)
    assert (stored.sex, stored.birth_date, stored.id_number) == ("female", BORN, number)


def test_a_contradiction_names_both_sides(street):
    with pytest.raises(DomainError) as refused:
        create_person(
            actor=street.users["staff"], community=street.first, name="李四", sex="male",
            birth_date=date(1975, 7, 2), id_number=make_id_number(BORN, "female"),
        )  # fmt: skip
    assert refused.value.code == "id_contradiction"
    assert "填写的性别是男，身份证号显示为女" in refused.value.message
    assert "1975年7月2日，身份证号显示为1975年6月1日" in refused.value.message


def test_a_taken_number_is_named_to_who_may_see_its_holder(street):
    number = make_id_number()
    make_person(street.second, "王五", id_number=number)
    with pytest.raises(DomainError, match="“王五”（花二社区）"):
        create_person(actor=street.users["staff"], community=street.first, name="李四", id_number=number)


def test_a_taken_number_reveals_nothing_to_another_community(street):
    number = make_id_number()
    make_person(street.second, "王五", id_number=number)
    with pytest.raises(DomainError) as refused:
        create_person(actor=street.users["secretary"], community=street.first, name="李四", id_number=number)
    assert refused.value.message == "该证件号可能与其他社区建档的一人重复，请联系街道党建办核对。"


def test_a_secretary_files_in_her_own_community_only(street):
    with pytest.raises(Http404):
        create_person(actor=street.users["secretary"], community=street.second, name="李四", sex="male")


def test_only_the_filing_community_edits_whom_a_roster_shows(street):
    person = make_person(street.second)
    make_member(person, street.running, "party_member", community=street.first)
    with pytest.raises(PermissionDenied):
        update_person(actor=street.users["secretary"], person=person, version=1, name="李四")


def test_the_audit_names_the_fields_but_repeats_no_number(street):
    number, phone = make_id_number(), "13812345678"
    person = make_person(street.first, "张三")
    update_person(actor=street.users["staff"], person=person, version=1, name="李四", id_number=number, phone=phone)
    event = AuditEvent.objects.get(event="person.update")
    assert event.read_detail() == {
        "name": ["张三", "李四"], "id_number": ["（密）", "（密）"], "phone": ["（密）", "（密）"],
    }  # fmt: skip
    assert [line.note for line in history_of(street.users["staff"], person)] == [
        "公民身份号码已更改\n姓名：张三 → 李四\n联系电话已更改"
    ]


def test_the_slower_of_two_is_refused_and_overwrites_nothing(street):
    person = make_person(street.first, occupation="待业")
    update_person(actor=street.users["staff"], person=person, version=1, occupation="网格员")
    late = Person.objects.get(pk=person.pk)
    with pytest.raises(DomainError) as refused:
        update_person(actor=street.users["second_staff"], person=late, version=1, occupation="楼栋长")
    assert refused.value.code == "edited_meanwhile"
    assert Person.objects.get(pk=person.pk).occupation == "网格员"


# --- relatives ------------------------------------------------------------------------------


def test_a_relative_on_file_makes_the_two_related_in_both_directions(street):
    first, second = make_person(street.first, "张三"), make_person(street.first, "李四")
    kinship = declare_relative(actor=street.users["staff"], person=first, kind="spouse", relative=second)
    assert kinship.relative_name == "李四"
    assert are_related(second, first)
    withdraw_relative(actor=street.users["staff"], kinship=kinship)
    assert not are_related(first, second)


@pytest.mark.parametrize("who, code", [("self", "kinship_self"), ("twice", "kinship_known")])
def test_a_relative_is_another_person_and_declared_once(street, who, code):
    first, second = make_person(street.first, "张三"), make_person(street.first, "李四")
    declare_relative(actor=street.users["staff"], person=first, kind="spouse", relative=second)
    with pytest.raises(DomainError) as refused:
        relative = first if who == "self" else second
        declare_relative(actor=street.users["staff"], person=first, kind="child", relative=relative)
    assert refused.value.code == code


def test_a_relative_out_of_sight_cannot_be_linked(street):
    first, hidden = make_person(street.first), make_person(street.second)
    with pytest.raises(Http404):
        declare_relative(actor=street.users["secretary"], person=first, kind="spouse", relative=hidden)


# --- whose account --------------------------------------------------------------------------


def test_staff_link_a_person_to_an_account_of_their_street(street, signed_in):
    person, secretary = make_person(street.first), street.users["secretary"]
    url = reverse("communities:person-account", args=[person.pk])
    signed_in("staff").post(url, {"user": secretary.pk, "once": uuid4()})
    person.refresh_from_db()
    assert person.user == secretary
    assert [line.title for line in history_of(street.users["staff"], person)] == ["关联账号"]
    signed_in("staff").post(url, {"user": "", "once": uuid4()})
    person.refresh_from_db()
    assert person.user is None


@pytest.mark.parametrize("name, code", [("outsider", "account_out_of_reach"), ("secretary", "account_taken")])
def test_an_account_is_of_this_street_and_of_one_person(street, name, code):
    make_person(street.first, "李四", user=street.users["secretary"])
    with pytest.raises(DomainError) as refused:
        link_account(actor=street.users["staff"], person=make_person(street.first), user=street.users[name])
    assert refused.value.code == code


def test_a_secretary_links_no_account(street, signed_in):
    url = reverse("communities:person-account", args=[make_person(street.first).pk])
    assert signed_in("secretary").get(url).status_code == 403


# --- pages ----------------------------------------------------------------------------------


def test_filing_leads_to_the_file(street, signed_in):
    answer = signed_in("staff").post(reverse("communities:person-create"), typed(street.first, phone="138 1234 5678"))
    made = Person.objects.get(name="李四")
    assert answer.url == reverse("communities:person", args=[made.pk])
    assert (made.birth_date, made.phone) == (date(1980, 5, 1), "13812345678")


def test_the_same_post_twice_files_one_person(street, signed_in):
    browser, form = signed_in("staff"), typed(street.first)
    first = browser.post(reverse("communities:person-create"), form)
    again = browser.post(reverse("communities:person-create"), form)
    assert again.url == first.url
    assert Person.objects.filter(name="李四").count() == 1


def test_a_contradiction_is_shown_before_saving(street, signed_in):
    form = typed(street.first, id_number=make_id_number(BORN, "female"))
    answer = signed_in("staff").post(reverse("communities:person-create"), form)
    assert answer.status_code == 422
    assert "填写的性别是男，身份证号显示为女" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_namesake_is_saved_only_after_confirmation(street, signed_in):
    make_person(street.second, "李四", birth_date=date(1980, 5, 1))
    browser, form = signed_in("staff"), typed(street.first)
    asked = browser.post(reverse("communities:person-create"), form)
    assert asked.status_code == 422
    assert asked.context["form"].warnings == ["花二社区已有同名、同出生年月的“李四”，请核对是否同一人。"]
    form["confirmed"] = asked.context["form"].confirmation
    assert browser.post(reverse("communities:person-create"), form).status_code == 302


def test_a_namesake_of_another_community_is_not_told_to_a_secretary(street, signed_in):
    make_person(street.second, "李四", birth_date=date(1980, 5, 1))
    answer = signed_in("secretary").post(reverse("communities:person-create"), typed(street.first))
    assert answer.status_code == 302


def test_a_minor_on_election_day_is_a_warning(street, signed_in):
    form = typed(street.first, birth_date="2009-01-02")
    answer = signed_in("staff").post(reverse("communities:person-create"), form)
    assert answer.context["form"].warnings == ["选举日（2026年12月30日）为17周岁，未满18周岁。"]


def test_editing_keeps_numbers_that_are_left_empty(street, signed_in):
    number = make_id_number(date(1980, 5, 20))
    person = make_person(street.first, birth_date=date(1980, 5, 20), id_number=number, phone="13812345678")
    page = reverse("communities:person-edit", args=[person.pk])
    browser = signed_in("staff")
    shown = browser.get(page).content.decode()
    assert number not in shown
    assert "13812345678" not in shown
    browser.post(page, typed(street.first, birth_date="1980-05-20", version=1))
    stored = Person.objects.get(pk=person.pk)
    assert (stored.name, stored.id_number, stored.phone) == ("李四", number, "13812345678")


def test_a_number_is_forgotten_on_demand(street, signed_in):
    person = make_person(street.first, phone="13812345678")
    page = reverse("communities:person-edit", args=[person.pk])
    signed_in("staff").post(page, typed(street.first, version=1, forget=["phone"]))
    assert Person.objects.get(pk=person.pk).phone == ""


def test_the_second_of_two_editors_sees_what_the_first_wrote(street, signed_in):
    person = make_person(street.first, "李四", birth_date=date(1980, 5, 1), occupation="待业")
    page = reverse("communities:person-edit", args=[person.pk])
    signed_in("staff").post(page, typed(street.first, version=1, occupation="网格员"))
    late = signed_in("second_staff").post(page, typed(street.first, version=1, occupation="楼栋长"))
    assert late.status_code == 422
    assert [(each.label, each.stored, each.typed) for each in late.context["form"].theirs] == [
        ("现工作单位及职务", "网格员", "楼栋长")
    ]
    assert "已由用户staff于" in late.content.decode()
    assert Person.objects.get(pk=person.pk).occupation == "网格员"
    form = typed(street.first, version=late.context["form"].data["version"], occupation="楼栋长")
    assert signed_in("second_staff").post(page, form).status_code == 302


def test_a_typed_number_is_read_back_with_the_age_on_election_day(street, signed_in):
    url = reverse("communities:person-check")
    answer = signed_in("staff").post(url, {"id_number": make_id_number(BORN, "female")}).content.decode()
    assert "女，1975年6月1日出生，选举日（2026年12月30日）51 周岁" in answer


def test_posts_in_another_community_stay_out_of_sight(street, signed_in):
    person = make_person(street.first)
    make_member(person, street.running, "secretary")
    make_member(person, street.running, "party_member", community=street.second)
    page = signed_in("secretary").get(reverse("communities:person", args=[person.pk]))
    assert [str(m) for m in page.context["memberships"]] == ["张三 书记"]
    assert [role.community for role in page.context["roles"]] == [street.first]


def test_relatives_are_declared_and_removed_on_the_page(street, signed_in):
    person, browser = make_person(street.first), signed_in("secretary")
    form = {"kind": "spouse", "relative": "", "relative_name": "钱 多", "relative_occupation": "", "once": uuid4()}
    browser.post(reverse("communities:kinship-create", args=[person.pk]), form)
    kinship = person.kinships.get()
    assert kinship.relative_name == "钱多"
    browser.post(reverse("communities:kinship-remove", args=[person.pk, kinship.pk]))
    assert not person.kinships.exists()
