"""Regions, the roles granted on them, and elections."""

from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from communities.roles import PERMISSIONS, ROLES
from core.access import NOBODY, Scope, granted_codes
from core.editing import Versioned


def short_name(name):
    """See :attr:`Region.short_name`."""
    return name.removesuffix("居民委员会").removesuffix("村民委员会")


class Region(models.Model):
    """One of the five levels of the statistical division tree; the key is its code.

    A code begins with its parent's, so a range of codes is a subtree. Communities that
    were merged or split point to their successor; records keep the old code. Local codes
    (street's nine digits and three letters or digits) are allowed.
    """

    class Levels(models.IntegerChoices):
        PROVINCE = 1, "省"
        CITY = 2, "市"
        DISTRICT = 3, "区县"
        STREET = 4, "街道"
        COMMUNITY = 5, "社区"

    LEVEL_OF_LENGTH = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
    access = Scope("code")

    code = models.CharField("统计用区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.PositiveSmallIntegerField("层级", choices=Levels)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级")
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "区划"
        ordering = ["code"]
        default_permissions = ()
        permissions = list(PERMISSIONS.items())

    def __str__(self):
        return self.name

    @property
    def short_name(self):
        """花都社区居民委员会 → 花都社区: the name that a table has room for."""
        return short_name(self.name)


class RegionUserObjectPermission(UserObjectPermissionBase):
    """guardian's rows by direct foreign key: they go with the region, and the join is one."""

    content_object = models.ForeignKey(Region, models.CASCADE)


class RegionGroupObjectPermission(GroupObjectPermissionBase):
    """guardian asks for this twin; roles are granted to persons only, so it stays empty."""

    content_object = models.ForeignKey(Region, models.CASCADE)


class RoleGrant(models.Model):
    """A role that a user has on a region and all below it."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="role_grants", verbose_name="账号")
    role = models.CharField("角色", max_length=30, choices=list(ROLES.items()))
    region = models.ForeignKey(Region, models.PROTECT, related_name="role_grants", verbose_name="区划")
    granted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="授权人")
    granted_at = models.DateTimeField("授权时间", auto_now_add=True)

    class Meta:
        verbose_name = "授权"
        ordering = ["region_id", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "region"], name="role_granted_once"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="role_known"),
        ]

    def __str__(self):
        return f"{self.get_role_display()}（{self.region}）"


def readable_below(path):
    """For a Scope's ``also``: what a region sets for its term is read by whoever works anywhere below it."""

    def also(scope_q, user, permission):
        if permission != "view_records":
            return NOBODY
        return Q(**{f"{path}__in": {above for code in granted_codes(user, permission) for above in lineage(code)}})

    return also


def lineage(code):
    """The codes of the regions on the way down to ``code``, itself included."""
    return [code[:length] for length in Region.LEVEL_OF_LENGTH if length <= len(code)]


class ElectionQuerySet(models.QuerySet):
    def over(self, code):
        """The elections that cover the region ``code``: its own and those of the regions above."""
        return self.filter(region_id__in=lineage(code))

    def running(self):
        return self.filter(state=Election.States.RUNNING)


class Election(Versioned):
    """A term election (届次): every record belongs to one; a past one stays readable."""

    class States(models.TextChoices):
        RUNNING = "running", "筹备中"
        PAST = "past", "往届"

    access = Scope("region_id", also=readable_below("region_id"))

    region = models.ForeignKey(Region, models.PROTECT, related_name="elections", verbose_name="区划")
    number = models.PositiveSmallIntegerField("第几届")
    term_years = models.PositiveSmallIntegerField("任期（年）", default=5)
    election_day = models.DateField("选举日")
    key_date = models.DateField("基准日", help_text="年龄、年限和负面清单回溯期均以此日计算。")
    state = models.CharField("状态", max_length=10, choices=States, default=States.RUNNING)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        verbose_name = "届次"
        ordering = ["-election_day"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="election_number_once"),
            models.UniqueConstraint(fields=["region"], condition=Q(state="running"), name="election_one_running"),
            models.CheckConstraint(condition=Q(state__in=["running", "past"]), name="election_state"),
        ]

    @property
    def is_running(self):
        """Whether work goes on in it; a past term is for reading only."""
        return self.state == Election.States.RUNNING

    def __str__(self):
        return f"第{chinese_number(self.number)}届（{self.election_day.year}）"


def chinese_number(number):
    """1–99 in Chinese numerals: 12 → 十二."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones or not tens else "")
