"""The moves of a clue on screen: which form each asks for, and which service makes it."""

from core import workflow
from discipline.forms import clues as forms
from discipline.services import clue_handling as services

# name of the move → (form, service); the words of a form's fields are the service's arguments
MOVES = {
    "accept": (forms.AcceptForm, services.accept_clue),
    "decline": (forms.ReasonForm, services.decline_clue),
    "present": (forms.PresentForm, services.present_clue),
    "start": (forms.StartForm, services.start_checking),
    "transfer": (forms.TransferForm, services.transfer_clue),
    "report": (forms.ResultForm, services.report_result),
    "send_back": (forms.ReasonForm, services.send_back),
    "conclude": (forms.WordsForm, services.conclude_clue),
    "close": (forms.WordsForm, services.close_clue),
    "reopen": (forms.ReasonForm, services.reopen_clue),
}


ORDER = ("primary", "secondary", "danger")  # the way on first
# what a clue waits for, in words for whoever looks at it
NEXT = {
    "registered": "当日受理；不属受理范围的由负责人不予受理。",
    "accepted": "写明拟办意见，当日呈负责人阅。",
    "presented": "等负责人批办：指派承办人核查，或移送有管辖权的单位。",
    "checking": "承办人核查，登记每次谈话、走访、调取的情况，再提出结论。",
    "transferred": "在时限内向受移送单位跟踪结果，收到后提出结论。",
    "reported": "等负责人审定；提出结论的人不能自己审定。",
    "concluded": "实名的向举报人反馈，查实的登记后续处理，再由负责人办结。",
    "closed": "已办结。有新情况的由负责人重新核查。",
    "declined": "不予受理；实名的仍须向举报人反馈。",
}


def moves_for(user, clue):
    """``(open moves, [(move, reasons)])``: what the user may do now, and what a guard keeps him from."""
    ways = workflow.ways_on(user, clue)
    open_moves = [move for move, reasons in ways if not reasons]
    return sorted(open_moves, key=lambda move: ORDER.index(move.style)), workflow.shut(ways)
