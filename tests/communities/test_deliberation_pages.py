"""The pages of study meetings and plans: forms that keep what was typed, secrets kept, queries counted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import (
    CommunityConclusion,
    CommunityPlan,
    Deliberation,
    DeliberationTask,
    MemberDisposition,
    Region,
)
from communities.services.deliberation_outcomes import write_conclusion
from communities.services.plans import confirm_plan
from communities.views.deliberation_sheets import lists_form
from tests.factories import communities, deliberations, progress, world
from tests.test_pages_hygiene import faults

pytestmark = pytest.mark.django_db
SECRET = "独此一句不可外传"


def page(client, name, *args):
    return client.get(reverse(f"communities:{name}", args=args))


def text_of(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def meeting(street):
    """A second meeting now held, with a sitting member on file."""
    street.sitting = communities.make_person(street.first, "田蕾")
    communities.make_member(street.sitting, street.running)
    return deliberations.next_held(street, deliberations.held(street))


def test_a_meeting_is_called_from_the_form_as_it_comes(street, signed_in):
    host = deliberations.make_staff(street)
    staff = signed_in("staff")
    form = page(staff, "deliberation-create").context["form"]
    initial = form.initial
    data = {
        "held_on": f"{initial['held_on']:%Y-%m-%d}", "place": "三楼", "host": host.pk, "recorder": host.pk,
        "agenda": "逐个研判", "communities": [place.pk for place in initial["communities"]], "people": [host.pk],
        "guests": "陈静　区委社会工作部科长\n\n王某",
    }  # fmt: skip
    answer = staff.post(reverse("communities:deliberation-create"), data)
    made = Deliberation.objects.get()
    assert answer.url == reverse("communities:deliberation", args=[made.pk])
    assert list(made.participants.values_list("name", "post")) == [
        ("书记甲", "党工委书记"), ("陈静", "区委社会工作部科长"), ("王某", ""),
    ]  # fmt: skip


def test_a_guest_without_a_proper_name_is_named_and_nothing_is_lost(street, signed_in):
    deliberations.make_staff(street)
    data = {
        "held_on": "2026-11-22",
        "place": "三楼",
        "agenda": "一",
        "communities": [world.FIRST],
        "guests": "3楼 会议室",
    }
    answer = signed_in("staff").post(reverse("communities:deliberation-create"), data)
    assert answer.status_code == 422
    assert "“3楼 会议室”" in answer.content.decode()
    assert answer.context["form"]["place"].value() == "三楼"
    assert not Deliberation.objects.exists()


def test_signing_in_on_the_page(street, signed_in):
    meeting = deliberations.planned(street)
    first, *others = meeting.participants.all()
    data = {f"attendance-{first.pk}": "absent", f"reason-{first.pk}": ""}
    url = reverse("communities:deliberation-attendance", args=[meeting.pk])
    refused = signed_in("staff").post(url, data)
    assert (refused.status_code, "请写明书记甲的请假原因" in refused.content.decode()) == (422, True)
    signed_in("staff").post(
        url, data | {f"reason-{first.pk}": "下乡"} | {f"attendance-{p.pk}": "present" for p in others}
    )
    assert sorted(meeting.participants.values_list("attendance", flat=True)) == ["absent", *["present"] * 3]


def test_a_move_refused_says_why(street, signed_in):
    meeting = deliberations.planned(street)
    assert "还没有人签到" in text_of(page(signed_in("staff"), "deliberation", meeting.pk))
    answer = signed_in("staff").post(reverse("communities:deliberation-move", args=[meeting.pk]), {"name": "hold"})
    assert (answer.status_code, "还没有人签到" in answer.content.decode()) == (422, True)


def test_the_conclusion_of_the_slower_is_kept_in_his_form(street, meeting, signed_in):
    conclusion = meeting.conclusions.get(community=street.first)
    write_conclusion(
        actor=street.users["second_staff"], conclusion=conclusion, version=conclusion.version, text="先到"
    )  # fmt: skip
    url = reverse("communities:deliberation-conclusion", args=[meeting.pk, world.FIRST])
    data = {"version": conclusion.version, "text": "后到的意见"}
    answer = signed_in("staff").post(url, data)
    shown = answer.content.decode()
    assert (answer.status_code, "后到的意见" in shown, "用户second_staff" in shown) == (422, True, True)
    again = answer.context["conclusion_form"].data["version"]
    signed_in("staff").post(url, data | {"version": again})
    assert CommunityConclusion.objects.get(pk=conclusion.pk).text == "后到的意见"


def test_the_lists_are_set_and_somebody_is_added(street, meeting, signed_in):
    staff, newcomer = signed_in("staff"), communities.make_person(street.second, "龙㛃")
    version = meeting.conclusions.get(community=street.first).version
    staff.post(
        reverse("communities:deliberation-lists", args=[meeting.pk, world.FIRST]),
        {"version": version, f"kind-{street.sitting.pk}": "adjust", f"reason-{street.sitting.pk}": "到龄"},
    )
    staff.post(
        reverse("communities:deliberation-lists-add", args=[meeting.pk, world.FIRST]),
        {"version": version + 1, "person": newcomer.pk, "reason": "熟悉情况"},
    )
    rows = MemberDisposition.objects.order_by("kind").values_list("person__name", "kind")
    assert list(rows) == [("田蕾", "adjust"), ("龙㛃", "use")]


def test_the_lists_name_the_team_as_officials_do(street, meeting):
    """Secretary first, whatever the names; who sits in both committees once."""
    for name, posts in (("一丁", ["residents_member"]), ("龚靖", ["secretary", "director"])):
        person = communities.make_person(street.second, name)
        for post in posts:
            communities.make_member(person, street.running, post)
    people = lists_form(meeting, street.second, 0).people
    assert [person.name for person in people] == ["龚靖", "一丁"]


def test_a_list_refused_keeps_what_was_chosen(street, meeting, signed_in):
    version = meeting.conclusions.get(community=street.first).version
    answer = signed_in("staff").post(
        reverse("communities:deliberation-lists", args=[meeting.pk, world.FIRST]),
        {"version": version, f"kind-{street.sitting.pk}": "adjust", f"reason-{street.sitting.pk}": ""},
    )
    shown = answer.content.decode()
    assert (answer.status_code, "须写明理由：田蕾" in shown) == (422, True)
    assert '<option value="adjust" selected>' in shown


def test_a_community_not_on_the_agenda_has_no_sheet(street, signed_in):
    meeting = deliberations.held(street, communities=[street.second])
    assert page(signed_in("staff"), "deliberation-community", meeting.pk, world.FIRST).status_code == 404
    assert page(signed_in("staff"), "deliberation-screen", meeting.pk, world.FIRST).status_code == 404


def test_the_wall_shows_what_changed_and_leads_on_but_names_nobody_on_a_list(street, meeting, signed_in):
    communities.make_member(communities.make_person(street.first, "新委员"), street.running, "director")
    third = deliberations.next_held(street, deliberations.conclude(street, meeting, "总体平稳"))
    deliberations.put_on_list(street, third, street.first, street.sitting, "adjust", SECRET)
    shown = text_of(page(signed_in("leader"), "deliberation-screen", third.pk, world.FIRST))
    assert "↑ 上次 1，增加 1" in shown
    assert f'rel="next" href="{reverse("communities:deliberation-screen", args=[third.pk, world.SECOND])}"' in shown
    assert 'rel="prev"' not in shown
    assert [word for word in (SECRET, "田蕾", "id_version") if word in shown] == []


def test_a_secretary_meets_the_lists_nowhere(street, meeting, signed_in):
    """Her own community's lists and conclusion, in every page about it that she can open."""
    street.sitting.user = street.users["secretary"]
    street.sitting.save()
    deliberations.put_on_list(street, meeting, street.first, street.sitting, "adjust", SECRET)
    conclusion = meeting.conclusions.get(community=street.first)
    write_conclusion(actor=street.users["staff"], conclusion=conclusion, version=conclusion.version, text=SECRET)
    task = deliberations.give_task(street, meeting, street.first, street.sitting, "报送材料")
    draft = deliberations.make_plan(street, street.first, meeting.host, main_problems=SECRET)
    secretary = signed_in("secretary")
    opened = [
        secretary.get("/"), page(secretary, "deliberation-tasks"), page(secretary, "deliberation-task-done", task.pk),
        page(secretary, "plan-list"), page(secretary, "plan", world.FIRST),
        page(secretary, "person", street.sitting.pk), page(secretary, "committee", world.FIRST),
        secretary.get(reverse("reports:community", args=[world.FIRST])),
        secretary.get(reverse("reports:person-records", args=[street.sitting.pk])),
    ]  # fmt: skip
    shown = [text_of(answer) for answer in opened]
    assert [text for text in shown if SECRET in text or "建议调整" in text] == []
    assert "报送材料" in shown[1]
    for name, args in (("deliberation", [meeting.pk]), ("deliberation-community", [meeting.pk, world.FIRST])):
        assert page(secretary, name, *args).status_code == 403
    confirm_plan(actor=street.users["staff"], plan=draft, deliberation=meeting, version=draft.version)
    assert SECRET in text_of(page(secretary, "plan", world.FIRST))


