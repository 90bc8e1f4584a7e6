"""How far the talks have come: communities × (done, due), and where the holes are."""

from django.db.models import Count, Exists, OuterRef, Q

from communities.models import CommitteeMember
from core import access
from core.access import code_condition
from interviews.models import HeartTalk
from interviews.models.talks import TalkKinds
from interviews.querysets import HELD_STATES


def talk_coverage(user, election, region):
    """``{community code: (done, due)}`` below ``region``, as far as ``user`` sees it. Two queries.

    Due is who sits now, whether or not a talk is planned with him, and every other talk that is planned
    or was held; done is what was held, signed or not.
    """
    talks = _below(access.visible_to(user, HeartTalk).filter(election=election), "community_id", region)
    counted = (
        talks.standing()
        .order_by()
        .values_list("community_id")
        .annotate(done=Count("pk", filter=Q(state__in=HELD_STATES)), due=Count("pk"))
    )
    found = {code: (done, due) for code, done, due in counted}
    for code, number in _holes(user, election, region).values_list("committee__community_id", "number"):
        done, due = found.get(code, (0, 0))
        found[code] = (done, due + number)
    return found


def _below(rows, path, region):
    return rows.filter(code_condition(path, [region.pk]))


def members_without_talk(user, election, region):
    """The seats of those who sit and with whom nobody has planned to talk; one person may hold two."""
    talks = HeartTalk.objects.standing().filter(election=election, kind=TalkKinds.HEART, partner=OuterRef("person"))
    seats = access.visible_to(user, CommitteeMember).sitting().in_election(election)
    return _below(seats, "committee__community_id", region).exclude(Exists(talks))


def _holes(user, election, region):
    seats = members_without_talk(user, election, region).order_by()
    return seats.values("committee__community_id").annotate(number=Count("person", distinct=True))
