"""Clues: registering, who is named, time limits, the way to the end, and what is refused."""

from datetime import date, timedelta

import pytest
import time_machine
from django.http import Http404

from communities.models import Kinship
from communities.services.holidays import install_holidays
from core import access
from core.errors import DomainError
from discipline.clue_access import CHARGE, READ, TOTALS, WORK
from discipline.models import Clue, ClueStep
from discipline.services import clue_handling, clue_people, clues
from tests.factories import clues as make
from tests.factories import communities, world

WEDNESDAY = "2026-11-25T10:00:00+08:00"


@pytest.fixture
def named(street):
    """The street with its named accounts."""
    return make.people(street)


def seers(street, clue, permission=READ):
    return {name for name, user in street.users.items() if access.allowed(user, permission, clue)}


LEADS = {"clue_lead", "second_lead"}


# --- who is named -----------------------------------------------------------------------


def test_what_one_registered_one_sees_until_it_is_assigned(named):
    clue = make.register(named)
    assert seers(named, clue) == seers(named, clue, WORK) == {"named", *LEADS}
    make.assign(named, clue, "other_named")
    assert seers(named, clue) == {"other_named", *LEADS}
    assert seers(named, clue, CHARGE) == LEADS


def test_whoever_is_no_longer_named_loses_sight(named):
    clue = make.assign(named, make.register(named), "named", "other_named")
    make.assign(named, clue, "other_named")
    assert seers(named, clue) == {"other_named", *LEADS}


def test_a_revoked_role_ends_the_assignment(named):
    from communities.services import revoke_role

    clue = make.assign(named, make.register(named))
    revoke_role(actor=named.users["security_admin"], grant=named.users["named"].role_grants.get())
    del named.users["named"]._asked  # as at the next request
    assert seers(named, clue) == LEADS


def test_the_command_line_sees_no_clue(named):
    make.register(named)
    assert not access.visible_to(access.Operator(world.STREET), Clue).exists()


def test_totals_are_the_same_for_all_who_may_have_them(named):
    """A leader about whom a clue is has the same three figures as the other."""
    make.about(named, make.register(named), make.own_person(named, "leader"))
    make.bring_to(named, make.register(named), "closed")
    for name in ("leader", "inspector", "clue_lead"):
        rows = access.visible_to(named.users[name], Clue, TOTALS)
        assert rows.totals(date(2099, 1, 1)) == {"received": 2, "closed": 1, "overdue": 1}
    assert not access.visible_to(named.users["staff"], Clue, TOTALS).exists()


# --- recusal ----------------------------------------------------------------------------


def test_a_clue_about_oneself_is_handed_over_by_registering_it(named):
    own = make.own_person(named, "named")
    clue = make.register(named, reported=f"{own.name}，街道干部")
    assert seers(named, clue) == LEADS


@pytest.mark.parametrize("declared_by", ["inspector", "relative", "by name"])
def test_a_clue_about_a_declared_relative_is_out_of_sight(named, declared_by):
    own, relative = make.own_person(named, "named"), communities.make_person(named.first, "亲属甲")
    pair = {
        "inspector": (own, relative, "亲属甲"),
        "relative": (relative, own, own.name),
        "by name": (own, None, "亲属甲"),
    }
    person, other, name = pair[declared_by]
    Kinship.objects.create(person=person, kind="sibling", relative=other, relative_name=name)
    clue = make.about(named, make.register(named), relative)
    assert seers(named, clue) == LEADS
    with pytest.raises(DomainError, match="不能承办"):
        make.assign(named, clue, "named")


def test_an_inspector_found_to_be_kin_is_released(named):
    clue = make.assign(named, make.register(named), "named", "other_named")
    make.about(named, clue, make.own_person(named, "named"))
    assert seers(named, clue) == {"other_named", *LEADS}
    assert "须回避" in ClueStep.objects.filter(clue=clue, kind="assign").last().text


def test_an_inspector_whose_name_is_in_the_words_cannot_be_named(named):
    clue = make.register(named, "other_named", reported=f"与{make.own_person(named, 'named').name}同谋者")
    with pytest.raises(DomainError, match="有其本人或亲属的姓名"):
        make.assign(named, clue, "named")


def test_an_account_without_a_person_cannot_be_named(named):
    clue = make.register(named)
    with pytest.raises(DomainError, match="未关联人员档案"):
        make.assign(named, clue, "inspector")


def test_of_two_in_charge_the_other_takes_a_clue_about_one(named):
    clue = make.about(named, make.register(named), make.own_person(named, "clue_lead"), actor="named")
    assert seers(named, clue, CHARGE) == {"second_lead"}


def test_a_clue_about_all_in_charge_goes_to_the_substitute(named):
    clue = make.about(named, make.register(named), make.own_person(named, "clue_lead"), actor="named")
    make.about(named, clue, make.own_person(named, "second_lead"), actor="named")
    assert seers(named, clue, CHARGE) == {"substitute"}
    make.assign(named, clue, "other_named", actor="substitute")
    assert seers(named, clue) == {"other_named", "substitute"}


