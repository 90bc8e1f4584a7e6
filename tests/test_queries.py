"""Every list page asks the database as often for fifty rows as for one (page size fifty, so all are drawn)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate, NegativeItem
from communities.models import Election, Milestone, Region
from core import audit, jobs
from core.files import EXCEL, store
from core.imports import ImportBatch
from reports.models import ReportRun
from tests.factories import assessments, audits, candidates, communities, progress, talks, visits, world

SIZES = (1, 3, 50)


def _communities(street):
    """One more community with something in every column."""
    code = f"{world.STREET}{100 + Region.objects.count()}"
    community = Region.objects.create(code=code, name=f"社区{code}", level=5, parent=street.regions[world.STREET])
    progress.fill(street, community)


def _people(street):
    person = communities.make_person(street.first, id_number=communities.make_id_number())
    communities.make_member(person, street.running, "party_member")


def _candidates(street):
    person = candidates.make_person(street.first)
    Candidate.objects.create(
        person=person, election=street.running, community=street.first, source="pick", intended_post="director",
        put_forward_by=street.users["second_staff"], state=Candidate.States.STREET_REVIEW,
    )  # fmt: skip


def _assessments(street):
    assessments.lay_out(street, assessments.seat(street, post="party_member"))


def _batches(street):
    file = store(b"rows", name="名册.xlsx", content_type=EXCEL)
    job = jobs.enqueue(actor=street.users["staff"], kind="import_check", parameters={})
    ImportBatch.objects.create(
        kind="roster", region_code=world.FIRST, election_id=street.running.pk, created_by=street.users["staff"],
        upload=file, job=job,
    )  # fmt: skip


def _elections(street):
    number = Election.objects.count() + 20
    day = date(1900, 1, 1) + timedelta(days=400 * number)
    Election.objects.create(
        region=street.regions[world.STREET], number=number, term_years=5, election_day=day, key_date=day, state="past"
    )


def _milestones(street):
    Milestone.objects.create(election=street.running, title=f"节点{uuid4()}", due_on=date(2026, 12, 1))


def _rules(street):
    NegativeItem.objects.create(
        election=street.running, code=f"N{NegativeItem.objects.count()}", title="情形", kind="caution",
        valid_from=date(2026, 1, 1),
    )  # fmt: skip


def _runs(street):
    ReportRun.objects.create(
        code="briefing", region=street.regions[world.STREET], election=street.running,
        job=jobs.enqueue(actor=street.users["staff"], kind="report", parameters={}),
        requested_by=street.users["staff"], number=ReportRun.objects.count() + 1,
    )  # fmt: skip


def _accounts(street):
    user = world.make_user(f"u{uuid4().hex[:12]}")
    world.grant_role(
        actor=street.users["security_admin"], user=user, role="leader", region=street.regions[world.STREET]
    )  # fmt: skip


def _events(street):
    audit.record(street.users["system_admin"], "account.edit", street.users["staff"], detail={"duty": ["", "书记"]})


def _audits(street):
    """An audit whose notice is out, with a finding."""
    audit = audits.bring_to(street, audits.plan(street), "notified")
    audits.add_finding(street, audit)


def _visits(street):
    visits.make_visit(street, visitors=[visits.make_staff(street)])


def _issues(street):
    issue = visits.make_issue(street, leader=visits.make_staff(street), overdue_days=1)
    visits.add_entry(actor=street.users["staff"], issue=issue, text="已上门", happened_on=timezone.localdate())
    visits.grade(street)


def _visited_communities(street):
    """One more community with somebody who answers for it, a visit, an issue and a grade."""
    code = f"{world.STREET}{100 + Region.objects.count()}"
    community = Region.objects.create(code=code, name=f"社区{code}", level=5, parent=street.regions[world.STREET])
    visits.assign(street, visits.make_staff(street), community=community)
    visits.make_visit(street, community=community)
    visits.make_issue(street, community=community)
    visits.grade(street, community=community)


def _talks(street):
    """A planned talk and a written one with its follow-up."""
    talks.planned(street)
    talks.one_of_each(street)


def _first(street):
    return [world.FIRST]


LISTS = [
    ("communities:people", "staff", _people), ("communities:committees", "staff", _communities),
    ("communities:committee", "secretary", _people, _first), ("communities:baseline-list", "staff", _communities),
    ("communities:import-list", "staff", _batches), ("communities:election-list", "staff", _elections),
    ("communities:schedule", "staff", _milestones), ("communities:grant-list", "security_admin", _accounts),
    ("accounts:user-list", "system_admin", _accounts), ("accounts:audit-log", "audit_admin", _events),
    ("candidates:list", "staff", _candidates), ("candidates:queue", "staff", _candidates),
    ("candidates:rules", "staff", _rules), ("reports:home", "staff", _communities),
    ("reports:progress", "leader", _communities), ("reports:report-list", "staff", _runs),
    ("communities:roster-export", "leader", _people),
    ("interviews:assessment-list", "staff", _assessments),
    ("interviews:talk-list", "staff", _talks), ("interviews:talk-follow-ups", "staff", _talks),
    ("interviews:audit-list", "staff", _audits), ("interviews:handover-list", "staff", _audits),
    ("reports:home", "auditor", _audits),
    ("communities:visit-list", "staff", _visits), ("communities:visit-coverage", "staff", _visited_communities),
    ("communities:areas", "leader", _visited_communities), ("communities:street-staff", "staff", _visits),
    ("communities:issue-list", "staff", _issues), ("communities:risk", "staff", _visited_communities),
    ("communities:risk-community", "secretary", _issues, _first),
]  # fmt: skip


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row[0])
def test_fifty_rows_cost_as_many_queries_as_one(street, signed_in, row):
    name, user, grow, *args = row
    url, client, asked, length, made = reverse(name, args=args[0](street) if args else []), signed_in(user), [], [], 0
    for size in SIZES:
        for _ in range(size - made):
            grow(street)
        made = size
        client.get(url)  # the first of a session writes its times
        with CaptureQueriesContext(connection) as captured:
            length.append(len(client.get(url).content))
        asked.append(len(captured))
    assert asked == [asked[0]] * len(SIZES), captured.captured_queries
    assert length[0] < length[1] < length[2]  # they are drawn, not left out
