"""Time limits in working days (工作日): weekdays but for holidays, and the weekend days that are worked instead.

A year of which no holiday is on file counts its plain weeks; ``is_known`` says so, for whoever shows a date.
"""

from datetime import timedelta

from communities.models import Holiday

SATURDAY = 5


class WorkingDays:
    """The working days of a term, its holidays read once."""

    def __init__(self, election):
        rows = Holiday.objects.filter(election=election).values_list("day", "kind")
        self.special = {day: kind == Holiday.Kinds.WORKED for day, kind in rows}
        self.years = {day.year for day in self.special}

    def is_worked(self, day):
        """Whether ``day`` is a working day."""
        return self.special.get(day, day.weekday() < SATURDAY)

    def is_known(self, day):
        """Whether the holidays of the year of ``day`` are on file."""
        return day.year in self.years

    def after(self, day, number):
        """The last day of a limit of ``number`` working days that begins the day after ``day``.

        A limit of 0 (当日) ends on ``day`` itself, or on the next working day if that is none.
        """
        while number > 0 or not self.is_worked(day):
            day += timedelta(days=1)
            number -= self.is_worked(day) and number > 0
        return day

    def before(self, day, number):
        """The working day that lies ``number`` working days before ``day``."""
        while number > 0:
            day -= timedelta(days=1)
            number -= self.is_worked(day)
        return day

    def between(self, start, end):
        """How many working days lie after ``start`` up to and with ``end``; negative if ``end`` lies before."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
        return sum(self.is_worked(day) for day in days)
