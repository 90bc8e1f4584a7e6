"""公文用语: the office's own words on its papers, as plain text with places to fill in.

A place is a name in Chinese brackets, 【街道】; whatever else stands in a text is printed as it is. Nothing is ever
evaluated, and what is filled in is not looked at again. The texts shipped here are 示例（待核定）: no
official wording could be verified. A street's own versions (:class:`reports.models.Wording`) come before them.
"""

import re
from dataclasses import dataclass, field, fields

from django.utils import timezone

from communities.models import Region
from communities.models.regions import lineage
from core.dates import chinese_date
from core.errors import DomainError
from core.pdf import FOOT
from reports.models import Wording

COMMON = "common"
PLACE = re.compile(r"【([^【】]*)】")
SECRECY = ("绝密", "机密", "秘密")
PLACES = {
    "街道": "街道名称",
    "社区": "一个社区的材料填该社区，全街道的材料填“各社区”",
    "届次": "如“第十二届”",
    "日期": "生成当日，如“2026年11月29日”",
    "年份": "生成当年，四位数字",
    "序号": "期号、份号或文件的顺序号",
    "单位": "材料所属的街道或社区",
}
LABELS = {
    "issuer": "发文机关",
    "number_pattern": "文号格式",
    "addressee": "主送",
    "opening": "开头语",
    "closing": "结尾语",
    "report_to": "报",
    "send_to": "送",
    "foot": "页脚",
}
HINTS = {
    "issuer": "印在版头或署名处；简报为编印单位，表格为填报单位。",
    "number_pattern": "年份用六角括号，顺序号不编虚位，不加“第”。",
    "addressee": "不写末尾的冒号。",
    "opening": "一行一段；留空则直接从正文开始。",
    "closing": "一行一段。",
    "report_to": "印在末页版记，留空则不印。",
    "send_to": "印在末页版记，留空则不印。",
    "foot": "留空则用“通用页脚”。不得写密级：涉密内容不得在本系统处理。",
}


@dataclass(frozen=True)
class Kind:
    """One paper whose wording the office may change: ``texts`` are its fields with what is shipped.

    ``places``: further names that its texts may hold, with what they stand for; ``sample``: for the preview.
    """

    code: str
    title: str
    texts: dict
    places: dict = field(default_factory=dict)
    sample: dict = field(default_factory=dict)

    @property
    def known(self):
        return PLACES | self.places