def test_a_task_is_done_by_its_owner_on_the_page(street, meeting, signed_in):
    street.sitting.user = street.users["secretary"]
    street.sitting.save()
    task = deliberations.give_task(street, meeting, street.first, street.sitting)
    secretary = signed_in("secretary")
    assert "研判任务由我负责" in text_of(secretary.get("/"))
    data = {"version": task.version, "done_on": f"{timezone.localdate():%Y-%m-%d}", "result": "已报送"}
    secretary.post(reverse("communities:deliberation-task-done", args=[task.pk]), data)
    assert DeliberationTask.objects.get().result == "已报送"
    assert "研判任务由我负责" not in text_of(secretary.get("/"))


# --- plans ---------------------------------------------------------------------------------------


def test_a_new_version_starts_from_the_confirmed_one(street, meeting, signed_in):
    plan = deliberations.make_plan(street, street.first, meeting.host)
    staff = signed_in("staff")
    staff.post(reverse("communities:plan-confirm", args=[plan.pk, meeting.pk]), {"version": plan.version})
    form = page(staff, "plan-edit", world.FIRST).context["form"]
    assert (form.initial["measures"], form.initial["version"]) == ("领导包联", None)
    data = {"kind": "hard", "main_problems": "后备不足", "measures": "领导包联", "progress": "已走访", "version": ""}
    staff.post(reverse("communities:plan-edit", args=[world.FIRST]), data)
    versions = list(CommunityPlan.objects.order_by("number").values_list("number", "kind", "progress"))
    assert versions == [(1, "focus", ""), (2, "hard", "已走访")]
    changed = page(staff, "plan", world.FIRST).context["current"].changed
    assert [line.label for line in changed] == ["类型", "风险点", "责任领导", "责任人", "完成时限", "进展"]


