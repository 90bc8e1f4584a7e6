"""Why something is not shown: said from the page's rule and one's own grants, never from the record."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from communities.roles import PERMISSIONS, ROLE_PERMISSIONS
from communities.services import grant_role
from reports.closed import why_lacking, why_not_found
from tests.factories import audits, candidates, clues, communities, world


def said(answer):
    """The words of an error page, without its number."""
    found = re.search(r'<div class="notice warn" role="alert"><p>(.*?)</p>', answer.content.decode(), re.DOTALL)
    return found[1]


def page(answer):
    return re.sub(r"编号 [0-9a-f]{8}|[A-Za-z0-9]{64}|[0-9a-f-]{36}", "", answer.content.decode())


@pytest.fixture
def records(street):
    """A record of the street's first community for each page that hides some: (view, key)."""
    clues.people(street)
    candidates.install_rules(street)
    return [
        ("communities:person", communities.make_person(street.first, "甲").pk),
        ("candidates:detail", candidates.put_forward(street).pk),
        ("reports:candidate-visibility", candidates.put_forward(street).pk),
        ("interviews:audit", audits.plan(street).pk),
        ("discipline:clue", clues.register(street).pk),
    ]


@pytest.mark.parametrize(
    ("name", "hidden"), [("outsider", 4), ("neighbour", 3), ("auditor", 0), ("system_admin", 0), ("inspector", 1)]
)
def test_what_is_hidden_answers_like_what_is_nowhere(street, signed_in, records, name, hidden):
    """``hidden``: how many of the pages this user may come to at all, and finds nothing on."""
    browser, found = signed_in(name), 0
    for view, pk in records:
        kept, nowhere = (browser.get(reverse(view, args=[key])) for key in (pk, uuid4()))
        if kept.status_code != 200:
            assert kept.status_code == nowhere.status_code
            assert page(kept) == page(nowhere)
            found += kept.status_code == 404
    assert found == hidden


def test_a_neighbour_is_told_his_own_range_and_who_widens_it(street, signed_in):
    person = communities.make_person(street.first, "甲")
    answer = signed_in("neighbour").get(reverse("communities:person", args=[person.pk]))
    assert answer.status_code == 404
    assert said(answer) == (
        "您的范围是花二社区，角色是社区书记；此页的内容属于其他单位、不对您的角色开放，或者不存在。工作需要的，请安全管理员调整授权。"
    )


def test_a_refused_function_names_the_roles_that_have_it(street, signed_in):
    assert said(signed_in("secretary").get(reverse("discipline:clue-list"))) == (
        "此页只对纪检干部、纪工委负责人、线索回避接办人开放。您是花一社区的社区书记。工作需要的，请安全管理员授予相应角色。"
    )
    assert said(signed_in("staff").get(reverse("accounts:audit-log"))) == (
        "此页只对审计管理员开放。您是东街道的街道工作人员，业务账号和各类管理员互不兼任。"
    )
    assert said(signed_in("system_admin").get(reverse("communities:people"))).endswith(
        "您是系统管理员，管理员账号不接触业务记录，也不能兼任业务角色。"
    )


def test_a_step_that_is_not_ones_own_names_the_right_it_takes(street, signed_in):
    person = communities.make_person(street.first, "甲")
    grant_role(actor=None, user=street.users["leader"], role="community_secretary", region=street.second)
    words = said(signed_in("leader").get(reverse("communities:person-edit", args=[person.pk])))
    assert words.startswith("这一步需要“填报、导入、走访、学习、宣传”的权限，属于街道工作人员、社区书记。")
    assert words.endswith("这项权限限于花二社区，不含这条记录。")


def test_every_permission_has_words_and_some_role(street):
    for name in PERMISSIONS:
        assert PERMISSIONS[name] in why_lacking(street.users["auditor"], name)
        assert any(name in held for held in ROLE_PERMISSIONS.values())


def test_an_address_of_no_page_is_told_apart_from_a_record(street, signed_in):
    assert said(signed_in("staff").get("/nowhere/at/all/")) == why_not_found(street.users["staff"], None)


def test_my_access_tells_what_is_open_and_whose_the_rest_is(street, signed_in):
    text = re.sub(r"\s+", " ", signed_in("secretary").get(reverse("reports:my-access")).content.decode())
    assert "长期，收回为止" in text
    open_part, shut = text.split("不对我开放")[0], text.split("不对我开放")[-1]
    assert "社区初审" in open_part
    assert "街道严审" not in open_part
    assert "街道严审" in shut
    assert "只对审计管理员开放" in shut


def test_a_colleague_is_explained_to_those_who_may_know(street, signed_in):
    person = communities.make_person(street.first, "甲")
    url = reverse("reports:person-visibility", args=[person.pk])

    def answer(asker, about):
        return signed_in(asker).get(url, {"colleague": street.users[about].pk}).content.decode()

    assert "用户neighbour看不到：任花二社区的社区书记，范围不含花一社区；范围由安全管理员授予。" in answer(
        "staff", "neighbour"
    )
    assert "用户leader能看到：任东街道的街道领导，范围含花一社区" in answer("staff", "leader")
    assert "用户inactive看不到：账号已停用。" in answer("leader", "inactive")
    assert "不含“看档案、进度、名册”" in answer("inspector", "auditor")
    assert "看不到" not in answer("staff", "outsider")  # of another street: not his to ask about
    assert "id_colleague" not in answer("secretary", "neighbour")


def test_a_candidates_and_a_communitys_file_say_who_opened_them(street, signed_in):
    candidate = candidates.put_forward(street)
    signed_in("secretary").get(reverse("candidates:detail", args=[candidate.pk]))
    signed_in("secretary").get(reverse("reports:community", args=[world.FIRST]))
    leader = signed_in("leader")
    assert "打开人选档案" in leader.get(reverse("reports:candidate-visibility", args=[candidate.pk])).content.decode()
    text = leader.get(reverse("reports:community-visibility", args=[world.FIRST])).content.decode()
    assert "打开社区档案" in text
    assert "打开人选档案" not in text
