"""The term's rule book: installing and copying a set, editing by versions, confirming (核定), putting out of force."""

from candidates.services.rules.confirming import confirm_rule, set_in_force
from candidates.services.rules.editing import (
    add_department,
    add_negative_item,
    add_standard_set,
    add_target,
    edit_department,
    edit_negative_item,
    edit_standard_set,
    edit_target,
)
from candidates.services.rules.fields import DEPARTMENT_FIELDS, NEGATIVE_FIELDS, STANDARD_FIELDS, TARGET_FIELDS
from candidates.services.rules.installing import copy_rules, install_ruleset

__all__ = [
    "DEPARTMENT_FIELDS", "NEGATIVE_FIELDS", "STANDARD_FIELDS", "TARGET_FIELDS", "add_department", "add_negative_item",
    "add_standard_set", "add_target", "confirm_rule", "copy_rules", "edit_department", "edit_negative_item",
    "edit_standard_set", "edit_target", "install_ruleset", "set_in_force",
]  # fmt: skip
