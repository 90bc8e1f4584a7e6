"""One person filed twice: noticed when a file is made or changed, settled by the street.

A file found to be a duplicate is kept with its history and marked (``Person.duplicate_of``); new work goes to
the kept one, which the duplicate's community sees from then on. The two are not melted into one: what was
signed, decided or counted of either stays under the name and key it was done under.
"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from communities.models import DuplicateCase, Kinship, Person, Region, TermRole
from core import access, audit, workflow
from core.access import span_condition
from core.errors import DomainError

STREET_CODE = 9  # digits of a street's code: namesakes are looked for within one street
STANDING = (TermRole.Capacities.PROSPECT, TermRole.Capacities.CANDIDATE)


def same_birth(known, other):
    """Whether two birth dates may be one: known to the month (kept as its first day) fits any day of it."""
    if not known or not other:
        return False
    return known == other or (1 in (known.day, other.day) and (known.year, known.month) == (other.year, other.month))


def _may_be_one(person, other):
    differ = person.id_number_hash and other.id_number_hash and person.id_number_hash != other.id_number_hash
    return not differ and same_birth(person.birth_date, other.birth_date)


def common_region(code, other):
    """The code of the lowest region that holds both; empty if not even a province does."""
    lengths = sorted(Region.LEVEL_OF_LENGTH, reverse=True)
    return next((code[:length] for length in lengths if code[:length] == other[:length]), "")


class Filed(NamedTuple):
    """What of a file tells whether another may be of the same person; a :class:`Person` does as well."""

    pk: UUID
    name: str
    birth_date: date | None
    community_id: str
    id_number_hash: str
    duplicate_of_id: UUID | None = None


@transaction.atomic
def note_duplicates(*, actor, people):
    """Open a case for each of ``people`` (saved Persons, or :class:`Filed`) whom another community of the street seems
    to have on file.

    Same name and birth date, unless both give ID numbers, which then differ. Pairs known already, settled or
    not, are left alone. Two queries and one insert, however many people. Returns the new cases.

    Called after the act was recorded: until the end of the transaction nobody else then files the other of a pair unseen.
    """
    people = [person for person in people if person.birth_date and not person.duplicate_of_id]
    namesakes = _namesakes(people)
    pairs = {
        tuple(sorted((person.pk, other.pk), key=str)): common_region(person.community_id, other.community_id)
        for person in people for other in namesakes[person.community_id[:STREET_CODE], person.name]
        if other.community_id != person.community_id and _may_be_one(person, other)
    }  # fmt: skip
    return _open_pairs(actor, pairs) if pairs else []


def _namesakes(people):
    """``{(street code, name): [Filed]}`` of the files in use that bear one of the names."""
    found = defaultdict(list)
    streets = {person.community_id[:STREET_CODE] for person in people}
    if not streets:
        return found
    rows = Person.objects.kept().filter(span_condition("community_id", streets))  # a province's are too many to name
    rows = rows.filter(name__among={person.name for person in people}).order_by().values_list(*Filed._fields)
    for row in map(Filed._make, rows):
        if row.community_id[:STREET_CODE] in streets:
            found[row.community_id[:STREET_CODE], row.name].append(row)
    return found


def _open_pairs(actor, pairs):
    """``pairs``: ``{(key of the first, of the second): code of the region that holds both}``."""
    known = set(
        DuplicateCase.objects.filter(first__among=[first for first, _ in pairs]).values_list("first_id", "second_id")
    )
    cases = [
        DuplicateCase(
            first_id=first, second_id=second, grounds=DuplicateCase.Grounds.NAME, found_by=actor, region_id=region
        )
        for (first, second), region in sorted(pairs.items(), key=str) if (first, second) not in known
    ]  # fmt: skip
    DuplicateCase.objects.bulk_create(cases)
    audit.record_many(actor, "duplicate.found", [(case, {"grounds": case.grounds}) for case in cases])
    return cases


@transaction.atomic
def claim_number(*, actor, community, name, number):
    """A community could not file ``number``, which another one holds: tell the street, if the actor cannot look himself.

    Returns the open :class:`DuplicateCase`, or None where there is nothing to tell. Called after the refusal, whose
    transaction is gone.
    """
    access.require(actor, "fill_records", community)
    holder = Person.objects.numbered(number).first()
    if holder is None or access.allowed(actor, "view_records", holder):
        return None
    region = common_region(holder.community_id, community.pk)
    if not region:
        return None
    case, is_new = DuplicateCase.objects.get_or_create(
        first=holder, second=None, claimed_for=community, state=DuplicateCase.States.OPEN,
        defaults={"grounds": DuplicateCase.Grounds.NUMBER, "claimed_name": name[:50], "found_by": actor,
                  "region_id": region},
    )  # fmt: skip
    if is_new:
        audit.record(actor, "duplicate.found", case, detail={"grounds": case.grounds})
    return case


def hint_of(actor, person):
    """The open case in which ``person`` stands, as ``(case or None, other is hidden)``.

    The case itself is for who may settle it; to others only that there is one.
    """
    case = DuplicateCase.objects.open().about(person).with_people().first()
    if case is None:
        return None
    return case if access.allowed(actor, "accept_records", case) else "hidden"


@transaction.atomic
def settle_duplicate(*, actor, case, move, note, keep=None, move_file=False):
    """Say whether two files are of one person, or take that back (``move``: a name of the case's moves).

    For ``confirm_same``, ``keep`` is the Person whose file goes on. Of an attempt to file a number again that is
    the one file there is; ``move_file`` gives it to the community that tried instead. Raises DomainError
    ``keep_missing``, ``both_stand``, ``two_accounts``, and what ``workflow.apply`` raises.
    """
    case = DuplicateCase.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=case.pk)
    access.require(actor, "accept_records", case)
    workflow.apply(actor=actor, obj=case, name=move, note=note)
    if move == "confirm_same":
        _join(actor, case, keep, move_file)
    elif move == "reopen":
        _part(case)
    return DuplicateCase.objects.get(pk=case.pk)


def _join(actor, case, keep, move_file):
    if case.second is None and move_file:
        _move_file(actor, case)
        return
    if keep not in case.files:
        raise DomainError("keep_missing", "请选择保留哪一份档案；以后的工作都登记在保留的档案上。", "keep")
    if case.second:
        first, second = case.files  # read anew, not as whoever asked had read them
        _set_aside(actor, *((second, first) if keep == first else (first, second)))


def _move_file(actor, case):
    """He is of the other community now: it edits his file, the former one keeps what its rosters show."""
    person, old = case.first, case.first.community_id
    person.community, person.version, person.updated_by = case.claimed_for, person.version + 1, actor
    person.save(update_fields=["community", "version", "updated_by", "updated_at"])
    audit.record(
        actor, "person.update", person, detail=audit.changes({"community": old}, {"community": person.community_id})
    )


def _set_aside(actor, spare, keep):
    if spare.duplicate_of_id or keep.duplicate_of_id:
        raise DomainError("duplicate_record", "其中一份档案已认定为重复，请先处理那一条核对记录。")
    _require_one_standing(spare, keep)
    _hand_over_account(spare, keep)
    _hand_over_relatives(spare, keep)
    Person.objects.filter(duplicate_of=spare).update(duplicate_of=keep)
    spare.duplicate_of = keep
    spare.save(update_fields=["duplicate_of"])
    audit.record(actor, "person.set_aside", spare, detail={"kept": str(keep.pk)})


def _require_one_standing(spare, keep):
    """Two candidacies of one person in a term are for people to resolve, not for a mark on a file."""
    stands = TermRole.objects.filter(capacity__in=STANDING, election__state="running")
    if stands.filter(person=spare, election__in=stands.filter(person=keep).values("election")).exists():
        raise DomainError(
            "both_stand", f"两份“{keep}”档案都是本届人选。请先让其中一人选退出，再认定为同一人。", "keep"
        )  # fmt: skip


def _hand_over_account(spare, keep):
    """So that he still decides nothing of his own."""
    if spare.user_id and keep.user_id:
        raise DomainError("two_accounts", "两份档案各关联了一个账号，请先在其中一份上解除。", "keep")
    if spare.user_id:
        account, spare.user = spare.user, None
        spare.save(update_fields=["user"])
        keep.user = account
        keep.save(update_fields=["user"])


def _hand_over_relatives(spare, keep):
    """What either declared, and whoever declared either, counts for the kept file; copies, so that nothing is lost."""
    known = set(keep.kinships.values_list("relative_id", "relative_name"))
    copies = [
        Kinship(person=keep, kind=kin.kind, relative_id=kin.relative_id, relative_name=kin.relative_name,
                relative_occupation=kin.relative_occupation)
        for kin in spare.kinships.all()
        if (kin.relative_id, kin.relative_name) not in known and kin.relative_id != keep.pk
    ]  # fmt: skip
    copies += [
        Kinship(person_id=kin.person_id, kind=kin.kind, relative=keep, relative_name=kin.relative_name,
                relative_occupation=kin.relative_occupation)
        for kin in Kinship.objects.filter(relative=spare).exclude(person=keep)
        if not Kinship.objects.filter(person=kin.person_id, relative=keep).exists()
    ]  # fmt: skip
    Kinship.objects.bulk_create(copies)


def _part(case):
    """The mark goes; an account and relatives handed over stay, which errs towards 回避."""
    for person, other in ((case.first, case.second), (case.second, case.first)):
        if person and other and person.duplicate_of_id == other.pk:
            person.duplicate_of = None
            person.save(update_fields=["duplicate_of"])


def require_kept(person):
    """New work goes to the kept file. Raises DomainError ``duplicate_record`` that says where that is."""
    if person.duplicate_of_id:
        kept = person.duplicate_of
        raise DomainError(
            "duplicate_record",
            f"“{person}”的这份档案已认定为重复，请改用{kept.community.short_name}建档的“{kept}”。", "person",
        )  # fmt: skip
