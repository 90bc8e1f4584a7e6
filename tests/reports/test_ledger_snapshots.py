"""留存快照: a ledger frozen now or at the end of a day, byte for byte, for whoever may see the ledger there."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html as markup

from communities.models import Issue
from core import access, secrets
from core.access import visible_to
from core.audit import AuditEvent
from core.errors import DomainError
from core.jobs import Job, run_job
from reports.ledgers import find
from reports.ledgers.snapshots import cancel_snapshot, queue_due_snapshots, request_snapshot
from reports.models import LedgerFormat, LedgerSnapshot
from reports.tasks import take_due_snapshots
from tests.factories import communities as people
from tests.factories import records, world

TODAY = timezone.localdate


@pytest.fixture
def issues(street):
    for community in (street.first, street.second):
        member = people.make_member(people.make_person(community, f"委员{community.pk[-3:]}"), street.running)
        records.issue(street, community, member.person)
    return street


def keep(client, code="issues", **fields):
    return client.post(reverse("reports:snapshot-create", args=[code]), fields)


def shown(client, url):
    page = markup.document_fromstring(client.get(url).content.decode())
    rows = page.xpath("//table[contains(@class, 'ledger')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in rows]


def page_of(snapshot):
    return reverse("reports:snapshot", args=[snapshot.ledger, snapshot.pk])


def taken(street, actor="staff", code="issues", region=None, **kwargs):
    return request_snapshot(
        actor=street.users[actor], ledger=find(code), region=region or street.regions[world.STREET],
        election=street.running, filters={}, **kwargs,
    )  # fmt: skip


def test_what_was_frozen_does_not_change_with_the_records(issues, signed_in):
    staff = signed_in("staff")
    before = shown(staff, reverse("reports:ledger", args=["issues"]))
    assert keep(staff).url == reverse("reports:ledger", args=["issues"])
    snapshot = LedgerSnapshot.objects.get()
    frozen = snapshot.workbook.read()
    Issue.objects.update(title="改过的标题")
    assert shown(staff, page_of(snapshot)) == before
    answer = staff.get(reverse("reports:snapshot-download", args=["issues", snapshot.pk]))
    assert answer.content == frozen
    assert secrets.is_digest(snapshot.workbook.digest, answer.content)
    assert "改过的标题" not in str(
        [c.value for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active for c in row]
    )


def test_the_files_lie_encrypted(issues):
    snapshot = taken(issues)
    for file in (snapshot.lines, snapshot.workbook):
        assert "停车难".encode() not in file.path.read_bytes()
    assert "停车难".encode() in snapshot.lines.read()


def test_it_is_narrowed_as_the_page_was(issues, signed_in):
    staff = signed_in("staff")
    keep(staff, community=world.FIRST, kind="disputes")
    snapshot = LedgerSnapshot.objects.get()
    assert (snapshot.region_id, snapshot.office_id, snapshot.filters, snapshot.rows) == (
        world.FIRST, world.STREET, {"kind": "disputes"}, 1,
    )  # fmt: skip


def test_asking_taking_and_downloading_are_recorded(issues, signed_in):
    staff = signed_in("staff")
    keep(staff)
    snapshot = LedgerSnapshot.objects.get()
    staff.get(reverse("reports:snapshot-download", args=["issues", snapshot.pk]))
    events = AuditEvent.objects.filter(event__startswith="ledger.").order_by("seq")
    assert [(event.event, event.read_detail()) for event in events] == [
        ("ledger.plan_snapshot", {"ledger": "issues", "region": world.STREET, "taken_for": TODAY().isoformat()}),
        ("ledger.snapshot",
         {"ledger": "issues", "rows": 2, "lines": snapshot.lines.digest, "workbook": snapshot.workbook.digest}),
        ("ledger.download_snapshot", {"ledger": "issues", "digest": snapshot.workbook.digest}),
    ]  # fmt: skip


def due(snapshot):
    """As if its day had come: the clock's task, then its job."""
    LedgerSnapshot.objects.filter(pk=snapshot.pk).update(taken_for=TODAY())
    take_due_snapshots()
    snapshot.refresh_from_db()
    run_job(str(snapshot.job_id))
    snapshot.refresh_from_db()
    return snapshot


def test_one_ahead_waits_for_the_end_of_its_day(issues, signed_in):
    tomorrow = TODAY() + timedelta(days=1)
    keep(signed_in("staff"), taken_for=tomorrow.isoformat())
    snapshot = LedgerSnapshot.objects.get()
    take_due_snapshots()
    snapshot.refresh_from_db()
    assert (snapshot.taken_for, snapshot.state, snapshot.job_id) == (tomorrow, "待留存", None)
    assert (due(snapshot).state, snapshot.rows) == ("已留存", 2)


def cancel(client, snapshot):
    return client.post(reverse("reports:snapshot-cancel", args=[snapshot.ledger, snapshot.pk]))


