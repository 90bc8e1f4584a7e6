"""One sheet per kind of rule: one description serves template, check, error file and export."""

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from candidates.models import Comparisons, Measures, NegativeItem, ReviewDepartment, StandardSet, StructureTarget
from communities.imports.columns import text_up_to
from core.dates import parse_date
from core.errors import DomainError
from core.spreadsheets import Column, Sheet, clean_text
from core.spreadsheets.columns import parse_integer, parse_yes_no

NATIONWIDE = "全国通用或未注明"
SEPARATORS = re.compile(r"[、，,;；\s]+")
LETTER_COLUMNS = {column.label: column.value for column in ReviewDepartment.LetterColumns}


def _labels(choices):
    return tuple(choices.labels)


def _within(low, high):
    def parse(cell):
        number = parse_integer(cell)
        if not low <= number <= high:
            raise DomainError("number_range", f"请填写 {low} 至 {high} 的整数。")
        return number

    return parse


def parse_value(cell):
    """A target's value: 30, 30%, 45.4; raises DomainError ``value_invalid``."""
    text = clean_text(cell).rstrip("%％岁人年对")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 9999 or number != round(number, 1):
        raise DomainError("value_invalid", "请填写不小于0、最多一位小数的数，占比填百分数，如 30。")
    return round(number, 1)


def parse_codes(cell):
    """N02、N11 → the codes as a list, each once."""
    return list(dict.fromkeys(code.upper() for code in SEPARATORS.split(clean_text(cell)) if code))


def parse_letter_columns(cell):
    """姓名、性别 → the codes of LetterColumns; raises DomainError ``column_unknown``."""
    words = [word for word in SEPARATORS.split(clean_text(cell)) if word]
    unknown = [word for word in words if word not in LETTER_COLUMNS]
    if unknown:
        raise DomainError("column_unknown", f"不认识{'、'.join(unknown)}，只能填写：{'、'.join(LETTER_COLUMNS)}。")
    return [LETTER_COLUMNS[word] for word in words]


def parse_code(cell):
    """n02, N2 → as it is kept; raises DomainError ``code_invalid``."""
    text = clean_text(cell).upper()
    if not re.fullmatch(r"[A-Z][0-9]{2,4}", text):
        raise DomainError("code_invalid", "编号应为一个字母加两位以上数字，如 N05。")
    return text


def _joined(value):
    return "、".join(value or ())


def _letter_words(value):
    return "、".join(column.label for column in ReviewDepartment.LetterColumns if column.value in (value or ()))


