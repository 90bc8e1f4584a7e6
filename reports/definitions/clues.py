"""线索处理呈批表: one clue on paper for whoever handles it. The reporter is never on it (实名、匿名 alone)."""

from communities.models import Region
from core import access
from core.attachments import attachments_of
from discipline.clue_access import READ
from discipline.models import Clue
from discipline.models.clues import Channels, FeedbackMethods, Results
from reports.definitions.base import Report, subject_form

BLANK = ("", "", None)


def context(user, region, election, parameters, number):
    """The data of templates/pdf/clue_form.html."""
    rows = Clue.objects.select_related("election", "community", "registered_by")
    clue = access.get_or_404(user, rows, READ, pk=parameters["subject"])
    said = {step.label: step for step in clue.steps.filter(kind="move").select_related("author")}  # the last of each
    return {
        "clue": clue,
        "channels": [(label, value == clue.channel) for value, label in Channels.choices],
        "names": [("实名", clue.is_named), ("匿名", not clue.is_named)],
        "results": [(label, value == clue.result) for value, label in Results.choices],
        "methods": [(label, value == clue.feedback_method) for value, label in FeedbackMethods.choices],
        "inspectors": "、".join(
            one.account.full_name for one in clue.assignments.filter(ended_at=None).select_related("account")
        ),
        "proposal": _box(said.get("呈阅")),
        "decision": _box(said.get("批办核查") or said.get("移送")),
        "approval": _box(said.get("审定查结")),
        "extensions": clue.extensions.filter(decision="approved").select_related("decided_by"),
        "materials": attachments_of(clue).count(),
    }


def _box(step):
    """``(words, signer, day)`` of a step, blank to be written in by hand where it was not taken."""
    return (step.text, step.author.full_name, step.happened_on) if step else BLANK


CLUE_FORM = Report(
    code="clue_form",
    title="线索处理呈批表",
    description="一件线索的登记、呈阅、批办、核查结论、审定和反馈，各栏可签字盖章；不印举报人。只有承办人和负责人能生成，只有申请人能下载。",
    template="pdf/clue_form.html",
    permission=READ,
    context=context,
    parameter_form=subject_form(
        Clue, READ, label="线索", describe=lambda clue: f"{clue.code}　{clue.get_state_display()}"
    ),
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
    counter="份",
    build_permission="",
    subject_model=Clue,
    subject_label=lambda clue: clue.code,
    is_personal=True,
)
