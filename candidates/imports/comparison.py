"""Holds the rows of a workbook against the book: new, changed or unchanged; periods that would collide are refused."""

from collections import defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace

from candidates.imports.sheets import (
    DEPARTMENT,
    NATIONWIDE,
    NEGATIVE,
    SHEETS,
    STANDARD,
    TARGET,
    shown_value,
    stored_value,
)
from candidates.models import NegativeItem, ReviewDepartment, StandardSet
from candidates.services.rules.fields import CRITERION_FIELDS, FIELDS, criteria_of, values_of
from candidates.validity import overlap, overlap_message
from core.imports import ImportRow
from core.spreadsheets import clean_text

Statuses = ImportRow.Statuses
COLUMNS = {
    SHEETS[sheet.name]: {column.key: column for column in sheet.columns}
    for sheet in (STANDARD, NEGATIVE, TARGET, DEPARTMENT)
}
SET_FIELDS = tuple(name for name in FIELDS[StandardSet] if name != "name")
BLANK = {"phrase": "", "explanation": "", "evidence_required": True}


@dataclass
class Plan:
    """What a row asks for: ``rule`` is the version it means, None for a new one."""

    model: type
    key: str
    fields: dict
    rule: object = None
    item: dict = field(default_factory=dict)  # of a standard set: the criterion at ``place``
    place: int = 0


