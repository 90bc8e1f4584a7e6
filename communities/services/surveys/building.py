"""Building questionnaires: versions, questions and their order, copies, templates, confirmation.

A version that a round has used is frozen: changing it means making the next version.
"""

import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.models import Question, Questionnaire
from communities.services.committees import require_running
from communities.survey_templates import TEMPLATES
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

FIELDS = ("kind", "title", "instructions", "basis")
QUESTION_FIELDS = (
    "kind", "text", "required", "choices", "rows", "has_unknown", "favourable", "minimum", "maximum", "shown_if",
    "shown_if_choice",
)  # fmt: skip
MOST_QUESTIONS, MOST_CHOICES, MOST_ROWS = 60, 12, 20
LONGEST_CHOICE, LONGEST_ROW = 60, 60


@transaction.atomic
def create_questionnaire(*, actor, election, region, **fields):
    """A first, empty version (FIELDS) that ``region``, a street, builds. Returns the :class:`Questionnaire`."""
    access.require(actor, "accept_records", region)
    require_running(election)
    made = Questionnaire.objects.create(
        region=region, election=election, updated_by=actor, **{name: fields[name] for name in FIELDS}
    )
    audit.record(actor, "questionnaire.create", made, detail={"title": made.title})
    return made


@transaction.atomic
def update_questionnaire(*, actor, questionnaire, version, **fields):
    """Change title, kind, instructions or basis (FIELDS) of a version not used yet; a confirmation lapses."""
    _claim(actor, questionnaire, version)
    stored = Questionnaire.objects.get(pk=questionnaire.pk)
    changed = audit.changes({name: getattr(stored, name) for name in FIELDS}, {name: fields[name] for name in FIELDS})
    for name in FIELDS:
        setattr(questionnaire, name, fields[name])
    questionnaire.lapse()
    questionnaire.save()
    audit.record(actor, "questionnaire.update", questionnaire, detail=changed)
    return questionnaire


def _claim(actor, questionnaire, version):
    """The right to change a version: not used, last read at ``version``, of a running term."""
    access.require(actor, "accept_records", questionnaire)
    require_running(questionnaire.election)
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)  # a round that is being made waits, or we do
    if questionnaire.rounds.exists():
        raise DomainError(
            "questionnaire_used",
            f"“{questionnaire}”已用于测评，不能再改。请先“修改为新版本”，在新版本上修改，原结果不受影响。",
        )
    claim_version(actor=actor, obj=questionnaire, version=version)


def _touched(questionnaire):
    """A changed question is a changed wording."""
    questionnaire.lapse()
    questionnaire.save(update_fields=["document_number", "confirmed_by", "confirmed_at"])


@transaction.atomic
def add_question(*, actor, questionnaire, version, **fields):
    """Add a question (QUESTION_FIELDS) at the end. Returns the :class:`Question`.

    Raises DomainError with the field that is wrong, or ``too_many_questions``.
    """
    _claim(actor, questionnaire, version)
    last = questionnaire.questions.aggregate(last=Max("order"))["last"] or 0
    if last >= MOST_QUESTIONS:
        raise DomainError("too_many_questions", f"一份问卷最多{MOST_QUESTIONS}题。题目太多，群众难以填完。")
    question = Question(questionnaire=questionnaire, order=last + 1)
    _write_question(question, fields)
    _touched(questionnaire)
    audit.record(actor, "questionnaire.add_question", questionnaire, detail={"text": question.text})
    return question


@transaction.atomic
def edit_question(*, actor, question, version, **fields):
    """Change a question (QUESTION_FIELDS) of a version not used yet."""
    _claim(actor, question.questionnaire, version)
    _require_followers_kept(question, fields)
    _write_question(question, fields)
    _touched(question.questionnaire)
    audit.record(actor, "questionnaire.edit_question", question.questionnaire, detail={"text": question.text})
    return question


def _write_question(question, fields):
    for name in QUESTION_FIELDS:
        setattr(question, name, fields[name])
    _drop_foreign_fields(question)
    _require_sound(question)
    question.save()


