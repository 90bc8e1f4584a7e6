"""纪律学习: who is expected, signing in within and outside time and place, catching up, who must study again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import access
from core.attachments import attach, find_attachment
from core.errors import DomainError
from core.signatures import is_of, signatures_of
from discipline import reach
from discipline.models import Attendee, CatchUp, SignIn, StudySession
from discipline.services import sign_in, study, texts
from reports.definitions.study import STUDY_SHEET
from reports.ledgers.discipline import STUDY
from tests.factories import discipline, uploads, world
from tests.factories import study as studies
from tests.factories.discipline import fresh, somebody
from tests.factories.talks import STROKES

pytestmark = pytest.mark.django_db
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


def code_of(call, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def test_expected_are_those_of_the_roster_in_the_region(street):
    member, worker, other = (
        somebody(street),
        somebody(street, "election_worker"),
        somebody(street, community=street.second),
    )
    session = studies.plan(street)
    assert [one.person for one in session.attendees.all()] == [member]
    session = studies.plan(street, region=street.regions[world.STREET], capacities=("member", "election_worker"))
    assert {(one.person, one.capacity, one.place_id) for one in session.attendees.all()} == {
        (member, "member", world.FIRST), (other, "member", world.SECOND), (worker, "election_worker", world.FIRST)
    }  # fmt: skip


def test_the_list_is_kept_when_the_roster_changes_and_grows_when_asked(street):
    somebody(street)
    session = studies.plan(street)
    newcomer = somebody(street)
    assert session.attendees.count() == 1
    assert study.refresh_expected(actor=street.users["staff"], session=session) == 1
    assert newcomer in [one.person for one in session.attendees.all()]
    assert study.refresh_expected(actor=street.users["staff"], session=session) == 0


def test_a_session_needs_people_texts_and_sound_times(street):
    assert code_of(studies.plan, street) == "nobody_expected"
    somebody(street)
    now = timezone.now()
    assert code_of(studies.plan, street, starts_at=now, ends_at=now) == "ends_before"
    call = study.plan_session
    assert code_of(call, actor=street.users["staff"], election=street.running, region=street.first, texts=[],
                   capacities=["member"], **studies.fields()) == "texts_missing"  # fmt: skip


def test_a_secretary_holds_sessions_in_his_own_community_alone(street):
    somebody(street)
    assert studies.plan(street, actor="secretary").region == street.first
    with pytest.raises(Http404):
        studies.plan(street, actor="neighbour")
    with pytest.raises(Http404):  # of the street he sees nothing
        studies.plan(street, actor="secretary", region=street.regions[world.STREET])
    with pytest.raises(PermissionDenied):
        studies.plan(street, actor="leader")


def test_an_edit_read_too_early_is_refused_and_a_closed_session_stays(street):
    session, _ = studies.with_people(street)
    edit = {"actor": street.users["staff"], "session": session, "texts": list(session.texts.all())}
    study.edit_session(version=1, **edit, **studies.fields(title="改题"))
    assert code_of(study.edit_session, version=1, **edit, **studies.fields()) == "edited_meanwhile"
    study.move_session(actor=street.users["staff"], session=session, move="close")
    assert code_of(study.edit_session, version=2, **edit, **studies.fields()) == "session_not_open"


def test_signing_in_time_is_valid_and_stands_over_what_was_shown(street):
    session, (first, _) = studies.with_people(street)
    made = studies.sign(first)
    assert (made.standing, made.trouble, made.way) == ("valid", "", "phone")
    (signature,) = signatures_of(made)
    assert is_of(signature, sign_in.content_of(session, first))
    assert signature.signer_name == first.person.name


@pytest.mark.parametrize(
    ("minutes", "standing", "trouble"),
    [(-31, "waiting", "early"), (-29, "valid", ""), (74, "valid", ""), (76, "waiting", "late")],
)
def test_the_window_opens_half_an_hour_before_and_shuts_a_quarter_after(street, minutes, standing, trouble):
    session, (first, _) = studies.with_people(street)
    begin = session.starts_at
    StudySession.objects.filter(pk=session.pk).update(ends_at=begin + timedelta(minutes=60))
    with time_machine.travel(begin + timedelta(minutes=minutes), tick=False):
        made = studies.sign(first)
    assert (made.standing, made.trouble) == (standing, trouble)


def test_a_wrong_code_of_the_place_waits_and_the_right_one_counts(street):
    session, (first, second) = studies.with_people(street, with_place_code=True)
    wrong = "0000" if session.place_code != "0000" else "1111"
    assert studies.sign(first, place_code=wrong).trouble == "place"
    assert studies.sign(second, place_code=f" {session.place_code}").standing == "valid"


def test_a_tablet_stands_at_the_place_and_needs_no_code(street):
    session, (first, _) = studies.with_people(street, with_place_code=True)
    made = sign_in.sign_at_kiosk(actor=street.users["staff"], attendee=first, strokes=STROKES)
    assert (made.way, made.standing) == ("kiosk", "valid")


def test_signing_twice_is_once(street):
    session, (first, _) = studies.with_people(street)
    assert studies.sign(first) == studies.sign(first)
    assert sign_in.sign_at_kiosk(actor=street.users["staff"], attendee=first, strokes=STROKES) == SignIn.objects.get()


def test_an_empty_signature_leaves_nothing(street):
    session, (first, _) = studies.with_people(street)
    assert code_of(studies.sign, first, strokes="[]") == "signature_missing"
    assert not SignIn.objects.exists()


def waiting(street):
    session, (first, second) = studies.with_people(street, with_place_code=True)
    return session, first, second, studies.sign(first, place_code="x")


def test_an_attempt_waits_for_the_recorder_and_counts_when_accepted(street):
    session, first, _, attempt = waiting(street)
    text = session.texts.get()
    assert not reach.studied(text).exists()
    assert code_of(study.move_session, actor=street.users["staff"], session=session, move="close") == "attempts_waiting"
    sign_in.decide_attempt(actor=street.users["staff"], sign_in=attempt, accept=True)
    assert list(reach.studied(text)) == [first.person]
    again = {"actor": street.users["staff"], "sign_in": attempt, "accept": True}
    assert code_of(sign_in.decide_attempt, **again) == "not_waiting"


def test_a_refused_attempt_stays_with_its_reason_and_may_be_made_good(street):
    session, first, _, attempt = waiting(street)
    staff = street.users["staff"]
    assert code_of(sign_in.decide_attempt, actor=staff, sign_in=attempt, accept=False) == "note_required"
    sign_in.decide_attempt(actor=staff, sign_in=attempt, accept=False, note="人不在现场")
    assert studies.sign(first, place_code=session.place_code).standing == "valid"
    assert [one.standing for one in first.sign_ins.order_by("at")] == ["refused", "valid"]


def test_ticking_the_paper_sheet_needs_its_scan(street):
    session, people = studies.with_people(street, number=3)
    staff = street.users["staff"]
    studies.sign(people[0])
    tick = {"actor": staff, "session": session}
    assert code_of(sign_in.tick_paper, people=people[:2], **tick) == "sheet_missing"
    attach(actor=staff, subject=session, upload=uploads.upload())
    assert sign_in.tick_paper(people=people[:2], **tick) == 2
    assert [one.way for one in SignIn.objects.order_by("attendee")] == ["phone", "paper"]
    assert sign_in.tick_paper(people=people[:2], **tick) == 2
    assert SignIn.objects.count() == 2


def test_a_name_and_the_end_of_a_number_find_one_of_those_expected(street):
    session, (first, second) = studies.with_people(street)
    assert sign_in.find_attendee(session, f" {first.person.name} ", first.person.phone[-4:]) == first
    assert sign_in.find_attendee(session, second.person.name, second.person.phone[-4:].translate(FULL_WIDTH)) == second


@pytest.mark.parametrize("tail", ["", "0000", "700", "七零零零", "7000 or 1=1", "%"])
def test_whatever_does_not_match_is_answered_in_the_same_words(street, tail):
    session, (first, _) = studies.with_people(street)
    with pytest.raises(DomainError) as of_one_expected:
        sign_in.find_attendee(session, first.person.name, tail)
    with pytest.raises(DomainError) as of_nobody:
        sign_in.find_attendee(session, "查无此人", tail)
    assert (of_one_expected.value.code, of_one_expected.value.message) == ("no_match", of_nobody.value.message)


def test_one_who_is_not_expected_is_not_found_even_with_his_number(street):
    session, _ = studies.with_people(street)
    other = somebody(street, community=street.second, phone="13900001234")
    assert code_of(sign_in.find_attendee, session, other.name, "1234") == "no_match"


def test_guessing_is_limited(street):
    session, (first, _) = studies.with_people(street)
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(sign_in.TRIES_PER_MINUTE):
            assert code_of(sign_in.find_attendee, session, first.person.name, "0000") == "no_match"
        assert code_of(sign_in.find_attendee, session, first.person.name, first.person.phone[-4:]) == "too_many_tries"


def test_a_code_lasts_minutes_and_is_of_one_session(street):
    session, _ = studies.with_people(street)
    token = sign_in.token_of(session)
    assert sign_in.session_of_token(token) == session
    assert code_of(sign_in.session_of_token, token[:-1] + ("a" if token[-1] != "a" else "b")) == "unknown_code"
    with time_machine.travel(timezone.now() + timedelta(seconds=sign_in.TOKEN_SECONDS + 5)):
        assert code_of(sign_in.session_of_token, token) == "code_expired"
    study.move_session(actor=street.users["staff"], session=session, move="close")
    assert code_of(sign_in.session_of_token, token) == "session_closed"


def test_the_absent_catch_up_text_by_text(street):
    first_text, second_text = discipline.text(street), discipline.text(street, "community")
    session, (first, second) = studies.with_people(street, texts=[first_text, second_text])
    studies.sign(first)
    record = {"actor": street.users["staff"], "session": session, "way": "alone", "done_on": timezone.localdate()}
    assert code_of(study.record_catch_up, people=[first], **record) == "not_absent"
    assert code_of(study.record_catch_up, people=[], **record) == "people_missing"
    made = study.record_catch_up(people=[second], **record)
    assert {(row.person, row.text) for row in made} == {(second.person, first_text), (second.person, second_text)}
    assert set(reach.studied(first_text)) == {first.person, second.person}
    study.record_catch_up(people=[second], **record)
    assert CatchUp.objects.count() == 2


@pytest.mark.parametrize(("days", "code"), [(1, "done_in_future"), (-3, "catch_up_too_early")])
def test_catching_up_happens_between_the_session_and_today(street, days, code):
    session, people = studies.with_people(street)
    day = timezone.localdate() + timedelta(days=days)
    call = {"actor": street.users["staff"], "session": session, "people": people, "done_on": day, "way": "alone"}
    assert code_of(study.record_catch_up, **call) == code


def test_a_new_edition_is_studied_again_by_exactly_those_who_studied_the_old(street):
    """Studied the old, the new, both, neither, left the circle: only the first has to study again."""
    old = discipline.own_text(street)
    people = {
        name: somebody(street, name=name) for name in ("只学旧", "补学旧", "新旧都学", "没学", "后来的", "离开的")
    }
    session = studies.plan(street, texts=[old])
    for name in ("只学旧", "新旧都学", "离开的"):
        studies.sign(session.attendees.get(person=people[name]))
    late = session.attendees.filter(person=people["补学旧"])
    study.record_catch_up(actor=street.users["staff"], session=session, people=list(late), way="online",
                          done_on=timezone.localdate())  # fmt: skip
    new = discipline.next_edition(street, old)
    assert set(reach.must_study_again(new)) == {people[n] for n in ("只学旧", "补学旧", "新旧都学", "离开的")}
    again = studies.plan(street, texts=[new])
    for name in ("新旧都学", "后来的"):
        studies.sign(again.attendees.get(person=people[name]))
    people["离开的"].term_roles.all().delete()
    assert set(reach.must_study_again(new)) == {people["只学旧"], people["补学旧"]}
    assert set(reach.not_studied(new)) == {people["只学旧"], people["补学旧"], people["没学"]}
    assert set(reach.studied(new)) == {people["新旧都学"], people["后来的"]}


def test_items_of_a_text_that_was_studied_change_by_a_new_edition_alone(street):
    text = discipline.own_text(street)
    somebody(street)
    studies.plan(street, texts=[text])
    staff = street.users["staff"]
    call = {"actor": staff, "text": text, "version": fresh(text).version}
    assert code_of(texts.edit_text, items=[("另一条", True)], **call) == "text_in_use"
    same = list(text.items.values_list("wording", "is_verified"))
    assert texts.edit_text(items=same, issuer="区纪委", **call).issuer == "区纪委"


def test_a_cancelled_session_counts_for_nobody_and_a_signed_one_is_not_cancelled(street):
    session, (first, _) = studies.with_people(street)
    studies.sign(first)
    call = {"actor": street.users["staff"], "session": session, "move": "cancel", "note": "误建"}
    assert code_of(study.move_session, **call) == "already_signed"
    StudySession.objects.filter(pk=session.pk).update(state="cancelled")
    assert not reach.studied(session.texts.get()).exists()


def test_who_signed_stays_on_the_list(street):
    session, (first, second) = studies.with_people(street)
    studies.sign(first)
    assert code_of(study.remove_expected, actor=street.users["staff"], attendee=first) == "already_signed"
    study.remove_expected(actor=street.users["staff"], attendee=second)
    assert list(Attendee.objects.all()) == [first]


def test_a_sign_in_by_mistake_is_withdrawn_with_a_reason(street):
    session, (first, _) = studies.with_people(street)
    made = studies.sign(first)
    assert code_of(sign_in.withdraw_sign_in, actor=street.users["staff"], sign_in=made, note=" ") == "note_required"
    sign_in.withdraw_sign_in(actor=street.users["staff"], sign_in=made, note="点错人")
    assert not reach.studied(session.texts.get()).exists()


# --- a session of the street, seen from a community ------------------------------------------


@pytest.fixture
def held_by_the_street(street):
    """``(session, own, absent, other)``: two of the first community, of whom one signed, and one of the second."""
    own, absent = somebody(street, name="甲本社区"), somebody(street, name="乙本社区")
    other = somebody(street, name="丙邻社区", community=street.second)
    session = studies.plan(street, region=street.regions[world.STREET], summary="点名批评丙邻社区")
    studies.sign(session.attendees.get(person=own))
    studies.sign(session.attendees.get(person=other))
    return session, own, absent, other


def test_a_community_sees_the_streets_session_with_its_own_people_alone(street, signed_in, held_by_the_street):
    session, own, absent, other = held_by_the_street
    page = signed_in("secretary").get(reverse("discipline:study", args=[session.pk]))
    text = page.content.decode()
    assert {one.person for one in page.context["people"]} == {own, absent}
    assert [figure[1] for figure in page.context["figures"]] == [2, 1, 1, 0]
    assert (session.place in text, session.texts.get().title in text, "打印签到表" in text) == (True, True, False)
    assert other.name not in text
    assert "/move/" not in text


def test_the_list_counts_of_the_streets_session_ones_own_people(street, signed_in, held_by_the_street):
    counts = {}
    for name in ("staff", "secretary", "neighbour", "outsider"):
        rows = signed_in(name).get(reverse("discipline:study-list")).context["object_list"]
        counts[name] = [(row.expected_count, row.signed_count) for row in rows]
    assert counts == {"staff": [(3, 2)], "secretary": [(2, 1)], "neighbour": [(1, 1)], "outsider": []}


def test_a_session_of_which_nobody_is_ones_own_is_out_of_sight(street, signed_in):
    somebody(street, community=street.second)
    session = studies.plan(street, region=street.regions[world.STREET])
    assert not access.allowed(street.users["secretary"], "view_records", session)
    assert signed_in("secretary").get(reverse("discipline:study", args=[session.pk])).status_code == 404


def test_nothing_of_the_streets_session_is_changed_printed_or_counted_by_a_community(street, held_by_the_street):
    session, own, absent, _ = held_by_the_street
    secretary, place = street.users["secretary"], street.first
    with pytest.raises(PermissionDenied):
        study.record_catch_up(
            actor=secretary, session=session, people=[session.attendees.get(person=absent)],
            done_on=timezone.localdate(), way="alone",
        )  # fmt: skip
    assert not STUDY_SHEET.records_for(secretary).exists()
    assert STUDY_SHEET.records_for(street.users["staff"]).get() == session
    assert list(STUDY.take(secretary, place, street.running, {})) == []


def test_the_sheet_of_the_streets_session_is_not_the_communities(street, held_by_the_street):
    session, *_ = held_by_the_street
    sheet = attach(actor=street.users["staff"], subject=session, upload=uploads.upload())
    assert find_attachment(street.users["leader"], sheet.pk) == sheet
    with pytest.raises(Http404):
        find_attachment(street.users["secretary"], sheet.pk)


def test_the_streets_session_costs_as_many_queries_for_three_as_for_one(street, signed_in):
    browser, asked = signed_in("secretary"), []
    for number in (1, 2):
        for _ in range(number):
            somebody(street), somebody(street, community=street.second)
        session = studies.plan(street, region=street.regions[world.STREET])
        url = reverse("discipline:study", args=[session.pk])
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert len(browser.get(url).context["people"]) == 2 * number - 1
        asked.append(len(captured))
    assert asked[0] == asked[1]
