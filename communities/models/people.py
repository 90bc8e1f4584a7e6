"""People the office knows: the person as hub, declared relatives, the term's roster."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from communities.models.names import NamePart
from communities.models.regions import Election, Region
from core import names, secrets
from core.access import NOBODY, Scope, code_condition, either, outside_condition
from core.editing import Versioned


class Sexes(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Educations(models.IntegerChoices):
    """Levels in rising order, so that “大专及以上” is a comparison."""

    JUNIOR = 1, "初中及以下"
    SENIOR = 2, "高中（中专）"
    COLLEGE = 3, "大专"
    BACHELOR = 4, "本科"
    MASTER = 5, "研究生"


class Affiliations(models.TextChoices):
    PARTY = "party", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    DEMOCRATIC = "democratic", "民主党派"
    LEAGUE = "league", "共青团员"
    NONE = "none", "群众"


SEEN_FURTHER = ("view_records", "view_identity")  # what reaches beyond the community in which a person is filed
FEW = 60  # regions: to go through the people filed in so many costs nothing
# Where a query fits so many names or fewer, people are looked up by name. More, as for one surname, and a list finds enough of them
# on its way: then each person it comes by is asked for.
COMMON = 2000


def _seen_through_roster(scope_q, user, permission):
    """Who may see records of a community may see the people on its rosters; only the filing community edits.

    And whom the street found to be one of its own people filed twice: his kept file is where work goes on.
    """
    if permission not in SEEN_FURTHER:
        return NOBODY
    on_roster = Exists(TermRole.objects.filter(scope_q("community_id"), person_id=OuterRef("pk")))
    return Q(on_roster) | Q(Exists(Person.objects.filter(scope_q("community_id"), duplicate_of_id=OuterRef("pk"))))


def _seen_from_elsewhere(codes, permission):
    """The keys of the people whom ``_seen_through_roster`` adds to those filed in ``codes``: few, for most stand at home."""
    if permission not in SEEN_FURTHER:
        return []
    here = code_condition("community_id", codes)
    if not Region.objects.filter(outside_condition("code", codes)).order_by()[FEW : FEW + 1].exists():
        outside = Person.objects.filter(outside_condition("community_id", codes)).order_by()  # few: begin with them
        on_roster = Exists(TermRole.objects.filter(here, person_id=OuterRef("pk")))
        standing = outside.filter(on_roster).values_list("pk", flat=True)
    else:
        filed_here = Person.objects.filter(here).order_by().values("pk")
        standing = TermRole.objects.filter(here).exclude(person__in=filed_here).values_list("person_id", flat=True)
    doubles = Person.objects.filter(here, duplicate_of__isnull=False).order_by()
    kept = doubles.values_list("duplicate_of_id", flat=True)
    return [*{*standing, *kept}]


class PersonQuerySet(models.QuerySet):
    def matching(self, query):
        """Found by any part of the name, by pinyin or its initials; nobody for a query of signs only.

        Never by a number: that goes through ``communities.services.find_by_id_number``,
        which limits and records it.
        """
        query = names.normalise_query(query)
        parts = NamePart.objects.beginning(query)
        if not query:
            return self.none()
        if parts.values("name")[COMMON : COMMON + 1]:
            if signs := names.signs_of(query):  # fifty are soon met, without a look into the dictionary for each
                return self.filter(either(*(Q(name__contains=sign) for sign in signs)))
            fits = parts.filter(name=OuterRef("name")).values("name")
            return self.filter(name=Subquery(fits[:1]))  # not EXISTS, which PostgreSQL would turn into a join with all
        return self.filter(name__in=set(parts.values_list("name", flat=True)))

    def bulk_create(self, objs, *args, **kwargs):
        """As Django's; names are entered in the dictionary, as ``save`` does."""
        objs = list(objs)
        NamePart.objects.learn(person.name for person in objs)
        return super().bulk_create(objs, *args, **kwargs)

    def update(self, **kwargs):
        """As Django's; a name must be a plain one, so that it can be entered in the dictionary."""
        if "name" in kwargs:
            if not isinstance(kwargs["name"], str):
                raise TypeError("a name computed by the database is in no dictionary: use save() or bulk_create()")
            NamePart.objects.learn([kwargs["name"]])
        return super().update(**kwargs)

    def numbered(self, number):
        """The one with this full ID number, if any."""
        return self.hashed([secrets.keyed_hash(number)]) if number else self.none()

    def hashed(self, hashes):
        """Those whose ID numbers have these keyed hashes."""
        return self.filter(~Q(id_number_hash=""), id_number_hash__among=hashes)  # the index holds no blank ones

    def kept(self):
        """Those with whom work goes on: without files found to be of somebody filed twice."""
        return self.filter(duplicate_of=None)

    def namesakes(self, name, birth_date):
        """Those of the same name and birth date, or whose birth date is known to the same month only."""
        if not birth_date:
            return self.none()
        return self.filter(name=name, birth_date__in=[birth_date, birth_date.replace(day=1)])


