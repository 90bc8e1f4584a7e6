"""Commands of the candidates app."""

from candidates.services.bulk import confirm_together, decide_together
from candidates.services.candidates import put_forward, update_candidate
from candidates.services.checks import clear_negatives, confirm_result, record_criterion, record_negative
from candidates.services.decisions import conclude_decision, record_decision, return_decision
from candidates.services.following import sync_checks
from candidates.services.inspections import write_inspection
from candidates.services.opinions import save_opinion, set_panel
from candidates.services.phrases import add_phrase, edit_phrase, remove_phrase
from candidates.services.reviews import answer_correction, decide, move_candidate
from candidates.services.rounds import reaffirm
from candidates.services.rules import (
    add_department,
    add_negative_item,
    add_standard_set,
    add_target,
    confirm_rule,
    copy_rules,
    edit_department,
    edit_negative_item,
    edit_standard_set,
    edit_target,
    install_ruleset,
    set_in_force,
)
from candidates.services.slates import copy_slate, make_slate, move_slate, update_slate

__all__ = [
    "add_department", "add_negative_item", "add_phrase", "add_standard_set", "add_target", "answer_correction",
    "clear_negatives", "conclude_decision", "confirm_together", "confirm_result", "confirm_rule", "copy_rules", "decide",
    "decide_together", "edit_department", "edit_negative_item", "edit_phrase", "edit_standard_set", "edit_target",
    "install_ruleset", "move_candidate", "put_forward", "reaffirm", "record_criterion", "record_decision", "return_decision",
    "record_negative", "remove_phrase", "save_opinion", "set_in_force", "set_panel", "sync_checks",
    "update_candidate", "write_inspection",
    "copy_slate", "make_slate", "move_slate", "update_slate",
]  # fmt: skip
