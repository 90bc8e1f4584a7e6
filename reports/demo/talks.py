"""Talks of the exercise: planned for all, held with some, signed with most of those, and the holes left to see."""

import json
from datetime import datetime, time, timedelta

from django.utils import timezone

from communities.models import Person
from communities.roles import TALK_READER
from communities.services import grant_role
from communities.street_staff import street_staff
from interviews.models import HeartTalk
from interviews.models.talks import TalkKinds, Themes
from interviews.services import talk_follow_ups, talk_records, talks
from interviews.talk_outlines import SAMPLES
from interviews.talk_papers import digest_of

# For each community, in the order of codes: talks signed, and written down but not signed yet
HELD = ((6, 1), (4, 1), (3, 1), (3, 0), (2, 1), (1, 0), (0, 0))
UNASSIGNED = 6  # of the last community: nobody is to talk to them yet
CONTENTS = (
    "本人汇报了任期内分管工作：牵头老旧小区改造和网格巡查，完成养老服务站建设。不足是对新政策学习不够。\n"
    "谈话人肯定其工作，要求站好最后一班岗，遵守换届纪律，不拉票、不说情。",
    "本人谈到班子总体团结，书记能听取意见，居务公开还需更及时。认为年轻网格员中有可培养的人。\n"
    "谈话人说明换届政策和“三个正确对待”的要求，本人表示理解。",
    "本人谈了近年矛盾调解的做法和体会，对个人去留有顾虑，担心待遇衔接。\n谈话人逐项作了解释，要求把情绪稳住、工作不断档。",
)
SUGGESTIONS = ("建议把网格员补贴按月发放，减少重复填表。", "建议换届前把居务公开栏补齐，主动回应居民关切。", "")
CONCERNS = (
    (Themes.PAY, "补贴发放不够及时。"),
    (Themes.FUTURE, "希望明确离任后的安排。"),
    (Themes.WORKLOAD, "报表多、台账重复。"),
)
STANDS = ("stay", "stay", "obey", "stay", "leave", "obey", "rise", "silent")
MOODS = ("calm", "calm", "watch", "calm", "calm", "focus")
FOLLOW_UPS = ("与民政办核对补贴发放进度并答复本人。", "约请组织委员说明离任后的待遇政策。", "协调精简重复报表。")


class Talks:
    """``accounts``: those of the exercise; they plan, talk, and one leader is named to read."""

    def __init__(self, random, accounts, election):
        self._random, self._election = random, election
        self._users = accounts.users
        self._today = timezone.localdate()
        self._staff = {person.user: person for person in street_staff(election).select_related("user") if person.user}

    def fill(self, street, communities):
        """Plan with everyone, give seats, hold the talks of HELD; some follow-ups are done, one is late."""
        grant_role(actor=self._users["anquan"], user=self._users["lingdao"], role=TALK_READER, region=street)
        for kind, region in ((TalkKinds.HEART, street), (TalkKinds.NOMINEE, communities[0])):
            talks.plan_talks(actor=self._users["dangjian1"], election=self._election, region=region, kind=kind,
                             due_on=self._today + timedelta(days=9))  # fmt: skip
        for place, (signed, recorded) in zip(communities, HELD, strict=True):
            self._fill_place(place, signed, recorded)

    def _fill_place(self, place, signed, recorded):
        rows = list(HeartTalk.objects.filter(election=self._election, community=place).order_by("number"))
        self._assign(rows if signed else rows[:-UNASSIGNED])
        for number, talk in enumerate(rows[: signed + recorded]):
            self._hold(talk, number, is_signed=number < signed)
        if not recorded:  # one late in some communities
            HeartTalk.objects.filter(pk=rows[-1].pk).update(due_on=self._today - timedelta(days=3))

    def _assign(self, rows):
        """The street's secretary talks with the first of each team; the clerks with the others, by turns."""
        leader, first, second = (self._person(name) for name in ("lingdao", "dangjian1", "dangjian2"))
        actor = self._users["dangjian1"]
        talks.assign_talkers(actor=actor, talks=rows[:1], lead=leader, recorder=second)
        talks.assign_talkers(actor=actor, talks=rows[1::2], lead=first, recorder=second)
        talks.assign_talkers(actor=actor, talks=rows[2::2], lead=second)

    def _person(self, username) -> Person:
        return self._staff[self._users[username]]

    def _hold(self, talk, number, *, is_signed):
        actor = talk.seats.get(role="lead").account
        held_from = self._moment(talk.number)
        talk = talk_records.record_talk(
            actor=actor, talk=talk, version=HeartTalk.objects.get(pk=talk.pk).version, held_from=held_from,
            held_until=held_from + timedelta(minutes=self._random.choice((25, 40, 55))), method="in_person",
            place=f"{talk.community.short_name}谈心室", outline=SAMPLES[TalkKinds(talk.kind)],
            content=self._random.choice(CONTENTS), suggestions=self._random.choice(SUGGESTIONS), recommendation="",
            stand=self._random.choice(STANDS), mood=self._random.choice(MOODS), obedience="yes",
            concerns=self._random.sample(CONCERNS, k=number % 3),
        )  # fmt: skip
        if number % 3 == 1:
            self._follow_up(actor, talk, number)
        if is_signed:
            self._sign(actor, talk)

    def _moment(self, number):
        day = self._today - timedelta(days=2 + number % 13)
        return timezone.make_aware(datetime.combine(day, time(9 + number % 7, 15 * (number % 4))))

    def _follow_up(self, actor, talk, number):
        row = talk_follow_ups.add_follow_up(
            actor=actor, talk=talk, content=self._random.choice(FOLLOW_UPS),
            owner=self._person("dangjian2" if number % 2 else "dangjian1"), due_on=self._today + timedelta(days=5),
        )  # fmt: skip
        if number == 1:
            talk_follow_ups.finish_follow_up(actor=actor, follow_up=row, outcome="已答复本人。", done_on=self._today)
        else:
            type(row).objects.filter(pk=row.pk).update(due_on=self._today - timedelta(days=1))

    def _sign(self, actor, talk):
        for role in talk.people:
            talk_records.sign_talk(actor=actor, talk=talk, role=role, strokes=self._strokes(), shown=digest_of(talk))
        talk_records.archive_talk(actor=actor, talk=talk)

    def _strokes(self):
        """Three made-up characters of four strokes: across, across, down and away."""
        return json.dumps([
            {"points": [self._point(left + x * step, 30 + y + slope * step) for step in range(6)]}
            for left in (20, 80, 140)
            for x, y, slope in ((8, 0, 0), (7, 18, 1), (0, -8, 11), (6, 24, 5))
        ])  # fmt: skip

    def _point(self, x, y):
        return {"x": x + self._random.randint(-2, 2), "y": y + self._random.randint(-2, 2)}
