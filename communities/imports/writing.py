"""Writes compared roster rows in bulk, by the rules of ``services.people`` and ``services.committees``."""

from collections import defaultdict
from uuid import uuid4

from communities.imports.comparison import posts_in
from communities.imports.files import MEMBER_KEYS, PERSON_KEYS, field_value
from communities.models import Committee, CommitteeMember, NamePart, Person, TermRole
from communities.models.names import entries_of
from communities.services.duplicates import Filed, note_duplicates
from communities.services.figures import note_change
from communities.services.people import SECRET_FIELDS
from core import audit, bulk
from core.secrets import keyed_hashes

EDIT_MARKS = ("version", "updated_at", "updated_by")
PERSON_COLUMNS = (*PERSON_KEYS, "id_number_hash", *EDIT_MARKS)
MEMBER_COLUMNS = ("post", *MEMBER_KEYS, *EDIT_MARKS)
EMPTY = {"duties": "", "terms_served": 1}
BLANK = {key: Person._meta.get_field(key).get_default() for key in PERSON_KEYS}
FIRST_VERSION = Person._meta.get_field("version").default


def upsert(rows, columns):
    """Write all ``columns`` of rows that exist: one statement for many, where ``bulk_update`` needs a case per value."""
    if rows:
        type(rows[0]).objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=500
        )


def mark_edited(row, actor):
    row.version, row.updated_by = row.version + 1, actor


def plain(row, keys):
    """Old values as they go into ``before`` and the audit."""
    return {key: getattr(row, key) for key in keys}


