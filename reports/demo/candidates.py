"""Candidates of the exercise: thirteen or so in each community, in every state of vetting."""

from datetime import timedelta

from django.utils import timezone

from candidates.models import Candidate, CriterionCheck, NegativeCheck
from candidates.services import checks, decisions, reviews
from candidates.services.candidates import put_forward
from communities.models import Committee, Educations, Posts, committee_kind_of
from communities.services.people import create_person

STAY, PROMOTE, PICK = Candidate.Sources.STAY, Candidate.Sources.PROMOTE, Candidate.Sources.PICK
EVIDENCE = ("近三年民主评议均为合格以上。", "查阅任期考核和述职材料，群众反映良好。", "党员、居民代表座谈，普遍认可。")
# What becomes of the candidates of one community, in order; see Candidates._bring_to
FATES = (
    "passed", "passed", "street", "passed", "community", "returned_street", "passed", "draft", "passed_caution",
    "rejected", "returned_community", "withdrawn", "caution_open",
)  # fmt: skip
POSTS = (
    Posts.SECRETARY, Posts.DEPUTY_SECRETARY, Posts.PARTY_MEMBER, Posts.PARTY_MEMBER, Posts.DEPUTY_DIRECTOR,
    Posts.RESIDENTS_MEMBER, Posts.DIRECTOR, Posts.RESIDENTS_MEMBER, Posts.RESIDENTS_MEMBER, Posts.RESIDENTS_MEMBER,
    Posts.RESIDENTS_MEMBER, Posts.PARTY_MEMBER, Posts.RESIDENTS_MEMBER,
)  # fmt: skip
SLOWER = ("draft", "community", "street", "street")  # what some of the passed are instead where work goes slower
BAR_CODE, CAUTION_CODE = "N07", "N12"


