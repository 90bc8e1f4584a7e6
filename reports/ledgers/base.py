"""What a ledger (台账) is: one definition from which the screen, the workbook and the printed table are made.

``rows`` is the only place where records are read; columns, totals and order are data. So a figure
cannot differ between the page, the Excel file and the paper.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Decimal
from itertools import islice

from communities.models import Affiliations, Educations, Region, Sexes
from core.access import code_condition, next_code, visible_to
from core.addresses import address_of
from core.dates import format_month
from core.ids import age_on
from core.money import CENT, show_money
from core.spreadsheets import Column, heads
from core.web import Rule, holding

SEXES, EDUCATIONS, AFFILIATIONS = dict(Sexes.choices), dict(Educations.choices), dict(Affiliations.choices)
FIRST_PART, LARGEST_PART = 20, 640  # communities
MONEY_FORMAT, MEAN_FORMAT, DAY_FORMAT, MONTH_FORMAT = "#,##0.00", "0.0", "yyyy-mm-dd", "yyyy.mm"


def words(value):
    """A value as it reads on screen and paper; empty for none."""
    return "" if value is None else str(value)


def iso_date(value):
    """date → 2026-11-22; empty for none, 合计 in the row of sums."""
    return value.isoformat() if hasattr(value, "isoformat") else words(value)


def dotted_month(value):
    """date → 1988.03, as cadre forms write it; empty for none."""
    return format_month(value) if hasattr(value, "isoformat") else words(value)


def date_cell(value):
    """A date stays a date in the workbook."""
    return "" if value is None else value


@dataclass(frozen=True)
class LedgerColumn(Column):
    """A column of a ledger. ``show`` puts a value into words for screen and paper.

    A number stays a number in the workbook and stands at the right; ``summed`` puts its sum into
    the last row. ``is_whole``: not to be broken inside a word. ``age_of``: the key of the birth date whose age it is.
    """

    _: KW_ONLY
    show: Callable = words
    is_number: bool = False
    is_whole: bool = False
    summed: bool = False
    age_of: str = ""

    @property
    def is_ordered(self):
        """Whether lines may be put in the order of its values: figures and dates, not words."""
        return self.is_number or self.number_format in (DAY_FORMAT, MONTH_FORMAT)

    @property
    def orders(self):
        """``(key, label)`` both ways."""
        up, down = ("从小到大", "从大到小") if self.is_number else ("从早到晚", "从晚到早")
        return (self.key, f"{self.full_heading}{up}"), (f"-{self.key}", f"{self.full_heading}{down}")


def text(key, heading, width=14, *, whole=False):
    """A column of words; ``whole`` for what reads badly when it is broken anywhere."""
    return LedgerColumn(key, heading, width=width, render=words, is_whole=whole)


def day(key, heading, width=13):
    """A column of dates."""
    return LedgerColumn(
        key, heading, width=width, render=date_cell, show=iso_date, number_format=DAY_FORMAT, is_whole=True
    )


def month(key, heading, width=9):
    """A date of a person's file, known to the month at least: 1988.03, and a true date in the workbook."""
    return LedgerColumn(
        key, heading, width=width, render=date_cell, show=dotted_month, number_format=MONTH_FORMAT, is_whole=True
    )


def number(key, heading, width=8, *, summed=True):
    """A column of counts."""
    return LedgerColumn(key, heading, width=width, is_number=True, summed=summed)


def age(key="age", heading="年龄", *, of="born"):
    """Full years of whoever was born at ``of``."""
    return replace(number(key, heading, 6, summed=False), age_of=of)


def average(key, heading, width=8):
    """A column of means, to one decimal."""
    return replace(
        number(key, heading, width),
        number_format=MEAN_FORMAT,
        show=lambda value: f"{value:.1f}" if isinstance(value, (int, float, Decimal)) else words(value),
    )


def money(key, heading, width=14, *, summed=True):
    """A column of amounts in yuan (Decimal, two places)."""
    return LedgerColumn(
        key,
        heading,
        width=width,
        show=show_money,
        render=_amount,
        number_format=MONEY_FORMAT,
        is_number=True,
        summed=summed,
    )


def under(group, *columns):
    """The same columns below one heading that they share."""
    return tuple(replace(column, group=group) for column in columns)


def _amount(value):
    return "" if value is None else value.quantize(CENT)


@dataclass(frozen=True)
class Choice:
    """What a ledger can be narrowed by beside the community: a code from a list, never a name.

    ``unchosen``: what it is called when nothing is chosen.
    """

    key: str
    label: str
    choices: tuple
    unchosen: str = "全部"


