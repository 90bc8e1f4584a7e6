"""The term's rules: installing a set, editing, confirming (核定), putting out of force."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from candidates.models import Criterion, NegativeItem, StandardSet
from candidates.rulesets import RULESETS
from candidates.services.candidates import require_running
from candidates.services.checks import sync_checks
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

NEGATIVE_FIELDS = ("title", "kind", "look_back_years", "period", "checking_bodies", "basis", "valid_from")
STANDARD_FIELDS = ("name", "basis", "valid_from")


@transaction.atomic
def install_ruleset(*, actor, election, year):
    """Add the rules of ``year`` (candidates.rulesets) to a term, unconfirmed; what is there already stays.

    Returns how many rules were added. Raises DomainError ``no_ruleset``.
    """
    access.require(actor, "manage_rules", election)
    if year not in RULESETS:
        raise DomainError("no_ruleset", f"没有{year}年的规则样本。", "year")
    ruleset = RULESETS[year]
    added = sum(_add_standard(election, ruleset, order, rule) for order, rule in enumerate(ruleset.standards, start=1))
    added += sum(_add_negative(election, ruleset, rule) for rule in ruleset.negatives)
    sync_checks(actor=actor, election=election)
    audit.record(actor, "rule.install", election, detail={"year": year, "added": added})
    return added


def _add_standard(election, ruleset, order, rule):
    made, created = StandardSet.objects.get_or_create(
        election=election, name=rule.name,
        defaults={"order": order, "basis": rule.basis, "valid_from": ruleset.valid_from},
    )  # fmt: skip
    if created:
        Criterion.objects.bulk_create(
            Criterion(standard_set=made, order=number, phrase=phrase, explanation=explanation)
            for number, (phrase, explanation) in enumerate(rule.criteria, start=1)
        )
    return created


def _add_negative(election, ruleset, rule):
    _, created = NegativeItem.objects.get_or_create(
        election=election, code=rule.code,
        defaults={"title": rule.title, "kind": rule.kind, "look_back_years": rule.years, "period": rule.period,
                  "checking_bodies": rule.bodies, "basis": rule.basis, "valid_from": ruleset.valid_from},
    )  # fmt: skip
    return created


@transaction.atomic
def copy_rules(*, actor, from_election, to_election):
    """Copy the rules in force of one term into another, unconfirmed; same names and codes stay as they are.

    Returns how many rules were added.
    """
    access.require(actor, "view_records", from_election)
    access.require(actor, "manage_rules", to_election)
    require_running(to_election)
    sets = StandardSet.objects.filter(election=from_election, in_force=True).prefetch_related("criteria")
    items = NegativeItem.objects.applying(from_election)
    added = sum(_copy_standard(standard_set, to_election) for standard_set in sets)
    added += sum(_copy_negative(item, to_election) for item in items)
    sync_checks(actor=actor, election=to_election)
    audit.record(actor, "rule.copy", to_election, detail={"from": from_election.pk, "added": added})
    return added


def _copy_standard(source, election):
    made, created = StandardSet.objects.get_or_create(
        election=election, name=source.name,
        defaults={"order": source.order, "basis": source.basis, "valid_from": source.valid_from},
    )  # fmt: skip
    if created:
        fields = ("order", "phrase", "explanation", "evidence_required")
        Criterion.objects.bulk_create(
            Criterion(standard_set=made, **{name: getattr(item, name) for name in fields})
            for item in source.criteria.all()
        )
    return created


def _copy_negative(source, election):
    _, created = NegativeItem.objects.get_or_create(
        election=election, code=source.code, defaults={name: getattr(source, name) for name in NEGATIVE_FIELDS}
    )
    return created


def _claim(actor, rule, version):
    """The right to change a rule of a running term."""
    access.require(actor, "manage_rules", rule)
    require_running(rule.election)
    claim_version(actor=actor, obj=rule, version=version)


def _apply(rule, fields):
    old = {name: getattr(rule, name) for name in fields}
    for name, value in fields.items():
        setattr(rule, name, value)
    return audit.changes(old, fields)


@transaction.atomic
def edit_negative_item(*, actor, item, version, **fields):
    """Change an item (NEGATIVE_FIELDS); a confirmation lapses, undecided checks follow. Returns the item."""
    _claim(actor, item, version)
    changed = _apply(item, {name: fields[name] for name in NEGATIVE_FIELDS})
    if changed:
        item.lapse()
    item.save()
    sync_checks(actor=actor, election=item.election)
    audit.record(actor, "rule.edit", item, detail=changed)
    return item


@transaction.atomic
def add_negative_item(*, actor, election, **fields):
    """Add an item (NEGATIVE_FIELDS) under the next free code, unconfirmed; open candidates get its check."""
    access.require(actor, "manage_rules", election)
    require_running(election)
    highest = NegativeItem.objects.filter(election=election).aggregate(code=Max("code"))["code"] or "N00"
    code = f"N{int(highest.removeprefix('N')) + 1:02d}"
    item = NegativeItem.objects.create(
        election=election, code=code, updated_by=actor, **{name: fields[name] for name in NEGATIVE_FIELDS}
    )
    sync_checks(actor=actor, election=election)
    audit.record(actor, "rule.add", item, detail={"code": code})
    return item


@transaction.atomic
def edit_standard_set(*, actor, standard_set, version, criteria, **fields):
    """Change a set (STANDARD_FIELDS) and its items; a confirmation lapses, undecided checks follow.

    ``criteria``: list of dicts ``phrase``, ``explanation``, ``evidence_required`` in order; items are
    numbered, so the first keeps number 1. An emptied phrase puts its item out of use. Returns the set.
    """
    _claim(actor, standard_set, version)
    changed = _apply(standard_set, {name: fields[name] for name in STANDARD_FIELDS})
    written = _write_criteria(standard_set, criteria)
    if changed or written:
        standard_set.lapse()
    standard_set.save()
    sync_checks(actor=actor, election=standard_set.election)
    audit.record(actor, "rule.edit", standard_set, detail=changed | {"criteria": written})
    return standard_set


def _write_criteria(standard_set, criteria):
    """Save the items that differ, leave blank new lines out; returns the numbers of those saved."""
    known = {item.order: item for item in standard_set.criteria.all()}
    written = []
    for order, fields in enumerate(criteria, start=1):
        item = known.get(order, Criterion(standard_set=standard_set, order=order))
        if _apply(item, fields) and (item.pk or item.phrase):
            item.save()
            written.append(order)
    return written


@transaction.atomic
def confirm_rule(*, actor, rule, version, document_number):
    """核定: the office stands by the wording, by the document named. ``rule``: NegativeItem or StandardSet.

    From then on it is not marked 示例（待核定）. Raises DomainError ``document_required`` or ``blank_rule``.
    """
    if not document_number.strip():
        raise DomainError("document_required", "请填写核定所依据的文号。", "document_number")
    if isinstance(rule, StandardSet) and rule.criteria.filter(phrase="").exists():
        raise DomainError("blank_rule", f"“{rule}”还有空白条目。请按文件填齐条文后再核定。", "document_number")
    _claim(actor, rule, version)
    rule.document_number, rule.confirmed_by, rule.confirmed_at = document_number.strip(), actor, timezone.now()
    rule.save()
    audit.record(actor, "rule.confirm", rule, reason=document_number.strip())
    return rule


@transaction.atomic
def set_in_force(*, actor, rule, version, in_force):
    """Put a rule out of force, or back; what was decided by it stays on record but no longer counts."""
    _claim(actor, rule, version)
    rule.in_force = in_force
    rule.save()
    sync_checks(actor=actor, election=rule.election)
    audit.record(actor, "rule.in_force", rule, detail={"in_force": in_force})
    return rule
