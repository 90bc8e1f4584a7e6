"""What must hold before a slate goes on: the guards of candidates.models.Slate, and who may be put on one."""

from candidates.kinship import kin_conflicts
from candidates.models import Candidate, Slate
from candidates.querysets import THROUGH_STREET_STATES
from communities.models import Affiliations
from core.errors import DomainError, refuse_if

OUT = ("rejected", "withdrawn")


def may_be_placed(election, community):
    """The candidates who may be put on a slate of a community: all but who is rejected or withdrew."""
    rows = Candidate.objects.filter(election=election, community=community).exclude(state__in=OUT)
    return rows.select_related("person").order_by("created_at", "pk")


def _seats(slate):
    return list(slate.seats.select_related("candidate__person"))


def _people(seats):
    """The candidates on a slate, each once."""
    return list({seat.candidate_id: seat.candidate for seat in seats}.values())


def require_running(slate):
    if not slate.election.is_running:
        raise DomainError("term_closed", f"{slate.election}已是往届，方案只供查阅。")


def require_people(slate):
    refuse_if([] if slate.seats.exists() else ["方案中还没有人选"], "slate_empty")


def require_all_may_stand(slate):
    """Nobody who was refused or withdrew since is carried into the meeting."""
    out = [c for c in _people(_seats(slate)) if c.state in OUT]
    refuse_if([f"{c}{c.get_state_display()}，须从方案中调整" for c in out], "slate_holds_out")


def require_party_members(slate):
    """预备党员无被选举权 (基层组织选举工作条例第五条): posts of the Party committee are for full members."""
    held = [s.candidate for s in _seats(slate) if s.kind == "party"]
    wrong = [c for c in held if c.person.affiliation != Affiliations.PARTY]
    refuse_if([f"{c}不是中共正式党员，不能拟任党组织职务" for c in wrong], "slate_not_party_member")


def require_all_passed(slate):
    """未经审查不得采用: everybody, 差额 candidates too, is through 街道严审 (domain facts §4.7)."""
    behind = [c for c in _people(_seats(slate)) if c.state not in THROUGH_STREET_STATES]
    refuse_if([f"{c}现为“{c.get_state_display()}”，严审通过后才能采用" for c in behind], "slate_not_passed")


def require_no_kin(slate):
    """近亲属回避 among those meant for the team (domain facts §5.1)."""
    meant = {seat.candidate.person_id for seat in _seats(slate) if not seat.is_alternate}
    refuse_if([f"{a}与{b}是近亲属（{kind}），须回避" for a, b, kind in kin_conflicts(meant)], "slate_kin")


def require_only_one(slate):
    """One adopted slate for a community; the constraint says so too, to whoever comes at the same moment."""
    other = Slate.objects.filter(election=slate.election_id, community=slate.community_id, state="adopted").first()
    if other:
        raise DomainError(
            "slate_adopted", f"{slate.community.short_name}已采用“{other.name}”。如须更换，请先撤销采用。"
        )
