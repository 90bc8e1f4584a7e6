"""A letter: its columns and number, sending it with frozen data, calling it back, asking again."""

import json

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from candidates.joint_review.departments import Department
from candidates.joint_review.facts import BY_CODE, columns_of, current_facts, people_of, row_of
from candidates.models import DepartmentOpinion, JointReviewLetter
from communities.working_days import WorkingDays
from core import access, audit, secrets, workflow
from core.editing import claim_version
from core.errors import DomainError

EDITABLE = ("addressee", "columns", "duty", "due_on")
States = JointReviewLetter.States


def locked_letter(letter):
    rows = JointReviewLetter.objects.select_for_update(of=("self",))
    return rows.select_related("batch__election", "batch__region").get(pk=letter.pk)


def require_letter_draft(letter):
    if not letter.is_draft:
        raise DomainError(
            "letter_not_draft", f"{letter}现为“{letter.get_state_display()}”，已发出的函不能修改，可撤回重拟。"
        )


@transaction.atomic
def add_letter(*, actor, batch, department):
    """Draft a letter to a :class:`Department` of a batch, drafted or out. Returns the :class:`JointReviewLetter`.

    Raises DomainError ``department_asked`` or ``batch_over``.
    """
    access.require(actor, "review_street", batch)
    if not (batch.is_draft or batch.is_out):
        raise DomainError("batch_over", f"{batch}现为“{batch.get_state_display()}”，不能再加发部门。")
    order = (batch.letters.aggregate(last=Max("order"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            letter = JointReviewLetter.objects.create(
                batch=batch, election_id=batch.election_id, order=order, department=department.name,
                short_name=department.short_name, addressee=department.addressee, columns=list(department.columns),
                duty=department.duty, due_days=department.due_days, updated_by=actor,
            )  # fmt: skip
    except IntegrityError:
        raise DomainError("department_asked", f"本批已有致{department.name}的函。", "name") from None
    audit.record(actor, "jointletter.add", letter, detail={"department": department.name})
    return letter


@transaction.atomic
def edit_letter(*, actor, letter, version, addressee, columns, duty="", due_on=None):
    """Change a drafted letter. ``due_on``: another day than the working days of the batch give."""
    letter = locked_letter(letter)
    access.require(actor, "review_street", letter)
    require_letter_draft(letter)
    if {"id_number", "id_masked"} <= set(columns):
        raise DomainError("number_twice", "公民身份号码请只选一种：完整的，或部分隐去的。", "columns")
    if due_on and due_on < timezone.localdate():
        raise DomainError("due_past", "答复期限已经过去，请改为今天以后的日期，或留空按工作日推算。", "due_on")
    claim_version(actor=actor, obj=letter, version=version)
    new = {"addressee": addressee, "columns": [code for code in BY_CODE if code in columns],
           "duty": duty.strip(), "due_on": due_on}  # fmt: skip
    old = {name: getattr(letter, name) for name in EDITABLE}
    for name, value in new.items():
        setattr(letter, name, value)
    letter.save(update_fields=EDITABLE)
    audit.record(actor, "jointletter.edit", letter, detail=audit.changes(old, new))
    return letter


@transaction.atomic
def drop_letter(*, actor, letter):
    """A drafted letter that is not wanted: deleted, for nobody has seen it. Returns the batch."""
    letter = locked_letter(letter)
    access.require(actor, "review_street", letter)
    require_letter_draft(letter)
    batch = letter.batch
    audit.record(actor, "jointletter.drop", letter, detail={"department": letter.department})
    _hand_back(letter)
    letter.delete()
    return batch


@transaction.atomic
def send_letter(*, actor, letter, version):
    """Send one letter of a batch that is out: to a department added since, drawn up anew, or asked again."""
    letter = locked_letter(letter)
    claim_version(actor=actor, obj=letter, version=version)
    post_letter(actor, letter)
    return JointReviewLetter.objects.get(pk=letter.pk)


def post_letter(actor, letter):
    """Number, due date and frozen rows, then the move. The caller holds the batch or the letter."""
    letter = locked_letter(letter)
    entries = list(_people_asked_about(letter))
    if not entries:
        raise DomainError("nobody_left", f"{letter}所列人选均已不在联审中，无须再发。")
    today = timezone.localdate()
    letter.serial = (_last_serial(letter) or 0) + 1
    letter.number = letter.batch.number_pattern.replace("{}", str(letter.serial))
    letter.sent_on, letter.sent_by, letter.updated_by = today, actor, actor
    letter.due_on = letter.due_on or WorkingDays(letter.batch.election).after(today, days_to_answer(letter))
    letter.save()
    _freeze(actor, letter, entries)
    workflow.apply(actor=actor, obj=letter, name="send", event="jointletter.send")
    audit.record(
        actor, "jointletter.freeze", letter, detail={"number": letter.number, "columns": letter.columns, "people": len(entries)}
    )  # fmt: skip


def days_to_answer(letter):
    """Working days that the department has: its own limit of the rules, else that of the batch."""
    return letter.due_days or letter.batch.due_days


def _people_asked_about(letter):
    """Whoever of the batch still waits for his conclusion; of a supplementary letter those it was drafted for."""
    waiting = letter.batch.entries.filter(is_open=True)
    return waiting.filter(opinions__letter=letter) if letter.supplements_id else waiting


def _last_serial(letter):
    return JointReviewLetter.objects.filter(election=letter.election_id).aggregate(last=Max("serial"))["last"]


def _freeze(actor, letter, entries):
    """A row for each person as it is sent; whatever the department was asked before no longer counts."""
    people, columns = people_of(entries), columns_of(letter.columns)
    earlier = DepartmentOpinion.objects.filter(entry__in=entries, department=letter.department, is_current=True)
    earlier.exclude(letter=letter).update(is_current=False)
    letter.opinions.all().delete()
    rows = (
        _frozen(actor, letter, entry, position, people[entry.candidate_id], columns)
        for position, entry in enumerate(sorted(entries, key=lambda e: e.position), 1)
    )
    DepartmentOpinion.objects.bulk_create(rows)


def _frozen(actor, letter, entry, position, candidate, columns):
    row = json.dumps(row_of(candidate, columns), ensure_ascii=False)
    return DepartmentOpinion(
        letter=letter, entry=entry, department=letter.department, position=position, frozen=row, updated_by=actor,
        digest=secrets.digest(row.encode()), facts=json.dumps(current_facts(candidate), ensure_ascii=False),
        row_key=row_key(letter, entry),
    )  # fmt: skip


def row_key(letter, entry):
    """What stands hidden in a row of the workbook: bound to batch, department and person, and not to be guessed."""
    return secrets.keyed_hash(f"joint-review:{letter.batch_id}:{letter.pk}:{entry.pk}")[:40]


@transaction.atomic
def recall_letter(*, actor, letter, note):
    """Call one letter back; a new draft to the same department takes its place. Returns that draft, or None.

    The answers that came stay on record and no longer count. Raises what workflow.apply raises.
    """
    letter = locked_letter(letter)
    was_draft = letter.is_draft
    workflow.apply(actor=actor, obj=letter, name="recall", note=note, event="jointletter.recall")
    people = list(letter.opinions.to_answer().values_list("entry_id", flat=True))
    letter.opinions.update(is_current=False)
    if was_draft or not letter.batch.is_out:
        return None
    if letter.supplements_id:
        _hand_back(letter, people)
        return None
    return add_letter(actor=actor, batch=letter.batch, department=_department_of(letter))


def _department_of(letter):
    return Department(
        letter.department, letter.short_name, letter.addressee, tuple(letter.columns), letter.duty, letter.due_days
    )


def _hand_back(letter, people=()):
    """A supplementary letter is gone: what the department had said before counts again."""
    if not letter.supplements_id:
        return
    for entry_id in people or letter.opinions.values_list("entry_id", flat=True):
        earlier = DepartmentOpinion.objects.filter(entry=entry_id, department=letter.department).exclude(letter=letter)
        latest = earlier.exclude(letter__state=States.RECALLED).order_by("-pk").first()
        letter.opinions.filter(entry=entry_id).update(is_current=False)
        if latest:
            DepartmentOpinion.objects.filter(pk=latest.pk).update(is_current=True)


@transaction.atomic
def ask_again(*, actor, letter, entries):
    """Draft a supplementary letter to the same department about some of its people. Returns the draft.

    For facts that changed after sending, or an answer 需进一步核实. The earlier answers count until it is sent.
    Raises DomainError ``nobody_chosen``, ``letter_not_out`` or ``draft_waits``.
    """
    letter = locked_letter(letter)
    access.require(actor, "review_street", letter)
    if not letter.is_out or not letter.batch.is_out:
        raise DomainError("letter_not_out", f"{letter}现为“{letter.get_state_display()}”，不能补充征求。")
    chosen = [entry for entry in entries if entry.is_open and entry.batch_id == letter.batch_id]
    if not chosen:
        raise DomainError("nobody_chosen", "请勾选要补充征求意见的人选。", "entries")
    origin = letter.supplements or letter
    waiting = JointReviewLetter.objects.filter(supplements=origin, state=States.DRAFT).first()
    if waiting:
        raise DomainError("draft_waits", f"已有一件致{letter.department}的补充征求函待发，请先发出或删除。")
    draft = JointReviewLetter.objects.create(
        batch=letter.batch, election_id=letter.election_id, supplements=origin, order=letter.order,
        department=letter.department, short_name=letter.short_name, addressee=letter.addressee, columns=letter.columns,
        duty=letter.duty, due_days=letter.due_days, updated_by=actor,
    )  # fmt: skip
    DepartmentOpinion.objects.bulk_create(_noted(draft, entry, position) for position, entry in enumerate(chosen, 1))
    audit.record(actor, "jointletter.ask_again", draft, detail={"people": len(chosen)})
    return draft


def _noted(draft, entry, position):
    """Whom a supplementary draft is about; the row itself is frozen when it is sent."""
    return DepartmentOpinion(
        letter=draft, entry=entry, department=draft.department, position=position, is_current=False, frozen="[]",
        digest=secrets.digest(b"[]"), facts="{}", row_key=row_key(draft, entry),
    )  # fmt: skip
