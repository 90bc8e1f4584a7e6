"""Two people on one record: the later is shown what is on file and what he typed, field by field, and may save again."""

from django.urls import reverse

from communities.models import FieldVisit, Issue
from tests.factories import visits


def shown(answer):
    assert answer.status_code == 422
    return [(each.label, each.stored, each.typed) for each in answer.context["form"].theirs]


def issue_form(issue, **changed):
    fields = {
        "version": issue.version, "community": issue.community_id, "title": issue.title, "kind": issue.kind,
        "seriousness": issue.seriousness, "leader": "", "owner": "",
    }  # fmt: skip
    return fields | changed


def test_a_form_names_what_differs_and_nothing_else(street, signed_in):
    leader = visits.make_staff(street, name="王主任")
    issue = visits.make_issue(street)
    url = reverse("communities:issue-edit", args=[issue.pk])
    signed_in("staff").post(url, issue_form(issue, title="物业纠纷", leader=leader.pk, kind="assets"))
    late = signed_in("second_staff").post(url, issue_form(issue, title="楼顶漏水", seriousness=3))
    found = shown(late)
    assert [label for label, *_ in found] == ["问题", "类别", "程度", "责任领导"]
    assert found[0] == ("问题", "物业纠纷", "楼顶漏水")
    assert found[3][1].startswith("王主任") and found[3][2] == ""
    page = late.content.decode()
    assert "现为“物业纠纷”，您填写“楼顶漏水”" in page
    assert "已由用户staff于" in page
    assert Issue.objects.get(pk=issue.pk).title == "物业纠纷"


def test_having_read_both_one_may_save_again(street, signed_in):
    issue = visits.make_issue(street)
    url, browser = reverse("communities:issue-edit", args=[issue.pk]), signed_in("second_staff")
    signed_in("staff").post(url, issue_form(issue, title="物业纠纷"))
    late = browser.post(url, issue_form(issue, title="楼顶漏水"))
    version = late.context["form"]["version"].value()
    assert version == Issue.objects.get(pk=issue.pk).version
    assert browser.post(url, issue_form(issue, title="楼顶漏水", version=version)).status_code == 302
    assert Issue.objects.get(pk=issue.pk).title == "楼顶漏水"


def test_people_chosen_in_a_list_are_compared_by_name(street, signed_in):
    first, second = visits.make_staff(street, name="甲一"), visits.make_staff(street, name="乙二")
    visit = visits.make_visit(street, visitors=[first])
    url = reverse("communities:visit-edit", args=[visit.pk])
    fields = {"version": 1, "community": street.first.pk, "method": visit.method, "visited_on": visit.visited_on}
    fields |= {name: getattr(visit, name) or "" for name in ("met", "achievements", "reserve", "recognition")}
    signed_in("staff").post(url, fields | {"visitors": [first.pk, second.pk]})
    assert FieldVisit.objects.get(pk=visit.pk).version == 2
    late = signed_in("second_staff").post(url, fields | {"visitors": [first.pk]})
    stored, typed = {label: words for label, *words in shown(late)}["走访人"]
    assert ("乙二" in stored, "乙二" in typed, "甲一" in typed) == (True, False, True)
