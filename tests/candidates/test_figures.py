"""Counts of candidates: what the list, the home page and the briefing are made of."""

import pytest

from candidates import figures, services
from candidates.models import Candidate
from tests.factories import candidates as make
from tests.factories.world import STREET

STATES = ["draft", "community_review", "street_review", "returned", "passed", "rejected", "withdrawn"]


@pytest.fixture
def pipeline(rules):
    """One candidate of each state, the passed one a sitting member; all of the first community."""
    made = {}
    for state in STATES:
        person = make.make_person(rules.first)
        if state == "passed":
            make.seat(person, rules.running)
        source = "stay" if state == "passed" else "promote"
        made[state] = make.bring_to(rules, make.put_forward(rules, person=person, source=source), state)
    return made


def asked(rules, name="staff", code=STREET):
    return rules.users[name], rules.regions[code], rules.running


def test_the_funnel_counts_who_came_at_least_so_far(pipeline, rules):
    funnel = figures.funnel(*asked(rules))
    assert funnel.stages == [("提出人选", 6), ("提交初审", 4), ("社区初审通过", 2), ("街道严审通过", 1)]


def test_the_funnel_by_source_adds_up_and_leaves_the_withdrawn_out(pipeline, rules):
    funnel = figures.funnel(*asked(rules))
    assert [(row.label, row.candidates, row.passed) for row in funnel.sources] == [
        ("留", 1, 1),
        ("提", 5, 0),
        ("挑", 0, 0),
    ]
    assert (funnel.total.candidates, funnel.total.returned, funnel.total.rejected) == (6, 1, 1)


def test_rejected_by_the_community_did_not_come_through_it(pipeline, rules):
    row = figures.community_rows(*asked(rules))[rules.first.pk]
    assert (row.community_passed, row.rejected) == (2, 1)


def test_a_return_by_the_street_starts_the_round_anew(pipeline, rules):
    services.decide(
        actor=rules.users["staff"], candidate=pipeline["street_review"], move="return_street", corrections=["补材料"]
    )
    assert figures.funnel(*asked(rules)).total.community_passed == 1


def test_handing_over_to_the_street_counts_as_through_the_community(rules):
    candidate = make.put_forward(rules)
    candidate.person.user = rules.users["secretary"]
    candidate.person.save()
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    services.decide(actor=rules.users["staff"], candidate=candidate, move="take_over", note="书记回避")
    assert figures.funnel(*asked(rules)).total.community_passed == 1


@pytest.mark.parametrize(("name", "number"), [("staff", 7), ("secretary", 7), ("neighbour", 0), ("outsider", 0)])
def test_figures_count_what_the_user_may_see(pipeline, rules, name, number):
    counted = figures.groups(*asked(rules, name))
    assert sum(figures.state_counts(counted).values()) == number


def test_a_region_bounds_the_figures(pipeline, rules):
    assert figures.groups(*asked(rules, code=rules.second.pk)) == []


def test_figures_take_one_query(pipeline, rules, django_assert_num_queries):
    user, region, election = asked(rules)
    figures.groups(user, region, election)
    with django_assert_num_queries(1):
        figures.funnel(user, region, election)


def test_the_proposed_team_is_those_who_passed(pipeline, rules):
    assert list(figures.proposed_team(*asked(rules))) == [Candidate.objects.get(state="passed")]
    assert list(figures.proposed_people(*asked(rules))) == [pipeline["passed"].person]
    assert figures.proposed_team(*asked(rules), pipeline=True).count() == 5
