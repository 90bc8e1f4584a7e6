"""一社区一策: versions from meeting to meeting, frozen once confirmed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from communities.models import CommunityPlan
from communities.plan_history import history
from communities.services.plans import confirm_plan, save_plan, versions_of
from core import access
from core.errors import DomainError
from tests.factories import deliberations

pytestmark = pytest.mark.django_db


def refusal(function, **kwargs):
    with pytest.raises(DomainError) as refused:
        function(**kwargs)
    return refused.value.code


@pytest.fixture
def meeting(street):
    return deliberations.held(street)


@pytest.fixture
def plan(street, meeting):
    return deliberations.make_plan(street, street.first, meeting.host)


def confirm(street, plan, meeting):
    return confirm_plan(actor=street.users["staff"], plan=plan, deliberation=meeting, version=plan.version)


def test_a_draft_is_worked_on_until_a_meeting_confirms_it(street, meeting, plan):
    plan = deliberations.make_plan(street, street.first, meeting.host, progress="已走访")
    assert CommunityPlan.objects.count() == 1
    confirm(street, plan, meeting)
    confirmed = CommunityPlan.objects.get()
    assert (confirmed.is_confirmed, confirmed.deliberation, confirmed.progress) == (True, meeting, "已走访")


def test_a_confirmed_version_stays_and_work_goes_on_in_the_next(street, meeting, plan):
    confirm(street, plan, meeting)
    deliberations.make_plan(street, street.first, meeting.host, kind="hard", progress="新进展")
    versions = CommunityPlan.objects.order_by("number").values_list("number", "kind", "progress")
    assert list(versions) == [(1, "focus", ""), (2, "hard", "新进展")]
    newest, first = history(versions_of(street.users["staff"], street.first, street.running))
    assert [(line.label, line.was, line.value) for line in newest.changed] == [
        ("类型", "重点", "难点"), ("进展", "", "新进展"),
    ]  # fmt: skip
    assert (first.has_previous, first.changed) == (False, [])


def test_who_wrote_on_a_draft_confirmed_meanwhile_is_told(street, meeting, plan):
    confirm(street, plan, meeting)
    fields = {"community": street.first, "election": street.running, "version": plan.version, "kind": "hard"}
    assert refusal(save_plan, actor=street.users["staff"], **fields) == "edited_meanwhile"
    assert CommunityPlan.objects.count() == 1


def test_it_is_confirmed_once_whole_and_at_a_meeting_that_deals_with_it(street, meeting, plan):
    staff = street.users["staff"]
    blank = deliberations.make_plan(street, street.first, meeting.host, measures="", leader=None)
    with pytest.raises(DomainError, match="化解措施、责任领导"):
        confirm(street, blank, meeting)
    plan = deliberations.make_plan(street, street.first, meeting.host)
    prepared = deliberations.planned(street, staff=[meeting.host])
    assert refusal(confirm, street=street, plan=plan, meeting=prepared) == "not_held"
    elsewhere = deliberations.held(street, staff=[meeting.host], communities=[street.second])
    assert refusal(confirm, street=street, plan=plan, meeting=elsewhere) == "not_on_agenda"
    assert refusal(
        confirm_plan, actor=staff, plan=plan, deliberation=meeting, version=plan.version - 1
    ) == "edited_meanwhile"  # fmt: skip
    confirmed = confirm(street, plan, meeting)
    assert refusal(confirm, street=street, plan=confirmed, meeting=meeting) == "plan_confirmed"


def test_of_two_editors_the_slower_is_told(street, meeting, plan):
    fields = {"community": street.first, "election": street.running, "version": plan.version, "kind": "hard"}
    save_plan(actor=street.users["staff"], **fields)
    assert refusal(save_plan, actor=street.users["second_staff"], **fields) == "edited_meanwhile"


def test_a_deadline_after_the_election_and_a_past_term_are_refused(street, meeting):
    fields = {"actor": street.users["staff"], "community": street.first, "version": None, "kind": "hard"}
    late = street.running.election_day + timedelta(days=1)
    assert refusal(save_plan, **fields, election=street.running, due_on=late) == "due_after_election"
    assert refusal(save_plan, **fields, election=street.past) == "election_past"
    assert not CommunityPlan.objects.exists()


def test_a_community_reads_its_plan_once_confirmed_and_no_other(street, meeting, plan):
    secretary, neighbour = street.users["secretary"], street.users["neighbour"]
    assert not access.visible_to(secretary, CommunityPlan).exists()
    confirm(street, plan, meeting)
    deliberations.make_plan(street, street.first, meeting.host, progress="草稿")
    assert [p.number for p in access.visible_to(secretary, CommunityPlan).current()] == [1]
    assert [p.number for p in access.visible_to(street.users["leader"], CommunityPlan).current()] == [2]
    assert not access.visible_to(neighbour, CommunityPlan).exists()
    with pytest.raises(Http404):
        save_plan(actor=street.users["outsider"], community=street.first, election=street.running, version=None)


def test_a_secretary_does_not_write_the_street_s_plan(street, meeting):
    with pytest.raises(PermissionDenied):
        save_plan(
            actor=street.users["secretary"], community=street.first, election=street.running, version=None, kind="hard"
        )


def test_overdue_plans(street, meeting, plan):
    today = timezone.localdate()
    CommunityPlan.objects.update(due_on=today - timedelta(days=1))
    assert list(CommunityPlan.objects.current().overdue(today)) == [plan]
