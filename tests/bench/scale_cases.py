"""What ``bin/bench scale`` measures: pages by name, each with the smallest SQL that returns the same rows."""

from dataclasses import dataclass, field

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.urls import reverse
from guardian.models import UserObjectPermission
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from candidates.models import Candidate
from communities.models import Election, Person, Region
from core import access, names, paging, secrets
from core.jobs import Job, run_job
from reports.ledgers.export import EXPORT_JOB
from tests.bench.scale_data import CITY, COMMUNITY, DISTRICT, PROVINCE, STREET, Table

COUNTRY = "country"  # the viewer of all provinces
CANDIDATES, PERSON = "candidates_candidate", "communities_person"
PAGE = 51  # fifty rows, and whether there are more
LIST = """SELECT c.id, p.name, r.name, p.birth_date, p.education, c.intended_post, c.source, c.state, c.is_lead_goose
 FROM candidates_candidate c JOIN communities_person p ON p.id = c.person_id
 JOIN communities_region r ON r.code = c.community_id WHERE {} ORDER BY c.community_id, c.id LIMIT 51"""
COUNT = "SELECT COUNT(*) FROM (SELECT 1 FROM candidates_candidate c WHERE {} LIMIT 10001) counted"
SCOPE = "c.election_id = %s AND c.community_id >= %s AND c.community_id < %s"
STATES = "SELECT c.state, COUNT(*) FROM candidates_candidate c WHERE {} GROUP BY c.state"
CHECKS = """SELECT candidate_id, COUNT(*), SUM(CASE WHEN result <> 'pending' THEN 1 END),
 SUM(CASE WHEN needs_recheck THEN 1 END) FROM {} WHERE candidate_id IN ({}) GROUP BY candidate_id"""
PEOPLE = """SELECT p.id, p.name, p.sex, p.birth_date, p.ethnicity, p.education, p.affiliation, r.name
 FROM communities_person p JOIN communities_region r ON r.code = p.community_id WHERE {}
 ORDER BY p.community_id, p.name, p.id LIMIT 51"""
PEOPLE_COUNT = "SELECT COUNT(*) FROM (SELECT 1 FROM communities_person p WHERE {} LIMIT {}) counted"
PEOPLE_SCOPE = "p.community_id >= %s AND p.community_id < %s"
NAMED = "p.name IN (SELECT name FROM communities_namepart WHERE part >= %s AND part < %s)"


@dataclass
class Viewer:
    """Who looks, and the top of what he sees."""

    label: str
    user: User
    code: str
    election: Election
    tables: dict = field(default_factory=dict)

    @property
    def range(self):
        return [self.code, self.code[:-1] + chr(ord(self.code[-1]) + 1)]


@dataclass
class Case:
    """One page. ``floor``: statements ``(sql, parameters)``; ``scan``: the same found by LIKE; ``guardian``: a call; ``table``: of the rows of a list.

    ``left``: a call that does at once what the page left to a job, and returns the bytes that were made; such a page is
    asked for once where that takes long.
    """

    name: str
    url: str
    data: dict | None = None
    post: dict | None = None
    table: str = ""
    floor: list = field(default_factory=list)
    scan: list = field(default_factory=list)
    guardian: object = None
    once: bool = False
    left: object = None


