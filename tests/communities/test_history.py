"""字段变更: old → new of the three files, masked as the fields are, for fifty events as cheap as for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.services import update_candidate
from communities.history import history, history_of
from communities.services import update_person
from communities.services.issues import raise_issue, update_issue
from reports.community_file import changes_of
from tests.factories import candidates, world
from tests.factories.communities import make_id_number, make_person


def notes_of(lines):
    return [line.note for line in lines]


@pytest.fixture
def issue(street):
    return raise_issue(
        actor=street.users["staff"], community=street.first, election=street.running, title="停车难", kind="other",
        seriousness=1,
    )  # fmt: skip


def community_lines(street, name):
    user = type(street.users[name]).objects.get(username=name)
    return history(user, changes_of(user, street.first, street.running))


def test_a_communitys_file_tells_what_was_changed_and_by_whom(street, issue):
    due = timezone.localdate() + timedelta(days=9)
    update_issue(actor=street.users["staff"], issue=issue, version=1, title="停车位不足", due_on=due)
    (line,) = community_lines(street, "leader")
    assert (line.who, line.title) == ("用户staff", "修改难点问题")
    assert line.note == f"问题：停车难 → 停车位不足\n化解时限：（空） → {due}"


def test_what_the_reader_does_not_see_is_not_in_it(street, issue):
    update_issue(actor=street.users["staff"], issue=issue, version=1, title="关于书记", street_only=True)
    assert [len(community_lines(street, name)) for name in ("leader", "secretary", "neighbour", "outsider")] == [
        1,
        0,
        0,
        0,
    ]


def test_numbers_are_never_repeated_whatever_the_field(street):
    number = make_id_number()
    person = make_person(street.first, "甲")
    update_person(
        actor=street.users["staff"], person=person, version=1, id_number=number, occupation=f"证件号{number}"
    )  # fmt: skip
    (said,) = notes_of(history_of(street.users["leader"], person))
    assert number not in said
    assert "公民身份号码已更改" in said
    assert "现工作单位及职务" in said


def test_a_candidates_file_has_what_was_changed(street, signed_in):
    candidates.install_rules(street)
    candidate = candidates.put_forward(street, recommendation="甲")
    fields = {name: getattr(candidate, name) for name in ("intended_post", "is_lead_goose")}
    update_candidate(
        actor=street.users["staff"], candidate=candidate, version=candidate.version, source="pick", recommendation="乙",
        **fields,
    )  # fmt: skip
    page = signed_in("leader").get(reverse("candidates:detail", args=[candidate.pk])).content.decode()
    assert "推荐理由：甲 → 乙" in page
    assert "→ 挑" in page


def test_more_events_cost_no_more_queries(street, issue):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            community_lines(street, "leader")
        return len(captured)

    def edit(number):
        issue.refresh_from_db()
        update_issue(actor=street.users["staff"], issue=issue, version=issue.version, title=f"停车难{number}")

    edit(0)
    one = asked()
    for number in range(1, 6):
        edit(number)
    assert asked() == one
    assert len(community_lines(street, "leader")) == 6


def test_the_community_page_shows_it(street, issue, signed_in):
    update_issue(actor=street.users["staff"], issue=issue, version=1, title="停车位不足")
    page = signed_in("secretary").get(reverse("reports:community", args=[world.FIRST])).content.decode()
    assert "问题：停车难 → 停车位不足" in page
