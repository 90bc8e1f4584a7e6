"""Made-up contexts of the two documents; their shape is that of the templates' head comments.

``briefing()`` fills pdf/briefing.html for seven communities, ``vetting()`` fills
pdf/vetting_form.html for one candidate. All names are invented; they hold characters
outside GB 2312 (喆堃㛃䶮𬱖𫖯𬭚燊翀). ID numbers are synthetic. ``empty_briefing()`` is a
street in which nothing has been recorded: every sentence must still be right.
"""

import datetime
from types import SimpleNamespace

from reports.briefing_figures import SOURCES, Comparison, Line

RARE = "喆堃㛃䶮𬱖𫖯𬭚燊翀"
AS_OF = datetime.datetime(2026, 11, 20, 10, 0, tzinfo=datetime.UTC)  # 18时 in Shanghai
MARKS = {"printed_by": "甲工作人员", "printed_at": AS_OF, "document_number": "2026-0017"}

COMMUNITIES = [
    # name, baseline, filled, seats, candidates, community passed, passed, returned, rejected, due soon, overdue
    ("青山社区", "已接收", 9, 9, 13, 11, 8, 1, 1, 0, 0),
    ("绿水社区", "已接收", 9, 9, 14, 12, 9, 0, 1, 1, 0),
    ("朝阳社区", "待接收", 8, 9, 12, 9, 6, 2, 0, 1, 1),
    ("和平社区", "已接收", 9, 9, 13, 10, 7, 1, 1, 0, 0),
    ("建设社区", "填报中", 8, 9, 12, 7, 4, 2, 1, 2, 1),
    ("团结社区", "退回修改", 7, 9, 11, 6, 3, 1, 2, 1, 2),
    ("丰收社区", "已接收", 9, 9, 15, 13, 10, 0, 1, 0, 0),
]
KEYS = (
    "name", "baseline", "filled", "seats", "candidates", "community_passed", "passed", "returned", "rejected",
    "due_soon", "overdue",
)  # fmt: skip
STRUCTURE = [
    # trait, sitting, proposed
    ("女性", 27, 24),
    ("35岁及以下", 12, 19),
    ("中共党员", 48, 41),
    ("大专及以上学历", 41, 45),
    ("少数民族", 15, 14),
]
CHARTS = [
    ("年龄结构（人）", ["35岁及以下", "36–45岁", "46–55岁", "56岁及以上"], [12, 20, 19, 8], [19, 17, 10, 1]),
    ("学历结构（人）", ["高中及以下", "大专", "本科", "研究生"], [18, 24, 16, 1], [2, 21, 22, 2]),
]


def _comparison(number, before):
    """``number`` for every figure, ``before`` in the last issue (None: there is none)."""
    run = before is not None and SimpleNamespace(number=16, job=SimpleNamespace(finished_at=AS_OF))
    return Comparison(run or None, tuple(
        Line(source, figure, number, before) for source in SOURCES for figure in source.figures
    ))  # fmt: skip


def _total(rows):
    total = {key: sum(row[key] for row in rows) for key in KEYS[2:]}
    return {**total, "baseline": f"{sum(row['baseline'] == '已接收' for row in rows)}/{len(rows)}"}


def briefing():
    rows = [dict(zip(KEYS, row, strict=True)) for row in COMMUNITIES]
    total = _total(rows)
    return {
        **MARKS,
        **_head(),
        "overview": {
            "communities": 7, "baselines_accepted": 4,
            "baselines_open": [("待接收", 1), ("退回修改", 1), ("填报中", 1)],
            "seats": total["seats"], "filled": total["filled"], "sitting": 59, "candidates": total["candidates"],
            "passed": total["passed"], "vacancies": 0, "surplus": 0,
            "due_soon": total["due_soon"], "overdue": total["overdue"],
            "states": [("拟提名", 3), ("待社区初审", 5), ("待街道严审", 21), ("退回补正", 7), ("严审通过", 47),
                       ("未通过", 7)],
        },
        "communities": rows,
        "total": total,
        "structure": {
            "sitting": 59, "proposed": 47, "average_age": {"sitting": 45.6, "proposed": 40.2},
            "rows": [{"label": label, "sitting": before, "proposed": after} for label, before, after in STRUCTURE],
            "charts": [_chart(*chart) for chart in CHARTS],
        },
        "funnel": {
            "stages": [("已提出人选", 90), ("提交社区初审", 87), ("社区初审通过", 68), ("街道严审通过", 47)],
            "sources": [
                _source("留", "现任书记、主任中“留”", 28, 24, 18, 1, 1),
                _source("提", "优秀社区干部中“提”", 36, 27, 18, 4, 3),
                _source("挑", "后备库中“挑”", 26, 17, 11, 2, 3),
            ],
            "total": {key: total[key] for key in KEYS[4:9]},
        },
        "comparison": _comparison(47, 44),
        "other_risks": [{"community": "建设社区", "title": "班子职数空缺", "reason": "", "measure": ""}],
        "risks": [
            {"community": "团结社区", "title": "班子缺员且基线退回", "reason": "现任7名、职数9个，人口与民族一节两次退回。",
             "measure": "包联领导11月25日前到社区现场办公。"},
            {"community": "建设社区", "title": "人选储备不足", "reason": "严审通过4名，少于职数9个。",
             "measure": "从后备库补充提名。"},
            {"community": "朝阳社区", "title": "事项逾期", "reason": "离任审计交接清单逾期3天未报，涉及经办人周燊翀。",
             "measure": ""},
        ],
        "decisions": [
            "关于李㛃、王䶮2名人选“不宜”情形是否继续作为人选的集体研究。",
            "关于团结社区空缺职数从后备库补充提名的建议。",
        ],
        "milestones": [
            _milestone((2026, 11, 17), "团结社区基线重新提交", "团结社区", "逾期", -3),
            _milestone((2026, 11, 24), "完成社区初审", "各社区党组织", "临期", 4),
            _milestone((2026, 11, 27), "完成街道严审第一轮", "街道党建办", "临期", 7),
            _milestone((2026, 12, 10), "形成拟推荐人选名单", "街道党工委", "未到期", 20),
        ],
        "distribution": {"report_to": "街道党工委、办事处领导。", "send_to": "各社区党组织，街道各科室。", "copies": 20},
    }  # fmt: skip


