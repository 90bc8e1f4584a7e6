"""Accounts of the people who use the system (not of those whom it is about: see communities.Person)."""

import unicodedata
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone


def normalise_username(username):
    """NFKC and case-folded: 张三 in full or half width, upper or lower case, is one account."""
    return unicodedata.normalize("NFKC", username).casefold().strip()


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=normalise_username(username))


class User(AbstractBaseUser, PermissionsMixin):
    """One person's account: never shared, never a superuser.

    ``admin_kind`` makes the three administrators exclude one another by construction, and
    whoever has one holds no business permission (core.access.granted_codes).
    """

    class AdminKinds(models.TextChoices):
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("登录名", max_length=60, unique=True)
    full_name = models.CharField("姓名", max_length=50)
    duty = models.CharField("单位职务", max_length=100, blank=True)
    admin_kind = models.CharField("管理员类别", max_length=10, choices=AdminKinds, blank=True)
    is_active = models.BooleanField("启用", default=True)
    expires_on = models.DateField("有效期至", null=True, blank=True, help_text="借调人员请填写，到期自动停用。")
    must_change_password = models.BooleanField("须改密码", default=True)
    password_changed_at = models.DateTimeField("改密时间", default=timezone.now)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)  # raised to end all sessions at once
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_no_superuser"),
            models.CheckConstraint(
                condition=Q(admin_kind__in=["", "system", "security", "audit"]), name="user_admin_kind"
            ),
        ]

    def __str__(self):
        return self.full_name

    def clean(self):
        self.username = normalise_username(self.username)

    def save(self, **kwargs):
        self.username = normalise_username(self.username)
        super().save(**kwargs)

    def get_full_name(self):
        return self.full_name

    def _get_session_auth_hash(self, secret=None):
        """Part of every session: a raised epoch or a new password ends all of them."""
        return super()._get_session_auth_hash(secret) + str(self.session_epoch)

    @property
    def is_in_force(self):
        """Whether the account counts today: enabled, and not past its end date."""
        return self.is_active and (self.expires_on is None or self.expires_on >= timezone.localdate())

    @property
    def password_expires_at(self):
        """When the password must be changed at the latest (PASSWORD_MAX_AGE_DAYS)."""
        return self.password_changed_at + timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)

    @property
    def needs_new_password(self):
        """Whether nothing else may be done before the password is changed."""
        return self.must_change_password or self.password_expires_at <= timezone.now()

    def role_snapshot(self):
        """The user's roles in words, as the audit keeps them at the time of an act."""
        if self.admin_kind:
            return self.get_admin_kind_display()
        if "_role_snapshot" not in self.__dict__:
            grants = self.role_grants.select_related("region")
            self._role_snapshot = "；".join(f"{g.get_role_display()}@{g.region_id}" for g in grants)[:200]
        return self._role_snapshot


class OldPassword(models.Model):
    """Hashes of earlier passwords, so that the last few are not used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "历史密码"
        ordering = ["-at"]

    def __str__(self):
        return f"{self.user_id} {self.at:%Y-%m-%d}"


class Notice(models.Model):
    """消息: one thing that a user is told in the product: what is due today, or a reminder.

    ``day`` makes a digest one a day, ``about`` a job's end (or what else has a key) one for each; the text names kinds of work and numbers, and people only where
    the reader sees them anyway. It is his who gets it and nobody else's.
    """

    class Kinds(models.TextChoices):
        DIGEST = "digest", "每日提醒"
        REMINDER = "reminder", "催办"
        BRIEFING = "briefing", "每周简报"
        JOB = "job", "后台任务"
        ANNOUNCE = "announce", "公告通知"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name="收件人")
    kind = models.CharField("类别", max_length=10, choices=Kinds)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容", blank=True)
    url = models.CharField("办理页面", max_length=200, blank=True)
    day = models.DateField("所属日期", null=True, editable=False)
    about = models.UUIDField("所涉记录", null=True, editable=False)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True, editable=False)

    class Meta:
        verbose_name = "消息"
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"]),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "day"], condition=Q(day__isnull=False), name="notice_one_digest_a_day"
            ),
            models.UniqueConstraint(
                fields=["user", "about"], condition=Q(about__isnull=False), name="notice_one_about_each"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["digest", "reminder", "briefing", "job", "announce"]), name="notice_kind"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def lines(self):
        return self.text.splitlines()


class OutgoingReminder(models.Model):
    """外发提醒: one day's line through one channel (accounts.outgoing): sent, or why not."""

    class Channels(models.TextChoices):
        MAIL = "mail", "电子邮件"
        WECOM = "wecom", "企业微信群"

    day = models.DateField("日期")
    channel = models.CharField("方式", max_length=10, choices=Channels)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    sent_at = models.DateTimeField("发出时间", null=True)
    fault = models.CharField("未发出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "外发提醒"
        ordering = ["-day", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["day", "channel"], name="outgoing_once_a_day"),
            models.CheckConstraint(condition=Q(channel__in=["mail", "wecom"]), name="outgoing_channel"),
        ]

    def __str__(self):
        return f"{self.day} {self.get_channel_display()}"


class Mark(models.Model):
    """What a user has looked at or put away, and when: his own and nobody else's business."""

    class Keys(models.TextChoices):
        CHANGES = "changes", "看过变化"
        GUIDE = "guide", "收起上手指引"

    user = models.ForeignKey(User, models.CASCADE, related_name="marks", verbose_name="账号")
    key = models.CharField("标记", max_length=10, choices=Keys)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "查看标记"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="mark_once"),
            models.CheckConstraint(condition=Q(key__in=["changes", "guide"]), name="mark_key"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.key}"