@dataclass(frozen=True)
class Ledger:
    """One ledger.

    ``rows(user, region, election, filters)`` yields a mapping by column key for each line, read
    through ``core.access`` in a number of queries that does not grow with the lines; beside the
    columns it holds ``record``, the key of what the line is about, which ``record_view`` shows
    (its URL takes ``record_kind`` before the key).
    ``region`` is None for whoever works on single records only (an auditor). ``filters``: chosen
    codes by key of ``choices``. ``made_at``: the page on which the records come about.

    ``permission`` lets one see its content, and so its printed copies, in a region; ``rule`` says
    who may come to its page (by default whoever holds the permission somewhere), ``export_rule``
    who may take it out. ``orders``:
    ``(column key, “-” before it for falling; label)`` besides the order of ``rows``. ``basis``:
    what was counted and how (口径), printed with it. ``add_up(rows)`` returns the sums where they are
    checked too; ``paper`` is A4 or A3, landscape. ``build_permission``: what printing it asks for.
    ``may_be_kept``: whether snapshots may be taken. ``is_personal``: of two readers with the same rights one may
    see more than the other. ``identity``: what a line calls the key of its person, whose ID number may be taken out
    with it, beside ``name``.
    """

    code: str
    title: str
    group: str
    columns: tuple
    rows: Callable
    _: KW_ONLY
    basis: str
    made_at: str
    record_view: str = ""
    record_kind: tuple = ()
    permission: str = "view_records"
    rule: Rule | None = None
    export_rule: Rule = holding("export_records")
    choices: tuple = ()
    orders: tuple = ()
    add_up: Callable | None = None
    paper: str = "A4"
    build_permission: str = "build_reports"
    identity: str = ""
    is_personal: bool = False
    may_be_kept: bool = True

    def admits(self, user):
        """Whether the ledger exists for this user."""
        return (self.rule or holding(self.permission)).admits(user)

    def may_export(self, user):
        """Whether he may take it out as a file."""
        return self.admits(user) and self.export_rule.admits(user)

    @property
    def all_orders(self):
        """``orders``, and both ways by every column of figures and dates beside them."""
        declared = {key.removeprefix("-") for key, _ in self.orders}
        more = [column for column in self.columns if column.is_ordered and column.key not in declared]
        return (*self.orders, *(each for column in more for each in column.orders))

    @property
    def heads(self):
        """The upper of two rows of headings; where nothing is grouped there is but one row."""
        return heads(self.columns)

    @property
    def is_grouped(self):
        return any(column.group for column in self.columns)

    @property
    def is_summed(self):
        return any(column.summed for column in self.columns)

    def take(self, user, region, election, filters):
        """The lines as a list of mappings, in the order that ``filters["order"]`` asks for."""
        rows = list(self.rows(user, region, election, filters))
        order = filters.get("order", "")
        return _ordered(rows, order) if order in dict(self.all_orders) else rows

    def take_first(self, user, region, election, filters, limit):
        """As :meth:`take`, but no more than ``limit`` lines where neither a sum nor an order asks for all of them."""
        if self.is_summed or filters.get("order"):
            return self.take(user, region, election, filters)
        return list(islice(self.rows(user, region, election, filters), limit))

    def totals(self, rows):
        """The last row: sums of the summed columns and 合计 in the first; None where nothing is summed."""
        if not (self.is_summed and rows):
            return None
        sums = self.add_up(rows) if self.add_up else self.sums(rows)
        return {self.columns[0].key: "合计", **sums}

    def sums(self, rows):
        """``{key: sum}`` of the summed columns; None where no line has a number."""
        known = {c.key: [row[c.key] for row in rows if row[c.key] is not None] for c in self.columns if c.summed}
        return {key: sum(values) if values else None for key, values in known.items()}

    def url_of(self, row):
        """Where the line's record is; empty where it has no page of its own."""
        return address_of(self.record_view, *self.record_kind, key=row["record"]) if self.record_view else ""

    def cells(self, row):
        """``[(column, text)]`` of one line, as screen and paper show it."""
        return [(column, column.show(row.get(column.key))) for column in self.columns]


def _ordered(rows, order):
    """Sorted by one column; lines without a value come last either way."""
    key = order.removeprefix("-")
    known = [row for row in rows if row[key] is not None]
    unknown = [row for row in rows if row[key] is None]
    return sorted(known, key=lambda row: row[key], reverse=order.startswith("-")) + unknown


def about_person(person, election):
    """The cells that a line about somebody begins with; the age is that on the election day."""
    return about(
        person.name, person.sex, person.ethnicity, person.birth_date, person.education, person.affiliation, election
    )


def about(name, sex, ethnicity, birth_date, education, affiliation, election):
    """The same of somebody whose file was not fetched whole; codes as they are stored."""
    return {
        "name": name,
        "sex": SEXES.get(sex, sex),
        "ethnicity": ethnicity,
        "born": birth_date,
        "age": age_on(birth_date, election.election_day) if birth_date else None,
        "education": EDUCATIONS.get(education, education),
        "affiliation": AFFILIATIONS.get(affiliation, affiliation),
    }


def inside(user, model, path, region, permission=None):
    """The rows of ``model`` that ``user`` may see below ``region`` (everywhere he may, without one)."""
    rows = visible_to(user, model, permission)
    return rows.filter(code_condition(path, [region.pk])) if region else rows


def in_parts(rows, path, region):
    """``rows``, whose community's code is at ``path``, in parts that are sorted one by one, so that the first lines of a
    province need not wait for its last: above a street the first twenty communities, and of each further part twice as
    many, as far as memory allows, in the order of their codes."""
    if region is None or region.level >= Region.Levels.STREET:
        return [rows]
    return (rows.filter(**{f"{path}__gte": start, f"{path}__lt": end}) for start, end in _spans(region))


def _spans(region):
    """``(code, first code after)`` of the parts: ranges that leave nothing out below the region."""
    communities = Region.objects.filter(code_condition("code", [region.pk]), level=Region.Levels.COMMUNITY)
    codes, size, start = communities.order_by("code").values_list("code", flat=True), FIRST_PART, region.pk
    while following := codes.filter(code__gte=start)[size : size + 1]:
        yield start, following[0]
        size, start = min(size * 2, LARGEST_PART), following[0]
    yield start, next_code(region.pk)
