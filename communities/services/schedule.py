"""The term's schedule: rule rows counted back from the election day, edits, completion."""

from django.db import transaction
from django.utils import timezone

from communities.backward_plan import BackwardPlan, effect_of, term_plan
from communities.models import Milestone, MilestoneEdition
from communities.schedule_samples import DEFAULT_SAMPLE, SAMPLES
from communities.services.committees import require_running
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

RULE_FIELDS = tuple(name for name in MilestoneEdition.FIELDS if name != "document_number")


@transaction.atomic
def install_schedule(*, actor, election, sample=DEFAULT_SAMPLE):
    """Add the steps of a sample (communities.schedule_samples) that the term does not have. Returns how many.

    Raises DomainError ``no_sample``, and ``election_past`` as do the other commands here.
    """
    require_running(election)
    if sample not in SAMPLES:
        raise DomainError("no_sample", "没有这个版本的日程样本，请刷新页面后重选。", "sample")
    _, rows = SAMPLES[sample]
    have = set(election.milestones.values_list("title", flat=True))
    missing = [row for row in rows if row.title not in have]
    made = Milestone.objects.bulk_create(
        Milestone(
            election=election, title=row.title, due_on=election.election_day, offset=row.offset,
            responsible=row.responsible, basis=row.basis, limit_kind=row.limit_kind, limit=row.limit,
            limit_basis=row.limit_basis, fulfilled_by=row.fulfilled_by,
        )
        for row in missing
    )  # fmt: skip
    _anchor(election, {new.pk: row.after for new, row in zip(made, missing, strict=True) if row.after})
    recount(election)
    audit.record(actor, "milestone.install", election, detail={"added": len(made), "sample": sample})
    return len(made)


def _anchor(election, titles):
    """Set the anchors of new steps, known by title."""
    keys = dict(election.milestones.values_list("title", "pk"))
    for pk, title in titles.items():
        Milestone.objects.filter(pk=pk).update(after=keys.get(title))


def recount(election):
    """Bring the kept days of the term's steps to what their rules say now; call after anything they count from."""
    plan = term_plan(election)
    stale = [rule for key, rule in plan.rules.items() if rule.due_on != plan.days[key]]
    for rule in stale:
        rule.due_on = plan.days[rule.pk]
    Milestone.objects.bulk_update(stale, ["due_on"])


@transaction.atomic
def save_milestone(*, actor, milestone, version=None, accept=False):
    """Add a milestone, or store an edit read at ``version`` (DomainError ``edited_meanwhile``).

    What it said before is kept (:class:`MilestoneEdition`); a confirmed one that says something else is confirmed
    no longer, unless the document's number was changed with it. Raises DomainError ``schedule_circle`` for steps that
    count from one another, and ``breaks_limit`` unless the caller has ``accept``ed that.
    """
    require_running(milestone.election)
    require_kept(effect_of_edit(milestone), accept)
    if milestone.pk:
        claim_version(actor=actor, obj=milestone, version=version)
        _keep_edition(actor, milestone)
    milestone.save()
    recount(milestone.election)
    milestone.refresh_from_db(fields=["due_on"])
    audit.record(actor, "milestone.save", milestone, detail={"due_on": milestone.due_on, "title": milestone.title})
    return milestone


def effect_of_edit(milestone):
    """What an edit that is not saved yet does to the term's plan (communities.backward_plan.Effect)."""
    before = term_plan(milestone.election)
    rules = [rule for key, rule in before.rules.items() if key != milestone.pk]
    _refuse_circle(milestone, before.rules)
    after = BackwardPlan([*rules, milestone], before.working_days, before.election_day)
    return effect_of(before, after)


def _refuse_circle(milestone, rules):
    step = milestone.after
    while step:
        if step.pk == milestone.pk:
            raise DomainError("schedule_circle", "这样会首尾相连：所选节点本身就是从这一节点算起的。", "after")
        step = rules[step.after_id] if step.after_id else None


def require_kept(effect, accept):
    """Raise DomainError ``breaks_limit`` that names every limit newly broken, unless that was accepted."""
    if effect.breaches and not accept:
        said = "；".join(f"{breach.words}（{breach.basis}）" for breach in effect.breaches)
        raise DomainError("breaks_limit", f"这样不合法定期限：{said}。确需如此的，请勾选“仍要保存”。", "accept")


def _keep_edition(actor, milestone):
    old = Milestone.objects.get(pk=milestone.pk)
    before = {name: getattr(old, name) for name in MilestoneEdition.FIELDS}
    counted = {"due_on"} if milestone.offset is not None and old.offset is not None else set()
    changed = {name for name, value in before.items() if getattr(milestone, name) != value} - counted
    if not changed:
        return
    MilestoneEdition.objects.create(milestone=old, replaced_by=actor, **before)
    if "document_number" not in changed:
        milestone.document_number = ""


@transaction.atomic
def finish_milestone(*, actor, milestone):
    """Mark as done today, in every community."""
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
    old = [each for each in from_election.milestones.select_related("after") if each.title not in have]
    made = Milestone.objects.bulk_create(_copy(each, to_election, later) for each in old)
    _anchor(to_election, {new.pk: was.after.title for new, was in zip(made, old, strict=True) if was.after})
    recount(to_election)
    if made:
        audit.record(actor, "milestone.install", to_election, detail={"from": from_election.pk, "added": len(made)})
    return len(made)


def _copy(old, election, later):
    fields = {name: getattr(old, name) for name in RULE_FIELDS if name not in ("due_on", "after")}
    return Milestone(election=election, due_on=old.due_on + later, **fields)
