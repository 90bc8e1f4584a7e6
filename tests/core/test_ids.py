from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.ids import (
    Sex,
    age_on,
    compose_id_number,
    contradictions,
    mask_id_number,
    mask_phone,
    mask_within,
    parse_id_number,
    parse_phone,
)

BORN = date(1975, 6, 3)
NUMBER = compose_id_number("520102", BORN, 7)
ID_NUMBERS = st.builds(
    compose_id_number,
    st.integers(100000, 999999).map(str),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)


@given(ID_NUMBERS)
def test_every_composed_number_is_accepted(number):
    found = parse_id_number(number)
    assert (found.number, found.region_code, f"{found.birth_date:%Y%m%d}") == (number, number[:6], number[6:14])
    assert found.sex == (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


@given(ID_NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(DomainError):
        parse_id_number(wrong)


@given(st.text(max_size=25))
def test_any_text_is_read_or_refused_without_being_quoted(text):
    try:
        parse_id_number(text)
    except DomainError as refusal:
        assert not any(text[start : start + 4] in refusal.message for start in range(max(0, len(text) - 3)))


def test_number_is_read_however_it_was_typed():
    ending_in_x = next(n for n in (compose_id_number("810000", BORN, s) for s in range(99)) if n.endswith("X"))
    full_width = ending_in_x.translate(str.maketrans("0123456789X", "０１２３４５６７８９ｘ"))
    spaced = f" '{ending_in_x[:6]} {ending_in_x[6:14]}\u3000{ending_in_x[14:].lower()}\u202c\n"
    assert {parse_id_number(each).number for each in (ending_in_x, full_width, spaced)} == {ending_in_x}


@pytest.mark.parametrize("region", ["330113", "330114", "320509", "340209", "350404", "810000", "820000", "830000"])
def test_regions_that_no_table_knows_are_accepted(region):
    assert parse_id_number(compose_id_number(region, BORN, 8)).sex == Sex.FEMALE


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "id_missing", "请填写身份证号。"),
        (None, "id_missing", "请填写身份证号。"),
        (NUMBER[:-1], "id_length", "身份证号应为18位，填写了17位，请对照证件核对。"),
        ("520102750603007", "id_length", "这是15位的旧证号，请填写现行证件上的18位号码。"),
        (
            NUMBER[:5] + "O" + NUMBER[6:],
            "id_characters",
            "身份证号第6位不是数字（只有最后一位可以是X），请对照证件核对。",
        ),
        ("0" + NUMBER[1:], "id_region", "身份证号前6位应为地区代码，不会以0开头，请对照证件核对。"),
        (
            "520102197502300074",
            "id_birth_date",
            "身份证号第7至14位不是可能的出生日期，请对照证件核对。",
        ),
        (
            compose_id_number("520102", date(2199, 1, 1), 1),
            "id_birth_date",
            "身份证号第7至14位不是可能的出生日期，请对照证件核对。",
        ),
        (
            NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"),
            "id_check_digit",
            "身份证号的校验位不符，其中有数字录错，请对照证件逐位核对。",
        ),
    ],
)
def test_wrong_number_is_explained(text, code, message):
    with pytest.raises(DomainError) as refusal:
        parse_id_number(text)
    assert (refusal.value.code, refusal.value.message) == (code, message)


def test_repr_shows_nothing_of_the_number():
    assert repr(parse_id_number(NUMBER)) == f"IdNumber(sex={Sex.MALE!r})"


def test_mask_leaves_first_and_last():
    assert mask_id_number("310104198002130017") == "3****************7"
    assert mask_id_number("") == ""


@pytest.mark.parametrize("sex_serials", [range(1, 1000, 2), range(0, 1000, 2)])
def test_mask_leaves_at_least_forty_numbers_to_one_who_knows_all_else(sex_serials):
    """T12: district, birth date and sex known, the mask must not give the number away."""
    numbers = [compose_id_number("520102", BORN, serial) for serial in sex_serials]
    by_mask = {}
    for number in numbers:
        by_mask.setdefault(mask_id_number(number), []).append(number)
    assert min(len(each) for each in by_mask.values()) >= 40


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (BORN, date(2026, 6, 2), 50),
        (BORN, date(2026, 6, 3), 51),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_age_counts_full_years(born, day, age):
    assert age_on(born, day) == age


@given(st.dates(date(1900, 1, 1), date(2000, 1, 1)), st.integers(0, 36500))
def test_age_grows_by_at_most_one_a_year(born, days):
    day = born + timedelta(days=days)
    assert age_on(born, day + timedelta(days=366)) - age_on(born, day) in (1, 2)


@pytest.mark.parametrize(
    ("sex", "birth_date", "sentences"),
    [
        (Sex.MALE, BORN, []),
        ("male", date(1975, 6, 1), []),
        (None, None, []),
        (
            "female",
            date(1975, 7, 1),
            [
                "填写的性别是女，身份证号显示为男。",
                "填写的出生日期是1975年7月，身份证号显示为1975年6月。",
            ],
        ),
        (None, date(1975, 6, 30), ["填写的出生日期是1975年6月30日，身份证号显示为1975年6月3日。"]),
    ],
)
def test_contradictions_name_both_sides(sex, birth_date, sentences):
    assert contradictions(parse_id_number(NUMBER), sex=sex, birth_date=birth_date) == sentences


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234-5678 ", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("００８６１３８１２３４５６７８", "13812345678"),
        (13812345678, "13812345678"),
        ("（0851）85981234", "0851-85981234"),
        ("0851-8598123", "0851-8598123"),
        ("02885981234", "028-85981234"),
    ],
)
def test_phone_is_read_however_it_was_typed(text, phone):
    assert parse_phone(text) == phone


@pytest.mark.parametrize("text", ["12812345678", "1381234567", "138123456789", "13812345678、13912345678", "abc"])
def test_wrong_phone_is_refused(text):
    with pytest.raises(DomainError) as refusal:
        parse_phone(text)
    assert refusal.value.code == "phone_invalid"


def test_missing_phone_is_refused():
    with pytest.raises(DomainError) as refusal:
        parse_phone(" ")
    assert refusal.value.code == "phone_missing"


def test_phone_masks():
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("13812345678", hidden=True) == "*******5678"
    assert mask_phone("") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("核对110101199003070011的证件", "核对1****************1的证件"),
        ("末位是x：11010119900307001x。", "末位是x：1****************x。"),
        ("１１０１０１１９９００３０７００１Ｘ", "１****************Ｘ"),
        ("旧证110101900307001", "旧证1*************1"),
        ("打13812345678或13912345678", "打1*********8或1*********8"),
        ("黔委〔2026〕12号，2026.11.05，85981234", "黔委〔2026〕12号，2026.11.05，85981234"),
        ("社区520102032001", "社区520102032001"),
    ],
)
def test_numbers_inside_a_text_are_masked(text, shown):
    assert mask_within(text) == shown
