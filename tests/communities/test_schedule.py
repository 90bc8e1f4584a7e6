"""The term's schedule: defaults, edits, completion, and who may make them."""

from datetime import date

import pytest
from django.urls import reverse

from communities.models import Milestone
from communities.schedule_samples import DEFAULT_SAMPLE, SAMPLES
from communities.services.schedule import confirm_milestone, install_schedule, save_milestone
from core.errors import DomainError

SCHEDULE = "reports:schedule"


@pytest.fixture
def scheduled(street):
    install_schedule(actor=street.users["staff"], election=street.running)
    return street


def test_defaults_count_back_from_the_election_day_and_are_samples(scheduled):
    last = scheduled.running.milestones.get(title="居民委员会投票选举")
    review = scheduled.running.milestones.get(title="街道严审")
    assert (last.due_on, review.due_on) == (date(2026, 12, 30), date(2026, 10, 31))
    assert not any(item.is_confirmed for item in scheduled.running.milestones.all())


def test_installing_twice_adds_nothing(scheduled):
    assert install_schedule(actor=scheduled.users["staff"], election=scheduled.running) == 0
    assert scheduled.running.milestones.count() == len(SAMPLES[DEFAULT_SAMPLE][1])


def test_a_past_term_keeps_its_schedule(street):
    with pytest.raises(DomainError, match="只能查看"):
        install_schedule(actor=street.users["staff"], election=street.past)
    item = Milestone(election=street.past, title="补记", due_on=date(2021, 8, 1))
    with pytest.raises(DomainError, match="只能查看"):
        save_milestone(actor=street.users["staff"], milestone=item)


@pytest.mark.parametrize(("name", "columns"), [("staff", 1), ("secretary", 0)])
def test_only_who_may_act_sees_a_column_of_acts(scheduled, signed_in, name, columns):
    assert signed_in(name).get(reverse(SCHEDULE)).content.decode().count("<th>操作</th>") == columns


def test_a_document_number_confirms(scheduled, signed_in):
    item = scheduled.running.milestones.first()
    client = signed_in("staff")
    assert "示例（待核定）" in client.get(reverse(SCHEDULE)).content.decode()
    client.post(
        reverse("communities:milestone-edit", args=[item.pk]),
        {"title": item.title, "due_on": "2026-08-01", "document_number": "南组通〔2026〕示例", "version": item.version},
    )
    item.refresh_from_db()
    assert (item.is_confirmed, item.due_on) == (True, date(2026, 8, 1))


def test_a_second_editor_overwrites_nothing(scheduled):
    item = scheduled.running.milestones.first()
    mine, theirs = Milestone.objects.get(pk=item.pk), Milestone.objects.get(pk=item.pk)
    theirs.title = "他人改过"
    save_milestone(actor=scheduled.users["second_staff"], milestone=theirs, version=item.version)
    mine.title = "我改过"
    with pytest.raises(DomainError) as refusal:
        save_milestone(actor=scheduled.users["staff"], milestone=mine, version=item.version)
    assert refusal.value.code == "edited_meanwhile"
    assert Milestone.objects.get(pk=item.pk).title == "他人改过"


def test_finishing_marks_today_once(scheduled, signed_in):
    item = scheduled.running.milestones.first()
    url = reverse("communities:milestone-finish", args=[item.pk])
    client = signed_in("staff")
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404
    assert Milestone.objects.get(pk=item.pk).done_on


@pytest.mark.parametrize(
    ("name", "expected"), [("leader", 403), ("secretary", 403), ("outsider", 404), ("audit_admin", 403)]
)
def test_only_who_manages_rules_edits(scheduled, signed_in, name, expected):
    item = scheduled.running.milestones.first()
    assert signed_in(name).get(reverse("communities:milestone-edit", args=[item.pk])).status_code == expected


def test_a_secretary_reads_the_schedule_of_her_street(scheduled, signed_in):
    assert "街道严审" in signed_in("secretary").get(reverse(SCHEDULE)).content.decode()


def test_what_a_milestone_said_before_is_kept_and_a_change_undoes_its_confirmation(scheduled, signed_in):
    staff, item = scheduled.users["staff"], scheduled.running.milestones.first()
    confirm_milestone(actor=staff, milestone=item, version=item.version, document_number="小街办〔2026〕3号")
    item = Milestone.objects.get(pk=item.pk)
    confirmed_for, item.offset = item.due_on, item.offset + 3
    save_milestone(actor=staff, milestone=item, version=item.version)
    assert not Milestone.objects.get(pk=item.pk).is_confirmed
    kept = item.editions.values_list("due_on", "document_number", "replaced_by")
    assert list(kept) == [(confirmed_for, "小街办〔2026〕3号", staff.pk), (confirmed_for, "", staff.pk)]
    page = signed_in("staff").get(reverse("communities:milestone-edit", args=[item.pk])).content.decode()
    assert "小街办〔2026〕3号" in page and "历次版本" in page


def test_saving_without_a_change_keeps_no_edition(scheduled):
    item = scheduled.running.milestones.first()
    save_milestone(actor=scheduled.users["staff"], milestone=item, version=item.version)
    assert item.editions.count() == 0
