"""Who may see and do what: the one door, and the only module that reads and writes guardian's rows.

A permission is granted on a region and reaches down the tree of codes. A model says
how it hangs on regions::

    class Baseline(models.Model):
        access = Scope("community_id", view="view_records")

``visible_to`` answers for lists, counts, charts, exports and search; ``allowed`` for one
object, by asking the same question of the same database, so the two cannot disagree.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from os.path import commonprefix
from uuid import UUID

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from guardian.utils import get_user_obj_perms_model

from core import audit

REGION = "communities.region"
NOBODY = Q(pk__in=[])  # the condition that no row meets


@dataclass(frozen=True)
class Scope:
    """How rows of a model hang on regions.

    ``path``: ORM path of the column with the region code (or the region's foreign key).
    ``view``: permission that lets one see a row. ``also``: ``function(scope_q, user,
    permission) -> Q`` for rows that are seen from further places (roster, assignment), NOBODY for none;
    ``scope_q(path)`` makes the condition "this code lies in a granted region". ``also_keys``: ``function(codes,
    permission) -> keys`` of the rows that ``also`` adds to those of the range ``codes``, where a list is long and
    they are few: asking each of its rows would cost the index that the range has. ``within``: ``function(user) -> Q`` that a row
    must meet besides to be seen by its region, ``narrow``: that every visible row must meet.
    """

    path: str
    view: str = "view_records"
    also: object = None
    also_keys: object = None
    within: object = None
    narrow: object = None


class Lacking(PermissionDenied):
    """The user sees the record and may not do this with it: ``permission`` is what he lacks there."""

    def __init__(self, permission):
        super().__init__(permission)
        self.permission = permission


class Operator:
    """Whoever has the server's command line: no account, and the sight of one region."""

    is_authenticated = is_in_force = True
    admin_kind = ""
    pk = UUID(int=0)  # nobody's: no record is assigned to it, and none of no account either

    def __init__(self, code):
        self.code = code


def _region_model():
    from django.apps import apps

    return apps.get_model(REGION)


def granted_codes(user, permission):
    """Codes of the highest regions in which ``user`` holds ``permission``; empty for the inactive.

    A revoked grant is gone at the next request or job (see :func:`asked_once`).
    """
    if isinstance(user, Operator):
        return (user.code,)
    if not user or not user.is_authenticated or not user.is_in_force or user.admin_kind:
        return ()
    return asked_once(user, "grants", _grants_of).get(permission, ())


_answers = {}  # {user's key: (what they follow from, {question: answer})}, of this process
MOST_USERS, MOST_ANSWERS = 200, 300


def asked_once(user, question, ask):
    """What ``ask(user)`` answered the first time since anybody changed a record: a right, or what follows from records.

    The answers of an account are kept by the process and go with the next event of the audit that changes something,
    a grant or its revocation too, and with the day. Whoever keeps a record or a queryset hands out a copy of it.
    """
    if not hasattr(user, "_asked"):  # not in __dict__: request.user may be a lazy wrapper with one of its own
        user._asked = {} if isinstance(user, Operator) or user.pk is None else _kept_answers(user)
    answers = user._asked
    try:
        return answers[question]
    except KeyError:
        answer = ask(user)
    if connection.in_atomic_block:  # it may follow from what will be rolled back: for this request alone
        answers = user._asked = dict(user._asked)  # with what was asked on the way to it
    elif len(answers) >= MOST_ANSWERS:
        answers.clear()
    answers[question] = answer
    return answer


def follows_from(user):
    """``(newest change of a record, day)`` from which all follows that is kept for ``user`` in this request."""
    if not hasattr(user, "_follows_from"):
        user._follows_from = audit.latest_change(), timezone.localdate()
    return user._follows_from


def _kept_answers(user):
    """The answers of this account that still hold."""
    now = follows_from(user)
    if _answers.get(user.pk, (None,))[0] != now:
        if len(_answers) >= MOST_USERS:
            _answers.clear()
        _answers[user.pk] = now, {}
    return _answers[user.pk][1]


def _grants_of(user):
    """``{permission: topmost codes}`` of all that guardian holds for the user on regions, in one query."""
    rows = get_user_obj_perms_model(_region_model()).objects.filter(user=user)
    granted = defaultdict(list)
    for permission, code in rows.values_list("permission__codename", "content_object_id"):
        granted[permission].append(code)
    return {permission: _topmost(codes) for permission, codes in granted.items()}


def _topmost(codes):
    top = []
    for code in sorted(codes):
        if not top or not code.startswith(top[-1]):
            top.append(code)
    return tuple(top)


def next_code(code):
    """The first string after all that begin with ``code``: the range's open end."""
    return code[:-1] + chr(ord(code[-1]) + 1)


def code_condition(path, codes):
    """Q: the code at ``path`` lies in one of ``codes``. A range, not LIKE, so that the index serves."""
    return either(*(Q(**{f"{path}__gte": code, f"{path}__lt": next_code(code)}) for code in codes))


def span_condition(path, codes):
    """Q: the code at ``path`` begins with what all of ``codes`` begin with: one range, where so many would make a query
    too long. It holds others between them, for the caller to leave out."""
    common = commonprefix(list(codes))
    return code_condition(path, [common]) if common else Q() if codes else NOBODY


def either(*conditions):
    """Q: one of the conditions is met, those left out that nobody meets; NOBODY when none is left."""
    return reduce(or_, (condition for condition in conditions if condition != NOBODY), Q()) or NOBODY


def outside_condition(path, codes):
    """Q: the code at ``path`` lies in none of ``codes``; ranges again, where NOT would read every row."""
    condition = Q()
    for code in codes:
        condition &= Q(**{f"{path}__lt": code}) | Q(**{f"{path}__gte": next_code(code)})
    return condition


def visible_to(user, rows, permission=None):
    """The rows of a model or queryset on which ``user`` holds ``permission`` (default: the model's view)."""
    return _visible(user, rows, permission)


def visible_with_all(user, rows, permissions):
    """The rows on which ``user`` holds every one of ``permissions``; what he holds in the same places is asked once."""
    model = rows if isinstance(rows, type) else rows.model
    if not model.access.also and not model.access.also_keys:
        permissions = {granted_codes(user, permission): permission for permission in permissions}.values()
    for permission in permissions:
        rows = visible_to(user, rows, permission)
    return rows


def _visible(user, rows, permission=None, *, one=False):
    """``visible_to``; with ``one`` for a look-up by key, where the rows seen from further places need no list.

    Of a model the condition is put together once, and kept as rights are; inside a transaction, where what it follows
    from may be rolled back, each time.
    """
    if not isinstance(rows, type) or connection.in_atomic_block:
        queryset = rows._default_manager.all() if isinstance(rows, type) else rows
        return _narrowed(user, queryset, permission, one)
    question = rows, permission or rows.access.view, one
    return asked_once(user, question, lambda user: _narrowed(user, rows._default_manager.all(), permission, one)).all()


def _narrowed(user, queryset, permission, one):
    scope = queryset.model.access
    permission = permission or scope.view
    codes = granted_codes(user, permission)
    condition = code_condition(scope.path, codes)
    if scope.within and condition != NOBODY:
        condition &= scope.within(user)
    if scope.also_keys and not one:
        condition = either(condition, Q(pk__in=_keys_from_further(user, scope, permission, codes)))
    elif scope.also and user.is_authenticated and user.is_in_force and not user.admin_kind:
        condition = either(condition, scope.also(lambda path: code_condition(path, codes), user, permission))
    if condition == NOBODY:
        return queryset.none()
    if scope.narrow:
        condition &= scope.narrow(user)
    return queryset.filter(condition)


def _keys_from_further(user, scope, permission, codes):
    """The keys of ``also_keys``, kept as rights are; inside a transaction what it has written counts, so they are not."""
    if not codes or connection.in_atomic_block:
        return scope.also_keys(codes, permission) if codes else []
    return asked_once(user, (scope, permission), lambda user: scope.also_keys(codes, permission))


def allowed(user, permission, obj):
    """Whether ``user`` holds ``permission`` on this one object: ``visible_to``, asked of one row."""
    return _visible(user, type(obj), permission, one=True).filter(pk=obj.pk).exists()


class Rights:
    """What ``user`` may do on one object: ``rights["review_street"]``. What he holds in the same places is asked once."""

    def __init__(self, user, obj):
        self.user, self.obj, self._known = user, obj, {}

    def __getitem__(self, permission):
        scope = self.obj.access
        of_same = permission if scope.also or scope.also_keys else granted_codes(self.user, permission)
        if of_same not in self._known:
            self._known[of_same] = allowed(self.user, permission, self.obj)
        return self._known[of_same]


def holds(user, permission):
    """Whether ``user`` holds ``permission`` anywhere at all: for menus and entry pages, never for a row."""
    return bool(granted_codes(user, permission))


def require(user, permission, obj):
    """404 if ``obj`` is out of the user's sight, 403 if in sight without the right. Returns ``obj``."""
    if not allowed(user, type(obj).access.view, obj):
        raise Http404
    if permission != type(obj).access.view and not allowed(user, permission, obj):
        raise Lacking(permission)
    return obj


def get_or_404(user, rows, permission=None, **lookup):
    """The one visible row that matches, checked for ``permission``; 404 if there is none in sight."""
    queryset = _visible(user, rows, one=True)
    try:
        obj = queryset.get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, ValidationError):  # a malformed key finds nothing either
        raise Http404 from None
    if permission and not allowed(user, permission, obj):
        raise Lacking(permission)
    return obj


def grant(user, permissions, region):
    """Store object permissions on a region, those there already left alone; called by the role services alone."""
    known = Permission.objects.filter(content_type__app_label="communities", codename__in=permissions)
    stored = get_user_obj_perms_model(_region_model())
    stored.objects.bulk_create(
        (stored(user=user, permission=permission, content_object=region) for permission in known), ignore_conflicts=True
    )


def revoke(user, permissions, region):
    """Take object permissions on a region away."""
    stored = get_user_obj_perms_model(_region_model()).objects
    stored.filter(user=user, content_object=region, permission__codename__in=permissions).delete()
