"""需复核: a changed rule marks exactly the results that it could turn, and they stop the way on until looked at."""

import re
from datetime import date

import pytest

from candidates import impact, services, vetting
from candidates.models import Candidate, CriterionCheck, NegativeCheck, NegativeItem, StandardSet
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import candidates as make

CHANGES = {
    "wording": {"title": "新的情形"},
    "stricter class": {"kind": "bar"},
    "longer window": {"look_back_years": 10},
    "shorter window": {"look_back_years": 1},
    "window without end": {"look_back_years": None},
    "period in words": {"period": "影响期内"},
    "bodies": {"checking_bodies": "别的单位"},
    "basis": {"basis": "新的依据"},
    "evidence": {"evidence_required": True},
}
# what marks 无此情形 (recorded without evidence), and what marks 有此情形, of N13: 不宜, five years
CLEAR_TURNS = {"wording", "longer window", "window without end", "period in words", "evidence"}
HIT_TURNS = {"wording", "stricter class", "shorter window", "period in words"}


@pytest.fixture
def rules(street):
    make.install_rules(street)
    return street


def edit(street, code, **fields):
    item = NegativeItem.objects.live().get(election=street.running, code=code)
    return services.edit_negative_item(actor=street.users["staff"], item=item, version=item.version, **fields)


def clear(street, code="N13"):
    candidate = make.put_forward(street)
    leave = NegativeItem.objects.exclude(code=code).values_list("code", flat=True)
    make.clear_negative_list(street, candidate, leave=list(leave))
    return candidate


def hit(street, code="N13"):
    candidate = make.put_forward(street)
    make.hit(street, candidate, code)
    return candidate


def marked(street):
    return set(NegativeCheck.objects.filter(needs_recheck=True).values_list("candidate_id", flat=True))


def confirm(street, check, actor="staff"):
    return services.confirm_result(actor=street.users[actor], check=check, version=check.version)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_marks_those_whose_result_it_could_turn_and_nobody_else(rules, change):
    cleared, found, undecided, elsewhere = clear(rules), hit(rules), make.put_forward(rules), clear(rules, "N05")
    edit(rules, "N13", **CHANGES[change])
    expected = {cleared.pk} if change in CLEAR_TURNS else set()
    expected |= {found.pk} if change in HIT_TURNS else set()
    assert marked(rules) == expected
    assert undecided.pk not in expected
    assert elsewhere.pk not in expected


def test_the_impact_list_tells_old_and_new_of_each_person(rules):
    candidate = clear(rules)
    clear(rules, "N05")
    edit(rules, "N13", title="损害环境", look_back_years=10)
    staff = rules.users["staff"]
    (line,) = impact.lines(staff, impact.waiting(staff, rules.running))
    assert (line.candidate.pk, line.label, line.check.result) == (candidate.pk, "N13", "clear")
    assert line.reasons == [
        ("情形", "损害生态环境", "损害环境"), ("回溯", "2021-12-30起", "2016-12-30起"),
    ]  # fmt: skip


def test_changing_back_takes_the_mark_away(rules):
    clear(rules)
    edit(rules, "N13", title="新")
    edit(rules, "N13", title="损害生态环境")
    assert marked(rules) == set()


def test_a_marked_result_blocks_until_it_is_confirmed(rules):
    candidate = make.put_forward(rules)
    make.clear_negative_list(rules, candidate)
    edit(rules, "N13", title="损害环境")
    assert vetting.negative_obstacles(candidate) == ["负面清单 N13 需复核"]
    check = confirm(rules, candidate.negative_checks.get(item__code="N13"))
    assert (check.wording, check.needs_recheck, check.result) == ("损害环境", False, "clear")
    assert vetting.negative_obstacles(candidate) == []


def test_recording_anew_clears_the_mark_and_takes_the_new_rule(rules):
    candidate = clear(rules)
    edit(rules, "N13", look_back_years=10)
    check = make.hit(rules, candidate, "N13")
    assert (check.needs_recheck, str(check.looks_back_to)) == (False, "2016-12-30")


def test_a_standard_whose_wording_changed_blocks_the_community(rules):
    candidate = make.put_forward(rules)
    make.meet_standards(rules, candidate)
    chosen = StandardSet.objects.live().get(election=rules.running, name="德才条件")
    items = [
        {"phrase": c.phrase, "explanation": c.explanation, "evidence_required": True} for c in chosen.criteria.all()
    ]
    items[2] = items[2] | {"phrase": "公道"}
    services.edit_standard_set(actor=rules.users["staff"], standard_set=chosen, version=chosen.version, criteria=items)
    assert vetting.unmet_standards(candidate) == ["标准“公道”需复核"]
    assert CriterionCheck.objects.filter(candidate=candidate).count() == 5
    confirm(rules, candidate.criterion_checks.get(needs_recheck=True))
    assert vetting.unmet_standards(candidate) == []


