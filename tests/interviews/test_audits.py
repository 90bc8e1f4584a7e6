"""Departure audits: setting up, every move with its guards, findings and their proof."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from communities.models import Election, Kinship
from core.attachments import Attachment, attach
from core.audit import AuditEvent
from core.errors import DomainError
from core.files import StoredFile
from core.workflow import moves_of
from interviews.models import AuditAmount, AuditContract, AuditFinding, AuditStates, DepartureAudit
from interviews.services import audits as services
from interviews.services.audits.setup import auditees
from tests.factories import audits, candidates, communities, uploads

MOVES = moves_of(DepartureAudit)


def refusal(call, *arguments, **named):
    with pytest.raises(DomainError) as refused:
        call(*arguments, **named)
    return refused.value


def plan_many(street, people, **fields):
    chosen = [each for each in auditees(street.running, [street.first, street.second]) if each.person in people]
    defaults = {"lead_agency": "街道审计组", "team": services.Team(leader=audits.make_staff(street)), **audits.PERIOD}
    return services.plan_audits(
        actor=street.users["staff"], election=street.running, chosen=chosen, **defaults | fields
    )


# --- setting up ----------------------------------------------------------------------------


def test_auditees_are_the_sitting_members_with_all_their_posts(street):
    person = candidates.make_person(street.first, "钱进")
    communities.make_member(person, street.running, "secretary", since=date(2021, 10, 20))
    communities.make_member(person, street.running, "director", since=date(2021, 11, 20))
    gone = candidates.make_person(street.first, "离任者")
    communities.make_member(gone, street.running, "party_member", left_on=date(2025, 1, 1))
    (found,) = auditees(street.running, [street.first])
    assert (found.person, found.post_held, found.since) == (person, "党组织书记、居委会主任", date(2021, 10, 20))
    assert found.is_lead is True


def test_several_are_set_up_at_once_each_with_team_publication_and_handover(street):
    people = [audits.make_auditee(street, name="钱进"), audits.make_auditee(street, street.second, "孙连")]
    made = plan_many(street, people)
    assert [audit.person for audit in made] == people
    for audit in made:
        assert (audit.state, audit.term_from, audit.post_held) == ("planned", date(2021, 10, 20), "党组织书记")
        assert [seat.role for seat in audit.team.all()] == ["leader"]
        assert audit.handover.handed_over_by == audit.person
        assert audit.publication.days == 0
    assert AuditEvent.objects.filter(event="departureaudit.plan").count() == 2


def test_one_audit_per_person_and_term(street):
    first = audits.plan(street)
    error = refusal(plan_many, street, [first.person, audits.make_auditee(street, name="孙连")])
    assert (error.code, error.field) == ("already_planned", "people")
    assert "钱进" in error.message
    assert DepartureAudit.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        DepartureAudit.objects.create(
            election=first.election, community=first.community, person=first.person, post_held="书记",
            lead_agency="街道审计组", created_by=street.users["staff"], **audits.PERIOD,
        )  # fmt: skip


def test_the_auditee_cannot_sit_on_his_own_team(street):
    person = audits.make_auditee(street)
    error = refusal(audits.plan, street, person, team=services.Team(leader=person))
    assert (error.code, error.field) == ("auditor_is_auditee", "leader")
    assert error.message == "“钱进”是被审计人本人，不能列入本人的审计组。"
    assert not DepartureAudit.objects.exists()


@pytest.mark.parametrize("is_declared_by_auditor", [True, False])
def test_a_declared_relative_cannot_sit_on_the_team(street, is_declared_by_auditor):
    person, relative = audits.make_auditee(street), audits.make_staff(street, "钱亲")
    pair = (relative, person) if is_declared_by_auditor else (person, relative)
    Kinship.objects.create(person=pair[0], relative=pair[1], kind="sibling", relative_name=pair[1].name)
    team = services.Team(leader=audits.make_staff(street), members=(relative,))
    error = refusal(audits.plan, street, person, team=team)
    assert (error.code, error.field) == ("auditor_is_auditee", "members")
    assert "“钱亲”与被审计人“钱进”是已申报的亲属" in error.message


def test_a_kinship_declared_later_blocks_the_notice(street):
    audit = audits.plan(street)
    Kinship.objects.create(person=audits.auditor_of(street), relative=audit.person, kind="other", relative_name="钱进")
    audits.edit(street, audit, notice_number="通1号", notice_on=audits.today())
    assert "是已申报的亲属" in refusal(audits.move, street, audit, "notify").message


def test_nobody_is_set_up_without_being_chosen(street):
    assert refusal(plan_many, street, []).code == "nobody_chosen"


def test_a_period_cannot_end_before_it_begins(street):
    fields = {"period_from": date(2026, 1, 2), "period_to": date(2026, 1, 1)}
    error = refusal(plan_many, street, [audits.make_auditee(street)], **fields)
    assert (error.code, error.field) == ("period_reversed", "period_to")


def test_a_past_term_is_read_only(street):
    audit = audits.plan(street)
    Election.objects.filter(pk=street.running.pk).update(state="past")
    street.running.refresh_from_db()
    assert refusal(audits.edit, street, audit, plan="x").code == "election_past"
    assert refusal(audits.move, street, audit, "notify").code == "election_past"
    assert refusal(audits.plan, street, audits.make_auditee(street, name="孙连")).code == "election_past"


def test_only_the_office_sets_up_and_assigns(street):
    audit = audits.plan(street)
    person = audits.make_auditee(street, name="孙连")
    with pytest.raises((Http404, PermissionDenied)):
        audits.plan(street, person, actor="auditor")
    change = {"audit_file": audit, "version": 1, "team": services.Team()}
    error = refusal(services.assign_team, actor=street.users["auditor"], **change)
    assert error.code == "office_only"


def test_who_leaves_the_team_no_longer_works_on_the_audit(street):
    audit = audits.plan(street)
    audits.edit(street, audit, actor="auditor", plan="抽查凭证")
    change = {"actor": street.users["staff"], "audit_file": audit}
    team = services.Team(leader=audits.make_staff(street))
    services.assign_team(**change, version=audits.fresh(audit).version, team=team)
    street.users["auditor"].__dict__.pop("_asked", None)  # as at the next request
    with pytest.raises(Http404):
        audits.edit(street, audit, actor="auditor", plan="再查")
    assert refusal(services.assign_team, **change, version=1, team=services.Team()).code == "edited_meanwhile"
    assert [seat.person for seat in audit.team.all()] == [team.leader]


def test_the_leader_is_seated_once_though_ticked_as_member_too(street):
    leader, other = audits.make_staff(street, "甲"), audits.make_staff(street, "乙")
    audit = audits.plan(street, team=services.Team(leader=leader, members=(leader, other), reviewers=(other,)))
    assert [(seat.person, seat.role) for seat in audit.team.all()] == [(leader, "leader"), (other, "member")]


def test_an_audit_set_up_by_mistake_is_taken_back_until_the_notice(street):
    audit = audits.plan(street)
    services.withdraw_audit(actor=street.users["staff"], audit_file=audit)
    assert not DepartureAudit.objects.exists()
    again = audits.bring_to(street, audits.plan(street, audit.person), "notified")
    error = refusal(services.withdraw_audit, actor=street.users["staff"], audit_file=again)
    assert error.code == "already_notified"


def test_what_is_taken_back_leaves_no_file(street):
    audit = audits.plan(street)
    for record in (audit, audits.add_finding(street, audit)):
        attach(actor=street.users["staff"], subject=record, upload=uploads.upload())
    services.withdraw_audit(actor=street.users["staff"], audit_file=audit)
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, 0)


# --- the way ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", AuditStates.values)
def test_the_way_leads_through_every_state(street, state):
    audit = audits.plan(street)
    audits.add_finding(street, audit)
    assert audits.bring_to(street, audit, state).state == state


def test_an_audit_without_leader_cannot_be_notified(street):
    audit = audits.plan(street, team=services.Team(members=(audits.make_staff(street),)))
    audits.edit(street, audit, notice_number="通1号", notice_on=audits.today())
    error = refusal(audits.move, street, audit, "notify")
    assert (error.code, error.shortfalls) == ("team_incomplete", ["未指定审计组组长"])


def test_the_notice_comes_before_the_opening(street):
    audit = audits.plan(street)
    error = refusal(audits.move, street, audit, "notify")
    assert (error.code, error.shortfalls) == ("notice_missing", ["未填审计通知书文号", "未填通知日期"])
    assert refusal(audits.move, street, audit, "open").code == "wrong_state"


def test_a_notice_of_a_later_day_is_not_sent_out(street):
    audit = audits.plan(street)
    audits.edit(street, audit, notice_number="通1号", notice_on=audits.today() + timedelta(days=1))
    error = refusal(audits.move, street, audit, "notify")
    assert (error.code, len(error.shortfalls)) == ("notice_missing", 1)
    assert "尚未到" in error.message


def test_an_opening_that_is_still_to_come_does_not_open(street):
    audit = audits.bring_to(street, audits.plan(street), "notified")
    audits.edit(street, audit, opening_on=audits.today() + timedelta(days=1), opening_place="会议室")
    assert "尚未召开" in refusal(audits.move, street, audit, "open").message


def ready_to_report(street):
    audit = audits.bring_to(street, audits.plan(street), "opened")
    audits.fill_figures(audit)
    audits.edit(
        street, audit, commitment_on=audits.today(), conclusion_grade="good", conclusion="好", report_number="1",
        reported_on=audits.today(),
    )  # fmt: skip
    return audits.fresh(audit)


def test_no_report_without_the_auditees_commitment(street):
    audit = ready_to_report(street)
    audits.edit(street, audit, commitment_on=None)
    assert refusal(audits.move, street, audit, "report").shortfalls == ["未填被审计人承诺日期"]


def test_no_report_while_the_figures_do_not_add_up(street):
    audit = ready_to_report(street)
    AuditAmount.objects.filter(audit=audit, section="cash").update(closing="170000.01")
    error = refusal(audits.move, street, audit, "report")
    assert error.code == "figures_do_not_add_up"
    assert "170,000.01" in error.message
    assert "0.01" in error.message


def test_no_report_without_conclusion(street):
    audit = ready_to_report(street)
    audits.edit(street, audit, conclusion_grade="", report_number="")
    assert refusal(audits.move, street, audit, "report").shortfalls == ["未填审计评价", "未填报告文号"]


def test_no_report_while_a_finding_has_no_measures_and_date(street):
    audit = ready_to_report(street)
    audits.add_finding(street, audit, measures="", rectify_by=None)
    assert refusal(audits.move, street, audit, "report").shortfalls == ["现金管理问题未填整改要求或整改期限"]


def test_what_the_report_is_made_of_stands_still_once_it_is_out(street):
    audit = audits.plan(street)
    finding, contract = audits.add_finding(street, audit), audits.add_contract(street, audit)
    audit = audits.bring_to(street, audit, "reported")
    user = street.users["staff"]
    calls = (
        lambda: audits.edit(street, audit, conclusion="改"),
        lambda: audits.add_finding(street, audit),
        lambda: services.edit_finding(actor=user, finding=finding, version=1, description="改"),
        lambda: services.remove_finding(actor=user, finding=finding),
        lambda: services.remove_contract(actor=user, contract=contract),
        lambda: services.assign_team(actor=user, audit_file=audit, version=1, team=services.Team()),
    )
    assert [refusal(call).code for call in calls] == ["report_issued"] * 6


def test_the_office_sends_a_report_back_with_a_reason(street):
    audit = audits.bring_to(street, audits.plan(street), "reported")
    assert refusal(audits.move, street, audit, "return_to_fieldwork").code == "note_required"
    error = refusal(audits.move, street, audit, "return_to_fieldwork", actor="auditor", note="再查")
    assert error.code == "office_only"
    assert audits.move(street, audit, "return_to_fieldwork", note="补充合同").state == "opened"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"opening_on": date(2026, 10, 1), "notice_on": date(2026, 10, 2)}, "dates_out_of_order", "opening_on"),
        ({"opening_on": date(2026, 10, 2), "commitment_on": date(2026, 10, 1)}, "dates_out_of_order", "commitment_on"),
        ({"opening_on": date(2026, 10, 2), "reported_on": date(2026, 10, 1)}, "dates_out_of_order", "reported_on"),
        ({"reported_on": date(2100, 1, 1)}, "date_in_future", "reported_on"),
        ({"term_from": date(2022, 1, 1), "term_to": date(2021, 1, 1)}, "term_reversed", "term_to"),
        ({"period_from": date(2027, 1, 1)}, "period_reversed", "period_to"),
    ],
)
def test_dates_that_cannot_be_are_refused_and_nothing_is_written(street, fields, code, field):
    audit = audits.plan(street)
    error = refusal(audits.edit, street, audit, **fields)
    assert (error.code, error.field) == (code, field)
    assert audits.fresh(audit).version == audit.version


def test_a_form_filled_from_an_older_version_does_not_overwrite(street):
    audit = audits.plan(street)
    audits.edit(street, audit, plan="甲")
    error = refusal(
        services.edit_audit, actor=street.users["second_staff"], audit_file=audit, version=audit.version, plan="乙"
    )
    assert error.code == "edited_meanwhile"
    assert audits.fresh(audit).plan == "甲"


# --- publication -------------------------------------------------------------------------------


def test_published_too_shortly_is_refused_with_the_numbers(street):
    audit = audits.bring_to(street, audits.plan(street), "reported")
    error = refusal(audits.set_publication, street, audit, days=6)
    assert (error.code, error.field) == ("publication_too_short", "published_to")
    assert error.message == "公示期共6天，少于规定的7天，请延后公示止。"


def test_the_days_are_a_rule_of_the_term(street):
    audit = audits.bring_to(street, audits.plan(street), "reported")
    rule = services.set_publication_rule(
        actor=street.users["staff"], election=street.running, version=1, publication_days=5, document_number=""
    )
    assert rule.is_confirmed is False
    audits.set_publication(street, audit, days=5)
    assert audits.move(street, audit, "publish").state == "published"


def test_nothing_is_published_before_its_report(street):
    audit = audits.bring_to(street, audits.plan(street), "reported")
    audits.set_publication(street, audit, days=30)
    assert refusal(audits.move, street, audit, "publish").shortfalls == ["公示起始日期早于报告日期"]


def test_publication_is_over_when_its_days_are_and_a_photo_is_there(street):
    audit = audits.bring_to(street, audits.plan(street), "reported")
    audits.set_publication(street, audit, ended_before=0)
    audits.move(street, audit, "publish")
    error = refusal(audits.move, street, audit, "rectify")
    assert error.shortfalls == [f"公示至{audits.today():%m月%d日}期满", "未上传公示照片"]
    audits.set_publication(street, audit, ended_before=1)
    attach(actor=street.users["staff"], subject=audits.fresh(audit).publication,
           upload=uploads.upload(uploads.pdf(), "公示.pdf"))  # fmt: skip
    assert refusal(audits.move, street, audit, "rectify").shortfalls == ["未上传公示照片"]
    audits.photograph_publication(street, audit)
    assert audits.move(street, audit, "rectify").state == "rectifying"


# --- findings ------------------------------------------------------------------------------------


def test_open_findings_block_the_end_and_are_named(street):
    audit = audits.plan(street)
    audits.add_finding(street, audit)
    audit = audits.bring_to(street, audit, "rectifying")
    audits.fill_handover(street, audit)
    audits.sign_all(street, audit)
    error = refusal(audits.move, street, audit, "complete")
    assert (error.code, error.shortfalls) == ("findings_open", ["现金管理问题待整改（现金支出未及时入账。）"])
    audits.settle(street, audit.findings.get())
    assert audits.move(street, audit, "complete").state == "completed"


def test_nothing_is_verified_without_proof(street):
    audit = audits.plan(street)
    finding, user = audits.add_finding(street, audit), street.users["auditor"]
    services.record_rectification(
        actor=user, finding=finding, version=finding.version, rectified_on=audits.today(), rectification="已入账"
    )
    verify = {"actor": user, "finding": finding, "move": "verify"}
    assert refusal(services.move_finding, **verify).code == "evidence_missing"
    attach(actor=user, subject=AuditFinding.objects.get(pk=finding.pk), upload=uploads.upload())
    services.move_finding(**verify)
    assert AuditFinding.objects.get(pk=finding.pk).state == "verified"


def test_rectified_in_the_future_is_refused(street):
    finding = audits.add_finding(street, audits.plan(street))
    error = refusal(
        services.record_rectification, actor=street.users["staff"], finding=finding, version=finding.version,
        rectified_on=audits.today() + timedelta(days=1), rectification="将入账",
    )  # fmt: skip
    assert (error.code, error.field) == ("rectified_in_future", "rectified_on")
    assert AuditFinding.objects.get(pk=finding.pk).state == "open"


def test_a_finding_is_sent_back_with_a_reason(street):
    finding = audits.settle(street, audits.add_finding(street, audits.plan(street)))
    again = {"actor": street.users["auditor"], "finding": finding, "move": "send_back"}
    assert refusal(services.move_finding, **again).code == "note_required"
    services.move_finding(**again, note="回执不符")
    assert AuditFinding.objects.get(pk=finding.pk).state == "open"


def test_a_finding_removed_takes_its_proof_with_it(street):
    finding = audits.add_finding(street, audits.plan(street))
    attach(actor=street.users["staff"], subject=finding, upload=uploads.upload())
    services.remove_finding(actor=street.users["staff"], finding=finding)
    assert AuditEvent.objects.filter(event="attachment.remove").count() == 1


def test_findings_past_their_date_are_told(street):
    audit = audits.plan(street)
    late = audits.add_finding(street, audit, rectify_by=audits.today() - timedelta(days=1))
    audits.add_finding(street, audit)
    assert list(AuditFinding.objects.overdue(audits.today())) == [late]
    assert list(DepartureAudit.objects.with_overdue_findings(audits.today())) == [audit]
    shown = DepartureAudit.objects.with_findings().get()
    assert (shown.findings_total, shown.findings_unsettled, shown.findings_overdue) == (2, 2, 1)


# --- contracts -------------------------------------------------------------------------------------


def test_a_contract_cannot_end_before_it_was_signed(street):
    audit = audits.plan(street)
    error = refusal(audits.add_contract, street, audit, ends_on=date(2024, 2, 29))
    assert (error.code, error.field) == ("contract_dates", "ends_on")
    contract = audits.add_contract(street, audit)
    services.edit_contract(
        actor=street.users["auditor"], contract=contract, version=contract.version, signed_on=date(2024, 3, 2)
    )
    assert AuditContract.objects.get().signed_on == date(2024, 3, 2)


# --- who stands aside --------------------------------------------------------------------------------


def test_neither_auditee_nor_relative_touches_the_audit(street):
    audit = audits.plan(street)
    own = audits.make_staff(street, "何亲", user="staff")
    Kinship.objects.create(person=own, relative=audit.person, kind="spouse", relative_name="钱进")
    for call in (
        lambda: audits.edit(street, audit, plan="x"),
        lambda: audits.add_finding(street, audit),
        lambda: audits.move(street, audit, "notify"),
        lambda: attach(actor=street.users["staff"], subject=audits.fresh(audit), upload=uploads.upload()),
    ):
        assert refusal(call).code == "conflict_of_interest"
    audits.edit(street, audit, actor="second_staff", plan="x")


def test_a_closed_audit_takes_no_papers_until_it_is_reopened(street):
    audit = audits.bring_to(street, audits.plan(street), "completed")
    add = {"actor": street.users["staff"], "subject": audit, "upload": uploads.upload()}
    assert refusal(attach, **add).code == "audit_closed"
    assert refusal(audits.move, street, audit, "reopen", actor="auditor", note="x").code == "office_only"
    audits.move(street, audit, "reopen", note="发现新情况")
    attach(**add | {"subject": audits.fresh(audit), "upload": uploads.upload()})
