"""What must hold before a batch or a letter moves: guards of candidates.models.joint_review."""

from candidates.models import Candidate, DepartmentOpinion, JointReviewEntry, JointReviewLetter
from core.errors import DomainError, refuse_if

PENDING = DepartmentOpinion.Results.PENDING


def missing_to_send(batch):
    """What a drafted batch lacks before its letters may go out: list of phrases."""
    entries = batch.entries.filter(is_open=True).select_related("candidate__person")
    missing = [] if entries else ["批次中没有人选"]
    missing += [
        f"“{entry}”现为“{entry.candidate.get_state_display()}”，不能送区联审，请移出本批"
        for entry in entries if entry.candidate.state != Candidate.States.PASSED
    ]  # fmt: skip
    if not batch.letters.filter(state=JointReviewLetter.States.DRAFT).exists():
        missing.append("没有要发函的部门")
    if not (batch.contact and batch.contact_phone):
        missing.append("批次未填联系人及电话（函中要写明）")
    return missing


def require_ready_to_send(batch, actor):
    refuse_if(missing_to_send(batch), "batch_incomplete")


def require_all_concluded(batch, actor):
    waiting = batch.entries.filter(is_open=True).select_related("candidate__person")
    refuse_if([f"“{entry}”尚未作出结论" for entry in waiting], "conclusions_open")


def require_none_concluded(batch, actor):
    concluded = batch.entries.filter(concluded_at__isnull=False).select_related("candidate__person")
    if concluded:
        names = "、".join(str(entry) for entry in concluded[:5])
        raise DomainError(
            "some_concluded", f"本批已对{names}作出结论，不能整批撤回。其余人选可逐一撤回。"
        )  # fmt: skip


def require_batch_out(letter, actor):
    if not letter.batch.is_out:
        raise DomainError(
            "batch_not_out", f"{letter.batch}现为“{letter.batch.get_state_display()}”，请随批次一并发函。"
        )


def require_columns(letter, actor):
    """Who looks somebody up needs something beside the name to tell him by."""
    if not {"birth_date", "id_number", "id_masked"} & set(letter.columns):
        raise DomainError(
            "columns_too_few", f"致{letter.department}的函只有姓名，无法区分同名。请至少加列出生年月或公民身份号码。"
        )  # fmt: skip


def unanswered(letter):
    """The current answers still due of a letter."""
    return letter.opinions.to_answer().filter(result=PENDING)


def require_all_answered(letter, actor):
    waiting = unanswered(letter).select_related("entry__candidate__person")
    refuse_if([f"“{opinion.entry}”未答复" for opinion in waiting], "answers_open")


def require_some_unanswered(letter, actor):
    if not unanswered(letter).exists():
        raise DomainError("all_answered", f"{letter}已收齐答复。")


def require_nothing_concluded_on(letter, actor):
    """Answers that a conclusion rests on are not taken away."""
    concluded = JointReviewEntry.objects.filter(opinions__letter=letter, concluded_at__isnull=False)
    if concluded.exists():
        raise DomainError("some_concluded", f"已有人选依据{letter}的答复作出结论，此函不能撤回。可另发补充征求函。")
