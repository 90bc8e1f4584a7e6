"""承诺书: who pledges to keep which text, the sheets printed for it, and what was signed.

A campaign asks a circle of people to sign one text. It follows that text through its editions, so
whether somebody still has to sign is never stored: it is asked of his signings and of the edition in
force (:mod:`discipline.pledge_states`). What was signed is kept as exact bytes with their digest and
is superseded, never edited.
"""

import uuid

from django.db import models
from django.db.models import Q

from communities.models import Election, Person, Region, TermRole
from communities.models.regions import readable_below
from core import secrets
from core.access import NOBODY, Scope, code_condition, granted_codes
from core.attachments import Evidence
from core.editing import Versioned
from core.scans import WaitingPage
from discipline.models.texts import DisciplineText
from discipline.pledge_states import PledgeQuerySet, PledgeStates, SigningQuerySet

FILL, SIGN, OWN = "fill_discipline", "sign_pledge", "own_pledge"
COPIES = ((1, "一份"), (2, "一式二份"))


def of_oneself(person_path, community_path):
    """For a Scope's ``also``: everyone sees his own pledge (OWN), and signs it; SIGN reaches as far as FILL besides."""

    def also(scope_q, user, permission):
        if permission not in ("view_records", SIGN, OWN):
            return NOBODY
        own = Q(**{f"{person_path}__user": user.pk}) if hasattr(user, "pk") else NOBODY
        return own | code_condition(community_path, granted_codes(user, FILL)) if permission == SIGN else own

    return also


class PledgeCampaign(Versioned):
    """One round of signing: a circle of people, a text, a date. ``text`` is the edition it began with."""

    access = Scope("election__region_id", also=readable_below("election__region_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="pledge_campaigns", verbose_name="届次")
    number = models.PositiveSmallIntegerField("批次")
    title = models.CharField("名称", max_length=60)
    text = models.ForeignKey(DisciplineText, models.PROTECT, related_name="pledge_campaigns", verbose_name="纪律文本")
    family = models.SlugField("文本系列", max_length=40, editable=False)
    capacities = models.JSONField("签署范围", default=list)
    opening = models.CharField("启语", max_length=300)
    closing = models.CharField("结语", max_length=300)
    due_on = models.DateField("签署时限")
    copies = models.PositiveSmallIntegerField("份数", choices=COPIES, default=2)
    keeping_place = models.CharField("存放处", max_length=60)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="发起人")
    created_at = models.DateTimeField("发起时间", auto_now_add=True)

    class Meta:
        verbose_name = "承诺书签署"
        ordering = ["election_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="pledge_campaign_number_once"),
            models.CheckConstraint(condition=Q(copies__in=[1, 2]), name="pledge_campaign_copies"),
        ]

    def __str__(self):
        return self.title

    @property
    def circle_names(self):
        """现任成员、街道干部职工: the capacities in words."""
        return "、".join(TermRole.Capacities(value).label for value in self.capacities)


class Pledge(models.Model):
    """One person's place in a campaign. ``waived_at``: he need not sign (any more), with the reason."""

    access = Scope("community_id", also=of_oneself("person", "community_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(PledgeCampaign, models.PROTECT, related_name="pledges", verbose_name="承诺书签署")
    election = models.ForeignKey(Election, models.PROTECT, related_name="pledges", verbose_name="届次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pledges", verbose_name="承诺人")
    community = models.ForeignKey(Region, models.PROTECT, related_name="pledges", verbose_name="社区")
    capacity = models.CharField("身份", max_length=20, choices=TermRole.Capacities)
    number = models.PositiveIntegerField("序号")
    due_on = models.DateField("签署时限")
    waived_at = models.DateTimeField("免签时间", null=True, blank=True)
    waived_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    waive_reason = models.CharField("不需签原因", max_length=200, blank=True)
    created_at = models.DateTimeField("列入时间", auto_now_add=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺书"
        ordering = ["campaign_id", "number"]
        indexes = [models.Index(fields=["election", "community"])]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="pledge_once_a_person"),
            models.UniqueConstraint(fields=["campaign", "number"], name="pledge_number_once"),
        ]

    def __str__(self):
        return self.code

    @property
    def state_label(self):
        """未签, 需补签, 已签, 不需签; for rows that come with their state."""
        return PledgeStates(self.state).label

    @property
    def code(self):
        """承〔2026〕1-12号: the campaign's number and the person's in it; names nobody."""
        return f"承〔{self.election.election_day.year}〕{self.campaign.number}-{self.number}号"


class PledgeSheet(models.Model):
    """One sheet that was printed, or drawn for a screen: a copy for a person under an edition.

    ``key`` is what its QR code says: opaque, and the only way back from paper. ``frozen`` are the words
    on the sheet; the same words printed again are the same sheet, other words another.
    """

    access = Scope("pledge__community_id", also=of_oneself("pledge__person", "pledge__community_id"))

    key = models.CharField(max_length=20, primary_key=True)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="sheets", verbose_name="承诺书")
    text = models.ForeignKey(DisciplineText, models.PROTECT, related_name="pledge_sheets", verbose_name="文本版本")
    copy = models.PositiveSmallIntegerField("第几份", default=1)
    frozen = secrets.EncryptedTextField("内容")
    digest = models.CharField("内容摘要", max_length=64)
    printed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="打印人")
    printed_at = models.DateTimeField("打印时间", auto_now_add=True)

    class Meta:
        verbose_name = "承诺书纸页"
        ordering = ["printed_at", "copy"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "text", "copy", "digest"], name="pledge_sheet_once"),
            models.CheckConstraint(condition=Q(copy__in=[1, 2]), name="pledge_sheet_copy"),
        ]

    def __str__(self):
        return self.key


