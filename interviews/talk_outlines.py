"""What a talk asks about: the samples of each kind, and those that the term's office has set."""

from interviews.models import TalkOutline
from interviews.models.talks import TalkKinds

# Drawn from reports of such talks: 政治责任、思想动态、纪律要求、意见建议 and “三个正确对待” (domain facts §4.6).
BASIS = "各地换届谈心谈话做法（示例）"
SAMPLES = {
    TalkKinds.HEART: (
        "一、本届履职：分管工作、主要成绩与不足。\n"
        "二、思想动态：对换届工作、对个人进退留转怎么看；能否正确对待换届选举、正确对待进退留转、正确对待群众选择。\n"
        "三、班子情况：班子团结与分工，其他成员的表现，可用的后备人选。\n"
        "四、纪律要求：换届纪律是否知晓，有无拉票、说情等苗头。\n"
        "五、个人诉求与困难，对社区工作和换届的意见建议。"
    ),
    TalkKinds.LEAVING: (
        "一、肯定任期内的工作，听取本人对离任的想法。\n"
        "二、离任审计、工作和财物交接的安排。\n"
        "三、离任后的去向、生活困难和待遇诉求。\n"
        "四、支持新班子工作、遵守换届纪律的要求。\n"
        "五、对社区工作的意见建议。"
    ),
    TalkKinds.LOSING: (
        "一、肯定参选的积极性，说明选举结果和依据。\n"
        "二、听取本人对选举过程和结果的看法，疏导情绪。\n"
        "三、今后发挥作用的途径和个人诉求。\n"
        "四、支持新班子工作的要求。"
    ),
    TalkKinds.NOMINEE: (
        "一、政治责任：对社区“两委”职责、对拟任职务的认识。\n"
        "二、个人情况：工作经历、家庭支持、需要说明的事项。\n"
        "三、纪律要求：换届纪律和资格条件，有无应当说明的情形。\n"
        "四、任职打算和需要组织支持的事项。"
    ),
}


def outline_of(election, kind):
    """The term's :class:`TalkOutline` of a kind; unsaved and holding the sample where nobody has set one."""
    return TalkOutline.objects.filter(election=election, kind=kind).first() or _sample(election, kind)


def outlines_of(election):
    """One of each kind, in order."""
    found = {outline.kind: outline for outline in TalkOutline.objects.filter(election=election)}
    return [found.get(kind) or _sample(election, kind) for kind in TalkKinds]


def _sample(election, kind):
    return TalkOutline(election=election, kind=kind, text=SAMPLES[kind], basis=BASIS, version=0)
