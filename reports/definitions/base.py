"""What a report is: a class of data."""

from collections.abc import Callable
from dataclasses import dataclass


def name_no_subjects(user, runs):
    """For a report that is about its region and nothing else."""
    return {}


@dataclass(frozen=True)
class Report:
    """One kind of printed document.

    ``permission`` lets one see its content, and so its runs and files, in a region.
    ``context(user, region, election, parameters, number)`` returns the template's data;
    ``user`` bounds every query through core.access. ``parameter_form(user, region,
    election)`` makes the form of its parameters (ids and codes only: they are stored in
    the job). ``levels`` are the Region levels for which it can be built. ``counter`` is
    the word its numbers are counted in. ``subjects(user, runs)`` names whom each of the
    runs is about, for the screen alone: ``{run.pk: text}`` of what the user may see, in a
    number of queries that does not grow with the runs.
    """

    code: str
    title: str
    description: str
    template: str
    permission: str
    context: Callable
    parameter_form: Callable
    levels: tuple
    counter: str = "期"
    subjects: Callable = name_no_subjects
