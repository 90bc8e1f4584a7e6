"""What the rule book says on a term's key date: the one place where others ask for the rules in force."""

from candidates.models import Criterion, NegativeItem, ReviewDepartment, StandardSet, StructureTarget


def standards_in_force(election):
    """The standard sets (:class:`StandardSet`) by which candidates of the term are judged."""
    return StandardSet.objects.applying(election)


def criteria_in_force(election):
    """The single items of :func:`standards_in_force` that have their wording."""
    return Criterion.objects.applying(election)


def negatives_in_force(election):
    """The items of the negative list (:class:`NegativeItem`), by code."""
    return NegativeItem.objects.applying(election)


def targets_in_force(election):
    """The structure targets (:class:`StructureTarget`) that have their value, by code."""
    return StructureTarget.objects.applying(election).exclude(value=None)


def departments_in_force(election):
    """The departments of the joint review (:class:`ReviewDepartment`), in their order."""
    return ReviewDepartment.objects.applying(election)
