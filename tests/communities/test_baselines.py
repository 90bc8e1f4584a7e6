"""Services of the baseline: open, type, confirm, hand in, return, accept, reopen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from communities.baseline_progress import Progress, answers_of_last_round
from communities.baseline_sections import SECTIONS, summaries, summary
from communities.models import Baseline, CommitteeMember
from communities.services.baselines import (
    mark_return,
    move_baseline,
    open_baselines,
    save_draft,
    set_due_date,
    withdraw_return,
)
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import baselines as make

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def test_open_baselines_twice_makes_one_per_community(street):
    baseline = make.open_one(street)
    again = open_baselines(
        actor=street.users["staff"], election=street.running, region=street.regions["520102032"],
        due_on=baseline.due_on,
    )  # fmt: skip

    assert again == []
    assert set(Baseline.objects.values_list("community_id", flat=True)) == {street.first.pk, street.second.pk}
    assert [row.key for row in baseline.sections.all()] == [section.key for section in SECTIONS]


@pytest.mark.parametrize(("name", "error"), [("secretary", PermissionDenied), ("outsider", Http404)])
def test_open_baselines_is_the_streets_right(street, name, error):
    with pytest.raises(error):
        open_baselines(
            actor=street.users[name], election=street.running, region=street.first, due_on=date(2026, 11, 25)
        )  # fmt: skip


def test_open_baselines_in_a_past_term_is_refused(street):
    with refused("term_closed"):
        open_baselines(
            actor=street.users["staff"], election=street.past, region=street.first, due_on=date(2021, 9, 1)
        )  # fmt: skip


def test_due_date_changes_only_what_is_open_and_in_sight(street):
    baseline = make.submitted(street)
    move_baseline(actor=street.users["staff"], baseline=baseline, name="accept")
    due_on = street.running.election_day - timedelta(days=10)

    changed = set_due_date(actor=street.users["staff"], baselines=Baseline.objects.all(), due_on=due_on)

    assert changed == 1
    assert Baseline.objects.get(community=street.second).due_on == due_on
    assert Baseline.objects.get(pk=baseline.pk).due_on == baseline.due_on
    with refused("nothing_chosen"):
        set_due_date(actor=street.users["outsider"], baselines=Baseline.objects.all(), due_on=due_on)
    with refused("due_after_election"):
        set_due_date(
            actor=street.users["staff"], baselines=Baseline.objects.all(),
            due_on=street.running.election_day + timedelta(days=1),
        )  # fmt: skip


def test_draft_keeps_what_was_typed_right_or_wrong(street):
    section = make.open_one(street).sections.get(key="basics")

    save_draft(
        actor=street.users["secretary"], section=section, version=section.version, page=make.page(),
        texts={"households": "两千多", "grids": " ", "state": "accepted", "csrfmiddlewaretoken": "x"},
    )  # fmt: skip

    section.refresh_from_db()
    assert (section.draft, section.answers, section.state) == ({"households": "两千多"}, {}, "draft")


def test_same_page_goes_on_when_an_answer_was_lost(street):
    section, page = make.open_one(street).sections.get(key="basics"), make.page()
    secretary, read_at = street.users["secretary"], section.version

    for text in ("1", "12", "123"):  # the page never learns the new versions
        save_draft(actor=secretary, section=section, version=read_at, page=page, texts={"grids": text})

    section.refresh_from_db()
    assert section.draft == {"grids": "123"}


def test_second_page_is_refused_and_nothing_overwritten(street):
    section = make.open_one(street).sections.get(key="basics")
    read_at = section.version
    save_draft(
        actor=street.users["secretary"], section=section, version=read_at, page=make.page(), texts={"grids": "9"}
    )

    with pytest.raises(DomainError, match="“基本情况”已由用户secretary于"):
        save_draft(
            actor=street.users["staff"], section=section, version=read_at, page=make.page(), texts={"grids": "8"}
        )

    section.refresh_from_db()
    assert section.draft == {"grids": "9"}


def test_first_draft_is_audited_and_every_key_is_not(street):
    section, page = make.open_one(street).sections.get(key="basics"), make.page()
    for text in ("1", "12", "123"):
        save_draft(actor=street.users["secretary"], section=section, version=1, page=page, texts={"grids": text})

    assert AuditEvent.objects.filter(event="baseline.draft").count() == 1


def test_neighbour_can_neither_type_nor_learn_of_it(street):
    section = make.open_one(street).sections.get(key="basics")
    with pytest.raises(Http404):
        save_draft(actor=street.users["neighbour"], section=section, version=1, page=None, texts={"grids": "1"})


def test_confirm_audits_old_and_new_values(street):
    baseline, secretary = make.open_one(street), street.users["secretary"]
    make.confirm(baseline, secretary, "basics")
    make.confirm(baseline, secretary, "basics", make.TEXTS["basics"] | {"grids": "10"})

    event = AuditEvent.objects.filter(event="baseline.confirm").latest("seq")
    assert event.read_detail() == {"section": "basics", "changes": {"grids": [9, 10]}}


def test_confirm_refuses_what_does_not_add_up(street):
    baseline = make.open_one(street)
    with pytest.raises(DomainError, match="年龄各档合计 121 人，党员总数 120 人，多 1 人"):
        make.confirm(baseline, street.users["secretary"], "party", make.TEXTS["party"] | {"age_35": "21"})


def test_odd_figure_stands_once_explained_and_not_in_other_words(street):
    baseline, secretary = make.open_one(street), street.users["secretary"]
    odd = make.TEXTS["population"] | {"residents": "5950"}
    with pytest.raises(DomainError, match="相差 50 人"):
        make.confirm(baseline, secretary, "population", odd)

    make.confirm(baseline, secretary, "population", odd, {"residents_add_up": "含军营集体户"})
    assert Progress.of(baseline).line("population").is_done

    make.confirm(baseline, secretary, "population", make.TEXTS["population"])
    assert baseline.sections.get(key="population").explanations == {}


def test_team_section_keeps_the_roster_and_notices_its_change(street):
    committee, baseline = make.seat_team(street), make.open_one(street)
    make.confirm(baseline, street.users["secretary"], "team")
    line = Progress.of(baseline).line("team")
    assert (line.is_done, line.hint) == (True, "3 人，由名册带入")

    CommitteeMember.objects.filter(committee=committee).last().delete()

    line = Progress.of(baseline).line("team")
    assert (line.label, [finding.code for finding in line.open_findings]) == ("需更正", ["team_unchanged"])


def test_submit_lists_what_is_missing(street):
    baseline = make.open_one(street)
    make.confirm(baseline, street.users["secretary"], "basics")
    with pytest.raises(DomainError, match="还差 6 项：人口与民族、党员结构、现任班子、后备储备、难点问题、实绩与认可"):
        move_baseline(actor=street.users["secretary"], baseline=baseline, name="submit")


def test_submitted_is_locked(street):
    baseline = make.submitted(street)
    assert baseline.submitted_at is not None
    with refused("baseline_locked"):
        make.confirm(baseline, street.users["secretary"], "basics")


def test_whole_round_return_correct_accept_reopen(street):
    staff, secretary, baseline = street.users["staff"], street.users["secretary"], make.submitted(street)

    with refused("no_return_reasons"):
        move_baseline(actor=staff, baseline=baseline, name="give_back")
    mark_return(actor=staff, baseline=baseline, section="party", field="total", reason="与名册相差 3 人，请核对。")
    with refused("return_marks_left"):
        move_baseline(actor=staff, baseline=baseline, name="accept")
    assert Progress.of(baseline).reasons == []  # not the community's business yet

    move_baseline(actor=staff, baseline=baseline, name="give_back")
    baseline = Baseline.objects.get(pk=baseline.pk)
    line = Progress.of(baseline).line("party")
    assert (baseline.state, baseline.round, line.label) == ("returned", 2, "需更正")
    assert line.reason_for("total") == ["与名册相差 3 人，请核对。"]
    with refused("baseline_incomplete"):
        move_baseline(actor=secretary, baseline=baseline, name="submit")

    corrected = make.TEXTS["party"] | {"total": "123", "age_35": "23", "bachelor": "39"}
    make.confirm(baseline, secretary, "party", corrected)
    assert Progress.of(baseline).missing == []
    move_baseline(actor=secretary, baseline=baseline, name="submit")
    baseline = Baseline.objects.get(pk=baseline.pk)
    assert answers_of_last_round(baseline)["party"]["total"] == 120

    move_baseline(actor=staff, baseline=baseline, name="accept")
    with refused("note_required"):
        move_baseline(actor=staff, baseline=baseline, name="reopen")
    move_baseline(actor=staff, baseline=baseline, name="reopen", note="区里要求补充流动党员。")

    timeline = [(line.move, line.note) for line in baseline.timeline()]
    assert timeline == [
        ("submit", ""), ("give_back", ""), ("submit", ""), ("accept", ""), ("reopen", "区里要求补充流动党员。"),
    ]  # fmt: skip
    assert [row.round for row in baseline.submissions.all()] == [1, 2]


def test_mark_needs_a_reason_and_a_known_item(street):
    staff, baseline = street.users["staff"], make.submitted(street)
    with refused("reason_required"):
        mark_return(actor=staff, baseline=baseline, section="party", field="total", reason=" ")
    with refused("unknown_item"):
        mark_return(actor=staff, baseline=baseline, section="party", field="nonsense", reason="x")
    with pytest.raises(PermissionDenied):
        mark_return(actor=street.users["secretary"], baseline=baseline, section="party", field="", reason="x")


def test_mark_can_be_withdrawn_until_returned(street):
    staff, baseline = street.users["staff"], make.submitted(street)
    withdraw_return(
        actor=staff, item=mark_return(actor=staff, baseline=baseline, section="party", field="", reason="请核对")
    )
    assert baseline.returns.count() == 0

    item = mark_return(actor=staff, baseline=baseline, section="party", field="", reason="请核对")
    move_baseline(actor=staff, baseline=baseline, name="give_back")
    with refused("already_returned"):
        withdraw_return(actor=staff, item=item)


def test_summary_gives_confirmed_headline_figures(street):
    make.seat_team(street)
    baseline = make.open_one(street)
    assert set(summary(baseline).values()) == {None}

    make.fill_in(baseline, street.users["secretary"])

    assert summary(baseline) == {
        "households": 2310, "residents": 5900, "minority": 820, "party_members": 120, "reserve": 1,
        "issues": 0, "severe_issues": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("read", "queries"), [(summaries, 1), (Progress.of_many, 6)])
def test_figures_of_many_cost_as_much_as_of_one(street, django_assert_num_queries, read, queries):
    make.seat_team(street)
    make.seat_team(street, names=("石㼆", "岑岑"), community=street.second)
    make.open_one(street)
    for baselines in (list(Baseline.objects.all()[:1]), list(Baseline.objects.all())):
        with django_assert_num_queries(queries):
            assert len(read(baselines)) == len(baselines)


def test_overdue_is_what_the_community_still_holds(street):
    baseline = make.open_one(street, due_on=timezone.localdate() - timedelta(days=2))
    assert (baseline.is_overdue, baseline.days_late) == (True, 2)
    assert list(Baseline.objects.overdue(timezone.localdate())) == [baseline]
