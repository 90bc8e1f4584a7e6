"""What must be so before a talk moves on, and the bounds of its dates."""

from datetime import date, timedelta

from django.db.models import Min
from django.utils import timezone

from communities.models import CommitteeMember, Election
from core.attachments import attachments_of
from core.errors import DomainError
from core.signatures import is_of, signatures_of
from interviews.models.talks import TalkSeat

PARTNER = "partner"
NEEDED = {
    "held_from": "谈话时间", "place": "谈话地点", "method": "谈话方式", "content": "谈话内容要点",
    "stand": "进退留转表态", "mood": "思想动态", "obedience": "服从组织安排",
}  # fmt: skip


def missing_parts(talk):
    """What the record still lacks, in the words of the form."""
    lacking = [label for name, label in NEEDED.items() if not getattr(talk, name)]
    return lacking if talk.seats.filter(role=TalkSeat.Roles.LEAD).exists() else ["谈话人", *lacking]


def require_complete(talk, actor):
    lacking = missing_parts(talk)
    if lacking:
        raise DomainError("talk_incomplete", f"{talk.code}还缺：{'、'.join(lacking)}。请补齐后再办理。")


def roles_to_sign(talk):
    """``[(role, label, name)]`` of all who sign: who talked, the partner, who took the record."""
    named = talk.people
    seats = [(role.value, role.label) for role in TalkSeat.Roles]
    lines = [*seats[:2], (PARTNER, "谈话对象"), *seats[2:]]
    return [(role, label, named[role]["name"]) for role, label in lines if role in named]


def unsigned(talk):
    """The names of those whose signature under the present text is missing."""
    text = talk.frozen.encode()
    signed = {signature.role for signature in signatures_of(talk) if is_of(signature, text)}
    return [name for role, _, name in roles_to_sign(talk) if role not in signed]


def require_signatures(talk, actor):
    """Signed by all on the screen, or on paper whose scan is filed with the talk."""
    names = unsigned(talk)
    if names and not attachments_of(talk).exists():
        raise DomainError(
            "talk_unsigned", f"还没有签字：{'、'.join(names)}。请在屏幕上签字，或上传签字后的纸质记录扫描件，再归档。"
        )


def require_no_scan(talk, actor):
    """A scan shows that the talk was held: it is to be recorded, not cancelled or given to another."""
    if attachments_of(talk).exists():
        raise DomainError("talk_has_scan", f"{talk.code}已有扫描件，请登记谈话记录，不能取消或改派。")


def earliest_day(talk):
    """The first day on which the talk can have been held: the partner's taking office, or the last election."""
    election = talk.election
    earlier = Election.objects.filter(region=election.region_id, election_day__lt=election.election_day).first()
    began = earlier.election_day if earlier else _years_before(election.election_day, election.term_years)
    seats = CommitteeMember.objects.filter(person=talk.partner_id, committee__election=election)
    took_office = seats.aggregate(first=Min("since"))["first"]
    return max(began, took_office or began)


def _years_before(day, years):
    return date(day.year - years, day.month, 1)


def require_sound_times(talk, held_from, held_until):
    """Within the term, not in the future, and the end after the start."""
    day = timezone.localdate(held_from)
    first = earliest_day(talk)
    if held_until <= held_from:
        raise DomainError("talk_ends_before", "结束时间早于或等于开始时间，请核对。", "ends")
    if held_until > timezone.now() + timedelta(minutes=5):  # a phone's clock may run ahead a little
        field = "held_on" if day > timezone.localdate() else "ends"
        raise DomainError("talk_in_future", "谈话时间还没有到，不能登记。请填写实际谈话时间。", field)
    if day < first:
        raise DomainError(
            "talk_before_term",
            f"谈话日期 {day:%Y-%m-%d} 早于本届开始（{first:%Y-%m-%d}），请核对年份。",
            "held_on",
        )
