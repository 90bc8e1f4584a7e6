"""The rule book of a term as one workbook, a sheet per kind: taken out, edited, taken in again."""

from collections import defaultdict
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from candidates.imports import schedule
from candidates.imports.comparison import Comparison
from candidates.imports.schedule import SCHEDULE, is_of_schedule
from candidates.imports.sheets import (
    DEPARTMENT,
    NATIONWIDE,
    NEGATIVE,
    SHEETS,
    STANDARD,
    TARGET,
    shown_value,
    titled,
)
from candidates.imports.writing import Undoing, Writer
from candidates.models import StandardSet
from candidates.services.candidates import require_running
from candidates.services.rules.fields import criteria_of, values_of
from communities.models import Election, Region
from communities.models.regions import lineage
from core import access, audit
from core.imports import ImportKind
from core.spreadsheets import template_workbook


class RuleBookImport(ImportKind):
    """规则库 of the term that covers a street."""

    code, title, permission = "rule_book", "规则库", "manage_rules"
    counter, row_heading, place_heading = "条", "规则", "类别"
    has_own_page = True

    @cached_property
    def region(self):
        return Region.objects.get(pk=self.region_code)

    @cached_property
    def election(self):
        return Election.objects.get(pk=self.election_id)

    @cached_property
    def regions(self):
        """``{name in the drop-down: Region}`` of the term's region and those above."""
        return {each.short_name: each for each in Region.objects.filter(pk__in=lineage(self.election.region_id))}

    def page(self):
        return "查看规则库", reverse("candidates:rules")

    def list_address(self):
        return reverse("candidates:rules-import")

    def start_address(self):
        return reverse("candidates:rules-import")

    def require_open(self):
        require_running(self.election)

    def template(self):
        return titled(STANDARD, self.election)

    def sheets(self):
        return tuple(titled(sheet, self.election) for sheet in (STANDARD, NEGATIVE, TARGET, DEPARTMENT, SCHEDULE))

    def choices(self):
        return {"region": (NATIONWIDE, *self.regions)}

    def compare(self, lines, *, lock=False):
        if lock:
            list(Election.objects.select_for_update(of=("self",)).filter(pk=self.election_id))
        Comparison([line for line in lines if not is_of_schedule(line)], self.election, self.regions).run()
        schedule.compare([line for line in lines if is_of_schedule(line)], self.election)

    def write(self, lines):
        Writer(self.user, self.election).write([line for line in lines if not is_of_schedule(line)])
        schedule.write([line for line in lines if is_of_schedule(line)], self.user)

    def undo(self, rows):
        Undoing(self.user, self.election, [row for row in rows if row.row.sheet.strip() != SCHEDULE.name]).run()
        schedule.undo([row for row in rows if row.row.sheet.strip() == SCHEDULE.name], self.user)

    def rows(self):
        """``{sheet: rows}`` of the versions that stand in the book."""
        found = defaultdict(list)
        for name, model in SHEETS.items():
            rules = model.objects.live().filter(election=self.election).select_related("region")
            for rule in rules.prefetch_related("criteria") if model is StandardSet else rules:
                found[name] += _rows_of(rule, model)
        found[SCHEDULE.name] = schedule.rows(self.election)
        return found


def _rows_of(rule, model):
    row = {key: _cell(model, key, value) for key, value in values_of(rule).items()}
    row |= {model.key: rule.key_value, "region": rule.region.short_name if rule.region else NATIONWIDE}
    row["document_number"] = rule.document_number
    if model is not StandardSet:
        return [row]
    return [
        row | {"order": place, **{key: _cell(model, key, value) for key, value in item.items()}}
        for place, item in enumerate(criteria_of(rule), start=1)
    ]


def _cell(model, key, value):
    """Numbers stay numbers, lists are joined by their column, all else is told in words."""
    if isinstance(value, (int, list)) and not isinstance(value, bool):
        return value
    return shown_value(model, key, value)


def export_rule_book(*, actor, election, blank=False):
    """Return (file name, .xlsx) of the term's book, or of its blank template; recorded. Raises as access.require."""
    access.require(actor, "view_records", election)
    kind = RuleBookImport(user=actor, region_code=election.region_id, election_id=election.pk)
    rows = {} if blank else kind.rows()
    content = template_workbook(kind.sheets(), choices=kind.choices(), rows=rows)
    audit.record(actor, "rule.export", election, detail={"rows": sum(map(len, rows.values())), "blank": blank})
    label = "规则库模板" if blank else "规则库"
    return f"{election}{label}_{timezone.localtime():%Y%m%d}.xlsx", content
