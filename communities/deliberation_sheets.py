"""研判表: everything one meeting has on one community, for the page, the projector and the minutes alike."""

from collections import defaultdict
from dataclasses import dataclass, field

from communities.models import (
    CommunityConclusion,
    CommunityPlan,
    CommunitySnapshot,
    Deliberation,
    DeliberationTask,
    MemberDisposition,
)
from communities.snapshot_facts import gather
from communities.snapshots import Comparison, compare, is_intact
from core.access import visible_to

KINDS = MemberDisposition.Kinds


@dataclass
class Sheet:
    """One community at one meeting.

    ``comparison``: the facts beside those of ``previous`` (a meeting, or None); None itself where the
    frozen row is damaged. ``is_live``: not frozen yet, a preview of what is known now. ``lists`` and
    ``last_lists``: ``[(label, [MemberDisposition])]`` of this meeting and the one before.
    """

    conclusion: CommunityConclusion
    comparison: Comparison | None
    previous: Deliberation | None
    is_live: bool
    tasks: list = field(default_factory=list)
    lists: list = field(default_factory=list)
    last_lists: list = field(default_factory=list)
    plan: CommunityPlan | None = None

    @property
    def community(self):
        return self.conclusion.community

    @property
    def listed(self):
        """How many people the three lists name."""
        return sum(len(rows) for _, rows in self.lists)

    @property
    def listed_before(self):
        return sum(len(rows) for _, rows in self.last_lists)


def sheets(user, deliberation, codes=None):
    """The :class:`Sheet` of each community on the agenda that ``user`` may see, in the order of codes.

    ``codes``: keep to these communities. The number of queries does not grow with the communities.
    """
    conclusions = visible_to(user, CommunityConclusion).filter(deliberation=deliberation)
    if codes is not None:
        conclusions = conclusions.filter(community__in=codes)
    conclusions = list(conclusions.select_related("community", "updated_by").order_by("community_id"))
    codes = [conclusion.community_id for conclusion in conclusions]
    earlier = _earlier_snapshots(deliberation, codes)
    contents = _contents(user, deliberation, [conclusion.community for conclusion in conclusions])
    tasks = _by_community(visible_to(user, DeliberationTask).filter(deliberation=deliberation), codes, "owner")
    lists = _by_community(_dispositions(user, deliberation), codes, "person")
    last_lists = _last_lists(user, deliberation, codes)
    plans = _plans(user, deliberation, codes)
    made = []
    for conclusion in conclusions:
        code = conclusion.community_id
        last, content = earlier.get(code), contents.get(code)
        made.append(
            Sheet(
                conclusion,
                compare(content, last.content if last else None) if content else None,
                last.deliberation if last else None,
                is_live=not deliberation.is_frozen,
                tasks=tasks[code],
                lists=_three(lists[code]),
                last_lists=_three(last_lists[code]),
                plan=plans.get(code),
            )
        )
    return made


def _contents(user, deliberation, communities):
    """``{code: content}``: the frozen ones that are intact, or what is known now while the meeting is prepared."""
    if not deliberation.is_frozen:
        return gather(user, deliberation, communities)
    rows = CommunitySnapshot.objects.filter(deliberation=deliberation, community__in=communities)
    return {snapshot.community_id: snapshot.content for snapshot in rows if is_intact(snapshot)}


def _earlier_snapshots(deliberation, codes):
    """``{code: the nearest earlier snapshot that is intact}``."""
    before = Deliberation.objects.before(deliberation).order_by()
    rows = CommunitySnapshot.objects.filter(deliberation__in=before, community__in=codes)
    rows = rows.select_related("deliberation").order_by("deliberation__number")
    return {snapshot.community_id: snapshot for snapshot in rows if is_intact(snapshot)}


def _by_community(rows, codes, *related):
    found = defaultdict(list)
    for row in rows.filter(community__in=codes).select_related(*related):
        found[row.community_id].append(row)
    return found


def _dispositions(user, deliberations):
    rows = visible_to(user, MemberDisposition)
    if isinstance(deliberations, Deliberation):
        return rows.filter(deliberation=deliberations)
    return rows.filter(deliberation__in=deliberations)


def _last_lists(user, deliberation, codes):
    """``{code: rows}`` of the nearest earlier meeting that had the community on its agenda."""
    before = Deliberation.objects.before(deliberation).order_by()
    agendas = CommunityConclusion.objects.filter(deliberation__in=before, community__in=codes)
    nearest = dict(agendas.order_by("deliberation__number").values_list("community_id", "deliberation_id"))
    found = _by_community(_dispositions(user, before), codes, "person")
    return defaultdict(
        list,
        {code: [row for row in found[code] if row.deliberation_id == meeting] for code, meeting in nearest.items()},
    )


def _three(rows):
    """The three lists in their order, empty ones too."""
    return [(kind.label, [row for row in rows if row.kind == kind]) for kind in KINDS]


def _plans(user, deliberation, codes):
    """``{code: plan}``: the version this meeting confirmed, else the newest there is."""
    rows = visible_to(user, CommunityPlan).filter(election=deliberation.election_id, community__in=codes)
    plans = {plan.community_id: plan for plan in rows.with_people().order_by("number")}
    return plans | {p.community_id: p for p in rows.with_people().filter(deliberation=deliberation).order_by("number")}
