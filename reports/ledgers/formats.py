"""How a ledger is taken out, as the level above wants it: ID numbers, dates, the day of the ages.

A format makes another :class:`Ledger` of a ledger, with which screen, workbook and paper do what they always do.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from communities.models import Person
from communities.services.limits import record_within_limit
from core import access
from core.audit import AuditEvent
from core.dates import chinese_date
from core.errors import DomainError
from core.ids import age_on, mask_id_number
from reports.ledgers.base import DAY_FORMAT, MONTH_FORMAT, LedgerColumn, iso_date, words
from reports.models import LedgerFormat

IdNumbers, Dates = LedgerFormat.IdNumbers, LedgerFormat.Dates
PERMISSION = "view_identity"
EVENT = "ledger.identity"
PER_HOUR = 10  # ledgers with complete numbers
ID_NUMBER = LedgerColumn("id_number", "公民身份号码", width=21, text=True, render=words, show=words, is_whole=True,
                         aliases=("身份证号", "身份证号码", "证件号码"))  # fmt: skip


@dataclass(frozen=True)
class Format:
    """What was chosen; ``age_on`` None: the day that the ledger itself counts by."""

    id_number: str = IdNumbers.NONE
    dates: str = Dates.MONTH
    age_on: date | None = None

    @property
    def on_screen(self):
        """A page shows no complete number."""
        return replace(self, id_number=IdNumbers.MASKED) if self.is_complete else self

    @property
    def parameters(self):
        """What differs from the usual, for the job of a printed ledger; never that numbers are complete."""
        usual = vars(Format())
        return {key: str(value) for key, value in vars(self).items() if value not in (usual[key], IdNumbers.FULL)}

    @property
    def is_complete(self):
        return self.id_number == IdNumbers.FULL

    def shape(self, ledger):
        """The ledger in this format; itself where nothing of it is asked for."""
        columns = tuple(self._column(column) for column in ledger.columns)
        has_numbers = bool(ledger.identity) and self.id_number != IdNumbers.NONE
        if has_numbers:
            place = [column.key for column in columns].index("name") + 1
            columns = (*columns[:place], ID_NUMBER, *columns[place:])
        if columns == ledger.columns and not self.age_on:
            return ledger
        return replace(ledger, columns=columns, rows=partial(self._rows, ledger), basis=self._basis(ledger))

    def _column(self, column):
        if column.number_format == MONTH_FORMAT and self.dates == Dates.DAY:
            return replace(column, number_format=DAY_FORMAT, show=iso_date, width=max(column.width, 12))
        return column

    def _basis(self, ledger):
        basis = ledger.basis
        if self.age_on and has_ages(ledger):
            basis = basis.replace("选举日", chinese_date(self.age_on))
        if self.dates == Dates.DAY and has_months(ledger):
            basis += "出生、入党等日期只登记到月的，按当月1日列出。"
        return basis

    def _rows(self, ledger, user, region, election, filters):
        """The ledger's rows with ages and numbers put in; one or two queries besides."""
        rows = list(ledger.rows(user, region, election, filters))
        if ledger.identity and self.id_number != IdNumbers.NONE:
            numbers = _numbers(user, {row[ledger.identity] for row in rows}, is_complete=self.is_complete)
            rows = [{**row, ID_NUMBER.key: numbers.get(row[ledger.identity])} for row in rows]
        for column in ledger.columns:
            if column.age_of and self.age_on:
                rows = [{**row, column.key: _age(row[column.age_of], self.age_on)} for row in rows]
        return rows


def _age(born, on):
    return age_on(born, on) if born else None


def _numbers(user, people, *, is_complete):
    """``{person: number}``: complete for those of whom the user may see it, masked for all others."""
    rows = Person.objects.filter(pk__in=people).exclude(id_number_hash="")
    clear = set(access.visible_to(user, rows, PERMISSION).values_list("pk", flat=True)) if is_complete else ()
    return {pk: number if pk in clear else mask_id_number(number) for pk, number in rows.values_list("pk", "id_number")}


def has_ages(ledger):
    return any(column.age_of for column in ledger.columns)


def has_months(ledger):
    return any(column.number_format == MONTH_FORMAT for column in ledger.columns)


def has_formats(ledger):
    """Whether there is anything to choose."""
    return bool(ledger.identity) or has_ages(ledger) or has_months(ledger)


def format_of(user, ledger):
    """The :class:`Format` that the user chose last; complete numbers only while he may see some."""
    stored = LedgerFormat.objects.filter(user=user, ledger=ledger.code).first()
    if stored is None:
        return Format()
    chosen = Format(stored.id_number, stored.dates, stored.age_on)
    return chosen if access.holds(user, PERMISSION) else chosen.on_screen


def remember(*, actor, ledger, **chosen):
    """Keep what the user chose for the next time."""
    LedgerFormat.objects.update_or_create(user=actor, ledger=ledger.code, defaults=chosen)


def disclose_numbers(*, actor, ledger, region, reason):
    """Record why complete ID numbers are taken out; returns the key of the audit record, under which they may be.

    At most ten an hour. Raises DomainError ``not_allowed``, ``reason_missing`` or ``too_often``.
    """
    if not (ledger.identity and access.holds(actor, PERMISSION)):
        raise DomainError("not_allowed", "您没有查看完整证件号的权限，请把“公民身份号码”改为“掩码”或“不含”。")
    if not reason.strip():
        raise DomainError("reason_missing", "请填写导出完整证件号的事由。", field="purpose")
    record_within_limit(
        actor, EVENT, region, per_hour=PER_HOUR, reason=reason.strip(), detail={"ledger": ledger.code},
        message=f"带完整证件号的台账每小时最多导出{PER_HOUR}次，已用完。请稍后再试，或改用“掩码”。",
    )  # fmt: skip
    return AuditEvent.objects.filter(event=EVENT, actor_id=str(actor.pk), result="ok").order_by("-seq").first().seq


def was_disclosed(user, ledger, seq):
    """Whether the audit holds the user's reason for this ledger."""
    event = AuditEvent.objects.filter(seq=seq, event=EVENT, actor_id=str(user.pk), result="ok").first()
    return event is not None and event.read_detail() == {"ledger": ledger.code}
