"""Citizen identity numbers (公民身份号码, GB 11643-1999) and telephone numbers: read, checked, masked.

No message of this module quotes a number: messages end in logs, pages and files.
``stdnum.cn.ric.validate`` is avoided on purpose: its table of regions lacks new districts
and the residence permits 81, 82 and 83, and for some codes it fails with ``KeyError``.
"""

import re
from datetime import date
from operator import mul
from typing import NamedTuple

from django.db.models import TextChoices
from stdnum.cn import ric

from core.dates import chinese_date, chinese_month, is_future
from core.errors import DomainError

EARLIEST_BIRTH_YEAR = 1900
BLANKS = re.compile(
    r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
)  # with the invisible marks that copying brings along
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ（）－＋", "0123456789Xx()-+")
ID_SIGNS = re.compile(r"[0-9]{17}[0-9X]")
WEIGHTS, CHECK_SIGNS = tuple(2**place % 11 for place in range(17, 0, -1)), "10X98765432"
ZEROS = ord("0") * sum(WEIGHTS)
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})-?([2-9]\d{6,7})")
# In running text, in whatever width: 15 or 18 characters as of an ID number, or a mobile number.
NUMBER_WITHIN = re.compile(r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{15}|[1１][3-9３-９]\d{9})(?!\d)")


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class IdNumber(NamedTuple):
    """A checked 18-character number and what it says of its holder. Its repr does not show the number."""

    number: str
    region_code: str  # where it was first issued: six digits, perhaps of a district long gone
    birth_date: date
    sex: Sex

    def __repr__(self):
        return f"IdNumber(sex={self.sex!r})"


def _compact(text):
    text = str(text or "")
    if text.isascii() and text.isalnum():  # most are: nothing to take out
        return text.upper()
    return BLANKS.sub("", text).lstrip("'‘’").translate(FULL_WIDTH).upper()


def parse_id_number(text):
    """Return the ``IdNumber`` that ``text`` holds, in whatever width, case and spacing it was typed.

    Raises what :func:`clean_id_number` raises.
    """
    return read_id_number(clean_id_number(text))


def clean_id_number(text):
    """Return the 18 characters of the number that ``text`` holds.

    Raises ``DomainError`` with the codes ``id_missing``, ``id_length``, ``id_characters``,
    ``id_region``, ``id_birth_date`` or ``id_check_digit``.
    """
    number = _compact(text)
    _require_shape(number)
    _require_birth_date(number)
    if _check_sign(number) != number[-1]:
        raise DomainError("id_check_digit", "身份证号的校验位不符，其中有数字录错，请对照证件逐位核对。")
    return number


def read_id_number(number):
    """The ``IdNumber`` of a number that was checked before, and is kept as it was returned then."""
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdNumber(number, number[:6], _born(number), sex)


def _check_sign(number):
    """GB 11643-1999, 3.4: ISO 7064 MOD 11-2 over the first seventeen digits, taken as bytes, each its code above zero's."""
    return CHECK_SIGNS[(sum(map(mul, WEIGHTS, number[:17].encode())) - ZEROS) % 11]


def _require_shape(number):
    if not number:
        raise DomainError("id_missing", "请填写身份证号。")
    if len(number) == 15:
        raise DomainError("id_length", "这是15位的旧证号，请填写现行证件上的18位号码。")
    if len(number) != 18:
        raise DomainError("id_length", f"身份证号应为18位，填写了{len(number)}位，请对照证件核对。")
    if not ID_SIGNS.fullmatch(number):
        wrong = next(place for place, sign in enumerate(number, 1) if not _allowed(sign, place))
        raise DomainError("id_characters", f"身份证号第{wrong}位不是数字（只有最后一位可以是X），请对照证件核对。")
    if number[0] == "0":
        raise DomainError("id_region", "身份证号前6位应为地区代码，不会以0开头，请对照证件核对。")


def _allowed(sign, place):
    return sign in "0123456789" or (place == 18 and sign == "X")


def _require_birth_date(number):
    try:
        birth_date = _born(number)
    except ValueError:
        birth_date = None
    if birth_date is None or birth_date.year < EARLIEST_BIRTH_YEAR or is_future(birth_date):
        raise DomainError("id_birth_date", "身份证号第7至14位不是可能的出生日期，请对照证件核对。")


def _born(number):
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def compose_id_number(region_code, birth_date, serial):
    """Return a number that passes every check, for demonstration data and tests only.

    ``region_code`` is six digits; ``serial`` is 0 to 999, odd for men.
    """
    body = f"{region_code}{birth_date:%Y%m%d}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


def mask_id_number(number):
    """Show the first and last character only: any more, beside a birth date, gives the number away."""
    return number[:1] + "*" * (len(number) - 2) + number[-1:] if len(number) > 2 else "*" * len(number)


def age_on(birth_date, day):
    """Return the age in full years (周岁) on ``day``; a birthday counts from the day itself."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def contradictions(id_number, *, sex=None, birth_date=None):
    """Return Chinese sentences on what was typed against what the ``IdNumber`` says; empty if they agree.

    A typed birth date on the first of a month counts as known to the month only (see ``core.dates``).
    """
    sentences = []
    if sex and sex != id_number.sex:
        sentences.append(f"填写的性别是{Sex(sex).label}，身份证号显示为{id_number.sex.label}。")
    if birth_date and not _same_birth(birth_date, id_number.birth_date):
        shown = chinese_month if birth_date.day == 1 else chinese_date
        sentences.append(f"填写的出生日期是{shown(birth_date)}，身份证号显示为{shown(id_number.birth_date)}。")
    return sentences


def _same_birth(typed, known):
    return typed == known or (typed.day == 1 and typed.replace(day=known.day) == known)


def parse_phone(text):
    """Return a mobile number as 11 digits or a landline as ``0851-1234567``.

    Raises ``DomainError`` with the codes ``phone_missing`` or ``phone_invalid``.
    """
    digits = _compact(text)
    if MOBILE.fullmatch(digits):
        return digits
    digits = re.sub(r"[()]", "", digits).replace("—", "-")
    if not digits:
        raise DomainError("phone_missing", "请填写联系电话。")
    landline = LANDLINE.fullmatch(digits)
    if landline:
        return "-".join(landline.groups())
    mobile = re.sub(r"^(\+|00)?86(?=1)", "", digits.replace("-", ""))
    if not MOBILE.fullmatch(mobile):
        raise DomainError(
            "phone_invalid", "联系电话应为11位手机号码，或带区号的固定电话（如 0851-85981234），请核对；只填一个号码。"
        )
    return mobile


def mask_phone(text, hidden=False):
    """Return ``138****5678``, or ``*******5678`` with ``hidden`` (people who complained)."""
    if len(text) < 8:
        return "*" * len(text)
    shown = "" if hidden else text[:3]
    return shown + "*" * (len(text) - 4 - len(shown)) + text[-4:]


def mask_within(text):
    """Mask every ID and mobile number inside a text that people typed: columns shift, and reasons say too much."""
    return NUMBER_WITHIN.sub(lambda found: mask_id_number(found[0]), text)
