"""Warning talks for tests, through the services; every text of a record bears SECRET."""

from datetime import timedelta

from django.utils import timezone

from communities.services.street_staff import assign_area
from discipline.models import WarningPair, WarningTalk
from discipline.services import warnings
from discipline.warning_papers import digest_of
from discipline.warning_rules import roles_to_sign
from tests.factories import communities, discipline
from tests.factories.talks import SECRET, STROKES, at, staff_person


def somebody_to_warn(street, community=None):
    """A line of the tree for a member of the first community, with nobody named to warn him."""
    community = community or street.first
    person = discipline.somebody(street, community=community)
    return WarningPair.objects.create(
        election=street.running, person=person, place=community, capacity="member", post="党组织委员"
    )


def plan(street, pairs=None, actor="staff", talker="staff", **options):
    """One talk, planned by ``actor``, held by ``talker``."""
    pairs = pairs or [somebody_to_warn(street)]
    recorder = options.pop("recorder", None)
    (talk,) = warnings.plan_talk(
        actor=street.users[actor], election=street.running, pairs=pairs, talker=staff_person(street, talker),
        recorder=staff_person(street, recorder) if recorder else None,
        due_on=timezone.localdate() + timedelta(days=7), is_collective=len(pairs) > 1, **options,
    )  # fmt: skip
    return talk


def words(**changed):
    fields = {"held_from": at(hour=9), "held_until": at(hour=10), "place": f"{SECRET}地点",
              "content": f"{SECRET}内容", "answer": f"{SECRET}表态", "measures": f"{SECRET}要求"}  # fmt: skip
    return fields | changed


def recorded(street, talk=None, actor="staff", there=None, texts=(), **changed):
    talk = talk or plan(street, talker=actor)
    there = list(talk.partners.all()) if there is None else there
    return warnings.record_talk(
        actor=street.users[actor], talk=talk, version=discipline.fresh(talk).version, there=there, texts=texts,
        **words(**changed),
    )  # fmt: skip


def sign(street, talk, role, actor="staff"):
    return warnings.sign_talk(
        actor=street.users[actor], talk=talk, role=role, strokes=STROKES, shown=digest_of(discipline.fresh(talk))
    )


def signed(street, talk=None, actor="staff"):
    """Signed by all who were there, and archived."""
    talk = talk or recorded(street, actor=actor)
    for role, _, _ in roles_to_sign(discipline.fresh(talk)):
        sign(street, talk, role, actor)
    return warnings.archive_talk(actor=street.users[actor], talk=talk)


def levels(street):
    """``(head, leader, secretary, member, prospect, clerk)``: somebody of every level, on the records."""
    head, leader, clerk = (discipline.somebody(street, "street_staff", occupation=office) for office in
                           ("街道党工委书记", "街道党工委副书记", "党建办干事"))  # fmt: skip
    secretary, member = discipline.somebody(street), discipline.somebody(street)
    communities.make_member(secretary, street.running, "secretary")
    communities.make_member(member, street.running, "party_member")
    prospect = discipline.somebody(street, "prospect")
    assign_area(actor=street.users["staff"], community=street.first, election=street.running, leader=leader, people=())
    discipline.install(street)
    return head, leader, secretary, member, prospect, clerk


def typed(talk, **changed):
    """A record as the browser sends it."""
    fields = {
        "version": WarningTalk.objects.get(pk=talk.pk).version, "held_on": at().date().isoformat(), "starts": "09:00",
        "ends": "10:00", "place": "社区会议室", "there": [one.pk for one in talk.partners.all()], "texts": [],
        "content": "重申换届纪律", "answer": "坚决遵守", "measures": "",
    }  # fmt: skip
    return fields | changed
