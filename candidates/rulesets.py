"""The rule sets of the terms of 2021 and 2026, as data for install_ruleset.

Everything here is a *starting point* and ships unconfirmed (示例（待核定）). The official
wording of 四有四带 and 四好四强 and the list of the district were not found in any public
source, so the standards ship as blank items and the negative list is a synthesis of
published lists of other places (domain facts §2.2–2.3): where those differ in class or
years, the stricter reading was taken. Structure targets whose number was not found ship
without one and bind nobody; departments and what they answer follow published accounts of
other districts (§4.7). The office edits and confirms on screen.
"""

from dataclasses import dataclass, replace
from datetime import date

BAR, CAUTION = "bar", "caution"


@dataclass(frozen=True)
class StandardRule:
    """A standard set; ``criteria`` are (phrase, explanation), an empty phrase being a blank to fill in."""

    name: str
    basis: str
    criteria: tuple


@dataclass(frozen=True)
class NegativeRule:
    """An item of the negative list; ``years`` look back from the key date, or else ``period`` says in words."""

    code: str
    title: str
    kind: str
    bodies: str
    basis: str
    years: int | None = None
    period: str = ""


@dataclass(frozen=True)
class TargetRule:
    """A structure target; ``value`` None is a blank to fill in. ``years``: of the rule sets it belongs to."""

    code: str
    body: str
    measure: str
    comparison: str
    value: str | None
    basis: str
    kind: str = "required"
    note: str = ""
    years: tuple = (2021, 2026)


@dataclass(frozen=True)
class DepartmentRule:
    """A department of the joint review; ``items``: codes of the negative list, ``columns``: LetterColumns."""

    code: str
    name: str
    duty: str
    items: tuple
    columns: tuple
    basis: str
    years: tuple = (2021, 2026)


@dataclass(frozen=True)
class RuleSet:
    year: int
    valid_from: date
    standards: tuple
    negatives: tuple
    targets: tuple
    departments: tuple


def _blanks(name):
    """A standard of eight blank items, to be filled in from the district's document: its wording was not found."""
    return StandardRule(
        name=name,
        basis="名称见街道2021年7月公开报道；条文未查得，待按区换届办文件填写",
        criteria=(("", ""),) * 8,
    )


CHARACTER = StandardRule(
    name="德才条件",
    basis="《村民委员会组织法》第十五条（可类推）",
    criteria=(
        ("奉公守法", "遵守宪法、法律、法规和国家政策"),
        ("品行良好", ""),
        ("公道正派", ""),
        ("热心公益", ""),
        ("具有一定文化水平和工作能力", ""),
    ),
)
STANDARDS = (_blanks("四有四带"), _blanks("四好四强"), CHARACTER)

SYNTHESIS = "综合各地公开清单归纳，类别和年限各地不同"
GUIDANCE = "中办国办《关于加强和改进乡村治理的指导意见》（2019，转引），社区参照"