def _drop_foreign_fields(question):
    """What the form holds for other kinds of questions is no part of this one."""
    kinds = Question.Kinds
    if not question.has_choices:
        question.choices, question.has_unknown, question.favourable = [], False, 0
    if question.kind not in (kinds.RATING, kinds.MEMBERS):
        question.rows = []
    if question.kind == kinds.MULTIPLE:
        question.favourable, question.has_unknown = 0, False
    if question.kind != kinds.NUMBER:
        question.minimum = question.maximum = None
    if question.shown_if is None:
        question.shown_if_choice = ""


def _require_sound(question):
    if question.has_choices:
        _require_list(question.choices, "choices", "选项", 2, MOST_CHOICES, LONGEST_CHOICE)
    if question.rows or question.kind == Question.Kinds.RATING:
        _require_list(question.rows, "rows", "评价内容", 1, MOST_ROWS, LONGEST_ROW)
    if question.favourable >= max(len(question.choices), 1):
        raise DomainError("bad_favourable", "认可档数须少于等次数，如三档可填 1 或 2。", field="favourable")
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        raise DomainError("bad_bounds", f"最小值{question.minimum}大于最大值{question.maximum}。", field="maximum")
    if question.shown_if:
        _require_condition(question)


def _require_list(texts, field, name, least, most, longest):
    if not least <= len(texts) <= most:
        raise DomainError("bad_number", f"{name}应有 {least} 至 {most} 行，现有 {len(texts)} 行。", field=field)
    twice = next((text for text in texts if texts.count(text) > 1), None)
    if twice:
        raise DomainError("twice", f"{name}“{twice}”重复，请删去一行。", field=field)
    too_long = next((text for text in texts if len(text) > longest), None)
    if too_long:
        raise DomainError("too_long", f"{name}“{too_long[:20]}…”超过 {longest} 字。", field=field)


def _require_condition(question):
    earlier = question.shown_if
    fits = earlier.questionnaire_id == question.questionnaire_id and earlier.order < question.order
    if not fits or earlier.kind not in (Question.Kinds.SINGLE, Question.Kinds.MULTIPLE):
        raise DomainError("bad_condition", "显示条件只能选本题之前的单选题或多选题。", field="shown_if")
    if question.shown_if_choice not in earlier.all_choices:
        raise DomainError(
            "bad_condition_choice",
            f"第{earlier.order}题没有选项“{question.shown_if_choice}”。可填：{'、'.join(earlier.all_choices)}。",
            field="shown_if_choice",
        )


def _require_followers_kept(question, fields):
    """A choice on which a later question hangs stays, word for word."""
    offered = fields["choices"] if fields["kind"] in (Question.Kinds.SINGLE, Question.Kinds.MULTIPLE) else []
    for follower in question.followers.all():
        if follower.shown_if_choice not in offered:
            raise DomainError(
                "choice_needed",
                f"第{follower.order}题的显示条件用到选项“{follower.shown_if_choice}”。请先修改第{follower.order}题的条件。",
                field="choices",
            )


@transaction.atomic
def move_question(*, actor, question, version, up):
    """Move a question one place up or down; at the end of the list nothing happens.

    Raises DomainError ``condition_order`` where it would come before the question it hangs on.
    """
    questionnaire = question.questionnaire
    _claim(actor, questionnaire, version)
    ordered = list(questionnaire.questions.select_related("shown_if"))
    place = ordered.index(question)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ordered):
        return
    first, second = sorted((place, other))
    if ordered[second].shown_if_id == ordered[first].pk:
        raise DomainError(
            "condition_order", f"“{ordered[second].text}”的显示条件是“{ordered[first].text}”，须排在它之后。"
        )
    ordered[first], ordered[second] = ordered[second], ordered[first]
    _renumber(ordered)
    _touched(questionnaire)
    audit.record(actor, "questionnaire.move_question", questionnaire, detail={"text": question.text, "up": up})


def _renumber(questions):
    for order, question in enumerate(questions, start=1):
        question.order = order
    Question.objects.bulk_update(questions, ["order"])


