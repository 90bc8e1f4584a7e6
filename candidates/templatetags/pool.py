"""What the pages about the pool and early tempering ask."""

from dataclasses import dataclass, field

from django import template

from candidates.models import Assignment, Observation
from candidates.models.assignments import OBSERVE
from candidates.practice_rules import spreads
from candidates.recognition import recognition_of
from core import access

register = template.Library()


@dataclass
class Practice:
    """A person's record of practice in a term, as the reader may see it: tasks, spread, and how he was rated."""

    person: object
    tasks: list = field(default_factory=list)
    spread: object = None
    rating: object = None
    round: object = None


@register.simple_tag(takes_context=True)
def practice_of(context, person, election):
    """The :class:`Practice` of a person in a term; empty for what the reader may not see."""
    user = context["user"]
    rows = access.visible_to(user, Assignment).filter(person=person, election=election)
    tasks = list(rows.select_related("mentor").order_by("-since", "pk"))
    rating, survey_round = recognition_of(user, election, [person.pk]).get(person.pk, (None, None))
    spread = spreads(user, tasks, election, by_person=True).get(person.pk)
    return Practice(person, tasks, spread, rating, survey_round)


@register.filter
def tone_of(tones, state):
    """The tone that a table of tones has for a state."""
    return tones.get(state, "wait")


@register.filter
def opinions_of(entry):
    """``[(label, text)]``: the long texts of a registration form."""
    return [
        ("现实表现", entry.performance),
        ("社区党组织意见", entry.community_opinion),
        ("街道党工委意见", entry.street_opinion),
    ]


@register.filter
def ratings_of(observation):
    """``[(aspect, rating)]`` in words."""
    return [
        (Observation._meta.get_field(name).verbose_name, getattr(observation, f"get_{name}_display")())
        for name in Observation.ASPECTS
    ]


@register.simple_tag
def observes(user):
    """Whether the user observes anybody."""
    return access.visible_to(user, Assignment, OBSERVE).exists()