def test_who_has_passed_is_marked_and_may_be_confirmed_without_reopening(rules):
    candidate = make.bring_to(rules, make.put_forward(rules), "passed")
    edit(rules, "N13", title="损害环境")
    assert vetting.open_rechecks(candidate) == ["负面清单 N13 需复核"]
    with pytest.raises(DomainError) as refusal:
        vetting.require_rechecked(candidate, None)
    assert refusal.value.code == "recheck_open"
    confirm(rules, candidate.negative_checks.get(item__code="N13"))
    assert vetting.open_rechecks(candidate) == []
    assert Candidate.objects.get(pk=candidate.pk).state == "passed"


def test_who_withdrew_is_not_marked(rules):
    candidate = clear(rules)
    services.move_candidate(actor=rules.users["staff"], candidate=candidate, move="withdraw", note="本人意愿")
    edit(rules, "N13", title="损害环境")
    assert marked(rules) == set()


def test_a_rule_put_out_of_force_asks_nobody_to_look_again(rules):
    found = hit(rules)
    edit(rules, "N13", title="损害环境")
    item = NegativeItem.objects.live().get(election=rules.running, code="N13")
    services.set_in_force(actor=rules.users["staff"], rule=item, version=item.version, in_force=False)
    assert marked(rules) == set()
    (line,) = impact.no_longer_counted(rules.users["staff"], rules.running)
    assert (line.candidate.pk, line.label) == (found.pk, "N13")


def test_added_rules_list_who_passed_without_them(rules):
    passed = make.bring_to(rules, make.put_forward(rules), "passed")
    make.put_forward(rules)
    services.add_negative_item(
        actor=rules.users["staff"], election=rules.running, title="新条目", kind="bar", valid_from=date(2026, 1, 1)
    )
    assert impact.not_yet_checked(rules.users["staff"], rules.running) == [(passed, ["N21 新条目"])]


def test_a_form_of_the_old_wording_does_not_save(rules):
    candidate = clear(rules)
    check = candidate.negative_checks.get(item__code="N13")
    edit(rules, "N13", title="损害环境")
    with pytest.raises(DomainError) as refusal:
        services.record_negative(
            actor=rules.users["staff"], check=check, version=check.version, result="clear", body="某局",
            checked_on=date(2026, 11, 1),
        )  # fmt: skip
    assert refusal.value.code == "edited_meanwhile"


def test_a_decision_on_a_hit_stands_again_once_the_rule_is_changed_back(rules):
    candidate = hit(rules)
    make.lift(rules, candidate.negative_checks.get(item__code="N13"))
    edit(rules, "N13", title="新")
    assert candidate.negative_checks.get(item__code="N13").obstacle == "需复核"
    edit(rules, "N13", title="损害生态环境")
    assert candidate.negative_checks.get(item__code="N13").obstacle == ""


def test_confirming_twice_is_told(rules):
    candidate = clear(rules)
    edit(rules, "N13", title="损害环境")
    confirm(rules, candidate.negative_checks.get(item__code="N13"))
    with pytest.raises(DomainError) as refusal:
        confirm(rules, candidate.negative_checks.get(item__code="N13"))
    assert refusal.value.code == "nothing_to_recheck"


def test_the_pages_show_the_mark_and_confirm_it(rules, signed_in):
    candidate = clear(rules)
    edit(rules, "N13", title="损害环境")
    staff = signed_in("staff")
    for url in (
        "/candidates/rules/?kind=negative",
        "/candidates/",
        f"/candidates/{candidate.pk}/",
        "/candidates/rules/impact/",
    ):
        assert "需复核" in staff.get(url).content.decode(), url
    check = candidate.negative_checks.get(item__code="N13")
    url = f"/candidates/checks/negative/{check.pk}/confirm/"
    response = staff.post(url, {"version": check.version, "back": "https://elsewhere.example/"})
    assert response.url == f"/candidates/{candidate.pk}/"
    assert "没有需复核的结论" in staff.get("/candidates/rules/impact/").content.decode()
    assert staff.post(url, {"version": check.version}).status_code == 409  # sent twice


# --- before it is saved -----------------------------------------------------------------


def form_of(item, **fields):
    return {
        "version": item.version, "title": item.title, "kind": item.kind, "look_back_years": item.look_back_years or "",
        "valid_from": item.valid_from.isoformat(), **fields,
    }  # fmt: skip


def seen_in(response):
    return re.search(r'name="seen" value="(\w+)"', response.content.decode())[1]


