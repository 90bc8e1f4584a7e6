"""Check rows follow the rules: one row per rule in force, results in question marked 需复核."""

from collections import defaultdict

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from candidates.models import Candidate, CollectiveDecision, Criterion, CriterionCheck, NegativeCheck, NegativeItem
from candidates.rechecks import criterion_reasons, negative_reasons
from core import audit

PENDING = CriterionCheck.Results.PENDING
CHUNK = 500


def criterion_basis(criterion):
    """What a 对标 keeps of its rule."""
    return {"wording": criterion.wording}


def negative_basis(item):
    """What the check of a negative item keeps of its rule."""
    return {"wording": item.title, "kind": item.kind, "looks_back_to": item.looks_back_to, "period": item.period}


def new_version(actor):
    """A form filled from the old wording must not save: its version is no longer the row's."""
    return {"version": F("version") + 1, "updated_by": actor, "updated_at": timezone.now()}


@transaction.atomic
def sync_checks(*, actor, election, candidates=None):
    """Give every open candidate of the term one check row per rule in force, and mark what needs a second look.

    ``candidates``: those to look at (default: all of the term that did not withdraw). Rows nobody has decided
    yet follow their rule: they take its present wording, and go when it is out of force. What was decided
    keeps the wording it was decided on; where the rule in force now could turn the result, it is marked 需复核,
    also of who has passed already. Returns the number of results newly marked.
    """
    if candidates is None:
        candidates = list(Candidate.objects.standing().filter(election=election))
    if not candidates:
        return 0
    criteria = list(Criterion.objects.applying(election).select_related("standard_set"))
    items = list(NegativeItem.objects.applying(election).select_related("election"))
    _follow(actor, candidates, _Kind(CriterionCheck, "criterion", criteria, criterion_basis, _of_term(election)))
    _follow(actor, candidates, _Kind(NegativeCheck, "item", items, negative_basis, _codes_of(election)))
    marked = _mark(CriterionCheck, candidates, criteria, criterion_reasons, ("criterion__standard_set",))
    marked += _mark(NegativeCheck, candidates, items, negative_reasons, ("item__election",))
    if marked:
        audit.record(actor, "rule.recheck", election, detail={"marked": marked})
    return marked


class _Kind:
    """One sort of check: its model, the field of its rule, the rules in force, and every version by what it says on."""

    def __init__(self, model, field, rules, basis, keys):
        self.model, self.field, self.rules, self.basis, self.keys = model, field, rules, basis, keys

    def predecessors(self):
        """``{rule in force: ids of its other versions}``."""
        by_key = defaultdict(set)
        for pk, key in self.keys.items():
            by_key[key].add(pk)
        return {rule: by_key[self.keys[rule.pk]] - {rule.pk} for rule in self.rules}


def _of_term(election):
    """``{criterion id: (name of the set, its place there)}`` of every version."""
    rows = Criterion.objects.filter(standard_set__election=election)
    return {pk: (name, order) for pk, name, order in rows.values_list("pk", "standard_set__name", "order")}


def _codes_of(election):
    """``{item id: code}`` of every version."""
    return dict(NegativeItem.objects.filter(election=election).values_list("pk", "code"))


def _follow(actor, candidates, kind):
    rows = kind.model.objects.filter(candidate__in=candidates)
    _lead_over(rows, kind)
    open_ones = [candidate for candidate in candidates if candidate.is_open]
    kind.model.objects.bulk_create(
        (
            kind.model(candidate=candidate, **{kind.field: rule}, **kind.basis(rule))
            for candidate in open_ones for rule in kind.rules
        ),
        ignore_conflicts=True, batch_size=CHUNK,
    )  # fmt: skip
    pending = rows.filter(result=PENDING)
    pending.exclude(**{f"{kind.field}__in": kind.rules}).filter(findings=None).delete()
    for rule in kind.rules:
        stale = pending.filter(**{kind.field: rule}).exclude(**kind.basis(rule))
        stale.update(**kind.basis(rule), **new_version(actor))


def _lead_over(rows, kind):
    """Point checks made by another version to the one in force: there is one row per candidate and rule."""
    field = f"{kind.field}_id"
    outdated = rows.exclude(**{f"{kind.field}__in": kind.rules})
    used = set(outdated.order_by().values_list(field, flat=True).distinct())
    for rule, earlier in kind.predecessors().items():
        if earlier & used:
            there = kind.model.objects.filter(**{kind.field: rule}).values("candidate")
            outdated.filter(**{f"{field}__in": earlier & used}).exclude(candidate__in=there).update(**{field: rule.pk})


def _mark(model, candidates, rules, reasons, joins):
    """Set and clear 需复核 as the rules of now demand; returns how many were set."""
    field = joins[0].partition("__")[0]
    decided = model.objects.filter(candidate__in=candidates, **{f"{field}__in": rules}).exclude(result=PENDING)
    newly, cleared = [], []
    for check in decided.select_related(*joins):
        needed = bool(reasons(check))
        if needed != check.needs_recheck:
            (newly if needed else cleared).append(check)
    beside = model.objects.filter(candidate__in=candidates, needs_recheck=True)
    beside.exclude(**{f"{field}__in": rules}).update(needs_recheck=False)  # out of force: it counts no more
    _flag(model, newly, True)
    _flag(model, cleared, False)
    return len(newly)


def _flag(model, checks, value):
    """The version moves on, so that a form opened before cannot save; a decision on the finding moves with it."""
    rows = model.objects.filter(pk__among=[check.pk for check in checks])
    rows.update(needs_recheck=value, version=F("version") + 1)
    if model is NegativeCheck:
        for check in checks:
            if check.result == NegativeCheck.Results.HIT:
                decisions = CollectiveDecision.objects.filter(check_row=check, check_version=check.version)
                decisions.update(check_version=check.version + 1)