COMMON = (
    Column("basis", "依据", parse=text_up_to(200), width=40, help="文件名称、条款。"),
    Column("region", "适用地区", width=18, help="依据文件由哪一级制定；留空为全国通用或未注明。"),
    Column("valid_from", "生效日期", parse=parse_date, required=True, width=13, example="2026-02-12",
           help="同一编号（标准为同一名称）可有几个版本，各版本的有效期不能重叠。"),
    Column("valid_to", "失效日期", parse=parse_date, width=13, help="仍然有效的留空。"),
    Column("document_number", "核定文号", parse=lambda cell: None, width=20, help="只供查看，导入时不读取；核定请在系统中办理。"),
)  # fmt: skip
STANDARD = Sheet("人选标准", (
    Column("name", "标准名称", parse=text_up_to(40), required=True, width=16, example="德才条件"),
    Column("order", "序号", parse=_within(1, 40), required=True, width=7, example="1", help="条目在本标准中的次序。"),
    Column("phrase", "条目", parse=text_up_to(60), width=28, example="奉公守法"),
    Column("explanation", "释义", parse=text_up_to(300), width=40),
    Column("evidence_required", "须写佐证", parse=parse_yes_no, width=10, help="是或否，留空为是。", example="是"),
    *COMMON,
), title="人选标准", notes=("人选标准一条一行，同一标准、同一生效日期各行的依据、适用地区、失效日期须相同。",))  # fmt: skip
NEGATIVE = Sheet("负面清单", (
    Column("code", "编号", parse=parse_code, required=True, text=True, width=8, example="N05"),
    Column("title", "情形", parse=text_up_to(100), required=True, width=36, example="黄赌毒"),
    Column("kind", "类别", required=True, choices=_labels(NegativeItem.Kinds), width=8, example="不得"),
    Column("look_back_years", "回溯年限", parse=_within(1, 50), width=10, help="从基准日往前算；没有固定年限的留空。", example="5"),
    Column("period", "期限口径", parse=text_up_to(60), width=16, help="没有固定年限时写明，如“影响期内”。"),
    Column("checking_bodies", "核查单位", parse=text_up_to(100), width=26, example="公安"),
    Column("evidence_required", "无此情形须写依据", parse=parse_yes_no, width=12, help="是或否，留空为否。"),
    *COMMON,
), title="负面清单")  # fmt: skip
TARGET = Sheet("结构指标", (
    Column("code", "编号", parse=parse_code, required=True, text=True, width=8, example="S13"),
    Column("body", "考察对象", required=True, choices=_labels(StructureTarget.Bodies), width=18, example="社区“两委”"),
    Column("measure", "指标", required=True, choices=_labels(Measures), width=20, example="平均年龄"),
    Column("comparison", "要求", required=True, choices=_labels(Comparisons), width=9, example="不超过"),
    Column("value", "指标值", parse=parse_value, width=9, help="占比填百分数；留空的不参与达标检查。", example="45"),
    Column("kind", "类别", choices=_labels(StructureTarget.Kinds), required=True, width=10, example="应达到"),
    Column("note", "口径", parse=text_up_to(200), width=30),
    *COMMON,
), title="结构指标")  # fmt: skip
DEPARTMENT = Sheet("联审部门", (
    Column("code", "编号", parse=parse_code, required=True, text=True, width=8, example="D08"),
    Column("name", "部门名称", parse=text_up_to(60), required=True, width=20, example="区公安分局"),
    Column("order", "顺序", parse=_within(1, 99), required=True, width=7, example="8"),
    Column("duty", "核查内容", parse=text_up_to(200), width=36),
    Column("contact", "联系科室及方式", parse=text_up_to(100), width=22),
    Column("item_codes", "答复条目", parse=parse_codes, render=_joined, width=22, help="负面清单编号，用顿号隔开。", example="N02、N05"),
    Column("columns", "函件所列", parse=parse_letter_columns, render=_letter_words, width=34,
           help=f"可填：{'、'.join(LETTER_COLUMNS)}。", example="姓名、性别、公民身份号码"),
    Column("working_days", "反馈时限（工作日）", parse=_within(1, 60), width=12),
    *COMMON,
), title="联审部门")  # fmt: skip

SHEETS = {STANDARD.name: StandardSet, NEGATIVE.name: NegativeItem, TARGET.name: StructureTarget,
          DEPARTMENT.name: ReviewDepartment}  # fmt: skip
CHOICES = {
    (NegativeItem, "kind"): NegativeItem.Kinds, (StructureTarget, "kind"): StructureTarget.Kinds,
    (StructureTarget, "body"): StructureTarget.Bodies, (StructureTarget, "measure"): Measures,
    (StructureTarget, "comparison"): Comparisons,
}  # fmt: skip
DEFAULTS = {"evidence_required": {StandardSet: True, NegativeItem: False}}
TEXTS = ("basis", "explanation", "phrase", "period", "checking_bodies", "note", "duty", "contact")
LISTS = ("item_codes", "columns")


def titled(sheet, election):
    """The sheet with the term above its table."""
    return replace(sheet, title=f"{election}{sheet.name}")


def stored_value(model, key, value):
    """A cell's value as the model keeps it: codes for the words of drop-downs, no None where it keeps text."""
    if value is None:
        if key in DEFAULTS:
            return DEFAULTS[key][model]
        return [] if key in LISTS else "" if key in TEXTS else None
    choices = CHOICES.get((model, key))
    return next(code for code, label in choices.choices if label == value) if choices else value


def shown_value(model, key, value):
    """A stored value as the cell and the preview show it."""
    choices = CHOICES.get((model, key))
    if choices:
        return choices(value).label
    if key in LISTS:
        return _letter_words(value) if key == "columns" else _joined(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:f}".removesuffix(".0")
    return "" if value is None else str(value)
