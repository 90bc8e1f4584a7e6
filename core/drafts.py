"""Drafts: what somebody types into a long form is kept for him at the server until the form is saved.

A draft belongs to one user and one form (the path it is sent to) and is shown to nobody else; it is no record,
so no list, count, search, export or audit event knows of it. Its name is the one-time token of the page it was typed
on (:mod:`core.editing`): the submission that spends the token drops the draft, and a draft that is late by then is
refused. Content and path are kept as personal data is: encrypted, and as a keyed hash.

Where it comes from: ``c-form guard="1"`` or ``c-draft`` in a template, js/drafts.js in the browser. Both ways are closed
to whom the form is closed: a draft is handed out by the page of its form alone, after that page has asked for its own
rights, and kept only with the sign that the same page gave out. Fields marked ``data-no-draft`` never leave the browser
(NOT_KEPT below): what the product masks or reveals with a reason only, and signatures; nor do files and passwords.

The community's baseline keeps its own drafts (:func:`communities.services.baselines.save_draft`): those are part of the
record, seen and taken up by every colleague who may fill it in, checked as one types, and move the section's state.
"""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from celery import shared_task
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core import throttle
from core.editing import AlreadySubmitted, claim_submission
from core.errors import DomainError
from core.secrets import EncryptedTextField, keyed_hash

NOT_KEPT = {"data-no-draft": True}  # attributes of a widget whose value stays out of drafts
KEEP_DAYS = 30
LARGEST = 200_000  # characters of a draft; the longest form takes a third of it
MOST_PER_USER = 60
MOST_PER_MINUTE = 60  # of one user: a page saves three times a minute
SIGN = signing.Signer(salt="core.drafts")


class Draft(models.Model):
    """What one user typed on one page. ``id``: the page's one-time token; ``form``: keyed hash of the form's path."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="填写人")
    form = models.CharField(max_length=64, editable=False)
    content = EncryptedTextField("内容")  # JSON: [[name, value, words of a choice, if any], …] in the form's order
    saved_at = models.DateTimeField("保存时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "草稿"
        ordering = ["-saved_at", "pk"]
        indexes = [models.Index(fields=["user", "form"], name="draft_of_form")]

    def __str__(self):
        return f"{timezone.localtime(self.saved_at):%m月%d日 %H:%M} 的草稿"


def _form_key(path):
    return keyed_hash(f"draft {path}")


def _path_of(address):
    return urlsplit(address).path


def sign_of(user, address):
    """What a page gives out with a form sent to ``address``, so that its user may keep a draft of it."""
    return SIGN.sign_object([str(user.pk), _path_of(address)])


def read_sign(actor, sign):
    """The path of the form with which ``sign`` was given out; PermissionDenied for a forged or another user's sign."""
    try:
        owner, path = SIGN.unsign_object(sign)
    except (signing.BadSignature, ValueError) as error:
        raise PermissionDenied from error
    if owner != str(actor.pk):
        raise PermissionDenied
    return path


def offered(user, address, *, without=()):
    """The user's own drafts of the form sent to ``address``, newest first, in force; ``without`` these keys."""
    return Draft.objects.filter(
        user=user, form=_form_key(_path_of(address)), saved_at__gt=timezone.now() - timedelta(days=KEEP_DAYS)
    ).exclude(pk__in=without)


@transaction.atomic
def keep(*, actor, path, page, content, replaces=None):
    """Keep what is typed into the form of ``path`` on a page (its one-time token). Returns the :class:`Draft`.

    ``content``: JSON, as in :class:`Draft`. ``replaces``: the draft that was taken up on the page, which goes.
    Raises DomainError ``draft_unreadable``, ``draft_too_long``, ``drafts_too_often`` or ``already_sent``; PermissionDenied.
    """
    throttle.require_room(f"draft:{actor.pk}", MOST_PER_MINUTE, "drafts_too_often", "保存过于频繁，稍后自动再存。")
    throttle.count(f"draft:{actor.pk}")
    _require_sound(content)
    try:
        held = claim_submission(actor=actor, token=page)  # whoever of draft and form comes second sees the first
    except AlreadySubmitted:
        raise DomainError("already_sent", "表单已提交。") from None
    draft = _write(actor, _form_key(path), page, content)
    drop(actor=actor, pages=[replaces])
    held.delete()
    _make_room(actor)
    return draft


def _require_sound(content):
    if len(content) > LARGEST:
        raise DomainError("draft_too_long", "内容过长，不能存为草稿，请先保存表单。")
    try:
        lines = json.loads(content)
    except ValueError:
        lines = None
    is_sound = isinstance(lines, list) and all(
        isinstance(line, list) and len(line) in (2, 3) and all(isinstance(part, str) for part in line) for line in lines
    )
    if not is_sound:
        raise DomainError("draft_unreadable", "草稿内容不完整。")


def _write(actor, form, page, content):
    """A page's draft; a token that somebody else's draft bears is refused."""
    fields = {"content": content, "saved_at": timezone.now()}
    if not Draft.objects.filter(pk=page, user=actor, form=form).update(**fields):
        try:
            with transaction.atomic():
                Draft.objects.create(pk=page, user=actor, form=form, **fields)
        except IntegrityError:
            raise PermissionDenied from None
    return Draft(pk=page, user=actor, form=form, **fields)


def _make_room(user):
    oldest = Draft.objects.filter(user=user).order_by("-saved_at").values_list("pk", flat=True)[MOST_PER_USER:]
    Draft.objects.filter(pk__in=list(oldest)).delete()


def drop(*, actor, pages):
    """Forget the user's own drafts that were typed on ``pages`` (tokens; None among them is skipped). Returns the number."""
    pages = [page for page in pages if page]
    return Draft.objects.filter(user=actor, pk__in=pages).delete()[0] if pages else 0


@shared_task(name="core.purge_drafts", ignore_result=True)
def purge_drafts():
    """Daily: what nobody took up within thirty days goes for good. Returns the number."""
    return Draft.objects.filter(saved_at__lte=timezone.now() - timedelta(days=KEEP_DAYS)).delete()[0]