def test_holes_are_visible_and_lead_to_the_form(street, meeting, signed_in):
    deliberations.make_plan(street, street.first, meeting.host)
    shown = text_of(page(signed_in("staff"), "plan-list"))
    assert reverse("communities:plan-edit", args=[world.SECOND]) in shown
    assert (
        text_of(signed_in("staff").get(reverse("communities:plan-list"), {"state": "none"})).count("花一社区</a>") == 0
    )


# --- queries -------------------------------------------------------------------------------------


def _grow_meetings(street):
    staff = [deliberations.make_staff(street, f"人{Deliberation.objects.count()}")]
    deliberations.planned(street, staff=staff)


def _grow_communities(street):
    """One more community on the agenda with all that a sheet shows."""
    meeting = Deliberation.objects.first()
    code = f"{world.STREET}{100 + Region.objects.count()}"
    community = Region.objects.create(code=code, name=f"社区{code}", level=5, parent=street.regions[world.STREET])
    progress.fill(street, community)
    CommunityConclusion.objects.create(deliberation=meeting, community=community, text="好")
    person = communities.make_person(community, "某")
    MemberDisposition.objects.create(deliberation=meeting, community=community, person=person, kind="use")
    DeliberationTask.objects.create(
        deliberation=meeting, community=community, content="办", owner=person, due_on=timezone.localdate()
    )
    CommunityPlan.objects.create(
        community=community, election=street.running, number=1, kind="hard", leader=person, owner=person,
        due_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip


GROWING = [
    ("deliberation-list", _grow_meetings), ("deliberation-tasks", _grow_communities),
    ("deliberation", _grow_communities), ("plan-list", _grow_communities),
]  # fmt: skip


@pytest.mark.parametrize(("name", "grow"), GROWING, ids=[name for name, _ in GROWING])
def test_three_rows_cost_as_many_queries_as_one(street, signed_in, name, grow):
    meeting = deliberations.planned(street)
    url = reverse(f"communities:{name}", args=[meeting.pk] if name == "deliberation" else [])
    staff, asked, length = signed_in("staff"), [], []
    for number in (1, 2):
        for _ in range(number):
            grow(street)
        staff.get(url)
        with CaptureQueriesContext(connection) as captured:
            length.append(len(text_of(staff.get(url))))
        asked.append(len(captured))
    assert asked[0] == asked[1], captured.captured_queries
    assert length[0] < length[1]


def test_every_page_is_sound_markup(street, meeting, signed_in):
    task = deliberations.give_task(street, meeting, street.first, meeting.host)
    deliberations.make_plan(street, street.first, meeting.host)
    staff, sheet = signed_in("staff"), [meeting.pk, world.FIRST]
    pages = {
        "deliberation-list": [], "deliberation-create": [], "deliberation-tasks": [], "deliberation-task": [task.pk],
        "deliberation-task-done": [task.pk], "deliberation": [meeting.pk], "deliberation-edit": [meeting.pk],
        "deliberation-attendance": [meeting.pk], "deliberation-screen": sheet, "deliberation-community": sheet,
        "plan-list": [], "plan": [world.FIRST], "plan-edit": [world.FIRST],
    }  # fmt: skip
    shown = {name: text_of(page(staff, name, *args)) for name, args in pages.items()}
    assert {name: found for name, text in shown.items() if (found := faults(text))} == {}
    assert [name for name, text in shown.items() if "namespace(" in text] == []
