"""What was signed, put on file: drawn on a screen, or as a scanned sheet. Filed once an edition, then superseded."""

from django.db import transaction
from django.utils import timezone

from core import access, audit, secrets, signatures
from core.attachments import attach
from core.errors import DomainError
from discipline import pledge_papers
from discipline.models import PledgeSheet, PledgeSigning
from discipline.models.pledges import FILL, SIGN
from discipline.services.pledges import _find_or_make, edition_of, own_pledge

METHODS = PledgeSigning.Methods


@transaction.atomic
def sign_on_screen(*, actor, pledge, strokes, shown):
    """File the signature that the person drew, on his own telephone or on that of whoever fills. Returns the signing.

    ``shown``: digest of the text on the screen. Raises DomainError ``text_changed``, ``signed_already``,
    ``waived``, ``text_withdrawn`` and what ``core.signatures.sign`` raises.
    """
    pledge = own_pledge(actor, pledge, SIGN)
    edition = edition_of(pledge)
    _require_open(pledge, edition)
    frozen = pledge_papers.canonical(pledge, edition)
    if not secrets.is_digest(shown, frozen.encode()):
        raise DomainError("text_changed", "承诺内容在您阅读时有了变动，签字没有保存。请重新看过再签。")
    sheet = _find_or_make(actor, edition, [(pledge, 1, frozen)])[0]
    signing = _create(actor, pledge, edition, METHODS.SCREEN, sheet=sheet, frozen=frozen)
    signatures.sign(
        actor=actor, subject=signing, role=pledge_papers.ROLE, signer_name=pledge.person.name, strokes=strokes,
        content=frozen.encode(),
    )  # fmt: skip
    audit.record(actor, "pledge.sign", pledge, detail={"signing": signing.pk, "digest": signing.digest})
    return signing


def _require_open(pledge, edition):
    if pledge.waived_at:
        raise DomainError("waived", f"{pledge.code}已登记为不需签（{pledge.waive_reason}），请先恢复应签。")
    if pledge.signings.standing().filter(text=edition).exists():
        raise DomainError("signed_already", f"{pledge.person.name}已经签过这一版承诺书，不必再签。")


def _create(actor, pledge, edition, method, **fields):
    fields.setdefault("signed_on", timezone.localdate())
    fields.setdefault("keeping_place", pledge.campaign.keeping_place)
    return PledgeSigning.objects.create(
        pledge=pledge, text=edition, method=method, handled_by=actor,
        digest=pledge_papers.digest_of(fields["frozen"]), **fields,
    )  # fmt: skip


@transaction.atomic
def file_sheet(*, actor, sheet, page, signed_on=None, replace=False):
    """File a scanned page with the pledge whose sheet it is. Returns the :class:`PledgeSigning`.

    ``page``: a :class:`core.scans.Page`. A sheet of an earlier edition is kept under that edition, which
    makes it 需补签. Raises DomainError ``signed_already`` or ``other_copy`` where the person's page of
    this edition is on file: with ``replace`` that one is superseded.
    """
    pledge = own_pledge(actor, sheet.pledge)
    standing = pledge.signings.standing().filter(text=sheet.text_id).first()
    if standing and not replace:
        raise _duplicate(pledge, standing, sheet)
    if standing:
        PledgeSigning.objects.filter(pk=standing.pk).update(superseded_at=timezone.now())
    signing = _create(
        actor, pledge, sheet.text, METHODS.PAPER, sheet=sheet, frozen=sheet.frozen, file=page.keep(actor),
        signed_on=signed_on or timezone.localdate(), copies=sheet.copy if sheet.copy > 1 else 1,
    )  # fmt: skip
    detail = {"signing": signing.pk, "digest": signing.digest, "file": signing.file.digest, "replaced": bool(standing)}
    audit.record(actor, "pledge.file_scan", pledge, detail=detail)
    return signing


def _duplicate(pledge, standing, sheet):
    how = "已在屏幕上签署" if standing.method == METHODS.SCREEN else "已有扫描件"
    same = standing.sheet_id == sheet.pk
    what = "这是重复的一页" if same else "这是另一份"
    code = "signed_already" if same or standing.method == METHODS.SCREEN else "other_copy"
    return DomainError(code, f"{pledge.code}{how}，{what}，请选择作为另一份归入、替换原件或弃置。")


@transaction.atomic
def add_copy(*, actor, signing, page):
    """File a page as the other copy of what is on file. Returns the attachment."""
    pledge = own_pledge(actor, signing.pledge)
    signing = PledgeSigning.objects.select_for_update(of=("self",)).get(pk=signing.pk)
    attachment = attach(actor=actor, subject=signing, upload=page.as_upload(), caption="另一份扫描件")
    PledgeSigning.objects.filter(pk=signing.pk).update(copies=2)
    audit.record(actor, "pledge.add_copy", pledge, detail={"signing": signing.pk, "file": attachment.file.digest})
    return attachment


def sheet_for(actor, pledge, edition):
    """The sheet that a page without a readable code is: the latest printed under the edition, else one made now."""
    rows = PledgeSheet.objects.filter(pledge=pledge, text=edition, copy=1).select_related("text")
    sheet = rows.order_by("-printed_at").first()
    if sheet is None:
        sheet = _find_or_make(actor, edition, [(pledge, 1, pledge_papers.canonical(pledge, edition))])[0]
    sheet.pledge = pledge
    return sheet


@transaction.atomic
def set_keeping(*, actor, signing, copies, keeping_place):
    """Where the paper lies and in how many copies; nothing of what was signed changes."""
    access.require(actor, FILL, signing.pledge)
    own_pledge(actor, signing.pledge)
    if copies not in (1, 2):
        raise DomainError("copies", "份数只能是 1 或 2。", "copies")
    PledgeSigning.objects.filter(pk=signing.pk).update(copies=copies, keeping_place=keeping_place.strip()[:60])
    audit.record(actor, "pledge.keep", signing.pledge, detail={"copies": copies, "place": keeping_place})
