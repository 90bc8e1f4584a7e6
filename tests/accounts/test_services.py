"""Accounts: who may do what to whom, and what is written down."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import services
from accounts.models import User
from communities.services import grant_role, revoke_role
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import world


def code_of(call, **arguments):
    with pytest.raises(DomainError) as refusal:
        call(**arguments)
    return refusal.value.code


def test_there_is_no_account_by_default(db):
    assert User.objects.count() == 0  # guardian's AnonymousUser included


def test_names_that_look_alike_are_one(street):
    create = {"actor": street.users["system_admin"], "full_name": "张三"}
    services.create_account(username="Zhang3", **create)
    assert code_of(services.create_account, username="ＺＨＡＮＧ３", **create) == "username_taken"


def test_the_database_refuses_a_superuser(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="root", full_name="root", is_superuser=True)


def test_the_one_time_password_is_kept_nowhere(street):
    user, password = services.create_account(actor=street.users["system_admin"], username="new", full_name="新同志")
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password is True
    assert password not in str(list(User.objects.values()))
    assert password not in str([event.read_detail() for event in AuditEvent.objects.all()])


def test_an_edit_tells_old_and_new(street):
    services.edit_account(actor=street.users["system_admin"], user=street.users["staff"], duty="党建办主任")
    assert AuditEvent.objects.get(event="account.edit").read_detail() == {"duty": ["", "党建办主任"]}


def test_an_edit_that_changes_nothing_is_no_event(street):
    services.edit_account(actor=street.users["system_admin"], user=street.users["staff"], duty="")
    assert not AuditEvent.objects.filter(event="account.edit").exists()


def test_an_expired_account_is_not_enabled(street):
    user = street.users["inactive"]
    user.expires_on = timezone.localdate() - timedelta(days=1)
    user.save()
    assert code_of(services.enable_account, actor=street.users["system_admin"], user=user) == "account_expired"


@pytest.mark.parametrize("target", world.ADMINISTRATORS)
@pytest.mark.parametrize("act", [services.disable_account, services.enable_account, services.reset_password])
def test_administrators_are_out_of_the_system_administrators_reach(street, act, target):
    assert code_of(act, actor=street.users["system_admin"], user=street.users[target]) == "administrator_account"


def test_an_administrator_is_not_made_on_screen(street):
    fields = {"actor": street.users["system_admin"], "username": "x", "full_name": "x", "admin_kind": "audit"}
    assert code_of(services.create_account, **fields) == "administrator_account"


@pytest.mark.parametrize("name", ["system_admin", "audit_admin", "staff", "leader"])
def test_only_the_security_administrator_grants_and_revokes(street, name):
    actor, user = street.users[name], street.users["secretary"]
    with pytest.raises(PermissionDenied):
        grant_role(actor=actor, user=user, role="leader", region=street.first)
    with pytest.raises(PermissionDenied):
        revoke_role(actor=actor, grant=user.role_grants.get())


def test_the_maker_of_an_account_cannot_grant_its_roles(street):
    admin = street.users["security_admin"]
    user = world.make_user("own", created_by=admin)
    assert code_of(grant_role, actor=admin, user=user, role="leader", region=street.first) == "own_creation"


@pytest.mark.parametrize("name", world.ADMINISTRATORS)
def test_administrators_hold_no_role(street, name):
    fields = {"actor": street.users["security_admin"], "user": street.users[name], "region": street.first}
    assert code_of(grant_role, role="leader", **fields) == "administrator_holds_no_role"


def test_a_secretary_is_one_of_a_community(street):
    fields = {"actor": street.users["security_admin"], "user": street.users["leader"], "role": "community_secretary"}
    assert code_of(grant_role, region=street.regions[world.STREET], **fields) == "not_a_community"


def test_unlocking_what_is_not_locked(street):
    fields = {"actor": street.users["security_admin"], "user": street.users["staff"]}
    assert code_of(services.unlock_account, **fields) == "not_locked"


@pytest.mark.parametrize("kind", User.AdminKinds.values)
def test_the_command_makes_each_administrator_once(db, capsys, kind):
    call_command("create_admin", "admin1", kind=kind)
    out = capsys.readouterr().out
    user = User.objects.get()
    assert (user.username, user.admin_kind, user.must_change_password) == ("admin1", kind, True)
    assert user.check_password(out.split("一次性密码：")[1].split()[0])
    with pytest.raises(CommandError, match="已存在，没有新建"):
        call_command("create_admin", "ADMIN1", kind=kind)
    assert User.objects.count() == 1


def test_the_command_resets_an_administrator(street, capsys):
    call_command("create_admin", "audit_admin", kind="audit", reset=True)
    password = capsys.readouterr().out.split("一次性密码：")[1].split()[0]
    assert User.objects.get(username="audit_admin").check_password(password)
    for username, kind in [("audit_admin", "system"), ("staff", "audit"), ("nobody", "audit")]:
        with pytest.raises(CommandError, match="没有名为"):
            call_command("create_admin", username, kind=kind, reset=True)
