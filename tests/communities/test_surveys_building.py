"""Questions, their order and conditions, versions, copies, templates, confirmation."""

import pytest
from django.http import Http404

from communities.models import Question, Questionnaire
from communities.services import surveys
from communities.survey_templates import TEMPLATES
from core.errors import DomainError
from tests.factories import surveys as make
from tests.factories import world

pytestmark = pytest.mark.django_db


def add(street, questionnaire, **fields):
    questionnaire.refresh_from_db()
    return surveys.add_question(
        actor=street.users["staff"], questionnaire=questionnaire, version=questionnaire.version,
        **make.question_fields(**{"kind": "single", "text": "题", "choices": ["甲", "乙"], **fields}),
    )  # fmt: skip


def edit(street, question, **fields):
    kept = {name: getattr(question, name) for name in surveys.building.QUESTION_FIELDS}
    questionnaire = Questionnaire.objects.get(pk=question.questionnaire_id)
    question.questionnaire = questionnaire
    return surveys.edit_question(
        actor=street.users["staff"], question=question, version=questionnaire.version, **kept | fields
    )


def refused(code):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"choices": ["甲"]}, "bad_number", "choices"),
        ({"choices": ["甲", "甲"]}, "twice", "choices"),
        ({"choices": ["甲", "乙" * 61]}, "too_long", "choices"),
        ({"choices": [str(n) for n in range(13)]}, "bad_number", "choices"),
        ({"kind": "rating", "rows": []}, "bad_number", "rows"),
        ({"favourable": 2}, "bad_favourable", "favourable"),
        ({"kind": "number", "minimum": 5, "maximum": 1}, "bad_bounds", "maximum"),
    ],
)
def test_unsound_question_is_refused_at_its_field(street, fields, code, field):
    questionnaire = make.questionnaire(street, ())
    with pytest.raises(DomainError) as refusal:
        add(street, questionnaire, **fields)
    assert (refusal.value.code, refusal.value.field, Question.objects.count()) == (code, field, 0)


def test_kind_keeps_only_its_own_fields(street):
    made = add(street, make.questionnaire(street, ()), kind="text", rows=["甲"], favourable=1, maximum=3)
    assert (made.choices, made.rows, made.favourable, made.maximum) == ([], [], 0, None)


def test_condition_names_an_earlier_choice(street):
    questionnaire = make.questionnaire(street, ())
    first, second = add(street, questionnaire), add(street, questionnaire, kind="text")
    follower = add(street, questionnaire, shown_if=first, shown_if_choice="乙")
    assert (follower.shown_if, follower.shown_if_choice) == (first, "乙")

    with refused("bad_condition_choice"):
        add(street, questionnaire, shown_if=first, shown_if_choice="丙")
    with refused("bad_condition"):
        add(street, questionnaire, shown_if=second, shown_if_choice="乙")
    with refused("bad_condition"):
        edit(street, first, shown_if=follower, shown_if_choice="甲")
    other = make.questionnaire(street, ())
    with refused("bad_condition"):
        add(street, other, shown_if=first, shown_if_choice="乙")


def test_choice_that_another_question_hangs_on_stays(street):
    questionnaire = make.questionnaire(street, ())
    first = add(street, questionnaire)
    add(street, questionnaire, shown_if=first, shown_if_choice="乙")

    with refused("choice_needed"):
        edit(street, first, choices=["甲", "丁"])
    with refused("question_needed"):
        surveys.remove_question(actor=street.users["staff"], question=first, version=version(questionnaire))
    with refused("condition_order"):
        surveys.move_question(actor=street.users["staff"], question=first, version=version(questionnaire), up=False)
    assert edit(street, first, choices=["乙", "丁"]).choices == ["乙", "丁"]


def version(questionnaire):
    questionnaire.refresh_from_db()
    return questionnaire.version


def test_order_is_kept_without_gaps(street):
    questionnaire = make.questionnaire(street, ())
    texts = [add(street, questionnaire, text=text) for text in ("一", "二", "三")]
    for question in texts:
        question.questionnaire = questionnaire

    surveys.move_question(actor=street.users["staff"], question=texts[2], version=version(questionnaire), up=True)
    assert list(questionnaire.questions.values_list("order", "text")) == [(1, "一"), (2, "三"), (3, "二")]
    surveys.remove_question(actor=street.users["staff"], question=texts[0], version=version(questionnaire))
    assert list(questionnaire.questions.values_list("order", "text")) == [(1, "三"), (2, "二")]


