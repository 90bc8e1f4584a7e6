"""The texts a term starts with. None of them is 核定: each says where its wording was found and how far to trust it.

可信度: A an official text, B news of officials or media, C samples, mirrors and hearsay. An item marked
``?`` at its end could not be verified. Rows say who studies, who signs and who is warned by it.
"""

from dataclasses import dataclass, field
from datetime import date

MEMBER, PROSPECT, CANDIDATE, STAFF, WORKER = "member", "prospect", "candidate", "street_staff", "election_worker"
EVERYONE = (MEMBER, PROSPECT, CANDIDATE, STAFF, WORKER)
SIGNERS = (MEMBER, PROSPECT, CANDIDATE, STAFF, WORKER)
SITTING = (STAFF, MEMBER)  # 全体干部职工 + 现任两委: who signed in the model street
RUNNING_IT = (STAFF, MEMBER, WORKER)  # those who run the election


@dataclass(frozen=True)
class Text:
    """One edition; ``duties`` is ``{duty: capacities}``; ``replaces`` says that it follows the one above it."""

    family: str
    kind: str
    title: str
    issuer: str
    issued_on: date
    scope_note: str
    basis: str
    items: tuple = ()
    duties: dict = field(default_factory=dict)
    replaces: bool = False


FULL = {"study": EVERYONE, "pledge": SIGNERS, "warning": EVERYONE}
STUDIED = {"study": RUNNING_IT}
NOTICE = "《关于严肃换届纪律加强换届风气监督的通知》"
ISSUERS = "中央纪委机关、中央组织部、国家监委"

CENTRAL_2021 = Text(
    "central", "prohibitions", "换届纪律“十严禁”（2021年）", ISSUERS, date(2021, 1, 1),
    "为省市县乡领导班子换届制定，社区换届参照学习、签订承诺。",
    f"2021年1月{NOTICE}；①至⑧见媒体报道（可信度 B），⑨⑩所见页面截断，待核对原文",
    (
        "严禁结党营私", "严禁拉票贿选", "严禁买官卖官", "严禁跑官要官", "严禁个人说了算", "严禁说情打招呼", "严禁违规用人",
        "严禁跑风漏气", "严禁弄虚作假?", "严禁干扰换届?",
    ),
    FULL,
)  # fmt: skip
CENTRAL_2026 = Text(
    "central", "prohibitions", "换届纪律“十严禁”（2026年）", ISSUERS, date(2026, 2, 12),
    "针对领导班子换届，社区换届参照学习、签订承诺。",
    f"2026年2月12日新华社报道{NOTICE}（可信度 B），待核对原文",
    (
        "严禁结党营私、搞小圈子", "严禁搞投机钻营、结交政治骗子", "严禁拉票贿选", "严禁跑官要官、买官卖官", "严禁违规干预、说情打招呼",
        "严禁个人说了算", "严禁“带病提名”“带病提拔”", "严禁违规用人", "严禁弄虚作假、跑风漏气", "严禁干扰换届",
    ),
    FULL, replaces=True,
)  # fmt: skip
COMMUNITY = Text(
    "community", "prohibitions", "村（社区）换届“十严禁”", "", None, "村（社区）“两委”换届。",
    "网传全国口径，见于转载（可信度 C），未查到发布机关和文号",
    (
        "严禁利用宗族、宗派、宗教和黑恶势力干扰换届?", "严禁吃请、送财物、安排娱乐消费及许诺好处拉票贿选?", "严禁暴力、威胁、欺骗，虚报票数、虚假委托投票?",
        "严禁拉关系、打招呼、串联结团伙?", "严禁诬告、造谣、诽谤，散布小道消息?", "严禁伪造证件、毁票抢箱、冲击会场?", "严禁煽动滋事、无理上访?",
        "严禁机关企事业单位党员干部返乡干预换届?", "严禁突击花钱、私分公款、滥发补贴、处置集体资产、做假账?", "严禁不交印章、账册、档案?",
    ),
    {"study": EVERYONE, "warning": (MEMBER, PROSPECT, CANDIDATE)},
)  # fmt: skip
TEN_RULES = Text(
    "ten-rules", "rules", "换届工作“十不准”（样例）", "", None, "街道干部职工、社区“两委”成员。",
    "南明区文本未找到；所列为湖南省醴陵市2016年“十不准”（可信度 B），仅作样例",
    (
        "不妄议方针?", "不拉帮结派?", "不封官许愿说情?", "不在身份上造假?", "不传谣诬告?", "不拉票贿选?", "不接受安排宴请?", "不到私人会所等消费?",
        "不收发钱物红包?", "不违反会议纪律?",
    ),
    {"study": SITTING},
)  # fmt: skip
LIBRARY = (
    Text("constitution", "study", "中国共产党章程", "中国共产党全国代表大会", None, "全体党员。", "街道2021年学习书目所列，版本待核定",
         (), STUDIED),
    Text("primary-regulation", "study", "中国共产党基层组织选举工作条例", "中共中央", date(2020, 7, 13),
         "适用于街道、社区等基层党组织（第二条），本次社区党组织换届适用。", "2020年7月13日印发，公开文本（可信度 A）", (), STUDIED),
    Text("local-regulation", "study", "中国共产党地方组织选举工作条例", "中共中央", None,
         "适用于县级以上地方党的代表大会和委员会，不适用于本次社区换届，供对照学习。", "原文报道列入学习书目；适用范围据通行理解，待核对原文",
         (), {}),
    Text("handbook", "study", "选举工作手册", "", None, "社区换届选举工作人员。", "学习书目所列；以区下发的手册为准，版本待核定", (), STUDIED),
    Text("branch-regulation", "study", "中国共产党支部工作条例（试行）", "中共中央", date(2018, 10, 28), "各级党支部。",
         "学习书目所列；公开文本，待核对", (), STUDIED),
)  # fmt: skip
COMMITTEE_LAW = Text(
    "committee-law", "study", "中华人民共和国城市居民委员会组织法（2025年修订）", "全国人民代表大会常务委员会", date(2025, 10, 28),
    "社区居民委员会换届选举；2026年1月1日起施行。", "2025年10月28日修订通过，新华社报道（可信度 A），各条原文待核对", (), STUDIED,
)  # fmt: skip

IN_2021 = (CENTRAL_2021, COMMUNITY, TEN_RULES, *LIBRARY)
IN_2026 = (CENTRAL_2021, CENTRAL_2026, COMMUNITY, TEN_RULES, *LIBRARY, COMMITTEE_LAW)
NEW_SINCE = date(2026, 1, 1)


def texts_for(election_day):
    """The texts that a term with this election day starts with; an edition follows the one it replaces."""
    return IN_2026 if election_day >= NEW_SINCE else IN_2021
