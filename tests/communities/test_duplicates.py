"""One person filed twice: noticed, told to the community without the other file, settled by the street."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from communities.models import DuplicateCase, Kinship, Person, TermRole, are_related
from communities.services import create_person, declare_relative, put_on_roster, update_person
from communities.services.duplicates import claim_number, settle_duplicate
from core import access
from core.errors import DomainError
from core.imports import undo_import
from tests.factories import communities, imports

BORN = date(1985, 6, 15)
# What stands in the other community's file and must not come to a stranger
PLANTED = {
    "occupation": "密植单位",
    "school": "密植学校",
    "native_place": "密植籍贯",
    "resume": "密植简历",
    "phone": "13808510099",
}


@pytest.fixture
def known(street):
    """Somebody whom the second community has on file."""
    return communities.make_person(street.second, "龙甯", birth_date=BORN, **PLANTED)


def file(street, actor="secretary", community=None, **fields):
    fields = {"name": "龙甯", "sex": "male", "birth_date": BORN} | fields
    return create_person(actor=street.users[actor], community=community or street.first, **fields)


def settle(street, case, move="confirm_same", actor="staff", **fields):
    return settle_duplicate(actor=street.users[actor], case=case, move=move, note="核对证件原件", **fields)


def test_name_and_birth_date_of_another_community_open_a_case_for_the_street(street, known):
    person = file(street)
    case = DuplicateCase.objects.get()
    assert {case.first, case.second} == {known, person}
    assert (case.region_id, case.grounds, case.state) == ("520102032", "name", "open")
    seeing = {name for name, user in street.users.items() if access.visible_to(user, DuplicateCase).exists()}
    assert seeing == {"staff", "second_staff"}


@pytest.mark.parametrize(
    "fields",
    [{"name": "龙宁"}, {"birth_date": date(1985, 6, 16)}, {"birth_date": date(1985, 7, 1)}, {"birth_date": None}],
    ids=["other name", "other day", "other month", "no date"],
)
def test_others_open_none(street, known, fields):
    file(street, **fields)
    assert not DuplicateCase.objects.exists()


def test_a_month_fits_any_day_of_it(street, known):
    file(street, birth_date=date(1985, 6, 1))
    assert DuplicateCase.objects.count() == 1


def test_two_numbers_are_two_people(street):
    communities.make_person(street.second, "龙甯", birth_date=BORN, id_number=communities.make_id_number(BORN))
    file(street, id_number=communities.make_id_number(BORN))
    assert not DuplicateCase.objects.exists()


def test_another_street_is_not_looked_at(street):
    communities.make_person(street.outside, "龙甯", birth_date=BORN)
    file(street)
    assert not DuplicateCase.objects.exists()


def test_a_changed_name_is_looked_at_again_and_a_pair_only_once(street, known):
    person = file(street, name="龙宁")
    for name in ("龙甯", "龙宁", "龙甯"):
        person.refresh_from_db()
        update_person(actor=street.users["secretary"], person=person, version=person.version, name=name)
    assert DuplicateCase.objects.count() == 1


def test_the_roster_import_notices_too_and_can_still_be_undone(street, known):
    batch = imports.written(street, imports.checked(street, [imports.row("龙甯", birth_date="1985-06-15")]))
    assert DuplicateCase.objects.get().files == sorted(Person.objects.all(), key=lambda one: str(one.pk))
    undo_import(actor=street.users["staff"], batch=batch)
    assert (Person.objects.get(), DuplicateCase.objects.count()) == (known, 0)


def test_the_community_is_told_and_sees_nothing_of_the_other_file(street, known, signed_in):
    """The leak test: what is planted in the other file is on no page that its filer can open."""
    browser = signed_in("secretary")
    data = {"name": "龙甯", "sex": "male", "birth_date": "1985-06-15", "ethnicity": "汉族", "affiliation": "none",
            "community": street.first.pk}  # fmt: skip
    answer = browser.post(reverse("communities:person-create"), data, follow=True)
    person = Person.objects.get(community=street.first)
    pages = [answer, browser.get(reverse("communities:person", args=[person.pk])),
             browser.post(reverse("communities:people"), {"q": "龙甯"}),
             browser.post(reverse("communities:person-lookup"), {"picker_query": "龙甯"})]  # fmt: skip
    texts = [page.content.decode() for page in pages]
    assert "“龙甯”可能与其他社区建档的一人重复，请联系街道党建办核对" in texts[0]
    leaks = [*PLANTED.values(), str(known.pk), street.second.short_name, "13808510099"]
    assert [word for text in texts for word in leaks if word in text] == []
    case = DuplicateCase.objects.get()
    refused = [browser.get(reverse("communities:duplicate-list")), browser.get(reverse("communities:duplicate", args=[case.pk])),
               browser.post(reverse("communities:duplicate-settle", args=[case.pk]), {"name": "confirm_same"})]  # fmt: skip
    assert [one.status_code for one in refused] == [403, 403, 403]
    assert [word for one in refused for word in leaks if word in one.content.decode()] == []


def test_a_taken_number_tells_the_street_and_not_the_community(street, signed_in):
    number = communities.make_id_number(BORN)
    holder = communities.make_person(street.second, "龙甯", birth_date=BORN, id_number=number, **PLANTED)
    data = {"name": "龙宁", "sex": "male", "id_number": number, "ethnicity": "汉族", "affiliation": "none",
            "community": street.first.pk}  # fmt: skip
    for _ in range(2):
        answer = signed_in("secretary").post(reverse("communities:person-create"), data)
    text = answer.content.decode()
    assert (answer.status_code, "可能与其他社区建档的一人重复" in text) == (422, True)
    assert [word for word in [*PLANTED.values(), str(holder.pk), "龙甯"] if word in text] == []
    case = DuplicateCase.objects.get()
    assert (case.first, case.second, case.claimed_for, case.claimed_name) == (holder, None, street.first, "龙宁")


def test_who_sees_the_holder_claims_nothing(street):
    number = communities.make_id_number(BORN)
    communities.make_person(street.second, id_number=number, birth_date=BORN)
    assert claim_number(actor=street.users["staff"], community=street.first, name="甲", number=number) is None
    assert not DuplicateCase.objects.exists()


def test_one_person_goes_on_with_one_file_that_both_communities_see(street, known):
    spare = file(street)
    put_on_roster(person=known, election=street.running, community=street.second, capacity=TermRole.Capacities.MEMBER)
    assert not access.allowed(street.users["secretary"], "view_records", known)
    case = settle(street, DuplicateCase.objects.get(), keep=known)
    spare.refresh_from_db()
    assert (case.state, spare.duplicate_of) == ("same", known)
    assert access.allowed(street.users["secretary"], "view_records", known)
    assert not access.allowed(street.users["secretary"], "fill_records", known)
    with pytest.raises(DomainError) as refused:
        put_on_roster(
            person=spare, election=street.running, community=street.first, capacity=TermRole.Capacities.MEMBER
        )
    assert refused.value.code == "duplicate_record"
    assert "花二社区" in refused.value.message
    settle(street, case, "reopen")
    spare.refresh_from_db()
    assert spare.duplicate_of is None
    assert not access.allowed(street.users["secretary"], "view_records", known)


def test_relatives_and_account_of_the_spare_file_count_for_the_kept_one(street, known):
    spare, brother = file(street), communities.make_person(street.first, "龙大")
    child = communities.make_person(street.second, "龙小", birth_date=date(2000, 1, 1))
    declare_relative(actor=street.users["staff"], person=spare, kind="sibling", relative=brother)
    declare_relative(actor=street.users["staff"], person=child, kind="parent", relative=spare)
    spare.user = street.users["secretary"]
    spare.save()
    settle(street, DuplicateCase.objects.get(), keep=known)
    known.refresh_from_db()
    assert (known.user, are_related(known, brother), are_related(known, child)) == (
        street.users["secretary"],
        True,
        True,
    )
    assert Kinship.objects.filter(person=spare).count() == 1  # the old record is as it was


def test_two_candidacies_of_one_term_are_not_joined(street, known):
    spare = file(street)
    for person, place in ((spare, street.first), (known, street.second)):
        put_on_roster(person=person, election=street.running, community=place, capacity=TermRole.Capacities.PROSPECT)
    with pytest.raises(DomainError) as refused:
        settle(street, DuplicateCase.objects.get(), keep=known)
    assert refused.value.code == "both_stand"
    assert DuplicateCase.objects.get().state == "open"


@pytest.mark.parametrize("account", [True, False], ids=["two accounts", "no choice"])
def test_what_cannot_be_joined_is_refused(street, known, account):
    spare = file(street)
    if account:
        Person.objects.filter(pk=spare.pk).update(user=street.users["secretary"])
        Person.objects.filter(pk=known.pk).update(user=street.users["neighbour"])
    with pytest.raises(DomainError) as refused:
        settle(street, DuplicateCase.objects.get(), keep=known if account else None)
    assert refused.value.code == ("two_accounts" if account else "keep_missing")


def test_a_claimed_number_moves_the_file_or_leaves_it(street):
    number = communities.make_id_number(BORN)
    holder = communities.make_person(street.second, id_number=number, birth_date=BORN)
    case = claim_number(actor=street.users["secretary"], community=street.first, name="甲", number=number)
    case = settle(street, case, keep=holder)
    holder.refresh_from_db()
    assert holder.community == street.second
    settle(street, settle(street, case, "reopen"), move_file=True)
    holder.refresh_from_db()
    assert (holder.community, holder.version) == (street.first, 2)


def test_only_the_street_settles(street, known):
    file(street)
    case = DuplicateCase.objects.get()
    with pytest.raises(Http404):
        settle(street, case, actor="outsider", keep=known)
    for name in ("secretary", "leader"):
        with pytest.raises((PermissionDenied, Http404)):
            settle(street, case, actor=name, keep=known)


def test_the_street_reads_both_files_side_by_side_and_settles(street, known, signed_in):
    person, browser = file(street), signed_in("staff")
    case = DuplicateCase.objects.get()
    page = browser.get(reverse("communities:duplicate", args=[case.pk])).content.decode()
    assert all(word in page for word in ("密植单位", "密植籍贯", "花一社区", "花二社区"))
    refused = browser.post(
        reverse("communities:duplicate-settle", args=[case.pk]), {"name": "confirm_same", "note": "同"}
    )
    assert (refused.status_code, "请选择保留哪一份档案" in refused.content.decode()) == (422, True)
    browser.post(reverse("communities:duplicate-settle", args=[case.pk]),
                 {"name": "confirm_same", "note": "同", "keep": known.pk})  # fmt: skip
    page = browser.get(reverse("communities:person", args=[person.pk])).content.decode()
    assert "已由街道认定为重复" in page
    assert "另有本人的一份" in browser.get(reverse("communities:person", args=[known.pk])).content.decode()


def test_the_picker_offers_the_kept_file_alone(street, known, signed_in):
    file(street)
    settle(street, DuplicateCase.objects.get(), keep=known)
    found = signed_in("staff").post(reverse("communities:person-lookup"), {"picker_query": "龙甯"}).content.decode()
    assert found.count("花二社区") == 1
    assert "花一社区" not in found
