"""Signing in: by QR code with or without an account, on a passed-round tablet, from the paper sheet.

The QR code at the place holds a signed token that lasts minutes, so a photograph of it sent elsewhere is
soon worth nothing. Who has no account tells his name and the last four digits of his telephone or ID
number, both of which must match one of those expected: nobody outside learns who is on the list, for a
wrong name, a wrong number and a number not on file are answered in the same words, and tries are counted.
"""

import json
import re
import unicodedata
from uuid import UUID

from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.services.committees import require_running
from core import audit, signatures
from core.attachments import attachments_of
from core.errors import DomainError
from discipline.models import Attendee, SignIn, StudySession
from discipline.services.study import own_session

SALT = "discipline.study-sign-in"
TOKEN_SECONDS = 10 * 60  # scanned from a code that is drawn anew every minute, then filled in at leisure
TRIES_PER_MINUTE = 20  # wrong answers at one session; a room of people mistypes less
TRIES_IN_ALL = 300
ROLE = "attendee"
WRONG = "姓名或尾号与应到名单不符，请核对后重试；仍不成功的，请到现场平板或纸质签到表上签到。"


def token_of(session):
    """What the QR code of an open session holds now."""
    return signing.dumps(session.pk.hex, salt=SALT)


def session_of_token(token):
    """The open session of a scanned code. Raises DomainError ``unknown_code``, ``code_expired``, ``session_closed``."""
    try:
        key = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.SignatureExpired:
        raise DomainError("code_expired", "这个签到码已经过期，请重新扫描现场屏幕上的二维码。") from None
    except signing.BadSignature:
        raise DomainError("unknown_code", "没有找到这次学习，请重新扫描现场屏幕上的二维码。") from None
    session = StudySession.objects.select_related("election", "region").filter(pk=UUID(key)).first()
    if session is None or not session.is_open or not session.election.is_running:
        raise DomainError("session_closed", "这次学习已经结束签到，需要补签的请联系会议记录人。")
    return session


def find_attendee(session, name, tail):
    """Who of those expected bears the name and one of whose numbers ends in ``tail``.

    Raises DomainError ``no_match``, whatever it is that does not match, and ``too_many_tries``.
    """
    _require_room(session)
    tail = _tidy(tail).upper()
    rows = session.attendees.select_related("person").filter(person__name=_tidy(name))
    found = [one for one in rows if _ends(one.person, tail)] if re.fullmatch(r"\d{3}[\dX]", tail) else []
    if len(found) != 1:
        _count(session)
        raise DomainError("no_match", WRONG, "name")
    return found[0]


