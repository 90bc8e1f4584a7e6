"""What a community's baseline asks: the sections and their fields, in one table.

The fields follow the community ledgers that streets keep (社区基本情况台账, 重难点社区台账,
后备力量台账); the age bands are those of the team analysis, so that both compare. Answers are
kept by section and key: ``{"basics": {"households": 2310, …}, …}``.
"""

from collections import defaultdict
from dataclasses import dataclass

from communities.baseline_fields import Area, Choice, Line, Number, Rows, Tick
from core.errors import DomainError

ETHNICITY_NAMES = """
汉族 布依族 苗族 侗族 土家族 彝族 仡佬族 水族 白族 回族 壮族 瑶族 满族 蒙古族 藏族 维吾尔族 朝鲜族 哈尼族 傣族 黎族
傈僳族 佤族 畲族 高山族 拉祜族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 锡伯族
阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族
门巴族 珞巴族 基诺族 哈萨克族 其他
"""  # the province's larger groups first: the list is long on a phone
ETHNICITIES = tuple(ETHNICITY_NAMES.split())
AGE_KEYS = ("age_35", "age_45", "age_55", "age_59", "age_60")
EDUCATION_KEYS = ("master", "bachelor", "college", "senior", "junior")


@dataclass(frozen=True)
class Section:
    """A page of the baseline. ``hint`` stands under its title in the task list."""

    key: str
    title: str
    hint: str
    fields: tuple

    def field(self, key):
        """The field of that key, or None."""
        return next((field for field in self.fields if field.key == key), None)

    def owns(self, name):
        """Whether a page of this section has an input of that flat name."""
        key, *place = name.split("-")
        field = self.field(key)
        return field is not None and field.owns(place)


SECTIONS = (
    Section("basics", "基本情况", "户数、面积、小组、网格", (
        Area("area", "辖区面积", "平方公里"),
        Number("households", "户数", "户", "常住的户，含租住户。", minimum=1),
        Number("estates", "住宅小区（院落）", "个", "没有的填 0。"),
        Number("resident_groups", "居民小组", "个"),
        Number("grids", "网格", "个"),
        Choice("party_form", "党组织形式", options=("党委", "党总支", "党支部")),
        Number("branches", "下设党支部", "个", "没有下设的填 0。"),
    )),
    Section("population", "人口与民族", "户籍、常住、各民族人数", (
        Number("registered", "户籍人口", "人", "户口在本社区的人数。"),
        Number("moved_out", "其中外出半年以上", "人", "户口在、人不住在本社区。"),
        Number("moved_in", "流入人口", "人", "户口不在、住在本社区半年以上。"),
        Number("residents", "常住人口", "人", "户籍人口减外出，加流入。", minimum=1),
        Number("adults", "其中年满 18 周岁", "人"),
        Rows("ethnicities", "各民族人数", help="按常住人口填，含汉族。", noun="民族", required=True, columns=(
            Choice("name", "民族", options=ETHNICITIES),
            Number("count", "人数", "人", minimum=1),
        )),
    )),
    Section("party", "党员结构", "年龄、学历、流动党员", (
        Number("total", "党员总数", "人", "组织关系在本社区的党员，含预备党员。"),
        Number("probationary", "其中预备党员", "人"),
        Number("women", "其中女党员", "人"),
        Number("minority", "其中少数民族党员", "人"),
        Number("age_35", "35 岁及以下", "人", group="按年龄"),
        Number("age_45", "36 至 45 岁", "人"),
        Number("age_55", "46 至 55 岁", "人"),
        Number("age_59", "56 至 59 岁", "人"),
        Number("age_60", "60 岁及以上", "人"),
        Number("master", "研究生", "人", group="按学历"),
        Number("bachelor", "本科", "人"),
        Number("college", "大专", "人"),
        Number("senior", "高中（中专）", "人"),
        Number("junior", "初中及以下", "人"),
        Number("floating_out", "流出党员", "人", "组织关系在本社区，外出半年以上。", group="流动党员"),
        Number("floating_in", "流入党员", "人", "在本社区参加活动，组织关系不在。"),
    )),
    Section("team", "现任班子", "由名册带入，核对即可", (
        Tick("as_on_file", "以上名单与实际一致", required=True),
        Line("vacancies", "空缺、长期请假等说明", help="没有的不填。", length=200, is_long=True, required=False),
    )),
    Section("reserve", "后备储备", "可用人选与特点", (
        Rows("people", "后备人选", noun="人选", columns=(
            Line("name", "姓名", length=50, is_name=True),
            Line("occupation", "现从业或身份", length=40),
            Line("strengths", "特点", help="例如：年轻、会做群众工作、退役军人。", length=80),
        )),
        Tick("none", "无，已确认", help="确实没有可用的后备人选时勾选。"),
    )),
    Section("issues", "难点问题", "信访、矛盾、选情", (
        Rows("issues", "难点问题", help="不写当事人姓名、证件号和电话。", noun="问题", columns=(
            Choice("kind", "类别", options=("信访", "矛盾纠纷", "选情复杂", "无合适人选", "班子不团结", "其他")),
            Choice("level", "程度", options=("一般", "较重", "严重")),
            Line("description", "情况", length=300, is_long=True),
            Line("measures", "已采取的措施", length=200, required=False),
        )),
        Tick("none", "无，已确认", help="排查后确实没有难点问题时勾选。"),
    )),
    Section("standing", "实绩与认可", "本届实绩、群众认可度", (
        Line("achievements", "本届主要实绩", help="两三件群众看得见的事。", length=500, is_long=True),
        Choice("recognition", "群众认可度", options=("认可", "比较认可", "一般", "不认可")),
        Line("basis", "怎么了解到的", help="例如：走访 60 户、座谈 2 场、问卷 120 份。", length=200),
    )),
)  # fmt: skip
BY_KEY = {section.key: section for section in SECTIONS}


