"""换届日程上墙表: every step in every community on one landscape sheet, with the rule and the limit that it goes by."""

from django import forms
from django.utils import timezone

from communities.models import Region
from reports.definitions.base import Report
from reports.schedule import Schedule

COLUMNS = {"A4": 7, "A3": 12}  # communities beside one another on a sheet


class PaperForm(forms.Form):
    """On which paper it is printed."""

    paper = forms.ChoiceField(
        label="纸张", choices=[("A3", "A3 横排（上墙）"), ("A4", "A4 横排")], initial="A3", required=False
    )

    def __init__(self, user, region, election, data=None):
        super().__init__(data)


def context(user, region, election, parameters, number):
    """The data of templates/pdf/wall_sheet.html."""
    paper = parameters.get("paper") or "A3"
    schedule = Schedule(user, election, region, timezone.localdate())
    lines, places = schedule.lines, schedule.communities
    return {
        "place": region.short_name,
        "election": election,
        "paper": paper,
        "as_of": timezone.localtime(),
        "tables": [_table(part, lines) for part in _parts(range(len(places)), COLUMNS[paper])],
        "breaches": schedule.breaches,
        "unconfirmed": sum(not step.is_confirmed for step in schedule.steps),
        "steps": len(lines),
    }


def _parts(numbers, width):
    return [list(numbers[start : start + width]) for start in range(0, len(numbers), width)]


def _table(part, lines):
    """The communities of a table, and of each step its line with their cells."""
    names = [cell.community.short_name for cell in (lines[0].cells[i] for i in part)] if lines else []
    return {"names": names, "rows": [(line, [line.cells[i] for i in part]) for line in lines]}


WALL_SHEET = Report(
    code="wall_sheet",
    title="换届日程上墙表",
    description="每个社区每个节点的日期、责任单位、倒排规则和法定期限，办结打√，不合期限的标出。A3或A4横排。",
    template="pdf/wall_sheet.html",
    permission="view_records",
    context=context,
    parameter_form=PaperForm,
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
    counter="份",
    is_stamped=False,
)
