"""What an edit, a copy and an import may set of each kind of rule."""

from candidates.models import NegativeItem, ReviewDepartment, StandardSet, StructureTarget

COMMON = ("basis", "region", "valid_from", "valid_to")
STANDARD_FIELDS = ("name", *COMMON)
NEGATIVE_FIELDS = (
    "title", "kind", "look_back_years", "period", "checking_bodies", "evidence_required", *COMMON,
)  # fmt: skip
TARGET_FIELDS = ("body", "measure", "comparison", "value", "kind", "note", *COMMON)
DEPARTMENT_FIELDS = ("name", "order", "duty", "contact", "item_codes", "columns", "working_days", *COMMON)
CRITERION_FIELDS = ("phrase", "explanation", "evidence_required")

FIELDS = {
    StandardSet: STANDARD_FIELDS, NegativeItem: NEGATIVE_FIELDS, StructureTarget: TARGET_FIELDS,
    ReviewDepartment: DEPARTMENT_FIELDS,
}  # fmt: skip


def values_of(rule):
    """``{field: value}`` of what an edit may set."""
    return {name: getattr(rule, name) for name in FIELDS[type(rule)]}


def criteria_of(standard_set):
    """The set's items as dicts of CRITERION_FIELDS, by place; a place left out in between is a blank."""
    known = {item.order: item for item in standard_set.criteria.all()}
    blank = {"phrase": "", "explanation": "", "evidence_required": True}
    return [
        {name: getattr(known[place], name) for name in CRITERION_FIELDS} if place in known else blank
        for place in range(1, max(known, default=0) + 1)
    ]