def item_label(section_key, field_key):
    """“党员结构 · 党员总数”; the section's title alone where no field is named."""
    section = BY_KEY[section_key]
    field = section.field(field_key)
    return f"{section.title} · {field.label}" if field else section.title


def require_complete(baseline):
    """Guard of ``submit``: DomainError ``baseline_incomplete`` that lists what is still to do."""
    from communities.baseline_progress import Progress

    missing = Progress.of(baseline).missing
    if missing:
        raise DomainError(
            "baseline_incomplete", f"还不能报送，还差 {len(missing)} 项：{'、'.join(missing)}。请逐项填好并保存。"
        )


def require_return_reasons(baseline):
    """Guard of ``give_back``: at least one item of this round is marked with a reason."""
    if not baseline.returns.this_round(baseline).exists():
        raise DomainError("no_return_reasons", "请先在有问题的项目下写明退回理由，至少一项，再退回。")


def require_no_return_marks(baseline):
    """Guard of ``accept``: what was marked for return is either returned or withdrawn, not passed over."""
    if baseline.returns.this_round(baseline).exists():
        raise DomainError("return_marks_left", "已有项目标了退回理由。请退回补正，或先撤销这些理由再接收。")


def _minority(ethnicities):
    return sum(row["count"] for row in ethnicities if row["name"] != "汉族")


def _headline(answers):
    population, issues = answers["population"], answers["issues"]
    return {
        "households": answers["basics"].get("households"),
        "residents": population.get("residents"),
        "minority": _minority(population["ethnicities"]) if "ethnicities" in population else None,
        "party_members": answers["party"].get("total"),
        "reserve": len(answers["reserve"]["people"]) if answers["reserve"] else None,
        "issues": len(issues["issues"]) if issues else None,
        "severe_issues": sum(row["level"] == "严重" for row in issues["issues"]) if issues else None,
    }


def summaries(baselines):
    """``{baseline.pk: headline figures}`` for briefing and progress pages; one query for any number of them.

    The figures are the last confirmed ones; None stands for what has not been confirmed yet.
    Keys: households, residents, minority, party_members, reserve, issues, severe_issues.
    """
    from communities.models import BaselineSection

    keys = [baseline.pk for baseline in baselines]
    answers = {key: defaultdict(dict) for key in keys}
    for pk, key, content in BaselineSection.objects.filter(baseline__in=keys).values_list(
        "baseline_id", "key", "answers"
    ):
        answers[pk][key] = content
    return {key: _headline(content) for key, content in answers.items()}


def summary(baseline):
    """:func:`summaries` of one."""
    return summaries([baseline])[baseline.pk]
