"""What must agree in a baseline, and the form that reads what was typed."""

import pytest

from communities.baseline_checks import CHECKS, run
from communities.baseline_sections import BY_KEY, SECTIONS, item_label
from communities.forms.baselines import SectionForm, to_texts
from tests.factories.baselines import TEXTS, answers_of

TEAM = {"members": 9, "seats": 10, "women": 4, "party": 8, "both_committees": 2, "records": ["a"]}
ON_FILE = {"party_members": 12, "open_issues": 0, "team": TEAM}


def sound():
    """Answers of every section that no check objects to."""
    answers = {key: answers_of(key) for key in TEXTS}
    answers["team"]["on_file"] = TEAM
    return answers


def form_of(key, texts, others=None, on_file=ON_FILE):
    form = SectionForm(BY_KEY[key], texts, others=others or {}, on_file=on_file, is_posted=True)
    form.is_valid()
    return form


def test_sound_answers_pass_every_check():
    assert run(sound(), ON_FILE) == []


def test_nothing_filled_in_says_nothing_of_figures():
    assert run({}, ON_FILE) == []


OTHERWISE_ON_FILE = {
    "team_on_file": {"party_members": 0, "team": TEAM | {"members": 0}},
    "issues_in_ledger": {"open_issues": 2},
}
CASES = [
    ("residents_add_up", "population", {"residents": 6000}, "相差 100 人"),
    ("adults_fit", "population", {"adults": 5901}, "年满 18 周岁 5901 人，多于常住人口 5900 人"),
    ("moved_out_fit", "population", {"moved_out": 5201}, "外出半年以上 5201 人，多于户籍人口 5200 人"),
    ("ethnicities_fit", "population", {"ethnicities": [{"name": "汉族", "count": 5901}]}, "各民族合计 5901 人"),
    ("ethnicities_once", "population", {"ethnicities": [{"name": "苗族", "count": 1}] * 2}, "苗族填了不止一行"),
    ("party_age_sum", "party", {"age_60": 31}, "年龄各档合计 121 人，党员总数 120 人，多 1 人"),
    ("party_education_sum", "party", {"junior": 13}, "学历各档合计 118 人，党员总数 120 人，少 2 人"),
    ("party_probationary_fit", "party", {"probationary": 121}, "预备党员 121 人，多于党员总数 120 人"),
    ("party_women_fit", "party", {"women": 121}, "女党员 121 人"),
    ("party_minority_fit", "party", {"minority": 121}, "少数民族党员 121 人"),
    ("party_floating_fit", "party", {"floating_out": 121}, "流出党员 121 人"),
    ("party_members_on_file", "party", {"total": 10}, "党员已有 12 人，党员总数填了 10 人，相差 2 人"),
    ("team_on_file", "team", {}, "名册里还没有本社区班子成员"),
    ("team_unchanged", "team", {"on_file": TEAM | {"members": 8}}, "当时 8 人，现 9 人"),
    ("reserve_or_none", "reserve", {"people": [], "none": False}, "请填写后备人选；确实没有的勾选"),
    (
        "issues_in_ledger",
        "issues",
        {"issues": [], "none": True},
        "台账里本社区还有 2 件没有化解，这里却填了“无，已确认”",
    ),
    ("issues_or_none", "issues", {"issues": [{"level": "一般"}], "none": True}, "又勾选了“无，已确认”"),
]


def test_every_check_has_a_case():
    assert [case[0] for case in CASES] == [check.code for check in CHECKS]


@pytest.mark.parametrize(("code", "section", "change", "words"), CASES)
def test_check_names_figures_and_the_way_out(code, section, change, words):
    answers = sound()
    answers[section] |= change
    on_file = ON_FILE | OTHERWISE_ON_FILE.get(code, {})

    found = {finding.code: finding for finding in run(answers, on_file)}

    assert words in found[code].message
    assert found[code].message.endswith(("。", "；"))
    assert BY_KEY[section].field(found[code].field) is not None


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_answers_survive_the_way_to_the_screen_and_back(section):
    answers = answers_of(section.key)
    assert answers_of(section.key, to_texts(section, answers)) == answers


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_field_keys_are_free_of_the_sign_that_parts_rows(section):
    keys = [field.key for field in section.fields]
    assert (len(set(keys)), [key for key in keys if "-" in key]) == (len(keys), [])


@pytest.mark.parametrize("typed", ["２，３１０", " 2310 ", "2,310"])
def test_figures_are_read_as_people_type_them(typed):
    assert form_of("basics", TEXTS["basics"] | {"households": typed}).answers["households"] == 2310


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("households", "", "请填写“户数”。"),
        ("households", "两千", "“户数”应为整数，例如 120。没有的填 0。"),
        ("households", "0", "“户数”不能小于 1。"),
        ("households", "23100000", "“户数”超过 1000000，请核对是否多打了数字。"),
        ("area", "1.255", "“辖区面积”应为不超过两位小数的数，例如 1.25。"),
        ("party_form", "", "请选择“党组织形式”。"),
        ("party_form", "党组", "请从所列各项中选择“党组织形式”。"),
    ],
)
def test_error_names_the_field_and_the_way_out(name, typed, message):
    assert form_of("basics", TEXTS["basics"] | {name: typed}).errors == {name: [message]}


def test_row_begun_must_be_completed_and_blank_rows_do_not_count():
    texts = TEXTS["population"] | {"ethnicities-2-name": "苗族", "ethnicities-2-count": "", "ethnicities-3-name": ""}
    form = form_of("population", texts)
    assert form.errors == {"ethnicities-2-count": ["第 3 行请填写“人数”，或把这一行清空。"]}
    assert [row["name"] for row in form.answers["ethnicities"]] == ["汉族", "布依族"]


def test_reserve_name_follows_the_rules_for_names():
    texts = TEXTS["reserve"] | {"people-0-name": "买买提•艾力"}
    assert form_of("reserve", texts).answers["people"][0]["name"] == "买买提·艾力"
    assert "people-0-name" in form_of("reserve", TEXTS["reserve"] | {"people-0-name": "田\ue000"}).errors


def test_rows_beyond_the_limit_are_not_taken():
    assert form_of("reserve", {"people-60-name": "田蕾", "people-59-name": "罗翀"}).row_counts["people"] == 60
    assert form_of("reserve", {"people-999999-name": "田蕾"}).row_counts["people"] == 1


@pytest.mark.parametrize(
    "name", ["people", "people-0", "people-x-name", "people-0-phone", "none-1", "state", "people-²-name"]
)
def test_section_owns_no_other_names(name):
    assert not BY_KEY["reserve"].owns(name)


def test_item_label_reads_as_on_the_page():
    assert (item_label("party", "total"), item_label("party", "")) == ("党员结构 · 党员总数", "党员结构")