def test_the_substitute_sees_nothing_else(named):
    make.register(named)
    assert not access.visible_to(named.users["substitute"], Clue).exists()


# --- registering ------------------------------------------------------------------------


def test_numbers_run_through_the_year(named):
    assert [make.register(named).code for _ in range(2)] == ["线索〔2026〕1号", "线索〔2026〕2号"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"received_on": date(2099, 1, 1)}, "还没有到"),
        ({"reporter_name": " "}, "须填写举报人姓名"),
        ({"is_named": False}, "匿名举报不能填写"),
    ],
)
def test_a_registration_that_contradicts_itself_is_refused(named, changed, message):
    with pytest.raises(DomainError, match=message):
        make.register(named, **changed)
    assert not Clue.objects.exists()


def test_a_place_out_of_the_street_is_refused(named):
    with pytest.raises(Http404):
        make.register(named, community=named.outside)


def test_a_person_out_of_the_street_cannot_be_linked(named):
    stranger = communities.make_person(named.outside, "外人")
    with pytest.raises(Http404):
        make.about(named, make.register(named), stranger)
    with pytest.raises(DomainError, match="不能关联"):
        clue_people.link_subject(actor=_seeing_both(named), clue=make.register(named), person=stranger)


def _seeing_both(street):
    from communities.services import grant_role

    user = street.users["clue_lead"]
    other = street.regions[world.OTHER_STREET]
    grant_role(actor=street.users["security_admin"], user=user, role="inspector", region=other)
    user.__dict__.pop("_asked", None)  # as at the next request
    return user


def test_what_of_the_reporter_is_left_blank_stays(named):
    clue = make.register(named)
    fields = make.words(reporter_name="", reporter_phone="新号码", reporter_address="")
    clues.update_clue(actor=named.users["named"], clue=clue, version=clue.version, community=named.first, **fields)
    clue = make.fresh(clue)
    assert (clue.reporter_name, clue.reporter_phone) == (f"{make.PLANTED}姓名", "新号码")


def test_names_in_the_words_are_proposed(named):
    person = communities.make_person(named.first, "钱多多")
    clue = make.register(named, reported="花一社区钱多多")
    assert clues.people_named_in(named.users["named"], clue) == [person]


# --- time limits ------------------------------------------------------------------------


@time_machine.travel(WEDNESDAY, tick=False)
def test_limits_follow_the_steps(named):
    install_holidays(actor=named.users["staff"], election=named.running)
    clue = make.register(named, received_on=date(2026, 11, 25), matter="bribery")
    assert (clue.due_on, clue.warn_on) == (date(2026, 11, 25), date(2026, 11, 24))
    clue = make.bring_to(named, clue, "checking")
    assert (clue.due_on, clue.check_due_on, clue.answer_due_on) == (
        date(2026, 12, 2), date(2026, 12, 2), date(2026, 12, 25),
    )  # fmt: skip
    make.fresh(clue)
    clue_handling.report_result(actor=named.users["named"], clue=clue, result="false", conclusion="查否")
    clue = clue_handling.conclude_clue(actor=named.users["clue_lead"], clue=clue)
    assert clue.due_on == date(2026, 12, 25)  # the written answer is due still


@time_machine.travel(WEDNESDAY, tick=False)
def test_who_accepts_late_says_why(named):
    clue = make.register(named, received_on=date(2026, 11, 23))
    assert Clue.objects.overdue(date(2026, 11, 25)).get() == clue
    with pytest.raises(DomainError, match="应于 11月23日 前受理"):
        clue_handling.accept_clue(actor=named.users["named"], clue=clue)
    clue = clue_handling.accept_clue(actor=named.users["named"], clue=clue, late_reason="夜间来信，次日启封")
    assert (clue.late_reason, clue.accepted_on) == ("夜间来信，次日启封", date(2026, 11, 25))


def test_an_extension_counts_only_when_another_approves_it(named):
    clue = make.bring_to(named, make.register(named), "checking")
    old, extension = clue.check_due_on, make.extend(named, clue)
    assert make.fresh(clue).check_due_on == old
    with pytest.raises(DomainError, match="一项延期申请"):
        make.extend(named, clue)
    with pytest.raises(DomainError, match="有延期申请待批准"):
        clue_handling.report_result(actor=named.users["named"], clue=clue, result="false", conclusion="查否")
    clue_handling.decide_extension(actor=named.users["clue_lead"], extension=extension, is_approved=True)
    clue = make.fresh(clue)
    assert clue.check_due_on == clue.due_on == old + timedelta(days=10)


