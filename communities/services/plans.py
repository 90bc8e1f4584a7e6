"""Commands on a community's own plan: work on the draft, confirm it at a meeting."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.models import CommunityPlan, Deliberation, Election
from communities.services.committees import require_running
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

CONTENT = ("kind", "main_problems", "risk_points", "measures", "leader", "owner", "due_on", "progress")
REQUIRED = ("main_problems", "measures", "leader", "owner", "due_on")


def versions_of(user, community, election):
    """A community's versions in a term that ``user`` may see, newest first."""
    return access.visible_to(user, CommunityPlan).filter(community=community, election=election).order_by("-number")


@transaction.atomic
def save_plan(*, actor, community, election, version, **content):
    """Write the plan's draft: the one there is, last read at ``version``, or a new version of the confirmed one.

    ``version`` is None where the page was drawn without a draft. ``content``: as in CONTENT.
    Returns the :class:`CommunityPlan`. Raises DomainError ``election_past``, ``election_elsewhere``,
    ``edited_meanwhile`` or ``due_after_election``.
    """
    access.require(actor, "accept_records", community)
    require_running(election)
    _require_cover(election, community)
    _require_deadline(election, content.get("due_on"))
    draft = CommunityPlan.objects.filter(community=community, election=election).drafts().first()
    if draft is None:
        _require_none_read(community, version)
        return _create(actor, community, election, content)
    claim_version(actor=actor, obj=draft, version=version)
    old = {name: getattr(draft, name) for name in CONTENT}
    for name in CONTENT:
        setattr(draft, name, content.get(name, old[name]))
    draft.save()
    new = {name: getattr(draft, name) for name in CONTENT}
    audit.record(actor, "plan.save", draft, detail=audit.changes(old, new))
    return draft


def _require_none_read(community, version):
    """Who has written on a draft that a meeting confirmed meanwhile is told so, before he begins another."""
    if version is not None:
        raise DomainError(
            "edited_meanwhile",
            f"{community.short_name}的方案草稿刚刚已由研判会审定，您的内容尚未保存。请核对审定的内容，再保存为新的一版。",
        )


def _create(actor, community, election, content):
    """The next version. Two who begin it at once: the constraint lets one through, the other is told."""
    last = CommunityPlan.objects.filter(community=community, election=election).order_by("-number").first()
    kept = {name: getattr(last, name) for name in CONTENT} if last else {}
    try:
        with transaction.atomic():
            draft = CommunityPlan.objects.create(
                community=community, election=election, number=last.number + 1 if last else 1, updated_by=actor,
                **kept | {name: value for name, value in content.items() if name in CONTENT},
            )  # fmt: skip
    except IntegrityError:
        raise DomainError(
            "edited_meanwhile", f"{community.short_name}的方案刚刚已由他人开始修订，请刷新页面后再改。"
        ) from None
    audit.record(actor, "plan.save", draft, detail={"number": draft.number})
    return draft


def _require_cover(election, community):
    if not Election.objects.over(community.pk).filter(pk=election.pk).exists():
        raise DomainError("election_elsewhere", f"{election}不覆盖{community.short_name}。")


def _require_deadline(election, due_on):
    if due_on and due_on > election.election_day:
        raise DomainError(
            "due_after_election", f"完成时限不能晚于选举日（{election.election_day:%Y年%m月%d日}）。", field="due_on"
        )


@transaction.atomic
def confirm_plan(*, actor, plan, deliberation, version):
    """Freeze a draft as what a meeting confirmed. Returns the plan.

    Raises DomainError ``plan_confirmed``, ``plan_incomplete`` (naming what is blank), ``not_held``,
    ``not_on_agenda`` or ``edited_meanwhile``.
    """
    access.require(actor, "accept_records", plan)
    deliberation = Deliberation.objects.select_for_update(of=("self",)).get(pk=deliberation.pk)
    access.require(actor, "accept_records", deliberation)
    require_running(deliberation.election)
    _require_meeting(plan, deliberation)
    if plan.is_confirmed:
        raise DomainError("plan_confirmed", f"“{plan}”已经审定，不能再改。")
    _require_complete(plan)
    claim_version(actor=actor, obj=plan, version=version)
    plan.deliberation, plan.confirmed_at = deliberation, timezone.now()
    plan.save()
    audit.record(actor, "plan.confirm", plan, detail={"deliberation": str(deliberation.pk), "number": plan.number})
    return plan


def _require_meeting(plan, deliberation):
    if not deliberation.is_held:
        raise DomainError("not_held", "方案由已召开、尚未定稿的研判会审定。")
    on_agenda = deliberation.conclusions.filter(community=plan.community_id).exists()
    if deliberation.election_id != plan.election_id or not on_agenda:
        raise DomainError("not_on_agenda", f"{plan.community.short_name}不在“{deliberation}”的议程上。")


def _require_complete(plan):
    blank = [CommunityPlan._meta.get_field(name).verbose_name for name in REQUIRED if not getattr(plan, name)]
    if blank:
        raise DomainError("plan_incomplete", f"方案还缺：{'、'.join(blank)}。请补齐后再审定。")
