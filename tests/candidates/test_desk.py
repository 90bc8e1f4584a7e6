"""The review desk: one after the other, recusal, phrases, several at once."""

from datetime import date

import pytest
from django.urls import reverse

from candidates import kinship, services
from candidates.models import BulkDecision, Candidate, StandardPhrase
from communities.models import Kinship
from core.audit import AuditEvent
from core.workflow import Transition
from reports.todo import todos
from tests.factories import candidates as make
from tests.factories import world

TODAY = date(2026, 12, 5)
QUEUE, START = reverse("candidates:queue"), reverse("candidates:desk-start")


def desk(candidate):
    return reverse("candidates:desk", args=[candidate.pk])


@pytest.fixture
def three(rules):
    return [make.bring_to(rules, make.put_forward(rules), "street_review") for _ in range(3)]


def state(candidate):
    return Candidate.objects.get(pk=candidate.pk).state


# --- one after the other ------------------------------------------------------------------------


def test_the_desk_begins_at_the_first_and_counts_what_is_done(rules, three, signed_in):
    staff = signed_in("staff")
    assert staff.get(START).url == desk(three[0])
    run = staff.get(desk(three[0])).context["run"]
    assert (run["place"], run["total"], run["done"], run["previous"], run["next"]) == (1, 3, 0, "", desk(three[1]))
    data = {"name": "reject_street", "note": "不符合条件", "then": "next"}
    assert staff.post(reverse("candidates:move", args=[three[0].pk]), data).url == desk(three[1])
    run = staff.get(desk(three[1])).context["run"]
    assert (run["place"], run["total"], run["done"]) == (2, 3, 1)


def test_after_the_last_the_list_tells_who_was_skipped(rules, three, signed_in):
    staff = signed_in("staff")
    staff.get(START)
    following = [staff.get(desk(one)).context["run"]["next"] for one in three]
    assert following == [desk(three[1]), desk(three[2]), f"{QUEUE}?end=1"]
    page = staff.get(following[-1]).content.decode()
    assert "已到最后一名，您可办的还有 3 名跳过未办" in page and START in page


def test_list_desk_and_todo_count_the_same_and_rows_of_others_cannot_be_ticked(rules, three, signed_in):
    own, said, waiting = rules.users["staff"], three[1], three[2]
    proposed = make.bring_to(rules, make.put_forward(rules), "street_review")
    Candidate.objects.filter(pk=proposed.pk).update(put_forward_by=own)
    services.set_panel(actor=own, election=rules.running, level="street", opinions_required=2)
    services.save_opinion(actor=own, candidate=said, submit=True, score=80, advice="pass", text="可以")
    staff = signed_in("staff")
    page = staff.get(QUEUE)
    text = page.content.decode()
    assert "待审 4 名，其中您可办 2 名" in text and "全部可办 2 名" in text
    assert page.context["own"] == {three[0].pk, waiting.pk}
    assert text.count(" disabled>") == 2
    assert staff.get(staff.get(START).url).context["run"]["total"] == 2
    (line,) = [t for t in todos(own, rules.running, TODAY, in_community=False) if t.label == "人选待街道严审"]
    assert line.counted == "4 名，其中您可办 2 名"


def test_the_last_leads_back_to_the_list(rules, signed_in):
    only = make.bring_to(rules, make.put_forward(rules), "street_review")
    staff = signed_in("staff")
    data = {"name": "reject_street", "note": "不符合条件", "then": "next"}
    assert staff.post(reverse("candidates:move", args=[only.pk]), data).url == QUEUE
    assert staff.get(START).url == QUEUE


def test_what_no_longer_waits_opens_as_the_file(rules, three, signed_in):
    services.move_candidate(actor=rules.users["staff"], candidate=three[0], move="withdraw", note="本人申请")
    assert signed_in("staff").get(desk(three[0])).url == reverse("candidates:detail", args=[three[0].pk])


def test_the_desk_says_in_words_why_a_decision_is_shut(rules, three, signed_in):
    page = signed_in("staff").get(desk(three[0]))
    shut = {choice.move.name: choice.reasons for choice in page.context["choices"]}
    assert "负面清单 N01 待核查" in shut["pass_street"]
    assert shut["return_street"] == shut["reject_street"] == []
    assert "Ctrl" in page.content.decode()