class PledgeSigning(models.Model):
    """What was signed: the exact words, how, when, and where the paper lies.

    Of ``frozen``, ``digest``, ``file`` and ``signed_on`` nothing is ever changed; a better scan or a new
    signature makes a new row and supersedes this one. A second copy hangs on it as evidence.
    """

    class Methods(models.TextChoices):
        PAPER = "paper", "纸质签署"
        SCREEN = "screen", "屏幕签署"

    access = Scope("pledge__community_id", also=of_oneself("pledge__person", "pledge__community_id"))
    evidence = Evidence(view="view_records", change=FILL)
    is_evidence_settled = True  # what is on file stays on file

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="signings", verbose_name="承诺书")
    text = models.ForeignKey(DisciplineText, models.PROTECT, related_name="pledge_signings", verbose_name="文本版本")
    method = models.CharField("签署方式", max_length=10, choices=Methods)
    sheet = models.ForeignKey(PledgeSheet, models.PROTECT, null=True, related_name="signings", verbose_name="纸页")
    frozen = secrets.EncryptedTextField("签署原文")
    digest = models.CharField("原文摘要", max_length=64)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="扫描件")
    signed_on = models.DateField("签署日期")
    copies = models.PositiveSmallIntegerField("份数", default=1)
    keeping_place = models.CharField("存放处", max_length=60, blank=True)
    handled_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    superseded_at = models.DateTimeField("被取代时间", null=True, blank=True)

    objects = SigningQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺书签署件"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "text"], condition=Q(superseded_at=None), name="pledge_signed_once_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(method="paper", file__isnull=False) | Q(method="screen", file=None),
                name="pledge_signing_method",
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="pledge_signing_is_frozen"),
        ]

    def __str__(self):
        return f"{self.pledge.code}（{self.text.edition_name}）"

    @property
    def community(self):
        return self.pledge.community


def _uploader(scope_q, user, permission):
    """Beside the street's own, who brought a page sees it."""
    return Q(uploaded_by=user.pk) if permission == FILL and hasattr(user, "pk") else NOBODY


class PledgeScanPage(WaitingPage):
    """A scanned page that a human must place. ``pledge`` and ``sheet``: what its code points to, where it may be told."""

    access = Scope("campaign__election__region_id", view=FILL, also=_uploader)

    campaign = models.ForeignKey(PledgeCampaign, models.PROTECT, related_name="scan_pages", verbose_name="承诺书签署")
    code = models.CharField("原因代码", max_length=30)
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, related_name="+", verbose_name="二维码所指承诺书")
    sheet = models.ForeignKey(PledgeSheet, models.PROTECT, null=True, related_name="+", verbose_name="二维码所指纸页")

    class Meta(WaitingPage.Meta):
        verbose_name = "待归入承诺书扫描页"
        constraints = [models.UniqueConstraint(fields=["job", "page"], name="pledge_scan_page_once")]
