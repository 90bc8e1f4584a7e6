"""Who has been reached: the questions that the coverage matrix, ledgers and reminders ask.

All return querysets of persons, to be joined with :mod:`discipline.circles`; none asks who may see them.
"""

from django.db.models import Exists, OuterRef, Q

from communities.models import Person
from discipline import circles
from discipline.models import CatchUp, DisciplineText, Duties, SignIn, StudySession, WarningPartner
from discipline.models.warnings import HELD

VALID = SignIn.Standings.VALID


def has_studied(texts, person="pk"):
    """Q for persons (at ``person``) who studied one of ``texts``: signed in where it was covered, or caught up."""
    signed = SignIn.objects.filter(
        attendee__person=OuterRef(person), standing=VALID, attendee__session__texts__in=texts
    ).exclude(attendee__session__state=StudySession.States.CANCELLED)
    caught_up = CatchUp.objects.filter(person=OuterRef(person), text__in=texts)
    return Q(Exists(signed)) | Q(Exists(caught_up))


def studied(text):
    """The persons who studied this edition."""
    return Person.objects.filter(has_studied([text]))


def _earlier(text):
    return DisciplineText.objects.earlier_than(text).values("pk")


def must_study(text, region=None, user=None):
    """The circle of the duty to study ``text``, annotated as :func:`circles.circle`."""
    return circles.circle_of(text, Duties.STUDY, region, user)


def not_studied(text, region=None, user=None):
    """Who of the circle has not studied this edition."""
    return must_study(text, region, user).exclude(has_studied([text]))


def must_study_again(text, region=None, user=None):
    """需重新学习: who of the circle studied an earlier edition, and not this one."""
    return not_studied(text, region, user).filter(has_studied(_earlier(text)))


def was_warned(election, text=None, person="pk"):
    """Q for persons who were at a warning talk held in the term; at which ``text`` was read, if given."""
    seats = WarningPartner.objects.filter(
        person=OuterRef(person), was_there=True, talk__state__in=HELD, talk__election=election
    )
    return Q(Exists(seats.filter(talk__texts=text) if text else seats))


def warned(election, text=None):
    """The persons who were warned in the term."""
    return Person.objects.filter(was_warned(election, text))


def not_warned(election, region=None, user=None):
    """Who of the circle of those to be warned has not been."""
    return circles.circle_of_duty(election, Duties.WARNING, region, user).exclude(was_warned(election))