def _tidy(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _ends(person, tail):
    return any(number.upper().endswith(tail) for number in (person.phone, person.id_number) if number)


def _keys(session):
    return ((f"study-tries-{session.pk}-{timezone.now():%H%M}", TRIES_PER_MINUTE),
            (f"study-tries-{session.pk}", TRIES_IN_ALL))  # fmt: skip


def _require_room(session):
    if any(cache.get(key, 0) >= most for key, most in _keys(session)):
        raise DomainError("too_many_tries", "输错次数较多，请过一分钟再试，或到现场平板上签到。", "name")


def _count(session):
    for key, _ in _keys(session):
        cache.add(key, 0, 24 * 3600)
        cache.incr(key)


def attendee_of_account(session, user):
    """The place of the signed-in user's own person among those expected; None without one."""
    if not user.is_authenticated or not user.is_in_force:
        return None
    return session.attendees.select_related("person").filter(person__user=user.pk).first()


def content_of(session, attendee):
    """The bytes that stand above a signature: the session as it was shown to the signer."""
    facts = {
        "code": session.code, "title": session.title, "region": session.region.name, "person": attendee.person.name,
        "starts_at": timezone.localtime(session.starts_at).strftime("%Y-%m-%d %H:%M"), "place": session.place,
        "texts": [f"{text.title}（{text.edition_name}）" for text in session.texts.all()],
    }  # fmt: skip
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _trouble(session, now, place_code):
    if now < session.opens_at:
        return SignIn.Troubles.EARLY
    if now > session.closes_at:
        return SignIn.Troubles.LATE
    if session.place_code and place_code is not None and _tidy(place_code) != session.place_code:
        return SignIn.Troubles.PLACE
    return ""


@transaction.atomic
def sign_on_phone(*, session, attendee, strokes, place_code="", user=None):
    """Sign in on one's own phone; ``user``: his account, where he is signed in. Returns the :class:`SignIn`.

    Outside the session's time, or with a wrong code of the place, it waits for the recorder. Twice is once.
    Raises what ``core.signatures.sign`` raises, and ``session_closed``.
    """
    session = StudySession.objects.select_for_update(of=("self",)).select_related("election").get(pk=session.pk)
    if not session.is_open:
        raise DomainError("session_closed", "这次学习已经结束签到，需要补签的请联系会议记录人。")
    way = SignIn.Ways.ACCOUNT if user else SignIn.Ways.PHONE
    return _sign(session, attendee, way, strokes, place_code, collector=session.recorded_by, actor=user)


@transaction.atomic
def sign_at_kiosk(*, actor, attendee, strokes):
    """Sign on the tablet that is passed round, which stands at the place. Returns the :class:`SignIn`."""
    session = own_session(actor, attendee.session)
    return _sign(session, attendee, SignIn.Ways.KIOSK, strokes, None, collector=actor, actor=actor)


def _sign(session, attendee, way, strokes, place_code, *, collector, actor):
    earlier = attendee.sign_ins.exclude(standing=SignIn.Standings.REFUSED).first()
    if earlier:
        return earlier
    now = timezone.now()
    trouble = _trouble(session, now, place_code)
    standing = SignIn.Standings.WAITING if trouble else SignIn.Standings.VALID
    made = _store(attendee, way=way, at=now, trouble=trouble, standing=standing)
    signatures.sign(
        actor=collector, subject=made, role=ROLE, signer_name=attendee.person.name, strokes=strokes,
        content=content_of(session, attendee),
    )  # fmt: skip
    audit.record(actor, "study.sign_in", session, detail={"way": way, "trouble": trouble})
    return made


def _store(attendee, **fields):
    try:
        with transaction.atomic():
            return SignIn.objects.create(attendee=attendee, **fields)
    except IntegrityError:  # the same person at the same moment, on two screens
        raise DomainError("signed_meanwhile", f"“{attendee.person}”刚刚已经签到，请刷新页面。") from None


@transaction.atomic
def tick_paper(*, actor, session, people):
    """Take over from the signed sheet, whose scan is filed with the session. Returns how many were ticked.

    ``people``: Attendees. Raises DomainError ``people_missing``, ``sheet_missing``.
    """
    session = own_session(actor, session)
    if not people:
        raise DomainError("people_missing", "请勾选签到表上已签名的人员。", "people")
    if not attachments_of(session).exists():
        raise DomainError("sheet_missing", "请先上传签到表扫描件，再勾选已签名的人员。", "people")
    waiting = SignIn.objects.filter(attendee__in=people, standing=SignIn.Standings.WAITING)
    waiting.update(
        standing=SignIn.Standings.REFUSED, note="以纸质签到表为准", decided_by=actor, decided_at=timezone.now()
    )
    unsigned = Attendee.objects.filter(pk__in=[one.pk for one in people], session=session).missing()
    SignIn.objects.bulk_create(
        SignIn(attendee=one, way=SignIn.Ways.PAPER, at=session.starts_at) for one in unsigned
    )  # fmt: skip
    audit.record(actor, "study.tick_paper", session, detail={"people": len(people)})
    return len(people)


@transaction.atomic
def decide_attempt(*, actor, sign_in, accept, note=""):
    """认定: whether a sign-in outside time or place counts. Raises DomainError ``not_waiting``, ``note_required``."""
    session = own_session(actor, sign_in.attendee.session)
    sign_in = SignIn.objects.select_for_update().get(pk=sign_in.pk)
    if sign_in.standing != SignIn.Standings.WAITING:
        raise DomainError("not_waiting", "这条签到已经认定，请刷新页面。")
    if not accept and not note.strip():
        raise DomainError("note_required", "不予认定须写明理由。", "note")
    require_running(session.election)
    sign_in.standing = SignIn.Standings.VALID if accept else SignIn.Standings.REFUSED
    sign_in.note, sign_in.decided_by, sign_in.decided_at = note.strip(), actor, timezone.now()
    sign_in.save(update_fields=["standing", "note", "decided_by", "decided_at"])
    audit.record(actor, "study.decide", session, reason=note.strip(), detail={"accepted": accept})
    return sign_in


@transaction.atomic
def withdraw_sign_in(*, actor, sign_in, note):
    """Somebody was signed in by mistake: the row stays with the reason and counts no more."""
    session = own_session(actor, sign_in.attendee.session)
    if not note.strip():
        raise DomainError("note_required", "撤销签到须写明理由。", "note")
    SignIn.objects.filter(pk=sign_in.pk).update(
        standing=SignIn.Standings.REFUSED, note=note.strip(), decided_by=actor, decided_at=timezone.now()
    )
    audit.record(actor, "study.withdraw", session, reason=note.strip())
