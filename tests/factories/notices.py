"""名单公示 for tests: drawn up, posted, objected to, through the services."""

from datetime import timedelta

from django.utils import timezone

from candidates.models import NameNotice
from candidates.services import publicity
from core.attachments import attach
from tests.factories import slates, uploads

CONTACT = {
    "place": "花一社区公示栏", "contact_office": "东街道党建办", "contact_phone": "0851-80000000",
    "contact_address": "东街道办事处三楼",
}  # fmt: skip


def draft(street, candidates=None, starts_on=None, **fields):
    """A notice in state 草拟; without ``candidates`` one who is through the joint review."""
    if candidates is None:
        candidates = [slates.candidate(street, "公一", state="cleared")]
    defaults = {"kind": "both", "working_days": 5, "basis": "", **CONTACT}
    return publicity.draft_notice(
        actor=street.users["staff"], election=street.running, community=street.first, candidates=candidates,
        starts_on=starts_on or timezone.localdate(), **defaults | fields,
    )  # fmt: skip


def posted(street, **fields):
    notice = draft(street, **fields)
    publicity.move_notice(actor=street.users["staff"], notice=notice, name="post")
    return NameNotice.objects.get(pk=notice.pk)


def run_out(notice):
    """As if the period had ended yesterday."""
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=9), "ends_on": today - timedelta(days=1)}
    NameNotice.objects.filter(pk=notice.pk).update(**days)
    return NameNotice.objects.get(pk=notice.pk)


def object_to(street, notice, **fields):
    defaults = {
        "received_on": timezone.localdate(), "channel": "phone", "is_anonymous": False, "who": "居民甲",
        "content": "反映其账目不清", "about": notice.names.first(),
    }  # fmt: skip
    return publicity.record_objection(actor=street.users["staff"], notice=notice, **defaults | fields)


def resolve(street, objection, result="unfounded"):
    return publicity.resolve_objection(
        actor=street.users["staff"], objection=objection, version=objection.version, result=result,
        handling="经核实账目公开。", resolved_on=timezone.localdate(),
    )  # fmt: skip


def photograph(street, notice):
    return attach(actor=street.users["staff"], subject=notice, upload=uploads.upload())
