"""The country on PostgreSQL: one province written as :mod:`tests.bench.scale_data` writes it, the others copied from it.

Each community of another province takes the place of one of the template's, by its ordinal. Keys of copied rows are
digests of the template's key and the new community, so that person, seat, candidacy and what hangs on them agree
without a look-up. Indexes and constraints of the large tables are off meanwhile and come back as they were.
"""

import time
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from accounts.models import User
from candidates.models import Candidate, CriterionCheck, NegativeCheck, Review
from communities.models import (
    Baseline,
    Committee,
    CommitteeMember,
    Person,
    Region,
    RegionUserObjectPermission,
    RoleGrant,
    TermRole,
)
from communities.roles import ROLE_PERMISSIONS
from core import ids, secrets
from tests.bench import scale_cases, scale_data
from tests.bench.scale_data import DISTRICT, PROVINCE, STREET

TEMPLATE = "52"  # its shape is the middling one; the first province where the regions have no such code
LARGE = (User, RoleGrant, RegionUserObjectPermission, Person, Committee, CommitteeMember, TermRole, Baseline, Candidate,
         Review, CriterionCheck, NegativeCheck)  # fmt: skip
SESSION = "SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL work_mem = '512MB'; SET LOCAL jit = off"
PLACES = """CREATE TEMP TABLE place ON COMMIT DROP AS
 WITH community AS (
  SELECT code, left(code, 2) = %(template)s AS is_template, lag(code) OVER (PARTITION BY left(code, 2) ORDER BY code) AS before,
   row_number() OVER (PARTITION BY left(code, 2) = %(template)s ORDER BY code) - 1 AS number
  FROM communities_region WHERE level = %(level)s)
 SELECT old.code AS source, new.code, COALESCE(new.before, new.code) AS before, election.id AS election,
  %(committees)s + 2 * new.number AS committee, md5('street_staff-' || left(new.code, 9) || '-1')::uuid AS clerk,
  md5('community_secretary-' || new.code || '-0')::uuid AS secretary
 FROM community new JOIN community old ON old.is_template AND old.number = new.number %% %(communities)s
 JOIN communities_election election ON election.region_id = left(new.code, 2) WHERE NOT new.is_template"""
ACCOUNTS = """CREATE TEMP TABLE account ON COMMIT DROP AS
 SELECT role || '-' || code || '-' || place AS name, md5(role || '-' || code || '-' || place)::uuid AS id, role, code
 FROM communities_region JOIN unnest(%(length)s::int[], %(role)s::text[], %(place)s::int[]) AS held(length, role, place)
 ON held.length = length(code) WHERE left(code, 2) <> %(template)s"""
DROPPED = """SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
 format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)), contype = 'f'
 FROM pg_constraint WHERE conrelid::regclass::text = ANY(%(tables)s) AND contype IN ('f', 'u')
 UNION ALL SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid), false FROM pg_index
 WHERE indrelid::regclass::text = ANY(%(tables)s) AND NOT indisprimary
 AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u') ORDER BY 3"""


def build(divisions=None):
    """Fill the (empty, migrated) database with the country; prints what it made, and seconds."""
    start = time.perf_counter()
    with transaction.atomic():
        scale_data.load_regions("country", divisions)
        _run(SESSION)
        with _bare():
            made = scale_data.Made(within=_template())
            made.write()
            _say(start, f"template {made.within}: {made.summary()}")
            _copy_all(made, start)
            measured = scale_cases.middle()
            _renumber(measured)
    _run("VACUUM ANALYZE")
    counted = ", ".join(f"{model.objects.count():,} {model._meta.model_name}s" for model in LARGE)
    _say(start, f"built: {counted}; checks of candidates of {made.within} and {measured[:PROVINCE]} only")


def _template():
    provinces = Region.objects.filter(level=Region.Levels.PROVINCE).order_by("code")
    return (provinces.filter(code=TEMPLATE).first() or provinces.first()).code


@contextmanager
def _bare():
    """The large tables without foreign keys and secondary indexes; in the end these stand as before, and hold."""
    tables = [model._meta.db_table for model in LARGE]
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(DROPPED, {"tables": tables})
        dropped = cursor.fetchall()
        for drop, _, _ in reversed(dropped):  # foreign keys first
            cursor.execute(drop)
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE " + ", ".join(tables))
        for _, restore, _ in dropped:
            cursor.execute(restore)