@pytest.fixture
def changing(rules, signed_in):
    """A candidate with 无此情形 on N05, and how the form of N05 is sent."""
    candidate = clear(rules, "N05")
    item = NegativeItem.objects.get(election=rules.running, code="N05")

    def send(**fields):
        return signed_in("staff").post(f"/candidates/rules/negative/{item.pk}/", form_of(item, **fields))

    return candidate, item, send


def test_a_used_rule_shows_whom_its_change_touches_and_writes_nothing_before_that_is_confirmed(rules, changing):
    candidate, item, send = changing
    events = AuditEvent.objects.count()
    shown = send(look_back_years=10)
    assert "1 人的 1 项已作出的结论需复核" in shown.content.decode()
    assert candidate.person.name in shown.content.decode()
    assert marked(rules) == set()
    assert (NegativeItem.objects.filter(code="N05").count(), AuditEvent.objects.count()) == (1, events)
    assert send(look_back_years=10, seen=seen_in(shown)).status_code == 302
    assert marked(rules) == {candidate.pk}
    assert NegativeItem.objects.live().get(code="N05").previous == item


def test_what_was_changed_after_the_preview_is_shown_again(rules, changing):
    _, item, send = changing
    seen = seen_in(send(look_back_years=10))
    assert "尚未保存" in send(look_back_years=20, seen=seen).content.decode()
    other = clear(rules, "N05")  # one more whom the change touches
    assert other.person.name in send(look_back_years=10, seen=seen).content.decode()
    assert NegativeItem.objects.get(code="N05") == item


def test_a_change_that_turns_no_result_says_so(changing):
    _, _, send = changing
    assert "已作出的结论不受影响" in send(checking_bodies="市公安局").content.decode()


def test_a_refused_change_is_told_before_any_preview(changing):
    _, _, send = changing
    response = send(valid_to="2020-01-01")
    assert (response.status_code, "失效日期早于生效日期" in response.content.decode()) == (422, True)


def test_a_rule_nothing_stands_on_is_saved_at_once(rules, signed_in):
    item = NegativeItem.objects.get(election=rules.running, code="N05")
    url = f"/candidates/rules/negative/{item.pk}/"
    assert signed_in("staff").post(url, form_of(item, look_back_years=10)).status_code == 302
    item.refresh_from_db()
    assert item.look_back_years == 10


# --- several at once ----------------------------------------------------------------------


def item_value(check):
    return f"negative-{check.pk}-{check.version}"


def test_several_results_stand_at_once_each_on_record(rules, signed_in):
    for _ in range(2):
        clear(rules)
    edit(rules, "N13", title="损害环境")
    checks = list(NegativeCheck.objects.filter(needs_recheck=True))
    sent = {"items": [item_value(check) for check in checks], "note": "只改表述"}
    staff = signed_in("staff")
    preview = staff.post("/candidates/rules/impact/confirm/", sent).content.decode()
    assert [check.candidate.person.name in preview for check in checks] == [True, True]
    assert len(marked(rules)) == 2
    assert staff.post("/candidates/rules/impact/confirm/commit/", sent).status_code == 302
    assert marked(rules) == set()
    assert list(AuditEvent.objects.filter(event="candidate.recheck").values_list("reason", flat=True)) == [
        "只改表述", "只改表述",
    ]  # fmt: skip


def test_what_changed_meanwhile_is_refused_by_name_and_the_others_stand(rules, signed_in):
    first, second = clear(rules), clear(rules)
    edit(rules, "N13", title="损害环境")
    checks = [candidate.negative_checks.get(item__code="N13") for candidate in (first, second)]
    sent = {"items": [item_value(check) for check in checks]}
    services.record_negative(
        actor=rules.users["second_staff"], check=checks[0], version=checks[0].version, result="clear", body="某局",
        checked_on=date(2026, 11, 1),
    )  # fmt: skip
    page = signed_in("staff").post("/candidates/rules/impact/confirm/commit/", sent, follow=True).content.decode()
    assert f"未办理 1 项：{first}“损害环境”" in page
    assert "已复核 1 项" in page
    assert marked(rules) == set()


def test_only_what_one_may_confirm_is_offered(rules):
    clear(rules)
    edit(rules, "N13", title="损害环境")
    shown = {}
    for name in ("staff", "leader"):
        user = rules.users[name]
        shown[name] = len(impact.confirmable(user, impact.lines(user, impact.waiting(user, rules.running))))
    assert shown == {"staff": 1, "leader": 0}


def test_nothing_chosen_is_told(rules, signed_in):
    page = signed_in("staff").post("/candidates/rules/impact/confirm/", {}, follow=True).content.decode()
    assert "请至少勾选一项结论" in page
    assert signed_in("staff").post("/candidates/rules/impact/confirm/commit/", {}).status_code == 422