class Writer:
    """Collects what the lines ask for, then writes each table once: new records as plain rows, see ``bulk.insert``."""

    def __init__(self, actor, election):
        self.actor, self.election = actor, election
        self.new_people, self.changed_people, self.new_members, self.changed_members = [], [], [], []
        self.person_acts, self.created_acts, self.member_acts, self.appointed_acts = [], [], [], []

    def write(self, lines):
        """Sets ``target_id`` and ``before`` on each :class:`core.imports.Line`."""
        self._prepare_committees(lines)
        self._prepare_roster(lines)
        for line in lines:
            self._file(line)
        unknown = NamePart.objects.unknown(row["name"] for row in self.new_people)
        hashes = keyed_hashes(row["id_number"] for row in self.new_people)
        for row in self.new_people:
            row["id_number_hash"] = hashes[row["id_number"]]
        bulk.insert(Person, self.new_people, updated_by_id=self.actor.pk)
        upsert(self.changed_people, PERSON_COLUMNS)
        with bulk.references_checked():
            for line in lines:
                self._plan(line)
        bulk.insert(CommitteeMember, self.new_members, updated_by_id=self.actor.pk)
        upsert(self.changed_members, MEMBER_COLUMNS)
        bulk.insert(TermRole, self.new_roles, election_id=self.election.pk, capacity=TermRole.Capacities.MEMBER)
        note_change(self.election.pk, {line.plan.community.code for line in lines} | self._others_places())
        with bulk.references_checked():
            entries = entries_of(unknown)
            created = audit.drafted(self.created_acts, model=Person)
            appointed = audit.drafted(self.appointed_acts, model=Person)
        NamePart.objects.enter(entries)
        self._record(created, appointed)

    def _others_places(self):
        """Where else the people sit or stand whose files were changed."""
        roles = TermRole.objects.filter(
            person__among=[person.pk for person in self.changed_people], election=self.election
        )
        return set(roles.values_list("community_id", flat=True))

    def _prepare_committees(self, lines):
        """A committee not registered yet is registered with the usual number of seats."""
        needed = {(line.plan.community.code, kind) for line in lines for kind, _ in posts_in(line.values)}
        communities = {line.plan.community.code: line.plan.community for line in lines}
        rows = Committee.objects.filter(election=self.election, community__among=communities)
        self.committees = {(each.community_id, each.kind): each for each in rows}
        missing = sorted(needed - self.committees.keys())
        bulk.insert(
            Committee, [{"community_id": code, "kind": kind} for code, kind in missing], election_id=self.election.pk
        )
        if missing:
            self.committees = {(each.community_id, each.kind): each for each in rows.all()}
        self.made = [self.committees[key] for key in missing]
        self.made_in = defaultdict(list)
        for each in self.made:
            self.made_in[each.community_id].append(each.pk)
        for committee in self.committees.values():
            committee.community = communities[committee.community_id]
        self.titles = {committee.pk: str(committee) for committee in self.committees.values()}

    def _prepare_roster(self, lines):
        rows = TermRole.objects.filter(
            election=self.election, capacity=TermRole.Capacities.MEMBER,
            community__among={line.plan.community.code for line in lines},
        )  # fmt: skip
        self.on_roster, self.new_roles = set(rows.values_list("community_id", "person_id")), []

    def _file(self, line):
        """Whose file the row is of: a new one, or one on file that it changes or leaves as it is."""
        plan = line.plan
        plan.key = plan.person.pk if plan.person else uuid4()
        line.target_id, old = str(plan.key), None
        if plan.person:
            old = self._change_person(plan)
        else:
            person = {**BLANK, **_fields(plan.changed), "id": plan.key, "community_id": plan.community.code}
            self.new_people.append(person)
            self.created_acts.append((line.target_id, {"community": plan.community.code}))
        line.before = {"members": [], "person": old}

    def _plan(self, line):
        """What it does to posts and to the term's roster. Asks the database nothing."""
        plan, before = line.plan, line.before
        held = {kind: member.post for kind, member in plan.members.items()}
        for kind, post in (held | dict(posts_in(line.values))).items():
            member = plan.members.get(kind)
            change = self._change_member(plan, member, post) if member else self._appoint(line, kind, post)
            before["members"].append(change)
        before["role"] = self._enrol(plan.community, plan.key)
        before["committees"] = self.made_in[plan.community.code]
        before["version"] = plan.person.version if plan.person else FIRST_VERSION
        before["community"] = plan.community.code

    def _change_person(self, plan):
        """Returns the old values of what changed; empty if only posts did."""
        new = _fields(plan.changed)
        old = plain(plan.person, new)
        if new:
            for key, value in new.items():
                setattr(plan.person, key, value)
            plan.person.derive()
            mark_edited(plan.person, self.actor)
            self.changed_people.append(plan.person)
            self.person_acts.append((plan.person.pk, audit.changes(old, new, secret=SECRET_FIELDS)))
        return old

    def _appoint(self, line, kind, post):
        """A post he did not hold; date, terms and duties of the row, else those of his other post."""
        other = next(iter(line.plan.members.values()), None)
        details = {key: line.values[key] or getattr(other, key, None) or EMPTY.get(key) for key in MEMBER_KEYS}
        committee, key = self.committees[line.plan.community.code, kind].pk, uuid4()
        self.new_members.append(
            {"id": key, "committee_id": committee, "person_id": line.plan.key, "post": post, **details}
        )  # fmt: skip
        self.appointed_acts.append((line.target_id, {"committee": self.titles[committee], "post": post}))
        return {"pk": str(key), "version": FIRST_VERSION, "old": None}

    def _change_member(self, plan, member, post):
        new = {key: plan.changed[key] for key in MEMBER_KEYS if key in plan.changed} | {"post": post}
        new = {key: value for key, value in new.items() if getattr(member, key) != value}
        old = plain(member, new)
        if new:
            for key, value in new.items():
                setattr(member, key, value)
            mark_edited(member, self.actor)
            self.changed_members.append(member)
            self.member_acts.append((plan.person.pk, audit.changes(old, new)))
        return {"pk": str(member.pk), "version": member.version, "old": old}

    def _enrol(self, community, person):
        """Whether the term's roster had to be told."""
        if (community.code, person) in self.on_roster:
            return False
        self.new_roles.append({"person_id": person, "community_id": community.code})
        return True

    def _record(self, created, appointed):
        """Last of all: from here to the end of the transaction every other act waits for the chain."""
        audit.record_many(
            self.actor, "committee.seats", [(each, {"kind": each.kind, "seats": each.seats}) for each in self.made]
        )
        audit.record_many(self.actor, "person.create", created)
        note_duplicates(actor=self.actor, people=map(_filed, self.new_people))
        audit.record_many(self.actor, "person.update", self.person_acts, model=Person)
        audit.record_many(self.actor, "member.appoint", appointed)
        audit.record_many(self.actor, "member.update", self.member_acts, model=Person)


def _filed(row):
    return Filed(row["id"], row["name"], row["birth_date"], row["community_id"], row["id_number_hash"])


def _fields(changed):
    return {key: field_value(key, value) for key, value in changed.items() if key in PERSON_KEYS}
