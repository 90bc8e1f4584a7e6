"""Talks for tests, through the services; every text of a record bears SECRET, which must get out to nobody."""

import json
from datetime import date, datetime, timedelta
from itertools import count

from django.utils import timezone

from communities.models import Person, TermRole
from communities.services import put_on_roster
from core import jobs
from core.files import PDF, store
from interviews.models import HeartTalk, TalkScanPage
from interviews.services import talk_follow_ups, talk_records, talks
from interviews.talk_papers import digest_of
from tests.factories import communities, uploads, world

SECRET = "密语甲乙丙"
STROKES = json.dumps([{"points": [{"x": 10 + step * 6, "y": 40 + step % 5 * 7} for step in range(30)]}])
_serials = count(1)


def staff_person(street, user="staff", name="", occupation="党建办干事"):
    """The street's person behind an account, on the roster of the term."""
    account = street.users[user]
    person, _ = Person.objects.get_or_create(
        user=account, defaults={"community": street.regions[world.STREET], "name": name or account.full_name,
                                "sex": "male", "occupation": occupation},
    )  # fmt: skip
    put_on_roster(person=person, election=street.running, community=street.regions[world.STREET],
                  capacity=TermRole.Capacities.STREET_STAFF)  # fmt: skip
    return person


def plan(street, partner=None, actor="staff", community=None, kind="heart", due_on=None):
    """A planned talk with a sitting member of the first community."""
    community = community or street.first
    if partner is None:
        partner = communities.make_person(community, f"谈话对象{next(_serials)}")
        communities.make_member(partner, street.running, "party_member", community=community, since=date(2021, 11, 1))
    return talks.plan_talk(
        actor=street.users[actor], election=street.running, community=community, partner=partner, kind=kind,
        due_on=due_on or timezone.localdate() + timedelta(days=7),
    )  # fmt: skip


def assign(street, talk, lead="staff", second=None, recorder=None):
    """Seats for these users; their persons are made."""
    people = [user and staff_person(street, user) for user in (lead, second, recorder)]
    talks.assign_talkers(
        actor=street.users["staff"], talks=[talk], **dict(zip(("lead", "second", "recorder"), people, strict=True))
    )
    return fresh(talk)


def planned(street, lead="staff", **options):
    seats = {name: options.pop(name) for name in ("second", "recorder") if name in options}
    return assign(street, plan(street, **options), lead, **seats)


def at(days_ago=1, hour=9):
    day = timezone.localdate() - timedelta(days=days_ago)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def words(**changed):
    """The fields of a record, SECRET in each text."""
    fields = {
        "held_from": at(hour=9), "held_until": at(hour=10), "method": "in_person", "stand": "obey", "mood": "watch",
        "obedience": "yes", **{name: f"{SECRET}{name}" for name in HeartTalk.TEXTS},
        "concerns": [("pay", f"{SECRET}诉求")],
    }  # fmt: skip
    return fields | changed


def recorded(street, talk=None, actor="staff", **changed):
    talk = talk or planned(street, lead=actor)
    return talk_records.record_talk(
        actor=street.users[actor], talk=talk, version=fresh(talk).version, **words(**changed)
    )


def sign(street, talk, role, actor="staff"):
    """The signature of one of those who sign, who read the text as it is now."""
    return talk_records.sign_talk(
        actor=street.users[actor], talk=talk, role=role, strokes=STROKES, shown=digest_of(fresh(talk))
    )


def signed(street, talk=None, actor="staff"):
    """Signed by all of it, and archived."""
    talk = talk or recorded(street, actor=actor)
    for role in fresh(talk).people:
        sign(street, talk, role, actor)
    return talk_records.archive_talk(actor=street.users[actor], talk=talk)


def fresh(talk):
    return HeartTalk.objects.get(pk=talk.pk)


def one_of_each(street):
    """A talk written down and signed by its partner, its follow-up, and a page that waits for a human."""
    talk, staff = recorded(street), street.users["staff"]
    follow_up = talk_follow_ups.add_follow_up(
        actor=staff, talk=talk, content=f"{SECRET}措施", owner=staff_person(street), due_on=at(-7).date()
    )
    sign(street, talk, "partner")
    page = TalkScanPage.objects.create(
        election=street.running, job=jobs.enqueue(actor=staff, kind="talk_scans", parameters={"files": []}), page=1,
        reason="没有读到二维码", uploaded_by=staff,
        file=store(uploads.pdf(), name="扫描页1.pdf", content_type=PDF, created_by=staff),
    )  # fmt: skip
    return fresh(talk), follow_up, page


def typed(talk, **changed):
    """A record as the browser sends it."""
    fields = {
        "version": fresh(talk).version, "held_on": at().date().isoformat(), "starts": "09:00",
        "ends": "10:00", "place": "社区会议室", "method": "in_person", "outline": "", "content": "谈了履职情况",
        "stand": "stay", "obedience": "yes", "mood": "calm", "suggestions": "", "recommendation": "",
        "concerns-TOTAL_FORMS": "2", "concerns-INITIAL_FORMS": "0", "concerns-0-theme": "pay", "concerns-0-text": "工资",
        "concerns-1-theme": "", "concerns-1-text": "",
    }  # fmt: skip
    return fields | changed
