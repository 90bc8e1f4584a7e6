"""What is on file about the people whom rows may mean, fetched in bulk and put the way a row puts it."""

from collections import defaultdict

from communities.imports.columns import PARTY_POSTS, RESIDENTS_POSTS
from communities.models import Affiliations, Committee, CommitteeMember, Educations, Person, Sexes
from core.access import span_condition
from core.secrets import keyed_hashes

KINDS = Committee.Kinds
PERSON_KEYS = (
    "name", "sex", "ethnicity", "birth_date", "id_number", "phone", "education", "school", "affiliation",
    "party_joined_on",
)  # fmt: skip
MEMBER_KEYS = ("since", "terms_served", "duties")
POSTS_OF = {KINDS.PARTY: ("party_post", PARTY_POSTS), KINDS.RESIDENTS: ("residents_post", RESIDENTS_POSTS)}
CHOICES = {"sex": Sexes, "education": Educations, "affiliation": Affiliations}
CODES = {key: {label: code for code, label in choices.choices} for key, choices in CHOICES.items()}
POST_CODES = {kind: {word: code for code, word in words.items()} for kind, (_, words) in POSTS_OF.items()}


def row_of(person, members):
    """A person's file and posts as the values of a roster row, which export and comparison share.

    ``members``: his sitting memberships in one community by kind. Where the two differ in date, terms or
    duties, the Party committee's are shown.
    """
    row = {key: getattr(person, key) or None for key in PERSON_KEYS}
    row |= {key: choices(row[key]).label for key, choices in CHOICES.items() if row[key] is not None}
    row |= {key: words.get(members[kind].post) for kind, (key, words) in POSTS_OF.items() if kind in members}
    main = members.get(KINDS.PARTY) or members.get(KINDS.RESIDENTS)
    return row | ({key: getattr(main, key) or None for key in MEMBER_KEYS} if main else {})


def field_value(key, value):
    """The stored form of a row's value: codes for the words of drop-downs."""
    return CODES[key][value] if key in CODES else value


def post_code(kind, word):
    """书记 of a Party committee → secretary."""
    return POST_CODES[kind][word]


def sitting_by_person(rows):
    """``{(community code, person id): {kind: member}}`` of a queryset of sitting members with their committees."""
    found = defaultdict(dict)
    for member in rows:
        found[member.committee.community_id, member.person_id][member.committee.kind] = member
    return found


class OnFile:
    """People and posts that concern some rows. ``values``: of each row; ``lock``: hold them for writing."""

    def __init__(self, values, communities, election, *, lock=False):
        self.lock = lock
        codes = {community.pk for community in communities}
        if lock:  # as appointing does: two at once, the second waits
            list(Committee.objects.select_for_update().filter(election=election, community__among=codes).order_by("pk"))
        members = CommitteeMember.objects.sitting().in_election(election).filter(committee__community__among=codes)
        members = self._held(members.select_related("committee__community", "person__community"), "self", "person")
        self.sitting = sitting_by_person(members)
        self.people = {member.person_id: member.person for member in members}
        self._find_people(values, codes)

    def _held(self, rows, *tables):
        return list(rows.select_for_update(of=tables) if self.lock else rows)

    def _find_people(self, values, codes):
        self.hashes = keyed_hashes({each["id_number"] for each in values if each.get("id_number")})
        wanted = set(Person.objects.hashed(self.hashes.values()).values_list("pk", flat=True))
        namesakes = Person.objects.filter(
            span_condition("community_id", codes), name__among={each["name"] for each in values if each.get("name")}
        )
        wanted |= {pk for pk, code in namesakes.order_by().values_list("pk", "community_id") if code in codes}
        people = Person.objects.filter(pk__among=wanted - self.people.keys()).select_related("community")
        self.people |= {person.pk: person for person in self._held(people, "self")}
        self.by_hash = {person.id_number_hash: person for person in self.people.values() if person.id_number_hash}
        self.by_name = defaultdict(list)
        for person in self.people.values():
            self.by_name[person.community_id, person.name].append(person)

    def numbered(self, number):
        """Whoever holds this ID number, wherever he is filed; None if nobody does."""
        return self.by_hash.get(self.hashes[number])

    def namesakes(self, community, values):
        """People on file in the community who, by name, birth date and number, may be the one a row means."""
        return [
            person for person in self.by_name[community.pk, values["name"]]
            if _same_birth(person.birth_date, values["birth_date"])
            and not (person.id_number and values["id_number"] and person.id_number != values["id_number"])
        ]  # fmt: skip

    def members(self, community, person):
        """His sitting memberships in the community, by kind of committee."""
        return self.sitting.get((community.pk, person.pk), {}) if person else {}


def _same_birth(known, stated):
    """Known to the month is the same as any day of that month; both unknown is the same."""
    if not known or not stated:
        return known == stated
    return known == stated or (says_less(stated, known) or says_less(known, stated))


def says_less(stated, known):
    """Whether ``stated`` is ``known`` told to the month only (kept as the month's first day)."""
    return stated.day == 1 and (stated.year, stated.month) == (known.year, known.month)
