"""Keeping the discipline texts: the first set, editing, confirming (核定), the next edition, who has which duty."""

import uuid

from django.db import transaction
from django.utils import timezone

from communities.models import TermRole
from communities.services.committees import require_running
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError
from discipline.models import DisciplineText, Duties, TextDuty, TextItem
from discipline.textsets import texts_for

FIELDS = ("title", "issuer", "issued_on", "scope_note", "basis")
UNVERIFIED = "?"  # at the end of an item in discipline.textsets


@transaction.atomic
def install_texts(*, actor, election):
    """Add the texts the term does not have yet, none of them 核定. Returns how many were added."""
    _require_managed(actor, election)
    have = set(DisciplineText.objects.filter(election=election).values_list("family", "edition"))
    added, editions = 0, {}
    for shipped in texts_for(election.election_day):
        edition = editions[shipped.family] = editions.get(shipped.family, 0) + 1
        if (shipped.family, edition) not in have:
            _install(actor, election, shipped, edition)
            added += 1
    audit.record(actor, "discipline_text.install", election, detail={"added": added})
    return added


def _install(actor, election, shipped, edition):
    earlier = None
    if edition > 1:
        earlier = DisciplineText.objects.get(election=election, family=shipped.family, edition=edition - 1)
        _put_out_of_force(earlier)
    text = DisciplineText.objects.create(
        election=election, family=shipped.family, edition=edition, kind=shipped.kind, supersedes=earlier,
        updated_by=actor, **{name: getattr(shipped, name) for name in FIELDS},
    )  # fmt: skip
    _write_items(text, [(words.removesuffix(UNVERIFIED), not words.endswith(UNVERIFIED)) for words in shipped.items])
    _write_duties(text, {(duty, capacity) for duty, named in shipped.duties.items() for capacity in named})


def _put_out_of_force(text):
    DisciplineText.objects.filter(pk=text.pk).update(in_force=False)
    text.in_force = False


def _require_managed(actor, election):
    access.require(actor, "manage_rules", election)
    require_running(election)


def _write_items(text, items):
    """``items``: ``[(wording, is_verified)]``; blank ones are left out. Returns whether anything changed."""
    wanted = [(words.strip(), verified) for words, verified in items if words.strip()]
    if list(text.items.values_list("wording", "is_verified")) == wanted:
        return False
    text.items.all().delete()
    TextItem.objects.bulk_create(
        TextItem(text=text, order=order, wording=words, is_verified=verified)
        for order, (words, verified) in enumerate(wanted, start=1)
    )
    return True


def _write_duties(text, rows):
    """``rows``: a set of ``(duty, capacity)``, which replaces what was there. Returns what changed, sorted."""
    old = set(text.duties.values_list("duty", "capacity"))
    text.duties.all().delete()
    order = [(duty, capacity) for duty in Duties.values for capacity in TermRole.Capacities.values]
    TextDuty.objects.bulk_create(
        TextDuty(text=text, duty=duty, capacity=capacity) for duty, capacity in order if (duty, capacity) in rows
    )
    return sorted(old ^ set(rows))


@transaction.atomic
def add_text(*, actor, election, kind, duties=(), items=(), **fields):
    """Add a text of a new family (FIELDS; ``items`` and ``duties`` as in :func:`edit_text`). Returns it."""
    _require_managed(actor, election)
    text = DisciplineText.objects.create(
        election=election, family=f"own-{uuid.uuid4().hex[:12]}", kind=kind, updated_by=actor, **_only(fields)
    )
    _write_items(text, items)
    _write_duties(text, set(duties))
    audit.record(actor, "discipline_text.add", text)
    return text


def _only(fields):
    return {name: fields[name] for name in FIELDS if name in fields}


def _claimed(actor, text, version):
    text = DisciplineText.objects.select_for_update(of=("self",)).select_related("election").get(pk=text.pk)
    _require_managed(actor, text.election)
    claim_version(actor=actor, obj=text, version=version)
    return text


def require_in_force(text):
    if not text.in_force:
        raise DomainError("text_superseded", f"“{text}”（{text.edition_name}）已不是现行文本，只供查阅。")


@transaction.atomic
def edit_text(*, actor, text, version, items, **fields):
    """Correct an edition (FIELDS, ``items`` as ``[(wording, is_verified)]``); a confirmation lapses. Returns it.

    Raises DomainError ``text_superseded``; ``text_in_use`` where the items would change under what somebody
    has studied or signed: that takes a new edition.
    """
    text = _claimed(actor, text, version)
    require_in_force(text)
    wanted = [(words.strip(), verified) for words, verified in items if words.strip()]
    if [words for words, _ in wanted] != list(text.items.values_list("wording", flat=True)):
        _require_unused(text)
    changed = audit.changes({name: getattr(text, name) for name in FIELDS}, _only(fields))
    for name, value in _only(fields).items():
        setattr(text, name, value)
    if _write_items(text, wanted) or changed:
        text.lapse()
    text.save()
    audit.record(actor, "discipline_text.edit", text, detail=changed)
    return text


def _require_unused(text):
    from discipline.text_use import is_used  # which knows the models of every noun

    if is_used(text):
        raise DomainError(
            "text_in_use",
            f"“{text}”已有学习、签名或谈话记录，条文不能直接改动。请点“发布新版”，旧版保留备查。",
            "items",
        )


@transaction.atomic
def confirm_text(*, actor, text, version, document_number):
    """核定: the office stands by the wording, by this document number. Returns the text."""
    text = _claimed(actor, text, version)
    if not document_number.strip():
        raise DomainError("document_number_missing", "请填写核定所依据的文号。", "document_number")
    text.document_number, text.confirmed_by, text.confirmed_at = document_number.strip(), actor, timezone.now()
    text.save()
    text.items.update(is_verified=True)
    audit.record(actor, "discipline_text.confirm", text, reason=text.document_number)
    return text


@transaction.atomic
def issue_edition(*, actor, text, version, items, **fields):
    """发布新版: the next edition takes the place of ``text``, with its duties. Returns the new one.

    ``version``: of the old edition as read. Raises DomainError ``text_superseded`` or ``edition_unchanged``.
    """
    old = _claimed(actor, text, version)
    require_in_force(old)
    wanted = [(words.strip(), verified) for words, verified in items if words.strip()]
    if wanted and [words for words, _ in wanted] == list(old.items.values_list("wording", flat=True)):
        raise DomainError("edition_unchanged", "条文与现行版本完全相同，不必发布新版。", "items")
    _put_out_of_force(old)
    new = DisciplineText.objects.create(
        election=old.election, family=old.family, edition=old.edition + 1, kind=old.kind, supersedes=old,
        updated_by=actor, **({name: getattr(old, name) for name in FIELDS} | _only(fields)),
    )  # fmt: skip
    _write_items(new, wanted)
    _write_duties(new, set(old.duties.values_list("duty", "capacity")))
    audit.record(actor, "discipline_text.issue", new, detail={"edition": new.edition})
    return new


@transaction.atomic
def set_duties(*, actor, text, version, duties):
    """Say who has which duty with a text: a set of ``(duty, capacity)``. Returns the text."""
    text = _claimed(actor, text, version)
    require_in_force(text)
    changed = _write_duties(text, set(duties))
    audit.record(actor, "discipline_text.duties", text, detail={"changed": [list(row) for row in changed]})
    return text


@transaction.atomic
def withdraw_text(*, actor, text, version):
    """停用: the text is studied and signed no more; what was done with it stays."""
    text = _claimed(actor, text, version)
    require_in_force(text)
    _put_out_of_force(text)
    audit.record(actor, "discipline_text.withdraw", text)
    return text
