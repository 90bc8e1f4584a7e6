"""影响清单: whose result a changed rule would turn, and what was decided under the old one."""

from dataclasses import dataclass, field

from django.db import transaction

from candidates import vetting
from candidates.models import Candidate, Criterion, CriterionCheck, NegativeCheck, NegativeItem
from candidates.querysets import THROUGH_STREET_STATES
from candidates.rechecks import criterion_reasons, negative_reasons
from candidates.services.checks import permission_to_confirm
from core import access

NAMED = 30  # results told one by one before a change is saved; the list of impact has them all


@dataclass(frozen=True)
class Line:
    """One result that needs a second look. ``reasons``: ``(what, old, new)`` of the rule."""

    kind: str
    check: object
    label: str
    reasons: list = field(default_factory=list)

    @property
    def key(self):
        return self.kind, self.check.pk

    @property
    def candidate(self):
        return self.check.candidate

    @property
    def is_negative(self):
        return self.kind == "negative"


@dataclass(frozen=True)
class Effect:
    """What a change of the book would do. ``results``: keys of those that would need a second look, whoever may see
    them, of ``people`` candidates; ``lines``: the first of them that the reader may see, ``more`` besides; ``gone``:
    adverse results that would stop nobody any more."""

    results: list
    people: int
    lines: list
    more: int
    gone: list

    @property
    def is_none(self):
        return not self.results and not self.gone


def effect_of(user, election, change):
    """The :class:`Effect` of ``change()``, a service call that edits the term's book; nothing of it stays.

    Raises what ``change()`` raises.
    """
    with transaction.atomic():
        before, dropped = _marked(election), {line.check for line in no_longer_counted(user, election)}
        change()
        new = {key: candidate for key, candidate in _marked(election).items() if key not in before}
        seen = [key for key in waiting(user, election) if key in new]
        found = Effect(
            results=sorted(new),
            people=len(set(new.values())),
            lines=lines(user, seen[:NAMED]),
            more=len(seen[NAMED:]),
            gone=[line for line in no_longer_counted(user, election) if line.check not in dropped],
        )
        transaction.set_rollback(True)
    return found


def _marked(election):
    """``{(kind, pk): candidate}`` of every result in 需复核, whoever may see it: two queries."""
    rows = {"standard": CriterionCheck.objects, "negative": NegativeCheck.objects}
    return {
        (kind, pk): candidate
        for kind, found in rows.items()
        for pk, candidate in found.filter(candidate__election=election, needs_recheck=True)
        .exclude(candidate__state="withdrawn")
        .values_list("pk", "candidate_id")
    }


def _criteria(user, election):
    rows = access.visible_to(user, CriterionCheck).filter(candidate__election=election)
    return rows.exclude(candidate__state="withdrawn")


def _negatives(user, election):
    rows = access.visible_to(user, NegativeCheck).filter(candidate__election=election)
    return rows.exclude(candidate__state="withdrawn")


def waiting(user, election):
    """``[(kind, pk)]`` of the results in 需复核 that the user may see, by community: two queries."""
    kinds = (("standard", _criteria(user, election)), ("negative", _negatives(user, election)))
    found = [
        (community, str(candidate), kind, pk)
        for kind, rows in kinds
        for community, candidate, pk in rows.filter(needs_recheck=True)
        .order_by()
        .values_list("candidate__community_id", "candidate_id", "pk")
    ]
    return [(kind, pk) for _, _, kind, pk in sorted(found)]


def lines(user, keys):
    """The :class:`Line` of each of some keys of :func:`waiting`, in their order: two queries."""
    shared = ("candidate__person", "candidate__community", "updated_by")
    criteria = access.visible_to(user, CriterionCheck).select_related("criterion__standard_set", *shared)
    negatives = access.visible_to(user, NegativeCheck).select_related("item__election", *shared)
    by_key = {
        ("standard", check.pk): Line("standard", check, str(check.criterion.standard_set), criterion_reasons(check))
        for check in criteria.filter(pk__in=[pk for kind, pk in keys if kind == "standard"])
    }
    by_key |= {
        ("negative", check.pk): Line("negative", check, check.item.code, negative_reasons(check))
        for check in negatives.filter(pk__in=[pk for kind, pk in keys if kind == "negative"])
    }
    return [by_key[key] for key in keys if key in by_key]


def confirmable(user, found):
    """Keys of those Lines of ``found`` whose result the user may let stand: four queries.

    As candidates.services.checks.confirm_result has it, but for what only the moment itself shows.
    """
    avoid, may = vetting.people_to_avoid(user), {}
    for kind, model in (("standard", CriterionCheck), ("negative", NegativeCheck)):
        pks = [line.check.pk for line in found if line.kind == kind]
        for permission in ("review_street", *(["fill_records"] if kind == "standard" else [])):
            rows = access.visible_to(user, model, permission).filter(pk__in=pks)
            may[kind, permission] = set(rows.values_list("pk", flat=True))
    return {
        line.key
        for line in found
        if line.check.pk in may[line.kind, permission_to_confirm(line.candidate, not line.is_negative)]
        and line.candidate.person_id not in avoid
        and (line.candidate.is_open or line.candidate.state in THROUGH_STREET_STATES)
    }


def no_longer_counted(user, election):
    """Adverse results whose rule is not in force on the key date: they stop nobody any more."""
    hits = _negatives(user, election).filter(result=NegativeCheck.Results.HIT)
    unmet = _criteria(user, election).filter(result=CriterionCheck.Results.UNMET)
    shared = ("candidate__person", "candidate__community")
    hits = hits.exclude(item__in=NegativeItem.objects.applying(election)).select_related("item", *shared)
    unmet = unmet.exclude(criterion__in=Criterion.objects.applying(election))
    unmet = unmet.select_related("criterion__standard_set", *shared)
    return [Line("negative", check, check.item.code) for check in hits] + [
        Line("standard", check, str(check.criterion.standard_set)) for check in unmet
    ]


def not_yet_checked(user, election):
    """``[(candidate, [rules])]``: who has passed, and what was added to the book since: three queries."""
    passed = access.visible_to(user, Candidate).filter(election=election, state__in=THROUGH_STREET_STATES)
    passed = list(passed.select_related("person", "community").order_by("community_id", "pk"))
    items, criteria = list(NegativeItem.objects.applying(election)), list(Criterion.objects.applying(election))
    checked = _checked(NegativeCheck, "item_id", passed), _checked(CriterionCheck, "criterion_id", passed)
    found = []
    for candidate in passed:
        missing = [f"{item.code} {item}" for item in items if (candidate.pk, item.pk) not in checked[0]]
        missing += [str(rule) for rule in criteria if (candidate.pk, rule.pk) not in checked[1]]
        if missing:
            found.append((candidate, missing))
    return found


def _checked(model, field_name, candidates):
    rows = model.objects.filter(candidate__in=candidates)
    return set(rows.order_by().values_list("candidate_id", field_name))
