"""A question as lines of choices: the one shape in which it is answered, printed, tallied and counted.

A single or multiple choice is one line; a rating table has a line for each thing rated; a member
matrix one for each rated member, or for each member and aspect. A line is counted as a list with
the votes of each choice; 不了解 comes last where it is allowed. Numbers and texts have no lines.
"""

from dataclasses import dataclass

from communities.models import Question

ONLY_LINE = "0"
OVERALL = "总体评价"
UNCOUNTED = (Question.Kinds.NUMBER, Question.Kinds.TEXT)


@dataclass(frozen=True)
class Line:
    """``key``: its name in answers and tallies, which stays as long as the version. ``member``: a RatedMember, or None."""

    key: str
    label: str
    member: object = None


def lines_of(question, members):
    """The lines of a question for these :class:`RatedMember` rows; none for numbers and texts."""
    if question.kind in UNCOUNTED:
        return []
    if question.kind == Question.Kinds.RATING:
        return [Line(str(place), row) for place, row in enumerate(question.rows)]
    if question.kind == Question.Kinds.MEMBERS:
        return [line for member in members for line in _member_lines(question, member)]
    return [Line(ONLY_LINE, question.text)]


def _member_lines(question, member):
    if not question.rows:
        return [Line(f"m{member.order}", OVERALL, member)]
    return [Line(f"m{member.order}-{place}", row, member) for place, row in enumerate(question.rows)]


def by_member(lines):
    """``[(member, its lines)]`` in order; one pair with None for lines that are of no member."""
    groups = {}
    for line in lines:
        groups.setdefault(line.member and line.member.order, (line.member, []))[1].append(line)
    return list(groups.values())


def votes_of(question, answers):
    """``{line key: [places of the choices ticked]}`` of one answer to one question."""
    given = answers.get(str(question.pk))
    if given is None or question.kind in UNCOUNTED:
        return {}
    if question.kind == Question.Kinds.MULTIPLE:
        return {ONLY_LINE: given}
    if question.kind == Question.Kinds.SINGLE:
        return {ONLY_LINE: [given]}
    return {key: [place] for key, place in given.items()}


def has_chosen(question, answers, choice):
    """Whether an answer ticks ``choice`` (its wording) of a single or multiple question: what skipping depends on."""
    places = votes_of(question, answers).get(ONLY_LINE, [])
    return any(question.all_choices[place] == choice for place in places)


def is_asked(question, answers, by_pk):
    """Whether a question is put to whoever answered so far with ``answers``; ``by_pk``: the version's questions.

    A question that hangs on one which was itself not asked is not asked either.
    """
    if question.shown_if_id is None:
        return True
    earlier = by_pk[question.shown_if_id]
    return is_asked(earlier, answers, by_pk) and has_chosen(earlier, answers, question.shown_if_choice)
