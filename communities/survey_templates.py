"""The questionnaires that a street may start from, marked 示例（待核定） until it confirms its own wording.

民主测评票: two sheets, of the team eight items × 满意/基本满意/不满意, of each member the same eight
items × 优秀/称职/基本称职/不称职; issued, returned, valid and void ballots are reported (two published
results of communities in Shenzhen, documents.md (e)). 群众满意度问卷: the same eight items and what the
research visit asks about (现任班子实绩、后备储备、党员群众认可度); its wording is ours.
"""

from dataclasses import dataclass

from communities.models import Question, Questionnaire

SATISFACTION_SCALE = ["满意", "基本满意", "不满意"]
GRADES = ["优秀", "称职", "基本称职", "不称职"]
ITEMS = ["政策水平", "工作态度", "工作方法", "办事效率", "工作成绩", "团结协作", "服务群众", "公道廉洁"]
KINDS = Question.Kinds


@dataclass(frozen=True)
class Template:
    kind: str
    title: str
    instructions: str
    basis: str
    questions: tuple


APPRAISAL = Template(
    Questionnaire.Kinds.APPRAISAL,
    "社区“两委”班子及成员民主测评票",
    "本票不记名。请对每一项在相应栏内打“√”，只选一栏；多选或涂改不清的，该项无效。不了解的可以不选。",
    "字段参照公开发布的社区民主测评结果（满意度、称职情况各八项），文号待核定",
    (
        {"kind": KINDS.RATING, "text": "对社区“两委”班子的评价", "choices": SATISFACTION_SCALE, "rows": ITEMS,
         "favourable": 2, "has_unknown": True},
        {"kind": KINDS.MEMBERS, "text": "对班子成员的评价", "choices": GRADES, "rows": ITEMS, "favourable": 2,
         "has_unknown": True},
        {"kind": KINDS.TEXT, "text": "对班子或成员的意见建议", "required": False},
    ),
)  # fmt: skip
SATISFACTION = Template(
    Questionnaire.Kinds.SATISFACTION,
    "社区“两委”工作群众满意度问卷",
    "本问卷不记名，不收集姓名、电话和住址。请按真实感受选择。",
    "题目为试用稿，八项内容参照公开发布的社区民主测评结果，文号待核定",
    (
        {"kind": KINDS.SINGLE, "text": "您是", "choices": ["居民党员", "居民代表", "其他居民"]},
        {"kind": KINDS.RATING, "text": "您对社区“两委”班子的评价", "choices": SATISFACTION_SCALE, "rows": ITEMS,
         "favourable": 2, "has_unknown": True},
        {"kind": KINDS.SINGLE, "text": "近一年您找社区办过事吗", "choices": ["办过", "没有办过"]},
        {"kind": KINDS.SINGLE, "text": "办事结果您满意吗", "choices": SATISFACTION_SCALE, "shown_if": 3,
         "shown_if_choice": "办过"},
        {"kind": KINDS.MULTIPLE, "text": "您认为社区最需要改进的是（可多选）",
         "choices": ["环境卫生", "物业管理", "停车秩序", "养老托幼", "矛盾调解", "文体活动", "居务公开"], "required": False},
        {"kind": KINDS.MEMBERS, "text": "您对班子成员的总体评价", "choices": GRADES, "favourable": 2, "has_unknown": True},
        {"kind": KINDS.TEXT, "text": "您对社区工作或换届有什么意见建议", "required": False},
    ),
)  # fmt: skip
TEMPLATES = (SATISFACTION, APPRAISAL)
