"""Demo: one round of signing under way: some signed on a screen, some on paper and scanned, one page waiting."""

import io
from datetime import timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from core import scans, uploads
from core.errors import DomainError
from core.files import store
from core.jobs import Job
from discipline import pledge_papers
from discipline.models import DisciplineText, PledgeScanPage
from discipline.services import pledge_signing, pledges
from discipline.services.texts import install_texts

STROKES = '[{"points": [%s]}]'
EVERY = 3  # of three people one has signed on a screen, one on paper


class Pledges:
    """Fills a term with pledges."""

    def __init__(self, random, accounts, election):
        self.random, self.accounts, self.election = random, accounts, election
        self.staff = accounts.users["dangjian1"]

    def fill(self):
        """A campaign over those who sit and those who work for the street."""
        text = self._text()
        campaign = pledges.start_campaign(
            actor=self.staff, election=self.election, text=text, title="换届纪律承诺书",
            capacities=["member", "street_staff"], due_on=timezone.localdate() + timedelta(days=9), copies=2,
            keeping_place="街道党建办档案柜", opening=pledges.opening_for(text), closing=pledges.CLOSING,
        )  # fmt: skip
        everyone = list(campaign.pledges.select_related("campaign", "community", "person", "election__region"))
        signers = [pledge for pledge in everyone if self.random.random() < 0.62]
        paper = signers[::EVERY]
        sheets = pledges.issue_sheets(actor=self.staff, campaign=campaign, pledges=paper)
        for place, sheet in enumerate(sheets):
            page = scans.Page(place + 1, _scan(place), uploads.JPEG)
            pledge_signing.file_sheet(actor=self.staff, sheet=sheet, page=page)
        for pledge in signers:
            if pledge not in paper:
                self._sign(pledge)
        self._leave_waiting(campaign)

    def _text(self):
        found = DisciplineText.objects.current(self.election).filter(family="central").first()
        if found is None:
            install_texts(actor=self.staff, election=self.election)
            found = DisciplineText.objects.current(self.election).get(family="central")
        return found

    def _sign(self, pledge):
        shown = pledge_papers.digest_of(pledge_papers.canonical(pledge, pledges.edition_of(pledge)))
        points = ", ".join(
            f'{{"x": {20 + step * 5}, "y": {60 + self.random.randint(-18, 18)}}}' for step in range(24)
        )  # fmt: skip
        pledge_signing.sign_on_screen(actor=self.staff, pledge=pledge, strokes=STROKES % points, shown=shown)

    def _leave_waiting(self, campaign):
        """A page whose code could not be read."""
        job = Job.objects.create(kind="pledge_scans", requested_by=self.staff, state=Job.States.DONE, progress=100,
                                 parameters={"campaign": str(campaign.pk), "files": []})  # fmt: skip
        refusal = DomainError("no_code", "没有读到二维码，请人工归入。")
        page = scans.Page(1, _scan(99), uploads.JPEG)
        PledgeScanPage.objects.create(
            campaign=campaign, code=refusal.code, job=job, page=1, reason=refusal.message, uploaded_by=self.staff,
            file=page.keep(self.staff), preview=store(page.content, name="preview.jpg", content_type=uploads.JPEG),
        )  # fmt: skip


def _scan(serial):
    """A small picture of a signed page: lines for text and a scribble, nobody's name."""
    page = Image.new("L", (420, 594), 250)
    pen = ImageDraw.Draw(page)
    for line in range(18):
        pen.line((60, 90 + line * 20, 360 - (line * 37 + serial) % 90, 90 + line * 20), fill=120, width=4)
    pen.line([(230 + step * 6, 490 + (step * 13 + serial * 7) % 24) for step in range(18)], fill=30, width=3)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()
