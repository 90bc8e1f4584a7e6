"""A prepared meeting on people of the exercise, and a notice whose days are running."""

from datetime import time

from django.utils import timezone

from candidates.meeting_rules import open_candidates, open_cautions, open_slates
from candidates.models import Slate
from candidates.publicity_rules import may_be_named
from candidates.services.meetings import prepare_meeting
from candidates.services.publicity import draft_notice, move_notice
from candidates.services.slates import move_slate

ON_AGENDA = 4


class Meetings:
    """What the street's Party committee has before it, and what it has already published."""

    def __init__(self, accounts, election, street, staff):
        self._clerk, self._leader = accounts.users["dangjian1"], accounts.users["lingdao"]
        self._election, self._street, self._staff = election, street, list(staff)

    def prepare(self, communities):
        """A meeting for today: slates that are tabled, open findings, and some who wait for the street."""
        codes = [community.pk for community in communities]
        waiting = open_candidates(self._election, codes).filter(state="street_review")
        prepare_meeting(
            actor=self._clerk, election=self._election, region=self._street, people=self._staff,
            held_on=timezone.localdate(), starts_at=time(9, 0), place="街道三楼会议室", host=self._staff[0],
            recorder=self._staff[-1], candidates=list(waiting[:ON_AGENDA]),
            slates=list(open_slates(self._election, codes)), cautions=open_cautions(self._election, codes)[:2],
        )  # fmt: skip

    def publish(self, community):
        """The community's slate is adopted and its people hang on the board since today."""
        slate = Slate.objects.filter(election=self._election, community=community, state="draft").first()
        if slate is None:
            return
        move_slate(actor=self._clerk, slate=slate, name="table")
        move_slate(actor=self._leader, slate=slate, name="adopt", note="街道党工委会议研究同意。")
        notice = draft_notice(
            actor=self._clerk, election=self._election, community=community, slate=slate, kind="both",
            candidates=list(may_be_named(self._election, community)), starts_on=timezone.localdate(), working_days=5,
            place=f"{community.short_name}公示栏", contact_office=f"{community.parent.name}党建办", contact_phone="0851-80000000",
            contact_address=f"{community.parent.name}办事处三楼",
        )  # fmt: skip
        move_notice(actor=self._clerk, notice=notice, name="post")
