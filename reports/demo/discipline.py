"""The third focus of the exercise: texts, four study sessions with sign-ins, warnings down part of the tree, publicity."""

import io
import json
from datetime import datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from communities.models import Person
from core.attachments import attach
from discipline.models import DisciplineText, SignIn, WarningPair
from discipline.services import sign_in, study, warnings
from discipline.services.publicity import record_publicity
from discipline.services.texts import confirm_text, install_texts, issue_edition
from discipline.services.workers import add_election_worker
from discipline.warning_papers import digest_of
from discipline.warning_rules import roles_to_sign

# kind, place, households, people, copies, materials
EVENTS = (
    ("yard_meeting", "居民院坝", 45, 78, 80, "《致居民的一封信》"), ("home_visit", "一至三号楼", 62, 70, 62, "政策明白卡"),
    ("notice_board", "社区公开栏", 800, None, 4, "换届纪律海报"), ("screen", "小区大门电子屏", 1200, None, None, ""),
    ("letter", "全社区", 1500, None, 1500, "《致居民的一封信》"), ("wechat", "居民微信群", None, 460, None, ""),
)  # fmt: skip
NUMBER_OF_EVENTS = (5, 4, 3, 3, 2, 3, 0)  # for each community: twenty in all, and one that has not begun
SUMMARY = "逐条学习换届纪律，结合近年通报的拉票贿选案例讲清后果；与会人员对照检查，表示严守纪律。"
DECISIONS = "一、各支部一周内组织全体党员再学一遍；二、缺席人员三日内补学；三、发现苗头及时报告。"
TALK = "谈话人重申换届纪律要求，结合岗位逐条提醒，要求管好自己和身边人，正确对待进退留转，有情况及时报告。"
ANSWER = "完全拥护，坚决遵守换届纪律，不拉票、不请托，支持组织安排，自觉接受监督。"


