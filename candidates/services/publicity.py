"""名单公示: drawing up, publishing, taking objections and answering them."""

from django.db import transaction
from django.utils import timezone

from candidates.models import NameNotice, NoticeName, Objection, SlateSeat
from candidates.publicity_rules import may_be_named
from candidates.services.candidates import require_running
from communities.models import Affiliations, Committee, Posts
from communities.models.committees import CommitteeMember
from communities.working_days import WorkingDays
from core import access, audit, names, workflow
from core.dates import format_month
from core.editing import claim_version
from core.errors import DomainError

EDITABLE = (
    "kind", "starts_on", "working_days", "basis", "place", "contact_office", "contact_phone", "contact_address",
)  # fmt: skip
Kinds = NameNotice.Kinds


def last_day(election, starts_on, working_days):
    """The day on which a notice ends that hangs ``working_days`` full working days, its first day counted if worked."""
    days = WorkingDays(election)
    return days.after(starts_on, working_days - 1 if days.is_worked(starts_on) else working_days)


@transaction.atomic
def draft_notice(*, actor, election, community, candidates, slate=None, **fields):
    """Draw up the notice of a community. Returns the :class:`NameNotice` in state 草拟.

    ``candidates``: whom it names, by the reading of their names; ``fields``: EDITABLE. Raises DomainError ``term_closed``,
    ``not_to_be_named``, ``post_of_other_kind``.
    """
    access.require(actor, "view_vetting", community)
    access.require(actor, "record_conclusions", community)
    require_running(election)
    notice = NameNotice(election=election, community=community, slate=slate, made_by=actor, updated_by=actor, **fields)
    notice.ends_on = last_day(election, notice.starts_on, notice.working_days)
    notice.save(force_insert=True)
    _set_names(notice, candidates)
    audit.record(actor, "namenotice.draft", notice, detail={"names": len(candidates)})
    return notice


