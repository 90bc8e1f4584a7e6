"""The register of difficult issues: raising, progress, settlement on evidence, who sees what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from communities.models import Issue
from communities.services.issues import add_entry, may_edit, move_issue, raise_issue, update_issue
from core import access, workflow
from core.attachments import attach, attachments_of, remove_attachment
from core.errors import DomainError
from tests.factories import communities
from tests.factories import visits as make

TODAY = timezone.localdate
STATES = ("open", "in_progress", "resolved", "reopened", "withdrawn")


def code_of(function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    return caught.value.code


def now(issue):
    return Issue.objects.get(pk=issue.pk)


def test_the_area_leader_is_in_charge_where_nobody_else_is_named(street):
    leader, other = make.make_staff(street), make.make_staff(street)
    make.assign(street, leader)
    assert (make.make_issue(street).leader, make.make_issue(street, leader=other).leader) == (leader, other)
    assert make.make_issue(street, community=street.second).leader is None


def test_in_charge_are_street_staff_or_sitting_members(street):
    member = communities.make_member(communities.make_person(street.first), street.running).person
    stranger = communities.make_person(street.second)
    assert make.make_issue(street, owner=member).owner == member
    fields = {
        "actor": street.users["staff"], "community": street.first, "election": street.running, "title": "问题",
        "kind": "other", "seriousness": 1,
    }  # fmt: skip
    assert code_of(raise_issue, **fields, owner=stranger) == "not_in_charge"
    assert code_of(raise_issue, **fields, leader=member) == "not_in_charge"
    assert code_of(raise_issue, **fields | {"title": " "}) == "title_missing"
    assert code_of(raise_issue, **fields, due_on=TODAY() - timedelta(days=1)) == "due_before_today"
    assert Issue.objects.count() == 1


def test_raising_without_a_source_is_filling_in(street):
    with pytest.raises(PermissionDenied):
        make.make_issue(street, actor="leader")
    with pytest.raises(Http404):
        make.make_issue(street, actor="neighbour")


def test_raising_from_a_record_needs_sight_of_that_record(street):
    visit = make.make_visit(street)
    assert make.make_issue(street, actor="leader", source=visit).source == visit
    with pytest.raises(Http404):
        make.make_issue(street, actor="neighbour", source=visit)


def test_overdue_is_what_is_unsettled_past_its_deadline(street):
    late = make.make_issue(street, overdue_days=1)
    make.make_issue(street, due_on=TODAY())
    settled = make.bring_issue_to(street, make.make_issue(street), "resolved")
    Issue.objects.filter(pk=settled.pk).update(due_on=TODAY() - timedelta(days=5))
    assert list(Issue.objects.overdue(TODAY())) == [late]
    assert [issue.is_overdue(TODAY()) for issue in (late, now(settled))] == [True, False]


def test_settling_needs_evidence_and_a_note(street):
    issue, staff = make.bring_issue_to(street, make.make_issue(street), "in_progress"), street.users["staff"]
    assert "resolve" not in [move.name for move in workflow.moves_open_to(staff, issue)]
    assert code_of(move_issue, actor=staff, issue=issue, name="resolve", note="已拆除") == "evidence_missing"
    attach(actor=street.users["secretary"], subject=issue, upload=make.photo())
    assert code_of(move_issue, actor=staff, issue=issue, name="resolve") == "note_required"
    move_issue(actor=staff, issue=issue, name="resolve", note="已拆除")
    assert (now(issue).state, now(issue).resolved_on) == ("resolved", TODAY())


def test_what_proved_a_settlement_stays_and_reopening_takes_more(street):
    issue, staff = make.bring_issue_to(street, make.make_issue(street), "in_progress"), street.users["staff"]
    proof = attach(actor=staff, subject=issue, upload=make.photo())
    move_issue(actor=staff, issue=issue, name="resolve", note="已拆除")
    assert code_of(remove_attachment, actor=staff, attachment=proof) == "issue_closed"
    assert code_of(add_entry, actor=staff, issue=now(issue), text="又反弹", happened_on=TODAY()) == "issue_closed"

    move_issue(actor=staff, issue=issue, name="reopen", note="又搭建")
    add_entry(actor=street.users["secretary"], issue=now(issue), text="再次上门", happened_on=TODAY())

    assert (now(issue).state, now(issue).resolved_on, attachments_of(issue).count()) == ("reopened", None, 1)
    assert [line.move for line in now(issue).timeline()] == ["start", "resolve", "reopen"]


OPEN_MOVES = {
    "open": {"start", "withdraw"}, "in_progress": {"withdraw"}, "resolved": {"reopen"},
    "reopened": {"start", "withdraw"}, "withdrawn": set(),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_state_and_move(street, state):
    issue, staff = make.bring_issue_to(street, make.make_issue(street), state), street.users["staff"]
    assert {move.name for move in workflow.moves_open_to(staff, issue)} == OPEN_MOVES[state]
    secretary = {move.name for move in workflow.moves_open_to(street.users["secretary"], issue)}
    assert secretary == OPEN_MOVES[state] & {"start"}
    for move in workflow.moves_of(Issue):
        if state not in move.sources:
            assert code_of(move_issue, actor=staff, issue=issue, name=move.name, note="说明") == "wrong_state"


@pytest.mark.parametrize(("state", "staff", "secretary"), [
    ("open", True, True), ("in_progress", True, False), ("resolved", False, False), ("reopened", True, False),
    ("withdrawn", False, False),
])  # fmt: skip
def test_the_community_edits_until_the_street_has_taken_it_in_hand(street, state, staff, secretary):
    issue = make.bring_issue_to(street, make.make_issue(street), state)
    users = street.users
    assert [may_edit(users[name], issue) for name in ("staff", "secretary", "leader")] == [staff, secretary, False]


def test_an_edit_is_audited_and_the_slower_one_is_told(street):
    issue, staff = make.make_issue(street), street.users["staff"]
    update_issue(actor=staff, issue=issue, version=1, title="楼顶搭建已协商", owner=None)
    assert now(issue).title == "楼顶搭建已协商"
    assert code_of(update_issue, actor=staff, issue=issue, version=1, title="另一改法") == "edited_meanwhile"


def test_progress_of_tomorrow_and_of_nothing_is_refused(street):
    fields = {"actor": street.users["secretary"], "issue": make.make_issue(street)}
    assert code_of(add_entry, **fields, text="已上门", happened_on=TODAY() + timedelta(days=1)) == "future_entry"
    assert code_of(add_entry, **fields, text=" ", happened_on=TODAY()) == "text_missing"


def test_what_is_kept_at_the_street_is_hidden_from_the_community(street):
    kept, shown = make.make_issue(street, street_only=True), make.make_issue(street)
    seen = {
        name: set(access.visible_to(street.users[name], Issue))
        for name in ("staff", "leader", "secretary", "neighbour")
    }
    assert seen == {"staff": {kept, shown}, "leader": {kept, shown}, "secretary": {shown}, "neighbour": set()}
    fields = {"issue": kept, "text": "已上门", "happened_on": TODAY()}
    with pytest.raises(Http404):
        add_entry(actor=street.users["secretary"], **fields)


def test_the_community_does_not_hide_an_issue_from_itself(street):
    fields = {"community": street.first, "election": street.running, "title": "问题", "kind": "other", "seriousness": 1}
    assert code_of(raise_issue, actor=street.users["secretary"], street_only=True, **fields) == "street_only"
