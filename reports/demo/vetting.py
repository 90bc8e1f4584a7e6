"""What can be tried at the review desk: parallel reviewers, phrases, kin, a recusal, a decision for several."""

from candidates.models import Candidate, Review, ReviewOpinion, StandardPhrase
from candidates.services.bulk import decide_together
from candidates.services.opinions import save_opinion, set_panel
from candidates.services.phrases import add_phrase
from communities.models import Kinship, Person, committee_kind_of
from communities.services import declare_relative

OPINION, CORRECTION = StandardPhrase.Uses.OPINION, StandardPhrase.Uses.CORRECTION
STREET_PHRASES = (
    (OPINION, "材料齐全，逐项核查无影响任职情形，同意。"),
    (OPINION, "群众基础好，熟悉社区工作，同意推荐。"),
    (OPINION, "不符合人选条件，不同意推荐。"),
    (CORRECTION, "补充最高学历证明复印件"),
    (CORRECTION, "补充近三年考核材料"),
    (CORRECTION, "核对入党时间，与党员名册一致"),
)
OWN_PHRASE = "经社区“两委”会议研究，同意推荐。"
SAID = ((92, "作风扎实，任期考核优秀。"), (86, "熟悉社区工作，年轻有为。"))


class Vetting:
    """Comes after the candidates: the level of the street then asks for two independent opinions."""

    def __init__(self, accounts, election):
        self._election = election
        names = ("dangjian1", "dangjian2", "dangjian3")
        self._proposer, self._first, self._second = (accounts.users[name] for name in names)

    def fill(self, street, communities, secretaries):
        self._phrases(street, communities[0], secretaries[communities[0]])
        self._decide_for_several(secretaries[communities[1]])
        self._kin(communities)
        set_panel(actor=self._proposer, election=self._election, level=Review.Levels.STREET, opinions_required=2)
        self._opinions()

    def _waiting(self, state, **where):
        rows = Candidate.objects.filter(election=self._election, state=state, **where)
        return rows.select_related("person", "community", "election__region").order_by("community_id", "pk")

    def _phrases(self, street, community, secretary):
        for place, (use, text) in enumerate(STREET_PHRASES, start=1):
            add_phrase(actor=self._proposer, region=street, use=use, text=text, order=place * 10)
        add_phrase(actor=secretary, region=community, use=OPINION, text=OWN_PHRASE, order=10)

    def _decide_for_several(self, secretary):
        """One 批量初审通过 of a community, as its secretary made it."""
        waiting = list(self._waiting("community_review", community__role_grants__user=secretary))
        if waiting:
            decide_together(actor=secretary, move="pass_community", candidates=waiting, note="材料齐全，同意推荐。")

    def _kin(self, communities):
        """Two who would sit together, two of different communities, and a reviewer with a cousin among them."""
        people = self._would_sit_together()
        others = [row.person for row in Candidate.objects.filter(election=self._election, community=communities[3])[:1]]
        if people:
            self._declare(*people, Kinship.Kinds.SIBLING)
        if people and others:
            self._declare(people[0], others[0], Kinship.Kinds.OTHER)
        reviewer = Person.objects.filter(user=self._first).first()
        waiting = self._waiting("street_review", community=communities[3], put_forward_by=self._proposer).first()
        if reviewer and waiting:
            self._declare(reviewer, waiting.person, Kinship.Kinds.OTHER)

    def _would_sit_together(self):
        """Two who stand for one committee of one community."""
        found = {}
        for candidate in self._waiting("street_review"):
            seat = candidate.community_id, committee_kind_of(candidate.intended_post)
            if seat in found:
                return found[seat], candidate.person
            found[seat] = candidate.person
        return ()

    def _declare(self, person, relative, kind):
        declare_relative(actor=self._proposer, person=person, kind=kind, relative=relative)

    def _opinions(self):
        """One reviewed by both, one by the first alone; the others wait for both."""
        waiting = list(self._waiting("street_review", put_forward_by=self._proposer))
        self._say(waiting[0], self._first, self._second)
        self._say(waiting[1], self._first)

    def _say(self, candidate, *reviewers):
        for reviewer, (score, text) in zip(reviewers, SAID, strict=False):
            save_opinion(
                actor=reviewer, candidate=candidate, score=score, advice=ReviewOpinion.Advice.PASS, text=text,
                submit=True,
            )  # fmt: skip
