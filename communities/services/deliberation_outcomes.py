"""Commands on what a study meeting comes to: conclusions, the three lists, tasks."""

from django.db import transaction
from django.utils import timezone

from communities.models import (
    CommitteeMember,
    CommunityConclusion,
    Deliberation,
    DeliberationTask,
    MemberDisposition,
    TermRole,
)
from communities.services.committees import require_running
from communities.services.deliberations import lock_open
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

Kinds = MemberDisposition.Kinds
TASK_FIELDS = ("content", "owner", "due_on")


def _lock_held(actor, pk):
    """The meeting, locked; DomainError ``not_held`` before it began: it concludes on the frozen snapshots."""
    deliberation = lock_open(actor, pk)
    if not deliberation.is_held:
        raise DomainError("not_held", f"“{deliberation}”还没有召开。请先点“召开会议”，冻结各社区快照后再填写。")
    return deliberation


def _claim(actor, conclusion, version):
    """Lock meeting and community for one writer, who has read the community's page at ``version``."""
    _lock_held(actor, conclusion.deliberation_id)
    conclusion = CommunityConclusion.objects.select_related("community", "deliberation__election").get(pk=conclusion.pk)
    claim_version(actor=actor, obj=conclusion, version=version)
    return conclusion


@transaction.atomic
def write_conclusion(*, actor, conclusion, version, text):
    """Set what the meeting concluded on a community. Raises DomainError ``not_held``, ``edited_meanwhile``."""
    conclusion = _claim(actor, conclusion, version)
    conclusion.text = text.strip()
    conclusion.save()
    audit.record(actor, "deliberation.conclusion", conclusion.deliberation,
                 detail={"community": conclusion.community_id, "text": conclusion.text})  # fmt: skip
    return conclusion


def sitting_people(election, community):
    """Keys of those who sit in a community's committees now."""
    seated = CommitteeMember.objects.in_election(election).sitting().filter(committee__community=community)
    return set(seated.values_list("person_id", flat=True))


def prospective_people(election, community):
    """Keys of those whom the term's roster knows as 意向人选 or 候选人 of a community without sitting in it."""
    capacities = (TermRole.Capacities.PROSPECT, TermRole.Capacities.CANDIDATE)
    roles = TermRole.objects.filter(election=election, community=community, capacity__in=capacities)
    return set(roles.values_list("person_id", flat=True)) - sitting_people(election, community)


@transaction.atomic
def set_dispositions(*, actor, conclusion, version, choices):
    """Set the three lists of a community. ``choices``: ``{Person: (kind or "", reason)}``; "" takes him off.

    Who is not named keeps his place. 继续留任 and 建议调整 are for sitting members, 建议使用 for others.
    Raises DomainError ``not_held``, ``edited_meanwhile``, ``wrong_list`` or ``reason_required``.
    """
    conclusion = _claim(actor, conclusion, version)
    sitting = sitting_people(conclusion.deliberation.election, conclusion.community)
    for person, (kind, reason) in choices.items():
        access.require(actor, "view_records", person)
        _set_one(conclusion, person, kind, reason.strip(), is_sitting=person.pk in sitting)
    audit.record(actor, "deliberation.dispositions", conclusion.deliberation,
                 detail={"community": conclusion.community_id,
                         "lists": {str(person.pk): kind for person, (kind, _) in choices.items()}})  # fmt: skip
    return conclusion


def _set_one(conclusion, person, kind, reason, *, is_sitting):
    place = {"deliberation": conclusion.deliberation, "community": conclusion.community, "person": person}
    if not kind:
        MemberDisposition.objects.filter(**place).delete()
        return
    _require_right_list(person, kind, is_sitting)
    if kind == Kinds.ADJUST and not reason:
        raise DomainError("reason_required", f"列入“建议调整”须写明理由：{person.name}。")
    MemberDisposition.objects.update_or_create(**place, defaults={"kind": kind, "reason": reason})


def _require_right_list(person, kind, is_sitting):
    if kind not in Kinds or (kind == Kinds.USE) == is_sitting:
        offered = "“继续留任”或“建议调整”" if is_sitting else "“建议使用”"
        who = "现任成员" if is_sitting else "不是现任成员"
        raise DomainError("wrong_list", f"{person.name}{'是' if is_sitting else ''}{who}，只能列入{offered}。")


