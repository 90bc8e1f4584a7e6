"""The figures of the regions are those of a scan, whatever service changed something."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.services import move_candidate, put_forward
from communities.imports import RosterImport
from communities.models import CommitteeMember, Election, FigureChange, Region
from communities.services import (
    appoint_member,
    create_person,
    end_membership,
    grant_role,
    set_seats,
    update_election,
    update_person,
)
from core.imports import confirm_import, start_import, undo_import
from core.jobs import run_job
from core.spreadsheets import write_table
from reports import rollup
from reports.models import RegionFigures
from reports.tasks import check_figures, fold_figures
from tests.factories import progress as make
from tests.factories import world

DISTRICT = "520102"


@pytest.fixture
def district(street):
    """The street's term is that of the whole district, counted once."""
    Election.objects.filter(pk=street.running.pk).update(region=DISTRICT)
    street.running.refresh_from_db()
    for community in (street.first, street.second, street.outside):
        make.fill(street, community)
    rollup.rebuild(street.running)
    return street


def stored(election):
    return dict(RegionFigures.objects.filter(election=election).values_list("region_id", "numbers"))


def expect_scan(election):
    """Without a rebuild: what was noted is counted, and nothing else was needed."""
    assert FigureChange.objects.filter(election=election).exists()
    before = stored(election)
    rollup.figures(election, election.region_id)
    after = stored(election)
    assert after == {code: dict(each) for code, each in rollup._below(election, [election.region_id]).items()}
    assert not FigureChange.objects.filter(election=election).exists()
    assert before != after


def file_person(street, **fields):
    given = {"name": "周明", "sex": "female", "birth_date": date(1995, 5, 6), "education": 4, "affiliation": "party"}
    return create_person(actor=street.users["staff"], community=street.first, **given | fields)


def test_figures_of_a_region_are_sums_of_those_below(district):
    numbers, children = rollup.figures(district.running, DISTRICT)

    assert [(region.pk, each["candidates"], each["sitting"]) for region, each in children] == [
        (world.STREET, 14, 4), (world.OTHER_STREET, 7, 2),
    ]  # fmt: skip
    assert (numbers["candidates"], numbers["sitting"], numbers["filled"], numbers["seats"]) == (21, 6, 9, 30)
    assert (numbers["communities"], numbers["state.rejected"], numbers["state.withdrawn"]) == (3, 3, 3)


def test_every_service_that_changes_what_is_counted_notes_it(district):
    staff, election, first = district.users["staff"], district.running, district.first
    set_seats(actor=staff, community=first, election=election, kind="party", seats=7)
    expect_scan(election)
    person = file_person(district)
    committee = first.committees.get(election=election, kind="party")
    member = appoint_member(actor=staff, committee=committee, person=person, post="party_member")
    expect_scan(election)
    update_person(actor=staff, person=person, version=person.version, birth_date=date(1960, 5, 6), education=2)
    expect_scan(election)
    end_membership(actor=staff, member=member, version=member.version, left_on=date(2026, 11, 1), reason="调离")
    expect_scan(election)


def test_a_candidate_is_counted_from_the_first_day_and_wherever_he_stands(district):
    staff, election = district.users["staff"], district.running
    person = file_person(district)
    candidate = put_forward(
        actor=staff, person=person, election=election, community=district.first, source="pick",
        intended_post="director",
    )  # fmt: skip
    expect_scan(election)
    update_person(actor=staff, person=person, version=person.version, affiliation="none")
    expect_scan(election)
    move_candidate(actor=staff, candidate=candidate, move="withdraw", note="本人意愿")
    expect_scan(election)


def test_an_import_and_its_undoing_are_counted(district):
    staff, election = district.users["staff"], district.running
    kind = RosterImport(user=staff, region_code=world.STREET, election_id=election.pk)
    row = {
        "community": "花一社区", "name": "李想", "sex": "男", "birth_date": date(1990, 3, 1), "party_post": "委员",
        "affiliation": "中共党员",
    }  # fmt: skip
    content = write_table(kind.template().columns, [row], title="花名册")
    street = Region.objects.get(pk=world.STREET)
    batch = start_import(
        actor=staff, kind="roster", region=street, election=election, upload_name="花名册.xlsx", content=content
    )
    run_job(str(batch.job_id))
    batch.refresh_from_db()
    confirm_import(actor=staff, batch=batch)
    batch.refresh_from_db()
    run_job(str(batch.job_id))
    expect_scan(election)
    batch.refresh_from_db()
    undo_import(actor=staff, batch=batch)
    expect_scan(election)


def test_another_election_day_makes_other_ages(district):
    election = district.running
    grant_role(
        actor=district.users["security_admin"], user=district.users["second_staff"], role="street_staff",
        region=Region.objects.get(pk=DISTRICT),
    )  # fmt: skip
    actor = type(district.users["second_staff"]).objects.get(pk=district.users["second_staff"].pk)
    update_election(actor=actor, election=election, version=election.version, election_day=date(2046, 12, 1))
    expect_scan(election)


def test_more_places_than_one_query_names_are_counted_together(district, monkeypatch):
    monkeypatch.setattr(rollup, "MANY", 1)
    for community in (district.first, district.outside):
        set_seats(
            actor=district.users["staff"] if community == district.first else district.users["outsider"],
            community=community, election=district.running, kind="party", seats=9,
        )  # fmt: skip
    expect_scan(district.running)


