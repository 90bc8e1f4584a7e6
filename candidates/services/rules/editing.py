"""Editing the rule book. What was confirmed or used stays as it is: an edit of it makes the next version."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from candidates.models import Criterion, NegativeItem, ReviewDepartment, StandardSet, StructureTarget
from candidates.services.candidates import require_running
from candidates.services.following import sync_checks
from candidates.services.rules.fields import criteria_of, values_of
from candidates.validity import require_no_overlap, require_period
from communities.models import Election
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

PREFIXES = {NegativeItem: "N", StructureTarget: "S", ReviewDepartment: "D"}
JUDGING = (StandardSet, NegativeItem)  # candidates are held against these


# --- the right to change, and one writer at a time ----------------------------------------


def lock_book(actor, election):
    """The right to change the term's book, held until the transaction ends: periods are compared in peace."""
    access.require(actor, "manage_rules", election)
    require_running(Election.objects.select_for_update(of=("self",)).get(pk=election.pk))


def claim(actor, rule, version):
    """The right to change a version that still stands, last read at ``version``."""
    access.require(actor, "manage_rules", rule)
    lock_book(actor, rule.election)
    claim_version(actor=actor, obj=rule, version=version)
    if type(rule).objects.filter(pk=rule.pk).exclude(superseded_at=None).exists():
        raise DomainError("superseded", f"“{rule}”的这一版已被更正，只供查阅。请修改现行的版本。")


# --- versions -----------------------------------------------------------------------------


def write_version(rule, actor, **fields):
    """Save ``rule`` with ``fields`` as it shall stand in the book. Raises ``rule_overlap``, ``period_reversed``."""
    for name, value in fields.items():
        setattr(rule, name, value)
    require_period(rule)
    require_no_overlap(rule)
    if rule._state.adding:
        rule.written_by = rule.updated_by = actor
    rule.save()
    return rule


def give_way(rule, valid_from):
    """Let a settled version make room for the next: it ends the day before a later one begins, else it is corrected.

    Its own wording, validity and confirmation stay to be read.
    """
    if valid_from > rule.valid_from:
        last = valid_from - timedelta(days=1)
        rule.valid_to = min(rule.valid_to, last) if rule.valid_to else last
    else:
        rule.superseded_at = timezone.now()
    rule.save()


def _next_version(rule, actor, fields, note):
    give_way(rule, fields["valid_from"])
    copied = values_of(rule) | {"order": rule.order} if hasattr(rule, "order") else values_of(rule)
    made = type(rule)(election=rule.election, previous=rule, in_force=rule.in_force, change_note=note)
    setattr(made, made.key, rule.key_value)
    return write_version(made, actor, **(copied | fields))


@transaction.atomic
def revise(*, actor, rule, version, change_note="", **fields):
    """Change a rule of any kind; returns the version that holds the new wording: itself, or the next one.

    ``fields``: of :data:`candidates.services.rules.fields.FIELDS`, those left out stay. ``change_note``: why. A version
    confirmed or used makes way for a new, unconfirmed one: from its later first day on (修订), or in its place
    where the first day stays (更正). Raises DomainError ``superseded``, ``rule_overlap``, ``period_reversed``,
    ``name_fixed`` or ``edited_meanwhile``.
    """
    claim(actor, rule, version)
    old = values_of(rule)
    changed = audit.changes(old, fields)
    if not changed:
        return rule
    settled = rule.is_settled
    if settled:
        _require_same_key(rule, fields)
        rule = _next_version(rule, actor, old | fields, change_note)
    else:
        rule.lapse()
        write_version(rule, actor, **fields, change_note=change_note)
    audit.record(actor, "rule.edit", rule, detail=_plain(changed) | {"new_version": settled})
    return rule


def _require_same_key(rule, fields):
    if fields.get(rule.key, rule.key_value) != rule.key_value:
        raise DomainError(
            "name_fixed", f"“{rule}”已核定或已用于核查，名称不能再改。如须改用新名称，请停用本标准后另建。", rule.key
        )


def _plain(changed):
    """Regions by their name: what an audit entry can hold."""
    return {name: [_word(value) for value in values] for name, values in changed.items()}


def _word(value):
    return value if value is None or isinstance(value, (str, int, bool, list)) else str(value)


# --- one service per kind -----------------------------------------------------------------


def _follow(actor, rule):
    if isinstance(rule, JUDGING):
        sync_checks(actor=actor, election=rule.election)
    return rule


@transaction.atomic
def edit_negative_item(*, actor, item, version, change_note="", **fields):
    """Change an item of the negative list; see :func:`revise`. Undecided checks follow, decided ones are marked."""
    return _follow(actor, revise(actor=actor, rule=item, version=version, change_note=change_note, **fields))


@transaction.atomic
def edit_target(*, actor, target, version, change_note="", **fields):
    """Change a structure target; see :func:`revise`."""
    return revise(actor=actor, rule=target, version=version, change_note=change_note, **fields)


