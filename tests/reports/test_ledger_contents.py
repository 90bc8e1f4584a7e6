"""What the ledgers say that are computed from several records: progress, week, structure, nominations, notices."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from candidates.models import NameNotice
from communities.models import FieldVisit, Milestone
from communities.services import grant_role
from reports.ledgers import find
from reports.ledgers.progress import week_of
from tests.factories import communities as people
from tests.factories import notices, records, slates, world

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def lines(street, code, actor="staff", **filters):
    """``{community: line}`` of a ledger of the whole street."""
    rows = find(code).take(street.users[actor], street.regions[world.STREET], street.running, filters)
    return {row["community"]: row for row in rows}


@pytest.mark.parametrize("day", [MONDAY, date(2026, 11, 25), SUNDAY])
def test_a_week_goes_from_monday_to_sunday(day):
    assert week_of(day) == (MONDAY, SUNDAY)
    assert week_of(day, "last") == (MONDAY - timedelta(days=7), SUNDAY - timedelta(days=7))


def test_a_step_is_not_begun_underway_done_or_late(street):
    member = people.make_member(people.make_person(street.first), street.running)
    records.visit(street, street.first, member.person)
    ahead = timezone.localdate() + timedelta(days=9)
    records.issue(street, street.first, member.person, due_on=ahead)
    before = lines(street, "progress")["花一社区"]
    assert [before[step] for step in ("baseline", "team", "visits", "issues", "talks", "audits")] == [
        "未下发", "1/2", "1/4", "未办", "未办", "未办",
    ]  # fmt: skip
    yesterday = timezone.localdate() - timedelta(days=1)
    Milestone.objects.create(election=street.running, title="难点", due_on=yesterday, fulfilled_by="issues")
    records.grade(street, street.first)
    after = lines(street, "progress")["花一社区"]
    assert (after["issues"], after["risk"], after["late"]) == ("未办 逾期 1 天", "已完成", 1)
    assert "花一社区" in lines(street, "progress", state="late")


def test_a_step_out_of_sight_is_blank(street):
    row = find("progress").take(street.users["secretary"], street.first, street.running, {})[0]
    assert (row["audits"], row["conclusion"], row["team"]) == (None, None, "0/2")


def test_the_week_counts_what_was_done_in_it_and_until_its_end(street):
    member = people.make_member(people.make_person(street.first), street.running)
    today = timezone.localdate()
    monday, _ = week_of(today)
    for day in (monday, monday - timedelta(days=1), monday - timedelta(days=8)):
        records.visit(street, street.first, member.person, visited_on=day)
    FieldVisit.objects.filter(visited_on=monday - timedelta(days=8)).delete()
    this, last = (lines(street, "weekly", week=week)["花一社区"] for week in ("", "last"))
    assert [(row["visits_week"], row["visits_total"]) for row in (this, last)] == [(1, 2), (1, 1)]
    assert [this[f"talks_{figure}"] for figure in ("target", "week", "total", "share")] == [1, 0, 0, "0%"]
    talk = records.talk(street, street.first, member.person)
    talk.held_from = datetime.combine(monday, datetime.min.time(), records.SHANGHAI)
    talk.held_until = talk.held_from + timedelta(hours=1)
    talk.save()
    done = lines(street, "weekly")["花一社区"]
    assert [done[f"talks_{figure}"] for figure in ("target", "week", "total", "share")] == [1, 1, 1, "100%"]


def test_what_a_community_may_not_see_is_blank_in_its_week(street):
    records.audit(street, street.first, people.make_person(street.first))
    row = find("weekly").take(street.users["secretary"], street.first, street.running, {})[0]
    assert [row[f"audits_{figure}"] for figure in ("target", "week", "total", "share")] == [None] * 4


def test_the_three_teams_stand_side_by_side(street):
    """Two sat before (44 and 34 then); one of them and another sit; the slate has seven."""
    old = people.make_person(
        street.first, "甲", birth_date=date(1977, 1, 1), sex="male", education=2, affiliation="none"
    )
    kept = people.make_person(street.first, "乙", birth_date=date(1987, 1, 1), sex="female", education=4)
    for person in (old, kept):
        people.make_member(person, street.past)
    people.make_member(kept, street.running)
    new = people.make_person(street.first, "丙", birth_date=date(1996, 1, 1), sex="male", education=3)
    people.make_member(new, street.running, "director")
    people.make_member(kept, street.running, "residents_member")
    slates.committees(street)
    slates.make(street, slates.full_team(street))
    row = lines(street, "structure")["花一社区"]
    figures = {team: [row[f"{measure}_{team}"] for measure in (
        "people", "average_age", "young", "women", "kept", "new", "combined", "crossed")]
        for team in ("past", "sitting")}  # fmt: skip
    assert figures == {
        "past": [2, 39.0, 1, 1, None, None, 0, 0],
        "sitting": [2, 34.5, 1, 1, 1, 1, 0, 1],
    }
    assert (row["people_proposed"], row["kept_proposed"], row["new_proposed"]) == (5, 0, 5)
    assert row["basis"].endswith("（草拟）")


def test_the_streets_average_is_that_of_all_heads(street):
    for community, born in ((street.first, [1976, 1976, 1976]), (street.second, [1996])):
        for year in born:
            person = people.make_person(community, birth_date=date(year, 1, 1))
            people.make_member(person, street.running, "party_member")
    rows = list(lines(street, "structure").values())
    assert [row["average_age_sitting"] for row in rows] == [50.0, 30.0]
    totals = find("structure").totals(rows)
    assert (totals["average_age_sitting"], totals["people_sitting"], totals["people_past"]) == (45.0, 4, None)


def test_a_wish_is_told_to_readers_of_the_talk_alone(street):
    candidate = slates.candidate(street, "张三")
    slates.make(street, [(candidate, "secretary")])
    records.talk(street, street.first, candidate.person)
    grant_role(
        actor=street.users["security_admin"], user=street.users["leader"], role="talk_reader",
        region=street.regions[world.STREET],
    )  # fmt: skip
    told = {name: lines(street, "nominations", name)["花一社区"] for name in ("staff", "leader")}
    assert {name: row["wish"] for name, row in told.items()} == {"staff": None, "leader": "愿意退出"}
    assert {(row["source"], row["slate"]) for row in told.values()} == {("挑", "正式：书记")}


def test_a_drafted_notice_is_the_streets_alone(street):
    notice = notices.draft(street)
    seen = {name: list(lines(street, "notices", name)) for name in ("staff", "secretary")}
    assert seen == {"staff": ["花一社区"], "secretary": []}
    NameNotice.objects.filter(pk=notice.pk).update(state="posted")
    notices.photograph(street, notice)
    row = lines(street, "notices", "secretary")["花一社区"]
    assert (row["named"], row["photos"], row["basis"], row["state"]) == (1, 1, "待核定", "公示中")


def test_what_is_handed_over_is_listed_once_the_notice_is_out(street):
    member = people.make_member(people.make_person(street.first), street.running)
    audit = records.audit(street, street.first, member.person)
    audit.handover_items.create(kind="seal", name="公章", quantity="1枚", handed_on=records.HELD_ON)
    row = lines(street, "handovers", "secretary")["花一社区"]
    assert (row["kind"], row["name"], row["quantity"], row["state"]) == ("印章", "公章", "1枚", "已交接")
    type(audit).objects.filter(pk=audit.pk).update(state="planned")
    assert lines(street, "handovers", "secretary") == {}
