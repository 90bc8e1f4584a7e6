"""Personal names in the whole of GB 18030, and the keys by which a name is found.

A name keeps the characters its holder uses: no normalisation that would swap a
compatibility ideograph (U+F900–FAFF, U+2F800–2FA1F) for its common form.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from itertools import combinations, islice, pairwise, product

from pypinyin import Style, pinyin

from core.errors import DomainError

MAX_LENGTH = 50
MAX_READINGS = 64
INTERPUNCT = "·"  # U+00B7, the mark of 间隔号 in names (GB/T 15834)
BLANKS = re.compile(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]+")
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
WORD = rf"[^\W\d_]|[{HAN}]"  # \w alone would miss the ideographs newer than this Python's Unicode tables
BLANK_AFTER_HAN = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")
MARKS = re.compile(r" ?[·•‧・･∙⋅●]+ ?")
DOT_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}]) ?[.．。] ?(?=[{HAN}])")
NOT_COMPATIBILITY = re.compile(r"[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
COMMON = re.compile("[\u4e00-\u9fff]+")  # what nearly all names consist of
EXTRA_SIGNS = f"{INTERPUNCT} .-'’"
PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))

# Readings that the dictionary lacks or does not put first; surnames stand at the head of a name.
SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao", "曾": "zeng",
    "员": "yun", "乜": "nie", "宓": "fu", "缪": "miao", "繁": "po", "洗": "xian", "冼": "xian", "种": "chong",
    "谌": "shen", "折": "she", "翟": "zhai", "覃": "qin", "召": "shao", "都": "du", "句": "gou", "黑": "he",
    "牟": "mu", "祭": "zhai", "秘": "bi", "隗": "wei", "乐": "yue", "佴": "nai", "阚": "kan", "郗": "chi",
    "能": "nai", "炅": "gui", "角": "jue", "费": "bi", "粘": "nian", "薄": "bo", "卜": "bu", "晟": "sheng",
}  # fmt: skip
COMPOUND_SURNAMES = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "单于": ("chan", "yu"), "澹台": ("tan", "tai"), "亓官": ("qi", "guan"),
    "鲜于": ("xian", "yu"), "长孙": ("zhang", "sun"), "宰父": ("zai", "fu"), "令狐": ("ling", "hu"),
    "皇甫": ("huang", "fu"), "夏侯": ("xia", "hou"),
}  # fmt: skip


@cache
def _variants():
    """``{common character: [compatibility ideographs that stand for it]}``."""
    found = defaultdict(list)
    for point in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        found[unicodedata.normalize("NFKC", chr(point))].append(chr(point))
    return found


def signs_of(query):
    """The characters of which a name holds one if, and only if, it fits a normalised query of one common Chinese character:
    that, and the compatibility ideographs for it. Empty for any other query."""
    return [query, *_variants().get(query, ())] if len(query) == 1 and COMMON.fullmatch(query) else []


def clean_name(text):
    """Return the name as it is kept: interpuncts as “·”, no blanks between Chinese characters.

    Raises ``DomainError`` with the codes ``name_missing``, ``name_length``, ``name_private_use``,
    ``name_control`` or ``name_character``.
    """
    name = str(text or "")
    if not COMMON.fullmatch(name):
        name = _tidy(name)
        if not name:
            raise DomainError("name_missing", "请填写姓名。")
        for place, character in enumerate(name, 1):
            _require_usable(character, place)
    if len(name) > MAX_LENGTH:
        raise DomainError("name_length", f"姓名最多{MAX_LENGTH}个字，填写了{len(name)}个，请核对是否混入了其他内容。")
    return name


def _tidy(text):
    name = BLANKS.sub(" ", text).strip()
    name = NOT_COMPATIBILITY.sub(lambda run: unicodedata.normalize("NFC", run[0]), name)
    name = DOT_BETWEEN_HAN.sub(INTERPUNCT, MARKS.sub(INTERPUNCT, name))
    return BLANK_AFTER_HAN.sub("", name).strip(EXTRA_SIGNS)


def _require_usable(character, place):
    point = ord(character)
    shown = f"姓名第{place}个字（U+{point:04X}）"
    if any(point in area for area in PRIVATE_USE):
        raise DomainError(
            "name_private_use",
            f"{shown}是本机自造字（专用区编码），在别的电脑和打印件上显示不出来。请用支持"
            "生僻字（GB 18030-2022）的输入法重新录入标准字；打不出来的，请向户籍派出所核实该字的标准编码后再填。",
        )
    if re.match(WORD, character) or character in EXTRA_SIGNS:
        return
    category = unicodedata.category(character)
    if category.startswith("C"):
        raise DomainError("name_control", f"{shown}是看不见的控制字符，请删去后重新录入姓名。")
    if not category.startswith("M"):  # marks belong to the letters of some scripts
        raise DomainError("name_character", f"{shown}“{character}”不能用在姓名中，请核对；一格只填一个人的姓名。")


def search_parts(name):
    """Return the set of texts by whose beginnings a search finds the name: its ends, and those of its readings.

    An end is what follows some character: 建国 of 张建国, ``jianguo`` of its pinyin, ``jg`` of its initials; one with
    which another begins (``g``, beside ``guo``) is left out, but never the name itself. At most 64 readings are kept,
    those nearest to the usual one first. Characters without a known reading are left out of the pinyin.
    """
    plain = normalise_query(name)
    combined = list(islice(_combinations(_syllables(plain)), MAX_READINGS))
    initials = [[syllable[0] for syllable in reading] for reading in combined]
    ends = sorted({"".join(signs[start:]) for signs in (plain, *combined, *initials) for start in range(len(signs))})
    return {end for end, following in pairwise([*ends, ""]) if end == plain or not following.startswith(end)}


def usual_reading(name):
    """The pinyin of a name as it is usually read, for sorting; the name itself where no reading is known."""
    plain = normalise_query(name)
    return "".join(next(_combinations(_syllables(plain)))) or plain


def _syllables(plain):
    """The readings of each character that has any, the usual one first; a surname's own reading before all."""
    readings = [_readings(character) for character in plain]
    for place, syllable in enumerate(_surname_syllables(plain)):
        readings[place] = tuple(dict.fromkeys([syllable, *readings[place]]))
    return [each for each in readings if each]


def _surname_syllables(plain):
    if plain[:2] in COMPOUND_SURNAMES:
        return COMPOUND_SURNAMES[plain[:2]]
    return (SURNAME_READINGS[plain[0]],) if plain[:1] in SURNAME_READINGS else ()


@lru_cache(maxsize=4096)
def _readings(character):
    if character.isascii():
        return (character,)
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(found[0]) if found else ()


def _combinations(syllables):
    """Yield one reading per character, those with the fewest unusual choices first."""
    open_places = [place for place, each in enumerate(syllables) if len(each) > 1]
    for changes in range(len(open_places) + 1):
        for places in combinations(open_places, changes):
            yield from product(*(each[1:] if place in places else each[:1] for place, each in enumerate(syllables)))


def normalise_query(text):
    """Return what was typed into a search box, fit to be looked for among ``search_parts``."""
    text = unicodedata.normalize("NFKC", str(text or "")).casefold().replace("ü", "v")
    return re.sub(rf"[^\w{HAN}]|_", "", text)
