"""Study sessions for tests, through the services."""

from datetime import timedelta

from django.utils import timezone

from discipline.services import sign_in, study
from tests.factories import discipline
from tests.factories.talks import STROKES


def fields(**changed):
    """A session that goes on now."""
    now = timezone.now().replace(microsecond=0)
    values = {
        "title": "换届纪律专题学习", "carrier": "special", "starts_at": now - timedelta(minutes=10),
        "ends_at": now + timedelta(minutes=50), "place": "三楼会议室", "host": "周岚", "speaker": "石峻", "recorder": "罗昕",
    }  # fmt: skip
    return values | changed


def plan(street, actor="staff", region=None, texts=None, capacities=("member",), **changed):
    """A session of the first community at which its members are expected."""
    return study.plan_session(
        actor=street.users[actor], election=street.running, region=region or street.first,
        texts=texts or [discipline.text(street)], capacities=capacities, **fields(**changed),
    )  # fmt: skip


def with_people(street, number=2, **changed):
    """``(session, attendees)`` with so many members expected, who have numbers to be known by."""
    for serial in range(number):
        discipline.somebody(
            street, name=f"学员{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}{serial}", phone=f"1380851{7000 + serial}"
        )
    session = plan(street, **changed)
    return session, list(session.attendees.order_by("pk"))


def sign(attendee, session=None, **options):
    options = {"strokes": STROKES} | options
    return sign_in.sign_on_phone(session=session or attendee.session, attendee=attendee, **options)


def attended(street, text, person):
    """A session of one text at which ``person`` signed; he stands in the circle as member already."""
    session = plan(street, texts=[text])
    sign(session.attendees.get(person=person))
    return session
