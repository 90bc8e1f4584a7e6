"""Recording research visits: what is refused, what follows, what counts."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.models import FieldVisit, Issue, Questionnaire, SurveyRound
from communities.services.elections import close_election
from communities.services.visits import earliest_day, record_visit, update_visit, void_visit
from communities.visit_coverage import coverage
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import visits as make
from tests.factories import world

TODAY = timezone.localdate


def refused(street, **changed):
    """The error of a visit recorded with ``changed``; nothing may have been stored."""
    with pytest.raises(DomainError) as caught:
        make.make_visit(street, **changed)
    assert FieldVisit.objects.count() == 0
    return caught.value.code, caught.value.field


def test_a_visit_keeps_what_was_recorded_and_is_audited(street):
    person = make.make_staff(street)
    visit = make.make_visit(
        street, visitors=[person], met="党员代表", met_count=6, starts_at=time(9), ends_at=time(10, 30)
    )
    assert (visit.community, list(visit.visitors.all()), visit.recorded_by) == (
        street.first, [person], street.users["staff"],
    )  # fmt: skip
    assert AuditEvent.objects.filter(event="visit.record", object_id=str(visit.pk)).count() == 1


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"visited_on": TODAY() + timedelta(days=1)}, "future_visit", "visited_on"),
        ({"starts_at": time(10), "ends_at": time(9)}, "wrong_times", "ends_at"),
        ({"ends_at": time(9)}, "wrong_times", "starts_at"),
        ({"companions": " "}, "nobody_went", "visitors"),
        ({"achievements": " "}, "no_findings", "achievements"),
    ],
    ids=["future", "ends before it starts", "end alone", "nobody", "no findings"],
)
def test_bad_input_is_refused_at_its_field(street, changed, code, field):
    assert refused(street, **changed) == (code, field)


def test_a_visit_of_long_before_the_term_is_refused(street):
    first = earliest_day(street.running)
    assert refused(street, visited_on=first - timedelta(days=1)) == ("visit_too_early", "visited_on")
    assert make.make_visit(street, visited_on=first).visited_on == first


def test_a_past_term_takes_no_visit(street):
    close_election(actor=street.users["staff"], election=street.running, version=street.running.version)
    street.running.refresh_from_db()
    assert refused(street) == ("election_past", None)


def test_issues_on_the_spot_enter_the_register_with_their_source(street):
    line = {"title": "楼顶搭建", "kind": "disputes", "seriousness": 2}
    visit = make.make_visit(street, issues=[line])
    issue = Issue.objects.get()
    assert (issue.source, issue.community, issue.state) == (visit, street.first, "open")
    assert list(Issue.objects.raised_from(visit)) == [issue]


def test_a_wrong_issue_takes_the_visit_with_it(street):
    line = {"title": "楼顶搭建", "kind": "disputes", "seriousness": 2, "due_on": TODAY() - timedelta(days=1)}
    assert refused(street, issues=[line]) == ("due_before_today", "due_on")


def test_a_secretary_records_in_his_own_community_only(street):
    assert make.make_visit(street, actor="secretary").community == street.first
    with pytest.raises(Http404):
        make.make_visit(street, actor="secretary", community=street.second)


def test_a_leader_looks_and_does_not_record(street):
    with pytest.raises(PermissionDenied):
        make.make_visit(street, actor="leader")


def test_the_second_editor_is_told(street):
    visit = make.make_visit(street)
    change = {**make.visit_fields(achievements="有新变化"), "visitors": []}
    update_visit(actor=street.users["staff"], visit=visit, version=1, **change)
    with pytest.raises(DomainError) as caught:
        update_visit(actor=street.users["secretary"], visit=FieldVisit.objects.get(), version=1, **change)
    assert caught.value.code == "edited_meanwhile"


def test_a_void_visit_stays_readable_and_is_not_counted(street):
    visit = make.make_visit(street)
    void_visit(actor=street.users["staff"], visit=visit, reason="重复登记")
    visit.refresh_from_db()
    assert (visit.is_void, visit.void_reason, FieldVisit.objects.counted().count()) == (True, "重复登记", 0)
    with pytest.raises(DomainError) as caught:
        update_visit(actor=street.users["staff"], visit=visit, version=1, visitors=[], **make.visit_fields())
    assert caught.value.code == "visit_void"


def test_a_visit_voided_since_it_was_read_stays_void(street):
    read_before = make.make_visit(street)
    void_visit(actor=street.users["staff"], visit=FieldVisit.objects.get(), reason="重复登记")
    with pytest.raises(DomainError) as caught:
        update_visit(actor=street.users["staff"], visit=read_before, version=1, visitors=[], **make.visit_fields())
    assert (caught.value.code, FieldVisit.objects.get().is_void) == ("visit_void", True)


def test_voiding_asks_for_a_reason(street):
    with pytest.raises(DomainError) as caught:
        void_visit(actor=street.users["staff"], visit=make.make_visit(street), reason=" ")
    assert (caught.value.code, caught.value.field) == ("reason_missing", "reason")


def test_coverage_counts_by_method_and_names_the_holes(street):
    make.make_visit(street)
    make.make_visit(street, visited_on=TODAY() - timedelta(days=3))
    make.make_visit(street, method="symposium")
    void_visit(actor=street.users["staff"], visit=make.make_visit(street, method="household"), reason="误登")
    leader = make.make_staff(street)
    make.assign(street, leader)

    first, second = coverage(street.users["staff"], street.running)

    assert [(cell.method, cell.number, cell.last_on) for cell in first.cells] == [
        ("inspection", 2, TODAY()), ("symposium", 1, TODAY()), ("household", 0, None), ("questionnaire", 0, None),
    ]  # fmt: skip
    assert (first.number, first.holes, [a.person for a in first.assigned]) == (
        3, ["household", "questionnaire"], [leader],
    )  # fmt: skip
    assert (second.number, len(second.holes), second.last_on) == (0, 4, None)


def test_a_survey_that_was_held_fills_its_hole(street):
    now, region = timezone.now(), street.regions[world.STREET]
    questionnaire = Questionnaire.objects.create(region=region, election=street.running, title="群众认可度")
    for community, days in ((street.first, -1), (street.second, 1)):  # the second one still takes answers
        SurveyRound.objects.create(
            questionnaire=questionnaire, election=street.running, community=community, name="第一批", mode="link",
            opens_at=now - timedelta(days=5), closes_at=now + timedelta(days=days), created_by=street.users["staff"],
        )  # fmt: skip
    first, second = coverage(street.users["staff"], street.running)
    assert [("questionnaire" in row.holes, row.cells[3].rounds) for row in (first, second)] == [(False, 1), (True, 0)]


def test_coverage_shows_a_secretary_his_own_community(street):
    make.make_visit(street, community=street.second)
    (row,) = coverage(street.users["secretary"], street.running)
    assert (row.community, row.number) == (street.first, 0)


def test_coverage_costs_the_same_however_many_visits(street):
    user, asked = street.users["staff"], []
    for number in (1, 3):
        for _ in range(number):
            make.make_visit(street, community=street.second)
        fresh = type(user).objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as captured:
            coverage(fresh, street.running)
        asked.append(len(captured))
    assert asked == [6, 6]  # the user's grants besides, and whether they still hold


def test_another_streets_community_is_out_of_sight(street):
    with pytest.raises(Http404):
        record_visit(
            actor=street.users["staff"], community=street.outside, election=street.running, **make.visit_fields()
        )