NEGATIVES = (
    NegativeRule("N01", "政治不忠诚、散布错误言论", BAR, "组织、宣传、网信", SYNTHESIS),
    NegativeRule("N02", "受过刑事处罚", BAR, "法院、公安、检察、司法", GUIDANCE, period="不设年限"),
    NegativeRule("N03", "涉黑涉恶、“村霸”、宗族恶势力", BAR, "政法委、公安", GUIDANCE, period="不设年限"),
    NegativeRule("N04", "加入邪教、非法宗教、搞迷信", BAR, "公安、政法委、统战（民宗）", GUIDANCE, period="不设年限"),
    NegativeRule("N05", "黄赌毒", BAR, "公安", SYNTHESIS, years=5),
    NegativeRule("N06", "正被立案审查调查", BAR, "纪委监委、公安、检察", SYNTHESIS, period="当期"),
    NegativeRule("N07", "党纪政务处分、组织处理影响期内", BAR, "纪委监委、组织", SYNTHESIS, period="影响期内"),
    NegativeRule("N08", "拉票贿选、操纵破坏选举", BAR, "纪委监委、组织、公安", SYNTHESIS, period="当届及往届"),
    NegativeRule("N09", "违法信访、聚众闹事、妨害公务", BAR, "信访、公安", SYNTHESIS, years=5),
    NegativeRule(
        "N10", "侵占集体资产、截留惠民资金未整改", BAR, "农业农村、财政、审计、纪委监委", SYNTHESIS, period="未整改"
    ),
    NegativeRule("N11", "失信被执行人", BAR, "法院", SYNTHESIS, period="未撤销"),
    NegativeRule("N12", "违法用地、违章建筑未整改", CAUTION, "自然资源、综合执法", SYNTHESIS, period="未整改"),
    NegativeRule("N13", "损害生态环境", CAUTION, "生态环境", SYNTHESIS, years=5),
    NegativeRule("N14", "欠税、偷逃税", CAUTION, "税务", "常见做法，未查得公开文件", period="当期"),
    NegativeRule("N15", "任内考核不称职、被罢免、不合格党员", CAUTION, "组织、街道", SYNTHESIS, years=3),
    NegativeRule("N16", "重大应急任务中失职", CAUTION, "街道、应急、卫健", SYNTHESIS, period="本届"),
    NegativeRule("N17", "长期外出、不能正常履职或丧失行为能力", BAR, "社区、街道", SYNTHESIS, period="当期"),
    NegativeRule("N18", "拒签承诺书", BAR, "街道", SYNTHESIS, period="当届"),
    NegativeRule("N19", "近亲属同任（任职回避）", CAUTION, "街道、公安（户籍）", SYNTHESIS, period="当届"),
    NegativeRule("N20", "其他不宜情形", CAUTION, "街道党工委", SYNTHESIS, period="集体研究认定"),
)

# What the law and the discipline text of the year change in the list: code → fields.
CHANGES = {
    2021: {
        "N18": {"basis": "承诺书依据：中央纪委机关等《关于严肃换届纪律加强换届风气监督的通知》（2021）“十严禁”"},
        "N19": {"basis": "各地换届规定；2018年修正的《城市居民委员会组织法》未作规定"},
    },
    2026: {
        "N18": {"basis": "承诺书依据：《关于严肃换届纪律加强换届风气监督的通知》（2026年2月12日）"},
        "N19": {"basis": "《城市居民委员会组织法》（2025年修订，2026年1月1日施行；条号待核）"},
    },
}


LAW = "《城市居民委员会组织法》：居民委员会由五至九人组成"
LAW_2026 = "《城市居民委员会组织法》（2025年修订，2026年1月1日施行；条号待核）"
PANJI = "参照安徽淮南潘集区两委换届工作简报（2021年10月）"
NATION = "参照2021年换届后全国村“两委”数据；社区口径未查得"
UNFOUND = "通行指标，数值未查得，待按区换届办文件填写"
ELECTION_RULES = "《中国共产党基层组织选举工作条例》及换届程序资料：委员候选人差额不少于应选人数的20%"
SEATS = "参照某地镇村（社区）两委换届工作方案（2020年11月）：党组织3至5人，确需最多7人"

TARGETS = (
    TargetRule("S01", "residents", "headcount", "at_least", "5", LAW),
    TargetRule("S02", "residents", "headcount", "at_most", "9", LAW),
    TargetRule("S03", "residents", "women", "at_least", "1", LAW_2026, note="应当有妇女成员", years=(2026,)),
    TargetRule("S04", "residents", "minority", "at_least", "1", "《城市居民委员会组织法》", "advised",
               note="多民族居住地区应有人数较少民族的成员"),
    TargetRule("S05", "residents", "kin_pairs", "exactly", "0", LAW_2026, note="近亲属回避", years=(2026,)),
    TargetRule("S06", "party", "headcount", "at_least", "3", SEATS),
    TargetRule("S07", "party", "headcount", "at_most", "7", SEATS),
    TargetRule("S08", "party", "surplus_share", "at_least", "20", ELECTION_RULES),
    TargetRule("S09", "team", "under_35", "at_least", "1", PANJI, note="原文为每村至少1名"),
    TargetRule("S10", "team", "newcomer_oldest", "at_most", "45", PANJI, "advised", note="原文为新进一般不超过45岁"),
    TargetRule("S11", "team", "returning_oldest", "at_most", "55", PANJI, "advised", note="原文为留任一般不超过55岁"),
    TargetRule("S12", "party", "secretary_party_years", "at_least", "1", PANJI, "advised"),
    TargetRule("S13", "team", "average_age", "at_most", None, UNFOUND),
    TargetRule("S14", "team", "college_share", "at_least", None, UNFOUND),
    TargetRule("S15", "team", "women_share", "at_least", "28.1", NATION, "advised", years=(2026,)),
    TargetRule("S16", "team", "party_share", "at_least", None, UNFOUND),
    TargetRule("S17", "team", "cross_posts_share", "at_least", None, UNFOUND),
    TargetRule("S18", "team", "newcomer_share", "at_least", None, UNFOUND),
    TargetRule("S19", "street", "secretary_age", "at_most", "45.4", NATION, "advised", years=(2026,)),
    TargetRule("S20", "street", "combined_lead_share", "at_least", "95.6", NATION, "advised", years=(2026,)),
)  # fmt: skip

