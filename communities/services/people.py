"""Filing people: one person, one file; found again by the full ID number."""

from django.db import IntegrityError, transaction

from accounts.models import User
from communities.identity import agree
from communities.models import Person, RoleGrant
from communities.services.duplicates import note_duplicates
from communities.services.figures import note_person
from communities.services.limits import happened_just_now, record_within_limit
from core import access, audit, ids
from core.editing import claim_version
from core.errors import DomainError

FIELDS = (
    "name", "sex", "birth_date", "ethnicity", "id_number", "phone", "education", "school", "affiliation",
    "party_joined_on", "occupation", "native_place", "resume", "community",
)  # fmt: skip
SECRET_FIELDS = ("id_number", "phone")
NUMBER_SEARCHES_PER_HOUR = 10
REVEALS_PER_HOUR = 30


@transaction.atomic
def create_person(*, actor, community, name, **fields):
    """File a person in ``community``. ``fields``: those of :data:`FIELDS`, as a form or import parsed them.

    Sex and birth date may be left out where an ID number is given. Returns the :class:`Person`.
    Raises DomainError ``id_taken``, ``id_contradiction``, ``sex_missing`` or those of the ID number.
    """
    access.require(actor, "fill_records", community)
    person = Person(community=community, updated_by=actor)
    _save(actor, person, {"name": name, **fields})
    audit.record(actor, "person.create", person, detail={"community": community.pk})
    note_duplicates(actor=actor, people=[person])
    return person


@transaction.atomic
def update_person(*, actor, person, version, **fields):
    """Change the given ``fields`` of a person last read at ``version``; only the filing community may.

    Raises DomainError ``edited_meanwhile`` besides those of :func:`create_person`. Returns the person.
    """
    access.require(actor, "fill_records", person)
    if "community" in fields:
        access.require(actor, "fill_records", fields["community"])
    claim_version(actor=actor, obj=person, version=version)
    old = _values(Person.objects.get(pk=person.pk), fields)
    _save(actor, person, fields)
    new = _values(person, fields)
    note_person(person)
    audit.record(actor, "person.update", person, detail=audit.changes(old, new, secret=SECRET_FIELDS))
    if {"name", "birth_date", "id_number", "community"} & {key for key in fields if old[key] != new[key]}:
        note_duplicates(actor=actor, people=[person])
    return person


def _values(person, names):
    """Plain values for the audit; the community by its code."""
    return {name: person.community_id if name == "community" else getattr(person, name) for name in sorted(names)}


def _save(actor, person, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a person has no field {name}")
        setattr(person, name, value)
    identity = agree(id_number=person.id_number, sex=person.sex, birth_date=person.birth_date)
    person.id_number, person.sex, person.birth_date = identity.id_number, identity.sex, identity.birth_date
    if not person.sex:
        raise DomainError("sex_missing", "请选择性别，或填写身份证号由系统带出。", field="sex")
    _require_free_number(actor, person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # filed by somebody else a moment ago
        _require_free_number(actor, person)
        raise


def _require_free_number(actor, person):
    holder = Person.objects.numbered(person.id_number).exclude(pk=person.pk).select_related("community").first()
    if holder is None:
        return
    message = "该证件号可能与其他社区建档的一人重复，请联系街道党建办核对。"
    if access.allowed(actor, "view_records", holder):
        message = f"该证件号已登记在“{holder.name}”（{holder.community.short_name}）名下，请直接使用该档案。"
    raise DomainError("id_taken", message, field="id_number")


def find_by_id_number(*, actor, number):
    """The visible person with this full ID number, as a queryset of one or none.

    At most ten such searches an hour, each recorded without the number (等保 masking rule, T14).
    Raises DomainError ``too_often``, or those of ``ids.parse_id_number``.
    """
    found = access.visible_to(actor, Person).numbered(ids.parse_id_number(number).number)
    holder = found.first()
    if holder and happened_just_now(actor, "person.search_id", holder):
        return found  # a live filter asks twice for what was typed once
    record_within_limit(
        actor, "person.search_id", holder, per_hour=NUMBER_SEARCHES_PER_HOUR,
        message=f"按完整证件号查找每小时最多{NUMBER_SEARCHES_PER_HOUR}次，已用完。请按姓名或拼音查找，或一小时后再试。",
    )  # fmt: skip
    return found


def search_people(*, actor, query, rows=None):
    """Visible people by any part of the name, pinyin, initials, or by the full ID number (limited, recorded).

    ``rows`` narrows the people searched. An empty query finds all of them.
    """
    people = access.visible_to(actor, Person if rows is None else rows)
    query = (query or "").strip()
    if not query:
        return people
    if _looks_like_number(query):
        return people.filter(pk__in=find_by_id_number(actor=actor, number=query).values("pk"))
    return people.matching(query)


def _looks_like_number(query):
    digits = [sign for sign in query if not sign.isspace()]
    return len(digits) in (15, 18) and all(sign.isdigit() for sign in digits[:-1])


def reveal_field(*, actor, person, field, reason):
    """Return the full ID number or phone (``field``) of one person, for a stated reason.

    Recorded, and at most thirty an hour. Raises DomainError ``unknown_field``,
    ``reason_missing`` or ``too_often``; Http404 / PermissionDenied as ``access.require``.
    """
    access.require(actor, "view_identity", person)
    if field not in SECRET_FIELDS:
        raise DomainError("unknown_field", "没有这一项，请重新选择。")
    if not reason.strip():
        raise DomainError("reason_missing", "请填写查看事由。", field="reason")
    record_within_limit(
        actor, "person.reveal", person, per_hour=REVEALS_PER_HOUR, reason=reason.strip(), detail={"field": field},
        message=f"每小时最多查看{REVEALS_PER_HOUR}项证件号或电话，已用完。请稍后再试。",
    )  # fmt: skip
    return getattr(person, field)


def linkable_accounts(actor):
    """Active accounts with a role where ``actor`` manages rules: those whose holders may turn up as persons."""
    codes = access.granted_codes(actor, "manage_rules")
    granted = RoleGrant.objects.filter(access.code_condition("region_id", codes)).values("user")
    return User.objects.filter(pk__in=granted, is_active=True)


@transaction.atomic
def link_account(*, actor, person, user):
    """Say whose account is this person's (``user`` None: nobody's), so that he cannot decide on himself.

    Raises DomainError ``account_out_of_reach`` or ``account_taken``.
    """
    access.require(actor, "manage_rules", person.community)
    if user is not None:
        _require_linkable(actor, person, user)
    person.user = user
    person.save(update_fields=["user"])
    audit.record(actor, "person.link_account", person, detail={"account": user.username if user else ""})


def _require_linkable(actor, person, user):
    if not linkable_accounts(actor).filter(pk=user.pk).exists():
        raise DomainError("account_out_of_reach", "只能关联本辖区内的账号。", field="user")
    holder = Person.objects.filter(user=user).exclude(pk=person.pk).first()
    if holder:
        raise DomainError("account_taken", f"账号“{user}”已关联“{holder}”，请先解除。", field="user")
