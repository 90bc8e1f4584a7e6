"""Commands of the candidates app."""

from candidates.services.candidates import put_forward, update_candidate
from candidates.services.checks import clear_negatives, record_criterion, record_negative, sync_checks
from candidates.services.decisions import conclude_decision, record_decision
from candidates.services.reviews import answer_correction, decide, move_candidate
from candidates.services.rules import (
    add_negative_item,
    confirm_rule,
    copy_rules,
    edit_negative_item,
    edit_standard_set,
    install_ruleset,
    set_in_force,
)

__all__ = [
    "add_negative_item", "answer_correction", "clear_negatives", "conclude_decision", "confirm_rule", "copy_rules",
    "decide", "edit_negative_item", "edit_standard_set", "install_ruleset", "move_candidate", "put_forward",
    "record_criterion", "record_decision", "record_negative", "set_in_force", "sync_checks", "update_candidate",
]  # fmt: skip
