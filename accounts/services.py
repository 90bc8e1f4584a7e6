"""What is done to accounts: by the system administrator, by the security administrator, by their owner."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import lockout
from accounts.models import User, normalise_username
from accounts.passwords import one_time_password
from core import audit, exercise
from core.errors import DomainError


@transaction.atomic
def create_account(*, actor, username, full_name, duty="", expires_on=None, admin_kind=""):
    """Make an account with a one-time password. Returns ``(user, password)``; the password is kept nowhere.

    ``actor`` is None on the command line, the only place where administrators are made.
    Raises DomainError ``username_taken`` or ``administrator_account``.
    """
    if actor and admin_kind:
        raise DomainError("administrator_account", "管理员账号只能在服务器上以 create_admin 命令建立。")
    username = normalise_username(username)
    if User.objects.filter(username=username).exists():
        raise DomainError("username_taken", f"登录名“{username}”已有人使用，请换一个。", field="username")
    user = User(username=username, full_name=full_name, duty=duty, expires_on=expires_on, admin_kind=admin_kind)
    user.created_by = actor
    password = _give_one_time_password(user)
    audit.record(actor, "account.create", user, detail={"username": username, "admin_kind": admin_kind})
    return user, password


@transaction.atomic
def edit_account(*, actor, user, **fields):
    """Change ``full_name``, ``duty`` or ``expires_on``. Raises DomainError ``administrator_account``."""
    _require_ordinary(user)
    changed = audit.changes({name: getattr(user, name) for name in fields}, fields)
    if not changed:
        return user
    for name, value in fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(fields))
    audit.record(actor, "account.edit", user, detail=changed)
    return user


@transaction.atomic
def disable_account(*, actor, user):
    """Shut an account; its sessions end at once and its waiting jobs fail."""
    _require_ordinary(user)
    _set_active(user, False)
    audit.record(actor, "account.disable", user)


@transaction.atomic
def enable_account(*, actor, user):
    """Open a disabled account again. Raises DomainError ``account_expired`` while its end date is past."""
    _require_ordinary(user)
    if user.expires_on and user.expires_on < timezone.localdate():
        raise DomainError("account_expired", f"“{user.full_name}”的账号已过有效期，请先修改有效期。")
    _set_active(user, True)
    audit.record(actor, "account.enable", user)


@transaction.atomic
def reset_password(*, actor, user):
    """Give a new one-time password; sessions end. Returns the password.

    An administrator's is reset on the server alone (``actor`` None), else the system
    administrator could take the place of the other two. Raises ``administrator_account``.
    """
    if actor:
        _require_ordinary(user)
    password = _give_one_time_password(user)
    audit.record(actor, "account.reset_password", user)
    return password


@transaction.atomic
def change_password(*, user, password):
    """The owner's new password, already validated; every other session of his ends."""
    _set_password(user, password, must_change=False)
    audit.record(user, "account.change_password", user)


@transaction.atomic
def unlock_account(*, actor, user):
    """Lift the lock that failed sign-ins put on. Raises DomainError ``not_locked``."""
    if not lockout.unlock(user.username):
        raise DomainError("not_locked", f"“{user.full_name}”的账号没有被锁定。")
    audit.record(actor, "account.unlock", user)


@transaction.atomic
def end_sessions(*, actor, user):
    """Sign a user out everywhere, at once."""
    raise_epoch(user)
    audit.record(actor, "account.end_sessions", user)


@transaction.atomic
def open_exercise(*, actor):
    """Have the exercise street built. Raises DomainError ``exercise_there``."""
    if exercise.standing().name not in {"none", "ending"}:
        raise DomainError("exercise_there", "演练街道已经开设。要重新开始，请按“重置”。")
    audit.record(actor, "exercise.open")
    exercise.ask_for()


@transaction.atomic
def reset_exercise(*, actor):
    """Have it built anew: all that was done in it is gone. Raises DomainError ``exercise_gone``."""
    _require_exercise()
    audit.record(actor, "exercise.reset")
    exercise.ask_for()


@transaction.atomic
def remove_exercise(*, actor):
    """Have it removed without a trace. Raises DomainError ``exercise_gone``."""
    _require_exercise()
    audit.record(actor, "exercise.remove")
    exercise.give_up()


def _require_exercise():
    if exercise.standing().name in {"none", "ending"}:
        raise DomainError("exercise_gone", "演练街道已经撤销，不需要再办。")


def raise_epoch(user):
    """Make every session of ``user`` invalid; saved within the caller's transaction."""
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])


def _require_ordinary(user):
    if user.admin_kind:
        raise DomainError(
            "administrator_account",
            f"“{user.full_name}”是{user.get_admin_kind_display()}，其账号只能在服务器上以 create_admin 命令办理。",
        )


def _set_active(user, is_active):
    user.is_active = is_active
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])


def _give_one_time_password(user):
    password = one_time_password()
    _set_password(user, password, must_change=True)
    return password


def _set_password(user, password, *, must_change):
    earlier = user.password
    user.set_password(password)
    user.must_change_password, user.password_changed_at = must_change, timezone.now()
    user.session_epoch += 1
    user.save()
    if earlier:
        user.old_passwords.create(password=earlier)
    kept = user.old_passwords.values_list("pk", flat=True)[: settings.PASSWORD_HISTORY]
    user.old_passwords.exclude(pk__in=list(kept)).delete()