class Discipline:
    """``accounts``: those of the exercise, who do the work."""

    def __init__(self, random, accounts, election):
        self._random, self._users, self._election = random, accounts.users, election
        self._staff, self._today = accounts.users["dangjian1"], timezone.localdate()

    def fill(self, street, communities, sitting):
        install_texts(actor=self._staff, election=self._election)
        for place in communities[:3]:
            add_election_worker(actor=self._staff, election=self._election, community=place, person=sitting[place][-1])
        self._sessions(street, communities)
        self._warn(sitting[communities[0]][0])
        for place, number in zip(communities, NUMBER_OF_EVENTS, strict=True):
            self._publicise(place, number)

    def _text(self, family) -> DisciplineText:
        return DisciplineText.objects.current(self._election).get(family=family)

    def _sessions(self, street, communities):
        """A weekly meeting and a special one of the street, two of communities; the ten of the street get an edition."""
        ten = self._text("ten-rules")
        self._study(
            street, 24, "街道每周例会纪律学习", "weekly", [ten, self._text("community")], ["street_staff"], share=0.9
        )
        items = [(item.wording, False) for item in ten.items.all()][:-1] + [("不违反换届保密规定", False)]
        issue_edition(actor=self._staff, text=ten, version=ten.version, items=items, basis="街道讨论稿，待核定",
                      title="换届工作“十不准”（修订样例）")  # fmt: skip
        central = self._text("central")
        confirm_text(actor=self._staff, text=central, version=central.version, document_number="演练文号〔2026〕1号")
        self._study(communities[0], 11, "“三会一课”学习换届纪律“十严禁”", "branch", [central], ["member"], share=1)
        self._study(communities[1], 9, "社区“两委”纪律专题会", "special", [central], ["member"], share=0.7)
        self._study(street, 0, "换届纪律专题学习会", "special", [central, self._text("primary-regulation")],
                    ["street_staff", "member", "election_worker"], share=0.35, is_over=False)  # fmt: skip

    def _study(self, region, days_ago, title, carrier, texts, capacities, *, share, is_over=True):
        starts = (
            self._at(days_ago, 9)
            if is_over
            else timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=15)
        )
        session = study.plan_session(
            actor=self._staff, election=self._election, region=region, texts=texts, capacities=capacities, title=title,
            carrier=carrier, starts_at=starts, ends_at=starts + timedelta(minutes=80 if is_over else 180),
            place=f"{region.short_name}会议室", host="周岚", speaker="石峻", recorder="罗昕",
            with_place_code=not is_over, summary=SUMMARY if is_over else "", decisions=DECISIONS if is_over else "",
        )  # fmt: skip
        people = list(session.attendees.select_related("person", "session__election"))
        came = people[: round(len(people) * share)]
        for number, one in enumerate(came):
            self._sign(session, one, number, is_over)
        if is_over:
            self._finish(session, people[len(came) :])
        return session

    def _sign(self, session, attendee, number, is_over):
        """Most on the tablet; of the session that goes on, one with a wrong code of the place."""
        if is_over or number % 3 == 0:
            made = sign_in.sign_at_kiosk(actor=self._staff, attendee=attendee, strokes=self._strokes())
        else:
            code = "0" if number == 4 else session.place_code
            made = sign_in.sign_on_phone(session=session, attendee=attendee, strokes=self._strokes(), place_code=code)
        if is_over:  # the clock runs on; what was signed at a past meeting was signed then
            at = session.starts_at + timedelta(minutes=number % 9)
            SignIn.objects.filter(pk=made.pk).update(at=at, standing=SignIn.Standings.VALID, trouble="")

    def _finish(self, session, absent):
        attach(actor=self._staff, subject=session, upload=self._photo("学习现场.jpg"))
        for one in absent[:1]:
            study.excuse(actor=self._staff, attendee=one, reason="外出培训")
        if absent[1:]:
            study.record_catch_up(actor=self._staff, session=session, people=absent[1:2], way="coached",
                                  done_on=timezone.localdate(session.starts_at) + timedelta(days=2))  # fmt: skip
        study.move_session(actor=self._staff, session=session, move="close")

    def _at(self, days_ago, hour):
        return timezone.make_aware(datetime.combine(self._today - timedelta(days=days_ago), time(hour)))

    def _warn(self, first):
        """The head warns the team; ``first``, a secretary, all of his; a talk is planned, the rest are holes."""
        warnings.propose_pairs(actor=self._staff, election=self._election)
        head = Person.objects.get(user=self._users["lingdao"])
        clerk = Person.objects.get(user=self._users["dangjian1"])
        team = list(WarningPair.objects.filter(election=self._election, warner=head, capacity="street_staff"))
        self._hold(team[:3], head, clerk, 14, is_collective=True)
        secretaries = list(WarningPair.objects.filter(election=self._election, warner=head, capacity="member"))
        self._hold(secretaries[:1], head, clerk, 10)
        members = list(WarningPair.objects.filter(election=self._election, warner=first).order_by("pk"))
        self._hold([pair for pair in members if pair.capacity == "member"], first, None, 6, is_collective=True)
        nominees = [pair for pair in members if pair.capacity != "member"]
        self._plan(nominees[:2], first, None)

    def _plan(self, pairs, talker, recorder, *, is_collective=False):
        if not pairs:
            return []
        return warnings.plan_talk(
            actor=self._staff, election=self._election, pairs=pairs, talker=talker, recorder=recorder,
            is_collective=is_collective, due_on=self._today + timedelta(days=5),
        )  # fmt: skip

    def _hold(self, pairs, talker, recorder, days_ago, *, is_collective=False):
        for talk in self._plan(pairs, talker, recorder, is_collective=is_collective):
            starts = self._at(days_ago, 15)
            talk = warnings.record_talk(
                actor=talker.user, talk=talk, version=talk.version, there=list(talk.partners.all()),
                texts=[self._text("central")], held_from=starts, held_until=starts + timedelta(minutes=40),
                place="街道谈话室" if recorder else "社区党群服务中心", content=TALK, answer=ANSWER, measures="",
            )  # fmt: skip
            for role, _, _ in roles_to_sign(talk):
                warnings.sign_talk(
                    actor=talker.user, talk=talk, role=role, strokes=self._strokes(), shown=digest_of(talk)
                )
            warnings.archive_talk(actor=talker.user, talk=talk)

    def _publicise(self, place, number):
        for serial in range(number):
            kind, where, households, people, copies, materials = EVENTS[serial]
            event = record_publicity(
                actor=self._staff, election=self._election, community=place, kind=kind, place=where,
                held_on=self._today - timedelta(days=3 + serial * 13), households=households and households + place_number(place),
                people=people and people + 2 * place_number(place), copies=copies, materials=materials,
                topic="换届政策和换届纪律", responsible="",
            )  # fmt: skip
            if serial == 0:
                attach(actor=self._staff, subject=event, upload=self._photo("坝坝会.jpg"))

    def _photo(self, name):
        image = Image.new("RGB", (960, 640), (206, 198, 184))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 420, 960, 640), fill=(150, 140, 124))
        for column in range(8):
            draw.ellipse((60 + column * 110, 330, 120 + column * 110, 390), fill=(96, 84, 74))
            draw.rectangle((50 + column * 110, 390, 130 + column * 110, 500), fill=(70 + column * 12, 90, 120))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=70)
        return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")

    def _strokes(self):
        """Three made-up characters of four strokes: across, across, down and away."""
        return json.dumps([
            {"points": [self._point(left + x * step, 30 + y + slope * step) for step in range(6)]}
            for left in (20, 80, 140)
            for x, y, slope in ((8, 0, 0), (7, 18, 1), (0, -8, 11), (6, 24, 5))
        ])  # fmt: skip

    def _point(self, x, y):
        return {"x": x + self._random.randint(-2, 2), "y": y + self._random.randint(-2, 2)}


def place_number(place):
    """The last digits of a community's code: makes its numbers its own."""
    return int(place.pk[-3:])
