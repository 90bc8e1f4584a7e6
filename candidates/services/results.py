"""Entering what came of a vote. It is what ends a term: so it may be entered after the term became a past one, too."""

from django.db import transaction
from django.utils import timezone

from candidates.models import ElectionResult, ElectionVotes
from communities.models import Posts, Region
from communities.models.committees import PARTY_POSTS
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

FIELDS = ("method", "held_on", "seats", "electors", "issued", "returned", "valid", "note")
COUNTS = ("electors", "issued", "returned", "valid")  # none may be more than the one before it
HEADS = (Posts.SECRETARY, Posts.DIRECTOR)


@transaction.atomic
def enter_result(*, actor, community, election, post, round, votes, **fields):  # noqa: A002 - the field's name
    """Enter the vote on a post. ``votes``: ``[(person, votes, is_elected)]``. Returns the :class:`ElectionResult`.

    Raises DomainError ``result_there``, or what :func:`_require_sound` raises.
    """
    access.require(actor, "fill_records", community)
    Region.objects.select_for_update(of=("self",)).get(pk=community.pk)  # two at once: the second is told
    same = ElectionResult.objects.filter(election=election, community=community, post=post, round=round)
    if same.exists():
        raise DomainError("result_there", "这一职务的本次选举结果已经登记，请在原登记上修改。", field="post")
    result = ElectionResult(election=election, community=community, post=post, round=round, updated_by=actor)
    return _write(actor, result, votes, fields, "result.enter")


@transaction.atomic
def correct_result(*, actor, result, version, votes, **fields):
    """Correct a vote last read at ``version``; its post and round stay. As :func:`enter_result`."""
    access.require(actor, "fill_records", result)
    claim_version(actor=actor, obj=result, version=version)
    result.votes.all().delete()
    return _write(actor, result, votes, fields, "result.correct")


def _write(actor, result, votes, fields, event):
    for name in FIELDS:
        setattr(result, name, fields.get(name, ""))
    _require_sound(result, votes)
    for person, _, _ in votes:
        access.require(actor, "view_records", person)
    result.save()
    ElectionVotes.objects.bulk_create(
        ElectionVotes(result=result, person=person, votes=number, is_elected=is_elected)
        for person, number, is_elected in votes
    )
    detail = {name: str(getattr(result, name)) for name in ("post", "round", *FIELDS[:-1])}
    counted = [{"person": str(person.pk), "votes": number, "elected": chosen} for person, number, chosen in votes]
    audit.record(actor, event, result, detail=detail | {"votes": counted})
    return result


def _require_sound(result, votes):
    """What the sheet says must add up.

    Raises DomainError ``wrong_method``, ``held_ahead``, ``one_head``, ``ballots``, ``nobody``, ``twice``,
    ``too_many_votes`` or ``too_many_elected``.
    """
    _require_method(result)
    if result.held_on > timezone.localdate():
        raise DomainError("held_ahead", "选举日期晚于今天，请在选举后登记结果。", field="held_on")
    if result.post in HEADS and result.seats != 1:
        raise DomainError("one_head", f"{result.get_post_display()}应选名额为 1。", field="seats")
    for more, fewer in zip(COUNTS, COUNTS[1:], strict=False):
        _require_no_more(result, more, fewer)
    _require_votes(result, votes)


def _require_method(result):
    if (result.post in PARTY_POSTS) != (result.method in ElectionResult.PARTY_METHODS):
        message = f"“{result.get_method_display()}”不用于选举{result.title}，请重新选择。"
        raise DomainError("wrong_method", message, field="method")


def _require_no_more(result, more, fewer):
    upper, lower = getattr(result, more), getattr(result, fewer)
    if lower > upper:
        labels = [ElectionResult._meta.get_field(name).verbose_name for name in (fewer, more)]
        raise DomainError("ballots", f"{labels[0]} {lower} 多于{labels[1]} {upper}，请核对报告单。", field=fewer)


def _require_votes(result, votes):
    if not votes:
        raise DomainError("nobody", "请至少填写一名被选举人及其得票。")
    people = [person for person, _, _ in votes]
    for person, number, _ in votes:
        if people.count(person) > 1:
            raise DomainError("twice", f"“{person}”填写了两次，请删去一行。")
        if number > result.valid:
            raise DomainError("too_many_votes", f"“{person}”得票 {number} 多于有效票 {result.valid}，请核对报告单。")
    elected = sum(is_elected for _, _, is_elected in votes)
    if elected > result.seats:
        raise DomainError("too_many_elected", f"当选 {elected} 人，多于应选名额 {result.seats}，请核对报告单。")
