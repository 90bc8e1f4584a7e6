"""The pages of pledges: the register and its holes, one person's pledge, what a click does."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core import fonts, pdf
from core.jobs import Job, run_job
from discipline.models import Pledge, PledgeScanPage, PledgeSigning
from discipline.services.pledges import start_campaign
from reports.ledgers import find
from reports.services import request_report
from tests.factories import discipline, uploads, world
from tests.factories import pledges as make
from tests.hostile import assert_inert, evil


def page(signed_in, user, name, *args, **query):
    return signed_in(user).get(reverse(f"discipline:{name}", args=args), query).content.decode()


def test_the_register_leads_from_each_hole_to_signing_and_printing(street, signed_in):
    pledge = make.one(street)
    text = page(signed_in, "staff", "pledge-campaign", pledge.campaign_id)
    for target in (
        reverse("discipline:pledge-sign", args=[pledge.pk]),
        f"{reverse('reports:report-create', args=['pledge'])}?subject={pledge.pk}",
    ):
        assert target in text
    make.sign(street, pledge)
    done = page(signed_in, "staff", "pledge-campaign", pledge.campaign_id)
    assert reverse("discipline:pledge-sign", args=[pledge.pk]) not in done
    assert "街道党建办档案柜" in done


def test_a_leader_reads_and_is_offered_nothing_to_do(street, signed_in):
    pledge = make.one(street)
    text = page(signed_in, "leader", "pledge-campaign", pledge.campaign_id)
    assert pledge.person.name in text
    assert reverse("discipline:pledge-sign", args=[pledge.pk]) not in text
    assert reverse("discipline:pledge-scans", args=[pledge.campaign_id]) not in text


def test_a_secretary_sees_her_own_people_alone(street, signed_in):
    pledge = make.one(street)
    other = discipline.somebody(street, community=street.second, name="别社区人")
    signed_in("staff").post(reverse("discipline:pledge-add", args=[pledge.campaign_id]))
    assert Pledge.objects.filter(person=other).exists()
    assert "别社区人" not in page(signed_in, "secretary", "pledge-campaign", pledge.campaign_id)
    assert "别社区人" in page(signed_in, "neighbour", "pledge-campaign", pledge.campaign_id)


@pytest.mark.parametrize(
    ("state", "shown"), [("signed", True), ("unsigned", False), ("again", False), ("to_sign", False)]
)
def test_the_register_is_narrowed_by_state(street, signed_in, state, shown):
    pledge = make.one(street)
    make.sign(street, pledge)
    text = page(signed_in, "staff", "pledge-campaign", pledge.campaign_id, state=state)
    assert (reverse("discipline:pledge", args=[pledge.pk]) in text) is shown


def test_the_new_edition_is_told_with_who_must_sign_again(street, signed_in):
    pledge = make.one(street)
    signing = make.sign(street, pledge)
    discipline.next_edition(street, signing.text)
    text = page(signed_in, "staff", "pledge-campaign", pledge.campaign_id)
    assert "1 人需补签" in text
    assert "需补签" in page(signed_in, "staff", "pledge", pledge.pk)


def test_an_altered_record_is_told_on_its_page(street, signed_in):
    signing = make.sign(street, make.one(street))
    PledgeSigning.objects.filter(pk=signing.pk).update(digest="0" * 64)
    assert "存档已被改动" in page(signed_in, "staff", "pledge", signing.pledge_id)


def test_waiving_needs_a_reason_and_is_told(street, signed_in):
    pledge, client = make.one(street), signed_in("staff")
    url = reverse("discipline:pledge-waive", args=[pledge.pk])
    assert "请写明不需签的原因" in client.post(url, {"reason": ""}, follow=True).content.decode()
    client.post(url, {"reason": "已离任"})
    assert make.state_of(pledge) == "waived"
    client.post(reverse("discipline:pledge-restore", args=[pledge.pk]))
    assert make.state_of(pledge) == "unsigned"


def test_a_waiting_page_is_placed_from_its_picture(street, signed_in):
    pledge = make.one(street)
    waiting, client = make.waiting(street, pledge.campaign), signed_in("staff")
    assert "看图归入" in page(signed_in, "staff", "pledge-scans", pledge.campaign_id)
    preview = client.get(reverse("discipline:pledge-page-preview", args=[waiting.pk]))
    assert (preview.status_code, preview["Content-Type"]) == (200, "image/jpeg")
    data = {
        "pledge": pledge.pk,
        "edition": pledge.campaign.text_id,
        "signed_on": timezone.localdate(),
        "action": "file",
    }
    answer = client.post(reverse("discipline:pledge-page", args=[waiting.pk]), data)
    assert (answer.status_code, make.state_of(pledge), PledgeScanPage.objects.count()) == (302, "signed", 0)
    assert client.get(reverse("discipline:pledge-file", args=[PledgeSigning.objects.get().pk])).status_code == 200


def test_the_upload_is_sorted_by_the_job(street, signed_in):
    pledge = make.one(street)
    upload = io.BytesIO(uploads.pdf(2))
    upload.name = "扫描.pdf"
    data = {"files": [upload], "signed_on": timezone.localdate()}
    signed_in("staff").post(reverse("discipline:pledge-scans", args=[pledge.campaign_id]), data)
    run_job(str(Job.objects.get(kind="pledge_scans").pk))
    assert PledgeScanPage.objects.count() == 2


def test_the_person_with_an_account_is_led_to_his_own(street, signed_in):
    pledge = make.one(street)
    type(pledge.person).objects.filter(pk=pledge.person_id).update(user=street.users["auditor"])
    assert "阅读并签署" in page(signed_in, "auditor", "pledge-list")
    assert signed_in("auditor").get(reverse("discipline:pledge-sign", args=[pledge.pk])).status_code == 200
    assert signed_in("auditor").get(reverse("discipline:pledge-campaign", args=[pledge.campaign_id])).status_code == 403


def test_the_ledger_has_a_line_for_each(street):
    campaign = make.campaign(street, [discipline.somebody(street) for _ in range(2)])
    signing = make.sign(street, campaign.pledges.first())
    first, second = find("pledges").take(street.users["staff"], street.first, street.running, {})
    assert (first["state"], first["signed_on"], first["copies"], first["edition"]) == (
        "已签", timezone.localdate(), 1, signing.text.edition_name,
    )  # fmt: skip
    assert (second["state"], second["signed_on"]) == ("未签", None)


def build(street, code, **parameters):
    fonts.build()
    run = request_report(
        actor=street.users["staff"], code=code, region=street.regions[world.STREET], election=street.running,
        parameters=parameters,
    )  # fmt: skip
    run_job(str(run.job_id))
    return Job.objects.get(pk=run.job_id)


def test_the_single_paper_bears_the_signature_of_the_screen(street):
    pledge = make.one(street)
    assert build(street, "pledge", subject=str(pledge.pk)).state == "done"  # blank, two copies
    make.sign(street, pledge)
    job = build(street, "pledge", subject=str(pledge.pk))
    assert (job.state, job.message) == ("done", "")


def test_a_pile_too_high_and_a_text_too_long_are_refused_in_words(street, monkeypatch):
    pledge = make.one(street)
    monkeypatch.setattr("reports.definitions.pledges.MOST_SHEETS", 1)
    job = build(street, "pledge_sheets", campaign=str(pledge.campaign_id), who="to_sign", copies="2")
    assert (job.state, "一次最多打印 1 页" in job.message) == ("failed", True)
    long = discipline.own_text(
        street, duties=[("pledge", "member")], items=[("严禁" + "拉票" * 200, True) for _ in range(12)]
    )  # fmt: skip
    campaign = make.campaign(street, [pledge.person], text=long)
    monkeypatch.setattr("reports.definitions.pledges.MOST_SHEETS", 400)
    job = build(street, "pledge_sheets", campaign=str(campaign.pk), who="to_sign", copies="1")
    assert (job.state, "一页排不下" in job.message) == ("failed", True)


def test_after_a_worker_died_only_the_missing_sheets_are_drawn(street, monkeypatch):
    fonts.build()
    campaign = make.campaign(street, [discipline.somebody(street) for _ in range(3)])
    monkeypatch.setattr("reports.definitions.pledges.CHUNK", 2)
    drawn, draw = [], pdf.render

    def drawing(template, context, **options):
        drawn.append([sheet["words"]["code"] for sheet in context["sheets"]])
        if len(drawn) == 2:
            raise SystemExit  # as a worker that is told to go
        return draw(template, context, **options)

    monkeypatch.setattr(pdf, "render", drawing)
    asked = {"campaign": str(campaign.pk), "who": "to_sign", "copies": "1"}
    with pytest.raises(SystemExit):
        build(street, "pledge_sheets", **asked)
    job = Job.objects.get(kind="report")
    assert (job.state, job.parts.count()) == ("running", 1)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.parts.count()) == ("done", 2, 0)
    codes = [pledge.code for pledge in campaign.pledges.order_by("number")]
    assert drawn == [codes[:2], codes[2:], codes[2:]]
    reader = PdfReader(io.BytesIO(job.result.read()))
    assert [mark.title for mark in reader.outline] == ["第 1 页起", "第 3 页起"]
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    assert all(code in text for code, text in zip(codes, pages, strict=True))


def test_hostile_text_is_only_text_on_the_paper(street, listener):
    text = discipline.own_text(street, duties=[("pledge", "member")], items=[(evil(listener[0])[:500], True)])
    discipline.somebody(street, name="<b>张三</b>")
    campaign = start_campaign(
        actor=street.users["staff"], election=street.running, text=text, title="<i>承诺书</i>", capacities=["member"],
        due_on=timezone.localdate(), copies=2, keeping_place="<u>柜</u>", opening=evil(listener[0])[:300],
        closing="<script>1</script>",
    )  # fmt: skip
    job = build(street, "pledge_sheets", campaign=str(campaign.pk), who="to_sign", copies="1")
    assert (job.state, job.message) == ("done", "")
    assert_inert(job.result.read())
    assert listener[1] == []
