"""Several at once: named before, done by the rules of the single act, told one by one after; nothing else is touched."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Notice
from communities.models import FileNote
from core import selection
from core.errors import in_one_line
from reports.models import ReportRun
from tests.factories import candidates, world
from tests.factories.communities import make_person

PEOPLE, CANDIDATES, COMMUNITIES = (reverse(f"reports:bulk-{name}") for name in ("people", "candidates", "communities"))


def named(answer):
    """What the page names, in its order, and what it would send on."""
    page = answer.content.decode()
    return re.findall(r'name="chosen" value="([^"]+)"', page)


@pytest.fixture
def people(street):
    return [make_person(street.first, name) for name in ("甲", "乙", "丙")]


def test_the_ticked_are_named_and_nothing_is_done_yet(people, signed_in):
    keys = [str(people[0].pk), str(people[2].pk)]
    answer = signed_in("staff").post(PEOPLE, {"act": "note", "chosen": keys})
    assert set(named(answer)) == set(keys)
    assert "乙" not in answer.content.decode().split("请核对名单")[1]
    assert not FileNote.objects.exists()


def test_all_means_the_lists_own_filter(street, people, signed_in):
    other = make_person(street.second, "丁")
    answer = signed_in("staff").post(PEOPLE, {"act": "note", "scope": "all", "community": world.SECOND})
    assert named(answer) == [str(other.pk)]
    answer = signed_in("staff").post(PEOPLE, {"act": "note", "scope": "all", "q": "甲"})
    assert named(answer) == [str(people[0].pk)]


def test_each_gets_what_it_would_alone_and_is_told_of(street, people, signed_in):
    once = str(uuid4())
    data = {"act": "note", "confirm": 1, "once": once, "text": "已通知填表", "chosen": [p.pk for p in people]}
    staff = signed_in("staff")
    assert "完成 3 人" in staff.post(PEOPLE, data).content.decode()
    assert {note.person_id for note in FileNote.objects.all()} == {p.pk for p in people}
    assert staff.post(PEOPLE, data).status_code == 302  # the second click
    assert FileNote.objects.count() == 3


def test_what_the_rule_refuses_is_told_with_its_reason(people, signed_in):
    data = {"act": "note", "confirm": 1, "text": " ", "chosen": [people[0].pk]}
    page = signed_in("staff").post(PEOPLE, data).content.decode()
    assert "未做 1 人" in page
    assert "请写明内容。" in page


def test_whom_one_does_not_see_is_not_among_them(people, signed_in):
    answer = signed_in("neighbour").post(PEOPLE, {"act": "note", "confirm": 1, "text": "甲", "chosen": [people[0].pk]})
    assert answer.status_code == 302
    assert not FileNote.objects.exists()
    assert signed_in("staff").post(PEOPLE, {"act": "note", "chosen": ["x"]}).status_code == 404
    assert signed_in("leader").post(CANDIDATES, {"act": "submit", "chosen": ["x"]}).status_code == 403


def test_too_many_at_once_are_refused(people, signed_in, monkeypatch):
    monkeypatch.setattr(selection, "MOST_AT_ONCE", 2)
    answer = signed_in("staff").post(PEOPLE, {"act": "note", "scope": "all"}, follow=True)
    assert "一次最多办理 2 人" in answer.content.decode()


def test_candidates_go_on_only_where_the_workflow_lets_them(street, signed_in):
    candidates.install_rules(street)
    draft = candidates.put_forward(street)
    waiting = candidates.put_forward(street)
    candidates.bring_to(street, waiting, "community_review")
    answer = signed_in("staff").post(CANDIDATES, {"act": "submit", "scope": "page", "here": [draft.pk, waiting.pk]})
    assert str(waiting.pk) not in named(answer)
    assert "现为“待社区初审”" in answer.content.decode()
    signed_in("staff").post(CANDIDATES, {"act": "submit", "confirm": 1, "chosen": [draft.pk, waiting.pk]})
    before = draft.state
    draft.refresh_from_db()
    waiting.refresh_from_db()
    assert waiting.state == "community_review"
    assert (draft.state == "community_review") == (str(draft.pk) in named(answer)), before


def test_papers_are_asked_for_one_each(street, signed_in):
    signed_in("staff").post(
        COMMUNITIES, {"act": "file", "confirm": 1, "chosen": [world.FIRST, world.SECOND, world.OUTSIDE]}
    )
    assert set(ReportRun.objects.values_list("region_id", flat=True)) == {world.FIRST, world.SECOND}


def test_the_lists_offer_it_to_whom_it_is_open(street, people, signed_in):
    url = reverse("communities:people")
    page = signed_in("staff").get(url).content.decode()
    assert 'form id="bulk"' in page
    assert 'aria-label="选择甲"' in page
    assert 'form id="bulk"' not in signed_in("leader").get(url).content.decode()


def test_of_the_inbox_the_ticked_alone_are_marked_read(street, signed_in):
    first, second = (Notice.objects.create(user=street.users["staff"], kind="reminder", title="催办") for _ in range(2))
    staff, url = signed_in("staff"), reverse("accounts:notices-read")
    staff.post(url, {"scope": "chosen"})
    assert not Notice.objects.exclude(read_at=None).exists()
    staff.post(url, {"scope": "chosen", "chosen": [first.pk, "x"]})
    assert list(Notice.objects.exclude(read_at=None)) == [first]
    staff.post(url)
    assert not Notice.objects.filter(read_at=None, user=second.user).exists()


def test_before_candidates_go_on_one_reads_what_becomes_of_them(street, signed_in):
    candidates.install_rules(street)
    draft = candidates.put_forward(street)
    staff = signed_in("staff")
    page = staff.post(CANDIDATES, {"act": "submit", "chosen": [draft.pk]}).content.decode()
    assert all(words in page for words in (
        draft.get_intended_post_display(), "拟提名 → 待社区初审", "社区审查人（社区书记）初审", "不能自行撤回", "返回列表",
    ))  # fmt: skip
    data = {"act": "submit", "confirm": 1, "once": str(uuid4()), "chosen": [draft.pk]}
    assert "完成 1 名，已转为“待社区初审”" in staff.post(CANDIDATES, data).content.decode()


def test_no_full_stop_stands_before_a_semicolon():
    assert in_one_line(["须由他人决定。", "独立评审意见还差 2 份"]) == "须由他人决定；独立评审意见还差 2 份"
