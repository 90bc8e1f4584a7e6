"""What a community has of its own in the term's schedule: its election day, a step's other day, a step done."""

from django.db import transaction
from django.utils import timezone

from communities.backward_plan import community_schedules, effect_of
from communities.models import CommunityElectionDay, CommunityMilestone, Milestone
from communities.models.schedule import Fulfilments
from communities.services.committees import require_running
from communities.services.schedule import require_kept
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError


def schedule_of(user, election, community):
    """The :class:`communities.backward_plan.CommunitySchedule` of one community."""
    (found,) = community_schedules(user, election, community, [community])
    return found


@transaction.atomic
def set_election_day(*, actor, election, community, election_day, reason="", version=None, accept=False):
    """Give a community an election day of its own; None: the term's again. All its steps count from that.

    Raises DomainError ``reason_required``, ``same_day``, ``breaks_limit``, ``edited_meanwhile``, ``election_past``;
    403 and 404 as ``core.access.require``.
    """
    access.require(actor, "manage_rules", community)
    require_running(election)
    now = schedule_of(actor, election, community)
    if election_day == election.election_day:
        raise DomainError(
            "same_day", "与本届选举日相同，不必另定；要取消另定的日期，请点“恢复为本届选举日”。", "election_day"
        )
    if election_day and not reason.strip():
        raise DomainError("reason_required", "请写明另定选举日的原因或依据的文件。", "reason")
    require_kept(effect_of(now.plan, now.with_day(election_day or election.election_day)), accept)
    if now.own_day:
        claim_version(actor=actor, obj=now.own_day, version=version)
    if election_day is None:
        CommunityElectionDay.objects.filter(election=election, community=community).delete()
    else:
        CommunityElectionDay.objects.update_or_create(
            election=election, community=community,
            defaults={"election_day": election_day, "reason": reason.strip(), "updated_by": actor},
        )  # fmt: skip
    audit.record(actor, "schedule.day", community, reason=reason, detail={"election_day": election_day})


@transaction.atomic
def move_step(*, actor, milestone, community, due_on, reason="", version=None, accept=False):
    """Put a step of one community on another day; ``due_on`` None: as its rule says again.

    Raises DomainError as :func:`set_election_day`, and ``has_own_date`` where the baseline says when it is due.
    """
    access.require(actor, "manage_rules", community)
    require_running(milestone.election)
    now = schedule_of(actor, milestone.election, community)
    if due_on and milestone.fulfilled_by == Fulfilments.BASELINE and now.baseline:
        raise DomainError("has_own_date", "这一节点以社区基线的报送期限为准，请在“社区基线”页改期限。", "due_on")
    if due_on and not reason.strip():
        raise DomainError("reason_required", "请写明改期的原因。", "reason")
    require_kept(effect_of(now.plan, now.with_move(milestone.pk, due_on)), accept)
    row = _own_row(milestone, community)
    if row.pk:
        claim_version(actor=actor, obj=row, version=version)
    row.due_on, row.reason, row.updated_by = due_on, reason.strip() if due_on else "", actor
    row.save()
    audit.record(actor, "schedule.move", row, reason=reason, detail={"milestone": milestone.pk, "due_on": due_on})
    return row


@transaction.atomic
def finish_step(*, actor, milestone, community, done_on, note=""):
    """Mark a step as done in one community on ``done_on``, or as open again (None).

    Raises DomainError ``counted_by_records``, ``done_later`` (on ``done_on``); 403 and 404 as ``core.access.require``.
    """
    access.require(actor, "fill_records", community)
    require_running(milestone.election)
    if milestone.fulfilled_by:
        said = milestone.get_fulfilled_by_display()
        raise DomainError("counted_by_records", f"“{milestone}”按记录自动计算：{said}即为办结，不必手工登记。")
    if done_on and done_on > timezone.localdate():
        raise DomainError("done_later", "办结日期不能晚于今天。", "done_on")
    row = _own_row(milestone, community)
    row.done_on, row.done_note, row.updated_by = done_on, note.strip() if done_on else "", actor
    row.save()
    audit.record(actor, "schedule.finish", row, detail={"milestone": milestone.pk, "done_on": done_on, "note": note})
    return row


def _own_row(milestone, community):
    """The row of a step in a community, locked; a new one if it has none."""
    Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)  # two at once: one row
    found = CommunityMilestone.objects.filter(milestone=milestone, community=community).first()
    return found or CommunityMilestone(milestone=milestone, community=community)
