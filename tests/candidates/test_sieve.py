"""Evidence of the checks, what earlier rounds said, and confirming anew as 候选人."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from candidates import services, vetting
from candidates.models import Candidate, CriterionCheck, CriterionFinding, NegativeCheck, NegativeFinding
from candidates.services.rounds import to_reaffirm
from core.attachments import attach, attachments_of, remove_attachment
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import candidates as make
from tests.factories import uploads


def refusal_of(call, *places, **arguments):
    with pytest.raises(DomainError) as refusal:
        call(*places, **arguments)
    return refusal.value.code


def now(candidate):
    return Candidate.objects.get(pk=candidate.pk)


def photo():
    return uploads.upload(name="决定书.jpg")


def record(street, check, actor="staff", **fields):
    found = {"result": "hit", "body": "区公安分局", "checked_on": date(2026, 11, 2), "evidence": "有处理决定书"}
    fresh = NegativeCheck.objects.get(pk=check.pk)
    return services.record_negative(actor=street.users[actor], check=fresh, version=fresh.version, **(found | fields))


@pytest.fixture
def check(candidate):
    return candidate.negative_checks.get(item__code="N05")


# --- evidence -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"evidence": " "}, "hit_without_evidence"), ({}, "hit_without_proof"), ({"document_number": " "}, "hit_without_proof")],
)  # fmt: skip
def test_a_hit_is_not_recorded_without_a_sentence_and_a_proof(rules, check, fields, code):
    before = AuditEvent.objects.count()
    assert refusal_of(record, rules, check, **fields) == code
    assert (NegativeCheck.objects.get(pk=check.pk).result, AuditEvent.objects.count()) == ("pending", before)


@pytest.mark.parametrize("fields", [{"document_number": "〔2026〕2号"}, {"record_name": "行政处罚决定书"}])
def test_a_number_or_a_named_record_proves_a_hit(rules, check, fields):
    assert record(rules, check, **fields).result == "hit"


def test_an_attachment_proves_a_hit_and_stays(rules, check):
    scan = attach(actor=rules.users["staff"], subject=check, upload=photo())
    assert record(rules, check).result == "hit"
    subject = NegativeCheck.objects.get(pk=check.pk)
    assert refusal_of(remove_attachment, actor=rules.users["staff"], attachment=scan) == "evidence_settled"
    assert attachments_of(subject).count() == 1


def test_a_hit_before_the_look_back_is_refused_by_its_date(rules, check):
    since = check.item.looks_back_to
    assert since == date(2021, 12, 30)  # five years before the key date
    proof = {"document_number": "1号"}
    assert refusal_of(record, rules, check, occurred_on=since - timedelta(days=1), **proof) == "before_look_back"
    assert record(rules, check, occurred_on=since, **proof).occurred_on == since


def test_evidence_is_seen_by_who_sees_the_check(rules, candidate, check, signed_in):
    staff, secretary = rules.users["staff"], rules.users["secretary"]
    attach(actor=staff, subject=check, upload=photo())
    criterion = candidate.criterion_checks.first()
    attach(actor=secretary, subject=criterion, upload=photo())
    with pytest.raises(Http404):
        attach(actor=secretary, subject=check, upload=photo())
    pages = {
        (name, kind): signed_in(name).get(reverse("candidates:evidence", args=[kind, pk])).status_code
        for name in ("staff", "secretary", "neighbour")
        for kind, pk in (("negative", check.pk), ("criterion", criterion.pk), ("unheard-of", 1))
    }
    seen = {key for key, status in pages.items() if status == 200}
    assert seen == {("staff", "negative"), ("staff", "criterion"), ("secretary", "criterion")}


def test_once_the_street_has_the_file_the_community_adds_nothing(rules, candidate):
    make.bring_to(rules, candidate, "street_review")
    criterion = candidate.criterion_checks.select_related("candidate").first()
    assert refusal_of(attach, actor=rules.users["secretary"], subject=criterion, upload=photo()) == "at_street"
    attach(actor=rules.users["staff"], subject=criterion, upload=photo())


@pytest.mark.parametrize(
    ("state", "code"), [("passed", "closed_candidate"), ("district_review", "district_review_open")]
)
def test_evidence_is_locked_with_the_checks(rules, candidate, state, code):
    Candidate.objects.filter(pk=candidate.pk).update(state=state)
    criterion = CriterionCheck.objects.filter(candidate=candidate).first()
    assert refusal_of(attach, actor=rules.users["staff"], subject=criterion, upload=photo()) == code


# --- rounds ---------------------------------------------------------------------------------


def test_a_return_keeps_what_its_round_found(rules, candidate, signed_in):
    at_street = make.bring_to(rules, candidate, "street_review")
    make.hit(rules, at_street, "N12")
    services.decide(actor=rules.users["staff"], candidate=at_street, move="return_street", corrections=["补材料"])
    record(rules, candidate.negative_checks.get(item__code="N12"), result="clear")
    kept = NegativeFinding.objects.get()
    assert (kept.round, kept.result, kept.document_number) == (1, "hit", "〔2026〕2号")
    assert (
        CriterionFinding.objects.filter(round=1).count() == candidate.criterion_checks.exclude(result="pending").count()
    )
    url = reverse("candidates:rounds", args=[candidate.pk])
    assert "〔2026〕2号" in signed_in("staff").get(url).content.decode()
    community = signed_in("secretary").get(url).content.decode()
    assert ("第 1 轮" in community, "〔2026〕2号" in community) == (True, False)


@pytest.fixture
def nominee(rules, candidate):
    """A candidate whom the district cleared and who is now 候选人, at the community again."""
    make.meet_standards(rules, candidate)
    make.clear_negative_list(rules, candidate, leave=["N12"])
    make.lift(rules, make.hit(rules, candidate, "N12"))
    Candidate.objects.filter(pk=candidate.pk).update(state="cleared")
    services.move_candidate(actor=rules.users["staff"], candidate=now(candidate), move="nominate")
    return now(candidate)


def reaffirm(street, candidate, model, on=None, actor="staff"):
    return services.reaffirm(
        actor=street.users[actor], candidate=candidate, model=model, checks=list(to_reaffirm(candidate, model)),
        confirmed_on=on or timezone.localdate(),
    )  # fmt: skip


def test_a_nominee_is_measured_by_the_same_ruler_again(rules, nominee):
    standards, negatives = vetting.unmet_standards(nominee), vetting.negative_obstacles(nominee)
    assert (len(standards), len(negatives)) == (nominee.criterion_checks.count(), nominee.negative_checks.count())
    assert all("重新确认" in reason for reason in standards + negatives)
    decide = {"actor": rules.users["secretary"], "candidate": nominee, "move": "pass_community"}
    assert refusal_of(services.decide, **decide) == "standards_not_met"

    before = AuditEvent.objects.count()
    assert reaffirm(rules, nominee, CriterionCheck, actor="secretary") == nominee.criterion_checks.count()
    assert reaffirm(rules, nominee, NegativeCheck) == nominee.negative_checks.count()
    assert AuditEvent.objects.count() == before + 2
    assert vetting.unmet_standards(nominee) == vetting.negative_obstacles(nominee) == []  # the decision stands too
    services.decide(**decide)
    services.decide(actor=rules.users["staff"], candidate=now(nominee), move="pass_street")
    assert (now(nominee).state, now(nominee).phase) == ("passed", "nominee")


def test_the_results_of_the_prospect_stay_readable(rules, nominee):
    reaffirm(rules, nominee, NegativeCheck)
    assert set(NegativeFinding.objects.values_list("round", flat=True)) == {1}
    assert NegativeFinding.objects.count() == nominee.negative_checks.count()


def test_a_return_of_the_nominee_asks_for_no_second_confirmation(rules, nominee):
    reaffirm(rules, nominee, CriterionCheck)
    services.decide(actor=rules.users["secretary"], candidate=nominee, move="return_community", corrections=["补"])
    assert vetting.unmet_standards(now(nominee)) == []


def test_what_cannot_be_confirmed_anew(rules, candidate, nominee):
    tomorrow, old = timezone.localdate() + timedelta(days=1), date(2026, 10, 1)
    assert refusal_of(reaffirm, rules, nominee, NegativeCheck, on=tomorrow) == "date_in_future"
    assert refusal_of(reaffirm, rules, nominee, NegativeCheck, on=old) == "date_before_finding"
    nominee.negative_checks.filter(item__code="N01").update(needs_recheck=True)
    assert refusal_of(reaffirm, rules, nominee, NegativeCheck) == "recheck_open"
    prospect = make.put_forward(rules)
    assert refusal_of(reaffirm, rules, prospect, NegativeCheck) == "not_nominee"


def test_confirming_anew_is_one_form(rules, nominee, signed_in):
    url = reverse("candidates:reaffirm", args=[nominee.pk, "negative"])
    staff = signed_in("staff")
    assert nominee.negative_checks.first().wording in staff.get(url).content.decode()
    keys = list(nominee.negative_checks.values_list("pk", flat=True)[:3])
    staff.post(url, {"checks": keys, "confirmed_on": timezone.localdate().isoformat()})
    assert nominee.negative_checks.filter(confirmed_round=2).count() == 3
    assert signed_in("secretary").get(url).status_code == 403
