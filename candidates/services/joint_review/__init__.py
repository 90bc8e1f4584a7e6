"""Commands of the district's joint review."""

from candidates.services.joint_review.batches import (
    add_people,
    close_batch,
    edit_batch,
    open_batch,
    recall_batch,
    send_batch,
    take_out,
)
from candidates.services.joint_review.conclusions import conclude, propose_conclusions
from candidates.services.joint_review.letters import (
    add_letter,
    ask_again,
    drop_letter,
    edit_letter,
    recall_letter,
    send_letter,
)
from candidates.services.joint_review.replies import confirm_opinion, record_answers, register_reply, take_back_answers

__all__ = [
    "add_letter", "add_people", "ask_again", "close_batch", "conclude", "confirm_opinion", "drop_letter", "edit_batch",
    "edit_letter", "open_batch", "propose_conclusions", "recall_batch", "recall_letter", "record_answers",
    "register_reply", "send_batch", "send_letter", "take_back_answers", "take_out",
]  # fmt: skip
