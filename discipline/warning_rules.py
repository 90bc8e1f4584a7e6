"""What must be so before a warning talk moves on, and who signs its record."""

from datetime import timedelta

from django.utils import timezone

from core.attachments import attachments_of
from core.errors import DomainError
from core.signatures import is_of, signatures_of

NEEDED = {"held_from": "谈话时间", "place": "谈话地点", "content": "谈话内容要点", "answer": "本人表态"}
TALKER, RECORDER = "talker", "recorder"


def missing_parts(talk):
    """What the record still lacks, in the words of the form."""
    lacking = [label for name, label in NEEDED.items() if not getattr(talk, name)]
    return lacking if talk.partners.filter(was_there=True).exists() else [*lacking, "到场人员"]


def require_complete(talk, actor):
    lacking = missing_parts(talk)
    if lacking:
        raise DomainError("warning_incomplete", f"{talk.code}还缺：{'、'.join(lacking)}。请补齐后再办理。")


def roles_to_sign(talk):
    """``[(role, label, name)]``: who warned, everybody who was there, who took the record."""
    lines = [(TALKER, "谈话人", talk.talker.name)]
    there = talk.partners.filter(was_there=True).select_related("person")
    lines += [(partner.role, "谈话对象", partner.person.name) for partner in there]
    return lines + ([(RECORDER, "记录人", talk.recorder.name)] if talk.recorder else [])


def unsigned(talk):
    """``[(role, name)]`` of those whose signature under the present text is missing."""
    text = talk.frozen.encode()
    signed = {signature.role for signature in signatures_of(talk) if is_of(signature, text)}
    return [(role, name) for role, _, name in roles_to_sign(talk) if role not in signed]


def require_signatures(talk, actor):
    """Signed by all on the screen, or on paper whose scan is filed with the talk."""
    names = [name for _, name in unsigned(talk)]
    if names and not attachments_of(talk).exists():
        raise DomainError(
            "warning_unsigned",
            f"还没有签字：{'、'.join(names)}。请在屏幕上签字，或上传签字后的纸质记录扫描件，再归档。",
        )


def require_sound_times(held_from, held_until):
    """Not in the future, and the end after the start."""
    if held_until <= held_from:
        raise DomainError("warning_ends_before", "结束时间早于或等于开始时间，请核对。", "ends")
    if held_until > timezone.now() + timedelta(minutes=5):  # a phone's clock may run ahead a little
        field = "held_on" if timezone.localdate(held_from) > timezone.localdate() else "ends"
        raise DomainError("warning_in_future", "谈话时间还没有到，不能登记。请填写实际谈话时间。", field)
