"""A street, a district, a province or the country with made-up people at realistic density, written in bulk.

Everything is a function of the region codes and one seed, so that two databases hold the same. Rows go in by
COPY (PostgreSQL) or one prepared statement (SQLite); what derives from others (look-up hashes, the dictionary of
names) is computed by the product's own functions.
"""

import csv
import lzma
import random
import tempfile
import time
import uuid
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from candidates.models import Candidate, Criterion, CriterionCheck, NegativeCheck, NegativeItem, Review, StandardSet
from communities.baseline_sections import SECTIONS
from communities.divisions import load_divisions
from communities.models import (
    Baseline,
    BaselineSection,
    Committee,
    CommitteeMember,
    Election,
    NamePart,
    Person,
    Region,
    RegionUserObjectPermission,
    RoleGrant,
    TermRole,
)
from communities.roles import LEADER, ROLE_PERMISSIONS, SECRETARY, STREET_STAFF
from core import ids, names, secrets

SEED = 20261129
COMMUNITY, STREET, DISTRICT, CITY, PROVINCE = 12, 9, 6, 4, 2
# made-up regions of the real shape: cities of a province, districts of a city, streets, communities
SHAPE = {"street": (1, 1, 1, 12), "district": (1, 1, 16, 12), "province": (9, 10, 16, 12.5), "country": (9, 10, 16, 14)}
PROVINCES = 31
MEMBERS, CANDIDATES = (6, 7, 7, 8, 8), (12, 13, 14, 14, 15, 15)  # of a community: 7.2 and 13.8 on average
SITTING_SHARE, ELSEWHERE = 0.4, 0.02  # of candidates: who sits already; who is filed in another community
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华文辉玲红玉萍建国春梅志晓海燕云莉林鹏飞龙波斌宇浩凯健俊帆雪荣爱香月莹媛淑珍贵福生德才发武新利清永良元全胜学祥成康星光天达安岩中茂进有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江翔"
SURNAME_WEIGHTS = list(accumulate(1 / (place + 4) for place in range(len(FAMILY))))
STATES = (("draft", 15), ("community_review", 20), ("street_review", 22), ("returned", 5), ("passed", 10),
          ("district_review", 5), ("cleared", 18), ("rejected", 3), ("withdrawn", 2))  # fmt: skip
BEYOND_COMMUNITY = ("street_review", "passed", "district_review", "cleared", "rejected")
POSTS = ("secretary", "deputy_secretary", "party_member", "director", "deputy_director", "residents_member")
CRITERIA, ITEMS = 4, 6
ROLES = {COMMUNITY: [SECRETARY], STREET: [STREET_STAFF, STREET_STAFF, LEADER], DISTRICT: [LEADER] * 2,
         CITY: [LEADER], PROVINCE: [LEADER] * 3}  # fmt: skip


class Table:
    """Writes rows of one model in bulk: ``columns`` by row, the rest the model's defaults or ``constants``."""

    def __init__(self, model, columns, **constants):
        self.columns, self.model = columns, model
        blank = model(**constants)
        fields = [field for field in model._meta.concrete_fields if field.column not in columns]
        fields = [f for f in fields if not f.get_internal_type().endswith("AutoField")]
        self.rest = {f.column: f.get_db_prep_save(f.pre_save(blank, True), connection) for f in fields}

    def write(self, rows):
        """Write an iterable of tuples, one value per column."""
        rest, table = tuple(self.rest.values()), connection.ops.quote_name(self.model._meta.db_table)
        named = ", ".join(connection.ops.quote_name(name) for name in (*self.columns, *self.rest))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row((*row, *rest))
            else:
                marks = ", ".join(["%s"] * (len(self.columns) + len(rest)))
                cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", ((*row, *rest) for row in rows))


def key(number):
    """The UUID of a number, as this database stores it."""
    made = uuid.UUID(int=number)
    return made if connection.vendor == "postgresql" else made.hex


