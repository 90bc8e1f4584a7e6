"""Commands of questionnaires: building, rounds, answering, tallies."""

from communities.services.surveys.answering import (
    answer_by_link,
    answer_by_slip,
    new_mark,
    require_open,
    round_of_slip,
    round_of_token,
)
from communities.services.surveys.building import (
    add_question,
    confirm_questionnaire,
    copy_questionnaire,
    create_questionnaire,
    edit_question,
    install_templates,
    move_question,
    new_version,
    remove_question,
    remove_questionnaire,
    update_questionnaire,
)
from communities.services.surveys.rounds import (
    change_round,
    close_due_rounds,
    close_round,
    communities_for,
    open_rounds,
    remove_round,
    slip_codes,
)
from communities.services.surveys.tallies import save_tally

__all__ = [
    "add_question", "answer_by_link", "answer_by_slip", "change_round", "close_due_rounds", "close_round",
    "communities_for", "confirm_questionnaire", "copy_questionnaire", "create_questionnaire", "edit_question",
    "install_templates", "move_question", "new_mark", "new_version", "open_rounds", "remove_question",
    "remove_questionnaire", "remove_round", "require_open", "round_of_slip", "round_of_token", "save_tally", "slip_codes",
    "update_questionnaire",
]  # fmt: skip
