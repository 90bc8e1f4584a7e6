"""The street's people, research visits, difficult issues and risk of the exercise."""

import io
from datetime import time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from communities.models import FieldVisit, Issue, RiskGrade
from communities.services.issues import add_entry, move_issue, raise_issue
from communities.services.risk import install_risk_scale, set_risk_grade
from communities.services.street_staff import add_street_staff, assign_area
from communities.services.visits import record_visit, void_visit
from core.attachments import attach

# name, sex, office, username of those who have an account
STAFF = (
    ("周岚", "female", "街道党工委书记", "lingdao"),
    ("申屠岳", "male", "街道办事处主任", ""),
    ("章若谷", "male", "街道党工委副书记", ""),
    ("石峻", "male", "街道纪工委书记", "jiwei"),
    ("安澜", "female", "街道党工委组织委员", ""),
    ("项致远", "male", "街道人大工委主任", ""),
    ("罗昕", "female", "党建办主任", "dangjian1"),
    ("何瑾", "female", "党建办干事", "dangjian2"),
    ("卞海清", "male", "综治办主任", ""),
    ("辛一诺", "female", "民政办主任", ""),
    ("江雁", "female", "纪检干事", "jijian1"),
    ("鲁诚", "male", "纪检干事", "jijian2"),
)
# for each community: places in STAFF, the leader first; one has nobody yet
AREAS = ((0, 6), (1, 8), (2, 9), (4, 7), (5, 8), (3, 7), (2, 6))
# for each community: how often by each method; the noughts are the holes
VISITS = ((2, 1, 2, 1), (1, 1, 1, 1), (1, 1, 1, 0), (2, 1, 1, 1), (1, 0, 1, 0), (1, 1, 0, 1), (1, 0, 0, 0))
PLACES = {
    "inspection": "党群服务中心",
    "symposium": "社区会议室",
    "household": "辖区小区",
    "questionnaire": "便民服务大厅",
}
MET = {
    "inspection": ("社区“两委”成员", 7), "symposium": ("党员代表、居民组长、退休老干部", 15),
    "household": ("老党员、困难群众和商户", 9), "questionnaire": ("到厅办事居民", 40),
}  # fmt: skip
ACHIEVEMENTS = (
    "班子分工明确，例会和值班制度坚持得好；老旧小区改造、养老服务站建设按期完成。",
    "基层治理抓得实，网格走访有记录、有回音；集体活动场地利用率提高。",
    "疫情防控、文明创建任务完成较好，但居务公开更新不及时，个别成员主动性不够。",
)
RESERVE = (
    "后备人选 4 名，其中大专以上 3 名、35 岁以下 2 名，已安排跟班锻炼。",
    "后备力量偏少，年轻网格员中有两名表现突出，建议纳入培养。",
    "有退役军人和返乡大学生各 1 名有意愿，尚需在一线任务中考察。",
)
RECOGNITION = (
    "党员群众普遍认可，反映书记办事公道、随叫随到。",
    "多数群众满意，希望在停车管理、物业服务上再多出力。",
    "评价有分歧，部分居民对信息公开不满意，需做好解释。",
)
DISUNITY, OVERDUE_CANDIDATE = "书记与副书记工作意见不合，例会议而不决", "居委会主任后继乏人，现任不再参选"
# place of the community, title, kind, seriousness, what becomes of it, days to the deadline, whether from a visit
ISSUES = (
    (0, "楼顶违建整治引发集体信访", "disputes", 2, "in_progress", 20, True),
    (0, "商住混合楼停车位划线纠纷", "disputes", 1, "resolved", 5, True),
    (1, DISUNITY, "disunity", 2, "in_progress", 15, False),
    (2, "物业撤管后三栋楼无人接手", "legacy", 3, "open", 10, True),
    (2, "小区公共收益多年未公示", "assets", 1, "in_progress", 12, True),
    (3, "活动用房租金账目未公开", "assets", 2, "resolved", 9, False),
    (4, OVERDUE_CANDIDATE, "no_candidate", 3, "in_progress", -6, True),
    (4, "个别居民私下串联拉票的苗头", "complex_election", 2, "reopened", 7, False),
    (5, "网格员待遇反映集中", "other", 1, "resolved", 14, True),
    (6, "征收安置房办证历史遗留", "legacy", 1, "open", -3, True),
    (6, "同一信访件重复登记", "disputes", 1, "withdrawn", 8, False),
)
WAYS = {
    "open": (), "in_progress": ("start",), "resolved": ("start", "resolve"), "withdrawn": ("withdraw",),
    "reopened": ("start", "resolve", "reopen"),
}  # fmt: skip
NOTES = {
    "resolve": "当事人已签订和解协议，回访无新反映。",
    "reopen": "近期又有反映，重新研判。",
    "withdraw": "与在办事项重复。",
}
ENTRIES = (
    "已约谈当事人，摸清诉求三条。",
    "协调物业、网格员上门两次，形成初步方案。",
    "方案经居民代表议事会通过，正在落实。",
)
# for each community: the grades given, oldest first
GRADES = (("green",), ("yellow",), ("yellow", "red"), ("yellow", "green"), ("yellow", "red"), ("green",), ())
REASONS = {
    "red": "有重大问题尚未化解，须街道领导包保。", "yellow": "有较大问题，由街道跟踪督办。",
    "green": "班子运转正常，没有未化解的重大、较大问题。",
}  # fmt: skip