def build_once(size, divisions=None):
    """As :func:`build`, unless an earlier run in the same DATA_DIR has."""
    built = Path(settings.DATA_DIR) / "built"
    if built.exists():
        return
    if size == "country" and connection.vendor == "postgresql":
        from tests.bench import scale_country  # it builds upon this module

        scale_country.build(divisions)
    else:
        build(size, divisions)
    built.write_text(size)


def build(size, divisions=None):
    """Fill the (empty, migrated) database; prints what it made, and seconds."""
    start = time.perf_counter()
    with transaction.atomic():
        load_regions(size, divisions)
        made = Made()
        made.write()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    print(f"built in {time.perf_counter() - start:.0f} s: " + made.summary())


# --- regions ----------------------------------------------------------------------------------------


def load_regions(size, divisions):
    chosen = _real(size, divisions) if divisions else _made_up(size)
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("code", "name"), *chosen])
        file.flush()
        load_divisions(path=file.name)


def _real(size, path):
    """The rows of a code file that make up a size: all, its first province, or a middling part of that."""
    with (lzma.open if Path(path).suffix == ".xz" else open)(path, "rt", encoding="utf-8-sig", newline="") as handle:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(handle)]
    if size == "country":
        return rows
    codes = sorted(code for code, _ in rows)
    part = codes[0][:PROVINCE]
    for length, wanted in ((DISTRICT, "district street"), (STREET, "street")):
        if size in wanted:
            part = _middling(codes, part, length)
    return [(code, name) for code, name in rows if code.startswith(part) or part.startswith(code)]