@transaction.atomic
def edit_department(*, actor, department, version, change_note="", **fields):
    """Change a department of the joint review; see :func:`revise`. Raises ``unknown_items`` besides."""
    require_known_items(department.election, fields.get("item_codes", []))
    return revise(actor=actor, rule=department, version=version, change_note=change_note, **fields)


def require_known_items(election, codes):
    """Raises DomainError ``unknown_items`` naming codes that the term's negative list does not have."""
    known = set(NegativeItem.objects.live().filter(election=election, code__in=codes).values_list("code", flat=True))
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise DomainError("unknown_items", f"负面清单中没有 {'、'.join(unknown)}，请核对编号。", "item_codes")


@transaction.atomic
def edit_standard_set(*, actor, standard_set, version, criteria, change_note="", **fields):
    """Change a set and its items: one version for both; see :func:`revise`.

    ``criteria``: list of dicts of CRITERION_FIELDS in order; items are numbered, so the first keeps number 1.
    An emptied phrase puts its item out of use. Returns the set that holds the new wording.
    """
    made = revise_set(
        actor=actor, standard_set=standard_set, version=version, criteria=criteria, change_note=change_note, **fields
    )
    return _follow(actor, made)


@transaction.atomic
def revise_set(*, actor, standard_set, version, criteria, change_note="", **fields):
    """As :func:`edit_standard_set`, without telling the checks."""
    criteria = _without_blank_end(criteria, len(criteria_of(standard_set)))
    changed = audit.changes(values_of(standard_set), fields)
    same = criteria == criteria_of(standard_set)
    claim(actor, standard_set, version)
    if same and not changed:
        return standard_set
    settled = standard_set.is_settled
    made = (_renew_set if settled else _rewrite_set)(actor, standard_set, fields, change_note)
    written = write_criteria(made, criteria)
    audit.record(actor, "rule.edit", made, detail=_plain(changed) | {"criteria": written, "new_version": settled})
    return made


def _renew_set(actor, standard_set, fields, note):
    _require_same_key(standard_set, fields)
    return _next_version(standard_set, actor, values_of(standard_set) | fields, note)


def _rewrite_set(actor, standard_set, fields, note):
    standard_set.lapse()
    return write_version(standard_set, actor, **fields, change_note=note)


def _without_blank_end(criteria, kept):
    """Without blank lines behind the ``kept`` places that the set has had."""
    criteria = list(criteria)
    while len(criteria) > kept and not criteria[-1]["phrase"]:
        criteria.pop()
    return criteria


def write_criteria(standard_set, criteria):
    """Save the items that differ; returns the numbers of those saved."""
    known = {item.order: item for item in standard_set.criteria.all()}
    written = []
    for order, fields in enumerate(criteria, start=1):
        item = known.get(order, Criterion(standard_set=standard_set, order=order))
        old = {name: getattr(item, name) for name in fields}
        if item.pk and old == fields:
            continue
        for name, value in fields.items():
            setattr(item, name, value)
        item.save()
        written.append(order)
    return written


# --- adding -------------------------------------------------------------------------------


@transaction.atomic
def add_negative_item(*, actor, election, **fields):
    """Add an item to the negative list, unconfirmed. Returns the :class:`NegativeItem`.

    Candidates whose checks go on get a pending check; who has passed keeps what he was decided on.
    """
    return _follow(actor, _add(actor, NegativeItem, election, fields))


@transaction.atomic
def add_target(*, actor, election, **fields):
    """Add a structure target, unconfirmed. Returns the :class:`StructureTarget`."""
    return _add(actor, StructureTarget, election, fields)


@transaction.atomic
def add_department(*, actor, election, **fields):
    """Add a department of the joint review, unconfirmed. Returns the :class:`ReviewDepartment`."""
    require_known_items(election, fields.get("item_codes", []))
    return _add(actor, ReviewDepartment, election, fields)


@transaction.atomic
def add_standard_set(*, actor, election, name, criteria, **fields):
    """Add a set with its items, unconfirmed. Returns the :class:`StandardSet`. Raises ``rule_overlap``."""
    lock_book(actor, election)
    return _follow(actor, add_version(actor, StandardSet, election, name, fields, criteria))


def _add(actor, model, election, fields):
    lock_book(actor, election)
    return add_version(actor, model, election, next_code(model, election), fields)


def add_version(actor, model, election, key, fields, criteria=()):
    """Add the first version of a rule, or one of another period; the caller holds the book and tells the checks."""
    rule = model(election=election, previous=model.objects.filter(election=election, **{model.key: key}).last())
    setattr(rule, model.key, key)
    if model is StandardSet:
        rule.order = getattr(rule.previous, "order", 0) or StandardSet.objects.filter(election=election).count() + 1
    write_version(rule, actor, **fields)
    if criteria:
        write_criteria(rule, _without_blank_end(criteria, 0))
    audit.record(actor, "rule.add", rule, detail={"key": rule.key_value, "says": str(rule)})
    return rule


def next_code(model, election):
    """The first number after all that the term has had: N21 after N20."""
    prefix = PREFIXES[model]
    codes = model.objects.filter(election=election).values_list("code", flat=True)
    numbers = [int(code[1:]) for code in codes if code[:1] == prefix and code[1:].isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"