@transaction.atomic
def update_notice(*, actor, notice, version, candidates, **fields):
    """Change a notice last read at ``version`` while it is 草拟. Raises ``notice_settled``, ``edited_meanwhile``."""
    rows = NameNotice.objects.select_for_update(of=("self",)).select_related("election", "community")
    notice = rows.get(pk=notice.pk)
    access.require(actor, "record_conclusions", notice)
    require_running(notice.election)
    if notice.state != NameNotice.States.DRAFT:
        raise DomainError("notice_settled", "公示已发布，内容不能改动。如有错误，请撤销后重新拟制。")
    claim_version(actor=actor, obj=notice, version=version)
    old = {name: getattr(notice, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(notice, name, fields[name])
    notice.ends_on = last_day(notice.election, notice.starts_on, notice.working_days)
    notice.save()
    _set_names(notice, candidates)
    audit.record(actor, "namenotice.update", notice, detail=audit.changes(old, fields))
    return notice


@transaction.atomic
def move_notice(*, actor, notice, name, note=""):
    """Any move; publishing freezes the names as they are on that day. Returns the transition."""
    notice = NameNotice.objects.select_related("election", "community", "slate").get(pk=notice.pk)
    if name == "post" and notice.state == NameNotice.States.DRAFT:
        access.require(actor, "record_conclusions", notice)
        ordered = [row.candidate for row in notice.names.select_related("candidate__person", "candidate__community")]
        _set_names(notice, ordered)
    return workflow.apply(actor=actor, obj=notice, name=name, note=note)


def _set_names(notice, candidates):
    able = set(may_be_named(notice.election, notice.community).values_list("pk", flat=True))
    wrong = [str(candidate) for candidate in candidates if candidate.pk not in able]
    if wrong:
        raise DomainError(
            "not_to_be_named", f"{'、'.join(wrong)}尚未通过联审，也不在已采用的方案中，不能公示。", "candidates"
        )
    posts, current = _intended(notice, candidates), _current(notice, candidates)
    notice.names.all().delete()
    NoticeName.objects.bulk_create(
        NoticeName(
            notice=notice, candidate=one, order=order, name=one.person.name, sex=one.person.get_sex_display(),
            ethnicity=one.person.ethnicity, education=one.person.get_education_display() or "",
            birth_month=format_month(one.person.birth_date) if one.person.birth_date else "",
            affiliation=Affiliations(one.person.affiliation).label, intended_post=posts[one.pk],
            current_post=(current.get(one.person_id) or one.person.occupation)[:200],
        )
        for order, one in enumerate(sorted(candidates, key=_reading), 1)
    )  # fmt: skip


def _reading(candidate):
    """By pinyin. 姓氏笔画, which such papers prefer, needs a table of strokes that is not at hand: the page says so."""
    return names.usual_reading(candidate.person.name)


def _intended(notice, candidates):
    """``{candidate pk: 拟任}``: the posts of the adopted slate that the notice is about, else the one put forward."""
    seats = SlateSeat.objects.filter(
        slate__election=notice.election, slate__community=notice.community, slate__state="adopted",
        candidate__in=candidates,
    )  # fmt: skip
    if notice.kind != Kinds.BOTH:
        seats = seats.filter(kind=notice.kind)
    found = {}
    for seat in sorted(seats, key=lambda seat: list(Posts).index(seat.post)):
        found.setdefault(seat.candidate_id, []).append(Posts(seat.post).label)
    return {one.pk: "、".join(found.get(one.pk, [one.get_intended_post_display()])) for one in candidates}


def _current(notice, candidates):
    """``{person id: 现任}`` of those who sit in one of the two committees."""
    rows = CommitteeMember.objects.in_election(notice.election).sitting().in_order()
    rows = rows.filter(person__in=[one.person_id for one in candidates]).select_related("committee__community")
    found = {}
    for member in rows:
        organ = "党组织" if member.committee.kind == Committee.Kinds.PARTY else "居委会"
        place = f"{member.committee.community.short_name}{organ}"
        found.setdefault(member.person_id, []).append(f"{place}{member.get_post_display().removeprefix(organ)}")
    return {person: "、".join(posts) for person, posts in found.items()}


# --- objections -----------------------------------------------------------------------


@transaction.atomic
def record_objection(*, actor, notice, received_on, channel, is_anonymous, who, content, about=None):
    """Take an objection to a posted notice. Returns the :class:`Objection`.

    Raises DomainError ``notice_not_posted``, ``content_required``, ``who_required``, ``received_outside``.
    """
    rows = NameNotice.objects.select_for_update(of=("self",)).select_related("election", "community")
    notice = rows.get(pk=notice.pk)
    access.require(actor, "record_conclusions", notice)
    if notice.state != NameNotice.States.POSTED:
        raise DomainError("notice_not_posted", f"“{notice}”现为“{notice.get_state_display()}”，不能登记异议。")
    if not content.strip():
        raise DomainError("content_required", "请写明反映的内容。", "content")
    if not is_anonymous and not who.strip():
        raise DomainError("who_required", "请填写反映人；不愿署名的请勾选“匿名”。", "who")
    if not notice.starts_on <= received_on <= timezone.localdate():
        raise DomainError("received_outside", "收到日期应在公示开始之后、今天之前。", "received_on")
    made = Objection.objects.create(
        notice=notice, about=about, received_on=received_on, channel=channel, is_anonymous=is_anonymous,
        who="" if is_anonymous else who.strip(), content=content.strip(), recorded_by=actor, updated_by=actor,
    )  # fmt: skip
    audit.record(actor, "namenotice.object", notice, detail={"channel": channel, "anonymous": is_anonymous})
    return made


@transaction.atomic
def resolve_objection(*, actor, objection, version, result, handling, resolved_on):
    """Say what came of an objection last read at ``version``. Returns it.

    Raises DomainError ``objection_resolved``, ``handling_required``, ``resolved_before``, ``edited_meanwhile``.
    """
    access.require(actor, "record_conclusions", objection)
    objection = (
        Objection.objects.select_for_update(of=("self",)).select_related("notice__community").get(pk=objection.pk)
    )
    if not objection.is_open:
        raise DomainError("objection_resolved", "该异议已办结。请刷新页面查看。")
    if not handling.strip():
        raise DomainError("handling_required", "请写明核查处理情况。", "handling")
    if not objection.received_on <= resolved_on <= timezone.localdate():
        raise DomainError("resolved_before", "办结日期应在收到日期之后、今天之前。", "resolved_on")
    claim_version(actor=actor, obj=objection, version=version)
    objection.result, objection.handling = result, handling.strip()
    objection.resolved_on, objection.resolved_by = resolved_on, actor
    objection.save(update_fields=["result", "handling", "resolved_on", "resolved_by"])
    audit.record(actor, "namenotice.resolve", objection.notice, detail={"result": result})
    return objection
