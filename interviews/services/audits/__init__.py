"""Commands of departure audits."""

from interviews.services.audits.contracts import add_contract, edit_contract, remove_contract
from interviews.services.audits.file import edit_audit, edit_publication, move_audit, set_publication_rule
from interviews.services.audits.findings import (
    add_finding,
    edit_finding,
    move_finding,
    record_rectification,
    remove_finding,
)
from interviews.services.audits.handover import (
    edit_handover,
    replace_items,
    sign_handover,
    withdraw_signatures,
)
from interviews.services.audits.setup import Team, assign_team, plan_audits, withdraw_audit

__all__ = [
    "Team", "add_contract", "add_finding", "assign_team", "edit_audit", "edit_contract", "edit_finding",
    "edit_handover", "edit_publication", "move_audit", "move_finding", "plan_audits", "record_rectification",
    "remove_contract", "remove_finding", "replace_items", "set_publication_rule", "sign_handover", "withdraw_audit",
    "withdraw_signatures",
]  # fmt: skip
