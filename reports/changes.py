"""自您上次查看以来: what was moved on and newly entered since a moment, by kind of record, counted from their timelines.

Only what the reader may see counts. The number of queries depends on the kinds, not on the records; what is read is
bounded by the time asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from accounts import marks
from candidates.models import Candidate, JointReview, NameNotice, VettingMeeting
from communities.models import Baseline, FieldVisit, Issue
from core.access import code_condition, visible_to
from core.workflow import Transition
from discipline.models import WarningTalk
from interviews.models import DepartureAudit, HeartTalk, TermAssessment

FIRST_LOOK = timedelta(days=7)  # who has never said that he has seen it is told of the last week


@dataclass(frozen=True)
class Kind:
    """Records of ``model`` and the list they are in. ``created``: the field of their entry, where that is news."""

    label: str
    model: type
    view: str
    created: str = ""
    community: str = "community_id"
    rows: Callable = lambda rows: rows


KINDS = (
    Kind("人选", Candidate, "candidates:list", "created_at"),
    Kind("社区基线", Baseline, "communities:baseline-list"),
    Kind("难点问题", Issue, "communities:issue-list", "created_at", rows=lambda rows: rows.standing()),
    Kind("走访调研", FieldVisit, "communities:visit-list", "created_at", rows=lambda rows: rows.counted()),
    Kind("谈心谈话", HeartTalk, "interviews:talk-list"),
    Kind("任期考核", TermAssessment, "interviews:assessment-list"),
    Kind("离任审计", DepartureAudit, "interviews:audit-list"),
    Kind("区级联审", JointReview, "candidates:joint-list", community="region_id"),
    Kind("党工委会", VettingMeeting, "candidates:meeting-list", community="region_id"),
    Kind("名单公示", NameNotice, "candidates:notice-list"),
    Kind("警示谈话", WarningTalk, "discipline:warning-tree", community="region_id"),
)


@dataclass(frozen=True)
class Line:
    """What happened to one kind: ``[(what, how often)]``, the most frequent first, and its list."""

    label: str
    parts: list
    url: str

    @property
    def words(self):
        return "、".join(f"{what} {number}" for what, number in self.parts)


def since_of(user):
    """The moment that a user has last seen the changes; the beginning of the day a week ago if he never said so."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return marks.marked_at(user, marks.CHANGES) or today - FIRST_LOOK


def changes(user, region, election, since):
    """The :class:`Line` s of what happened in a term below ``region`` after ``since``; kinds without news are left out."""
    moves = _moves_since(since)
    counted = ((kind, _count(kind, user, region, election, since, moves)) for kind in KINDS)
    return [Line(kind.label, parts.most_common(), reverse(kind.view)) for kind, parts in counted if parts]


def _moves_since(since):
    """``{content type key: [(record key, what)]}`` of every move of these kinds after ``since``."""
    moves, types = defaultdict(list), ContentType.objects.get_for_models(*(kind.model for kind in KINDS)).values()
    rows = Transition.objects.filter(at__gt=since, content_type__in=types)
    for kind, key, label in rows.values_list("content_type", "object_id", "label"):
        moves[kind].append((key, label))
    return moves


def _count(kind, user, region, election, since, moves):
    rows = kind.rows(visible_to(user, kind.model)).filter(
        code_condition(kind.community, [region.pk]), election=election
    )
    moved = moves.get(ContentType.objects.get_for_model(kind.model).pk, [])
    parts = Counter()
    if moved:
        keys = {str(key) for key in rows.filter(pk__in={key for key, _ in moved}).values_list("pk", flat=True)}
        parts.update(label for key, label in moved if key in keys)
    if kind.created and (new := rows.filter(**{f"{kind.created}__gt": since}).count()):
        parts["新登记"] = new
    return parts