def middle():
    """Code of the community in the middle of the tree."""
    communities = Region.objects.filter(level=Region.Levels.COMMUNITY).order_by("code")
    return communities[communities.count() // 2].code


def viewers():
    """A secretary, a clerk, a district leader, a provincial leader: of the middle of the tree, one above the other."""
    code = middle()
    election = Election.objects.get(region_id=code[:PROVINCE])
    for label, role, length in (("secretary", "community_secretary", COMMUNITY), ("clerk", "street_staff", STREET),
                                ("district", "leader", DISTRICT), ("province", "leader", PROVINCE)):  # fmt: skip
        user = User.objects.get(username=f"{role}-{code[:length]}-0")
        yield Viewer(label, user, code[:length], election)
    provinces = Region.objects.filter(elections__state=Election.States.RUNNING, level=Region.Levels.PROVINCE)
    if len(provinces) > 1:
        user, _ = User.objects.get_or_create(
            username=COUNTRY, defaults={"full_name": "国", "must_change_password": False}
        )
        for province in provinces:
            access.grant(user, ["view_records"], province)
        yield Viewer(COUNTRY, user, "", election)


def cases(viewer):
    """Every :class:`Case` of one viewer; of whoever sees all provinces what shows them side by side."""
    if viewer.label == COUNTRY:
        yield Case("empty page", reverse("reports:jobs"))
        yield Case("figures", reverse("reports:figures"))
        return
    yield from _candidate_lists(viewer)
    yield from _people_lists(viewer)
    yield from _other_pages(viewer)


# --- candidates -------------------------------------------------------------------------------------


def _candidate_lists(viewer):
    url = reverse("candidates:list")
    yield Case("candidates", url, table=CANDIDATES, floor=_list_floor(viewer), guardian=lambda: _by_guardian(viewer))
    filters = {"state": "street_review", "source": "pick", "intended_post": "director", "is_lead_goose": "on"}
    for name, value in filters.items():
        stored = True if value == "on" else value
        yield Case(
            f"candidates, {name}", url, {name: value}, table=CANDIDATES, floor=_list_floor(viewer, f"c.{name} = %s", stored),
            guardian=lambda name=name, stored=stored: _by_guardian(viewer, **{name: stored}),
        )  # fmt: skip
    rows, keys = paging.keys_of(access.visible_to(viewer.user, Candidate).filter(election=viewer.election))
    values = rows.values_list("community_id", "pk")[rows.count() // 2]
    floor = _list_floor(viewer, "(c.community_id, c.id) > (%s, %s)", values[0], _stored(values[1]))
    floor[1] = _list_floor(viewer)[1]  # the count is of the whole list
    yield Case("candidates, deep", url, {"page": str(paging.Cursor(keys, 9, values))}, table=CANDIDATES, floor=floor)


def _stored(pk):
    return pk if connection.vendor == "postgresql" else pk.hex


def _list_floor(viewer, more="", *values):
    where = f"{SCOPE} AND {more}" if more else SCOPE
    parameters = [viewer.election.pk, *viewer.range, *values]
    with connection.cursor() as cursor:
        cursor.execute(LIST.format(where), parameters)
        shown = [row[0] for row in cursor.fetchall()][: PAGE - 1]
    checks = [
        (CHECKS.format(table, ", ".join(["%s"] * len(shown))), shown)
        for table in ("candidates_criterioncheck", "candidates_negativecheck") if shown
    ]  # fmt: skip
    tabs = [(STATES.format(SCOPE), [viewer.election.pk, *viewer.range])] if len(viewer.code) > CITY else []
    return [(LIST.format(where), parameters), (COUNT.format(where), parameters), *tabs, *checks]


def _by_guardian(viewer, **chosen):
    """The first page and its count as projects usually get them."""
    rows = get_objects_for_user(viewer.user, "candidates.view_candidate", Candidate)
    rows = rows.filter(election=viewer.election, **chosen).select_related("person", "community")
    return rows.order_by("community_id", "pk")[: PAGE - 1], rows.count()


@transaction.atomic
def grant_by_rows(measured):
    """guardian's own generic rows on the candidates, for the four who look: a row for each whom one of them sees."""
    permission = Permission.objects.get(content_type__app_label="candidates", codename="view_candidate")
    if UserObjectPermission.objects.filter(permission=permission).exists():
        return
    table = Table(UserObjectPermission, ("user_id", "object_pk"), permission=permission,
                  content_type=permission.content_type)  # fmt: skip
    for viewer in measured:
        rows = access.visible_to(viewer.user, Candidate).values_list("pk", flat=True)
        table.write((_stored(viewer.user.pk), str(pk)) for pk in rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE guardian_userobjectpermission")


# --- people -----------------------------------------------------------------------------------------


def _people_lists(viewer):
    url, person = reverse("communities:people"), _somebody(viewer)
    yield Case("people", url, table=PERSON, floor=_people_floor(viewer))
    middle = _rare_given_name(viewer)
    for label, query in (("two characters", middle), ("one surname", "张"), ("initials", "zjg")):
        start = names.normalise_query(query).encode()
        scan = _people_floor(viewer, "p.name LIKE %s", f"%{query}%") if not query.isascii() else []
        # so many bear one surname that merely going through the list finds the first fifty soonest
        floor = scan if len(query) == 1 else _people_floor(viewer, NAMED, start, start + b"\xff")
        yield Case(f"search, {label}", url, post={"q": query}, table=PERSON, floor=floor, scan=scan)
    number = person.id_number
    yield Case(
        "search, ID number", url, post={"q": number}, once=True, table=PERSON,
        floor=_people_floor(viewer, "NOT p.id_number_hash = '' AND p.id_number_hash = %s", secrets.keyed_hash(number)),
    )  # fmt: skip


def _people_floor(viewer, more="", *values):
    where, parameters = (f"{PEOPLE_SCOPE} AND {more}" if more else PEOPLE_SCOPE), [*viewer.range, *values]
    count = PEOPLE_COUNT.format(where, (paging.SEARCH_CAP if more else paging.CAP) + 1)
    return [(PEOPLE.format(where), parameters), (count, parameters)]


def _somebody(viewer):
    community = Region.objects.filter(level=Region.Levels.COMMUNITY, code__gte=viewer.code).order_by("code").first()
    return Person.objects.filter(community=community).order_by("pk").first()


def _rare_given_name(viewer):
    """Two characters that end the name of somebody in sight."""
    people = Person.objects.filter(community_id__gte=viewer.code).order_by("community_id")
    return next(name for name in people.values_list("name", flat=True)[:100] if len(name) == 3)[1:]


# --- the rest ---------------------------------------------------------------------------------------


def _other_pages(viewer):
    person, candidate = _somebody(viewer), access.visible_to(viewer.user, Candidate).order_by("community_id").first()
    yield Case("person file", reverse("communities:person", args=[person.pk]), floor=_person_floor(person))
    yield Case("candidate file", reverse("candidates:detail", args=[candidate.pk]))
    yield Case("empty page", reverse("reports:jobs"))
    yield Case("home", reverse("reports:home"))
    yield Case("figures", reverse("reports:figures"))
    yield Case("progress matrix", reverse("reports:progress"), floor=_progress_floor(viewer))
    yield Case("review queue", reverse("candidates:queue"))
    briefed = person.community_id[: max(len(viewer.code), STREET)]
    ledger = "nominations" if viewer.label != "secretary" else "roster"
    yield Case(f"export, {ledger}", reverse("reports:ledger-export", args=[ledger]), left=lambda: _exported(viewer))
    yield Case(
        "briefing, start", reverse("reports:report-create", args=["briefing"]), post={"region": briefed}, once=True
    )


def _exported(viewer):
    """Make the workbook that a region above a street asked for; its bytes."""
    job = Job.objects.of(viewer.user).open().get(kind=EXPORT_JOB)
    run_job(str(job.pk))
    job.refresh_from_db()
    if job.state != Job.States.DONE:
        raise RuntimeError(f"export {job.state}: {job.message}")
    return job.result.size


def _person_floor(person):
    pk = _stored(person.pk)
    return [
        ("SELECT * FROM communities_person WHERE id = %s", [pk]),
        ("SELECT * FROM communities_committeemember WHERE person_id = %s", [pk]),
        ("SELECT * FROM communities_termrole WHERE person_id = %s", [pk]),
        ("SELECT * FROM communities_kinship WHERE person_id = %s", [pk]),
    ]


def _progress_floor(viewer):
    """Each community's figures, counted from the rows."""
    where = "election_id = %s AND community_id >= %s AND community_id < %s"
    parameters = [viewer.election.pk, *viewer.range]
    return [
        (f"SELECT community_id, state, COUNT(*) FROM candidates_candidate WHERE {where} GROUP BY community_id, state",
         parameters),
        (f"SELECT community_id, state, due_on FROM communities_baseline WHERE {where}", parameters),
        (f"SELECT community_id, SUM(seats) FROM communities_committee WHERE {where} GROUP BY community_id", parameters),
        ("SELECT c.community_id, COUNT(DISTINCT m.person_id), COUNT(*) FROM communities_committeemember m JOIN"
         f" communities_committee c ON c.id = m.committee_id WHERE {where} AND m.left_on IS NULL GROUP BY c.community_id",
         parameters),
    ]  # fmt: skip
