"""警示谈话: the tree out of the records and its holes, planning, recording, signing, who reads what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from core import access
from core.attachments import attach
from core.errors import DomainError
from discipline import reach, warning_papers, warning_tree
from discipline.models import WarningPair, WarningTalk
from discipline.models.warnings import HOLD, READ
from discipline.services import warnings
from discipline.warning_rules import roles_to_sign, unsigned
from tests.factories import discipline, uploads
from tests.factories import warnings as talks
from tests.factories.discipline import fresh, somebody
from tests.factories.talks import SECRET, STROKES, staff_person

pytestmark = pytest.mark.django_db


def code_of(call, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def propose(street, actor="staff"):
    return warnings.propose_pairs(actor=street.users[actor], election=street.running)


def warner_of(street):
    return {pair.person: pair.warner for pair in WarningPair.objects.filter(election=street.running)}


def test_the_records_say_who_warns_whom_level_by_level(street):
    head, leader, secretary, member, prospect, clerk = talks.levels(street)
    assert propose(street) == (5, 0, 0)
    assert warner_of(street) == {
        leader: head, secretary: leader, member: secretary, prospect: secretary, clerk: None,
    }  # fmt: skip
    assert WarningPair.objects.get(person=secretary).post == "书记"


def test_proposing_again_changes_nothing(street):
    talks.levels(street)
    propose(street)
    assert propose(street) == (0, 0, 0)


def test_the_tree_follows_the_records_but_not_over_what_was_named_by_hand(street):
    head, leader, secretary, member, prospect, clerk = talks.levels(street)
    propose(street)
    warnings.set_warner(actor=street.users["staff"], pair=WarningPair.objects.get(person=clerk), warner=leader)
    prospect.term_roles.all().delete()
    newcomer = somebody(street)
    assert propose(street) == (1, 0, 1)
    assert warner_of(street)[clerk] == leader
    assert warner_of(street)[newcomer] == secretary
    assert prospect not in warner_of(street)


def test_nobody_warns_himself_nor_his_own_warner(street):
    head, leader, secretary, member, *_ = talks.levels(street)
    propose(street)
    pair = WarningPair.objects.get(person=leader)
    call = {"actor": street.users["staff"], "pair": pair}
    assert code_of(warnings.set_warner, warner=leader, **call) == "warns_himself"
    assert code_of(warnings.set_warner, warner=member, **call) == "warners_in_ring"


@pytest.mark.parametrize(
    ("office", "level"),
    [("街道党工委书记", "head"), ("街道党工委副书记、办事处主任", "team"), ("街道纪工委书记", "team"),
     ("办事处副主任", "team"), ("党建办主任", "other"), ("党建办副主任", "other"), ("", "other")],
)  # fmt: skip
def test_offices_tell_the_level(office, level):
    found = "head" if warning_tree.is_head(office) else "team" if warning_tree.is_team(office) else "other"
    assert found == level


def test_the_tree_nests_the_levels_and_counts_its_holes(street):
    head, leader, secretary, member, prospect, clerk = talks.levels(street)
    propose(street)
    pair = WarningPair.objects.get(person=member)
    talks.recorded(street, talks.plan(street, [pair]))
    (root,), unplaced = warning_tree.tree(warning_tree.pairs_of(street.users["staff"], street.running))
    assert (root.person, root.below, root.warned_below, root.holes_below) == (head, 4, 1, 3)
    below_secretary = root.children[0].children[0]
    assert {(one.person, one.is_warned) for one in below_secretary.children} == {(member, True), (prospect, False)}
    assert [one.person for one in unplaced] == [clerk]


def test_a_planned_talk_fills_no_hole_but_shows(street):
    pair = talks.somebody_to_warn(street)
    talks.plan(street, [pair])
    (found,) = warning_tree.pairs_of(street.users["staff"], street.running)
    assert (found.is_warned, found.is_planned) == (False, True)


def test_a_secretary_sees_the_lines_of_his_community_alone(street):
    own, other = talks.somebody_to_warn(street), talks.somebody_to_warn(street, street.second)
    assert list(warning_tree.pairs_of(street.users["secretary"], street.running)) == [own]
    assert set(warning_tree.pairs_of(street.users["leader"], street.running)) == {own, other}


def test_only_who_was_there_is_warned(street):
    discipline.install(street)
    came, stayed_away = talks.somebody_to_warn(street), talks.somebody_to_warn(street)
    talk = talks.plan(street, [came, stayed_away])
    text = discipline.text(street)
    talks.recorded(street, talk, there=list(talk.partners.filter(person=came.person)), texts=[text])
    assert list(reach.warned(street.running)) == [came.person]
    assert list(reach.warned(street.running, text)) == [came.person]
    assert list(reach.warned(street.running, discipline.text(street, "community"))) == []
    assert set(reach.not_warned(street.running, street.first)) == {stayed_away.person}


def test_one_record_serves_a_collective_talk_and_one_each_the_others(street):
    pairs = [talks.somebody_to_warn(street) for _ in range(3)]
    plan = {"actor": street.users["staff"], "election": street.running, "pairs": pairs,
            "talker": staff_person(street), "due_on": timezone.localdate()}  # fmt: skip
    assert len(warnings.plan_talk(is_collective=True, **plan)) == 1
    assert code_of(warnings.plan_talk, **plan) == "planned_already"
    WarningTalk.objects.all().delete()
    made = warnings.plan_talk(**plan)
    assert [(talk.number, talk.partners.count()) for talk in made] == [(1, 1), (2, 1), (3, 1)]


def test_a_talker_needs_an_account_and_does_not_warn_himself(street):
    pair = talks.somebody_to_warn(street)
    plan = {"actor": street.users["staff"], "election": street.running, "due_on": timezone.localdate()}
    without = somebody(street, "street_staff")
    assert code_of(warnings.plan_talk, pairs=[pair], talker=without, **plan) == "no_account"
    pair.person.user = street.users["secretary"]
    pair.person.save()
    assert code_of(warnings.plan_talk, pairs=[pair], talker=pair.person, **plan) == "warns_himself"
    assert code_of(warnings.plan_talk, pairs=[], talker=without, **plan) == "people_missing"


def test_planning_is_for_who_conducts_talks(street):
    pair = talks.somebody_to_warn(street)
    with pytest.raises(Http404):
        talks.plan(street, [pair], actor="outsider")
    with pytest.raises(Http404):  # the secretary sees no records of the street
        propose(street, "secretary")


def test_who_sits_there_writes_and_nobody_else(street):
    talk = talks.plan(street, talker="leader")
    with pytest.raises(PermissionDenied):
        talks.recorded(street, talk, actor="staff")
    assert talks.recorded(street, talk, actor="leader").state == "recorded"


def test_texts_are_read_by_who_sits_there_and_a_reading_by_others_is_recorded(street):
    talk = talks.recorded(street, talks.plan(street, talker="leader"), actor="leader")
    assert access.allowed(street.users["leader"], READ, talk)
    assert not any(access.allowed(street.users[name], READ, talk) for name in ("staff", "inspector", "secretary"))
    assert not warnings.read_talk(actor=street.users["staff"], talk=talk)
    assert not access.allowed(street.users["staff"], HOLD, talk)


def test_why_a_talk_was_held_is_neither_signed_nor_printed(street):
    talk = talks.recorded(street, talks.plan(street, reason="clue"))
    assert talk.reason == "clue"
    for word in ("clue", "线索"):
        assert word not in warning_papers.canonical(talk)


def test_texts_are_encrypted_in_the_database(street):
    talks.recorded(street, talks.plan(street, reason="clue"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM discipline_warningtalk")
        (row,) = cursor.fetchall()
    assert SECRET not in str(row)
    assert "clue" not in str(row)


def test_signatures_freeze_the_record_and_close_it(street):
    talk = talks.recorded(street, talks.plan(street, recorder="second_staff"))
    assert [label for _, label, _ in roles_to_sign(talk)] == ["谈话人", "谈话对象", "记录人"]
    assert code_of(warnings.archive_talk, actor=street.users["staff"], talk=talk) == "warning_unsigned"
    talks.sign(street, talk, "talker")
    assert code_of(talks.recorded, street, talk) == "warning_locked"
    closed = _sign_rest(street, talk)
    assert (closed.state, warning_papers.is_intact(closed)) == ("signed", True)
    assert code_of(talks.recorded, street, closed) == "warning_closed"


def _sign_rest(street, talk):
    for role, _ in unsigned(fresh(talk)):
        talks.sign(street, talk, role)
    return warnings.archive_talk(actor=street.users["staff"], talk=talk)


def test_a_scan_of_the_signed_paper_serves_too(street):
    talk = talks.recorded(street)
    attach(actor=street.users["staff"], subject=talk, upload=uploads.upload())
    assert warnings.archive_talk(actor=street.users["staff"], talk=talk).state == "signed"


def test_nobody_signs_a_text_that_changed_under_him(street):
    talk = talks.recorded(street)
    shown = warning_papers.digest_of(talk)
    talks.recorded(street, talk, content="另一种说法")
    call = {"actor": street.users["staff"], "talk": talk, "role": "talker", "strokes": STROKES, "shown": shown}
    assert code_of(warnings.sign_talk, **call) == "text_changed"


def test_withdrawn_signatures_let_the_record_be_corrected(street):
    talk = talks.recorded(street)
    talks.sign(street, talk, "talker")
    warnings.withdraw_signatures(actor=street.users["staff"], talk=talk)
    assert talks.recorded(street, talk, content="更正").content == "更正"


def test_a_talk_in_the_future_or_without_words_is_refused(street):
    talk = talks.plan(street)
    soon = timezone.now() + timedelta(hours=2)
    assert code_of(talks.recorded, street, talk, held_until=soon) == "warning_in_future"
    assert code_of(talks.recorded, street, talk, answer=" ".strip()) == "warning_incomplete"
    assert code_of(talks.recorded, street, talk, there=[]) == "warning_incomplete"
    assert code_of(talks.recorded, street, talk, held_until=talks.words()["held_from"]) == "warning_ends_before"