def test_nightly_check_finds_and_mends_what_was_written_past_the_services(district, caplog):
    CommitteeMember.objects.filter(committee__community=district.first).delete()
    assert rollup.find_differences(district.running) == [DISTRICT, world.STREET, world.FIRST]
    with pytest.raises(CommandError):
        call_command("rebuild_figures", "--check")
    caplog.set_level("CRITICAL", logger="reports.tasks")
    check_figures()
    assert rollup.find_differences(district.running) == []


def test_the_clock_counts_before_anybody_asks(district):
    set_seats(actor=district.users["staff"], community=district.first, election=district.running, kind="party", seats=8)
    fold_figures()
    assert not FigureChange.objects.exists()


@pytest.fixture
def ruler(district, signed_in):
    """A leader of the district, signed in."""
    grant_role(
        actor=district.users["security_admin"], user=district.users["leader"], role="leader",
        region=Region.objects.get(pk=DISTRICT),
    )  # fmt: skip
    return signed_in("leader")


def test_a_district_leader_comes_in_on_the_figures_and_goes_down(district, ruler):
    page = ruler.get("/").content.decode()
    below = ruler.get(reverse("reports:region-figures", args=[world.STREET])).content.decode()

    assert all(name in page for name in ("东街道", "西街道", "年龄结构", "人选所处环节"))
    assert "花一社区" not in page
    assert all(name in below for name in ("花一社区", "花二社区", "甲区"))
    assert ruler.get(reverse("reports:region-figures", args=[world.FIRST])).status_code == 302


def test_figures_above_and_beside_the_own_region_do_not_exist(district, signed_in):
    client = signed_in("staff")
    assert [
        client.get(reverse("reports:region-figures", args=[code])).status_code
        for code in (world.STREET, DISTRICT, world.OTHER_STREET, "52")
    ] == [200, 404, 404, 404]


def test_reading_costs_the_same_however_many_communities(district, ruler):
    def asked():
        ruler.get(reverse("reports:figures"))
        with CaptureQueriesContext(connection) as captured:
            ruler.get(reverse("reports:figures"))
        return len(captured)

    before = asked()
    for number in range(100, 120):
        street = Region.objects.create(code=f"{DISTRICT}{number}", name=f"大{number}街道", level=4, parent_id=DISTRICT)
        Region.objects.create(code=f"{street.pk}001", name=f"花{number}社区", level=5, parent=street)
    rollup.rebuild(district.running)
    assert asked() == before


@pytest.fixture
def of_two_streets(street, signed_in):
    """A leader of two streets, each with a term of its own, signed in."""
    _hold_also(street, "leader", "leader", street.regions[world.OTHER_STREET])
    return signed_in("leader")


def _hold_also(street, name, role, region):
    """Give the user the role in a region of the other street, which has a term of its own."""
    make.fill(street, street.first)
    Election.objects.create(
        region_id=world.OTHER_STREET, number=9, election_day=date(2027, 1, 9), key_date=date(2026, 12, 1)
    )
    grant_role(actor=street.users["security_admin"], user=street.users[name], role=role, region=region)


def test_regions_side_by_side_are_shown_and_added_up(street, of_two_streets):
    terms = {world.STREET: street.running, world.OTHER_STREET: Election.objects.get(region_id=world.OTHER_STREET)}
    total, each = rollup.figures_together(terms)
    assert [region.pk for region, _ in each] == [world.STREET, world.OTHER_STREET]
    assert total == rollup.figures(street.running, world.STREET)[0] + Counter({"communities": 1})

    page = of_two_streets.get(reverse("reports:figures")).content.decode()
    assert all(words in page for words in ("2个街道", "东街道", "西街道", "年龄结构"))
    assert of_two_streets.get(reverse("reports:region-figures", args=[world.OTHER_STREET])).status_code == 200


def test_of_several_regions_nobody_sees_more_than_his_own(street, signed_in):
    """A secretary of two communities: not the third, which lies in the first one's street."""
    _hold_also(street, "secretary", "community_secretary", street.outside)
    secretary = signed_in("secretary")
    page = secretary.get(reverse("reports:figures")).content.decode()
    assert all(words in page for words in ("2个社区", "花一社区", "柳一社区"))
    assert "花二社区" not in page
    assert [
        secretary.get(reverse("reports:region-figures", args=[code])).status_code
        for code in (world.SECOND, world.STREET, world.OTHER_STREET)
    ] == [404, 404, 404]
    assert signed_in("system_admin").get(reverse("reports:figures")).status_code == 403


def test_many_regions_cost_as_much_as_two(street, django_assert_num_queries):
    terms = {world.STREET: street.running}
    for number in range(40, 60):
        region = Region.objects.create(code=f"{DISTRICT}0{number}", name=f"大{number}街道", level=4, parent_id=DISTRICT)
        terms[region.pk] = Election.objects.create(
            region=region, number=9, election_day=date(2027, 1, 9), key_date=date(2026, 12, 1)
        )
    rollup.figures_together(terms)
    with django_assert_num_queries(2):
        assert len(rollup.figures_together(terms)[1]) == 21