@transaction.atomic
def carry_over_dispositions(*, actor, conclusion, version):
    """Take the three lists of the meeting before over for whoever is on none yet. Returns how many.

    Who has left or joined a committee since is left out: his list would be the wrong one.
    """
    conclusion = _claim(actor, conclusion, version)
    deliberation, community = conclusion.deliberation, conclusion.community
    sitting = sitting_people(deliberation.election, community)
    placed = set(deliberation.dispositions.filter(community=community).values_list("person_id", flat=True))
    rows = [
        MemberDisposition(
            deliberation=deliberation, community=community, person_id=row.person_id, kind=row.kind, reason=row.reason
        )
        for row in last_dispositions(deliberation, community)
        if row.person_id not in placed and (row.kind == Kinds.USE) != (row.person_id in sitting)
    ]
    MemberDisposition.objects.bulk_create(rows)
    audit.record(actor, "deliberation.dispositions", deliberation,
                 detail={"community": community.pk, "carried_over": len(rows)})  # fmt: skip
    return len(rows)


def last_dispositions(deliberation, community):
    """The lists of the nearest earlier meeting that had this community on its agenda."""
    before = Deliberation.objects.before(deliberation).filter(conclusions__community=community).first()
    rows = MemberDisposition.objects.filter(deliberation=before, community=community)
    return rows.select_related("person") if before else rows.none()


def _require_deadline(deliberation, due_on):
    if due_on < deliberation.held_on:
        raise DomainError(
            "due_before_meeting", f"完成时限不能早于召开日期（{deliberation.held_on:%Y年%m月%d日}）。", field="due_on"
        )


@transaction.atomic
def add_task(*, actor, conclusion, content, owner, due_on):
    """Give somebody a task for a community. Returns the :class:`DeliberationTask`.

    Raises DomainError ``not_held`` or ``due_before_meeting``; 404 for an owner out of sight.
    """
    deliberation = _lock_held(actor, conclusion.deliberation_id)
    access.require(actor, "view_records", owner)
    _require_deadline(deliberation, due_on)
    task = DeliberationTask.objects.create(
        deliberation=deliberation, community=conclusion.community, content=content.strip(), owner=owner,
        due_on=due_on, updated_by=actor,
    )  # fmt: skip
    audit.record(actor, "deliberation.task", task, detail={"owner": str(owner.pk), "due_on": due_on})
    return task


@transaction.atomic
def update_task(*, actor, task, version, content, owner, due_on):
    """Change a task that is not done yet. Raises DomainError ``task_done``, ``edited_meanwhile``, ``due_before_meeting``."""
    task = _lock_task(actor, task)
    access.require(actor, "accept_records", task)
    access.require(actor, "view_records", owner)
    _require_deadline(task.deliberation, due_on)
    claim_version(actor=actor, obj=task, version=version)
    old = {name: getattr(task, name) for name in TASK_FIELDS}
    new = {"content": content.strip(), "owner": owner, "due_on": due_on}
    for name, value in new.items():
        setattr(task, name, value)
    task.save()
    audit.record(actor, "deliberation.update_task", task, detail=audit.changes(old, new))
    return task


@transaction.atomic
def finish_task(*, actor, task, version, done_on, result):
    """Report a task done, by its owner or the street. Raises DomainError ``task_done``, ``edited_meanwhile``,
    ``done_in_future`` or ``done_before_meeting``."""
    task = _lock_task(actor, task)
    if done_on > timezone.localdate():
        raise DomainError("done_in_future", "完成日期不能晚于今天。", field="done_on")
    if done_on < task.deliberation.held_on:
        raise DomainError(
            "done_before_meeting",
            f"完成日期不能早于召开日期（{task.deliberation.held_on:%Y年%m月%d日}）。",
            field="done_on",
        )
    claim_version(actor=actor, obj=task, version=version)
    task.done_on, task.result = done_on, result.strip()
    task.save()
    audit.record(actor, "deliberation.finish_task", task, detail={"done_on": done_on, "result": task.result})
    return task


def _lock_task(actor, task):
    """The task, locked, provided that ``actor`` may work on it and it is open."""
    rows = DeliberationTask.objects.select_for_update(of=("self",)).select_related("deliberation__election")
    task = rows.get(pk=task.pk)
    access.require(actor, "fill_records", task)
    require_running(task.deliberation.election)
    if task.done_on:
        raise DomainError("task_done", f"这项任务已于 {task.done_on:%Y年%m月%d日} 完成。")
    return task
