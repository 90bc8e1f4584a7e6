"""What the pages of the joint review show and do."""

import re

from django.urls import reverse

from candidates.models import JointReview
from tests.factories import joint_review as make


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_offers_a_batch_to_who_may_send_and_only_to_him(rules, signed_in):
    make.passed(rules, "张三")
    url = reverse("candidates:joint-list")
    page = text_of(signed_in("staff").get(url))
    assert "新建批次" in page
    assert "已有 1 名人选通过街道严审" in page
    assert "新建批次" not in text_of(signed_in("leader").get(url))
    assert signed_in("secretary").get(url).status_code == 403


def test_names_are_shown_before_anything_is_sent(rules, signed_in):
    one = make.passed(rules, "张三")
    staff = signed_in("staff")
    data = {
        "candidates": [one.pk],
        "number_pattern": "〔2026〕{}号",
        "due_days": 5,
        "contact": "周",
        "contact_phone": "1",
    }
    staff.post(reverse("candidates:joint-create"), data)
    batch = JointReview.objects.get()
    assert batch.state == "draft"
    page = text_of(staff.get(reverse("candidates:joint-send", args=[batch.pk])))
    assert "张三" in page
    assert "确认发函" in page
    staff.post(reverse("candidates:joint-send", args=[batch.pk]), {"version": batch.version})
    assert make.fresh(batch).state == "out"


def test_people_can_be_chosen_one_community_at_a_time(rules, signed_in):
    make.passed(rules, "张三")
    make.passed(rules, "李四", community=rules.second)
    page = text_of(signed_in("staff").get(reverse("candidates:joint-create"), {"community": rules.second.pk}))
    assert "李四" in page
    assert "张三" not in page


def test_the_matrix_says_who_is_late_and_what_contradicts(rules, signed_in):
    one, two = make.passed(rules, "张三"), make.passed(rules, "李四")
    batch = make.sent(rules, [one, two])
    make.answer(rules, make.letter_to(batch), "clear")
    make.answer(rules, make.letter_to(batch), "hit", "查有记录", people=[two])
    make.answer(rules, make.letter_to(batch, make.COURT), people=[two])
    make.late(make.letter_to(batch, make.COURT), days=4)
    url = reverse("candidates:joint-batch", args=[batch.pk])
    page = text_of(signed_in("staff").get(url))
    assert "逾期 4 天" in page
    assert page.index("李四 意见不一") < page.index("张三")
    narrowed = text_of(signed_in("staff").get(url, {"show": "waiting"}))
    assert "张三" in narrowed
    assert "李四" not in narrowed


def test_no_page_shows_a_whole_number(rules, signed_in):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    opinion = make.opinion_on(batch, one)
    for name, key in (("joint-letter", opinion.letter_id), ("joint-opinion", opinion.pk), ("joint-batch", batch.pk)):
        assert (
            one.person.id_number
            not in signed_in("staff").get(reverse(f"candidates:{name}", args=[key])).content.decode()
        )


def test_the_secretary_sees_the_stage_and_what_was_returned_but_no_department(rules, signed_in):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    make.answer_all(rules, batch, "hit", "查有行政处罚记录")
    url = reverse("candidates:detail", args=[one.pk])
    page = text_of(signed_in("secretary").get(url))
    assert "区级联审中" in page
    assert "行政处罚" not in page
    assert make.POLICE[:2] not in page
    assert "公安 有" in text_of(signed_in("inspector").get(url))
    make.propose(rules, batch, "return", "请补交处罚履行凭证")
    make.conclude(rules, batch)
    page = text_of(signed_in("secretary").get(url))
    assert "请补交处罚履行凭证" in page
    assert "查有行政处罚记录" not in page


def test_a_leader_sees_the_names_before_he_concludes(rules, signed_in):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    make.answer_all(rules, batch)
    make.propose(rules, batch)
    entry = batch.entries.get()
    url, leader = reverse("candidates:joint-conclude", args=[batch.pk]), signed_in("leader")
    data = {"entries": [f"{entry.pk}:{entry.version}"]}
    first = leader.post(url, data)
    assert "确认审定 1 人" in text_of(first)
    assert make.state_of(one) == "district_review"
    leader.post(url, data | {"confirmed": "1"})
    assert make.state_of(one) == "cleared"
    again = leader.post(url, data | {"confirmed": "1"})
    assert "不能作结论" in text_of(again)


def test_a_paper_reply_is_typed_in_on_one_page(rules, signed_in):
    one, two = make.passed(rules, "张三"), make.passed(rules, "李四")
    letter = make.letter_to(make.sent(rules, [one, two]))
    url, staff = reverse("candidates:joint-reply", args=[letter.pk]), signed_in("staff")
    rows = list(letter.opinions.order_by("position"))
    data = {"version": letter.version, "reply_number": "公函〔2026〕9号"}
    for opinion, (result, words) in zip(rows, (("clear", ""), ("hit", "")), strict=True):
        data |= {
            f"o{opinion.pk}-version": opinion.version,
            f"o{opinion.pk}-result": result,
            f"o{opinion.pk}-explanation": words,
        }
    refused = staff.post(url, data)
    assert (refused.status_code, "须写明情况" in text_of(refused)) == (422, True)
    assert not letter.opinions.exclude(result="pending").exists()
    staff.post(url, data | {f"o{rows[1].pk}-explanation": "查有记录"})
    assert [o.result for o in letter.opinions.order_by("position")] == ["clear", "hit"]
    assert make.fresh(letter).reply_number == "公函〔2026〕9号"