KINDS = {
    kind.code: kind
    for kind in (
        Kind(COMMON, "通用页脚和印发文号", {"number_pattern": "【单位】〔【年份】〕【序号】号", "foot": FOOT}),
        Kind("briefing", "换届筹备工作简报", {
            "issuer": "【街道】党建工作办公室", "number_pattern": "第【序号】期", "opening": "", "closing": "",
            "report_to": "街道党工委、办事处领导。", "send_to": "", "foot": "",
        }),
        Kind("research_report", "换届调研报告", {
            "issuer": "【街道】换届调研组", "addressee": "【街道】党工委",
            "opening": "按照【街道】【届次】社区“两委”换届筹备工作安排，调研组对【社区】开展了专题调研。现将有关情况报告如下。",
            "closing": "以上报告，请审阅。", "foot": "",
        }),
        Kind("minutes", "研判会纪要", {
            "issuer": "【街道】专题研判会纪要", "number_pattern": "第【序号】次", "opening": "", "closing": "",
            "report_to": "", "send_to": "", "foot": "",
        }),
        Kind("departure_audit_summary", "离任审计情况汇总", {
            "issuer": "【街道】",
            "opening": "按照【街道】【届次】社区“两委”换届工作安排，现将社区“两委”成员离任审计情况汇总如下。",
            "closing": "", "foot": "",
        }),
        Kind("joint_letter", "联审函", {
            "issuer": "【街道】", "addressee": "【部门】", "number_pattern": "【街道】函〔【年份】〕【序号】号",
            "opening": "【依据】为做好社区“两委”换届工作，严把人选资格关，我街道已对拟推荐人选完成社区初审和街道严审。"
                       "现将其中【人数】名人选送请贵单位进行资格联审。",
            "closing": "请贵单位结合职能，对附件所列人选逐一审查【重点】，提出“无影响任职情形”“有（说明）”或“需进一步核实”"
                       "的意见，于【期限】前将加盖公章的审查意见反馈我街道；随函所附电子表格请一并填写退回。\n"
                       "附件含个人信息，仅供本次联审使用，请按内部资料管理，不得扩散。",
            "foot": "",
        }, {
            "部门": "联审部门", "依据": "“根据……，”，未填依据的为空", "人数": "本函所列人选数",
            "重点": "“（重点核查：……）”，没有的为空", "期限": "反馈期限",
        }, {
            "部门": "（联审部门）", "依据": "根据（依据文件），", "人数": "3", "重点": "（重点核查：……）",
            "期限": "2026年12月10日",
        }),
        Kind("team_table", "班子结构分析表", {"issuer": "【街道】", "foot": ""}),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The texts of a paper with their places filled in; what a paper does not have is empty.

    ``number_pattern`` keeps its 【年份】 and 【序号】: see :func:`number_from`. ``version``: the
    :class:`reports.models.Wording` they come from, None for what is shipped.
    """

    opening: str = ""
    closing: str = ""
    addressee: str = ""
    issuer: str = ""
    report_to: str = ""
    send_to: str = ""
    number_pattern: str = ""
    foot: str = FOOT
    version: Wording | None = None

    @property
    def is_confirmed(self):
        return self.version is not None and self.version.is_confirmed

    @property
    def opening_lines(self):
        return _lines(self.opening)

    @property
    def closing_lines(self):
        return _lines(self.closing)


TEXTS = tuple(item.name for item in fields(Words) if item.name != "version")


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def find_kind(code):
    """The :class:`Kind` with this code, or None."""
    return KINDS.get(code)


def current(code, region, on=None):
    """The version in use in ``region``: its own, else that of the nearest region above; None where there is none.

    ``on``: in use at the end of that day, for a paper that went out then.
    """
    rows = Wording.objects.filter(report=code, region_id__in=lineage(region.code))
    if on:
        rows = rows.filter(written_at__date__lte=on)
    return rows.select_related("confirmed_by", "written_by").order_by("-region_id", "-number").first()


def texts_of(kind, version):
    """``{field: text}``, unfilled, of a version, or of what is shipped where that is None."""
    return {name: getattr(version, name) if version else text for name, text in kind.texts.items()}


def words(report_code, region, election, *, on=None, **placeholders):
    """The :class:`Words` of a paper about ``region``. ``placeholders``: values of its own places, 人数=3."""
    kind, version = KINDS[report_code], current(report_code, region, on)
    filled = fill_all(texts_of(kind, version), values_for(region, election) | placeholders)
    if not filled["foot"]:
        filled["foot"] = words(COMMON, region, election, on=on).foot or FOOT
    return Words(**filled, version=version)


def values_for(region, election):
    """What the places that every paper knows stand for; 【序号】 only its caller can tell."""
    today, is_community = timezone.localdate(), region.level == Region.Levels.COMMUNITY
    street = region.parent if is_community else region
    return {
        "街道": street.short_name if street else "",
        "社区": region.short_name if is_community else "各社区",
        "单位": region.short_name,
        "届次": str(election or "").partition("（")[0],
        "日期": chinese_date(today),
        "年份": today.year,
    }


def fill_all(texts, values):
    """``texts`` with their places filled; a number pattern keeps year and number, which come when it is given out."""
    later = {"年份", "序号"}
    early = {name: value for name, value in values.items() if name not in later}
    return {name: fill(text, early if name == "number_pattern" else values) for name, text in texts.items()}


def fill(text, values):
    """``text`` with 【name】 replaced from ``values``; a place without a value stays to be seen."""
    return PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)


def number_from(pattern, *, year, serial):
    """The file number that a pattern gives: ``东街道函〔【年份】〕【序号】号`` → 东街道函〔2026〕12号."""
    return fill(pattern, {"年份": year, "序号": serial})


def require_sound(kind, texts):
    """Raises DomainError ``unknown_place``, ``stray_bracket``, ``secrecy_mark``, ``serial_missing`` or ``foot_missing``."""
    for name, text in texts.items():
        unknown = [place for place in PLACE.findall(text) if place not in kind.known]
        if unknown:
            known = "".join(f"【{place}】" for place in kind.known)
            raise DomainError(
                "unknown_place",
                f"“{LABELS[name]}”中的{''.join(f'【{place}】' for place in unknown)}不是可用的占位符。可用的有：{known}。",
                name,
            )
        if re.search("[【】]", PLACE.sub("", text)):
            raise DomainError("stray_bracket", f"“{LABELS[name]}”中的【】不成对，请补齐或删去。", name)
    if any(mark in texts.get("foot", "") for mark in SECRECY):
        raise DomainError(
            "secrecy_mark", "页脚不得写密级：涉密内容不得在本系统处理。请改为“内部资料　注意保存”等。", "foot"
        )
    if kind.code == COMMON and texts["number_pattern"] and "【序号】" not in texts["number_pattern"]:
        message = "“文号格式”中须有【序号】，否则每件材料同号。请补上，如“〔【年份】〕【序号】号”。"
        raise DomainError("serial_missing", message, "number_pattern")
    if kind.code == COMMON and not texts["foot"]:
        raise DomainError("foot_missing", "通用页脚不能为空，请填写，如“内部资料　注意保存”。", "foot")
