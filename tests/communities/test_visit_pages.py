"""Visits, issues, risk and the street's people on screen: what is prefilled, kept, refused, and led to."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from communities.models import AreaAssignment, FieldVisit, Issue, Person, RiskGrade
from communities.street_staff import areas_of, street_staff
from core.attachments import Attachment, attachments_of
from core.files import StoredFile
from tests.factories import communities, world
from tests.factories import visits as make

TODAY = timezone.localdate


def text_of(response):
    return response.content.decode()


def visit_data(**changed):
    """A visit as the form is sent, with two empty lines for issues."""
    data = {
        "community": world.FIRST, "method": "inspection", "visited_on": TODAY().isoformat(), "companions": "网格员",
        "achievements": "班子有力", "issues-TOTAL_FORMS": 2, "issues-INITIAL_FORMS": 0,
    }  # fmt: skip
    return data | changed


@pytest.fixture
def send_visit(signed_in):
    """``send_visit(achievements="", name="staff")`` → the answer to a visit sent so."""

    def send(name="staff", **changed):
        return signed_in(name).post(reverse("communities:visit-create"), visit_data(**changed))

    return send


def line(number=0, **changed):
    """One line of the issues that came up on the spot."""
    fields = {"title": "楼顶搭建", "kind": "disputes", "seriousness": 2, "due_on": ""} | changed
    return {f"issues-{number}-{name}": value for name, value in fields.items()}


def test_the_form_starts_with_today_myself_and_my_communities(street, signed_in):
    person = make.make_staff(street, user=street.users["staff"])
    make.assign(street, person, community=street.second)
    url = reverse("communities:visit-create")
    form = signed_in("staff").get(f"{url}?community={world.SECOND}&method=symposium").context["form"]
    assert (form["visited_on"].value(), form["visitors"].value()) == (TODAY(), [person.pk])
    assert (form["community"].value(), form["method"].value()) == (world.SECOND, "symposium")
    assert [region.pk for region in form.fields["community"].queryset] == [world.SECOND, world.FIRST]


def test_a_secretary_is_his_own_visitor_and_sees_names_of_the_street(street, signed_in):
    person = communities.make_person(street.first, user=street.users["secretary"])
    staff = make.make_staff(street, "章若谷")
    form = signed_in("secretary").get(reverse("communities:visit-create")).context["form"]
    assert set(form.fields["visitors"].queryset) == {person, staff}
    assert signed_in("secretary").get(reverse("communities:person", args=[staff.pk])).status_code == 404


def test_one_form_takes_the_visit_its_photos_and_its_issues(street, send_visit):
    answer = send_visit(photos=[make.photo(), make.photo("二.jpg")], **line())
    visit = FieldVisit.objects.get()
    assert answer.url == reverse("communities:visit", args=[visit.pk])
    assert (attachments_of(visit).count(), Issue.objects.get().source) == (2, visit)


@pytest.mark.parametrize("bad", ["no photo", "half a photo", "empty", "page of script"])
def test_a_photo_that_is_none_leaves_nothing(street, send_visit, bad):
    whole = make.photo_bytes((800, 600))
    content = {"no photo": b"hello" * 400, "half a photo": whole[: len(whole) // 2], "empty": b"",
               "page of script": b"<svg onload='alert(1)'/>"}[bad]  # fmt: skip
    answer = send_visit(photos=[make.photo(), SimpleUploadedFile("楼道.jpg", content, "image/jpeg")], **line())
    assert answer.status_code == 422
    assert "楼道" in text_of(answer)
    assert "班子有力" in text_of(answer)  # what was typed is kept
    found = [model.objects.count() for model in (FieldVisit, Issue, Attachment, StoredFile)]
    assert found == [0, 0, 0, 0]


def test_a_visit_of_tomorrow_names_the_field_and_keeps_what_was_typed(street, send_visit):
    answer = send_visit(visited_on=(TODAY() + timedelta(days=1)).isoformat(), follow_up="下周回访")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["visited_on"])
    assert "还没有到" in text_of(answer)
    assert "下周回访" in text_of(answer)


def test_an_issue_without_kind_is_pointed_at_and_nothing_is_stored(street, send_visit):
    answer = send_visit(**line(1, kind=""))
    assert answer.status_code == 422
    assert "请选择类别" in text_of(answer)
    assert FieldVisit.objects.count() == 0


def test_a_month_that_is_none_is_told(street, signed_in):
    make.make_visit(street)
    answer = signed_in("staff").post(reverse("communities:visit-list"), {"month": "十一月"})
    assert "2026-11" in text_of(answer)


def test_visits_are_found_by_community_method_month_and_visitor(street, signed_in):
    person = make.make_staff(street)
    mine = make.make_visit(street, visitors=[person])
    other = make.make_visit(
        street, method="symposium", community=street.second, visited_on=TODAY() - timedelta(days=45)
    )
    client, url = signed_in("staff"), reverse("communities:visit-list")

    def found(**filters):
        return list(client.post(url, filters).context["object_list"])

    assert found() == [mine, other]
    assert found(visitor=person.pk) == found(community=world.FIRST) == found(method="inspection") == [mine]
    assert found(month=f"{other.visited_on:%Y-%m}") == [other]


def test_holes_lead_to_the_form_filled_in_so_far(street, signed_in):
    make.make_visit(street)
    page = text_of(signed_in("staff").get(reverse("communities:visit-coverage")))
    assert f"{reverse('communities:visit-create')}?community={world.FIRST}&amp;method=household" in page
    assert f"{reverse('communities:visit-create')}?community={world.FIRST}&amp;method=inspection" not in page
    assert "去登记" not in text_of(signed_in("leader").get(reverse("communities:visit-coverage")))


def test_a_void_visit_says_so_and_offers_no_change(street, signed_in):
    visit = make.make_visit(street)
    client = signed_in("secretary")
    client.post(reverse("communities:visit-void", args=[visit.pk]), {"reason": "重复登记"})
    page = text_of(client.get(reverse("communities:visit", args=[visit.pk])))
    assert "重复登记" in page
    assert reverse("communities:visit-edit", args=[visit.pk]) not in page


def test_the_source_of_an_issue_is_shown_to_who_sees_it(street, signed_in):
    visit = make.make_visit(street, community=street.second)
    issue = make.make_issue(street, source=visit)  # of the first community: its secretary does not see the visit
    url, link = reverse("communities:issue", args=[issue.pk]), reverse("communities:visit", args=[visit.pk])
    assert link in text_of(signed_in("staff").get(url))
    assert link not in text_of(signed_in("secretary").get(url))


def test_the_register_is_narrowed_and_counted(street, signed_in):
    leader = make.make_staff(street)
    late = make.make_issue(street, overdue_days=2, leader=leader, kind="assets", seriousness=3)
    plain = make.make_issue(street, community=street.second)
    settled = make.bring_issue_to(street, make.make_issue(street), "resolved")
    client, url = signed_in("staff"), reverse("communities:issue-list")

    def found(**filters):
        return set(client.post(url, filters).context["object_list"])

    assert found() == {late, plain, settled}
    assert found(state="overdue") == found(kind="assets") == found(seriousness=3) == found(leader=leader.pk) == {late}
    assert (found(state="unsettled"), found(community=world.SECOND)) == ({late, plain}, {plain})
    numbers = {value: number for value, _, number, _ in client.get(url).context["tabs"]}
    assert (numbers[""], numbers["unsettled"], numbers["overdue"], numbers["resolved"]) == (3, 2, 1, 1)


def test_progress_and_its_proof_go_together(street, signed_in):
    issue = make.make_issue(street)
    url = reverse("communities:issue-entry", args=[issue.pk])
    data = {"text": "已上门", "happened_on": TODAY().isoformat()}
    broken = SimpleUploadedFile("回执.jpg", b"x" * 99, "image/jpeg")
    assert signed_in("secretary").post(url, data | {"photos": [broken]}).status_code == 422
    assert (issue.entries.count(), attachments_of(issue).count()) == (0, 0)
    assert signed_in("secretary").post(url, data | {"photos": [make.photo()]}).status_code == 302
    assert (issue.entries.count(), attachments_of(issue).count()) == (1, 1)


def test_a_refused_move_says_why_and_keeps_the_note(street, signed_in):
    issue = make.bring_issue_to(street, make.make_issue(street), "in_progress")
    url = reverse("communities:issue-move", args=[issue.pk])
    answer = signed_in("staff").post(url, {"name": "resolve", "note": "口头说好了"})
    assert answer.status_code == 422
    assert "须有依据" in text_of(answer)
    assert "口头说好了" in text_of(answer)


def test_owners_are_offered_in_groups(street, signed_in):
    member = communities.make_member(communities.make_person(street.first, "张三"), street.running)
    staff = make.make_staff(street, "章若谷")
    form = signed_in("staff").get(reverse("communities:issue-create")).context["form"]
    assert list(form.fields["owner"].choices)[1:] == [
        ("街道", [(staff.pk, "章若谷（街道党工委副书记）")]), ("花一社区", [(member.person_id, "张三（书记）")]),
    ]  # fmt: skip


def test_only_the_street_is_asked_what_to_keep_from_the_community(street, signed_in):
    url = reverse("communities:issue-create")
    asked = {name: "street_only" in signed_in(name).get(url).context["form"].fields for name in ("staff", "secretary")}
    assert asked == {"staff": True, "secretary": False}


def test_what_is_kept_at_the_street_does_not_exist_for_the_secretary(street, signed_in):
    kept = make.make_issue(street, street_only=True)
    make.grade(street)
    client = signed_in("secretary")
    assert client.get(reverse("communities:issue", args=[kept.pk])).status_code == 404
    for url in (reverse("communities:issue-list"), reverse("communities:risk-community", args=[world.FIRST])):
        assert kept.title not in text_of(client.get(url))
    numbers = {value: number for value, _, number, _ in client.get(reverse("communities:issue-list")).context["tabs"]}
    assert set(numbers.values()) == {0}
    assert "系统建议" not in text_of(client.get(reverse("communities:risk")))


def test_a_grade_is_set_on_the_communitys_page_and_the_old_one_stays(street, signed_in):
    make.grade(street, "red", reasons="选情复杂")
    client, page = signed_in("staff"), reverse("communities:risk-community", args=[world.FIRST])
    client.post(reverse("communities:risk-set", args=[world.FIRST]), {"grade": "green", "reasons": "已化解"})
    assert [grade.grade for grade in RiskGrade.objects.all()] == ["green", "red"]
    assert "选情复杂" in text_of(client.get(page))
    answer = client.post(reverse("communities:risk-set", args=[world.FIRST]), {"grade": "green", "reasons": ""})
    assert (answer.status_code, RiskGrade.objects.count()) == (422, 2)


def test_staff_are_entered_new_or_from_the_files(street, signed_in):
    on_file, url = communities.make_person(street.first, "张三"), reverse("communities:street-staff-add")
    client = signed_in("staff")
    client.post(
        url, {"name": "章若谷", "sex": "female", "office": "街道党工委副书记", "user": street.users["staff"].pk}
    )
    client.post(url, {"person": on_file.pk, "office": "综治办主任"})
    new = Person.objects.get(name="章若谷")
    assert (new.community_id, new.user, set(street_staff(street.running))) == (
        world.STREET, street.users["staff"], {new, on_file},
    )  # fmt: skip
    answer = client.post(url, {"person": on_file.pk, "office": "综治办主任"})
    assert "不必重复登记" in text_of(answer)
    assert "请选择性别" in text_of(client.post(url, {"name": "李四", "office": "干事"}))


def test_the_file_of_one_of_the_street_is_edited_in_the_street(street, signed_in):
    person = make.make_staff(street, "章若谷")
    url = reverse("communities:person-edit", args=[person.pk])
    data = {"version": person.version, "name": "章若谷", "sex": "female", "ethnicity": "汉族", "affiliation": "party",
            "community": world.STREET}  # fmt: skip
    assert signed_in("staff").post(url, data).status_code == 302
    assert Person.objects.get(pk=person.pk).community_id == world.STREET


def test_who_leaves_the_roster_answers_for_no_community(street, signed_in):
    person = make.make_staff(street, user=street.users["staff"])
    make.assign(street, person)
    assert areas_of(street.users["staff"], street.running) == {world.FIRST}
    signed_in("staff").post(reverse("communities:street-staff-remove", args=[person.pk]))
    assert (street_staff(street.running).count(), AreaAssignment.objects.count()) == (0, 0)


def test_areas_are_set_as_a_whole(street, signed_in):
    first, second, third = (make.make_staff(street) for _ in range(3))
    make.assign(street, first, [second])
    url = reverse("communities:area-edit", args=[world.FIRST])
    form = signed_in("staff").get(url).context["form"]
    assert (form["leader"].value(), form["people"].value()) == (first.pk, [second.pk])
    signed_in("staff").post(url, {"leader": third.pk, "people": [third.pk, second.pk]})
    assert [(a.person, a.is_leader) for a in AreaAssignment.objects.order_by("-is_leader")] == [
        (third, True), (second, False),
    ]  # fmt: skip


def test_overdue_issues_wait_on_the_home_page(street, signed_in):
    make.make_issue(street, overdue_days=3)
    for name in ("staff", "secretary"):
        assert "难点问题逾期未化解" in text_of(signed_in(name).get(reverse("reports:home")))
