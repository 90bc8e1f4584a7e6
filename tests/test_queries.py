"""Every list page asks the database as often for fifty rows as for one (page size fifty, so all are drawn)."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.joint_review.facts import FACTS
from candidates.models import (
    Candidate,
    DepartmentOpinion,
    ElectionResult,
    ElectionVotes,
    JointReview,
    JointReviewEntry,
    NegativeItem,
    ReviewDepartment,
    StandardSet,
    StructureTarget,
)
from communities.models import Election, Holiday, Milestone, Region
from communities.services.announcements import announce
from core import audit, jobs
from core.files import EXCEL, store
from core.imports import ImportBatch
from discipline.models import PledgeCampaign, StudySession
from discipline.services.pledges import add_newcomers
from discipline.services.study import refresh_expected
from reports.models import ReportRun
from tests.factories import (
    assessments,
    audits,
    candidates,
    communities,
    discipline,
    duplicates,
    joint_review,
    meetings,
    notices,
    pledges,
    practice,
    progress,
    publicity,
    results,
    study,
    talks,
    visits,
    warnings,
    world,
)

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


def _holidays(street):
    day = date(2027, 1, 1) + timedelta(days=Holiday.objects.count())
    Holiday.objects.create(election=street.running, day=day, kind="off", name="节日", source="通知")


def _rules(street):
    """One more of every kind of the rule book."""
    code, shared = f"N{NegativeItem.objects.count()}", {"election": street.running, "valid_from": date(2026, 1, 1)}
    NegativeItem.objects.create(code=code, title="情形", kind="caution", **shared)
    StructureTarget.objects.create(code=code, body="team", measure="women", comparison="at_least", value=1, **shared)
    ReviewDepartment.objects.create(code=code, name="区某局", item_codes=[code], columns=["name"], **shared)
    StandardSet.objects.create(name=code, **shared).criteria.create(order=1, phrase="条文")


def _rechecks(street):
    """A candidate whose finding and whose standards a changed rule puts in question, and one who passed before it."""
    if not NegativeItem.objects.exists():
        candidates.install_rules(street)
    candidate = candidates.put_forward(street)
    candidate.negative_checks.filter(item__code="N05").update(result="clear", wording="旧", needs_recheck=True)
    check = candidate.criterion_checks.first()
    candidate.criterion_checks.filter(pk=check.pk).update(result="met", wording="旧", needs_recheck=True)
    hit = candidate.negative_checks.filter(item__code="N12")
    NegativeItem.objects.filter(code="N12").update(in_force=False)
    hit.update(result="hit", body="街道", evidence="有")
    passed = candidates.put_forward(street)
    passed.negative_checks.filter(item__code="N13").delete()
    Candidate.objects.filter(pk=passed.pk).update(state="passed")


def _phrases(street):
    text, region = f"同意{uuid4()}", street.regions[world.STREET]
    candidates.services.add_phrase(actor=street.users["staff"], region=region, use="opinion", text=text, order=1)


def _kin(street):
    """Two candidates of one community who declared each other."""
    first, second = (candidates.put_forward(street, community=street.first).person for _ in range(2))
    first.kinships.create(kind="sibling", relative=second, relative_name=second.name)


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


def _sessions(street):
    """A session at which two are expected, one of whom signed."""
    _, people = study.with_people(street)
    study.sign(people[0])


def _warnings(street):
    warnings.recorded(street, warnings.plan(street, [warnings.somebody_to_warn(street)]))


def _workers(street):
    discipline.somebody(street, "election_worker")


def _joint_reviews(street):
    """One more batch with people and letters."""
    batch = JointReview.objects.create(
        election=street.running, region=street.regions[world.STREET], number=JointReview.objects.count() + 1,
        number_pattern="〔2026〕{}号", created_by=street.users["staff"],
    )  # fmt: skip
    _joint_people(street, batch)
    joint_review.add_letter(street, batch, joint_review.POLICE)


def _joint_people(street, batch=None):
    """One more person of a batch that is out, told of and answered on by two departments."""
    batch = batch or JointReview.objects.get()
    candidate = Candidate.objects.create(
        person=candidates.make_person(street.first), election=street.running, community=street.first, source="pick",
        intended_post="director", put_forward_by=street.users["second_staff"], state=Candidate.States.DISTRICT_REVIEW,
    )  # fmt: skip
    entry = JointReviewEntry.objects.create(batch=batch, candidate=candidate, position=batch.entries.count() + 1)
    for letter in batch.letters.all():
        known = {**dict.fromkeys(FACTS, "无"), "name": "另名"}
        DepartmentOpinion.objects.create(
            letter=letter, entry=entry, department=letter.department, position=entry.position, frozen="[]", digest="0",
            facts=json.dumps(known), row_key=uuid4().hex, result="clear", recorded_by=street.users["staff"],
        )  # fmt: skip


def _joint_batch(street):
    return [joint_review.sent(street, [joint_review.passed(street)]).pk]


def _joint_letter(street):
    return [joint_review.letter_to(joint_review.sent(street, [joint_review.passed(street)])).pk]


def _campaigns(street):
    pledges.one_of_each(street)


def _campaign(street):
    """The key of the one campaign."""
    return [(PledgeCampaign.objects.first() or pledges.campaign(street)).pk]


def _pledges(street):
    """One more person of the one campaign, signed; a page that waits."""
    campaign = PledgeCampaign.objects.get(pk=_campaign(street)[0])
    discipline.somebody(street)
    add_newcomers(actor=street.users["staff"], campaign=campaign)
    pledges.sign(street, campaign.pledges.order_by("number").last())
    pledges.waiting(street, campaign)


def _first(street):
    return [world.FIRST]


def _meetings(street):
    meetings.prepare(street, candidates=[])


def _results(street):
    """One more community with the sheet of a vote on one."""
    code = f"{world.STREET}{100 + Region.objects.count()}"
    community = Region.objects.create(code=code, name=f"社区{code}", level=5, parent=street.regions[world.STREET])
    results.make(street, community=community, votes=[(candidates.make_person(community), 200, True)])


def _sheets(street):
    """One more person on the sheet of the first community."""
    result = ElectionResult.objects.filter(community=street.first).first() or results.make(street, votes=[
        (candidates.make_person(street.first), 200, True)
    ])  # fmt: skip
    ElectionVotes.objects.create(result=result, person=candidates.make_person(street.first), votes=9)


def _notices(street):
    notices.draft(street)


def _missed(street):
    """People to whom everything is missing: expected at a session, with a pledge, to be warned and talked to."""
    text, staff = discipline.text(street), street.users["staff"]
    warnings.somebody_to_warn(street), warnings.plan(street), talks.planned(street)
    if campaign := PledgeCampaign.objects.first():
        add_newcomers(actor=staff, campaign=campaign)
        refresh_expected(actor=staff, session=StudySession.objects.get())
    else:
        pledges.campaign(street, ["somebody"], text=text)
        study.plan(street, texts=[text])


def _announcements(street):
    announce(actor=street.users["staff"], region=street.regions[world.STREET], title=f"通知{uuid4()}", text="通知")


LISTS = [
    ("candidates:pool", "staff", practice.registered), ("candidates:practice-list", "staff", practice.everything),
    ("candidates:sources", "staff", practice.in_pool), ("candidates:observer-tasks", "auditor", practice.everything),
    ("candidates:meeting-list", "staff", _meetings), ("candidates:notice-list", "staff", _notices),
    ("communities:duplicate-list", "staff", duplicates.found), ("communities:announcements", "staff", _announcements), ("communities:people", "staff", _people), ("communities:committees", "staff", _communities),
    ("candidates:joint-list", "staff", _joint_reviews), ("candidates:joint-batch", "staff", _joint_people, _joint_batch),
    ("candidates:joint-letter", "staff", _joint_people, _joint_letter),
    ("candidates:joint-propose", "staff", _joint_people, _joint_batch),
    ("candidates:joint-reply", "staff", _joint_people, _joint_letter),
    ("candidates:joint-create", "staff", lambda street: joint_review.passed(street)),
    ("communities:committee", "secretary", _people, _first), ("communities:baseline-list", "staff", _communities),
    ("communities:import-list", "staff", _batches), ("communities:election-list", "staff", _elections),
    ("reports:schedule", "staff", _milestones), ("communities:holidays", "staff", _holidays),
    ("communities:grant-list", "security_admin", _accounts),
    ("accounts:user-list", "system_admin", _accounts), ("accounts:audit-log", "audit_admin", _events),
    ("candidates:list", "staff", _candidates), ("candidates:queue", "staff", _candidates),
    ("candidates:phrases", "staff", _phrases), ("candidates:kinship", "staff", _kin),
    ("candidates:rules", "staff", _rules), ("candidates:rule-impact", "staff", _rechecks),
    ("reports:home", "staff", _communities),
    ("reports:progress", "leader", _communities), ("reports:report-list", "staff", _runs), ("reports:jobs", "staff", _runs),
    ("communities:roster-export", "leader", _people),
    ("interviews:assessment-list", "staff", _assessments),
    ("interviews:talk-list", "staff", _talks), ("interviews:talk-follow-ups", "staff", _talks),
    ("reports:coverage", "staff", _missed), ("reports:coverage", "secretary", _missed),
    ("discipline:study-list", "staff", _sessions), ("discipline:warning-tree", "staff", _warnings),
    ("discipline:warning-list", "staff", _warnings), ("discipline:worker-list", "staff", _workers),
    ("discipline:publicity-list", "staff", publicity.hold), ("discipline:publicity-totals", "staff", publicity.hold),
    ("discipline:text-list", "staff", discipline.own_text), ("discipline:warning-plan", "staff", warnings.somebody_to_warn),
    ("interviews:audit-list", "staff", _audits), ("interviews:handover-list", "staff", _audits),
    ("reports:home", "auditor", _audits),
    ("reports:ledger", "staff", _notices, lambda street: ["notices"]),
    ("reports:ledger", "staff", _results, lambda street: ["results"]), ("candidates:result-list", "staff", _results),
    ("candidates:result", "staff", _sheets, lambda street: [world.FIRST]),
    ("reports:ledger", "staff", _candidates, lambda street: ["nominations"]),
    ("reports:ledger", "staff", _communities, lambda street: ["progress"]),
    ("reports:ledger", "staff", _communities, lambda street: ["weekly"]),
    ("reports:ledger", "staff", _communities, lambda street: ["structure"]),
    ("discipline:pledge-list", "staff", _campaigns), ("discipline:pledge-campaign", "staff", _pledges, _campaign),
    ("discipline:pledge-scans", "staff", _pledges, _campaign),
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
    # Where there are several pages, the rows are counted besides: one query, however many there are.
    assert {*asked} <= {asked[0], asked[0] + 1}, captured.captured_queries
    assert length[0] < length[1] < length[2]  # they are drawn, not left out
