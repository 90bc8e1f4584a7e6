"""What the review of a candidate asks of 区级联审: the guards of candidates.models.Candidate, and what others read.

The joint review itself is in candidates.joint_review and its services.
"""

from core.errors import DomainError


def require_in_open_batch(candidate, actor):
    """Guard of ``send_to_district``: a batch whose letters go out holds the candidate."""
    from candidates.joint_review import open_batch_of

    batch = open_batch_of(candidate)
    if batch is None:
        raise DomainError("not_in_batch", f"“{candidate}”还未列入区级联审批次。请先在“区级联审”中建立批次并选入。")
    if not batch.is_out:
        raise DomainError("batch_not_sent", f"“{candidate}”已列入{batch}，随该批发函时报送，不必单独办理。")


def require_conclusion(candidate, actor):
    """Guard of the moves that end 区级联审: the batch's conclusion on the candidate is on file."""
    from candidates.joint_review import conclusion_in_hand

    if conclusion_in_hand(candidate) is None:
        raise DomainError("no_conclusion", f"“{candidate}”还没有区级联审结论。请先登记各部门回复，再拟定、审定结论。")


def has_standing_clearance(candidate):
    """Whether an unchanged conclusion of 区级联审 stands for the candidate (同一人选不得重复联审)."""
    from candidates.joint_review import standing_conclusion_of

    return standing_conclusion_of(candidate) is not None


def require_standing_clearance(candidate, actor):
    if not candidate.is_nominee or not has_standing_clearance(candidate):
        raise DomainError("no_standing_clearance", f"“{candidate}”没有可沿用的联审结论，须报区级联审。")