def _middling(codes, above, length):
    """The part of ``above`` with as many communities as half of them have at most."""
    counted = {}
    for code in codes:
        if len(code) == COMMUNITY and code.startswith(above):
            counted[code[:length]] = counted.get(code[:length], 0) + 1
    return sorted(counted, key=lambda code: (counted[code], code))[len(counted) // 2]


def _made_up(size):
    cities, districts, streets, communities = SHAPE[size]
    for province in range(PROVINCES if size == "country" else 1):
        code = str(11 + province)
        yield code, f"第{code}省"
        for city in range(1, cities + 1):
            yield f"{code}{city:02d}", f"第{city}市"
            for district in range(1, districts + 1):
                yield f"{code}{city:02d}{district:02d}", f"第{district}区"
                for street in range(1, streets + 1):
                    above = f"{code}{city:02d}{district:02d}{street:03d}"
                    yield above, f"第{street}街道"
                    for number in range(1, int(communities + street % 2) + 1):
                        yield f"{above}{number:03d}", f"第{number}社区居民委员会"


# --- people and their work --------------------------------------------------------------------------


class Made:
    """Everything that hangs on the regions whose code begins with ``within``; terms and rule books of all provinces."""

    def __init__(self, within=""):
        self.random, self.within = random.Random(SEED), within
        codes = list(Region.objects.values_list("code", flat=True).order_by("code"))
        self.provinces = [code for code in codes if len(code) == PROVINCE]
        self.codes = [code for code in codes if code.startswith(within)]
        self.communities = [code for code in self.codes if len(code) == COMMUNITY]
        self.now = timezone.now().strftime("%Y-%m-%d %H:%M:%S+00:00")[: 19 if connection.vendor == "sqlite" else None]
        self.elections, self.users, self.counts, self.known = {}, {}, {}, set()
        self.number = 0

    def next_key(self):
        """A key that scatters as random ones do, and is the same in every run."""
        self.number += 1
        return key(random.Random(self.number).getrandbits(128))

    def write(self):
        self._elections()
        self._accounts()
        people, members, candidates = self._plan()
        self._people(people)
        self._teams(members)
        self._candidates(candidates)
        self.counts = {"communities": len(self.communities), "people": len(people), "sitting members": len(members),
                       "candidates": len(candidates), "accounts": len(self.users), "names": len(self.known)}  # fmt: skip

    def summary(self):
        return ", ".join(f"{number:,} {what}" for what, number in self.counts.items())

    def _elections(self):
        """One term in each province, with a small rule book."""
        for code in self.provinces:
            self.elections[code] = Election.objects.create(
                region_id=code, number=12, election_day=date(2026, 12, 30), key_date=date(2026, 12, 30)
            )
        self.rules = {code: _rules(election) for code, election in self.elections.items()}

    def _accounts(self):
        """A secretary in each community, two clerks and a leader in each street, leaders above."""
        for code in self.codes:
            for place, role in enumerate(ROLES[len(code)]):
                self.users[f"{role}-{code}-{place}"] = (self.next_key(), role, code)
        Table(User, ("id", "username", "full_name"), must_change_password=False, password="!").write(
            (pk, name, f"用户{code}") for name, (pk, _, code) in self.users.items()
        )
        Table(RoleGrant, ("user_id", "role", "region_id")).write(self.users.values())
        known = dict(Permission.objects.filter(content_type__app_label="communities").values_list("codename", "pk"))
        Table(RegionUserObjectPermission, ("user_id", "permission_id", "content_object_id")).write(
            (pk, known[name], code) for pk, role, code in self.users.values() for name in ROLE_PERMISSIONS[role]
        )

    def _plan(self):
        """``(people, members, candidates)``: ``(key, community)`` of each, candidates with the place they stand in."""
        people, members, candidates = [], [], []
        for place, code in enumerate(self.communities):
            team = [(self.next_key(), code) for _ in range(self.random.choice(MEMBERS))]
            people += team
            members += team
            for number in range(self.random.choice(CANDIDATES)):
                if number < SITTING_SHARE * 14 and number < len(team):
                    person = team[number][0]
                else:
                    home = self.communities[place - 1] if self.random.random() < ELSEWHERE else code
                    person = self.next_key()
                    people.append((person, home))
                candidates.append((person, code))
        return people, members, candidates

    def _people(self, people):
        table = Table(
            Person, ("id", "name", "sex", "birth_date", "id_number", "id_number_hash", "community_id", "education",
                     "affiliation"),
        )  # fmt: skip
        table.write(self._person(pk, code, serial) for serial, (pk, code) in enumerate(people))
        rows = ((part.encode(), name) for name in sorted(self.known) for part in sorted(names.search_parts(name)))
        Table(NamePart, ("part", "name")).write(rows)

    def _person(self, pk, code, serial):
        choose = self.random.choice
        name = self.random.choices(FAMILY, cum_weights=SURNAME_WEIGHTS)[0] + choose(GIVEN)
        name += choose(GIVEN) if self.random.random() < 0.8 else ""
        self.known.add(name)
        born = date(1962, 1, 1) + timedelta(days=self.random.randrange(15_000))
        is_male = self.random.random() < 0.55
        number = ids.compose_id_number(f"{100000 + serial // 500:06d}", born, serial % 500 * 2 + is_male)
        affiliation = choose(("party", "party", "party", "probationary", "none", "none", "league"))
        return (pk, name, "male" if is_male else "female", born.isoformat(), secrets.encrypt_text(number),
                secrets.keyed_hash(number), code, self.random.randrange(1, 6), affiliation)  # fmt: skip

    def _teams(self, members):
        places = {code: place for place, code in enumerate(self.communities)}
        kinds = ("party", "residents")
        by_province = Table(Committee, ("id", "community_id", "election_id", "kind", "seats"))
        by_province.write(
            (2 * places[code] + number + 1, code, self.elections[code[:PROVINCE]].pk, kind, 5)
            for code in self.communities for number, kind in enumerate(kinds)
        )  # fmt: skip
        restart_ids(Committee)
        seats, rows = {}, []
        for person, code in members:
            seat = seats[code] = seats.get(code, -1) + 1
            rows.append(
                (self.next_key(), 2 * places[code] + seat % 2 + 1, person, POSTS[seat % 2 * 3 + min(seat // 2, 2)])
            )
        Table(CommitteeMember, ("id", "committee_id", "person_id", "post"), since=date(2021, 10, 20)).write(rows)
        self._roster(members, "member")
        states = ("draft", "submitted", "returned", "accepted", "accepted", "accepted")
        baselines = [
            (self.next_key(), code, self.elections[code[:PROVINCE]].pk, self.random.choice(states))
            for code in self.communities
        ]
        columns = ("id", "community_id", "election_id", "state")
        Table(Baseline, columns, due_on=date(2027, 3, 1)).write(baselines)
        Table(BaselineSection, ("baseline_id", "key")).write(
            (pk, section.key) for pk, *_ in baselines for section in SECTIONS
        )

    def _roster(self, people, capacity):
        Table(TermRole, ("person_id", "election_id", "community_id", "capacity")).write(
            (person, self.elections[code[:PROVINCE]].pk, code, capacity) for person, code in people
        )

    def _candidates(self, candidates):
        states = [state for state, weight in STATES for _ in range(weight)]
        made = [
            (self.next_key(), person, code, self.random.choice(states), self.random.choice(("stay", "promote", "pick")))
            for person, code in candidates
        ]
        clerks = {code: pk for pk, role, code in self.users.values() if role == STREET_STAFF}
        columns = ("id", "person_id", "community_id", "state", "source", "election_id", "put_forward_by_id",
                   "intended_post", "is_lead_goose", "created_at", "updated_at")  # fmt: skip
        Table(Candidate, columns).write(
            (*row, self.elections[row[2][:PROVINCE]].pk, clerks[row[2][:STREET]], self.random.choice(POSTS),
             self.random.random() < 0.1, self.now, self.now)
            for row in made
        )  # fmt: skip
        self._roster(candidates, "prospect")
        secretaries = {code: pk for pk, role, code in self.users.values() if role == SECRETARY}
        Table(Review, ("candidate_id", "reviewer_id"), level="community", round=1, decision="pass").write(
            (pk, secretaries[code]) for pk, _, code, state, _ in made if state in BEYOND_COMMUNITY
        )
        self._checks(made, clerks)

    def _checks(self, made, clerks):
        """Each candidate against each rule: nothing is checked yet of a draft, all of who is past the street."""
        share = {"draft": 0, "community_review": 0.5, "returned": 0.7, "street_review": 0.9}

        def result(state, done, other):
            return done if self.random.random() < share.get(state, 1) else other

        Table(CriterionCheck, ("candidate_id", "criterion_id", "wording", "result", "updated_by_id")).write(
            (pk, criterion, "符合条文", result(state, "met", "pending"), clerks[code[:STREET]])
            for pk, _, code, state, _ in made for criterion in self.rules[code[:PROVINCE]][0]
        )  # fmt: skip
        Table(NegativeCheck, ("candidate_id", "item_id", "wording", "result", "updated_by_id"), kind="caution").write(
            (pk, item, "情形", result(state, "clear", "pending"), clerks[code[:STREET]])
            for pk, _, code, state, _ in made for item in self.rules[code[:PROVINCE]][1]
        )  # fmt: skip


def _rules(election):
    """Keys of the criteria and of the negative items of a term."""
    rules = {"election": election, "valid_from": date(2026, 1, 1)}
    standard = StandardSet.objects.create(name="标准", **rules)
    criteria = [
        Criterion.objects.create(standard_set=standard, order=n, phrase=f"条目{n}").pk for n in range(1, CRITERIA + 1)
    ]
    items = [
        NegativeItem.objects.create(code=f"N{n:02d}", title=f"情形{n}", kind="caution", **rules).pk
        for n in range(ITEMS)
    ]
    return criteria, items


def restart_ids(model):
    """Let the database go on after keys that were given."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