class Comparison:
    """One pass over the rows of all sheets. ``regions``: by name in the drop-down."""

    def __init__(self, lines, election, regions):
        self.lines, self.election, self.regions = lines, election, regions
        self.stored = {model: self._stored(model) for model in SHEETS.values()}

    def _stored(self, model):
        """``{(key, first day): version}`` of the versions that stand."""
        rows = model.objects.live().filter(election=self.election).select_related("region", "election")
        rows = rows.prefetch_related("criteria") if model is StandardSet else rows
        return {(rule.key_value, rule.valid_from): rule for rule in rows}

    def run(self):
        for line in self.lines:
            self._describe(line)
            if not line.errors:
                self._plan(line)
        self._refuse_twice()
        self._refuse_uneven_sets()
        self._refuse_unknown_items()
        self._refuse_overlaps()
        for line in self.lines:
            if not line.errors:
                self._settle(line)

    def _right(self):
        return [line for line in self.lines if not line.errors]

    def _describe(self, line):
        model = SHEETS[line.raw.sheet.strip()]
        key, cells = model.key, line.raw.cells
        place = clean_text(cells.get("order")) if model is StandardSet else ""
        name = clean_text(cells.get("title") or cells.get("name") or cells.get("measure"))
        code = clean_text(cells.get("code"))
        line.name = f"{code} {name}".strip()[:60] if key == "code" else f"{name}第{place}条"[:60]
        line.place = line.raw.sheet.strip()

    def _plan(self, line):
        model = SHEETS[line.place]
        values = {key: stored_value(model, key, value) for key, value in line.values.items()}
        region = line.values.get("region")
        values["region"] = None if region in (None, NATIONWIDE) else self.regions[region]
        if values["valid_to"] and values["valid_to"] < values["valid_from"]:
            self._refuse(line, "valid_to", "失效日期早于生效日期，请核对。")
            return
        names = SET_FIELDS if model is StandardSet else FIELDS[model]
        plan = Plan(model, values[model.key], {name: values[name] for name in names if name in values})
        if model is StandardSet:
            plan.item, plan.place = {name: values.get(name, BLANK[name]) for name in CRITERION_FIELDS}, values["order"]
        plan.rule = self.stored[model].get((plan.key, values["valid_from"]))
        line.plan = plan

    def _refuse(self, line, column, message):
        line.refuse(COLUMNS[SHEETS[line.place]][column], message, value=clean_text(line.raw.cells.get(column)))

    def _groups(self, key):
        groups = defaultdict(list)
        for line in self._right():
            groups[key(line.plan)].append(line)
        return groups

    def _refuse_twice(self):
        groups = self._groups(lambda plan: (plan.model, plan.key, plan.fields["valid_from"], plan.place))
        for (model, *_), lines in groups.items():
            for line in lines if len(lines) > 1 else ():
                others = "、".join(other.where for other in lines if other is not line)
                column = "order" if model is StandardSet else "code"
                self._refuse(line, column, f"同一编号、同一生效日期还出现在{others}，请只留一行。")

    def _refuse_uneven_sets(self):
        groups = self._groups(lambda plan: (plan.model, plan.key, plan.fields["valid_from"]))
        for (model, *_), lines in groups.items():
            for line in lines[1:] if model is StandardSet else ():
                for name in SET_FIELDS:
                    if line.plan.fields[name] != lines[0].plan.fields[name]:
                        heading = COLUMNS[model][name].heading
                        self._refuse(line, name, f"同一标准各行的“{heading}”须相同，与{lines[0].where}不一致。")

    def _refuse_unknown_items(self):
        """Departments answer items of the book, or of this very workbook."""
        known = {key for key, _ in self.stored[NegativeItem]}
        known |= {line.plan.key for line in self._right() if line.plan.model is NegativeItem}
        for line in self._right():
            if line.plan.model is ReviewDepartment:
                unknown = [code for code in line.plan.fields["item_codes"] if code not in known]
                if unknown:
                    self._refuse(line, "item_codes", f"负面清单中没有 {'、'.join(unknown)}，请核对编号。")

    def _refuse_overlaps(self):
        """The periods as they would be after writing, those of the file and those of the book."""
        for (model, key), lines in self._groups(lambda plan: (plan.model, plan.key)).items():
            firsts = {line.plan.fields["valid_from"]: line for line in lines}
            book = [rule for (name, first), rule in self.stored[model].items() if name == key and first not in firsts]
            periods = {first: _period(line) for first, line in firsts.items()}
            for line in lines:
                mine = periods[line.plan.fields["valid_from"]]
                others = [*book, *(each for each in periods.values() if each is not mine)]
                collision = next((other for other in others if overlap(mine, other)), None)
                if collision is not None:
                    self._refuse(line, "valid_from", overlap_message(mine, collision))

    def _settle(self, line):
        plan = line.plan
        versions = [rule for (key, _), rule in self.stored[plan.model].items() if key == plan.key]
        line.basis = ",".join(sorted(f"{rule.pk}:{rule.version}" for rule in versions))
        old, new = _told_before(plan), _told(plan.model, plan.fields | plan.item)
        line.changes = [
            [heading, old.get(heading, ""), now] for heading, now in new.items() if old.get(heading, "") != now
        ]
        if plan.rule is None:
            line.status = Statuses.NEW
        else:
            line.status = Statuses.CHANGED if line.changes else Statuses.SAME


def _period(line):
    """A row as :mod:`candidates.validity` understands a version."""
    fields = line.plan.fields
    return _Period(line.plan.key, line.name, fields["valid_from"], fields["valid_to"])


class _Period(SimpleNamespace):
    def __init__(self, key_value, name, valid_from, valid_to):
        super().__init__(key_value=key_value, name=name, valid_from=valid_from, valid_to=valid_to)

    def __str__(self):
        return self.name.removeprefix(self.key_value).strip() or self.key_value


def _told(model, values):
    """Values by heading, in words."""
    return {
        COLUMNS[model][name].heading: value.short_name
        if name == "region" and value
        else shown_value(model, name, value)
        for name, value in values.items()
    }


def _told_before(plan):
    if plan.rule is None:
        return {}
    names = SET_FIELDS if plan.model is StandardSet else FIELDS[plan.model]
    values = {name: value for name, value in values_of(plan.rule).items() if name in names}
    if plan.model is StandardSet:
        items = criteria_of(plan.rule)
        values |= items[plan.place - 1] if plan.place <= len(items) else BLANK
    return _told(plan.model, values)
