"""The register of difficult issues: raising, editing, progress, and the moves to settlement."""

from django.db import transaction
from django.utils import timezone

from communities.models import Election, Issue, IssueEntry
from communities.services.committees import require_running
from communities.street_staff import area_leaders, sitting_members, street_staff
from core import access, audit, workflow
from core.attachments import attachments_of
from core.editing import claim_version
from core.errors import DomainError

FIELDS = (
    "title", "description", "kind", "seriousness", "street_only", "owner", "leader", "measures", "due_on",
)  # fmt: skip


@transaction.atomic
def raise_issue(*, actor, community, election, title, kind, seriousness, source=None, **fields):
    """Enter an issue in the register. Returns the :class:`Issue` in state 待处置.

    ``kind``: Issue.Kinds; ``seriousness``: Issue.Seriousness; ``source``: the record where it came up, if any:
    whoever may make that record may raise the issue, so the calling service asks for that right and here it is
    only asked whether he sees the record. ``fields``: ``description``, ``owner``, ``leader`` (default: the
    community's 包片领导), ``measures``, ``due_on``, ``street_only``.
    Raises DomainError ``term_closed``, ``election_elsewhere``, ``title_missing``, ``not_in_charge``,
    ``due_before_today`` or ``street_only``; 404 and 403 as access.require.
    """
    _require_may_raise(actor, community, source)
    require_running(election)
    if not Election.objects.over(community.code).filter(pk=election.pk).exists():
        raise DomainError(
            "election_elsewhere", f"{election}不覆盖{community.short_name}。请重新选择社区。", "community"
        )
    fields["leader"] = fields.get("leader") or area_leaders(election).get(community.pk)
    issue = Issue(community=community, election=election, raised_by=actor, updated_by=actor)
    if source is not None:
        issue.source = source
    _fill(actor, issue, {"title": title, "kind": kind, "seriousness": seriousness, **fields})
    _require_future(issue.due_on)
    issue.save()
    audit.record(actor, "issue.raise", issue, detail={"kind": kind, "seriousness": int(seriousness)})
    return issue


def _require_may_raise(actor, community, source):
    if source is None:
        access.require(actor, "fill_records", community)
    else:
        access.require(actor, type(source).access.view, source)


@transaction.atomic
def update_issue(*, actor, issue, version, **fields):
    """Change an issue (FIELDS) last read at ``version``; see :func:`may_edit`. Returns the issue."""
    issue = Issue.objects.select_for_update(of=("self",)).select_related("election", "community").get(pk=issue.pk)
    access.require(actor, "view_records", issue)
    require_running(issue.election)
    if not may_edit(actor, issue):
        raise DomainError("not_editable", f"“{issue}”现为“{issue.get_state_display()}”，要修改请联系街道党建办。")
    claim_version(actor=actor, obj=issue, version=version)
    old = {name: getattr(issue, name) for name in fields}
    _fill(actor, issue, fields)
    if issue.due_on != old.get("due_on", issue.due_on):
        _require_future(issue.due_on)
    issue.save()
    audit.record(actor, "issue.edit", issue, detail=audit.changes(_plain(old), _plain(fields)))
    return issue


def _plain(values):
    """People by their keys, for the audit."""
    return {name: str(value.pk) if hasattr(value, "pk") else value for name, value in values.items()}


def may_edit(actor, issue):
    """The street while it is not settled; the community only until the street has taken it in hand."""
    permission = "fill_records" if issue.state == Issue.States.OPEN else "accept_records"
    return issue.is_open and access.allowed(actor, permission, issue)


@transaction.atomic
def add_entry(*, actor, issue, text, happened_on):
    """Add a line of progress. Returns the :class:`IssueEntry`.

    Raises DomainError ``issue_closed``, ``text_missing`` or ``future_entry``.
    """
    access.require(actor, "fill_records", issue)
    require_unsettled(issue)
    if not text.strip():
        raise DomainError("text_missing", "请写明做了什么、进展如何。", "text")
    if happened_on > timezone.localdate():
        raise DomainError("future_entry", "进展日期还没有到。请填写实际日期。", "happened_on")
    entry = IssueEntry.objects.create(issue=issue, text=text.strip(), happened_on=happened_on, author=actor)
    audit.record(actor, "issue.entry", issue)
    return entry


def require_unsettled(issue):
    """Progress and evidence belong to an issue that is still dealt with, in a running term."""
    require_running(issue.election)
    if not issue.is_open:
        raise DomainError("issue_closed", f"“{issue}”现为“{issue.get_state_display()}”。要补充，请先由街道“重新打开”。")


@transaction.atomic
def move_issue(*, actor, issue, name, note=""):
    """Make a move of the issue's table; see core.workflow.apply for what it raises."""
    return workflow.apply(actor=actor, obj=issue, name=name, note=note)


def require_evidence(issue, actor):
    """A guard: nothing is called settled on a bare word."""
    if not issue.entries.exists() and not attachments_of(issue).exists():
        raise DomainError("evidence_missing", "确认化解须有依据：请先登记处置进展，或上传佐证材料。")


def _fill(actor, issue, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"an issue has no field {name}")
        setattr(issue, name, value)
    if not issue.title.strip():
        raise DomainError("title_missing", "请用一句话写明问题。", "title")
    _require_in_charge(issue)
    if issue.street_only and not access.allowed(actor, "view_records", issue.election.region):
        raise DomainError("street_only", "“仅街道可见”由街道设定，请取消勾选。", "street_only")


def _require_in_charge(issue):
    """责任领导 is one of the street's people; 责任人 may also sit in the community's committees."""
    staff = street_staff(issue.election)
    if issue.leader and not staff.filter(pk=issue.leader.pk).exists():
        raise DomainError("not_in_charge", f"“{issue.leader}”不在街道干部名册中，请重新选择责任领导。", "leader")
    members = sitting_members(issue.election, [issue.community_id])
    if issue.owner and not (staff.filter(pk=issue.owner.pk).exists() or members.filter(pk=issue.owner.pk).exists()):
        raise DomainError(
            "not_in_charge", f"“{issue.owner}”不是街道干部，也不是{issue.community.short_name}现任成员。", "owner"
        )


def _require_future(due_on):
    if due_on and due_on < timezone.localdate():
        raise DomainError("due_before_today", "化解时限不能早于今天。", "due_on")
