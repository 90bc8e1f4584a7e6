"""The term's schedule: defaults counted back from the election day, edits, completion."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from communities.models import Milestone, MilestoneEdition
from communities.services.committees import require_running
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

BASIS = "通行做法推算，待按区换届日程核定"
# (months before, days before the election day, what, who answers): domain facts §4.2b, inferred, hence 示例（待核定）
DEFAULTS = (
    (5, 0, "动员部署，社区基线报送", "各社区"),
    (4, 15, "调研摸底、风险排查", "党建办"),
    (4, 0, "任期考核、离任审计进点", "党建办、审计组"),
    (3, 0, "逐一谈心谈话，专题研判", "街道党工委"),
    (2, 15, "人选物色与社区初审", "各社区"),
    (2, 0, "街道严审", "街道党工委"),
    (1, 15, "报区级联审", "党建办"),
    (1, 0, "党组织换届选举", "各社区党组织"),
    (0, 35, "居民选举委员会推选、选民登记", "各社区"),
    (0, 4, "正式候选人公示", "各社区"),
    (0, 0, "居民委员会投票选举", "各社区"),
)


@transaction.atomic
def install_schedule(*, actor, election):
    """Add the default milestones that the term does not have yet. Returns how many were added.

    Raises DomainError ``election_past``, as do the other commands here.
    """
    require_running(election)
    have = set(election.milestones.values_list("title", flat=True))
    missing = [
        Milestone(
            election=election,
            title=title,
            due_on=election.election_day - relativedelta(months=months, days=days),
            responsible=who,
            basis=BASIS,
        )
        for months, days, title, who in DEFAULTS
        if title not in have
    ]
    Milestone.objects.bulk_create(missing)
    audit.record(actor, "milestone.install", election, detail={"added": len(missing)})
    return len(missing)


@transaction.atomic
def save_milestone(*, actor, milestone, version=None):
    """Add a milestone, or store an edit read at ``version`` (DomainError ``edited_meanwhile``).

    What it said before is kept (:class:`MilestoneEdition`); a confirmed one that says something else is confirmed
    no longer, unless the document's number was changed with it.
    """
    require_running(milestone.election)
    if milestone.pk:
        claim_version(actor=actor, obj=milestone, version=version)
        _keep_edition(actor, milestone)
    milestone.save()
    audit.record(actor, "milestone.save", milestone, detail={"due_on": milestone.due_on, "title": milestone.title})
    return milestone


def _keep_edition(actor, milestone):
    old = Milestone.objects.get(pk=milestone.pk)
    before = {name: getattr(old, name) for name in MilestoneEdition.FIELDS}
    changed = {name for name, value in before.items() if getattr(milestone, name) != value}
    if not changed:
        return
    MilestoneEdition.objects.create(milestone=old, replaced_by=actor, **before)
    if "document_number" not in changed:
        milestone.document_number = ""


@transaction.atomic
def finish_milestone(*, actor, milestone):
    """Mark as done today."""
    require_running(milestone.election)
    milestone.done_on = timezone.localdate()
    milestone.save(update_fields=["done_on"])
    audit.record(actor, "milestone.finish", milestone)


@transaction.atomic
def confirm_milestone(*, actor, milestone, version, document_number):
    """核定: the office stands by the date, by the document named. Raises DomainError ``document_required`` besides."""
    access.require(actor, "manage_rules", milestone)
    require_running(milestone.election)
    if not document_number.strip():
        raise DomainError("document_required", "请填写核定所依据的文号。", "document_number")
    claim_version(actor=actor, obj=milestone, version=version)
    milestone.document_number = document_number.strip()
    _keep_edition(actor, milestone)
    milestone.save(update_fields=["document_number"])
    audit.record(actor, "milestone.confirm", milestone, reason=milestone.document_number)
    return milestone


@transaction.atomic
def copy_schedule(*, actor, from_election, to_election):
    """Copy the milestones that the other term does not have, as far from its election day, unconfirmed and undone.

    Returns how many were added.
    """
    require_running(to_election)
    have = set(to_election.milestones.values_list("title", flat=True))
    later = to_election.election_day - from_election.election_day
    made = Milestone.objects.bulk_create(
        Milestone(election=to_election, title=old.title, due_on=old.due_on + later, responsible=old.responsible,
                  basis=old.basis)
        for old in from_election.milestones.all() if old.title not in have
    )  # fmt: skip
    if made:
        audit.record(actor, "milestone.install", to_election, detail={"from": from_election.pk, "added": len(made)})
    return len(made)