def test_who_planned_one_takes_it_back(issues, signed_in):
    snapshot = taken(issues, taken_for=TODAY() + timedelta(days=1))
    address, page = (
        reverse("reports:snapshot-cancel", args=["issues", snapshot.pk]),
        reverse("reports:ledger", args=["issues"]),
    )
    assert address not in signed_in("leader").get(page).content.decode()
    assert cancel(signed_in("leader"), snapshot).status_code == 404
    with pytest.raises(DomainError, match="由申请人取消"):
        cancel_snapshot(actor=issues.users["leader"], snapshot=snapshot)
    staff = signed_in("staff")
    assert address in staff.get(page).content.decode()
    assert cancel(staff, snapshot).url == page
    assert not LedgerSnapshot.objects.exists()
    event = AuditEvent.objects.get(event="ledger.cancel_snapshot")
    assert event.object_id == str(snapshot.pk)
    assert queue_due_snapshots(snapshot.taken_for) == 0


def test_one_that_is_taken_or_in_the_queue_is_not_cancelled(issues, signed_in):
    done, queued = taken(issues), taken(issues, taken_for=TODAY())
    take_due_snapshots()
    assert [cancel(signed_in("staff"), one).status_code for one in (done, queued)] == [409, 409]
    assert LedgerSnapshot.objects.count() == 2


def test_the_clock_twice_takes_it_once(issues):
    snapshot = due(taken(issues, taken_for=TODAY()))
    digest = snapshot.workbook.digest
    assert queue_due_snapshots(TODAY()) == 0
    run_job(str(snapshot.job_id))
    snapshot.refresh_from_db()
    assert (snapshot.workbook.digest, Job.objects.filter(kind="ledger_snapshot").count()) == (digest, 1)


def test_it_is_taken_with_the_rights_of_that_day(issues):
    snapshot = taken(issues, taken_for=TODAY() + timedelta(days=1))
    access.revoke(issues.users["staff"], ["view_records"], issues.regions[world.STREET])
    snapshot = due(snapshot)
    assert (snapshot.is_taken, snapshot.state[:4]) == (False, "未成功：")
    assert "没有查看" in snapshot.job.message


def test_the_past_cannot_be_kept(issues, signed_in):
    with pytest.raises(DomainError) as refusal:
        taken(issues, taken_for=TODAY() - timedelta(days=1))
    assert refusal.value.code == "date_past"
    answer = keep(signed_in("staff"), taken_for="2020-01-01")
    assert (answer.status_code >= 400, LedgerSnapshot.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("code", "actor", "region", "readers"),
    [
        ("issues", "staff", world.STREET, {"staff", "second_staff", "leader", "inspector"}),
        ("issues", "staff", world.FIRST, {"staff", "second_staff", "leader", "inspector"}),
        ("issues", "secretary", world.FIRST, {"secretary", "staff", "second_staff", "leader", "inspector"}),
        ("tasks", "staff", world.STREET, {"staff", "second_staff", "leader", "inspector"}),
        ("nominations", "staff", world.STREET, {"staff"}),
    ],
)
def test_who_sees_a_snapshot(issues, code, actor, region, readers):
    snapshot = taken(issues, actor, code, issues.regions[region])
    seen = {
        name for name, user in issues.users.items() if visible_to(user, LedgerSnapshot).filter(pk=snapshot.pk).exists()
    }
    assert seen == readers


def test_a_community_takes_no_snapshot_of_the_street(issues):
    with pytest.raises(DomainError):
        taken(issues, "secretary")
    with pytest.raises(DomainError):
        taken(issues, "secretary", "tasks", issues.first)


def test_who_may_not_export_reads_it_on_screen_alone(issues, signed_in):
    snapshot, inspector = taken(issues), signed_in("inspector")
    assert inspector.get(page_of(snapshot)).status_code == 200
    assert inspector.get(reverse("reports:snapshot-download", args=["issues", snapshot.pk])).status_code == 403


def test_no_snapshot_holds_a_complete_number(issues):
    LedgerFormat.objects.create(user=issues.users["staff"], ledger="roster", id_number="full")
    person = people.make_person(issues.first, "证号人", id_number=people.make_id_number())
    people.make_member(person, issues.running, "party_member")
    snapshot = taken(issues, code="roster")
    assert person.id_number.encode() not in snapshot.lines.read()
    cells = [c.value for row in openpyxl.load_workbook(io.BytesIO(snapshot.workbook.read())).active for c in row]
    assert person.id_number not in cells


def test_a_grouped_ledger_is_shown_with_both_rows_of_headings(issues, signed_in):
    snapshot = taken(issues, code="structure")
    page = markup.document_fromstring(signed_in("staff").get(page_of(snapshot)).content.decode())
    upper, lower = page.xpath("//table[contains(@class, 'ledger')]/thead/tr")
    assert [cell.text for cell in upper.xpath("./th")][:3] == ["社区", "人数", "平均年龄"]
    assert [cell.text for cell in lower.xpath("./th")][:3] == ["上届", "现任", "拟任"]


def test_fifty_snapshots_cost_as_many_queries_as_one(issues, signed_in):
    staff, asked = signed_in("staff"), []
    for size in (1, 49):
        for _ in range(size):
            taken(issues, taken_for=TODAY() + timedelta(days=3))
        staff.get(reverse("reports:ledger", args=["issues"]))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            staff.get(reverse("reports:ledger", args=["issues"]))
        asked.append(len(queries))
    assert asked[0] == asked[1]