@transaction.atomic
def remove_question(*, actor, question, version):
    """Take a question out. Raises DomainError ``question_needed`` if another hangs on it."""
    questionnaire = question.questionnaire
    _claim(actor, questionnaire, version)
    follower = question.followers.first()
    if follower:
        raise DomainError("question_needed", f"第{follower.order}题的显示条件用到本题，请先修改第{follower.order}题。")
    audit.record(actor, "questionnaire.remove_question", questionnaire, detail={"text": question.text})
    question.delete()
    _renumber(questionnaire.questions.all())
    _touched(questionnaire)


@transaction.atomic
def new_version(*, actor, questionnaire):
    """The next version, to be changed while rounds of the earlier ones keep theirs; one being drafted is returned."""
    access.require(actor, "accept_records", questionnaire)
    require_running(questionnaire.election)
    newest = Questionnaire.objects.select_for_update().filter(family=questionnaire.family).order_by("-number").first()
    if not newest.rounds.exists():
        return newest
    made = _copy(newest, actor, family=newest.family, number=newest.number + 1)
    audit.record(actor, "questionnaire.new_version", made, detail={"title": made.title, "number": made.number})
    return made


@transaction.atomic
def copy_questionnaire(*, actor, questionnaire, election):
    """A questionnaire of its own with the same questions, for ``election``. Returns it."""
    access.require(actor, "accept_records", questionnaire)
    require_running(election)
    made = _copy(questionnaire, actor, election=election, title=f"{questionnaire.title[:55]}（副本）")
    audit.record(actor, "questionnaire.copy", made, detail={"from": str(questionnaire.pk)})
    return made


def _copy(source, actor, **fields):
    kept = {name: getattr(source, name) for name in (*FIELDS, "region", "election")}
    made = Questionnaire.objects.create(updated_by=actor, **{**kept, **fields})
    copies = {}
    for question in source.questions.all():  # in order: what a question hangs on was copied before it
        values = {name: getattr(question, name) for name in QUESTION_FIELDS if name != "shown_if"}
        copies[question.pk] = Question.objects.create(
            questionnaire=made, order=question.order, shown_if=copies.get(question.shown_if_id), **values
        )
    return made


@transaction.atomic
def remove_questionnaire(*, actor, questionnaire, version):
    """Drop a version that no round has used."""
    _claim(actor, questionnaire, version)
    audit.record(actor, "questionnaire.remove", questionnaire, detail={"title": str(questionnaire)})
    questionnaire.questions.update(shown_if=None)
    questionnaire.delete()


@transaction.atomic
def confirm_questionnaire(*, actor, questionnaire, version, document_number):
    """核定: the office stands by this wording, by ``document_number``; it loses the mark 示例（待核定）."""
    access.require(actor, "manage_rules", questionnaire)
    require_running(questionnaire.election)
    if not document_number.strip():
        raise DomainError("document_number_required", "请填写核定所依据的文号。", field="document_number")
    claim_version(actor=actor, obj=questionnaire, version=version)
    questionnaire.document_number = document_number.strip()
    questionnaire.confirmed_by, questionnaire.confirmed_at = actor, timezone.now()
    questionnaire.save()
    audit.record(actor, "questionnaire.confirm", questionnaire, detail={"document_number": document_number})
    return questionnaire


@transaction.atomic
def install_templates(*, actor, election, region):
    """Add the starting templates that ``region`` does not have in this term. Returns how many were added."""
    access.require(actor, "accept_records", region)
    require_running(election)
    there = set(Questionnaire.objects.filter(region=region, election=election).values_list("title", flat=True))
    missing = [template for template in TEMPLATES if template.title not in there]
    for template in missing:
        _install(template, actor, election, region)
    audit.record(actor, "questionnaire.install", region, detail={"added": len(missing)})
    return len(missing)


def _install(template, actor, election, region):
    made = Questionnaire.objects.create(
        family=uuid.uuid4(), region=region, election=election, kind=template.kind, title=template.title,
        instructions=template.instructions, basis=template.basis, updated_by=actor,
    )  # fmt: skip
    by_order = {}
    for order, entry in enumerate(template.questions, start=1):
        entry = dict(entry)
        shown_if = by_order.get(entry.pop("shown_if", None))
        by_order[order] = Question.objects.create(questionnaire=made, order=order, shown_if=shown_if, **entry)