def make_street_staff(accounts, election):
    """Enter the street's people, with the accounts of those who have one. Returns the list of persons."""
    clerk = accounts.users["dangjian1"]
    return [
        add_street_staff(
            actor=clerk, election=election, name=name, sex=sex, office=office, user=accounts.users.get(username)
        )
        for name, sex, office, username in STAFF
    ]


class Visits:
    """Records what the street and the secretaries did to know their communities."""

    def __init__(self, random, accounts, election, staff):
        self._random, self._election, self._staff = random, election, staff
        self._clerk, self._today = accounts.users["dangjian1"], timezone.localdate()

    def fill(self, communities, secretaries):
        """Areas, visits, issues and grades of all communities. ``secretaries``: account by community."""
        for place, people in zip(communities, AREAS, strict=True):
            leader, *others = (self._staff[number] for number in people)
            assign_area(actor=self._clerk, community=place, election=self._election, leader=leader, people=others)
        visits = {
            place: self._visits_of(place, secretaries[place], people, times)
            for place, people, times in zip(communities, AREAS, VISITS, strict=True)
        }
        self._void_one(communities[1])
        for visit in (visits[communities[0]][0], visits[communities[3]][0]):
            attach(actor=self._clerk, subject=visit, upload=_picture(), caption="现场查看")
        for line in ISSUES:
            self._issue(communities[line[0]], visits[communities[line[0]]], *line[1:])
        self._grades(communities)

    def _visits_of(self, place, secretary, people, times):
        """The visits of one community; those to households are the secretary's own."""
        made = []
        for method, number in zip(FieldVisit.Methods.values, times, strict=True):
            for _ in range(number):
                actor = secretary if method == "household" else self._clerk
                made.append(self._visit(place, actor, people, method))
        return made

    def _visit(self, place, actor, people, method):
        visitors = [actor.person] if method == "household" else [self._staff[number] for number in people]
        choose, (met, met_count) = self._random.choice, MET[method]
        hour = self._random.randint(9, 15)
        return record_visit(
            actor=actor, community=place, election=self._election, method=method, visitors=visitors,
            visited_on=self._today - timedelta(days=self._random.randint(8, 70)), starts_at=time(hour),
            ends_at=time(hour + 1, 30), place=f"{place.short_name}{PLACES[method]}", met=met,
            met_count=met_count + self._random.randint(0, 5), household_count=12 if method == "household" else None,
            achievements=choose(ACHIEVEMENTS), reserve=choose(RESERVE), recognition=choose(RECOGNITION),
            follow_up="汇总后提交研判会。",
        )  # fmt: skip

    def _void_one(self, place):
        visit = self._visit(place, self._clerk, (1,), "inspection")
        void_visit(actor=self._clerk, visit=visit, reason="与当日走访重复登记。")

    def _issue(self, place, visits, title, kind, seriousness, state, days, from_visit):
        due_on = self._today + timedelta(days=max(days, 0))
        issue = raise_issue(
            actor=self._clerk, community=place, election=self._election, title=title, kind=kind,
            seriousness=seriousness, source=visits[0] if from_visit else None, owner=self._staff[8], due_on=due_on,
            measures="成立专班，逐户听取意见，限期化解。", street_only=title == DISUNITY,
        )  # fmt: skip
        if state != "open" and state != "withdrawn":
            self._progress(issue)
        for move in WAYS[state]:
            move_issue(actor=self._clerk, issue=issue, name=move, note=NOTES.get(move, ""))
        if days < 0:  # nobody can enter a deadline that has passed
            Issue.objects.filter(pk=issue.pk).update(due_on=self._today + timedelta(days=days))

    def _progress(self, issue):
        for number, text in enumerate(ENTRIES[: self._random.randint(1, 3)]):
            day = self._today - timedelta(days=7 - 3 * number)
            add_entry(actor=self._clerk, issue=issue, text=text, happened_on=day)

    def _grades(self, communities):
        install_risk_scale(actor=self._clerk, election=self._election)
        for place, grades in zip(communities, GRADES, strict=True):
            for weeks, grade in zip(range(len(grades), 0, -1), grades, strict=True):
                made = set_risk_grade(
                    actor=self._clerk, community=place, election=self._election, grade=grade, reasons=REASONS[grade]
                )
                at = timezone.now() - timedelta(weeks=weeks)
                RiskGrade.objects.filter(pk=made.pk).update(set_at=at)  # not all of them today


def _picture():
    """A drawn street scene, as a telephone would send it."""
    picture = Image.new("RGB", (800, 600), "#cfe3f2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 430, 800, 600), fill="#8f9aa3")
    for left, top in ((60, 160), (300, 90), (540, 200)):
        draw.rectangle((left, top, left + 190, 430), fill="#e7d8c3", outline="#6b5d4a", width=4)
        for row in range(top + 30, 400, 70):
            for column in range(left + 20, left + 170, 55):
                draw.rectangle((column, row, column + 32, row + 38), fill="#7fa3c0")
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=80)
    return SimpleUploadedFile("现场.jpg", held.getvalue(), "image/jpeg")
