"""班子方案: figures by hand and against a plain count, rules, races, and page, preview and paper that say the same."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candidates import services
from candidates.models import Measures, Slate, SlateSeat
from candidates.rulebook import targets_in_force
from candidates.slate_overview import overview
from candidates.slate_preview import Placement, live_preview, previews
from candidates.slate_teams import ground, value_of
from communities.models import Kinship, Posts, Region, committee_kind_of
from core.errors import DomainError
from core.ids import age_on
from reports.definitions import slates as paper
from tests.factories import candidates, communities, slates, world

KEY_DATE = date(2026, 12, 30)


def shown(slate):
    return previews(ground(slate.election, [slate.community_id], targets_in_force(slate.election)), [slate])[slate.pk]


def texts(preview):
    return {line.label: line.text for line in preview.lines}


def tones(preview):
    return {check.code: check.tone for check in preview.checks}


def refused(function, **arguments):
    with pytest.raises(DomainError) as error:
        function(**arguments)
    return error.value.code


@pytest.fixture
def full(street):
    slates.committees(street)
    return slates.make(street, slates.full_team(street))


# --- figures --------------------------------------------------------------------------


def test_figures_of_a_team_counted_by_hand(street, full):
    """Five people (方一 sits in both): 50, 40, 30, 35, 28 years old, the 差额 candidates not among them."""
    made = shown(full)
    assert texts(made) == {
        "班子人数（不重复计）": "5人", "平均年龄": "36.6岁", "35岁及以下人数": "3人", "女性占比": "40%（2人）",
        "大专及以上占比": "80%（4人）", "党员占比": "80%（4人）", "少数民族人数": "1人", "书记主任一肩挑": "是",
        "交叉任职人数": "1人", "新进成员占比": "100%",
    }  # fmt: skip
    assert [check.text for check in made.checks] == [
        "拟配3名，应配3名，配齐", "拟配3名，应配3名，配齐", "候选4名，应选3名，差额1名，至少1名",
        "候选4名，应选3名，差额1名，至少1名", "未发现已申报的近亲属", "均已通过街道严审",
    ]  # fmt: skip
    assert {check.tone for check in made.checks} == {"ok"}
    assert made.posts[:3] == [("书记", "方一"), ("副书记", "方二"), ("党组织委员", "方三")]


def test_sitting_and_past_team_stand_beside_the_slate(street, full):
    now, then = (communities.make_person(street.first, name, birth_date=date(1966, 6, 1)) for name in ("现一", "往一"))
    communities.make_member(now, street.running, "secretary")
    communities.make_member(now, street.running, "director")
    communities.make_member(then, street.past, "secretary")
    line = next(line for line in shown(full).lines if line.measure == Measures.AVERAGE_AGE)
    assert (line.sitting, line.past) == ("60岁", "55岁")  # the past team as old as when it began
    newcomers = next(line for line in shown(full).lines if line.measure == Measures.NEWCOMER_SHARE)
    assert (newcomers.text, newcomers.sitting) == ("100%", "—")


def test_a_member_who_stands_again_is_kept(street):
    slates.committees(street)
    stays = slates.candidate(street, "留一")
    communities.make_member(stays.person, street.running, "secretary")
    made = shown(slates.make(street, [(stays, "secretary"), (slates.candidate(street, "新一"), "party_member")]))
    assert (made.stay, made.new) == (1, 1)


def test_targets_of_the_rule_book_are_judged(street):
    candidates.install_rules(street)
    slates.committees(street)
    made = shown(slates.make(street, slates.full_team(street)))
    under_35 = next(line for line in made.lines if line.measure == Measures.UNDER_35)
    assert [(v.says, v.is_met) for v in under_35.verdicts] == [("不少于1人", True)]
    oldest = next(line for line in made.lines if line.measure == Measures.NEWCOMER_OLDEST)
    assert [(v.says, v.word) for v in oldest.verdicts] == [("不超过45岁", "未达到")]  # 方一 is 50
    assert made.has_samples


@pytest.mark.parametrize(("seats", "standing", "tone"), [(5, 5, "bad"), (5, 6, "ok"), (6, 7, "bad"), (6, 8, "ok")])
def test_a_fifth_more_must_stand_for_the_party_committee(street, seats, standing, tone):
    """20% of 5 is one, of 6 is two: it is rounded up."""
    candidates.install_rules(street)
    slates.committees(street, party=seats)
    people = [slates.candidate(street, f"方{n}") for n in range(standing)]
    places = [(person, "party_member", place >= seats) for place, person in enumerate(people)]
    assert tones(shown(slates.make(street, places)))["contest_party"] == tone


def test_the_sample_rule_on_a_choice_is_marked(street, full):
    contests = [check for check in shown(full).checks if check.code.startswith("contest")]
    assert [check.is_sample for check in contests] == [True, True]


def test_relatives_meant_for_one_team_are_named(street, full):
    first, second = (full.seats.filter(candidate__person__name=name)[0].candidate.person for name in ("方一", "方四"))
    Kinship.objects.create(person=first, kind="spouse", relative=second, relative_name="方四")
    kin = next(check for check in shown(full).checks if check.code == "kin")
    assert (kin.tone, kin.text) == ("bad", "方一与方四（配偶）")
    assert (
        refused(services.move_slate, actor=street.users["leader"], slate=slates.table(street, full), name="adopt")
        == "slate_kin"
    )


def test_who_has_not_passed_is_counted_by_state(street):
    people = [slates.candidate(street, f"方{n}", state=state) for n, state in enumerate(("draft", "draft", "passed"))]
    slate = slates.make(street, [(person, "residents_member") for person in people])
    review = next(check for check in shown(slate).checks if check.code == "review")
    assert review.text == "尚未通过街道严审：拟提名2人"


POST = st.sampled_from(
    [None, *(post for post in Posts if post not in (Posts.SECRETARY, Posts.DIRECTOR))]
)  # heads are one each
PERSON = st.fixed_dictionaries({
    "sex": st.sampled_from(["male", "female"]), "birth_date": st.none() | st.dates(date(1950, 1, 1), date(2006, 1, 1)),
    "ethnicity": st.sampled_from(["汉族", "苗族", ""]), "education": st.none() | st.integers(1, 5),
    "affiliation": st.sampled_from(["party", "probationary", "none"]),
})  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(team=st.lists(st.tuples(PERSON, POST, POST, st.booleans()), max_size=8))
def test_figures_agree_with_a_plain_count(street, team):
    placements, people = [], []
    for number, (fields, one, two, spare) in enumerate(team):
        born = fields["birth_date"]
        made = slates.candidate(street, f"人{number}", **fields | {"birth_date": born or date(1980, 1, 1)})
        if born is None:
            made.person.birth_date = None
            made.person.save()
        mine = {committee_kind_of(post): post for post in (one, two) if post}
        for kind, post in mine.items():
            is_alternate = spare and post not in (Posts.DEPUTY_SECRETARY,)
            placements.append(Placement(made, kind, post, is_alternate))
        if any(p.candidate == made and not p.is_alternate for p in placements):
            people.append(made.person)
    beneath = ground(street.running, [world.FIRST])
    live = live_preview(beneath, world.FIRST, placements).team
    saved = slates.make(street, [(p.candidate, p.post, p.is_alternate) for p in placements])
    ages = [age_on(person.birth_date, KEY_DATE) for person in people if person.birth_date]
    both = [
        one for one in people
        if len({p.kind for p in placements if p.candidate.person == one and not p.is_alternate}) == 2
    ]  # fmt: skip
    expected = {
        Measures.HEADCOUNT: len(people),
        Measures.AVERAGE_AGE: round(sum(ages) / len(ages), 1) if ages else None,
        Measures.OLDEST: max(ages, default=None),
        Measures.UNDER_35: sum(age <= 35 for age in ages),
        Measures.WOMEN: sum(person.sex == "female" for person in people),
        Measures.MINORITY: sum(person.ethnicity not in ("", "汉族") for person in people),
        Measures.COLLEGE_SHARE: share(people, lambda p: (p.education or 0) >= 3),
        Measures.PARTY_SHARE: share(people, lambda p: p.affiliation != "none"),
        Measures.CROSS_POSTS: len(both),
    }  # fmt: skip
    if not people:
        expected = dict.fromkeys(expected)
    for made in (live, shown(saved).team):
        counted = {measure: value_of(made, measure) for measure in expected}
        assert {m: pytest.approx(v, abs=0.051) if v is not None else None for m, v in expected.items()} == counted


def share(people, is_one):
    return round(100 * sum(map(is_one, people)) / len(people), 1) if people else None


# --- one truth on the page, in the preview and on paper ---------------------------------


def test_the_live_preview_equals_the_saved_slate_and_the_paper(street, full, signed_in):
    candidates.install_rules(street)
    browser = signed_in("staff")
    form = {f"{s.kind}-{s.candidate_id}": s.post + ("+" if s.is_alternate else "") for s in full.seats.all()}
    live = browser.post(reverse("candidates:slate-preview", args=[world.FIRST]), form).context["preview"]
    page = browser.get(reverse("candidates:slate", args=[full.pk])).context["preview"]
    printed = paper.context(street.users["staff"], None, None, {"subject": full.pk}, 1)["preview"]
    for other in (page, printed):
        assert [(line.label, line.text, line.verdicts) for line in live.lines] == [
            (line.label, line.text, line.verdicts) for line in other.lines
        ]
        assert live.checks == other.checks
        assert live.posts == other.posts
    assert SlateSeat.objects.count() == full.seats.count()


def test_the_preview_works_without_script(street, full, signed_in):
    form = {f"{s.kind}-{s.candidate_id}": s.post for s in full.seats.all() if s.post == "secretary"}
    page = signed_in("staff").post(reverse("candidates:slate-edit", args=[full.pk]), form | {"preview": "1"})
    assert page.context["preview"].posts == [("书记", "方一")]
    assert full.seats.count() == 8


# --- the street -------------------------------------------------------------------------


def test_the_street_shows_who_misses_what(street, full):
    candidates.install_rules(street)
    seen = overview(street.users["staff"], street.regions[world.STREET], street.running)
    assert [(row.community.pk, bool(row.slate)) for row in seen.rows] == [(world.FIRST, True), (world.SECOND, False)]
    assert seen.missing == 1
    missed = {cell.verdict.target.measure for cell in seen.rows[0].missed}
    assert "newcomer_oldest" in missed
    assert "under_35" not in missed


def test_the_adopted_slate_stands_for_its_community(street, full):
    other = slates.make(street, slates.full_team(street))
    services.move_slate(actor=street.users["leader"], slate=slates.table(street, other), name="adopt")
    seen = overview(street.users["staff"], street.regions[world.STREET], street.running)
    assert (seen.rows[0].slate, seen.rows[0].number) == (other, 2)


def test_the_street_asks_as_often_for_one_slate_as_for_seven(street):
    candidates.install_rules(street)

    def number():
        with CaptureQueriesContext(connection) as captured:
            overview(world.User.objects.get(username="staff"), street.regions[world.STREET], street.running)
        return len(captured)

    slates.committees(street)
    slates.make(street, slates.full_team(street))
    first = number()
    for place in range(5):
        code = f"{world.STREET}10{place}"
        community = Region.objects.create(code=code, name=f"社区{place}", level=5, parent=street.regions[world.STREET])
        slates.committees(street, community=community)
        slates.make(street, slates.full_team(street, community), community=community)
    assert number() == first


# --- drawing up and moving ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("posts", "code"),
    [
        ([(0, "secretary"), (1, "secretary")], "head_twice"),
        ([(0, "secretary"), (0, "party_member")], "twice_in_committee"),
        ([(0, "secretary", True)], "no_alternate"),
    ],
)
def test_unsound_places_are_refused(street, posts, code):
    people = [slates.candidate(street, name) for name in ("方一", "方二")]
    places = [(people[one], post, *spare) for one, post, *spare in posts]
    assert refused(slates.make, street=street, places=places) == code
    assert not Slate.objects.exists()


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_nobody_who_is_out_is_placed(street, state):
    out = slates.candidate(street, "方一", state=state)
    assert refused(slates.make, street=street, places=[(out, "director")]) == "not_placeable"


def test_nobody_of_another_community_is_placed(street):
    other = slates.candidate(street, "邻一", street.second)
    assert refused(slates.make, street=street, places=[(other, "director")]) == "not_placeable"


def test_numbers_are_not_used_again(street):
    first = slates.make_one(street)
    services.move_slate(actor=street.users["staff"], slate=first, name="discard", note="重拟")
    assert [first.name, slates.make_one(street).name] == ["方案一", "方案二"]


def test_of_two_who_edit_one_slate_the_second_is_told(street, full):
    arguments = {"slate": full, "version": full.version, "name": "", "note": "", "places": []}
    services.update_slate(actor=street.users["staff"], **arguments)
    assert refused(services.update_slate, actor=street.users["second_staff"], **arguments) == "edited_meanwhile"


def test_what_the_meeting_has_before_it_stays(street, full):
    tabled = slates.table(street, full)
    arguments = {"slate": tabled, "version": tabled.version, "name": "", "note": "", "places": []}
    assert refused(services.update_slate, actor=street.users["staff"], **arguments) == "slate_settled"
    assert services.copy_slate(actor=street.users["staff"], slate=tabled).seats.count() == 8


def test_a_slate_is_adopted_only_with_people_who_passed(street):
    slate = slates.table(street, slates.make_one(street, state="street_review"))
    assert refused(services.move_slate, actor=street.users["leader"], slate=slate, name="adopt") == "slate_not_passed"


def test_a_probationary_member_takes_no_party_post(street):
    slate = slates.make_one(street, affiliation="probationary")
    assert "party" in tones(shown(slate))
    assert (
        refused(services.move_slate, actor=street.users["staff"], slate=slate, name="table") == "slate_not_party_member"
    )


def test_one_slate_is_adopted_for_a_community(street):
    first, second = (slates.table(street, slates.make_one(street)) for _ in range(2))
    services.move_slate(actor=street.users["leader"], slate=first, name="adopt")
    assert refused(services.move_slate, actor=street.users["leader"], slate=second, name="adopt") == "slate_adopted"


@pytest.mark.django_db(transaction=True)
def test_of_two_slates_adopted_at_once_one_is():
    street = world.build()
    rows = [slates.table(street, slates.make_one(street)) for _ in range(2)]
    start, outcomes = threading.Barrier(2), []

    def adopt(slate):
        start.wait()
        try:
            services.move_slate(actor=street.users["leader"], slate=slate, name="adopt")
            outcomes.append("adopted")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=adopt, args=[slate]) for slate in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["adopted", "slate_adopted"]
    assert Slate.objects.filter(state="adopted").count() == 1