IDENTITY = ("name", "sex", "birth_date", "id_number", "community")
PARTY_FILE = ("name", "sex", "ethnicity", "birth_date", "education", "affiliation", "party_joined_on", "community",
              "occupation", "intended_post")  # fmt: skip
JOINT_REVIEW = "部门见各地联审报道；核查分工和反馈时限各地不同，待按区联审文件填写"
LETTER_DAYS = 5  # 莆田城厢：联审连同考察五至七天（转引）

DEPARTMENTS = (
    DepartmentRule("D01", "区委组织部", "政治表现、党员身份、处分和组织处理、任期考核", ("N01", "N07", "N08", "N15"),
                   PARTY_FILE, JOINT_REVIEW),
    DepartmentRule("D02", "区委社会工作部", "居民委员会成员任职条件、任职回避", ("N17", "N19"),
                   (*IDENTITY, "occupation", "intended_post"), JOINT_REVIEW, years=(2026,)),
    DepartmentRule("D02", "区民政局", "居民委员会成员任职条件、任职回避", ("N17", "N19"),
                   (*IDENTITY, "occupation", "intended_post"), JOINT_REVIEW, years=(2021,)),
    DepartmentRule("D03", "区纪委监委", "立案审查调查、党纪政务处分影响期、拉票贿选", ("N06", "N07", "N08", "N10"),
                   (*IDENTITY, "affiliation", "occupation", "intended_post"), JOINT_REVIEW),
    DepartmentRule("D04", "区委政法委", "涉黑涉恶、“村霸”、宗族恶势力，邪教", ("N03", "N04"), IDENTITY, JOINT_REVIEW),
    DepartmentRule("D05", "区信访局", "违法信访、聚众闹事", ("N09",), IDENTITY, JOINT_REVIEW, years=(2026,)),
    DepartmentRule("D06", "区人民法院", "刑事判决、失信被执行人", ("N02", "N11"), IDENTITY, JOINT_REVIEW, years=(2026,)),
    DepartmentRule("D07", "区人民检察院", "起诉、不起诉和正在办理的案件", ("N02", "N06"), IDENTITY, JOINT_REVIEW,
                   years=(2026,)),
    DepartmentRule("D08", "区公安分局", "违法犯罪记录、涉黑涉恶、黄赌毒、户籍和亲属关系",
                   ("N02", "N03", "N04", "N05", "N06", "N08", "N09", "N19"), IDENTITY, JOINT_REVIEW),
    DepartmentRule("D09", "区司法局", "社区矫正、刑满释放", ("N02",), IDENTITY, JOINT_REVIEW),
    DepartmentRule("D10", "区审计局", "经济责任和集体资产方面的问题", ("N10",),
                   (*IDENTITY, "occupation", "intended_post"), JOINT_REVIEW),
)  # fmt: skip


def _ruleset(year, valid_from):
    changes = CHANGES[year]
    negatives = tuple(replace(item, **changes.get(item.code, {})) for item in NEGATIVES)
    targets, departments = (tuple(rule for rule in rules if year in rule.years) for rules in (TARGETS, DEPARTMENTS))
    return RuleSet(year, valid_from, STANDARDS, negatives, targets, departments)


RULESETS = {2021: _ruleset(2021, date(2021, 1, 1)), 2026: _ruleset(2026, date(2026, 2, 12))}
