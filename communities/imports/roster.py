"""The roster of the sitting teams: one sheet for a street's communities, or for one community alone."""

from collections import Counter
from dataclasses import replace
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from communities.imports.columns import COMMUNITY, roster_sheet
from communities.imports.comparison import Comparison
from communities.imports.files import row_of, sitting_by_person
from communities.imports.undoing import undo_rows
from communities.imports.writing import Writer
from communities.models import CommitteeMember, Election, Region
from communities.services.committees import require_running
from core import access, audit, ids
from core.imports import ImportKind
from core.spreadsheets import clean_text, write_table

LEGAL_ENDINGS = ("居民委员会", "村民委员会", "居委会", "村委会")


class RosterImport(ImportKind):
    """现任“两委”花名册. On a street each row names its community; on a community every row is of that one."""

    code, title, permission = "roster", "现任“两委”花名册", "fill_records"
    counter, row_heading, place_heading = "人", "姓名", "社区"

    @cached_property
    def region(self):
        return Region.objects.get(pk=self.region_code)

    @cached_property
    def election(self):
        return Election.objects.get(pk=self.election_id)

    @property
    def is_single(self):
        return self.region.level == Region.Levels.COMMUNITY

    @cached_property
    def communities(self):
        """``{name in the drop-down: Region}`` of the communities that the user may fill in."""
        return self._communities_with(self.permission)

    def _communities_with(self, permission):
        below = Region.objects.filter(access.code_condition("code", [self.region_code]))
        rows = access.visible_to(self.user, below, permission)
        return _by_label(rows.filter(level=Region.Levels.COMMUNITY, is_active=True).order_by("code"))

    def page(self):
        return "查看现任班子", reverse("communities:committees")

    def list_address(self):
        return reverse("communities:import-list")

    def start_address(self):
        return reverse("communities:import-start", args=[self.code])

    def require_open(self):
        require_running(self.election)

    def template(self):
        return roster_sheet(self._title, None if self.is_single else self._community_column)

    def sheet(self):
        """Read with the community's column even where the template has none: another's rows must be noticed."""
        return roster_sheet(self._title, self._community_column)

    @property
    def _title(self):
        return f"{self.region.short_name}现任“两委”花名册"

    @property
    def _community_column(self):
        example = next(iter(self.communities), "")
        return replace(COMMUNITY, parse=self._label_of, required=not self.is_single, example=example)

    def _label_of(self, cell):
        """The community's name in the drop-down, however long it is written."""
        text = clean_text(cell)
        for ending in LEGAL_ENDINGS:
            text = text.removesuffix(ending)
        return text if text in self.communities or f"{text}社区" not in self.communities else f"{text}社区"

    def choices(self):
        return {"community": tuple(self.communities)}

    def _place_of(self, values):
        if self.is_single:
            return next(iter(self.communities.values()), None)
        return self.communities.get(values.get("community"))

    def compare(self, lines, *, lock=False):
        communities = list(self.communities.values())
        if lock:  # two rosters of one community are written one after the other
            list(Region.objects.select_for_update(no_key=True).filter(pk__among=[each.pk for each in communities]))
        Comparison(self.user, lines, self._place_of, communities, self.election, lock=lock).run()

    def write(self, lines):
        Writer(self.user, self.election).write(lines)

    def undo(self, rows):
        undo_rows(self.user, self.election, rows)

    def rows(self):
        """The sitting teams as rows of the sheet, numbers masked; for an export that can be imported again.

        Of the communities that the user may export: a leader fills in nothing, and takes out all the same.
        """
        communities = self._communities_with("export_records")
        codes = [community.pk for community in communities.values()]
        members = CommitteeMember.objects.sitting().in_election(self.election).filter(committee__community__among=codes)
        members = members.select_related("committee__community", "person").in_order()
        labels = {community.pk: label for label, community in communities.items()}
        for (code, _), by_kind in sitting_by_person(members).items():
            person = next(iter(by_kind.values())).person
            yield {"community": labels[code], **_masked(row_of(person, by_kind))}


def _by_label(communities):
    """Communities by their short names; by name and code where two streets have one of the same name."""
    communities = list(communities)
    names = [community.short_name for community in communities]
    count = Counter(names)
    return {
        name if count[name] == 1 else f"{name}（{community.pk}）": community
        for name, community in zip(names, communities, strict=True)
    }


def _masked(row):
    numbers = {"id_number": ids.mask_id_number, "phone": ids.mask_phone}
    return row | {key: mask(row[key]) for key, mask in numbers.items() if row[key]}


def export_roster(*, actor, region, election):
    """Return (file name, .xlsx) of the roster of ``region`` in the layout of the template; recorded.

    Http404 / PermissionDenied as ``access.require``.
    """
    access.require(actor, "export_records", region)
    kind = RosterImport(user=actor, region_code=region.pk, election_id=election.pk)
    rows = list(kind.rows())
    audit.record(actor, "roster.export", region, detail={"election": election.pk, "rows": len(rows)})
    sheet, now = kind.template(), timezone.localtime()
    content = write_table(
        sheet.columns, rows, title=sheet.title, notes=["公民身份号码、联系电话已遮盖；再次导入时带*的单元格视为不改动。"],
        watermark=f"{actor.full_name} {now:%Y-%m-%d %H:%M} 导出",
    )  # fmt: skip
    return f"{sheet.title}_{now:%Y%m%d}.xlsx", content
