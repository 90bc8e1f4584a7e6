"""The rule sets of the terms of 2021 and 2026, as data for install_ruleset.

Everything here is a *starting point* and ships unconfirmed (示例（待核定）). The official
wording of 四有四带 and 四好四强 and the list of the district were not found in any public
source, so the standards ship as blank items and the negative list is a synthesis of
published lists of other places (domain facts §2.2–2.3): where those differ in class or
years, the stricter reading was taken. The office edits and confirms on screen.
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
class RuleSet:
    year: int
    valid_from: date
    standards: tuple
    negatives: tuple


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


def _ruleset(year, valid_from):
    changes = CHANGES[year]
    negatives = tuple(replace(item, **changes.get(item.code, {})) for item in NEGATIVES)
    return RuleSet(year, valid_from, STANDARDS, negatives)


RULESETS = {2021: _ruleset(2021, date(2021, 1, 1)), 2026: _ruleset(2026, date(2026, 2, 12))}
