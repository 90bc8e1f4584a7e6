"""Handing over: who may fill in the list, when it may be signed, and what signing locks."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from core.attachments import attach, attachments_of, remove_attachment
from core.audit import AuditEvent
from core.errors import DomainError
from core.signatures import signatures_of
from interviews import audit_rules
from interviews.audit_progress import handover_marks, with_unfinished_handover
from interviews.models import DepartureAudit
from interviews.services import audits as services
from interviews.services.audits.handover import Line
from tests.factories import audits, candidates, signatures, uploads

SEAL = Line("seal", "社区党组织公章", "1枚")


@pytest.fixture
def audit(street):
    return audits.bring_to(street, audits.plan(street), "notified")


def refusal(call, *arguments, **named):
    with pytest.raises(DomainError) as refused:
        call(*arguments, **named)
    return refused.value


def replace(street, audit, lines, actor="staff"):
    handover = audits.fresh(audit).handover
    return services.replace_items(actor=street.users[actor], handover=handover, version=handover.version, lines=lines)


def name_parties(street, audit, actor="staff", **parties):
    handover = audits.fresh(audit).handover
    return services.edit_handover(actor=street.users[actor], handover=handover, version=handover.version, **parties)


def sign(street, audit, role="handover_to", strokes=None, actor="staff", shown=None):
    return services.sign_handover(
        actor=street.users[actor], handover=audits.fresh(audit).handover, role=role,
        strokes=signatures.drawn() if strokes is None else strokes,
        shown=shown or audit_rules.handover_digest(audits.fresh(audit)),
    )  # fmt: skip


def missing(audit):
    return audit_rules.unfinished_handover(audits.fresh(audit))


def test_everything_that_is_missing_is_named(street, audit):
    assert missing(audit) == [
        "交接清单没有内容", "未填接交人", "未填监交人", "移交人未签字", "接交人未签字", "监交人未签字",
    ]  # fmt: skip
    audits.fill_handover(street, audit, handed_over=False)
    assert missing(audit)[:2] == ["印章“社区党组织公章”未交接", "账册“会计账簿”未交接"]
    audits.fill_handover(street, audit)
    audits.sign_all(street, audit)
    assert missing(audit) == []


@pytest.mark.parametrize("actor", ["staff", "secretary", "auditor"])
def test_office_community_and_team_fill_in_the_list(street, audit, actor):
    replace(street, audit, [SEAL], actor)
    assert [item.name for item in audit.handover_items.all()] == ["社区党组织公章"]


def test_nobody_else_does(street, audit):
    for actor, expected in (("neighbour", Http404), ("outsider", Http404), ("leader", PermissionDenied)):
        with pytest.raises(expected):
            replace(street, audit, [SEAL], actor)


def test_before_the_notice_there_is_nothing_to_fill_in(street):
    planned = audits.plan(street)
    assert refusal(replace, street, planned, [SEAL]).code == "not_notified"


@pytest.mark.parametrize(("days", "code"), [(1, "handed_on_in_future"), (-41, "handed_on_too_early")])
def test_a_thing_changes_hands_between_notice_and_today(street, audit, days, code):
    line = Line("seal", "公章", "1枚", "", audits.today() + timedelta(days=days))
    error = refusal(replace, street, audit, [SEAL, line])
    assert error.code == code
    assert "“公章”" in error.message
    assert not audit.handover_items.exists()


def test_the_three_are_three_people(street, audit):
    person = candidates.make_person(street.first, "孙接")
    pairs = ((person, person), (audit.person, person), (person, audit.person))
    errors = [refusal(name_parties, street, audit, received_by=a, supervised_by=b).code for a, b in pairs]
    assert errors == ["same_party"] * 3


def test_nobody_signs_for_an_empty_seat_or_an_unfinished_list(street, audit):
    assert refusal(sign, street, audit).code == "party_unnamed"
    assert refusal(sign, street, audit, "handover_from").code == "handover_not_ready"
    audits.fill_handover(street, audit, handed_over=False)
    error = refusal(sign, street, audit)
    assert "“社区党组织公章、会计账簿”还没有交接日期" in error.message
    assert refusal(sign, street, audit, "chairman").code == "no_such_party"


def test_a_scrawl_is_no_signature(street, audit):
    audits.fill_handover(street, audit)
    assert refusal(sign, street, audit, strokes=signatures.drawn(4)).code == "signature_missing"
    assert not signatures_of(audits.fresh(audit).handover).exists()


def test_nobody_signs_another_list_than_he_read(street, audit):
    audits.fill_handover(street, audit)
    shown = audit_rules.handover_digest(audits.fresh(audit))
    replace(street, audit, [Line("seal", "财务专用章", "1枚", "", audits.today())], "secretary")
    assert refusal(sign, street, audit, shown=shown).code == "list_changed"
    assert not signatures_of(audits.fresh(audit).handover).exists()


def test_signed_is_locked_until_the_signatures_are_struck_with_a_reason(street, audit):
    handover = audits.fill_handover(street, audit)
    sign(street, audit)
    assert refusal(replace, street, audit, [SEAL]).code == "handover_signed"
    withdraw = {"actor": street.users["staff"], "handover": handover}
    assert refusal(services.withdraw_signatures, **withdraw, reason=" ").code == "reason_required"
    services.withdraw_signatures(**withdraw, reason="漏列账册")
    replace(street, audit, [SEAL])
    event = AuditEvent.objects.get(event="departureaudit.withdraw_signatures")
    assert (event.reason, len(event.read_detail()["digests"])) == ("漏列账册", 1)


def test_a_list_changed_behind_the_signatures_is_not_the_one_signed(street, audit):
    audits.fill_handover(street, audit)
    audits.sign_all(street, audit)
    audit.handover_items.filter(kind="seal").update(quantity="2枚")
    assert missing(audit) == ["移交人未签字", "接交人未签字", "监交人未签字"]


def test_a_signed_scan_stands_for_the_signatures_and_locks_too(street, audit):
    handover = audits.fill_handover(street, audit)
    scan = attach(actor=street.users["secretary"], subject=handover, upload=uploads.upload(uploads.pdf(), "清单.pdf"))
    assert missing(audit) == []
    assert refusal(replace, street, audit, [SEAL]).code == "handover_signed"
    remove_attachment(actor=street.users["secretary"], attachment=scan)
    replace(street, audit, [SEAL])


def test_two_who_fill_in_at_once_do_not_overwrite_each_other(street, audit):
    handover = audits.fresh(audit).handover
    replace(street, audit, [SEAL])
    error = refusal(
        services.replace_items, actor=street.users["secretary"], handover=handover, version=handover.version, lines=[]
    )
    assert error.code == "edited_meanwhile"


def test_an_unfinished_handover_keeps_the_audit_open(street):
    audit = audits.bring_to(street, audits.plan(street), "rectifying")
    audits.fill_handover(street, audit)
    error = refusal(audits.move, street, audit, "complete")
    assert (error.code, error.shortfalls) == (
        "handover_unfinished", ["移交人未签字", "接交人未签字", "监交人未签字"],
    )  # fmt: skip
    assert list(with_unfinished_handover(DepartureAudit.objects.all())) == [audit]
    audits.sign_all(street, audit)
    assert list(with_unfinished_handover(DepartureAudit.objects.all())) == []
    assert audits.move(street, audit, "complete").state == "completed"


def test_after_the_end_the_list_stays_as_it_was(street):
    audit = audits.bring_to(street, audits.plan(street), "completed")
    assert refusal(replace, street, audit, []).code == "audit_closed"
    scan = {"actor": street.users["staff"], "subject": audit.handover, "upload": uploads.upload()}
    assert refusal(attach, **scan).code == "audit_closed"
    assert not attachments_of(audit.handover).exists()


def test_marks_cost_the_same_for_one_and_many(street, django_assert_num_queries):
    first = audits.bring_to(street, audits.plan(street), "notified")
    audits.fill_handover(street, first)
    with django_assert_num_queries(4):
        (mark,) = handover_marks([first]).values()
    assert (mark.items, mark.handed_over, mark.is_done) == (2, 2, False)
    others = [audits.plan(street, audits.make_auditee(street, name=f"员{n}")) for n in range(3)]
    with django_assert_num_queries(4):
        assert len(handover_marks([first, *others])) == 4
