"""The steps that ship with the product, as rule rows: a starting point, every one 示例（待核定）.

The preparation counts back by published practice (domain facts §4.2b, inferred). The legal procedure of the residents'
committee follows two published versions of one district's own calendar, which disagree on when the candidates are
posted (§4.12); the limits are those of laws on villages and of other provinces (§5.2), which a residents' committee
may go by until the province's own rule is entered.
"""

from dataclasses import dataclass

from communities.models.schedule import Fulfilments, Limits

PRACTICE = "通行做法推算，待按区换届日程核定"
CALENDAR = "参照莆田市城厢区D日倒排表（公开资料），待按区换届日程核定"
ORGANIC_LAW = "《村民委员会组织法》第十四条（居委会参照，待核定）"
HANDOVER = "《村民委员会组织法》第二十条（居委会参照，待核定）"
ZHEJIANG = "参照浙江省村民委员会选举规定（待按本省规定核定）"
SHANGHAI = "参照上海市村民委员会选举规定（待按本省规定核定）"
VOTE, POSTED, OBJECTIONS = "居民委员会投票选举", "公布选民名单", "选民名单申诉截止"


@dataclass(frozen=True)
class SampleStep:
    """A row: ``offset`` in days from the election day, or from the step titled ``after``."""

    offset: int
    title: str
    responsible: str
    basis: str = PRACTICE
    after: str = ""
    limit_kind: str = ""
    limit: int | None = None
    limit_basis: str = ""
    fulfilled_by: str = ""


PREPARATION = (
    SampleStep(-150, "动员部署，社区基线报送", "各社区", fulfilled_by=Fulfilments.BASELINE),
    SampleStep(-135, "调研摸底、风险排查", "党建办", fulfilled_by=Fulfilments.VISITS),
    SampleStep(-120, "离任审计进点", "审计组"),
    SampleStep(-105, "任期考核", "党建办", fulfilled_by=Fulfilments.ASSESSMENTS),
    SampleStep(-95, "逐一谈心谈话", "街道党工委", fulfilled_by=Fulfilments.TALKS),
    SampleStep(-90, "专题研判，形成一社区一策", "街道党工委", fulfilled_by=Fulfilments.PLAN),
    SampleStep(-75, "人选物色与社区初审", "各社区", fulfilled_by=Fulfilments.CANDIDATES),
    SampleStep(-60, "街道严审", "街道党工委"),
    SampleStep(-45, "报区级联审", "党建办"),
    SampleStep(-36, "党组织换届选举", "各社区党组织", limit_kind=Limits.BEFORE_AT_LEAST, limit=1,
               limit_basis="先党组织、后居民委员会的通行做法（待核定）"),
)  # fmt: skip
POLL = (
    SampleStep(-35, "离任审计结果公示", "审计组", CALENDAR, fulfilled_by=Fulfilments.AUDITS),
    SampleStep(-34, "推选居民选举委员会", "各社区", CALENDAR),
    SampleStep(-29, "选民登记截止", "居民选举委员会", CALENDAR),
    SampleStep(-28, POSTED, "居民选举委员会", CALENDAR, limit_kind=Limits.BEFORE_AT_LEAST, limit=20,
               limit_basis=ORGANIC_LAW),
    SampleStep(5, OBJECTIONS, "居民选举委员会", CALENDAR, POSTED, Limits.AFTER_AT_LEAST, 5, ORGANIC_LAW),
    SampleStep(2, "申诉处理并公布结果", "居民选举委员会", CALENDAR, OBJECTIONS, Limits.AFTER_AT_MOST, 3, ORGANIC_LAW),
    SampleStep(-16, "推选居民代表、居民小组长", "居民选举委员会", CALENDAR),
    SampleStep(-14, "候选人提名、自荐报名截止", "居民选举委员会", CALENDAR, limit_kind=Limits.BEFORE_AT_LEAST, limit=10,
               limit_basis=ZHEJIANG),
    SampleStep(-13, "初步候选人汇总、街道初审", "街道党工委", CALENDAR),
    SampleStep(-3, "委托投票办理截止", "居民选举委员会", "其他省份做法，待按本省规定核定",
               limit_kind=Limits.BEFORE_AT_LEAST, limit=3, limit_basis=ZHEJIANG),
    SampleStep(-2, "公布投票时间、地点和委托名单", "居民选举委员会", "其他省份做法，待按本省规定核定",
               limit_kind=Limits.BEFORE_AT_LEAST, limit=2, limit_basis=SHANGHAI),
    SampleStep(0, VOTE, "各社区", "届次所定选举日"),
    SampleStep(10, "新老班子工作移交", "各社区", CALENDAR, VOTE, Limits.AFTER_AT_MOST, 10, HANDOVER),
    SampleStep(10, "选举结果备案、资料归档", "党建办", CALENDAR, VOTE),
)  # fmt: skip


def _candidates_posted(preliminary, joint, posted):
    """The three steps in which the two published calendars differ, by their days before the poll."""
    return (
        SampleStep(-preliminary, "预选，产生初步候选人", "居民选举委员会", CALENDAR),
        SampleStep(-joint, "区级联审复核、考察", "区换届办", CALENDAR),
        SampleStep(-posted, "公示正式候选人", "居民选举委员会", CALENDAR, limit_kind=Limits.BEFORE_AT_LEAST, limit=5,
                   limit_basis=ZHEJIANG),
    )  # fmt: skip


# code → (what it is called on the button, rows)
SAMPLES = {
    "six": ("选举日6日前公示候选人的版本", (*PREPARATION, *POLL, *_candidates_posted(13, 7, 6))),
    "four": ("选举日4日前公示候选人的版本", (*PREPARATION, *POLL, *_candidates_posted(10, 5, 4))),
}
DEFAULT_SAMPLE = "six"