def test_used_version_is_frozen_in_everything(street):
    staff, survey_round = street.users["staff"], make.hold(street)
    questionnaire = survey_round.questionnaire
    question = questionnaire.questions.first()
    fields = {name: getattr(questionnaire, name) for name in surveys.building.FIELDS}

    with refused("questionnaire_used"):
        add(street, questionnaire)
    with refused("questionnaire_used"):
        edit(street, question, text="改")
    with refused("questionnaire_used"):
        surveys.remove_question(actor=staff, question=question, version=version(questionnaire))
    with refused("questionnaire_used"):
        surveys.move_question(actor=staff, question=question, version=version(questionnaire), up=False)
    with refused("questionnaire_used"):
        surveys.update_questionnaire(actor=staff, questionnaire=questionnaire, version=1, **fields)
    with refused("questionnaire_used"):
        surveys.remove_questionnaire(actor=staff, questionnaire=questionnaire, version=1)


def test_new_version_is_changed_while_the_old_one_stays(street):
    staff, survey_round = street.users["staff"], make.hold(street)
    old = survey_round.questionnaire

    made = surveys.new_version(actor=staff, questionnaire=old)
    again = surveys.new_version(actor=staff, questionnaire=old)
    edit(street, made.questions.first(), text="换了说法")

    assert (made.family, made.number, again.pk) == (old.family, 2, made.pk)
    assert old.questions.first().text == "对班子的评价"
    follower = made.questions.get(order=4)
    assert follower.shown_if == made.questions.get(order=3)  # the copy hangs on the copy
    assert list(Questionnaire.objects.newest_versions()) == [made]


def test_copy_is_a_family_of_its_own(street):
    source = make.questionnaire(street)
    made = surveys.copy_questionnaire(actor=street.users["staff"], questionnaire=source, election=street.running)
    assert made.family != source.family
    assert made.title == "满意度问卷（副本）"
    assert made.questions.count() == source.questions.count()


def test_templates_are_installed_once_and_unconfirmed(street):
    staff, region = street.users["staff"], street.regions[world.STREET]
    added = [surveys.install_templates(actor=staff, election=street.running, region=region) for _ in range(2)]
    made = Questionnaire.objects.all()

    assert added == [len(TEMPLATES), 0]
    assert [one.is_confirmed for one in made] == [False, False]
    ballot = made.get(kind="appraisal")
    assert [question.kind for question in ballot.questions.all()] == ["rating", "members", "text"]
    assert ballot.questions.get(order=1).rows == ballot.questions.get(order=2).rows
    assert len(ballot.questions.get(order=1).rows) == 8


def test_confirmation_lapses_with_a_change(street):
    staff, questionnaire = street.users["staff"], make.questionnaire(street)
    surveys.confirm_questionnaire(
        actor=staff, questionnaire=questionnaire, version=1, document_number="东街办〔2026〕1号"
    )
    assert questionnaire.is_confirmed
    with refused("document_number_required"):
        surveys.confirm_questionnaire(actor=staff, questionnaire=questionnaire, version=2, document_number=" ")

    edit(street, questionnaire.questions.first(), text="改")

    assert not Questionnaire.objects.get().is_confirmed


def test_two_who_change_one_questionnaire_notice_each_other(street):
    questionnaire = make.questionnaire(street)
    add(street, questionnaire)
    with refused("edited_meanwhile"):
        surveys.add_question(
            actor=street.users["second_staff"], questionnaire=questionnaire, version=1,
            **make.question_fields(kind="text", text="题"),
        )  # fmt: skip


def test_another_street_does_not_see_it(street):
    questionnaire = make.questionnaire(street)
    with pytest.raises(Http404):
        surveys.new_version(actor=street.users["outsider"], questionnaire=questionnaire)


def test_past_term_is_only_read(street):
    questionnaire = make.questionnaire(street)
    questionnaire.election = street.past
    questionnaire.save()
    with refused("election_past"):
        add(street, questionnaire)
    with refused("election_past"):
        surveys.new_version(actor=street.users["staff"], questionnaire=questionnaire)
