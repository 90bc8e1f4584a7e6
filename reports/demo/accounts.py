"""Accounts of the exercise: one per role, one secretary for each community, random passwords in one file."""

import csv
import os
from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from accounts.services import create_account
from communities.roles import AUDITOR, CLUE_LEAD, INSPECTOR, LEADER, ROLES, SECRETARY, STREET_STAFF
from communities.services import grant_role
from core import exercise

COLUMNS = ("role", "username", "password", "community")
ADMINISTRATORS = (
    ("system", "xitong", "系统管理员"),
    ("security", "anquan", "安全管理员"),
    ("audit", "shenji", "审计管理员"),
)
# username, name, duty, role: on the street; three clerks: one proposes, two review independently
STREET_ACCOUNTS = (
    ("dangjian1", "罗昕", "党建办主任", STREET_STAFF),
    ("dangjian2", "何瑾", "党建办干事", STREET_STAFF),
    ("dangjian3", "祝敏", "组织干事", STREET_STAFF),
    ("lingdao", "周岚", "街道党工委书记", LEADER),
    ("jiwei", "石峻", "街道纪工委书记", CLUE_LEAD),
    ("jijian1", "江雁", "纪检干事", INSPECTOR),
    ("jijian2", "鲁诚", "纪检干事", INSPECTOR),
    ("shenjiyuan", "莫恒", "审计组成员", AUDITOR),
)


@dataclass(frozen=True)
class Account:
    """A line of the table: what one needs to sign in."""

    role: str
    user: User
    password: str
    community: str = ""


class Accounts:
    """Makes the accounts and remembers their passwords until they are written down."""

    def __init__(self):
        self.lines = []
        self.users = {}

    def make_administrators(self):
        for kind, username, name in ADMINISTRATORS:
            self._make(username, name, name, admin_kind=kind)

    def make_street(self, street):
        for username, full_name, duty, role in STREET_ACCOUNTS:
            self._make_with_role(username, full_name, duty, role, street)

    def make_secretary(self, username, person, community):
        """The account of a sitting secretary, tied to his file: nobody decides on himself."""
        user = self._make_with_role(
            username, person.name, f"{community.short_name}党组织书记", SECRETARY, community, community.short_name
        )
        person.user = user
        person.save(update_fields=["user"])
        return user

    def _make_with_role(self, username, full_name, duty, role, region, community=""):
        user = self._make(username, full_name, duty, label=ROLES[role], community=community)
        grant_role(actor=self.users["anquan"], user=user, role=role, region=region)
        return user

    def _make(self, username, full_name, duty, *, label="", community="", admin_kind=""):
        actor = None if admin_kind else self.users["xitong"]
        user, password = create_account(
            actor=actor, username=username, full_name=full_name, duty=duty, admin_kind=admin_kind
        )
        user.must_change_password = False  # an exercise may be handed round
        user.save(update_fields=["must_change_password"])
        self.users[username] = user
        self.lines.append(Account(label or duty, user, password, community))
        return user

    def write(self):
        """Write the table to DATA_DIR (UTF-8, mode 0600); returns its path."""
        path = settings.DATA_DIR / exercise.ACCOUNTS
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(COLUMNS)
            writer.writerows((a.role, a.user.username, a.password, a.community) for a in self.lines)
        return path
