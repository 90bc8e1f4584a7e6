"""The pages of talks: what they show, what they cost, and how a form kept what was typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interviews.coverage import talk_coverage
from interviews.models import HeartTalk, TalkFollowUp, TalkScanPage
from interviews.services import talk_follow_ups
from interviews.talk_figures import FEWEST, distributions
from tests.factories import communities, world
from tests.factories import talks as make
from tests.factories.talks import SECRET, STROKES
from tests.test_pages_hygiene import faults


def page_of(client, name, *arguments, **query):
    return client.get(reverse(f"interviews:{name}", args=arguments), query)


def test_coverage_counts_who_sits_and_what_else_is_planned(street):
    for name in ("张三", "李四"):
        communities.make_member(communities.make_person(street.first, name), street.running, "party_member")
    make.recorded(street)
    make.plan(street, community=street.second)
    staff, region = street.users["staff"], street.regions[world.STREET]
    assert talk_coverage(staff, street.running, region) == {world.FIRST: (1, 3), world.SECOND: (0, 1)}
    assert talk_coverage(street.users["secretary"], street.running, region) == {world.FIRST: (1, 3)}
    with CaptureQueriesContext(connection) as captured:
        talk_coverage(staff, street.running, region)
    assert len(captured) == 2


@pytest.mark.parametrize("name", ["talk-list", "talk-assign", "talk-statistics", "talk-follow-ups", "talk-scans"])
def test_a_page_costs_as_many_queries_for_three_as_for_one(street, signed_in, name):
    client, asked = signed_in("staff"), []
    for size in (1, 3):
        for _ in range(size - len(asked)):
            _one_more(street)
        page_of(client, name)
        with CaptureQueriesContext(connection) as captured:
            assert page_of(client, name).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]


def _one_more(street):
    make.planned(street)
    make.one_of_each(street)


def test_every_page_is_sound(street, signed_in):
    make.planned(street)
    talk, follow_up, page = make.one_of_each(street)
    make.signed(street)
    staff = signed_in("staff")
    pages = [
        ("talk-list",), ("talk-plan",), ("talk-create",), ("talk-assign",), ("talk-statistics",), ("talk-follow-ups",),
        ("talk-scans",), ("talk-outlines",), ("talk-outline-edit", "heart"), ("talk-detail", talk.pk),
        ("talk-record", talk.pk), ("talk-sign", talk.pk, "lead"), ("talk-note", talk.pk), ("talk-issue", talk.pk),
        ("talk-follow-up-create", talk.pk), ("talk-follow-up", follow_up.pk), ("talk-scan-match", page.pk),
    ]  # fmt: skip
    for name, *arguments in pages:
        answer = page_of(staff, name, *arguments)
        assert (answer.status_code, faults(answer.content.decode())) == (200, []), name


def test_a_talk_is_recorded_on_its_page_once(street, signed_in):
    talk = make.planned(street)
    url, client = reverse("interviews:talk-record", args=[talk.pk]), signed_in("staff")
    once = {"once": "8b1f7c1e-3a3b-4f0e-9a52-0d7b6a4f2c11"}
    answers = [client.post(url, make.typed(talk) | once) for _ in range(2)]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, reverse("interviews:talk-detail", args=[talk.pk]))
    }
    talk = make.fresh(talk)
    assert (talk.state, talk.content, timezone.localtime(talk.held_from).hour) == ("recorded", "谈了履职情况", 9)
    assert [(concern.theme, concern.text) for concern in talk.concerns.all()] == [("pay", "工资")]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"held_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "谈话时间还没有到"),
        ({"ends": "08:00"}, "结束时间早于或等于开始时间"),
        ({"held_on": "2001-01-01"}, "早于本届开始"),
        ({"content": ""}, "谈话内容要点"),
        ({"concerns-1-text": "没有主题"}, "请为每条诉求选择主题"),
    ],
)
def test_a_refused_record_keeps_what_was_typed(street, signed_in, changed, message):
    talk = make.planned(street)
    answer = signed_in("staff").post(
        reverse("interviews:talk-record", args=[talk.pk]), make.typed(talk, suggestions=SECRET, **changed)
    )
    page = answer.content.decode()
    assert (answer.status_code, message in page, SECRET in page) == (422, True, True)
    assert make.fresh(talk).state == "planned"


def test_signing_leads_from_one_to_the_next_and_then_back(street, signed_in):
    talk = make.recorded(street, make.planned(street, recorder="second_staff"))
    client = signed_in("staff")
    way = []
    url = reverse("interviews:talk-sign", args=[talk.pk, "lead"])
    for _ in range(3):
        shown = client.get(url).context["shown"]
        url = client.post(url, {"strokes": STROKES, "shown": shown}).url
        way.append(url.split("/")[-2] if "sign/" in url else url.split("#")[-1])
    assert way == ["partner", "recorder", "signatures"]
    client.post(reverse("interviews:talk-archive", args=[talk.pk]))
    assert make.fresh(talk).state == "signed"


def test_an_empty_signature_is_told(street, signed_in):
    talk = make.recorded(street)
    client, url = signed_in("staff"), reverse("interviews:talk-sign", args=[talk.pk, "lead"])
    answer = client.post(url, {"strokes": "", "shown": client.get(url).context["shown"]})
    assert (answer.status_code, "还没有签名" in answer.content.decode()) == (422, True)
    assert not make.fresh(talk).is_locked


def test_the_roster_becomes_the_plan_by_one_button(street, signed_in):
    for name in ("张三", "李四"):
        communities.make_member(communities.make_person(street.first, name), street.running, "party_member")
    client = signed_in("staff")
    assert "还有 2 人没有安排" in page_of(client, "talk-plan").content.decode()
    answer = client.post(
        reverse("interviews:talk-plan"), {"kind": "heart", "due_on": timezone.localdate().isoformat(), "community": ""}
    )
    assert (answer.url, HeartTalk.objects.count()) == (reverse("interviews:talk-assign"), 2)
    lead = make.staff_person(street)
    keys = [str(key) for key in HeartTalk.objects.values_list("pk", flat=True)]
    client.post(reverse("interviews:talk-assign"), {"talks": keys, "lead": str(lead.pk), "second": "", "recorder": ""})
    assert not HeartTalk.objects.unassigned().exists()


def test_the_list_is_narrowed(street, signed_in):
    make.recorded(street)
    late = make.planned(street)
    HeartTalk.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    make.plan(street)
    client = signed_in("staff")
    number = lambda **query: len(page_of(client, "talk-list", **query).context["object_list"])  # noqa: E731
    assert (number(), number(state="overdue"), number(state="unassigned"), number(mine="on"), number(state="recorded")) == (
        3, 1, 1, 2, 1,
    )  # fmt: skip
    found = client.post(reverse("interviews:talk-list"), {"q": late.partner.name}).context["object_list"]
    assert [talk.pk for talk in found] == [late.pk]


def test_a_secretary_sees_that_a_talk_was_held_and_no_more(street, signed_in):
    talk = make.recorded(street)
    page = page_of(signed_in("secretary"), "talk-detail", talk.pk).content.decode()
    assert ("已谈" in page, SECRET in page, "服从安排" in page, talk.code in page) == (True, False, False, False)


def test_the_owner_finishes_a_follow_up(street, signed_in):
    owner = make.staff_person(street, "second_staff")
    follow_up = talk_follow_ups.add_follow_up(
        actor=street.users["staff"], talk=make.recorded(street), content="落实待遇", owner=owner,
        due_on=timezone.localdate(),
    )  # fmt: skip
    client = signed_in("second_staff")
    assert "落实待遇" in page_of(client, "talk-follow-ups").content.decode()
    client.post(
        reverse("interviews:talk-follow-up", args=[follow_up.pk]),
        {"outcome": "已落实", "done_on": timezone.localdate().isoformat()},
    )
    assert TalkFollowUp.objects.get().outcome == "已落实"


def test_a_page_that_waited_is_discarded(street, signed_in):
    _, _, page = make.one_of_each(street)
    signed_in("staff").post(reverse("interviews:talk-scan-discard", args=[page.pk]))
    assert not TalkScanPage.objects.exists()


def test_counts_of_few_talks_are_not_told(street):
    for _ in range(FEWEST - 1):
        make.recorded(street)
    assert all(
        not any(line.number for line in lines) for _, lines in distributions(street.users["leader"], street.running)
    )
    for _ in range(FEWEST):
        make.recorded(street)
    told = dict(distributions(street.users["leader"], street.running))
    assert told["思想动态"] == []  # all the same: it would tell everybody's
    make.recorded(street)
    told = dict(distributions(street.users["leader"], street.running))
    assert [(line.label, line.number) for line in told["思想动态"]] == [("平稳", 0), ("关注", 2 * FEWEST), ("重点", 0)]
    assert [(line.label, line.number) for line in told["诉求主题"]] == [("待遇保障", 2 * FEWEST)]
    assert all(not lines for _, lines in distributions(street.users["secretary"], street.running))
