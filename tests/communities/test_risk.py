"""Risk: the scale as a rule of the term, grades with their history, and what the register suggests."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import RiskGrade, RiskScale
from communities.risk import Suggestion, current_grades, suggestion_for, suggestions
from communities.services.risk import confirm_risk_scale, edit_risk_scale, install_risk_scale, set_risk_grade
from core.errors import DomainError
from tests.factories import visits as make
from tests.factories import world

LARGE, MAJOR = 2, 3


def test_the_sample_ships_unconfirmed_and_is_installed_once(street):
    staff = street.users["staff"]
    assert [install_risk_scale(actor=staff, election=street.running) for _ in range(2)] == [3, 0]
    assert [row.is_confirmed for row in RiskScale.objects.in_order()] == [False] * 3
    assert [row.grade for row in RiskScale.objects.in_order()] == ["red", "yellow", "green"]


def test_a_changed_wording_must_be_confirmed_anew(street):
    staff = street.users["staff"]
    install_risk_scale(actor=staff, election=street.running)
    row = RiskScale.objects.get(grade="red")
    with pytest.raises(DomainError) as caught:
        confirm_risk_scale(actor=staff, row=row, version=1, document_number=" ")
    assert caught.value.code == "document_required"
    confirm_risk_scale(actor=staff, row=row, version=1, document_number="小街党〔2026〕9号")
    assert RiskScale.objects.get(pk=row.pk).is_confirmed
    edit_risk_scale(actor=staff, row=row, version=2, criteria="另一标准", basis="")
    assert not RiskScale.objects.get(pk=row.pk).is_confirmed


def test_only_who_manages_rules_changes_the_scale(street):
    with pytest.raises(PermissionDenied):
        install_risk_scale(actor=street.users["leader"], election=street.running)


def test_the_newest_grade_holds_and_the_old_ones_stay(street):
    make.grade(street, "red")
    newest = make.grade(street, "green", reasons="已全部化解")
    make.grade(street, "yellow", community=street.second)
    grades = current_grades(street.users["leader"], street.running, street.regions[world.STREET])
    assert {code: grade.grade for code, grade in grades.items()} == {world.FIRST: "green", world.SECOND: "yellow"}
    assert (grades[world.FIRST], RiskGrade.objects.count()) == (newest, 3)


def test_a_secretary_sees_the_grade_of_his_community_and_sets_none(street):
    make.grade(street)
    make.grade(street, community=street.second)
    secretary = street.users["secretary"]
    assert set(current_grades(secretary, street.running, street.regions[world.STREET])) == {world.FIRST}
    with pytest.raises(PermissionDenied):
        set_risk_grade(
            actor=secretary, community=street.first, election=street.running, grade="green", reasons="都好"
        )  # fmt: skip


def test_a_grade_needs_reasons(street):
    with pytest.raises(DomainError) as caught:
        make.grade(street, reasons=" ")
    assert (caught.value.code, RiskGrade.objects.count()) == ("reasons_missing", 0)


@pytest.mark.parametrize(("issues", "expected"), [
    ([], Suggestion("green")),
    ([{"seriousness": 1}], Suggestion("green", ordinary=1)),
    ([{"seriousness": 1, "overdue_days": 2}], Suggestion("yellow", ordinary=1, overdue=1)),
    ([{"seriousness": LARGE}, {"seriousness": 1}], Suggestion("yellow", large=1, ordinary=1)),
    ([{"seriousness": MAJOR}, {"seriousness": LARGE, "overdue_days": 1}], Suggestion("red", major=1, large=1, overdue=1)),
])  # fmt: skip
def test_what_the_register_suggests(street, issues, expected):
    for fields in issues:
        make.make_issue(street, **fields)
    make.make_issue(street, community=street.second, seriousness=MAJOR)
    assert suggestion_for(street.users["staff"], street.running, street.first) == expected


def test_what_is_settled_or_withdrawn_suggests_nothing(street):
    for state in ("resolved", "withdrawn"):
        make.bring_issue_to(street, make.make_issue(street, seriousness=MAJOR), state)
    assert suggestions(street.users["staff"], street.running) == {}


def test_the_suggestion_of_the_day_is_kept_beside_the_grade(street):
    make.make_issue(street, seriousness=MAJOR)
    assert make.grade(street, "yellow").suggested == "red"


def test_grades_cost_one_query(street):
    for community in (street.first, street.second, street.first):
        make.grade(street, community=community)
    user = street.users["staff"]
    current_grades(user, street.running, street.regions[world.STREET])  # his grants are read
    with CaptureQueriesContext(connection) as captured:
        list(current_grades(user, street.running, street.regions[world.STREET]).values())
    assert len(captured) == 1
