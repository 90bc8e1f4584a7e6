"""Whether the paper at hand is the one on file: what the check page says to anybody in the office network.

It tells no more than that, the number, the date and a masked name. A key that is unknown, a sheet that was
never filed and a record that was altered get one and the same answer, so that nobody learns from the page who
has not signed. Wrong keys are counted for all together, as wrong survey codes are.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F

from core import throttle
from discipline.models import DisciplineText, PledgeSheet, PledgeSigning
from discipline.pledge_papers import faults_of

WRONG_KEYS = "pledge-wrong-keys"


@dataclass(frozen=True)
class Answer:
    """``verdict``: same, superseded or different; the rest is empty for the last."""

    verdict: str
    number: str = ""
    on: date | None = None
    name: str = ""


DIFFERENT = Answer("different")


def check(key):
    """The :class:`Answer` to a sheet's key. Raises DomainError ``too_many_wrong_keys``."""
    throttle.require_room(
        WRONG_KEYS, settings.PLEDGE_WRONG_KEYS_PER_MINUTE, "too_many_wrong_keys", "现在查询的人较多，请过一分钟再扫码。"
    )
    sheet = (
        PledgeSheet.objects.select_related("pledge__campaign", "pledge__election", "pledge__person")
        .filter(pk=key)
        .first()
    )
    if sheet is None:
        throttle.count(WRONG_KEYS)
        return DIFFERENT
    signing = _signing_of(sheet)
    if signing is None or faults_of(signing):
        return DIFFERENT
    is_old = signing.superseded_at or not _is_in_force(sheet)
    pledge = sheet.pledge
    return Answer("superseded" if is_old else "same", pledge.code, signing.signed_on, mask_name(pledge.person.name))


def _signing_of(sheet):
    """What was signed in these very words, the standing one first; either copy of 一式二份 is the one on file."""
    rows = PledgeSigning.objects.filter(pledge=sheet.pledge_id, text=sheet.text_id, digest=sheet.digest)
    return rows.select_related("file").order_by(F("superseded_at").desc(nulls_first=True)).first()


def _is_in_force(sheet):
    """Whether the sheet's edition has no successor in force."""
    newer = DisciplineText.objects.filter(election=sheet.pledge.election_id, family=sheet.pledge.campaign.family)
    return not newer.filter(in_force=True).exclude(pk=sheet.text_id).exists()


def mask_name(name):
    """张*: the first character alone, whatever the length."""
    return f"{name[:1]}*"