def _head():
    return {
        "name": "换届筹备工作简报", "issue": "第3期", "publisher": "××街道换届工作领导小组办公室",
        "issued_on": datetime.date(2026, 11, 20), "street": "××街道", "term": "第十二届", "as_of": AS_OF,
        "election_on": datetime.date(2026, 12, 28),
    }  # fmt: skip


def _chart(title, labels, sitting, proposed):
    return {"title": title, "labels": labels, "series": [("现任", sitting), ("拟推荐", proposed)]}


def _source(label, explanation, *numbers):
    return {"label": label, "explanation": explanation, **dict(zip(KEYS[4:9], numbers, strict=True))}


def _milestone(due_on, task, responsible, state, days):
    due = datetime.date(*due_on)
    return {"due_on": due, "task": task, "responsible": responsible, "state": state, "days": days}


def empty_briefing():
    nothing = dict.fromkeys(KEYS[2:], 0)
    charts = [_chart(title, labels, [0] * len(labels), [0] * len(labels)) for title, labels, *_ in CHARTS]
    return {
        **_head(), "election_on": None, "communities": [], "total": {**nothing, "baseline": "0/0"},
        "overview": {**nothing, "sitting": 0, "communities": 0, "baselines_accepted": 0,
                     "baselines_open": [], "states": [("拟提名", 0)]},
        "structure": {"sitting": 0, "proposed": 0, "average_age": {"sitting": None, "proposed": None},
                      "rows": [{"label": label, "sitting": 0, "proposed": 0} for label, *_ in STRUCTURE],
                      "charts": charts},
        "funnel": {"stages": [("已提出人选", 0)], "sources": [], "total": nothing},
        "comparison": _comparison(0, None), "risks": [], "other_risks": [], "decisions": [], "milestones": [], "distribution": None,
    }  # fmt: skip


def vetting():
    return {
        **MARKS,
        "heading": "社区“两委”换届人选资格审查表",
        "community": "青山社区", "term": "第十二届（2026年）", "number": "QS-2026-017",
        "filled_on": datetime.date(2026, 11, 20),
        "person": {
            "name": "李㛃", "sex": "女", "ethnicity": "布依族", "birth_month": "1988.03", "age": 38,
            "id_number": "5****************8", "phone": "138****0000", "political_status": "中共党员",
            "joined_party_on": "2012.06", "education": "大学本科", "school": "××大学社会工作", "domicile": "××区××街道",
            "current_post": "青山社区居委会副主任", "intended_post": "青山社区党委书记、居委会主任人选",
        },
        "sources": [("留（现任书记、主任）", False), ("提（优秀社区干部）", True), ("挑（后备库）", False)],
        "recommendation": "熟悉社区情况，群众基础好，近三年考核均为优秀。",
        "resume": [
            {"period": "2006.09—2010.07", "text": "××大学社会工作专业学习"},
            {"period": "2010.08—2016.10", "text": "××街道社区工作者"},
            {"period": "2016.11—", "text": "青山社区居委会委员、副主任"},
        ],
        "relatives": [
            {"relation": "丈夫", "name": "赵𬱖", "age": 40, "political_status": "群众", "work": "××公司职工",
             "declared": False},
            {"relation": "弟弟", "name": "李喆堃", "age": 35, "political_status": "中共党员",
             "work": "绿水社区居委会委员", "declared": True},
        ],
        "standards": [
            {"name": "“四有”标准", "confirmed": True, "basis": "×街党工委〔2026〕12号",
             "criteria": _criteria("有信念", "有思路", "有激情", "有办法")},
            {"name": "“四带”要求", "confirmed": False, "basis": "",
             "criteria": _criteria("带头讲政治", "带头办实事", "带头守规矩", "带头聚人心")},
        ],
        "negatives": [_negative(number) for number in range(1, 13)],
        "community_choices": [("同意推荐", True), ("退回补正", False), ("不同意推荐", False)],
        "community_review": {"opinion": "经社区党委会议研究，同意推荐。", "signer": "", "signed_on": datetime.date(2026, 11, 12)},
        "street_choices": [("符合条件", False), ("退回补正", False), ("不符合条件", False)],
        "street_review": None,
        "departments": [
            {"name": name, "choices": [("无影响任职情形", False), ("有：", False)], "note": ""}
            for name in ("纪检监察", "组织部门", "公安机关", "人民法院", "检察机关", "民政部门")
        ],
    }  # fmt: skip


def _criteria(*wordings):
    return [{"wording": wording, "result": "符合", "evidence": "2025年度民主评议优秀等次。"} for wording in wordings]


def _negative(number):
    return {
        "code": f"N{number:02}", "wording": f"受过某类处理、尚在影响期内的（示例情形{number}）",
        "kind": "不得" if number <= 8 else "不宜", "confirmed": number % 3 != 0, "result": "无此情形",
        "body": "街道纪工委", "note": "文书〔2026〕8号" if number == 1 else "",
    }  # fmt: skip
