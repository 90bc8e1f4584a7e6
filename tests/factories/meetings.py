"""党工委会 for tests: called, attended, voted, through the services."""

from django.utils import timezone

from candidates.models import AgendaItem, VettingMeeting
from candidates.services import meeting_results, meetings
from communities.models import Region
from tests.factories import slates, visits, world


def prepare(street, people=(), candidates=(), slates=(), cautions=(), **fields):
    """A meeting in state 筹备 today; ``people``: names of street staff, or Persons."""
    called = [visits.make_staff(street, name) if isinstance(name, str) else name for name in people]
    defaults = {"held_on": timezone.localdate(), "place": "三楼会议室"}
    return meetings.prepare_meeting(
        actor=street.users["staff"], election=street.running, region=Region.objects.get(pk=world.STREET),
        people=called, candidates=candidates, slates=slates, cautions=cautions, **defaults | fields,
    )  # fmt: skip


def prepare_one(street):
    """One attendee, one candidate who has passed."""
    return prepare(street, people=["党一"], candidates=[slates.candidate(street, "方九")])


def everybody_present(street, meeting):
    entries = {one.pk: ("present", "") for one in meeting.attendees.all()}
    meetings.record_attendance(actor=street.users["staff"], meeting=meeting, entries=entries)


def begin(street, meeting):
    everybody_present(street, meeting)
    meeting_results.move_meeting(actor=street.users["staff"], meeting=meeting, name="begin")
    return VettingMeeting.objects.get(pk=meeting.pk)


def vote(street, item, result="agree", for_=1, against=0, abstained=0, opinion="情节轻微，已整改", actor="staff"):
    item = AgendaItem.objects.get(pk=item.pk)
    return meetings.record_vote(
        actor=street.users[actor], item=item, version=item.version, result=result, votes_for=for_,
        votes_against=against, votes_abstained=abstained, opinion=opinion,
    )  # fmt: skip


def recuse(street, meeting, reason="曾共事多年"):
    """The first attendee stands aside on the first item."""
    return meetings.note_recusal(
        actor=street.users["staff"], item=meeting.items.first(), attendee=meeting.attendees.first(), reason=reason
    )


def submit(street, meeting):
    meeting_results.move_meeting(actor=street.users["staff"], meeting=meeting, name="submit")
    return VettingMeeting.objects.get(pk=meeting.pk)


def conclude(street, meeting, leader="leader"):
    """The outcomes of each item."""
    return meeting_results.move_meeting(actor=street.users[leader], meeting=meeting, name="conclude")