def test_what_is_missing_stands_at_the_top_by_kind_with_the_way_out(rules, three, signed_in):
    services.set_panel(actor=rules.users["staff"], election=rules.running, level="street", opinions_required=2)
    page = signed_in("staff").get(desk(three[0]))
    text = page.content.decode()
    (shut,) = [choice for choice in page.context["choices"] if choice.move.name == "pass_street"]
    items = sum(reason.startswith("负面清单") for reason in shut.reasons)
    lines = {way.text.partition("（")[0]: way.url for way in shut.ways}
    assert lines[f"负面清单未核查 {items} 项"] == reverse("candidates:clear", args=[three[0].pk])
    assert lines["独立评审意见还差 2 份"].endswith("#decide")
    assert len(shut.ways) < 4 < len(shut.reasons)
    assert text.index("at-top") < text.index('class="desk-file"')
    secretary = signed_in("secretary").get(reverse("candidates:detail", args=[three[0].pk])).content.decode()
    assert reverse("candidates:clear", args=[three[0].pk]) not in secretary


def test_a_relative_is_told_politely_and_led_on(rules, three, signed_in):
    reviewer = make.make_person(rules.first)
    reviewer.user = rules.users["staff"]
    reviewer.save()
    Kinship.objects.create(person=reviewer, relative=three[0].person, kind="sibling", relative_name="兄弟")
    staff = signed_in("staff")
    assert staff.get(START).url == desk(three[1])  # passed over
    page = staff.get(desk(three[0]))
    assert "请您回避" in page.content.decode()
    assert 'name="corrections"' not in page.content.decode()
    assert page.context["run"]["next"] == desk(three[1])


def test_an_opinion_is_filed_from_the_desk(rules, three, signed_in):
    services.set_panel(actor=rules.users["staff"], election=rules.running, level="street", opinions_required=1)
    staff = signed_in("staff")
    url = reverse("candidates:opinion", args=[three[0].pk])
    assert staff.post(url, {"score": "", "advice": "", "text": "草稿", "act": "draft"}).url == desk(three[0])
    assert staff.get(desk(three[0])).context["panel"]["form"].initial["text"] == "草稿"
    assert staff.post(url, {"score": "", "advice": "pass", "text": ""}).status_code == 422
    data = {"score": 88, "advice": "pass", "text": "可以", "then": "next"}
    assert staff.post(url, data).url == desk(three[1])
    assert [o.score for o in staff.get(desk(three[0])).context["peer_opinions"]] == [88]


# --- phrases -------------------------------------------------------------------------------------


def test_an_office_keeps_its_own_phrases_and_reads_those_above(rules, three, signed_in):
    add = {"use": "opinion", "order": 10}
    services.add_phrase(actor=rules.users["staff"], region=rules.regions[world.STREET], text="街道用语", **add)
    services.add_phrase(actor=rules.users["secretary"], region=rules.first, text="社区用语", **add)
    listed = {
        name: sorted(p.text for p in signed_in(name).get(reverse("candidates:phrases")).context["object_list"])
        for name in ("staff", "secretary", "neighbour", "outsider")
    }
    assert listed == {
        "staff": ["社区用语", "街道用语"], "secretary": ["社区用语", "街道用语"], "neighbour": ["街道用语"], "outsider": [],
    }  # fmt: skip
    street_phrase = StandardPhrase.objects.get(text="街道用语")
    assert signed_in("secretary").get(reverse("candidates:phrase-edit", args=[street_phrase.pk])).status_code == 403
    assert "街道用语" in signed_in("staff").get(desk(three[0])).content.decode()


def test_phrases_are_changed_and_removed(rules, signed_in):
    staff = signed_in("staff")
    new = {"region": world.STREET, "use": "opinion", "text": "同意。", "order": 1}
    staff.post(reverse("candidates:phrase-create"), new)
    assert staff.post(reverse("candidates:phrase-create"), new).status_code == 422  # known already
    phrase = StandardPhrase.objects.get()
    edit = reverse("candidates:phrase-edit", args=[phrase.pk])
    staff.post(edit, {"version": 1, "use": "correction", "text": "补材料", "order": 2})
    assert staff.post(edit, {"version": 1, "use": "opinion", "text": "旧页", "order": 2}).status_code == 422
    assert StandardPhrase.objects.get().text == "补材料"
    staff.post(reverse("candidates:phrase-remove", args=[phrase.pk]))
    assert not StandardPhrase.objects.exists()


# --- several at once -------------------------------------------------------------------------------


