"""Parallel reviewers: opinions independent until submitted, a decision only when they are in."""

import pytest
from django.urls import reverse

from candidates import services
from candidates.models import Candidate, ReviewOpinion
from communities.models import Kinship
from communities.services import grant_role
from core import access
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import candidates as make
from tests.factories import world


def refusal_of(call, *places, **arguments):
    with pytest.raises(DomainError) as refusal:
        call(*places, **arguments)
    return refusal.value.code


@pytest.fixture
def third(rules):
    """One more of the street's staff: with ``second_staff``, who proposes, and ``staff`` there are two to review."""
    user = world.make_user("third_staff")
    grant_role(actor=rules.users["security_admin"], user=user, role="street_staff", region=rules.regions[world.STREET])
    rules.users["third"] = user
    return user


@pytest.fixture
def panel(rules, third):
    services.set_panel(actor=rules.users["staff"], election=rules.running, level="street", opinions_required=2)


@pytest.fixture
def at_street(rules, candidate, panel):
    waiting = make.bring_to(rules, candidate, "street_review")
    make.clear_negative_list(rules, waiting)
    return waiting


def say(street, candidate, actor, score=90, advice="pass", text="可以", submit=True):
    user = type(street.users[actor]).objects.get(pk=street.users[actor].pk)
    return services.save_opinion(actor=user, candidate=candidate, score=score, advice=advice, text=text, submit=submit)


def read(street, actor):
    user = type(street.users[actor]).objects.get(pk=street.users[actor].pk)
    return sorted(access.visible_to(user, ReviewOpinion).values_list("reviewer__username", flat=True))


def test_nobody_reads_the_others_before_his_own_is_submitted(rules, at_street):
    say(rules, at_street, "staff")
    say(rules, at_street, "third", submit=False)
    assert {name: read(rules, name) for name in ("staff", "third", "leader", "secretary", "neighbour")} == {
        "staff": ["staff"], "third": ["third_staff"], "leader": [], "secretary": [], "neighbour": [],
    }  # fmt: skip
    say(rules, at_street, "third", score=80)
    both = ["staff", "third_staff"]
    assert {name: read(rules, name) for name in ("staff", "third", "leader", "second_staff", "secretary")} == {
        "staff": both, "third": both, "leader": both, "second_staff": both, "secretary": [],
    }  # fmt: skip


@pytest.mark.parametrize("move", ["pass_street", "reject_street"])
def test_a_decision_waits_for_the_opinions(rules, at_street, move):
    decide = {"actor": rules.users["staff"], "candidate": at_street, "move": move, "note": "说明"}
    say(rules, at_street, "staff")
    assert refusal_of(services.decide, **decide) == "opinions_wanting"
    say(rules, at_street, "third")
    services.decide(**decide)


def test_a_return_needs_no_opinions_and_opens_a_new_round_of_them(rules, at_street):
    say(rules, at_street, "staff")
    services.decide(actor=rules.users["staff"], candidate=at_street, move="return_street", corrections=["补"])
    assert not ReviewOpinion.objects.filter(round=Candidate.objects.get(pk=at_street.pk).round).exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"score": None}, "score_required"), ({"score": 101}, "score_required"), ({"advice": ""}, "advice_required"),
     ({"advice": "reject", "text": " "}, "text_required")],
)  # fmt: skip
def test_what_a_submitted_opinion_needs(rules, at_street, fields, code):
    assert refusal_of(say, rules, at_street, "staff", **fields) == code


def test_who_may_not_review(rules, at_street):
    assert refusal_of(say, rules, at_street, "second_staff") == "own_proposal"
    reviewer = make.make_person(rules.first)
    reviewer.user = rules.users["staff"]
    reviewer.save()
    Kinship.objects.create(person=reviewer, relative=at_street.person, kind="other", relative_name="亲属")
    assert refusal_of(say, rules, at_street, "staff") == "conflict_of_interest"


def test_a_submitted_opinion_is_final_and_a_whole_panel_closed(rules, at_street):
    say(rules, at_street, "staff")
    assert refusal_of(say, rules, at_street, "staff", score=1) == "opinion_submitted"
    services.set_panel(actor=rules.users["staff"], election=rules.running, level="street", opinions_required=1)
    assert refusal_of(say, rules, at_street, "third") == "panel_complete"


def test_a_candidate_withdrawn_meanwhile_takes_no_opinion(rules, at_street):
    services.move_candidate(actor=rules.users["staff"], candidate=at_street, move="withdraw", note="本人申请")
    assert refusal_of(say, rules, at_street, "third") == "not_in_review"


def test_without_a_setting_the_level_decides_at_once(rules, candidate, third):
    waiting = make.bring_to(rules, candidate, "street_review")
    assert refusal_of(say, rules, waiting, "staff") == "no_panel"
    make.clear_negative_list(rules, waiting)
    services.decide(actor=rules.users["staff"], candidate=waiting, move="pass_street")


def test_every_opinion_is_one_audit_entry_without_its_words(rules, at_street):
    before = AuditEvent.objects.count()
    say(rules, at_street, "staff", text="很好的同志")
    event = AuditEvent.objects.latest("seq")
    assert (AuditEvent.objects.count(), event.event) == (before + 1, "candidate.submit_opinion")
    assert "很好的同志" not in str(event.detail)


def test_the_setting_is_made_on_its_page(rules, signed_in):
    signed_in("staff").post(reverse("candidates:panels"), {"community": 0, "street": 2})
    assert (
        services.set_panel(
            actor=rules.users["staff"], election=rules.running, level="street", opinions_required=2
        ).version
        == 2
    )  # made, and once set
