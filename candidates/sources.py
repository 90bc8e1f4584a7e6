"""物色人选: the three sources of a community side by side, and what the reader may know of each person.

留: who sits in the two committees, secretary and director first. 提: the community's people on file who neither sit
nor stand in reserve (domain facts §4.7: 优秀社区干部中“提”). 挑: the accepted of the reserve pool. Every fact is read
through core.access with the permission of its own record; the number of queries does not depend on people.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from candidates.models import Assignment, Candidate, ReserveEntry
from candidates.recognition import recognition_of
from communities.models import CommitteeMember, Person, Posts, TermRole
from core import access, ids
from interviews.assessment_figures import SETTLED
from interviews.models import HeartTalk, TermAssessment

HEADS = (Posts.SECRETARY, Posts.DIRECTOR)
STAY, PROMOTE, PICK = Candidate.Sources.STAY, Candidate.Sources.PROMOTE, Candidate.Sources.PICK
STREET_STAFF = TermRole.Capacities.STREET_STAFF


@dataclass
class Prospect:
    """One person of a source; ``post`` is what he would be put forward for unless somebody says otherwise."""

    person: Person
    source: str
    post: str
    line: str = ""  # posts held, or how he came into reserve
    age: int | None = None
    grade: str = ""
    recognition: float | None = None
    talks: str = ""
    tasks: int = 0
    candidate: Candidate | None = None
    is_elsewhere: bool = False  # a candidate of whom the reader may know no more
    is_head: bool = False
    marks: list = field(default_factory=list)

    @property
    def is_free(self):
        """Whether he may be put forward."""
        return self.candidate is None and not self.is_elsewhere


def sources_of(user, community, election):
    """``{source: [Prospect]}`` of one community."""
    found = {STAY: _sitting(community, election), PICK: _reserve(user, community, election)}
    known = {one.person.pk for group in found.values() for one in group}
    found[PROMOTE] = _cadres(user, community, election, known)
    everybody = [one for group in found.values() for one in group]
    _add_facts(user, community, election, everybody)
    return {source: found[source] for source in (STAY, PROMOTE, PICK)}


def _sitting(community, election):
    members = CommitteeMember.objects.sitting().in_election(election).filter(committee__community=community)
    posts = defaultdict(list)
    people = {}
    for member in members.in_order().select_related("person"):
        posts[member.person_id].append(member)
        people[member.person_id] = member.person
    made = [
        Prospect(
            person, STAY, posts[key][0].post, "、".join(member.get_post_display() for member in posts[key]),
            is_head=any(member.post in HEADS for member in posts[key]),
        )
        for key, person in people.items() if not person.duplicate_of_id
    ]  # fmt: skip
    return sorted(made, key=lambda one: not one.is_head)  # stable: then as officials list a team


def _reserve(user, community, election):
    rows = access.visible_to(user, ReserveEntry).in_pool().filter(community=community, election=election)
    return [
        Prospect(entry.person, PICK, _post_in_reserve(entry), f"{entry.get_direction_display()}，{entry.get_origin_display()}，"
                 f"{entry.get_recommended_by_form_display()}", marks=[entry.training_post] if entry.training_post else [])
        for entry in rows.select_related("person").order_by("-direction", "accepted_on", "pk")
    ]  # fmt: skip


def _post_in_reserve(entry):
    if entry.direction == ReserveEntry.Directions.SECRETARY:
        return Posts.SECRETARY
    return Posts.PARTY_MEMBER if entry.person.is_party_member else Posts.RESIDENTS_MEMBER


def _cadres(user, community, election, known):
    """People on file in the community who are in neither of the other sources, nor the street's own."""
    street = TermRole.objects.filter(election=election, capacity=STREET_STAFF).values("person")
    people = access.visible_to(user, Person).kept().filter(community=community).exclude(pk__in=known)
    return [
        Prospect(person, PROMOTE, Posts.RESIDENTS_MEMBER, person.occupation)
        for person in people.exclude(pk__in=street).order_by("name", "pk")
    ]


def _add_facts(user, community, election, prospects):
    keys = [one.person.pk for one in prospects]
    grades, talks = _grades(user, election, keys), _talks(user, election, keys)
    recognition, candidates = recognition_of(user, election, keys), _candidates(election, keys)
    tasks = _tasks(user, election, keys)
    own = set(access.visible_to(user, Candidate).filter(pk__in=[one.pk for one in candidates.values()])
              .values_list("pk", flat=True))  # fmt: skip
    for one in prospects:
        key, born = one.person.pk, one.person.birth_date
        one.age = ids.age_on(born, election.key_date) if born else None
        one.grade, one.talks, one.tasks = grades.get(key, ""), talks.get(key, ""), tasks.get(key, 0)
        if key in recognition and not recognition[key][0].protected:
            one.recognition = recognition[key][0].percent
        standing = candidates.get(key)
        one.candidate = standing if standing and standing.pk in own else None
        one.is_elsewhere = bool(standing) and standing.pk not in own


def _grades(user, election, keys):
    rows = access.visible_to(user, TermAssessment).filter(election=election, person__in=keys, state__in=SETTLED)
    return {row.person_id: row.get_grade_display() for row in rows}


def _talks(user, election, keys):
    """The fact alone: held, or due; nothing of what was said."""
    rows = access.visible_to(user, HeartTalk).standing().filter(election=election, partner__in=keys)
    found = {}
    for partner, state in rows.order_by("state").values_list("partner_id", "state"):
        held = state in (HeartTalk.States.RECORDED, HeartTalk.States.SIGNED)
        found[partner] = "已谈" if held or found.get(partner) == "已谈" else "待谈"
    return found


def _tasks(user, election, keys):
    found = defaultdict(int)
    rows = access.visible_to(user, Assignment).filter(election=election, person__in=keys)
    for person in rows.values_list("person_id", flat=True):
        found[person] += 1
    return found


def _candidates(election, keys):
    rows = Candidate.objects.filter(election=election, person__in=keys).select_related("community")
    return {row.person_id: row for row in rows}
