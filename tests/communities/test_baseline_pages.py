"""The pages of the baseline: what a person sees, sends and is answered."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Baseline, BaselineSection
from communities.services.baselines import mark_return, move_baseline, save_draft
from core.errors import DomainError
from tests.factories import baselines as make
from tests.factories.communities import make_member, make_person

pytestmark = pytest.mark.django_db


def url(name, baseline, *args):
    return reverse(f"communities:{name}", args=[baseline.pk, *args])


def post_section(client, baseline, key, texts, **more):
    section = baseline.sections.get(key=key)
    data = {"version": section.version, "page": str(uuid.uuid4()), "act": "confirm", **texts, **more}
    return client.post(url("baseline-section", baseline, key), data)


def test_secretary_is_led_from_the_list_to_her_own(street, signed_in):
    baseline = make.open_one(street)
    response = signed_in("secretary").get(reverse("communities:baseline-list"))
    assert response.url == url("baseline", baseline)


def test_task_list_says_what_is_missing(street, signed_in):
    baseline = make.open_one(street)
    page = signed_in("secretary").get(url("baseline", baseline)).content.decode()
    assert "核对并报送（还差 7 项）" in page
    assert page.count("未填写") == 7


def test_neighbour_finds_nothing(street, signed_in):
    baseline, neighbour = make.open_one(street), signed_in("neighbour")
    for name, args in [("baseline", ()), ("baseline-review", ()), ("baseline-section", ("basics",))]:
        assert neighbour.get(url(name, baseline, *args)).status_code == 404
    assert post_section(neighbour, baseline, "basics", make.TEXTS["basics"]).status_code == 404


def test_leader_reads_but_does_not_fill_in(street, signed_in):
    baseline, leader = make.open_one(street), signed_in("leader")
    assert leader.get(url("baseline-review", baseline)).status_code == 200
    assert leader.get(url("baseline-section", baseline, "basics")).status_code == 403


def test_unknown_section_is_not_found(street, signed_in):
    baseline = make.open_one(street)
    assert signed_in("secretary").get(url("baseline-section", baseline, "nonsense")).status_code == 404


def test_the_team_to_check_is_listed_secretary_first(street, signed_in):
    baseline = make.open_one(street)
    for name, post in (("张三", "residents_member"), ("李四", "party_member"), ("王五", "secretary")):
        make_member(make_person(baseline.community, name), street.running, post)
    page = signed_in("secretary").get(url("baseline-section", baseline, "team"))
    assert [member.person.name for member in page.context["team"]] == ["王五", "李四", "张三"]


def test_saving_a_section_leads_to_the_next_open_one(street, signed_in):
    baseline = make.open_one(street)
    response = post_section(signed_in("secretary"), baseline, "basics", make.TEXTS["basics"])
    assert response.url == url("baseline-section", baseline, "population")


def test_refused_section_is_kept_as_draft(street, signed_in):
    baseline = make.open_one(street)
    response = post_section(signed_in("secretary"), baseline, "basics", make.TEXTS["basics"] | {"households": "两千多"})
    section = baseline.sections.get(key="basics")
    assert response.status_code == 422
    assert "“户数”应为整数" in response.content.decode()
    assert (section.state, section.draft["households"], section.answers) == ("draft", "两千多", {})


def test_odd_figure_needs_an_explanation_which_the_street_reads(street, signed_in):
    baseline, client = make.open_one(street), signed_in("secretary")
    texts = make.TEXTS["population"] | {"residents": "6000"}

    refused = post_section(client, baseline, "population", texts)
    assert (refused.status_code, "确有原因的写明" in refused.content.decode()) == (422, True)

    accepted = post_section(client, baseline, "population", texts, **{"why-residents_add_up": "含军营集体户"})
    assert accepted.status_code == 302
    assert "含军营集体户" in signed_in("staff").get(url("baseline-review", baseline)).content.decode()


def test_posted_fields_of_no_section_change_nothing(street, signed_in):
    baseline = make.open_one(street)
    more = {"state": "accepted", "round": "9", "baseline": "x", "on_file": "x"}
    post_section(signed_in("secretary"), baseline, "basics", make.TEXTS["basics"] | more)
    baseline = Baseline.objects.get(pk=baseline.pk)
    assert (baseline.state, baseline.round) == ("draft", 1)
    assert set(baseline.sections.get(key="basics").answers) == set(make.TEXTS["basics"])


def test_autosave_answers_version_time_and_what_does_not_add_up(street, signed_in):
    baseline = make.open_one(street)
    response = signed_in("secretary").post(
        url("baseline-draft", baseline, "party"),
        make.TEXTS["party"] | {"age_35": "22", "version": 1, "page": str(uuid.uuid4())},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    text = response.content.decode()
    assert response.status_code == 200
    assert 'name="version" value="2"' in text
    assert "已保存" in text
    assert "年龄各档合计 122 人，党员总数 120 人，多 2 人" in text


def test_autosave_without_session_is_told_to_sign_in(street, client):
    baseline = make.open_one(street)
    response = client.post(url("baseline-draft", baseline, "basics"), {}, headers={"HX-Request": "true"})
    assert response.status_code == 401


def test_autosave_stops_when_somebody_else_saved(street, signed_in):
    baseline, client = make.open_one(street), signed_in("secretary")
    section = baseline.sections.get(key="basics")
    save_draft(actor=street.users["staff"], section=section, version=1, page=None, texts={"grids": "8"})

    response = client.post(url("baseline-draft", baseline, "basics"), {"version": 1, "grids": "9"})

    assert (response.status_code, response["HX-Retarget"]) == (409, "#saved")
    assert "已由用户staff于" in response.content.decode()
    section.refresh_from_db()
    assert section.draft == {"grids": "8"}


def test_second_save_shows_both_contents_and_keeps_the_first(street, signed_in):
    baseline, client = make.open_one(street), signed_in("secretary")
    make.confirm(baseline, street.users["staff"], "basics")

    response = post_section(client, baseline, "basics", make.TEXTS["basics"] | {"grids": "10"}, version=1)

    text = response.content.decode()
    assert response.status_code == 409
    assert 'name="grids" value="10"' in text
    assert 'name="grids" value="9"' in text
    assert baseline.sections.get(key="basics").answers["grids"] == 9


def test_same_section_sent_twice_is_saved_once(street, signed_in):
    baseline, client = make.open_one(street), signed_in("secretary")
    first = post_section(client, baseline, "basics", make.TEXTS["basics"], version=1)
    second = post_section(client, baseline, "basics", make.TEXTS["basics"], version=1)
    assert (first.status_code, second.url) == (302, first.url)
    assert baseline.sections.get(key="basics").version == 2


def test_one_more_row_keeps_what_is_typed(street, signed_in):
    baseline, client = make.open_one(street), signed_in("secretary")
    response = post_section(client, baseline, "population", make.TEXTS["population"], act="more")
    page = client.get(response.url).content.decode()
    assert 'name="ethnicities-2-count"' in page
    assert 'value="820"' in page


def test_confirmed_section_of_a_locked_baseline_leads_back(street, signed_in):
    baseline, client = make.submitted(street), signed_in("secretary")
    assert client.get(url("baseline-section", baseline, "basics")).url == url("baseline", baseline)
    response = post_section(client, baseline, "basics", make.TEXTS["basics"])
    assert response.status_code == 409
    assert "不能再改" in response.content.decode()


def test_submit_needs_her_word_and_happens_once(street, signed_in):
    make.seat_team(street)
    baseline, client = make.open_one(street), signed_in("secretary")
    make.fill_in(baseline, street.users["secretary"])
    once = str(uuid.uuid4())

    assert client.post(url("baseline-check", baseline), {"once": once}).status_code == 422
    first = client.post(url("baseline-check", baseline), {"once": once, "sure": "on"})
    second = client.post(url("baseline-check", baseline), {"once": once, "sure": "on"})

    assert first.url == second.url == url("baseline-submitted", baseline)
    assert baseline.timeline().count() == baseline.submissions.count() == 1


def test_marks_are_the_streets_until_returned(street, signed_in):
    baseline = make.submitted(street)
    staff, secretary = signed_in("staff"), signed_in("secretary")
    staff.post(url("baseline-return", baseline), {"section": "party", "field": "total", "reason": "与名册相差 3 人"})

    for name in ("baseline", "baseline-review"):
        assert "与名册相差 3 人" not in secretary.get(url(name, baseline)).content.decode()
    staff.post(url("baseline-move", baseline), {"name": "give_back"})
    for name, args in [("baseline", ()), ("baseline-section", ("party",))]:
        assert "与名册相差 3 人" in secretary.get(url(name, baseline, *args)).content.decode()


def test_what_is_marked_stays_in_view_until_it_is_returned_or_taken_back(street, signed_in):
    baseline, staff = make.submitted(street), signed_in("staff")
    for field in ("total", ""):
        staff.post(url("baseline-return", baseline), {"section": "party", "field": field, "reason": "请核对"})
    page = staff.get(url("baseline-review", baseline)).content.decode()
    bar = page[page.index('class="marked"') :]
    assert "已标 2 项，尚未退回" in bar and "退回补正" in bar and "撤销最近一项" in bar
    assert f'form="withdraw-{baseline.returns.last().pk}"' in bar
    returned = staff.post(url("baseline-move", baseline), {"name": "give_back"}, follow=True).content.decode()
    assert "等社区更正" in returned and "返回列表" in returned and 'class="marked"' not in returned


def test_mark_of_another_baseline_is_not_found(street, signed_in):
    baseline = make.submitted(street)
    other = Baseline.objects.get(community=street.second)
    item = mark_return(actor=street.users["staff"], baseline=baseline, section="party", field="", reason="请核对")
    assert signed_in("staff").post(url("baseline-return-withdraw", other, item.pk)).status_code == 404
    assert signed_in("outsider").post(url("baseline-return-withdraw", baseline, item.pk)).status_code == 404


def test_secretary_cannot_accept(street, signed_in):
    baseline = make.submitted(street)
    assert signed_in("secretary").post(url("baseline-move", baseline), {"name": "accept"}).status_code == 403


def test_street_opens_lists_and_sets_dates(street, signed_in):
    client, due_on = signed_in("staff"), timezone.localdate() + timedelta(days=5)
    assert "为 2 个社区建立基线" in client.get(reverse("communities:baseline-list")).content.decode()

    client.post(reverse("communities:baseline-open"), {"due_on": due_on.isoformat()})
    first, second = Baseline.objects.order_by("community_id")
    later = due_on + timedelta(days=1)
    client.post(reverse("communities:baseline-due"), {"due_on": later.isoformat(), "baseline": [str(first.pk)]})

    assert [row.due_on for row in Baseline.objects.order_by("community_id")] == [later, due_on]
    Baseline.objects.filter(pk=second.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    page = client.post(reverse("communities:baseline-list"), {"state": "overdue"}).content.decode()
    assert "逾期 2 天" in page
    assert str(first.pk) not in page


def test_list_costs_the_same_for_one_and_for_two(street, signed_in):
    make.seat_team(street)
    make.open_one(street)
    client = signed_in("staff")
    client.get(reverse("communities:baseline-list"))
    with CaptureQueriesContext(connection) as both:
        client.get(reverse("communities:baseline-list"))
    Baseline.objects.filter(community=street.second).delete()
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("communities:baseline-list"))
    assert len(both) == len(one)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_once_one_gets_through(street):
    section = make.open_one(street).sections.get(key="basics")

    def save(number):
        try:
            mine = BaselineSection.objects.get(pk=section.pk)
            save_draft(
                actor=street.users["secretary"], section=mine, version=1, page=uuid.uuid4(),
                texts={"grids": str(number)},
            )  # fmt: skip
            return number
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(save, range(8)))

    (winner,) = [result for result in results if isinstance(result, int)]
    assert sorted(map(str, results)) == sorted([str(winner), *["edited_meanwhile"] * 7])
    section.refresh_from_db()
    assert (section.version, section.draft) == (2, {"grids": str(winner)})


def test_reopened_baseline_tells_the_reason(street, signed_in):
    baseline = make.submitted(street)
    move_baseline(actor=street.users["staff"], baseline=baseline, name="accept")
    signed_in("staff").post(url("baseline-move", baseline), {"name": "reopen", "note": "区里要求补充流动党员。"})
    page = signed_in("secretary").get(url("baseline", baseline)).content.decode()
    assert "区里要求补充流动党员。" in page
    assert "已填齐" in page
