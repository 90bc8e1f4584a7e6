"""Filling a term's rule book: from the samples of a year, or from an earlier term."""

from django.db import transaction

from candidates.models import Criterion, NegativeItem, ReviewDepartment, StandardSet, StructureTarget
from candidates.rulesets import LETTER_DAYS, RULESETS
from candidates.services.following import sync_checks
from candidates.services.rules.editing import lock_book, write_criteria, write_version
from candidates.services.rules.fields import FIELDS, criteria_of, values_of
from communities.services.schedule import copy_schedule
from core import access, audit
from core.errors import DomainError


@transaction.atomic
def install_ruleset(*, actor, election, year):
    """Add the rules of ``year`` (candidates.rulesets) to a term, unconfirmed; what is there already stays.

    Returns how many rules were added. Raises DomainError ``no_ruleset``.
    """
    access.require(actor, "manage_rules", election)
    if year not in RULESETS:
        raise DomainError("no_ruleset", f"没有{year}年的规则样本。", "year")
    book = _Book(actor, election, RULESETS[year].valid_from)
    added = sum(book.install(rule) for rule in _samples(RULESETS[year]))
    sync_checks(actor=actor, election=election)
    audit.record(actor, "rule.install", election, detail={"year": year, "added": added})
    return added


def _samples(ruleset):
    """``(model, key, fields, criteria)`` of each rule of a set."""
    for order, rule in enumerate(ruleset.standards, start=1):
        yield StandardSet, rule.name, {"order": order, "basis": rule.basis}, rule.criteria
    for rule in ruleset.negatives:
        fields = {"title": rule.title, "kind": rule.kind, "look_back_years": rule.years, "period": rule.period,
                  "checking_bodies": rule.bodies, "basis": rule.basis}  # fmt: skip
        yield NegativeItem, rule.code, fields, ()
    for rule in ruleset.targets:
        names = ("body", "measure", "comparison", "value", "kind", "note", "basis")
        yield StructureTarget, rule.code, {name: getattr(rule, name) for name in names}, ()
    for order, rule in enumerate(ruleset.departments, start=1):
        fields = {"name": rule.name, "duty": rule.duty, "item_codes": list(rule.items), "columns": list(rule.columns),
                  "order": order, "working_days": LETTER_DAYS, "basis": rule.basis}  # fmt: skip
        yield ReviewDepartment, rule.code, fields, ()


class _Book:
    """The book being filled: what it has of each kind already is left as it is."""

    def __init__(self, actor, election, valid_from=None):
        self.actor, self.election, self.valid_from = actor, election, valid_from
        self.known = {
            model: set(model.objects.filter(election=election).values_list(model.key, flat=True)) for model in FIELDS
        }

    def install(self, sample):
        model, key, fields, criteria = sample
        made = self.add(model, key, {"valid_from": self.valid_from, **fields})
        if made and criteria:
            Criterion.objects.bulk_create(
                Criterion(standard_set=made, order=number, phrase=phrase, explanation=explanation)
                for number, (phrase, explanation) in enumerate(criteria, start=1)
            )
        return bool(made)

    def add(self, model, key, fields):
        """The new rule, or None if the book has one of this key."""
        if key in self.known[model]:
            return None
        self.known[model].add(key)
        rule = model(election=self.election)
        setattr(rule, model.key, key)
        return write_version(rule, self.actor, **fields)


@transaction.atomic
def copy_rules(*, actor, from_election, to_election):
    """Copy rules of one term into another, unconfirmed, and its schedule; same names, codes and titles stay as they are.

    Of each rule the version goes over that is in force on the new term's key date; a milestone goes as far from the
    election day. Returns how many were added.
    """
    access.require(actor, "view_records", from_election)
    lock_book(actor, to_election)
    book = _Book(actor, to_election)
    rules = [rule for model in FIELDS for rule in _to_copy(model, from_election, to_election)]
    added = sum(_copy(book, rule) for rule in rules)
    added += copy_schedule(actor=actor, from_election=from_election, to_election=to_election)
    sync_checks(actor=actor, election=to_election)
    audit.record(actor, "rule.copy", to_election, detail={"from": from_election.pk, "added": added})
    return added


def _to_copy(model, from_election, to_election):
    rows = model.objects.in_force_on(to_election.key_date).filter(election=from_election)
    return rows.prefetch_related("criteria") if model is StandardSet else rows


def _copy(book, source):
    fields = values_of(source) | ({"order": source.order} if isinstance(source, StandardSet) else {})
    made = book.add(type(source), source.key_value, fields)
    if made and isinstance(source, StandardSet):
        write_criteria(made, criteria_of(source))
    return bool(made)
