"""班子方案: drawing up, changing, copying, and moving on."""

from django.db import IntegrityError, transaction

from candidates.models import Slate, SlateSeat
from candidates.services.candidates import require_running
from candidates.slate_rules import may_be_placed
from communities.models import Election, Posts, committee_kind_of
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError

HEADS = (Posts.SECRETARY, Posts.DIRECTOR)
ELECTED_LATER = (Posts.SECRETARY, Posts.DEPUTY_SECRETARY)
ORDINALS = "一二三四五六七八九十"


def default_name(number):
    """方案一, 方案二, … 方案11."""
    return f"方案{ORDINALS[number - 1] if number <= len(ORDINALS) else number}"


@transaction.atomic
def make_slate(*, actor, election, community, name="", note="", places=()):
    """Draw up the next slate of a community. Returns the :class:`Slate` in state 草拟.

    ``places``: ``[(candidate, post, is_alternate)]``. Raises DomainError ``term_closed``,
    ``election_elsewhere``, ``slate_number_taken`` and those of the places: ``not_placeable``,
    ``twice_in_committee``, ``head_twice``, ``no_alternate``.
    """
    access.require(actor, "view_vetting", community)
    access.require(actor, "record_conclusions", community)
    require_running(election)
    if not Election.objects.over(community.pk).filter(pk=election.pk).exists():
        raise DomainError("election_elsewhere", f"{election}不覆盖{community.short_name}。")
    number = Slate.objects.next_number(election, community)
    slate = _insert(
        election=election, community=community, number=number, name=name.strip() or default_name(number), note=note,
        made_by=actor, updated_by=actor,
    )  # fmt: skip
    _set_places(slate, places)
    audit.record(actor, "slate.make", slate, detail={"number": number, "places": _told(places)})
    return slate


def _insert(**fields):
    """Two who draw up the same community's next slate at once: one gets the number, the other is told."""
    try:
        with transaction.atomic():
            return Slate.objects.create(**fields)
    except IntegrityError:
        raise DomainError("slate_number_taken", "该社区刚刚由他人新建了一份方案，请刷新后再建。") from None


@transaction.atomic
def update_slate(*, actor, slate, version, name, note, places):
    """Change a slate last read at ``version`` while it is 草拟. Returns it.

    Raises DomainError ``slate_settled``, ``edited_meanwhile`` and those of :func:`make_slate`'s places.
    """
    slate = _locked(slate)
    access.require(actor, "record_conclusions", slate)
    require_running(slate.election)
    if not slate.is_editable:
        raise DomainError(
            "slate_settled", f"“{slate}”现为“{slate.get_state_display()}”，不能再改。可复制为新方案，或先退回草拟。"
        )
    claim_version(actor=actor, obj=slate, version=version)
    old = {"name": slate.name, "note": slate.note, "places": _stored(slate)}
    slate.name, slate.note = name.strip() or default_name(slate.number), note
    slate.save(update_fields=["name", "note"])
    _set_places(slate, places)
    new = {"name": slate.name, "note": slate.note, "places": _stored(slate)}
    audit.record(actor, "slate.update", slate, detail=audit.changes(old, new))
    return slate


@transaction.atomic
def copy_slate(*, actor, slate):
    """Begin another slate of the same community from this one; who is out by now is left behind. Returns it."""
    access.require(actor, "record_conclusions", slate)
    able = set(may_be_placed(slate.election, slate.community).values_list("pk", flat=True))
    seats = [seat for seat in slate.seats.select_related("candidate__person") if seat.candidate_id in able]
    return make_slate(
        actor=actor, election=slate.election, community=slate.community, note=slate.note,
        places=[(seat.candidate, seat.post, seat.is_alternate) for seat in seats],
    )  # fmt: skip


@transaction.atomic
def move_slate(*, actor, slate, name, note=""):
    """Any move of a slate. Of two who adopt two slates of one community at once, one is told. Returns the transition."""
    try:
        with transaction.atomic():
            return workflow.apply(actor=actor, obj=slate, name=name, note=note)
    except IntegrityError:
        raise DomainError("slate_adopted", f"{slate.community.short_name}刚刚已采用另一份方案，请刷新查看。") from None


def _locked(slate):
    rows = Slate.objects.select_for_update(of=("self",)).select_related("election", "community")
    return rows.get(pk=slate.pk)


def _set_places(slate, places):
    _require_sound(slate, places)
    slate.seats.all().delete()
    SlateSeat.objects.bulk_create(
        SlateSeat(slate=slate, candidate=candidate, kind=committee_kind_of(post), post=post, is_alternate=is_alternate)
        for candidate, post, is_alternate in places
    )


def _require_sound(slate, places):
    able = set(may_be_placed(slate.election, slate.community).values_list("pk", flat=True))
    seen, heads = set(), set()
    for candidate, post, is_alternate in places:
        if candidate.pk not in able:
            raise DomainError(
                "not_placeable", f"“{candidate}”现为“{candidate.get_state_display()}”，或不是本社区人选，不能列入方案。"
            )
        if (candidate.pk, committee_kind_of(post)) in seen:
            raise DomainError("twice_in_committee", f"“{candidate}”在同一班子中只能列一个职务。")
        if is_alternate and post in ELECTED_LATER:
            raise DomainError("no_alternate", f"{Posts(post).label}由新一届委员会等额选举，不设差额人选。")
        if post in HEADS and not is_alternate and post in heads:
            raise DomainError("head_twice", f"{Posts(post).label}只能拟配一人，其余请列为差额人选或改任其他职务。")
        seen.add((candidate.pk, committee_kind_of(post)))
        if not is_alternate:
            heads.add(post)


def _told(places):
    """Keys and posts for the audit: names stay out of it."""
    return sorted(f"{candidate.pk}:{post}{'+' if is_alternate else ''}" for candidate, post, is_alternate in places)


def _stored(slate):
    return sorted(
        f"{candidate}:{post}{'+' if is_alternate else ''}"
        for candidate, post, is_alternate in slate.seats.values_list("candidate_id", "post", "is_alternate")
    )
