"""Pledges: whom a campaign asks, who must sign again, and what was signed staying what it was."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from communities.models import TermRole
from core.errors import DomainError
from core.signatures import Signature
from discipline import pledge_papers
from discipline.models import Pledge, PledgeSheet, PledgeSigning
from discipline.pledge_states import must_sign_again
from discipline.services import pledge_signing, pledges
from discipline.services.pledges import edition_of
from discipline.services.texts import set_duties, withdraw_text
from tests.factories import discipline, world
from tests.factories import pledges as make
from tests.factories.signatures import drawn


class refused:  # noqa: N801 (reads as pytest.raises does)
    """The service refuses with this code."""

    def __init__(self, code):
        self.code = code

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert isinstance(error, DomainError), error
        assert error.code == self.code
        return True


def test_a_campaign_asks_each_of_its_circle_once(street):
    both = discipline.somebody(street, "member")
    TermRole.objects.create(person=both, election=street.running, community=street.second, capacity="prospect")
    staff = discipline.somebody(street, "street_staff")
    discipline.somebody(street, "election_worker")
    campaign = make.campaign(street, [both], capacities=["member", "prospect", "street_staff"])
    assert {(p.person, p.capacity, p.community_id) for p in campaign.pledges.select_related("person")} == {
        (both, "member", world.FIRST), (staff, "street_staff", world.STREET),
    }  # fmt: skip
    assert make.states(campaign) == ["unsigned", "unsigned"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"capacities": ["member", "candidate"]}, "not_asked"),
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "due_past"),
        ({"capacities": ["election_worker"]}, "circle_empty"),
    ],
)
def test_what_nobody_could_sign_is_not_started(street, fields, code):
    text = discipline.own_text(street, duties=[("pledge", "member"), ("pledge", "election_worker")])
    member = discipline.somebody(street)
    with refused(code):
        make.campaign(street, [member], text=text, **fields)
    assert not Pledge.objects.exists()


def test_who_joins_the_circle_is_offered_and_added(street):
    campaign = make.campaign(street)
    late, elsewhere = discipline.somebody(street), discipline.somebody(street, community=street.second)
    assert set(pledges.newcomers(street.users["staff"], campaign)) == {late, elsewhere}
    assert pledges.add_newcomers(actor=street.users["secretary"], campaign=campaign) == 1  # of her own community
    assert list(pledges.newcomers(street.users["staff"], campaign)) == [elsewhere]
    with refused("nobody_new"):
        pledges.add_newcomers(actor=street.users["secretary"], campaign=campaign)
    assert list(campaign.pledges.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_who_left_the_circle_is_shown_and_need_not_sign(street):
    pledge = make.one(street)
    TermRole.objects.filter(person=pledge.person).delete()
    staff = street.users["staff"]
    assert list(pledges.departed(staff, pledge.campaign)) == [pledge]
    with refused("reason_missing"):
        pledges.waive_pledge(actor=staff, pledge=pledge, reason=" ")
    pledges.waive_pledge(actor=staff, pledge=pledge, reason="已离任")
    assert make.state_of(pledge) == "waived"
    with refused("waived"):
        make.sign(street, pledge)
    pledges.restore_pledge(actor=staff, pledge=pledge)
    assert make.state_of(pledge) == "unsigned"


def test_a_new_edition_asks_again_exactly_those_who_signed_and_are_asked(street):
    """Signed and asked: 需补签. Not signed: still 未签. Signed, no longer asked: done. Waived: waived."""
    text = discipline.own_text(street, duties=[("pledge", "member"), ("pledge", "street_staff")])
    people = [discipline.somebody(street) for _ in range(3)] + [discipline.somebody(street, "street_staff")]
    campaign = make.campaign(street, people, capacities=["member", "street_staff"], text=text)
    of = {pledge.person: pledge for pledge in campaign.pledges.select_related("person")}
    signed, unsigned, waived, staff = (of[person] for person in people)
    make.sign(street, signed)
    make.sign(street, staff)
    pledges.waive_pledge(actor=street.users["staff"], pledge=waived, reason="离任")
    other = make.campaign(street, people, text=discipline.own_text(street, duties=[("pledge", "member")]))
    make.sign(street, other.pledges.get(person=people[0]))

    new = discipline.next_edition(street, text)
    set_duties(
        actor=street.users["staff"], text=new, version=discipline.fresh(new).version, duties={("pledge", "member")}
    )
    assert list(must_sign_again(new)) == [signed]
    assert {pledge: make.state_of(pledge) for pledge in (signed, unsigned, waived, staff)} == {
        signed: "again", unsigned: "unsigned", waived: "waived", staff: "signed",
    }  # fmt: skip
    assert make.states(other) == ["signed", "unsigned", "unsigned"]
    make.sign(street, signed)
    assert make.state_of(signed) == "signed"
    assert PledgeSigning.objects.standing().filter(pledge=signed).count() == 2  # the earlier one stays readable


def test_a_withdrawn_text_is_signed_no_more(street):
    text = discipline.own_text(street, duties=[("pledge", "member")])
    pledge = make.one(street, text=text)
    withdraw_text(actor=street.users["staff"], text=text, version=discipline.fresh(text).version)
    with refused("text_withdrawn"):
        make.sign(street, pledge)


def test_what_was_signed_is_the_text_on_the_screen(street):
    pledge = make.full(make.one(street))
    shown = pledge_papers.digest_of(pledge_papers.canonical(pledge, edition_of(pledge)))
    type(pledge.person).objects.filter(pk=pledge.person_id).update(name="改了名")
    with refused("text_changed"):
        pledge_signing.sign_on_screen(actor=street.users["staff"], pledge=pledge, strokes=drawn(), shown=shown)
    assert not PledgeSigning.objects.exists()
    signing = make.sign(street, pledge)
    words = pledge_papers.words_of(signing.frozen)
    assert (words["name"], words["code"], len(words["items"])) == ("改了名", pledge.code, 10)
    type(pledge.person).objects.filter(pk=pledge.person_id).update(name="又改名")
    stored = PledgeSigning.objects.get(pk=signing.pk)
    assert (stored.frozen, pledge_papers.faults_of(stored)) == (signing.frozen, [])


def test_signed_twice_is_refused(street):
    pledge = make.one(street)
    make.sign(street, pledge)
    with refused("signed_already"):
        make.sign(street, pledge)
    assert (PledgeSigning.objects.count(), Signature.objects.count()) == (1, 1)


def test_altered_bytes_are_found(street):
    signing = make.sign(street, make.one(street))
    words = signing.frozen
    PledgeSigning.objects.filter(pk=signing.pk).update(frozen=words.replace("严禁", "允许"))
    assert pledge_papers.faults_of(PledgeSigning.objects.get(pk=signing.pk)) == [
        "签署原文与摘要不符", "手写签名缺失或不是签在这份原文上",
    ]  # fmt: skip
    PledgeSigning.objects.filter(pk=signing.pk).update(frozen=words)
    Signature.objects.update(digest="0" * 64)
    assert pledge_papers.faults_of(PledgeSigning.objects.get(pk=signing.pk)) == ["手写签名缺失或不是签在这份原文上"]


def test_the_person_signs_on_his_own_telephone_and_no_stranger_does(street):
    pledge = make.one(street)
    type(pledge.person).objects.filter(pk=pledge.person_id).update(user=street.users["auditor"])
    with pytest.raises(Http404):
        make.sign(street, pledge, actor="neighbour")
    with pytest.raises(PermissionDenied):
        make.sign(street, pledge, actor="leader")
    assert make.sign(street, pledge, actor="auditor").handled_by == street.users["auditor"]


def test_the_same_words_printed_again_are_the_same_sheet(street):
    pledge = make.full(make.one(street))
    staff = street.users["staff"]

    def printed():
        sheets = pledges.issue_sheets(actor=staff, campaign=pledge.campaign, pledges=[make.full(pledge)], copies=2)
        return [sheet.key for sheet in sheets]

    first = printed()
    assert printed() == first
    type(pledge.person).objects.filter(pk=pledge.person_id).update(name="改名")
    assert not set(printed()) & set(first)
    assert PledgeSheet.objects.count() == 4
    with pytest.raises(PermissionDenied):
        pledges.issue_sheets(actor=street.users["leader"], campaign=pledge.campaign, pledges=[pledge])


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_leave_one_signing(street):
    """On SQLite the second waits for the first's transaction, on PostgreSQL for the pledge's row."""
    pledge, outcomes = make.one(street), []

    def sign():
        try:
            make.sign(street, pledge)
            outcomes.append("signed")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["signed", "signed_already"]
    assert PledgeSigning.objects.count() == 1
