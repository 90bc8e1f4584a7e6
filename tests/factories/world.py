"""A street with two communities, a second street, and one user of every kind in each place that matters."""

from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from communities.models import Election, Region
from communities.services import grant_role

PASSWORD = "Correct-Horse-7"
REGIONS = [
    ("52", "甲省"),
    ("5201", "甲市"),
    ("520102", "甲区"),
    ("520102032", "东街道"),
    ("520102032001", "花一社区居民委员会"),
    ("520102032002", "花二社区居民委员会"),
    ("520102033", "西街道"),
    ("520102033001", "柳一社区居民委员会"),
]
STREET, FIRST, SECOND, OTHER_STREET, OUTSIDE = (
    "520102032",
    "520102032001",
    "520102032002",
    "520102033",
    "520102033001",
)
# name → (role, region): who sees what is what the access tests are about
ROLES = {
    "staff": ("street_staff", STREET),
    "second_staff": ("street_staff", STREET),
    "leader": ("leader", STREET),
    "inspector": ("inspector", STREET),
    "auditor": ("auditor", STREET),
    "secretary": ("community_secretary", FIRST),
    "neighbour": ("community_secretary", SECOND),  # of the same street's other community
    "outsider": ("street_staff", OTHER_STREET),
}
ADMINISTRATORS = {"system_admin": "system", "security_admin": "security", "audit_admin": "audit"}


@dataclass
class World:
    """``users`` by name, ``regions`` by code, the ``running`` and the ``past`` election of the street."""

    regions: dict
    users: dict = field(default_factory=dict)
    running: Election = None
    past: Election = None

    @property
    def first(self):
        return self.regions[FIRST]

    @property
    def second(self):
        return self.regions[SECOND]

    @property
    def outside(self):
        return self.regions[OUTSIDE]


def make_user(username, **fields):
    """An account that need not change its password first."""
    user = User(
        username=username, full_name=fields.pop("full_name", f"用户{username}"), must_change_password=False, **fields
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def build_regions():
    made = {}
    for code, name in REGIONS:
        level = Region.LEVEL_OF_LENGTH[len(code)]
        parent = max((c for c in made if code.startswith(c)), key=len, default=None)
        made[code] = Region.objects.create(code=code, name=name, level=level, parent=made.get(parent))
    return made


def build():
    """Make the world in the database."""
    made = World(regions=build_regions())
    for name, kind in ADMINISTRATORS.items():
        made.users[name] = make_user(name, admin_kind=kind)
    for name, (role, code) in ROLES.items():
        made.users[name] = make_user(name)
        grant_role(actor=made.users["security_admin"], user=made.users[name], role=role, region=made.regions[code])
    made.users["inactive"] = make_user("inactive", is_active=False)
    grant_role(
        actor=made.users["security_admin"],
        user=made.users["inactive"],
        role="street_staff",
        region=made.regions[STREET],
    )
    made.past = Election.objects.create(
        region=made.regions[STREET], number=11, term_years=5, election_day=date(2021, 10, 20),
        key_date=date(2021, 10, 20), state=Election.States.PAST,
    )  # fmt: skip
    made.running = Election.objects.create(
        region=made.regions[STREET], number=12, term_years=5, election_day=date(2026, 12, 30),
        key_date=date(2026, 12, 30),
    )  # fmt: skip
    return made
