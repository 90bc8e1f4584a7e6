"""Each kind of user comes in where his work is, and sees what waits for him alone."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.services import install_ruleset
from communities.models import Election, Region
from reports.todo import setup_steps, todos
from tests.factories import progress as make
from tests.factories import world

TODAY = date(2026, 11, 22)


def lines(street, name, *, in_community=False):
    return [
        (line.label, line.number)
        for line in todos(street.users[name], street.running, TODAY, in_community=in_community)
    ]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("staff", "进度总览"), ("leader", "进度总览"), ("inspector", "进度总览"), ("secretary", "花一社区"),
        ("auditor", "首页"), ("system_admin", "系统管理员"), ("security_admin", "安全管理员"),
        ("audit_admin", "审计管理员"),
    ],
)  # fmt: skip
def test_home_of_each_role(signed_in, street, name, heading):
    for community in (street.first, street.second, street.outside):
        make.fill(street, community)

    answer = signed_in(name).get("/")

    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.content.decode()


def test_secretary_sees_no_other_community(signed_in, street):
    for community in (street.first, street.second, street.outside):
        make.fill(street, community)

    page = signed_in("secretary").get("/").content.decode()

    assert [name for name in ("花一社区", "花二社区", "柳一社区") if name in page] == ["花一社区"]


def test_administrators_menu_has_no_business_entry(signed_in):
    page = signed_in("system_admin").get("/").content.decode()

    assert [word for word in ("社区基线", "人选", "简报", "授权", "审计记录", "账号") if word in page] == ["账号"]


def test_home_without_an_election_says_what_to_do(signed_in, street):
    Election.objects.all().delete()

    assert "新建届次" in signed_in("staff").get("/").content.decode()
    assert "还没有届次" in signed_in("secretary").get("/").content.decode()


@pytest.mark.parametrize("name", [
    "communities:baseline-list", "reports:schedule", "communities:import-list", "candidates:list",
    "candidates:rules",
])  # fmt: skip
def test_every_list_shows_the_way_to_the_first_election(signed_in, street, name):
    Election.objects.all().delete()
    page = signed_in("staff").get(reverse(name)).content.decode()
    assert f'href="{reverse("communities:election-create")}"' in page


@pytest.mark.parametrize("url", ["/reports/new/briefing/", "/candidates/new/"])
def test_what_needs_an_election_says_so(signed_in, street, url):
    Election.objects.all().delete()
    response = signed_in("staff").get(url)
    assert response.status_code == 409
    assert "还没有届次" in response.content.decode()


def test_an_account_without_a_role_is_told_whom_to_ask(client, street):
    client.force_login(world.make_user("newcomer"))
    page = client.get("/").content.decode()
    assert ("还没有授权" in page, "审计项目" in page) == (True, False)


def test_a_past_term_is_marked_on_every_page(signed_in, street):
    staff = signed_in("staff")
    assert "资料只供查阅" not in staff.get("/").content.decode()
    staff.post(reverse("communities:switch_election"), {"election": street.past.pk})
    pages = [staff.get(url).content.decode() for url in ("/", reverse("reports:schedule"))]
    assert ["资料只供查阅" in page for page in pages] == [True, True]
    assert "新增节点" not in pages[1]


def steps(street, name, election=None):
    return [(line.label, line.number) for line in setup_steps(street.users[name], election or street.running)]


def test_a_new_term_tells_what_to_set_up(street):
    assert steps(street, "staff") == [
        ("换届日程待编排", 1), ("规则库待装入", 1), ("社区基线待下发", 2), ("现任班子待录入", 2),
    ]  # fmt: skip
    assert steps(street, "leader") == []
    assert steps(street, "staff", street.past) == []


def test_what_is_set_up_is_told_no_more(street):
    install_ruleset(actor=street.users["staff"], election=street.running, year=2026)
    make.open_baseline(street, street.first, "draft")
    assert steps(street, "staff") == [("换届日程待编排", 1), ("社区基线待下发", 1), ("现任班子待录入", 2)]


def test_a_past_term_has_nothing_waiting(street):
    install_ruleset(actor=street.users["staff"], election=street.running, year=2026)
    Election.objects.filter(pk=street.running.pk).update(state="past")
    street.running.refresh_from_db()
    assert lines(street, "staff") == []


def test_todo_of_staff_counts_what_staff_may_treat(street):
    make.open_baseline(street, street.first, "submitted")
    make.open_baseline(street, street.second, "draft", date(2026, 11, 1))
    make.open_baseline(street, street.outside, "submitted")
    make.propose(street, street.first, "street_review", "street_review", "community_review", "draft")
    make.propose(street, street.outside, "street_review")
    install_ruleset(actor=street.users["staff"], election=street.running, year=2026)

    waiting = dict(lines(street, "staff"))

    for rules in ("人选标准", "负面清单条目", "结构指标", "联审部门"):
        assert waiting.pop(f"{rules}待核定") > 0
    assert waiting == {"社区基线逾期未报": 1, "社区基线待接收": 1, "人选待街道严审": 2}


def test_what_one_does_oneself_comes_before_what_others_are_late_with(street, signed_in):
    make.open_baseline(street, street.first, "submitted")
    make.open_baseline(street, street.second, "draft", date(2026, 11, 1))
    page = signed_in("staff").get("/").content.decode()
    heads = ("须我办理", "社区基线待接收", "他人逾期、临期，可催办", "社区基线逾期未报")
    assert sorted(heads, key=page.index) == list(heads)
    own = todos(street.users["secretary"], street.running, TODAY, in_community=True)
    assert not any(line.others for line in own)


def test_todo_of_a_secretary_is_her_own_community(street):
    for community in (street.first, street.second):
        make.open_baseline(street, community, "returned")
    make.propose(street, street.first, "community_review", "returned", "draft", "street_review")
    make.propose(street, street.second, "community_review", "community_review")

    assert lines(street, "secretary", in_community=True) == [
        ("社区基线待报送", 1), ("人选待社区初审", 1), ("人选退回补正", 1), ("人选拟提名，尚未提交初审", 1),
    ]  # fmt: skip
    assert lines(street, "auditor", in_community=True) == []


def test_switching_the_term_shows_the_past_one(signed_in, street):
    client = signed_in("staff")

    answer = client.post("/communities/switch-election", {"election": street.past.pk}, follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert f'value="{street.past.pk}" aria-current="true"' in answer.content.decode()


@pytest.mark.parametrize("number", ["", "abc", "999999"])
def test_switching_to_no_election_of_ones_own_is_not_found(signed_in, number):
    assert signed_in("staff").post("/communities/switch-election", {"election": number}).status_code == 404


def queries_of_home(client):
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    return [query["sql"] for query in captured]


def test_home_reads_the_users_grants_once(signed_in, street):
    make.fill(street, street.first)

    grants = [sql for sql in queries_of_home(signed_in("staff")) if "regionuserobjectpermission" in sql]

    assert len(grants) == 1


def test_home_takes_the_same_queries_for_any_number_of_communities(signed_in, street):
    make.fill(street, street.first)
    Region.objects.filter(pk=world.SECOND).update(is_active=False)
    one = len(queries_of_home(signed_in("staff")))
    for code in ("520102032003", "520102032004"):
        made = Region.objects.create(code=code, name="新社区居民委员会", level=5, parent=street.regions[world.STREET])
        make.fill(street, made)

    assert len(queries_of_home(signed_in("staff"))) == one
