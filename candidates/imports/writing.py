"""Writes the compared rows of a rule book, by the services that the pages use; and takes a batch back."""

from collections import defaultdict

from django.db.models import ProtectedError
from django.utils import timezone

from candidates.imports.comparison import BLANK
from candidates.imports.sheets import SHEETS
from candidates.models import Criterion, StandardSet
from candidates.services.following import sync_checks
from candidates.services.rules.editing import add_version, revise, revise_set
from candidates.services.rules.fields import criteria_of, values_of
from core import audit
from core.errors import DomainError
from core.imports.commands import before_of, names_of

NAMES = {model.__name__: model for model in SHEETS.values()}


class Writer:
    """Changes first, so that what ends earlier makes room for what begins later; checks follow once at the end."""

    def __init__(self, actor, election):
        self.actor, self.election = actor, election

    def write(self, lines):
        """Sets ``target_id`` and ``before`` on each line; of a standard set the first line stands for all."""
        for lines_of_one in sorted(_by_version(lines), key=lambda each: each[0].plan.rule is None):
            first = lines_of_one[0]
            made, before = self._change(first.plan, lines_of_one) if first.plan.rule else self._add(lines_of_one)
            for line in lines_of_one:
                line.target_id, line.before = str(made.pk), before if line is first else {}
        sync_checks(actor=self.actor, election=self.election)

    def _change(self, plan, lines):
        rule = plan.rule
        before = {
            "model": plan.model.__name__, "old": rule.pk, "values": _plain(rule), "valid_to": rule.valid_to,
            "document_number": rule.document_number,
        }  # fmt: skip
        if isinstance(rule, StandardSet):
            before["criteria"] = criteria_of(rule)
            made = revise_set(
                actor=self.actor,
                standard_set=rule,
                version=rule.version,
                criteria=_criteria(rule, lines),
                **plan.fields,
            )
        else:
            made = revise(actor=self.actor, rule=rule, version=rule.version, **plan.fields)
        return made, before | {"made": made.pk, "version": made.version}

    def _add(self, lines):
        plan = lines[0].plan
        criteria = _criteria(None, lines) if plan.model is StandardSet else ()
        made = add_version(self.actor, plan.model, self.election, plan.key, plan.fields, criteria)
        return made, {"model": plan.model.__name__, "old": None, "made": made.pk, "version": made.version}


def _by_version(lines):
    groups = defaultdict(list)
    for line in lines:
        groups[line.plan.model, line.plan.key, line.plan.fields["valid_from"]].append(line)
    return groups.values()


def _criteria(rule, lines):
    """The items of a set as the rows leave them; places that no row names stay."""
    items = dict(enumerate(criteria_of(rule), start=1)) if rule else {}
    items |= {line.plan.place: line.plan.item for line in lines}
    return [items.get(place, BLANK) for place in range(1, max(items) + 1)]


def _plain(rule):
    """Values as JSON can hold them."""
    values = values_of(rule)
    return values | {"region": rule.region_id}


class Undoing:
    """Takes a written workbook back: what it made goes, what it changed returns; all of it, or nothing."""

    def __init__(self, actor, election, rows):
        self.actor, self.election = actor, election
        self.rows = [(row, before_of(row)) for row in rows]
        self.done = [(row, before) for row, before in self.rows if before]

    def run(self):
        """Raises DomainError ``changed_since_import`` naming the rows changed or used since."""
        found = [(row, before, self._found(before)) for row, before in self.done]
        self._refuse([row for row, before, made in found if made is None or made.version != before["version"]])
        fresh = [(row, made) for row, before, made in found if before["old"] != made.pk]
        for _, before, made in found:
            self._restore(before, made)
        sync_checks(actor=self.actor, election=self.election)
        for row, made in fresh:
            self._remove(row, made)
        audit.record(self.actor, "rule.undo_import", self.election, detail={"rows": len(self.done)})

    def _found(self, before):
        rows = NAMES[before["model"]].objects.select_for_update(of=("self",))
        return rows.filter(pk=before["made"], superseded_at=None).first()

    def _refuse(self, rows):
        if rows:
            raise DomainError(
                "changed_since_import",
                f"{names_of(rows)}导入后又被修改或已用于核查，不能整批撤销，规则没有改动。请逐条处理。",
            )

    def _restore(self, before, made):
        """A version that the batch made stands aside; the one it came from stands again."""
        if before["old"] == made.pk:
            _put_back(made, before, self.actor)
            return
        made.superseded_at = timezone.now()
        made.save()
        if before["old"]:
            old = NAMES[before["model"]].objects.get(pk=before["old"])
            old.superseded_at, old.valid_to = None, _value(old, "valid_to", before["valid_to"])
            old.version += 1
            old.save()

    def _remove(self, row, made):
        try:
            if isinstance(made, StandardSet):
                made.criteria.all().delete()
            made.delete()
        except ProtectedError:
            self._refuse([row])


def _put_back(rule, before, actor):
    for name, value in before["values"].items():
        if name == "region":
            rule.region_id = value
        else:
            setattr(rule, name, _value(rule, name, value))
    rule.version, rule.updated_by = rule.version + 1, actor
    rule.save()
    if isinstance(rule, StandardSet):
        kept = len(before["criteria"])
        rule.criteria.filter(order__gt=kept).update(phrase="")
        for place, item in enumerate(before["criteria"], start=1):
            Criterion.objects.filter(standard_set=rule, order=place).update(**item)


def _value(rule, name, value):
    return rule._meta.get_field(name).to_python(value)
