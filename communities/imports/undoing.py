"""Takes a written roster back: what it made goes, what it changed returns; all of it, or nothing."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from communities.imports.writing import MEMBER_COLUMNS, PERSON_COLUMNS, mark_edited, plain, upsert
from communities.models import Committee, CommitteeMember, DuplicateCase, Person, TermRole
from communities.services.figures import note_change
from communities.services.people import SECRET_FIELDS
from core import audit
from core.errors import DomainError
from core.imports.commands import before_of, names_of

DATES = ("birth_date", "party_joined_on", "since")


def undo_rows(actor, election, rows):
    """Undo the written :class:`core.imports.WrittenRow` of a batch, in the caller's transaction.

    Raises DomainError ``changed_since_import`` naming the rows whose records were changed or used since.
    """
    Undoing(actor, election, rows).run()


class Undoing:
    """The records of a batch, as they stand now, beside what was there before it."""

    def __init__(self, actor, election, rows):
        self.actor, self.election, self.rows = actor, election, rows
        self.before = {row.pk: before_of(row) for row in rows}
        self.people = _by_id(Person, [row.target_id for row in rows])
        self.members = _by_id(
            CommitteeMember, [each["pk"] for before in self.before.values() for each in before["members"]]
        )

    def run(self):
        self._require_untouched()
        note_change(self.election.pk, {before["community"] for before in self.before.values()} | self._stand_in())
        self._remove_members()
        self._leave_roster()
        self._restore(Person, PERSON_COLUMNS, "person.update", self._old_people(), SECRET_FIELDS)
        self._remove_people()
        self._remove_committees()

    def _stand_in(self):
        """Where else the people sit or stand whose files are put back."""
        roles = TermRole.objects.filter(person__among=self.people, election=self.election)
        return set(roles.values_list("community_id", flat=True))

    def _require_untouched(self):
        used = self._used_elsewhere()
        touched = [row for row in self.rows if row.target_id in used or self._is_touched(row)]
        if touched:
            raise DomainError(
                "changed_since_import", f"{names_of(touched)}导入后又被修改或使用，不能整批撤销，现有记录没有改动。请逐条处理。"
            )  # fmt: skip

    def _is_touched(self, row):
        before, person = self.before[row.pk], self.people.get(row.target_id)
        if person is None or person.version != before["version"] or (before["person"] is None and person.user_id):
            return True
        found = ((self.members.get(each["pk"]), each["version"]) for each in before["members"])
        return any(member is None or member.version != version for member, version in found)

    def _made_people(self):
        return [row.target_id for row in self.rows if self.before[row.pk]["person"] is None]

    def _made_members(self):
        return [each["pk"] for before in self.before.values() for each in before["members"] if each["old"] is None]

    def _used_elsewhere(self):
        """Ids of people made by the batch to whom other records refer by now, whatever app they are of."""
        ours = {
            CommitteeMember: {"pk__among": self._made_members()},
            TermRole: {"capacity": TermRole.Capacities.MEMBER},
            DuplicateCase: {"state": DuplicateCase.States.OPEN},
        }  # noticed by the import, and gone with it
        used, made = set(), [UUID(key) for key in self._made_people()]
        for relation in Person._meta.related_objects:
            name = relation.field.attname
            rows = relation.related_model._base_manager.filter(**{f"{name}__among": made})
            rows = rows.exclude(**ours[relation.related_model]) if relation.related_model in ours else rows
            used |= {str(pk) for pk in rows.values_list(name, flat=True)}
        return used

    def _remove_members(self):
        made = set(self._made_members())
        gone = [(member.person, {"post": member.post}) for pk, member in self.members.items() if pk in made]
        _delete(CommitteeMember, made)
        audit.record_many(self.actor, "member.remove", gone)
        self._restore(CommitteeMember, MEMBER_COLUMNS, "member.update", self._old_members())

    def _old_members(self):
        return [
            (self.members[each["pk"]], each["old"])
            for before in self.before.values() for each in before["members"] if each["old"]
        ]  # fmt: skip

    def _old_people(self):
        return [
            (self.people[row.target_id], self.before[row.pk]["person"])
            for row in self.rows
            if self.before[row.pk]["person"]
        ]

    def _restore(self, model, columns, event, changes, secret=()):
        """Put old values back as one more edit, which others who have the record open will notice."""
        acts = []
        for record, old in changes:
            old = {key: _stored(key, value) for key, value in old.items()}
            now = plain(record, old)
            for key, value in old.items():
                setattr(record, key, value)
            if model is Person:
                record.derive()
            mark_edited(record, self.actor)
            acts.append((getattr(record, "person", record), audit.changes(now, old, secret=secret)))
        upsert([record for record, _ in changes], columns)
        audit.record_many(self.actor, event, acts)

    def _leave_roster(self):
        """Off the term's roster whoever was put there by the batch and sits in neither committee now."""
        sits = CommitteeMember.objects.sitting().filter(
            person=OuterRef("person"), committee__community=OuterRef("community"), committee__election=self.election
        )
        enrolled = [row.target_id for row in self.rows if self.before[row.pk]["role"]]
        communities = {before["community"] for before in self.before.values()}
        TermRole.objects.filter(
            ~Exists(sits), person__among=enrolled, community__among=communities, election=self.election,
            capacity=TermRole.Capacities.MEMBER,
        ).delete()  # fmt: skip

    def _remove_people(self):
        made = self._made_people()
        audit.record_many(
            self.actor, "person.remove", [(self.people[pk], {"community": self.people[pk].community_id}) for pk in made]
        )
        _delete(Person, made)

    def _remove_committees(self):
        made = {pk for before in self.before.values() for pk in before["committees"]}
        Committee.objects.filter(pk__among=made, members=None).delete()


def _by_id(model, ids):
    """``{id as text: record}``, locked until the transaction ends."""
    rows = model.objects.select_for_update(of=("self",))
    if model is CommitteeMember:
        rows = rows.select_related("person")
    return {str(record.pk): record for record in rows.filter(pk__among=ids)}


def _delete(model, ids):
    model.objects.filter(pk__among=ids).delete()


def _stored(key, value):
    return date.fromisoformat(value) if key in DATES and value else value
