"""承诺书: a sheet for each of many people, and the one of a single person, blank or as signed on a screen."""

from functools import partial

from django import forms

from communities.models import Region, TermRole
from core import access, pdf, qr
from core.access import code_condition
from core.errors import DomainError
from discipline import pledge_papers
from discipline.models import Pledge, PledgeCampaign, PledgeSigning
from discipline.models.pledges import COPIES, FILL
from discipline.pledge_states import TO_SIGN, PledgeStates
from discipline.services import pledges as services
from reports.definitions import batches
from reports.definitions.base import Report, subject_form

MOST_SHEETS = 400  # a street's people twice over; a pile that one person carries to the scanner
CHUNK = 20  # even, so that a pile printed on both sides still begins each person on a front
SIZES = ("", "small", "tiny")
PLACES = (Region.Levels.STREET, Region.Levels.COMMUNITY)
WHO = [("to_sign", "还没有签的（未签、需补签）"), ("again", "只印需补签的"), ("all", "全部应签人员")]


class SheetsForm(forms.Form):
    """Which campaign, which of its people, how many copies of each."""

    campaign = forms.ModelChoiceField(PledgeCampaign.objects.none(), label="承诺书", empty_label="请选择")
    who = forms.ChoiceField(label="打印范围", choices=WHO, initial="to_sign")
    capacity = forms.ChoiceField(label="身份", required=False, choices=[("", "全部"), *TermRole.Capacities.choices])
    copies = forms.TypedChoiceField(label="每人份数", choices=COPIES, coerce=int, initial=2)

    def __init__(self, user, region, election, data=None):
        super().__init__(data)
        found = access.visible_to(user, PledgeCampaign)
        self.fields["campaign"].queryset = found.filter(election=election) if election else found


def wanted_pledges(user, region, election, parameters):
    """The campaign and its pledges to print below ``region``; DomainError ``nothing_to_sign``, ``too_many``."""
    campaign = access.get_or_404(
        user, PledgeCampaign.objects.select_related("election__region"), pk=parameters["campaign"]
    )
    states = {"again": (PledgeStates.AGAIN,), "all": (*TO_SIGN, PledgeStates.SIGNED)}.get(parameters["who"], TO_SIGN)
    rows = access.visible_to(user, Pledge, FILL).filter(campaign=campaign, election=election)
    rows = rows.filter(code_condition("community_id", [region.pk])).in_state(*states)
    if capacity := parameters.get("capacity"):
        rows = rows.filter(capacity=capacity)
    pledges = list(
        rows.select_related("campaign", "community", "person", "election__region").in_order()[: MOST_SHEETS + 1]
    )
    if not pledges:
        raise DomainError("nothing_to_sign", "所选范围内没有要打印的承诺书：都已签署，或还没有列入人员。")
    copies = int(parameters["copies"])
    if len(pledges) * copies > MOST_SHEETS:
        raise DomainError(
            "too_many",
            f"所选范围共 {rows.count() * copies} 页，一次最多打印 {MOST_SHEETS} 页。请按社区或身份分批，或每人只印一份。",
        )
    return campaign, pledges, copies


def sheets_context(user, region, election, parameters, number):
    """``sheets`` of templates/pdf/pledge.html, those of one person together."""
    campaign, pledges, copies = wanted_pledges(user, region, election, parameters)
    sheets = services.issue_sheets(actor=user, campaign=campaign, pledges=pledges, copies=copies)
    return {"sheets": [drawn(sheet) for sheet in sheets]}


def drawn(sheet, signing=None):
    """What the template draws of a sheet; with the signature of a ``signing`` on a screen."""
    words = pledge_papers.words_of(sheet.frozen)
    return {
        "words": words,
        "items": pledge_papers.numbered_items(words),
        "qr": qr.svg(pledge_papers.sheet_code(sheet), error="m"),
        "mark": pledge_papers.check_mark(sheet.digest),
        "copy": sheet.copy,
        "signature": signing and pledge_papers.signature_of(signing),
        "signed_on": signing and signing.signed_on,
    }


def single_context(user, region, election, parameters, number):
    """The sheet of one person: as he signed it on a screen, else blank under the edition in force."""
    rows = Pledge.objects.select_related("campaign", "community", "person", "election__region")
    pledge = access.get_or_404(user, rows, FILL, pk=parameters["subject"])
    signing = signed_on_screen(pledge)
    if signing:
        return {"sheets": [drawn(signing.sheet, signing)]}
    sheets = services.issue_sheets(
        actor=user, campaign=pledge.campaign, pledges=[pledge], copies=pledge.campaign.copies
    )  # fmt: skip
    return {"sheets": [drawn(sheet) for sheet in sheets]}


def signed_on_screen(pledge):
    """What stands signed on a screen under the edition in force; None otherwise."""
    rows = PledgeSigning.objects.standing().filter(pledge=pledge, method=PledgeSigning.Methods.SCREEN)
    return rows.filter(text__in_force=True).select_related("sheet").first()


def render_sheets(report, context, tell):
    """Drawn a pile at a time, each a piece of the job: in the largest letters in which each pledge stands on one page.

    Raises DomainError ``pledge_too_long`` where not even the smallest do.
    """
    sheets, piles = context["sheets"], []
    for start in range(0, len(sheets), CHUNK):
        pile = {**context, "sheets": sheets[start : start + CHUNK]}
        name = f"第 {start + 1} 页起"
        piles.append((name, batches.key_of(report, pile), pile))
    draw = partial(_draw_piles, report)
    return batches.assemble(report, piles, draw, context, tell, at_once=1, each=CHUNK, count=len(sheets))


def _draw_piles(report, piles):
    return [_draw(report, pile) for pile in piles]


def _draw(report, pile):
    for size in SIZES:
        drawn = pdf.render(report.template, {**pile, "size": size}, title=report.title)
        if drawn.pages == len(pile["sheets"]):
            return drawn
    raise DomainError("pledge_too_long", "承诺书文字过长，一页排不下。请在纪律文本中精简条文，或缩短启语、结语。")


PLEDGE_SHEETS = Report(
    code="pledge_sheets",
    title="承诺书（批量）",
    description="为应签人员各印一页，带二维码；签名后整摞扫描上传，自动归入各人。",
    template="pdf/pledge.html",
    permission="view_records",
    build_permission=FILL,
    context=sheets_context,
    parameter_form=SheetsForm,
    levels=PLACES,
    counter="批",
    ledger="pledges",
    render=render_sheets,
    writes=True,  # numbered sheets
)
PLEDGE = Report(
    code="pledge",
    title="承诺书",
    description="一个人的承诺书：已在屏幕签署的带签名，否则为待签空白件。",
    template="pdf/pledge.html",
    permission="view_records",
    build_permission=FILL,
    context=single_context,
    parameter_form=subject_form(
        Pledge,
        FILL,
        label="承诺人",
        describe=lambda pledge: f"{pledge.code}　{pledge.person.name}　{pledge.community.short_name}",
        rows=lambda found: found.select_related("person", "campaign", "election", "community"),
    ),
    levels=PLACES,
    counter="份",
    subject_model=Pledge,
    subject_label=lambda pledge: pledge.code,
    subject_rows=lambda found: found.select_related("election", "campaign"),
    render=render_sheets,
    writes=True,  # numbered sheets
)
