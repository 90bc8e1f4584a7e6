"""Who may be given a task, who may observe, and what may be said of several observations.

A community sees how the observers' ratings are spread once at least the configured number of them
(never fewer than three) has observed; before, and who of them said what, is the street's to know.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from candidates.models import Assignment, Candidate, Observation, ReserveEntry
from candidates.models.assignments import READ, Ratings
from candidates.pool_rules import rule_of
from communities.models import are_related
from core import access
from core.errors import DomainError

FEWEST = 3


def require_in_training(person, election, community):
    """Tasks are for those in the pool (waiting or accepted) and for the candidates of the community."""
    here = {"person": person, "election": election, "community": community}
    in_reserve = ReserveEntry.objects.standing().filter(**here)
    candidates = Candidate.objects.exclude(state__in=["withdrawn", "rejected"]).filter(**here)
    if not (in_reserve.exists() or candidates.exists()):
        raise DomainError(
            "not_in_training",
            f"“{person}”不在{community.short_name}后备库，也不是该社区本届人选。请先登记入库或提出人选。", "person",
        )  # fmt: skip


def require_not_oneself(assignment, actor):
    """Nobody says of his own task that it is done."""
    if getattr(actor, "person", None) == assignment.person:
        raise DomainError("oneself", "本人的历练任务请由他人登记完成情况。")


def require_ongoing(assignment):
    if assignment.state != Assignment.States.ONGOING:
        raise DomainError("assignment_ended", f"这项历练任务{assignment.get_state_display()}，不再登记观察。")


def require_impartial(person, accounts):
    """Nobody observes himself or a declared relative."""
    for account in accounts:
        own = getattr(account, "person", None)
        if own and (own == person or are_related(own, person)):
            raise DomainError(
                "observer_concerned", f"“{account.full_name}”是历练人员本人或其亲属，不能担任观察人。", "observers"
            )


@dataclass(frozen=True)
class Aspect:
    """How the observers' latest ratings of one aspect lie: ``[(label, number)]`` from 好 to 差."""

    label: str
    votes: list

    @property
    def total(self):
        return sum(number for _, number in self.votes)


@dataclass(frozen=True)
class Spread:
    """``observers``: how many observed at all; ``aspects`` is empty where the reader may not see them yet."""

    observers: int
    needed: int
    aspects: list

    @property
    def is_shown(self):
        return bool(self.aspects)

    @property
    def words(self):
        """The spread in a line: 工作能力 好3较好1；…"""
        if not self.is_shown:
            return f"已观察 {self.observers} 人，满 {self.needed} 人显示" if self.observers else ""
        return "；".join(
            f"{aspect.label} " + "、".join(f"{label}{number}" for label, number in aspect.votes if number)
            for aspect in self.aspects
        )


def spreads(user, assignments, election, *, by_person=False):
    """``{assignment key: Spread}`` as ``user`` may see them, in three queries for any number of assignments.

    With ``by_person``, ``{person key: Spread}`` over all of a person's tasks: each observer counts once for
    each task. An observer's latest observation of a task is the one that counts.
    """
    assignments = list(assignments)
    if not assignments:
        return {}
    seen_singly = set(
        access.visible_to(user, Assignment, READ)
        .filter(pk__in=[one.pk for one in assignments])
        .values_list("pk", flat=True)
    )
    own = getattr(user, "person", None)
    fewest = max(rule_of(election).observers, FEWEST) if election else FEWEST
    latest = _latest_by_key(assignments, by_person)
    open_keys = {
        _key(one, by_person) for one in assignments if one.pk in seen_singly and not (own and one.person_id == own.pk)
    }
    return {
        key: _spread(rows, key in open_keys or len({row[0] for row in rows}) >= fewest, fewest)
        for key, rows in latest.items()
    }


def _key(assignment, by_person):
    return assignment.person_id if by_person else assignment.pk


def _latest_by_key(assignments, by_person):
    """``{key: [(observer account, ratings by aspect)]}``, with an empty list where nobody observed."""
    found = {_key(one, by_person): [] for one in assignments}
    keys = {one.pk: _key(one, by_person) for one in assignments}
    rows = Observation.objects.filter(seat__assignment__in=list(keys)).order_by("observed_on", "recorded_at")
    latest = {
        seat: (keys[assignment], account, ratings)
        for seat, assignment, account, *ratings in rows.values_list(
            "seat_id", "seat__assignment_id", "seat__account_id", *Observation.ASPECTS
        )
    }
    for key, account, ratings in latest.values():
        found[key].append((account, ratings))
    return found


def _spread(rows, is_shown, needed):
    observers = len({account for account, _ in rows})
    if not rows or not is_shown:
        return Spread(observers, needed, [])
    counted = defaultdict(Counter)
    for _, ratings in rows:
        for aspect, rating in zip(Observation.ASPECTS, ratings, strict=True):
            counted[aspect][rating] += 1
    labels = {aspect: Observation._meta.get_field(aspect).verbose_name for aspect in Observation.ASPECTS}
    return Spread(observers, needed, [
        Aspect(labels[aspect], [(rating.label, counted[aspect][rating]) for rating in Ratings])
        for aspect in Observation.ASPECTS
    ])  # fmt: skip
