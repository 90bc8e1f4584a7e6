"""Made-up people: names (rare characters among them), dates, ID numbers, schools. Seeded, so each build is alike."""

from datetime import date
from itertools import count, product

from communities.models import Affiliations, Educations, Sexes
from core.ids import compose_id_number

SURNAMES = "周陈李王张刘杨罗吴赵黄何龙韦田石潘莫蒙岑单仇解区盖查朴尉"
RARE_NAMES = (
    ("罗翀", "male"), ("周燊", "male"), ("陈喆", "male"), ("李㛃", "female"), ("王䶮", "male"), ("赵𬱖", "female"),
    ("吴𫖯", "male"), ("杨𬭚", "male"), ("单堃", "male"), ("潘昇", "male"), ("龙甯", "female"), ("田珺", "female"),
    ("阿依·古丽", "female"), ("尉迟赟", "male"),
)  # fmt: skip
MALE_GIVEN = ("建国", "志强", "明辉", "文斌", "永康", "德昌", "家骏", "立新", "光远", "少华", "一鸣", "勇", "涛", "毅")
FEMALE_GIVEN = ("秀兰", "丽华", "晓燕", "桂芳", "雅琴", "思雨", "静怡", "春梅", "佳慧", "敏", "娟", "雪", "倩", "玲")
ETHNICITIES = ("汉族", "汉族", "汉族", "汉族", "布依族", "苗族", "侗族", "土家族")
SCHOOLS = {
    Educations.SENIOR: "市第二职业中学",
    Educations.COLLEGE: "省广播电视大学 行政管理",
    Educations.BACHELOR: "省民族大学 社会工作",
    Educations.MASTER: "省大学 公共管理",
}


def _names():
    """Rare names first, then combinations in a fixed, well-mixed order; no name twice."""
    yield from RARE_NAMES
    pairs = list(product(zip(MALE_GIVEN, FEMALE_GIVEN, strict=True), SURNAMES))
    step = 37  # prime to the number of pairs, so that neighbours differ in both parts
    for position in range(len(pairs)):
        (male, female), surname = pairs[position * step % len(pairs)]
        yield (surname + male, "male") if position % 5 < 3 else (surname + female, "female")


class MadeUpPeople:
    """Hands out the fields of one made-up person after another."""

    def __init__(self, random, region_code):
        self._random, self._region_code = random, region_code[:6]
        self._names, self._serials, self._phones = _names(), count(1), count(1)

    def next(self, *, born, party=0.6, educations=tuple(Educations)):
        """Fields of a :class:`communities.models.Person`, without community.

        ``born``: (first, last) year of birth. ``party``: chance of being a Party member.
        """
        name, sex = next(self._names)
        birth_date = date(self._random.randint(*born), self._random.randint(1, 12), self._random.randint(1, 28))
        education = self._random.choice(educations)
        is_party = self._random.random() < party
        return {
            "name": name,
            "sex": Sexes(sex),
            "birth_date": birth_date,
            "ethnicity": self._random.choice(ETHNICITIES),
            "id_number": self._id_number(birth_date, sex),
            "phone": f"13900{next(self._phones):06d}",
            "education": education,
            "school": SCHOOLS.get(education, ""),
            "affiliation": Affiliations.PARTY if is_party else Affiliations.NONE,
            "party_joined_on": date(birth_date.year + self._random.randint(22, 30), 7, 1) if is_party else None,
            "native_place": "贵州贵阳",
            "resume": self._resume(birth_date, education),
        }

    def _id_number(self, birth_date, sex):
        """A serial's last digit is odd for men."""
        serial = next(self._serials) * 2 + (1 if sex == "male" else 0)
        return compose_id_number(self._region_code, birth_date, serial % 1000)

    def _resume(self, birth_date, education):
        left_school = birth_date.year + (22 if education >= Educations.COLLEGE else 19)
        joined = min(left_school + self._random.randint(3, 12), 2021)
        return f"{left_school}.09—{joined}.06 辖区企业职工\n{joined}.07—2021.10 社区工作者、网格员\n2021.10— 社区工作"
