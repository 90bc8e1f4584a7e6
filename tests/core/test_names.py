import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.names import MAX_READINGS, clean_name, normalise_query, search_parts, usual_reading


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张三", "张三"),
        (" 张　三\n", "张三"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ‧ 艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提··艾力·", "买买提·艾力"),
        ("J.  Smith", "J. Smith"),
        ("Jose\u0301", "José"),
        ("㛃", "㛃"),
        ("𬍛明", "𬍛明"),
        ("〇一", "〇一"),
        ("\uf9dc", "\uf9dc"),
        ("\U0002f80a", "\U0002f80a"),
        ("王\U000323b1", "王\U000323b1"),
        ("\ufa0e\u9fff", "\ufa0e\u9fff"),
        ("张\u200b三\u202c", "张三"),
        ("欧" * 50, "欧" * 50),
    ],
)
def test_name_is_kept_as_its_holder_writes_it(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code", "begins"),
    [
        ("", "name_missing", "请填写姓名。"),
        (None, "name_missing", "请填写姓名。"),
        (" · ", "name_missing", "请填写姓名。"),
        ("欧" * 51, "name_length", "姓名最多50个字，填写了51个"),
        ("王\ue863", "name_private_use", "姓名第2个字（U+E863）是本机自造字"),
        ("王\U000f0001", "name_private_use", "姓名第2个字（U+F0001）是本机自造字"),
        ("王\U0010fffd", "name_private_use", "姓名第2个字（U+10FFFD）是本机自造字"),
        ("王\x07三", "name_control", "姓名第2个字（U+0007）是看不见的控制字符"),
        ("张三、李四", "name_character", "姓名第3个字（U+3001）“、”不能用在姓名中"),
        ("张三2", "name_character", "姓名第3个字（U+0032）“2”不能用在姓名中"),
        ("王□", "name_character", "姓名第2个字（U+25A1）“□”不能用在姓名中"),
        ("=1+1", "name_character", "姓名第1个字（U+003D）“=”不能用在姓名中"),
    ],
)
def test_what_is_no_name_is_explained(typed, code, begins):
    with pytest.raises(DomainError) as refusal:
        clean_name(typed)
    assert refusal.value.code == code
    assert refusal.value.message.startswith(begins)


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("单雄信", {"shanxiongxin", "danxiongxin", "sxx", "dxx"}),
        ("仇英", {"qiuying", "chouying"}),
        ("解缙", {"xiejin", "jiejin"}),
        ("区嘉", {"oujia", "qujia"}),
        ("查良镛", {"zhaliangyong", "chaliangyong"}),
        ("盖叫天", {"gejiaotian", "gaijiaotian"}),
        ("朴树", {"piaoshu", "pushu"}),
        ("尉迟恭", {"yuchigong", "ycg"}),
        ("万俟卨", {"moqixie"}),
        ("长孙无忌", {"zhangsunwuji", "zswj"}),
        ("谌容", {"chenrong", "shenrong"}),
        ("吕布", {"lvbu"}),
        ("买买提·艾力", {"maimaitiaili", "mmtal", "买买提艾力"}),
        ("王\U000323b1", {"wang", "王\U000323b1"}),
    ],
)
def test_name_is_found_by_each_reading(name, readings):
    assert readings <= search_parts(name)


def test_surname_reading_comes_first():
    assert usual_reading("单雄信") == "shanxiongxin"


def test_every_end_of_a_name_and_of_its_reading_is_a_part():
    assert search_parts("张建国") == {
        "张建国", "建国", "国", "zhangjianguo", "jianguo", "guo", "zjg", "jg",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["张建国", "欧阳娜", "单田芳", "阿安", "买买提·阿里", "Li", "A", "王\U000323b1"])
def test_a_part_with_which_another_begins_is_left_out_and_found_all_the_same(name):
    parts = search_parts(name)
    begun = {one for one in parts for other in parts if one != other and other.startswith(one)}
    assert begun <= {normalise_query(name)}
    reading = usual_reading(name)
    assert all(any(part.startswith(query) for part in parts) for query in (reading[:1], reading, normalise_query(name)))


def test_readings_are_bounded_and_keep_every_surname_reading():
    name = "曾" + "乐单重" * 16
    parts = search_parts(name)
    assert len([part for part in parts if part.startswith(("zeng", "ceng"))]) == MAX_READINGS
    assert any(part.startswith("ceng") for part in parts)


def test_long_name_of_single_readings_is_no_work():
    assert len(search_parts("㐀" * 50)) == 3


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        (" Zhang San ", "zhangsan"),
        ("ＺＳ", "zs"),
        ("lü bu", "lvbu"),
        ("买买提 • 艾力", "买买提艾力"),
        ("%_", ""),
        ("\uf9dc", "隆"),
        ("王\U000323b1", "王\U000323b1"),
    ],
)
def test_query_is_normalised_like_the_keys(typed, query):
    assert normalise_query(typed) == query


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x323AF), min_size=1, max_size=60))
def test_any_text_is_a_name_that_finds_itself_or_is_refused(text):
    try:
        name = clean_name(text)
    except DomainError as refusal:
        assert refusal.code.startswith("name_")
    else:
        assert clean_name(name) == name
        assert normalise_query(name) in search_parts(name)