def test_names_and_count_are_shown_before_and_results_after(rules, three, signed_in):
    ready, blocked, other = three
    make.clear_negative_list(rules, ready)
    staff = signed_in("staff")
    chosen = {"move": "pass_street", "candidates": [ready.pk, blocked.pk]}
    preview = staff.post(reverse("candidates:bulk"), chosen).content.decode()
    assert all(text in preview for text in (ready.person.name, blocked.person.name, "已选 2 名，可办理 1 名"))
    assert state(ready) == "street_review"  # nothing done yet

    before = AuditEvent.objects.count(), Transition.objects.count()
    response = staff.post(reverse("candidates:bulk-commit"), chosen | {"note": "同意"})
    bulk = BulkDecision.objects.get()
    assert response.url == reverse("candidates:bulk-result", args=[bulk.pk])
    assert [state(one) for one in three] == ["passed", "street_review", "street_review"]
    assert (AuditEvent.objects.count() - before[0], Transition.objects.count() - before[1]) == (2, 1)
    page = staff.get(response.url).content.decode()
    assert all(text in page for text in ("已办理 1 名", "未办理 1 名", "负面清单 N01 待核查"))
    assert signed_in("leader").get(response.url).status_code in (403, 404)


def test_a_bulk_decision_keeps_to_the_rules_of_a_single_one(rules, signed_in):
    own = make.bring_to(rules, make.put_forward(rules, actor="staff"), "street_review")
    gone = make.bring_to(rules, make.put_forward(rules), "street_review")
    for one in (own, gone):
        make.clear_negative_list(rules, one)
    services.move_candidate(actor=rules.users["staff"], candidate=gone, move="withdraw", note="本人申请")
    bulk = services.decide_together(actor=rules.users["staff"], move="pass_street", candidates=[own, gone])
    reasons = {item.candidate_id: item.reason for item in bulk.items.all()}
    assert ("提名经办" in reasons[own.pk], "已退出" in reasons[gone.pk]) == (True, True)


def test_cleared_prospects_become_nominees_together(rules, signed_in):
    cleared = [make.put_forward(rules) for _ in range(2)]
    Candidate.objects.filter(pk__in=[one.pk for one in cleared]).update(state="cleared")
    staff = signed_in("staff")
    assert len(staff.get(QUEUE, {"stage": "cleared"}).context["object_list"]) == 2
    staff.post(reverse("candidates:bulk-commit"), {"move": "nominate", "candidates": [one.pk for one in cleared]})
    assert Candidate.objects.filter(phase="nominee", state="community_review").count() == 2


@pytest.mark.parametrize("data", [{"move": "reject_street"}, {"move": "pass_street"}, {}])
def test_what_is_not_chosen_or_not_for_several_is_refused(rules, three, signed_in, data):
    chosen = data | ({"candidates": [three[0].pk]} if data.get("move") == "reject_street" else {})
    assert signed_in("staff").post(reverse("candidates:bulk"), chosen).url == QUEUE
    assert signed_in("staff").post(reverse("candidates:bulk-commit"), chosen).status_code == 422
    assert not BulkDecision.objects.exists()


# --- kin ---------------------------------------------------------------------------------------------


def related(first, second, kind="sibling", certain=True):
    Kinship.objects.create(person=first, relative=second if certain else None, kind=kind, relative_name=second.name)


def test_kin_conflicts_of_a_proposed_team(rules):
    people = [make.make_person(rules.first) for _ in range(3)]
    related(people[0], people[1], "spouse")
    related(people[1], people[0], "spouse")  # declared by both: one pair
    related(people[2], make.make_person(rules.first))
    assert kinship.kin_conflicts([p.pk for p in people]) == [(people[0], people[1], "配偶")]


def test_the_radar_matches_candidates_members_and_reviewers(rules, signed_in):
    one, two = make.put_forward(rules), make.put_forward(rules)  # both for the residents' committee
    member = make.make_person(rules.second)
    make.seat(member, rules.running)
    reviewer = make.make_person(rules.first)
    reviewer.user = rules.users["staff"]
    reviewer.save()
    namesake = make.put_forward(rules, person=make.make_person(rules.first, "同名人"))
    related(one.person, two.person)
    related(member, one.person, "parent")
    related(reviewer, two.person, "other")
    related(one.person, namesake.person, certain=False)
    pairs = kinship.radar(rules.users["leader"], rules.regions[world.STREET], rules.running)
    assert [(p.is_certain, p.sit_together, p.concerns_reviewer) for p in pairs] == [
        (True, True, False), (True, False, True), (True, False, False), (False, True, False),
    ]  # fmt: skip
    page = signed_in("leader").get(reverse("candidates:kinship")).content.decode()
    assert all(text in page for text in ("将在同一班子", "审查须回避", "待核实", member.name))
    assert signed_in("secretary").get(reverse("candidates:kinship")).status_code == 403


def test_the_whole_queue_can_be_meant_at_once(rules, three, signed_in):
    page = signed_in("staff").post(reverse("candidates:bulk"), {"move": "pass_street", "scope": "all"}).content.decode()
    assert all(candidate.person.name in page for candidate in three)
    assert "已选 3 名" in page
    page = signed_in("staff").get(QUEUE).content.decode()
    assert "全部可办 3 名" in page
