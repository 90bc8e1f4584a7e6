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
    assert funnel.stages == [
        ("提出人选", 6),
        ("提交初审", 4),
        ("社区初审通过", 2),
        ("街道严审通过", 1),
        ("区级联审通过", 0),
    ]
    rows = [(row.label, row.candidates, row.passed) for row in funnel.sources]
    assert rows == [("留", 1, 1), ("提", 5, 0), ("挑", 0, 0)]
    assert (funnel.total.candidates, funnel.total.returned, funnel.total.rejected) == (6, 1, 1)
    assert figures.community_rows(*asked(rules)) == {rules.first.pk: funnel.total}


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


def test_figures_count_what_the_user_may_see_in_the_region_asked_for(pipeline, rules):
    def number(name, code=STREET):
        return sum(figures.state_counts(figures.groups(*asked(rules, name, code))).values())

    numbers = {name: number(name) for name in ("staff", "secretary", "neighbour", "outsider", "system_admin")}
    assert numbers == {"staff": 7, "secretary": 7, "neighbour": 0, "outsider": 0, "system_admin": 0}
    assert number("staff", rules.second.pk) == 0


def test_figures_take_one_query(rules, django_assert_num_queries):
    user, region, election = asked(rules)
    figures.groups(user, region, election)
    with django_assert_num_queries(1):
        figures.funnel(user, region, election)


def test_the_proposed_team_is_those_who_passed(pipeline, rules):
    assert list(figures.proposed_team(*asked(rules))) == [Candidate.objects.get(state="passed")]
    assert list(figures.proposed_people(*asked(rules))) == [pipeline["passed"].person]
    assert figures.proposed_team(*asked(rules), pipeline=True).count() == 5
