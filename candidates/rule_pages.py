"""The kinds of the rule book as pages, forms and services know them: one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from candidates import rule_forms, services
from candidates.models import NegativeItem, ReviewDepartment, StandardSet, StructureTarget
from candidates.services.rules import DEPARTMENT_FIELDS, NEGATIVE_FIELDS, STANDARD_FIELDS, TARGET_FIELDS


@dataclass(frozen=True)
class RuleKind:
    """One kind of rule. ``subject``: by which name the edit service takes the rule; ``unit``: it is counted in."""

    code: str
    label: str
    unit: str
    hint: str
    model: type
    form: type
    fields: tuple
    add: Callable
    edit: Callable
    subject: str
    judges: bool = False  # candidates are held against it


KINDS = {
    kind.code: kind
    for kind in (
        RuleKind("standard", "人选标准", "套", "正面标准，逐条对照", StandardSet, rule_forms.StandardSetForm,
                 STANDARD_FIELDS, services.add_standard_set, services.edit_standard_set, "standard_set", True),
        RuleKind("negative", "负面清单", "条", "“不得”一票否决，“不宜”须集体研究", NegativeItem,
                 rule_forms.NegativeItemForm, NEGATIVE_FIELDS, services.add_negative_item, services.edit_negative_item,
                 "item", True),
        RuleKind("target", "结构指标", "项", "班子方案按此检查是否达标", StructureTarget, rule_forms.TargetForm,
                 TARGET_FIELDS, services.add_target, services.edit_target, "target"),
        RuleKind("department", "联审部门", "个", "区级联审按此分别发函", ReviewDepartment, rule_forms.DepartmentForm,
                 DEPARTMENT_FIELDS, services.add_department, services.edit_department, "department"),
    )
}  # fmt: skip
# A tab of the book: a milestone is one date, changed in place; what it said before is kept with it.
SCHEDULE = SimpleNamespace(code="schedule", label="换届日程", unit="项", hint="按选举日倒排，日期以核定的文件为准")


def kind_of_rule(rule):
    """The :class:`RuleKind` of a rule."""
    return next(kind for kind in KINDS.values() if kind.model is type(rule))