def test_nobody_approves_his_own_extension(named):
    clue = make.bring_to(named, make.register(named), "checking")
    extension = make.extend(named, clue, actor="clue_lead")
    with pytest.raises(DomainError, match="须由另一名负责人批准"):
        clue_handling.decide_extension(actor=named.users["clue_lead"], extension=extension, is_approved=True)
    clue_handling.decide_extension(
        actor=named.users["second_lead"], extension=extension, is_approved=False, text="抓紧"
    )
    assert make.fresh(clue).check_due_on == extension.old_due_on


# --- to the end -------------------------------------------------------------------------


def test_whoever_proposes_a_result_does_not_approve_it(named):
    clue = make.bring_to(named, make.register(named), "checking")
    lead = named.users["clue_lead"]
    clue_handling.report_result(actor=lead, clue=clue, result="false", conclusion="查否")
    with pytest.raises(DomainError, match="须由另一名负责人审定"):
        clue_handling.conclude_clue(actor=lead, clue=clue)
    assert clue_handling.conclude_clue(actor=named.users["second_lead"], clue=clue).state == "concluded"


def test_a_named_clue_is_not_closed_before_its_reporter_was_told(named):
    clue = make.bring_to(named, make.register(named), "concluded")
    with pytest.raises(DomainError, match="须先向举报人反馈"):
        clue_handling.close_clue(actor=named.users["clue_lead"], clue=clue)
    make.feed_back(named, clue)
    assert clue_handling.close_clue(actor=named.users["clue_lead"], clue=clue).state == "closed"


def test_what_is_true_is_not_closed_before_it_was_followed_up(named):
    clue = make.bring_to(named, make.register(named, **make.anonymous()), "concluded", "partly")
    with pytest.raises(DomainError, match="须先登记查实后的处理"):
        clue_handling.close_clue(actor=named.users["clue_lead"], clue=clue)


def test_checking_needs_an_inspector(named):
    clue = make.register(named)
    user = named.users["named"]
    clue_handling.accept_clue(actor=user, clue=clue)
    clue_handling.present_clue(actor=user, clue=clue)
    with pytest.raises(DomainError, match="还没有承办人"):
        clue_handling.start_checking(actor=named.users["clue_lead"], clue=clue)


def test_a_transferred_clue_ends_like_any_other(named):
    clue = make.bring_to(named, make.register(named), "transferred")
    clue_handling.report_result(actor=named.users["named"], clue=clue, result="unverifiable", conclusion="复函")
    assert clue_handling.conclude_clue(actor=named.users["clue_lead"], clue=clue).result == "unverifiable"


def test_checking_again_begins_a_new_limit_and_keeps_the_log(named):
    clue = make.bring_to(named, make.register(named), "closed")
    with time_machine.travel("2026-12-10T10:00:00+08:00", tick=False):
        clue = clue_handling.reopen_clue(actor=named.users["clue_lead"], clue=clue, text="有新的证据")
    assert (clue.state, clue.result, clue.feedback_on, clue.due_on) == ("checking", "", None, date(2026, 12, 17))
    assert clue.steps.filter(label="审定查结").exists()


def test_a_declined_clue_is_answered_too(named):
    clue = make.register(named)
    with pytest.raises(DomainError, match="须写明理由"):
        clue_handling.decline_clue(actor=named.users["clue_lead"], clue=clue, text="")
    clue = clue_handling.decline_clue(actor=named.users["clue_lead"], clue=clue, text="不属受理范围")
    assert (clue.state, Clue.objects.without_feedback().get()) == ("declined", clue)
    make.feed_back(named, clue)


def test_an_anonymous_clue_has_nobody_to_answer(named):
    clue = make.bring_to(named, make.register(named, **make.anonymous()), "concluded")
    with pytest.raises(DomainError, match="匿名举报"):
        make.feed_back(named, clue)


# --- the reporter -----------------------------------------------------------------------


def test_the_reporter_is_shown_for_a_reason_and_logged(named):
    clue = make.assign(named, make.register(named))
    shown = clues.reveal_reporter(actor=named.users["named"], clue=clue, reason="约见举报人")
    assert shown["reporter_name"] == f"{make.PLANTED}姓名"
    assert clue.steps.last().text == "约见举报人"
    with pytest.raises(DomainError, match="请选择查看事由"):
        clues.reveal_reporter(actor=named.users["named"], clue=clue, reason="想看看")
    with pytest.raises(Http404):
        clues.reveal_reporter(actor=named.users["inspector"], clue=clue, reason="约见举报人")


def test_the_reporter_is_shown_ten_times_an_hour_at_most(named):
    clue = make.register(named)
    for _ in range(clues.REVEALS_PER_HOUR):
        clues.reveal_reporter(actor=named.users["named"], clue=clue, reason="约见举报人")
    with pytest.raises(DomainError, match="已用完"):
        clues.reveal_reporter(actor=named.users["named"], clue=clue, reason="约见举报人")