class Candidates:
    """Puts people forward, two clerks by turns, and brings each to its fate: the other clerk decides on him."""

    def __init__(self, random, people, clerks, leader):
        self._random, self._people, self._leader = random, people, leader
        self._clerks = clerks
        self._proposer, self._decider = clerks  # of the one in hand

    def fill(self, community, election, secretary, sitting, extra):
        """``sitting``: the team, secretary first, who stands again; ``extra``: whether there is one more."""
        for number, fate in enumerate(self._fates(13 if extra else 12)):
            self._proposer, self._decider = self._clerks[:: -1 if number % 2 else 1]
            person, source = self._who(community, sitting, number)
            candidate = put_forward(
                actor=self._proposer, person=person, election=election, community=community, source=source,
                intended_post=POSTS[number], is_lead_goose=number in (0, 6),
                recommendation="政治素质好，熟悉社区情况，群众基础扎实。",
            )  # fmt: skip
            self._bring_to(fate, candidate, secretary)

    def _fates(self, count):
        """Mixed differently in each community; the secretary himself has passed."""
        slower = list(SLOWER[: self._random.randint(0, len(SLOWER))])
        fates = [slower.pop() if fate == "passed" and slower else fate for fate in FATES[1:count]]
        self._random.shuffle(fates)
        return [FATES[0], *fates]

    def _who(self, community, sitting, number):
        """The sitting secretary stays, three of the team are promoted, the others come from the reserve."""
        if number == 0:
            return sitting[0], STAY
        if number in (1, 2, 3):
            return sitting[number], PROMOTE
        fields = self._people.next(
            born=(1975, 2000),
            party=1.0 if committee_kind_of(POSTS[number]) == Committee.Kinds.PARTY else 0.6,
            educations=(Educations.COLLEGE, Educations.BACHELOR, Educations.BACHELOR, Educations.MASTER),
        )
        person = create_person(actor=self._proposer, community=community, **fields)
        return person, PROMOTE if number in (4, 5, 7) else PICK

    def _bring_to(self, fate, candidate, secretary):
        if fate == "draft":
            return
        self._check_standards(candidate, secretary)
        self._move(candidate, secretary, "submit")
        if fate == "community":
            return
        if fate == "withdrawn":
            self._move(candidate, secretary, "withdraw", "本人因工作调动申请退出。")
            return
        if fate == "returned_community":
            self._return(candidate, secretary, "return_community", ("学历证明缺复印件", "入党时间与党员名册不一致"))
            return
        self._pass_community(candidate, secretary)
        if fate == "returned_street":
            self._return(candidate, self._decider, "return_street", ("近三年考核材料不全",))
        elif fate != "street":
            self._vet(fate, candidate)

    def _pass_community(self, candidate, secretary):
        """The secretary does not decide on himself: the street takes his case over."""
        if candidate.person.user_id == secretary.pk:
            self._move(candidate, self._decider, "take_over", "书记本人为人选，社区回避。")
        else:
            self._move(candidate, secretary, "pass_community", "材料齐全，同意推荐。")

    def _vet(self, fate, candidate):
        """街道严审: the negative list, then the decision."""
        hit = {"rejected": BAR_CODE, "passed_caution": CAUTION_CODE, "caution_open": CAUTION_CODE}.get(fate)
        self._check_negative_list(candidate, hit)
        if fate == "rejected":
            self._move(candidate, self._decider, "reject_street", "处分影响期内，不符合人选条件。")
            return
        if hit:
            decision = self._decide_collectively(candidate, hit)
            if fate == "caution_open":
                return
            decisions.conclude_decision(actor=self._leader, decision=decision)
        self._move(candidate, self._decider, "pass_street", "逐项核查无影响任职情形，同意。")

    def _check_standards(self, candidate, secretary):
        # One who is a candidate himself leaves his own checks to the street's clerk.
        actor = self._proposer if candidate.person.user_id == secretary.pk else secretary
        met = CriterionCheck.Results
        for check in CriterionCheck.objects.filter(candidate=candidate).select_related("criterion"):
            checks.record_criterion(
                actor=actor, check=check, version=check.version, evidence=self._random.choice(EVIDENCE),
                result=met.MOSTLY if self._random.random() < 0.15 else met.MET,
            )  # fmt: skip

    def _check_negative_list(self, candidate, hit):
        day = timezone.localdate() - timedelta(days=self._random.randint(2, 12))
        rows = list(NegativeCheck.objects.filter(candidate=candidate).select_related("item"))
        checks.clear_negatives(
            actor=self._proposer, candidate=candidate, checks=[row for row in rows if row.item.code != hit],
            body="派出所、司法所、纪工委等", checked_on=day, document_number="小街核〔2026〕示例",
        )  # fmt: skip
        for row in rows:
            if row.item.code == hit:
                checks.record_negative(
                    actor=self._proposer, check=row, version=row.version, result=NegativeCheck.Results.HIT,
                    body="街道综合执法队" if hit == CAUTION_CODE else "街道纪工委", checked_on=day,
                    document_number="小街核〔2026〕示例",
                    evidence="阳台外扩已整改到位，有验收单。" if hit == CAUTION_CODE else "处分决定书在案，影响期未满。",
                )  # fmt: skip

    def _decide_collectively(self, candidate, hit):
        row = NegativeCheck.objects.get(candidate=candidate, item__code=hit)
        return decisions.record_decision(
            actor=self._proposer, check=row, meeting="街道党工委会议", decided_on=timezone.localdate(), present=9,
            votes_for=7, votes_against=1, votes_abstained=1, proceed=True, reason="情节轻微且已整改，群众认可。",
        )  # fmt: skip

    def _return(self, candidate, actor, move, corrections):
        reviews.decide(actor=actor, candidate=self._fresh(candidate), move=move, corrections=corrections)

    def _move(self, candidate, actor, move, note=""):
        reviews.move_candidate(actor=actor, candidate=self._fresh(candidate), move=move, note=note)

    def _fresh(self, candidate):
        return Candidate.objects.get(pk=candidate.pk)
