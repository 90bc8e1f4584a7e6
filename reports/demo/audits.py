"""Departure audits of the exercise, in every state, with money that adds up."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from communities.services.street_staff import add_street_staff
from core.attachments import attach
from interviews.audit_rules import handover_digest
from interviews.models import AuditFinding, AuditGrades, AuditStates, DepartureAudit
from interviews.services import audits as services
from interviews.services.audit_figures import save_section
from interviews.services.audits.handover import Line
from interviews.services.audits.setup import auditees
from reports.demo.audit_money import Money

OWN, FIRM = "街道审计组", "诚衡会计师事务所（示例）"
# name, sex, office, username
AUDITORS = (
    ("莫恒", "male", "街道审计组成员", "shenjiyuan"),
    ("漆雕明", "male", "街道财政所所长", ""),
    ("闻人静", "female", "街道农经站会计", ""),
    ("公冶敏", "female", "诚衡会计师事务所（示例）注册会计师", ""),
)
# for each community: what becomes of the audits of its first three members; the last has not got that far
FATES = (
    ("completed", "completed", "unsigned"), ("photographed", "reported", "opened"),
    ("overdue", "unfilled", "notified"), ("completed", "published", "opened"),
    ("unfilled", "notified", "planned"), ("unsigned", "reported", "notified"), ("planned", "planned", "teamless"),
)  # fmt: skip
AUDITED_BY_FIRM = (1, 5)  # places of communities
STATES = {
    "teamless": AuditStates.PLANNED, "unfilled": AuditStates.OPENED, "photographed": AuditStates.PUBLISHED,
    "overdue": AuditStates.RECTIFYING, "unsigned": AuditStates.RECTIFYING,
}  # fmt: skip
ORDER = list(AuditStates)
FINDINGS = (
    ("cash", "direct", "部分零星收入未及时缴存，坐支现金。", 3_200, "限期缴存，严格执行收支两条线。"),
    ("vouchers", "direct", "活动物资采购报销附件不全，缺验收清单。", 8_650, "补齐验收单，完善报销审核。"),
    ("fixed_assets", "supervisory", "2024 年购置的投影设备未登记固定资产台账。", 12_800, "补登台账，年底盘点。"),
    ("overspending", "leadership", "用服务群众经费列支办公用品。", 5_460, "调整账务，归还原渠道。"),
    ("contracts", "leadership", "活动室出租合同未经居民代表会议讨论。", 36_000, "补议并重新签订合同。"),
    ("special_funds", "supervisory", "老旧小区改造专项资金结余未按期上缴。", 15_300, "按规定上缴结余。"),
)
RECTIFIED = "已按要求整改到位，并举一反三建立台账。"
CONTRACTS = (
    ("社区活动室维修工程合同", "某建筑工程公司（示例）", 68_000, 2023, True),
    ("社区保洁服务合同", "某物业服务公司（示例）", 42_000, 2024, True),
    ("临街铺面出租合同", "某商户（示例）", 36_000, 2022, False),
)
CONCLUSIONS = {
    "good": "任期内财务制度执行较好，收支真实合规，资产管理规范。",
    "fairly_good": "收支真实，账实基本相符；个别事项管理不够规范，已责成整改。",
    "fair": "收支基本真实，但报销附件、资产登记等方面问题较多，须限期整改。",
}
ITEMS = (
    ("seal", "社区党组织公章", "1枚"), ("seal", "社区居民委员会公章", "1枚"), ("books", "会计账簿、凭证", "62册"),
    ("asset", "固定资产（按台账）", "48件"), ("archive", "党员档案、文书档案", "15盒"),
)  # fmt: skip


class Audits:
    """Sets up the audits as the street does, and works on them as their teams would."""

    def __init__(self, random, accounts, election, street_staff):
        self._random, self._election, self._staff = random, election, street_staff
        self._clerk, self._today = accounts.users["dangjian1"], timezone.localdate()
        self._auditors = [
            add_street_staff(
                actor=self._clerk, election=election, name=name, sex=sex, office=office,
                user=accounts.users.get(username),
            )
            for name, sex, office, username in AUDITORS
        ]  # fmt: skip
        self._number, self._photo = 0, _notice_board()

    def fill(self, communities):
        """Three audits in each community, each taken as far as FATES says."""
        for place, (community, fates) in enumerate(zip(communities, FATES, strict=True)):
            chosen = auditees(self._election, [community])[:3]
            made = self._plan(place, chosen, has_team="teamless" not in fates)
            for audit, fate in zip(made, fates, strict=True):
                self._work(audit, fate, successor=chosen[1 if audit == made[0] else 0].person)

    def _plan(self, place, chosen, *, has_team):
        own = place % 2 == 0  # the account of the exercise's auditor leads every other team
        first, second, third, of_firm = self._auditors
        team = services.Team(leader=first if own else second, members=(third,), reviewers=(second,) if own else ())
        if place in AUDITED_BY_FIRM:
            team = services.Team(leader=of_firm, members=(third,), reviewers=(second,))
        return services.plan_audits(
            actor=self._clerk, election=self._election, chosen=chosen, period_from=chosen[0].since,
            period_to=self._today.replace(day=1) - timedelta(days=1), plan="查阅账簿凭证、盘点实物、走访座谈。",
            lead_agency=FIRM if place in AUDITED_BY_FIRM else OWN, team=team if has_team else services.Team(),
        )  # fmt: skip

    def _work(self, audit, fate, successor):
        """Every step on the way to the state of this fate; what a fate leaves undone is left undone."""
        until = ORDER.index(STATES.get(fate, fate))
        steps = (self._notify, self._open, self._report, self._publish, self._rectify, self._complete)
        self._number += 1
        for step in steps[:until]:
            step(audit, fate, successor)
        if fate == "opened":
            self._fill_figures(audit)
            self._find(audit, 1)
        if fate == "photographed":
            self._photograph(audit)

    def _edit(self, audit, **fields):
        version = DepartureAudit.objects.values_list("version", flat=True).get(pk=audit.pk)
        services.edit_audit(actor=self._clerk, audit_file=audit, version=version, **fields)

    def _move(self, audit, name):
        services.move_audit(actor=self._clerk, audit_file=audit, move=name)

    def _ago(self, days):
        return self._today - timedelta(days=days)

    def _notify(self, audit, fate, successor):
        self._edit(audit, notice_number=f"小街审通〔2026〕{self._number}号", notice_on=self._ago(62))
        self._move(audit, "notify")

    def _open(self, audit, fate, successor):
        self._edit(
            audit, opening_on=self._ago(55), opening_place=f"{audit.community.short_name}会议室",
            commitment_on=None if fate == "unfilled" else self._ago(55),
        )  # fmt: skip
        self._move(audit, "open")

    def _report(self, audit, fate, successor):
        self._fill_figures(audit)
        number = {"overdue": 3, "completed": 1}.get(fate, self._random.randint(0, 3))
        self._find(audit, number)
        for name, party, amount, year, tendered in CONTRACTS[: self._random.randint(1, 3)]:
            services.add_contract(
                actor=self._clerk, audit_file=audit, name=name, counterparty=party, amount=Decimal(amount),
                signed_on=date(year, 3, 15), tendered=tendered,
            )  # fmt: skip
        grade = (AuditGrades.GOOD, AuditGrades.FAIRLY_GOOD, AuditGrades.FAIRLY_GOOD, AuditGrades.FAIR)[number]
        self._edit(
            audit, conclusion_grade=grade, conclusion=CONCLUSIONS[grade], reported_on=self._ago(22),
            report_number=f"小街审报〔2026〕{self._number}号",
        )  # fmt: skip
        self._move(audit, "report")

    def _fill_figures(self, audit):
        books = Random(audit.community_id)  # noqa: S311 - of one community: the same for all its members
        for section, lines in Money(books).sections().items():
            save_section(actor=self._clerk, audit_file=audit, section=section, lines=lines)

    def _find(self, audit, number):
        for kind, responsibility, description, amount, measures in self._random.sample(FINDINGS, number):
            services.add_finding(
                actor=self._clerk, audit_file=audit, kind=kind, responsibility=responsibility,
                description=description, amount=Decimal(amount), measures=measures,
                rectify_by=self._today + timedelta(days=12),
            )  # fmt: skip

    def _publish(self, audit, fate, successor):
        publication = audit.publication
        start = self._ago(3 if STATES.get(fate, fate) == AuditStates.PUBLISHED else 18)
        services.edit_publication(
            actor=self._clerk, publication=publication, version=publication.version,
            place=f"{audit.community.short_name}党务居务公开栏", published_from=start,
            published_to=start + timedelta(days=6),
        )  # fmt: skip
        self._move(audit, "publish")

    def _photograph(self, audit):
        upload = SimpleUploadedFile("公示.jpg", self._photo, "image/jpeg")
        attach(actor=self._clerk, subject=audit.publication, upload=upload, caption="公开栏公示")

    def _rectify(self, audit, fate, successor):
        self._photograph(audit)
        self._move(audit, "rectify")
        if fate == "overdue":  # nobody sets a date that has passed
            AuditFinding.objects.filter(audit=audit).update(rectify_by=self._ago(4))
        self._settle(audit, 1 if fate == "overdue" else None)
        if fate != "overdue":
            self._hand_over(audit, successor)

    def _settle(self, audit, number):
        """Put the first ``number`` findings right (None: all of them), with proof."""
        for finding in list(audit.findings.all())[:number]:
            services.record_rectification(
                actor=self._clerk, finding=finding, version=finding.version, rectified_on=self._ago(6),
                rectification=RECTIFIED,
            )  # fmt: skip
            upload = SimpleUploadedFile("整改回执.jpg", self._photo, "image/jpeg")
            attach(
                actor=self._clerk, subject=AuditFinding.objects.get(pk=finding.pk), upload=upload, caption="整改回执"
            )
            services.move_finding(actor=self._clerk, finding=finding, move="verify")

    def _hand_over(self, audit, successor):
        handover = audit.handover
        services.edit_handover(
            actor=self._clerk, handover=handover, version=handover.version, received_by=successor,
            supervised_by=self._staff[4],
        )  # fmt: skip
        lines = [Line(kind, name, quantity, "", self._ago(3)) for kind, name, quantity in ITEMS]
        services.replace_items(actor=self._clerk, handover=handover, version=handover.version + 1, lines=lines)

    def _complete(self, audit, fate, successor):
        shown = handover_digest(DepartureAudit.objects.get(pk=audit.pk))
        for role in audit.handover.parties:
            services.sign_handover(
                actor=self._clerk, handover=audit.handover, role=role, strokes=self._scrawl(), shown=shown
            )
        self._move(audit, "complete")

    def _scrawl(self):
        """Strokes that look like a name written with a finger."""
        strokes = []
        for left in (30, 130, 230):
            for _ in range(4):
                x, y = left + self._random.randint(0, 50), self._random.randint(20, 90)
                dx, dy = self._random.randint(-30, 40), self._random.randint(-30, 60)
                strokes.append({"points": [{"x": x + dx * n // 8, "y": y + dy * n // 8 + n % 3} for n in range(9)]})
        return json.dumps(strokes)


def _notice_board():
    """A drawn notice board with a sheet on it, as a telephone would send it."""
    picture = Image.new("RGB", (640, 480), "#dfe5ea")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 50, 580, 400), fill="#2f6b4f", outline="#8b6b3f", width=12)
    draw.rectangle((220, 90, 420, 370), fill="#fdfdf8")
    draw.rectangle((260, 110, 380, 124), fill="#b3261e")
    for top in range(145, 350, 18):
        draw.rectangle((240, top, 400, top + 6), fill="#c9ccd1")
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=80)
    return held.getvalue()
