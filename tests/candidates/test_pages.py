"""What the pages show to whom, what they accept, and how many queries they take."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from candidates import figures, services
from candidates.models import Candidate, CollectiveDecision, CriterionCheck, NegativeItem, Review, StandardSet
from candidates.rule_pages import KINDS
from candidates.views import listing
from core import audit
from tests.factories import candidates as make

LIST, QUEUE, RULES = reverse("candidates:list"), reverse("candidates:queue"), reverse("candidates:rules")


def detail(candidate):
    return reverse("candidates:detail", args=[candidate.pk])


def desk(candidate):
    return reverse("candidates:desk", args=[candidate.pk])


def queries(client, url, django_assert_max_num_queries):
    client.get(url)  # the first request of a session writes it
    with django_assert_max_num_queries(200) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_opening_a_file_changes_no_record_so_what_is_kept_of_them_still_holds(candidate, signed_in):
    staff, files = signed_in("staff"), {
        "candidate.open": detail(candidate),
        "person.open": reverse("communities:person", args=[candidate.person_id]),
        "region.open": reverse("reports:community", args=[candidate.community_id]),
    }  # fmt: skip
    before = audit.latest_change()
    for event, url in files.items():
        assert staff.get(url).status_code == 200
        assert audit.AuditEvent.objects.filter(event=event).count() == 1
    assert audit.latest_change() == before


# --- lists ----------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [LIST, QUEUE])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(rules, signed_in, url, django_assert_max_num_queries):
    staff = signed_in("staff")
    make.bring_to(rules, make.put_forward(rules), "street_review")
    one = queries(staff, url, django_assert_max_num_queries)
    for _ in range(2):
        make.bring_to(rules, make.put_forward(rules), "street_review")
    assert queries(staff, url, django_assert_max_num_queries) == one


def test_a_file_takes_as_many_queries_for_all_items_as_for_one(rules, signed_in, django_assert_max_num_queries):
    staff, candidate = signed_in("staff"), make.put_forward(rules)
    codes = list(NegativeItem.objects.values_list("code", flat=True))
    make.clear_negative_list(rules, candidate, leave=codes[1:])
    one = queries(staff, detail(candidate), django_assert_max_num_queries)
    make.clear_negative_list(rules, candidate)
    assert queries(staff, detail(candidate), django_assert_max_num_queries) == one


def listed(response):
    return [candidate.person.name for candidate in response.context["object_list"]]


@pytest.fixture
def several(rules):
    first = make.put_forward(rules, person=make.make_person(rules.first, "单雄信"), source="pick")
    goose = make.put_forward(rules, person=make.make_person(rules.first, "王一"), is_lead_goose=True)
    elsewhere = make.put_forward(rules, community=rules.second, person=make.make_person(rules.second, "赵二"))
    make.bring_to(rules, goose, "community_review")
    return first, goose, elsewhere


FILTERS = [
    ({}, ["单雄信", "王一", "赵二"]),
    ({"state": "community_review"}, ["王一"]),
    ({"source": "pick"}, ["单雄信"]),
    ({"community": "520102032002"}, ["赵二"]),
    ({"is_lead_goose": "on"}, ["王一"]),
]


def test_filters(several, signed_in):
    staff = signed_in("staff")
    assert [(filters, sorted(listed(staff.get(LIST, filters)))) for filters, _ in FILTERS] == FILTERS


def test_names_are_searched_by_post_with_all_readings(several, signed_in):
    staff = signed_in("staff")
    found = {query: listed(staff.post(LIST, {"q": query})) for query in ("雄", "sxx", "dxx", "无此人")}
    assert found == {"雄": ["单雄信"], "sxx": ["单雄信"], "dxx": ["单雄信"], "无此人": []}


@pytest.mark.django_db(transaction=True)  # outside one, what the stages count is kept
def test_a_refused_search_leaves_the_numbers_of_the_stages_alone(several, signed_in):
    staff = signed_in("staff")
    refused = staff.post(LIST, {"q": "110101199001011234"})
    assert listed(refused) == []
    assert refused.context["filter_form"].errors["q"]
    for _ in range(2):
        assert staff.get(LIST).context["tabs"][0][2] == 3
    assert staff.post(LIST, {"q": "雄"}).context["tabs"][0][2] == 1
    assert staff.get(LIST).context["tabs"][0][2] == 3


def test_a_name_in_the_address_is_not_searched(several, signed_in):
    assert len(listed(signed_in("staff").get(LIST, {"q": "雄"}))) == 3


def test_tabs_count_every_stage(several, signed_in):
    tabs = {state: number for state, _, number, _ in signed_in("staff").get(LIST).context["tabs"]}
    assert (tabs[""], tabs["draft"], tabs["community_review"], tabs["passed"]) == (3, 2, 1, 0)


def test_of_too_many_the_stages_bear_no_numbers_and_the_list_ends_at_the_cap(several, signed_in, monkeypatch):
    for module in (figures, listing):
        monkeypatch.setattr(module, "CAP", 2)
    staff = signed_in("staff")
    page = staff.get(LIST)
    assert {number for _, _, number, _ in page.context["tabs"]} == {None}
    assert page.context["page_obj"].paginator.count == 3
    assert staff.get(LIST, {"state": "draft"}).context["page_obj"].paginator.count == 2


def test_tabs_follow_the_other_conditions_and_keep_them(several, signed_in):
    page = signed_in("staff").get(LIST, {"source": "pick", "state": "draft"})
    tabs = {state: number for state, _, number, _ in page.context["tabs"]}
    assert tabs["draft"] == page.context["page_obj"].paginator.count
    assert tabs[""] == Candidate.objects.filter(source="pick").count() == 1
    text = page.content.decode()
    assert 'href="/candidates/?source=pick&amp;state=passed"' in text
    assert "现任书记、主任中“留”" in text and "全选</button>" in text


def test_a_secretary_lists_her_community_alone(several, signed_in):
    assert sorted(listed(signed_in("secretary").get(LIST))) == ["单雄信", "王一"]
    assert listed(signed_in("neighbour").get(LIST)) == ["赵二"]


# --- the queue ------------------------------------------------------------------------------


def test_each_level_has_its_queue(rules, signed_in):
    waiting = make.bring_to(rules, make.put_forward(rules), "community_review")
    at_street = make.bring_to(rules, make.put_forward(rules), "street_review")
    queues = {
        name: [c.pk for c in signed_in(name).get(QUEUE).context["object_list"]] for name in ("secretary", "staff")
    }
    assert queues == {"secretary": [waiting.pk], "staff": [at_street.pk]}


def test_next_goes_through_the_queue_and_ends_at_the_queue(rules, signed_in):
    first, second = (make.bring_to(rules, make.put_forward(rules), "street_review") for _ in range(2))
    staff = signed_in("staff")
    assert staff.get(reverse("candidates:next", args=[first.pk])).url == desk(second)
    assert staff.get(reverse("candidates:next", args=[second.pk])).url.endswith("?end=1")  # the first was skipped
    make.clear_negative_list(rules, second)
    services.decide(actor=rules.users["staff"], candidate=second, move="pass_street")
    assert staff.get(reverse("candidates:next", args=[first.pk])).url == QUEUE


@pytest.mark.parametrize(("then", "led_to"), [("next", "third"), ("", "second")])
def test_a_decision_leads_on_to_who_followed_in_the_queue(rules, signed_in, then, led_to):
    first, second, third = (make.bring_to(rules, make.put_forward(rules), "street_review") for _ in range(3))
    data = {"name": "reject_street", "note": "不符合条件", "then": then}
    response = signed_in("staff").post(reverse("candidates:move", args=[second.pk]), data)
    assert response.url == {"second": detail(second), "third": desk(third)}[led_to]
    assert Candidate.objects.get(pk=second.pk).state == "rejected"
    assert Candidate.objects.get(pk=first.pk).state == "street_review"


def test_only_a_decision_offers_to_go_on(rules, signed_in):
    waiting = make.bring_to(rules, make.put_forward(rules), "street_review")
    offers = {
        name: signed_in(name).get(detail(waiting)).content.decode().count('value="next"')
        for name in ("staff", "secretary")
    }
    assert offers == {"staff": 2, "secretary": 0}


def test_a_leader_finds_the_decisions_to_conclude(candidate, rules, signed_in):
    check = make.hit(rules, candidate, "N12")
    decision = services.record_decision(actor=rules.users["staff"], check=check, **make.decision_fields())
    leader = signed_in("leader")
    assert leader.get(QUEUE).context["decisions"] == [decision]
    leader.post(reverse("candidates:decision-conclude", args=[decision.pk]))
    assert CollectiveDecision.objects.get().concluded_by == rules.users["leader"]
    assert leader.get(QUEUE).context["decisions"] == []


def test_a_leader_sees_whom_before_he_concludes(candidate, rules, signed_in):
    check = make.hit(rules, candidate, "N12")
    decision = services.record_decision(actor=rules.users["staff"], check=check, **make.decision_fields())
    leader, page = signed_in("leader"), reverse("candidates:decision-conclude", args=[decision.pk])
    assert page in leader.get(QUEUE).content.decode()
    assert page in leader.get(detail(candidate)).content.decode()
    shown = leader.get(page).content.decode()
    for told in (candidate.person.name, candidate.community.short_name, check.wording, decision.meeting, "同意 8"):
        assert told in shown, told
    assert not CollectiveDecision.objects.get().is_concluded, "looking concludes nothing"
    after = leader.post(page, follow=True)
    assert after.request["PATH_INFO"] == QUEUE
    assert f"{candidate.person.name}的集体研究结论已审定" in after.content.decode()
    assert "确认审定" not in leader.get(page).content.decode()


def test_a_leader_returns_a_decision_which_is_then_drawn_up_anew(candidate, rules, signed_in):
    check = make.hit(rules, candidate, "N12")
    decision = services.record_decision(actor=rules.users["staff"], check=check, **make.decision_fields())
    leader, page = signed_in("leader"), reverse("candidates:decision-return", args=[decision.pk])
    assert leader.post(page, {"reason": " "}).status_code == 422
    leader.post(page, {"reason": "表决人数与会议记录不符"})

    assert leader.get(QUEUE).context["decisions"] == []
    told = rules.users["staff"].notices.get()
    assert "表决人数与会议记录不符" in told.text
    assert candidate.person.name not in told.title + told.text
    shown = signed_in("staff").get(detail(candidate)).content.decode()
    assert "已退回重拟" in shown
    assert reverse("candidates:decision-create", args=[check.pk]) in shown
    leader.post(reverse("candidates:decision-conclude", args=[decision.pk]))
    assert not CollectiveDecision.objects.get().is_concluded, "what was returned takes no effect"
    make.lift(rules, type(check).objects.get(pk=check.pk))
    assert [d.is_concluded for d in CollectiveDecision.objects.order_by("pk")] == [False, True]


def test_whom_one_must_leave_to_others_is_marked(candidate, rules, signed_in):
    candidate.person.user = rules.users["secretary"]
    candidate.person.save()
    make.bring_to(rules, candidate, "community_review")
    assert "须回避" in signed_in("secretary").get(QUEUE).content.decode()
    assert "您就是该人选本人" in signed_in("secretary").get(detail(candidate)).content.decode()


# --- who sees what ----------------------------------------------------------------------------

SECRET = ("N05", "黄赌毒", "有处理决定书", "党工委第9次会议", "街道不同意的缘由")


@pytest.fixture
def vetted(candidate, rules):
    """A candidate on whom there is everything the community may not read."""
    make.bring_to(rules, candidate, "street_review")
    make.lift(rules, make.hit(rules, candidate, "N05"), document_number="〔2026〕8号")
    services.decide(actor=rules.users["staff"], candidate=candidate, move="reject_street", note="街道不同意的缘由")
    return candidate


def test_who_sees_the_vetting_sees_all_of_it(vetted, signed_in):
    for name in ("staff", "leader", "inspector"):
        page = signed_in(name).get(detail(vetted)).content.decode()
        assert [text for text in SECRET if text not in page] == [], name


def test_a_secretary_sees_the_stage_and_not_the_vetting(vetted, signed_in):
    for view in ("detail", "panel"):
        page = signed_in("secretary").get(reverse(f"candidates:{view}", args=[vetted.pk])).content.decode()
        assert "未通过" in page
        assert [text for text in SECRET if text in page] == [], view


def test_the_vetting_form_is_offered_to_who_may_build_it(candidate, signed_in):
    link = reverse("reports:report-create", args=["vetting_form"]) + f"?subject={candidate.pk}"
    offered = {name: link in signed_in(name).get(detail(candidate)).content.decode() for name in ("staff", "secretary")}
    assert offered == {"staff": True, "secretary": False}


def test_a_secretary_sees_what_the_street_returned_as_things_to_do(candidate, rules, signed_in):
    make.bring_to(rules, candidate, "street_review")
    services.decide(
        actor=rules.users["staff"], candidate=candidate, move="return_street", corrections=["补学历证明", "补体检表"]
    )
    secretary = signed_in("secretary")
    page = secretary.get(detail(candidate))
    assert [c.request for c in page.context["corrections"]] == ["补学历证明", "补体检表"]
    for correction in page.context["corrections"]:
        secretary.post(reverse("candidates:correction", args=[correction.pk]), {"answer": "已交"})
    secretary.post(reverse("candidates:move", args=[candidate.pk]), {"name": "submit"})
    assert Candidate.objects.get(pk=candidate.pk).state == "community_review"


def test_the_id_number_is_masked(candidate, signed_in):
    number = candidate.person.id_number
    page = signed_in("staff").get(detail(candidate)).content.decode()
    assert number not in page
    assert number[6:14] not in page


def test_blocked_moves_say_what_is_missing(candidate, rules, signed_in):
    make.bring_to(rules, candidate, "street_review")
    make.clear_negative_list(rules, candidate, leave=["N05"])
    page = signed_in("staff").get(detail(candidate))
    assert [(move.name, reasons) for move, reasons, _ in page.context["blocked_moves"]] == [
        ("pass_street", ["负面清单 N05 待核查"])
    ]
    assert "负面清单未核查 1 项（N05）" in page.content.decode()


# --- recording --------------------------------------------------------------------------------


def criterion_url(check):
    return reverse("candidates:checks", args=[check.pk])


def answer(check, **changed):
    return {"version": check.version, "result": "met", "evidence": "档案"} | changed


def test_a_check_is_recorded_in_its_row_with_htmx(candidate, signed_in):
    check = candidate.criterion_checks.first()
    response = signed_in("secretary").post(criterion_url(check), answer(check), headers={"HX-Request": "true"})
    assert response.headers["HX-Trigger"] == "candidate-changed"
    assert response.content.decode().strip().startswith(f'<tr id="criterion-{check.pk}"')
    assert CriterionCheck.objects.get(pk=check.pk).result == "met"


def test_a_check_is_recorded_on_a_page_without_htmx(candidate, signed_in):
    check, secretary = candidate.criterion_checks.first(), signed_in("secretary")
    assert "<h1>" in secretary.get(criterion_url(check)).content.decode()
    response = secretary.post(criterion_url(check), answer(check))
    assert response.url == f"{detail(candidate)}#criterion-{check.pk}"


def test_a_refused_check_comes_back_with_what_was_typed(candidate, signed_in):
    check = candidate.criterion_checks.first()
    response = signed_in("secretary").post(
        criterion_url(check), answer(check, evidence=""), headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert "请写明佐证" in response.content.decode()


def test_a_lost_update_is_told_and_keeps_the_first(candidate, signed_in):
    check = candidate.criterion_checks.first()
    signed_in("secretary").post(criterion_url(check), answer(check))
    response = signed_in("staff").post(criterion_url(check), answer(check, result="unmet", evidence="不同看法"))
    assert response.status_code == 422
    assert "用户secretary" in response.content.decode()
    assert CriterionCheck.objects.get(pk=check.pk).result == "met"


def test_several_items_are_cleared_at_once(candidate, signed_in):
    keys = list(candidate.negative_checks.values_list("pk", flat=True))[:3]
    response = signed_in("staff").post(
        reverse("candidates:clear", args=[candidate.pk]),
        {"checks": keys, "body": "区公安分局", "checked_on": "2026-11-01"},
    )
    assert response.status_code == 302
    assert candidate.negative_checks.filter(result="clear").count() == 3


def test_a_decision_is_recorded_and_the_secretary_may_not(candidate, rules, signed_in):
    check = make.hit(rules, candidate, "N12")
    url = reverse("candidates:decision-create", args=[check.pk])
    fields = make.decision_fields(proceed="yes", decided_on="2026-11-05")
    assert signed_in("secretary").post(url, fields).status_code == 403
    assert signed_in("staff").post(url, fields).status_code == 302
    assert CollectiveDecision.objects.get().proceed is True


def test_a_written_conclusion_on_a_bar_needs_no_vote(candidate, rules, signed_in):
    check, staff = make.hit(rules, candidate, "N05"), signed_in("staff")
    fields = {"meeting": "区委组织部复函", "decided_on": "2026-11-05", "proceed": "yes", "reason": "认定不属于该情形"}
    url = reverse("candidates:decision-create", args=[check.pk])
    assert staff.post(url, fields).status_code == 422
    assert staff.post(url, fields | {"document_number": "南组函〔2026〕8号"}).status_code == 302
    assert CollectiveDecision.objects.get().present == 0


# --- putting forward, T11, T27 ------------------------------------------------------------------

SMUGGLED = {
    "state": "passed", "round": 9, "reviewer": "x", "reviewer_id": "x", "put_forward_by": "x", "level": "street",
    "decision": "pass", "result": "clear", "concluded_by": "x", "is_staff": "1", "election": "1", "election_id": "1",
}  # fmt: skip


def nomination(person, **changed):
    fields = {"person": person.pk, "community": person.community_id, "source": "promote", "intended_post": "director"}
    return fields | changed


def test_extra_fields_of_a_nomination_change_nothing(rules, signed_in):
    person = make.make_person(rules.first)
    response = signed_in("secretary").post(reverse("candidates:create"), SMUGGLED | nomination(person))
    made = Candidate.objects.get(person=person)
    assert response.url == detail(made)
    assert (made.state, made.round, made.put_forward_by, made.election) == (
        "draft", 1, rules.users["secretary"], rules.running,
    )  # fmt: skip
    assert not made.negative_checks.exclude(result="pending").exists()


def test_extra_fields_of_edits_and_checks_change_nothing(candidate, rules, signed_in):
    staff, check = signed_in("staff"), candidate.criterion_checks.first()
    staff.post(reverse("candidates:edit", args=[candidate.pk]), SMUGGLED | nomination(candidate.person, version=1))
    staff.post(criterion_url(check), SMUGGLED | answer(check, result="mostly"))
    now = Candidate.objects.get(pk=candidate.pk)
    assert (now.state, now.round, now.version, now.election) == ("draft", 1, 2, rules.running)
    assert CriterionCheck.objects.get(pk=check.pk).result == "mostly"


def test_extra_fields_of_a_move_change_neither_state_nor_reviewer(candidate, rules, signed_in):
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    fields = SMUGGLED | {"name": "pass_community"}
    signed_in("secretary").post(reverse("candidates:move", args=[candidate.pk]), fields)
    review = Review.objects.get()
    assert (review.reviewer, review.level, review.round) == (rules.users["secretary"], "community", 1)
    assert Candidate.objects.get(pk=candidate.pk).state == "street_review"


def test_what_is_no_open_move_is_refused(candidate, signed_in):
    secretary, url = signed_in("secretary"), reverse("candidates:move", args=[candidate.pk])
    names = ("_do_update", "save", "delete", "pass_street", "nothing", "")
    codes = {name: secretary.post(url, {"name": name}).status_code for name in names}
    assert codes == {"_do_update": 403, "save": 403, "delete": 403, "pass_street": 403, "nothing": 403, "": 422}
    assert Candidate.objects.get(pk=candidate.pk).state == "draft"


def test_the_same_post_twice_makes_one_candidate(rules, signed_in):
    staff, person = signed_in("staff"), make.make_person(rules.first)
    fields = nomination(person, once=str(uuid.uuid4()))
    urls = [staff.post(reverse("candidates:create"), fields).url for _ in range(2)]
    assert urls == [detail(Candidate.objects.get())] * 2


def test_the_same_decision_twice_is_one_review(candidate, rules, signed_in):
    make.bring_to(rules, candidate, "community_review")
    fields = {"name": "return_community", "corrections": "补学历证明", "once": str(uuid.uuid4())}
    secretary, url = signed_in("secretary"), reverse("candidates:move", args=[candidate.pk])
    assert [secretary.post(url, fields).status_code for _ in range(2)] == [302, 302]
    assert Review.objects.count() == 1


def test_a_person_out_of_sight_cannot_be_put_forward(rules, signed_in):
    hidden = make.make_person(rules.outside)
    response = signed_in("staff").post(reverse("candidates:create"), nomination(hidden, community=rules.first.pk))
    assert response.status_code == 422
    assert Candidate.objects.count() == 0


# --- rules ------------------------------------------------------------------------------------


def test_rules_are_marked_until_confirmed(rules, signed_in):
    staff, item = signed_in("staff"), NegativeItem.objects.get(election=rules.running, code="N02")
    marks = [staff.get(f"{RULES}?kind={kind}").content.decode().count("待核定）</span>") for kind in KINDS]
    assert marks == [3, 20, 20, 10]
    url = reverse("candidates:rule-confirm", args=["negative", item.pk])
    staff.post(url, {"version": item.version, "document_number": "南换发〔2026〕3号"})
    assert NegativeItem.objects.get(pk=item.pk).is_confirmed
    assert "南换发〔2026〕3号" in staff.get(f"{RULES}?kind=negative").content.decode()


def test_a_set_with_blanks_is_not_confirmed(rules, signed_in):
    blank = StandardSet.objects.get(election=rules.running, name="四有四带")
    response = signed_in("staff").post(
        reverse("candidates:rule-confirm", args=["standard", blank.pk]), {"version": 1, "document_number": "1号"}
    )
    assert response.status_code == 409
    assert not StandardSet.objects.get(pk=blank.pk).is_confirmed


def test_filling_in_a_blank_reaches_open_candidates(candidate, rules, signed_in):
    blank = StandardSet.objects.get(election=rules.running, name="四有四带")
    items = {f"items-{place}-explanation": "" for place in range(9)} | {"items-0-phrase": "按文件填写的条文"}
    signed_in("staff").post(
        reverse("candidates:standard-edit", args=[blank.pk]),
        {"version": 1, "name": blank.name, "basis": "文件", "valid_from": "2026-02-12",
         "items-TOTAL_FORMS": 9, "items-INITIAL_FORMS": 8, "items-0-evidence_required": "on"} | items,
    )  # fmt: skip
    assert candidate.criterion_checks.first().wording == "按文件填写的条文"
    assert blank.criteria.exclude(phrase="").count() == 1


def test_editing_a_confirmed_item_makes_the_next_version_unconfirmed(rules, signed_in):
    item = NegativeItem.objects.get(election=rules.running, code="N05")
    services.confirm_rule(actor=rules.users["staff"], rule=item, version=1, document_number="1号")
    fields = {"version": 2, "title": "黄赌毒", "kind": "caution", "look_back_years": 3, "valid_from": "2026-02-12"}
    staff, url = signed_in("staff"), reverse("candidates:rule-edit", args=["negative", item.pk])
    shown = staff.post(url, fields)
    assert NegativeItem.objects.filter(election=rules.running, code="N05").count() == 1
    staff.post(url, fields | {"seen": shown.context["seen"]})
    before, now = NegativeItem.objects.filter(election=rules.running, code="N05").order_by("pk")
    assert (now.kind, now.looks_back_to, now.is_confirmed, now.document_number, now.previous) == (
        "caution", date(2023, 12, 30), False, "", before,
    )  # fmt: skip
    assert (before.kind, before.document_number, before.is_superseded) == ("bar", "1号", True)


def test_only_the_street_manages_rules(rules, signed_in):
    item = NegativeItem.objects.filter(election=rules.running).first()
    url = reverse("candidates:rule-edit", args=["negative", item.pk])
    codes = {name: signed_in(name).get(url).status_code for name in ("staff", "leader", "secretary", "outsider")}
    assert codes == {"staff": 200, "leader": 403, "secretary": 403, "outsider": 404}


@pytest.mark.parametrize(("year", "rules"), [(2021, 45), (2026, 53)])
def test_installing_twice_adds_nothing(street, year, rules):
    arguments = {"actor": street.users["staff"], "election": street.running, "year": year}
    assert [services.install_ruleset(**arguments) for _ in range(2)] == [rules, 0]


def test_an_earlier_terms_rules_are_copied_unconfirmed(street, signed_in):
    services.install_ruleset(actor=street.users["staff"], election=street.past, year=2021)
    NegativeItem.objects.update(confirmed_at="2021-05-01T00:00Z")
    response = signed_in("staff").post(reverse("candidates:rules-install"), {"from": street.past.pk})
    assert response.status_code == 302
    copied = NegativeItem.objects.filter(election=street.running)
    assert (copied.count(), copied.filter(confirmed_at=None).count()) == (20, 20)
    assert StandardSet.objects.get(election=street.running, name="德才条件").criteria.count() == 5


def test_a_past_terms_rules_are_not_changed(street, signed_in):
    services.install_ruleset(actor=street.users["staff"], election=street.past, year=2021)
    item = NegativeItem.objects.first()
    response = signed_in("staff").post(
        reverse("candidates:rule-in-force", args=["negative", item.pk]), {"version": item.version}
    )
    assert response.status_code == 409
    assert NegativeItem.objects.get(pk=item.pk).in_force


def test_an_unknown_kind_of_rule_is_not_found(rules, signed_in):
    assert signed_in("staff").post(reverse("candidates:rule-confirm", args=["other", 1])).status_code == 404
