"""What the street may know of its talks: counts of stands, moods and themes, never of few enough to tell who."""

from dataclasses import dataclass

from django.db.models import Count

from core import access
from interviews.models import HeartTalk, TalkConcern, TalkFollowUp
from interviews.models.talks import Moods, Obedience, Stands, Themes

FEWEST = 3  # fewer talks than these would point at persons


@dataclass(frozen=True)
class Line:
    """One row of a distribution. ``number`` None: too few to be told."""

    label: str
    number: int | None
    whole: int


def held_talks(user, election):
    """The talks whose counts the user may see: those below where he conducts talks, not single ones he sits at."""
    return access.visible_to(user, HeartTalk, "conduct_talks").filter(election=election).held()


def distribution(talks, field, choices):
    """:class:`Line` s of a coded answer of the held ``talks``; nothing at all of fewer than FEWEST talks.

    Nor of fewer than twice as many that all say the same: who was talked to is known, and so would be
    everybody's answer (the rule of communities.survey_results).
    """
    counted = dict(talks.order_by().values_list(field).annotate(number=Count("pk")))
    whole = sum(counted.values())
    if whole < FEWEST or (len(counted) == 1 and whole < 2 * FEWEST):
        return []
    return [Line(label, counted.get(value, 0), whole) for value, label in choices.choices]


def themes(talks):
    """:class:`Line` s of what concerns are about, the most frequent first; a theme of one or two talks has no number."""
    counted = TalkConcern.objects.filter(talk__in=talks.order_by().values("pk"))
    numbers = dict(counted.order_by().values_list("theme").annotate(number=Count("talk", distinct=True)))
    whole = talks.count()
    lines = [
        Line(Themes(theme).label, number if number >= FEWEST else None, whole) for theme, number in numbers.items()
    ]
    return sorted(lines, key=lambda line: -(line.number or 0))


def distributions(user, election):
    """``[(title, lines)]`` for the page of figures."""
    talks = held_talks(user, election)
    coded = (("进退留转表态", "stand", Stands), ("服从组织安排", "obedience", Obedience), ("思想动态", "mood", Moods))
    return [
        *((title, distribution(talks, field, choices)) for title, field, choices in coded),
        ("诉求主题", themes(talks)),
    ]


def follow_up_counts(user, election, today):
    """``(open, overdue, done)`` of the follow-ups below where the user conducts talks; their texts are not in it."""
    seen = HeartTalk.objects.filter(pk__in=access.visible_to(user, HeartTalk, "conduct_talks").values("pk"))
    rows = TalkFollowUp.objects.filter(talk__in=seen.filter(election=election).values("pk"))
    return rows.open().count(), rows.overdue(today).count(), rows.exclude(done_on=None).count()
