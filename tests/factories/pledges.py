"""Pledges for tests, through the services."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import fonts, jobs
from core.files import PDF, store
from core.jobs import Job, run_job
from discipline import pledge_papers
from discipline.models import Pledge, PledgeScanPage
from discipline.services import pledge_scans, pledge_signing, pledges
from discipline.services.pledges import edition_of
from reports.services import request_report
from tests.factories import discipline, uploads, world
from tests.factories.signatures import drawn


def campaign(street, people=(), capacities=("member",), text=None, actor="staff", **fields):
    """A campaign over ``capacities`` of the running term; a member is made where there is nobody yet."""
    text = text or discipline.text(street)
    if not people:
        discipline.somebody(street, capacities[0])
    fields = {
        "title": "换届纪律承诺书", "due_on": timezone.localdate() + timedelta(days=14), "copies": 2,
        "keeping_place": "街道党建办档案柜", "opening": pledges.opening_for(text), "closing": pledges.CLOSING,
    } | fields  # fmt: skip
    return pledges.start_campaign(
        actor=street.users[actor], election=street.running, text=text, capacities=list(capacities), **fields
    )


def one(street, **fields):
    """A pledge of somebody new, in a campaign of his own."""
    return campaign(street, **fields).pledges.order_by("number").last()


def shown(pledge):
    """What the page tells of the text that it shows."""
    pledge = full(pledge)
    return pledge_papers.digest_of(pledge_papers.canonical(pledge, edition_of(pledge)))


def sign(street, pledge, actor="staff"):
    """Signed on a screen, of the text as it is now."""
    user = street.users[actor]
    return pledge_signing.sign_on_screen(actor=user, pledge=full(pledge), strokes=drawn(), shown=shown(pledge))


def full(pledge):
    return Pledge.objects.select_related("campaign", "community", "person", "election__region").get(pk=pledge.pk)


def state_of(pledge):
    return Pledge.objects.with_state().get(pk=pledge.pk).state


def states(pledge_campaign):
    """The states of a campaign's pledges, in the order of their numbers."""
    return list(pledge_campaign.pledges.with_state().order_by("number").values_list("state", flat=True))


def paper(street, pledge_campaign, actor="staff", region=None, **parameters):
    """The printed sheets as a PDF, through the report's job."""
    fonts.build()
    parameters = {"campaign": str(pledge_campaign.pk), "who": "to_sign", "copies": "1"} | parameters
    run = request_report(
        actor=street.users[actor], code="pledge_sheets", region=region or street.regions[world.STREET],
        election=street.running, parameters=parameters,
    )  # fmt: skip
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    return job.result.read()


def send(street, pledge_campaign, *contents, actor="staff", name="扫描.pdf"):
    """Uploads read by the job; returns it."""
    files = [SimpleUploadedFile(name, content) for content in contents]
    job = pledge_scans.upload_scans(
        actor=street.users[actor], campaign=pledge_campaign, files=files, signed_on=timezone.localdate()
    )
    run_job(str(job.pk))
    return Job.objects.get(pk=job.pk)


def waiting(street, pledge_campaign, user="staff", code="no_code", **fields):
    """A scanned page that waits for a human."""
    return PledgeScanPage.objects.create(
        campaign=pledge_campaign, page=1, reason="没有读到二维码，请人工归入。", code=code,
        job=jobs.enqueue(actor=street.users[user], kind="pledge_scans", parameters={"files": []}),
        file=store(uploads.pdf(), name="扫描页1.pdf", content_type=PDF),
        preview=store(uploads.photo(), name="preview.jpg", content_type="image/jpeg"),
        uploaded_by=street.users[user], **fields,
    )  # fmt: skip


def one_of_each(street):
    """A campaign, what was signed in it, a pledge still to be signed, and a page that waits."""
    people = [discipline.somebody(street) for _ in range(2)]
    made = campaign(street, people)
    done, open_one = (made.pledges.get(person=person) for person in people)
    signing = sign(street, done)
    return made, signing, open_one, waiting(street, made)