class Person(Versioned):
    """A person, once: member, candidate, talk's partner and signer alike.

    ID number and phone are ciphertext in the database; ``id_number_hash`` finds a person by
    the full number; names are found through the dictionary (:class:`NamePart`), which every write of one
    keeps. ``duplicate_of``: the file with which work goes on, once the street found this one to be of the same person.
    """

    access = Scope("community_id", also=_seen_through_roster, also_keys=_seen_from_elsewhere)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("姓名", max_length=50)
    sex = models.CharField("性别", max_length=6, choices=Sexes)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=20, default="汉族")
    id_number = secrets.EncryptedTextField("公民身份号码", blank=True)
    id_number_hash = models.CharField(max_length=64, blank=True, editable=False)
    phone = secrets.EncryptedTextField("联系电话", blank=True)
    education = models.PositiveSmallIntegerField("学历", choices=Educations, null=True, blank=True)
    school = models.CharField("毕业院校及专业", max_length=100, blank=True)
    affiliation = models.CharField("政治面貌", max_length=15, choices=Affiliations, default=Affiliations.NONE)
    party_joined_on = models.DateField("入党时间", null=True, blank=True)
    occupation = models.CharField("现工作单位及职务", max_length=100, blank=True)
    native_place = models.CharField("籍贯", max_length=50, blank=True)
    resume = models.TextField("简历", blank=True)
    community = models.ForeignKey(
        Region, models.PROTECT, db_index=False, related_name="people", verbose_name="建档社区"
    )
    user = models.OneToOneField(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="对应账号"
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", editable=False,
        db_index=False, verbose_name="保留的档案",
    )  # fmt: skip

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ["community_id", "name", "pk"]
        indexes = [
            models.Index(fields=["community", "name", "id"], name="person_list"),
            models.Index(fields=["name", "birth_date"]),
            # of the few alone: in an index of all, those without one look to SQLite like one great group
            models.Index(fields=["duplicate_of"], condition=Q(duplicate_of__isnull=False), name="person_kept"),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="person_account"),
            models.Index(
                fields=["community", "duplicate_of"], condition=Q(duplicate_of__isnull=False), name="person_duplicate"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_hash"], condition=~Q(id_number_hash=""), name="person_id_number_once"
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=models.F("id")), name="person_not_duplicate_of_itself"),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Keeps what finds a person in step with what it derives from."""
        self.derive()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "id_number_hash"}
        NamePart.objects.learn([self.name])
        super().save(**kwargs)

    def derive(self):
        """Set the look-up column; whoever writes in bulk calls it, for ``save`` is not called then."""
        self.id_number_hash = secrets.keyed_hash(self.id_number)

    @property
    def is_party_member(self):
        return self.affiliation in (Affiliations.PARTY, Affiliations.PROBATIONARY)


class Kinship(models.Model):
    """A declared relative. ``relative`` is set when the relative is on file: nobody decides on such a one."""

    class Kinds(models.TextChoices):
        SPOUSE = "spouse", "配偶"
        PARENT = "parent", "父母"
        CHILD = "child", "子女"
        SIBLING = "sibling", "兄弟姐妹"
        OTHER = "other", "其他近亲属"

    access = Scope("person__community_id")

    person = models.ForeignKey(Person, models.CASCADE, related_name="kinships", verbose_name="本人")
    kind = models.CharField("关系", max_length=10, choices=Kinds)
    relative = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="亲属档案"
    )
    relative_name = models.CharField("亲属姓名", max_length=50)
    relative_occupation = models.CharField("工作单位及职务", max_length=100, blank=True)

    class Meta:
        verbose_name = "亲属关系"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("relative")), name="kinship_not_self"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.relative_name}"


def are_related(first, second):
    """Whether one declared the other as a relative (either direction). Arguments: Person or None."""
    if not first or not second:
        return False
    pair = Q(person=first, relative=second) | Q(person=second, relative=first)
    return Kinship.objects.filter(pair).exists()


class TermRole(models.Model):
    """Who stands in which capacity in a community in a term; kept by the services of the apps that know."""

    class Capacities(models.TextChoices):
        MEMBER = "member", "现任成员"
        PROSPECT = "prospect", "意向人选"
        CANDIDATE = "candidate", "候选人"
        STREET_STAFF = "street_staff", "街道干部职工"
        ELECTION_WORKER = "election_worker", "选举工作人员"
        RESERVE = "reserve", "后备人员"

    access = Scope("community_id")

    person = models.ForeignKey(Person, models.CASCADE, db_index=False, related_name="term_roles", verbose_name="人员")
    election = models.ForeignKey(Election, models.PROTECT, related_name="term_roles", verbose_name="届次")
    community = models.ForeignKey(
        Region, models.PROTECT, db_index=False, related_name="term_roles", verbose_name="社区"
    )
    capacity = models.CharField("身份", max_length=20, choices=Capacities)

    class Meta:
        verbose_name = "届次名册"
        constraints = [
            models.UniqueConstraint(fields=["person", "election", "community", "capacity"], name="term_role_once"),
        ]
        indexes = [
            models.Index(fields=["community", "election", "capacity"]),
            models.Index(fields=["community", "person"], name="term_role_person"),
        ]

    def __str__(self):
        return f"{self.person} {self.get_capacity_display()}"
