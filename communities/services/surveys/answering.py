"""Taking answers from people without an account. There is no actor, and nothing of the caller is kept.

The audit is not written here: an entry for each answer would say when it came and from where. The
request's address is known to the process while it answers and goes nowhere (granian's access log
is off; a proxy in front must log none for ``/q/``, see deploy/).

How often one may answer is limited without knowing who answers. On an open link it is the link
that is limited, so many answers a minute and so many in all; a page takes one answer. A person who
opens the link again can answer again: who must not be able to, gets slips. Wrong codes are limited
for all together, which lets a stranger hold up others for a minute, but not guess.
The counts per minute live in the cache: in one that processes do not share each has its own.
"""

import uuid

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.models import SpentForm, SurveyRemark, SurveyResponse, SurveyRound, SurveySlip
from communities.services.surveys import codes
from core import throttle
from core.errors import DomainError

MARK_SALT = "communities.survey-page"
MARK_HOURS = 24
WRONG_CODES_KEY = "survey-wrong-codes"


def new_mark(survey_round):
    """The signed one-time mark of a page on an open link."""
    return signing.dumps([str(survey_round.pk), str(uuid.uuid4())], salt=MARK_SALT)


def round_of_token(token):
    """The round of an open link, with what its page shows. Raises DomainError ``unknown_link``."""
    rows = SurveyRound.objects.select_related("questionnaire", "community").exclude(mode=SurveyRound.Modes.PAPER)
    found = rows.filter(token=token, mode=SurveyRound.Modes.LINK).first()
    if found is None:
        raise DomainError("unknown_link", "没有找到这份问卷。请重新扫描二维码，或向社区核对网址。")
    return found


def round_of_slip(typed):
    """``(round, code)`` of a code as it was typed, unused and in time.

    Raises DomainError ``malformed_code``, ``unknown_code``, ``too_many_wrong_codes``, ``code_used``,
    ``not_open_yet`` or ``round_closed``, all at the field ``code``.
    """
    code = codes.normalise(typed)
    if not codes.is_well_formed(code):
        raise DomainError(
            "malformed_code",
            "答题码有误，请对照纸条逐字核对。答题码共 10 位，没有字母 I、L、O 和数字 0、1。",
            field="code",
        )
    _require_room(WRONG_CODES_KEY, settings.SURVEY_WRONG_CODES_PER_MINUTE, "too_many_wrong_codes", "code")
    rows = SurveySlip.objects.select_related("round__questionnaire", "round__community")
    slip = rows.filter(code_hash=codes.hash_of(code)).first()
    if slip is None:
        throttle.count(WRONG_CODES_KEY)
        raise DomainError("unknown_code", "没有这个答题码，请对照纸条核对后重新输入。", field="code")
    require_open(slip.round)
    if slip.is_used:
        raise _used()
    return slip.round, code


def _used():
    return DomainError(
        "code_used", "这个答题码已经用过，每个答题码只能答一次。您的答卷如已提交，不用再答。", field="code"
    )


def require_open(survey_round):
    """Raises DomainError ``not_open_yet`` or ``round_closed`` with the time that matters."""
    if survey_round.stage == SurveyRound.Stages.PENDING:
        begins = timezone.localtime(survey_round.opens_at)
        raise DomainError("not_open_yet", f"本次问卷将于{begins:%Y年%m月%d日 %H:%M}开始，请届时再来。")
    if survey_round.is_closed:
        ended = timezone.localtime(survey_round.ended_at)
        raise DomainError("round_closed", f"本次问卷已于{ended:%Y年%m月%d日 %H:%M}截止，感谢您的关注。")


def _require_room(key, limit, code, field=None):
    throttle.require_room(key, limit, code, "现在提交的人较多，请过一分钟再试。您填写的内容还在本页。", field)


@transaction.atomic
def answer_by_link(*, survey_round, mark, answers, remarks):
    """Put one answer of an open link into the box.

    ``mark``: of the page that was answered. ``answers``, ``remarks``: what
    :class:`communities.forms.survey_answers.AnswerForm` read. Raises DomainError ``stale_page``,
    ``answered_already``, ``not_open_yet``, ``round_closed``, ``too_many_answers`` or ``round_full``.
    """
    locked = _lock(survey_round)
    _spend(mark, locked)
    key = f"survey-answers-{locked.pk}"
    _require_room(key, settings.SURVEY_ANSWERS_PER_MINUTE, "too_many_answers")
    if locked.issued and locked.responses.count() >= locked.issued:
        raise DomainError("round_full", f"本次问卷的答卷已满{locked.issued}份，不再接收。感谢您的关注。")
    throttle.count(key)
    _put_in_box(locked, answers, remarks)


@transaction.atomic
def answer_by_slip(*, survey_round, code, answers, remarks):
    """Put the one answer of a slip into the box; of two at once the second is refused (``code_used``)."""
    locked = _lock(survey_round)
    unused = SurveySlip.objects.filter(round=locked, code_hash=codes.hash_of(code), is_used=False)
    if not unused.update(is_used=True):
        raise _used()
    _put_in_box(locked, answers, remarks)


def _lock(survey_round):
    """The round as it is now, held against being closed meanwhile, and open."""
    locked = SurveyRound.objects.select_for_update().get(pk=survey_round.pk)
    require_open(locked)
    return locked


def _spend(mark, survey_round):
    try:
        of_round, key = signing.loads(mark, salt=MARK_SALT, max_age=MARK_HOURS * 3600)
    except signing.BadSignature:
        raise DomainError("stale_page", "页面已过期，请重新扫描二维码打开问卷。") from None
    if of_round != str(survey_round.pk):
        raise DomainError("stale_page", "页面已过期，请重新扫描二维码打开问卷。")
    try:
        with transaction.atomic():
            SpentForm.objects.create(pk=key, round=survey_round)
    except IntegrityError:
        raise DomainError("answered_already", "您已提交过这份答卷，不用重复提交。") from None


def _put_in_box(survey_round, answers, remarks):
    SurveyResponse.objects.create(round=survey_round, answers=answers)
    SurveyRemark.objects.bulk_create(
        SurveyRemark(round=survey_round, question=question, text=text) for question, text in remarks
    )