def _copy_all(made, start):
    """Accounts, people, teams and candidates of the other provinces."""
    held = [(length, role, place) for length, roles in scale_data.ROLES.items() for place, role in enumerate(roles)]
    lengths, roles, places = (list(column) for column in zip(*held, strict=True))
    values = {"template": made.within, "level": Region.Levels.COMMUNITY, "communities": len(made.communities),
              "committees": 2 * len(made.communities) + 1, "length": lengths, "role": roles, "place": places}  # fmt: skip
    _run(PLACES, values)
    _run(ACCOUNTS, values)
    _run("ANALYZE place, account")
    _copy(
        User,
        "account m, (SELECT * FROM accounts_user LIMIT 1) o",
        id="m.id",
        username="m.name",
        full_name="'用户' || m.code",
    )
    _copy(
        RoleGrant,
        "account m, (SELECT * FROM communities_rolegrant LIMIT 1) o",
        user_id="m.id",
        role="m.role",
        region_id="m.code",
    )
    named = [(role, name) for role, names in ROLE_PERMISSIONS.items() for name in names]
    _copy(
        RegionUserObjectPermission,
        "account m JOIN unnest(%s::text[], %s::text[]) AS may(role, name) USING (role) JOIN auth_permission o"
        " ON o.codename = may.name JOIN django_content_type t ON t.id = o.content_type_id AND t.app_label = 'communities'",
        [list(column) for column in zip(*named, strict=True)],
        user_id="m.id", permission_id="o.id", content_object_id="m.code",
    )  # fmt: skip
    _say(start, "accounts")

    own, person, candidate = (f"md5(o.{name}::text || m.code)::uuid" for name in ("id", "person_id", "candidate_id"))
    here = "JOIN place m ON m.source = o.community_id"
    _copy(  # where somebody sits or stands makes his key; some live next door
        Person, "communities_person o LEFT JOIN candidates_candidate c ON c.person_id = o.id"
        " JOIN place m ON m.source = COALESCE(c.community_id, o.community_id)",
        id=own, community_id="CASE WHEN o.community_id = m.source THEN m.code ELSE m.before END",
        id_number_hash="encode(sha256(convert_to(o.id_number_hash || m.code, 'UTF8')), 'hex')",
    )  # fmt: skip
    _say(start, "people")
    place = {"community_id": "m.code", "election_id": "m.election"}
    _copy(Committee, f"communities_committee o {here}", id="m.committee + o.id %% 2", **place)
    _copy(CommitteeMember, "communities_committeemember o JOIN communities_committee c ON c.id = o.committee_id"
          " JOIN place m ON m.source = c.community_id",
          id=own, committee_id="m.committee + o.committee_id %% 2", person_id=person)  # fmt: skip
    scale_data.restart_ids(Committee)
    _copy(TermRole, f"communities_termrole o {here}", person_id=person, **place)
    _copy(Baseline, f"communities_baseline o {here}", id=own, **place)
    _say(start, "teams")
    _copy(Candidate, f"candidates_candidate o {here}", id=own, person_id=person, put_forward_by_id="m.clerk", **place)
    of_candidate = "o JOIN candidates_candidate c ON c.id = o.candidate_id JOIN place m ON m.source = c.community_id"
    _copy(Review, f"candidates_review {of_candidate}", candidate_id=candidate, reviewer_id="m.secretary")
    measured = scale_cases.middle()[:PROVINCE]
    for model, rule, which in ((CriterionCheck, "criterion_id", 0), (NegativeCheck, "item_id", 1)):
        further = (
            made.rules[measured][which][0] - made.rules[made.within][which][0]
        )  # the rules of a term are numbered on
        _copy(model, f"{model._meta.db_table} {of_candidate} AND left(m.code, 2) = %s", [measured],
              candidate_id=candidate, updated_by_id="m.clerk", **{rule: f"o.{rule} + {further}"})  # fmt: skip
    _say(start, "candidates")


def _copy(model, rows, values=(), **changed):
    """Insert the ``rows`` (a FROM clause: ``o`` the old row, ``m`` its new place) with the ``changed`` columns, place by place."""
    columns = [field.column for field in model._meta.concrete_fields]
    columns = [name for name in columns if name in changed or not (name == "id" and _is_numbered(model))]
    taken = ", ".join(changed.get(name, f"o.{name}") for name in columns)
    _run(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {taken} FROM {rows} ORDER BY m.code",
        values or None,
    )


def _is_numbered(model):
    return model._meta.pk.get_internal_type().endswith("AutoField")


def _renumber(code):
    """Numbers of their own for who is searched by number: the people of the first communities that each reader sees."""
    communities = Region.objects.filter(level=Region.Levels.COMMUNITY).order_by("code")
    first = {communities.filter(code__startswith=code[:length]).first().code for length in (PROVINCE, DISTRICT, STREET)}
    for serial, person in enumerate(Person.objects.filter(community__in={*first, code}).only("pk")):
        number = ids.compose_id_number("999999", date(1970, 1, 1 + serial // 500), serial % 500)
        Person.objects.filter(pk=person.pk).update(id_number=number, id_number_hash=secrets.keyed_hash(number))


def _run(sql, values=None):
    with connection.cursor() as cursor:
        cursor.execute(sql if values else sql.replace("%%", "%"), values)


def _say(start, what):
    print(f"{time.perf_counter() - start:.0f} s: {what}", flush=True)
