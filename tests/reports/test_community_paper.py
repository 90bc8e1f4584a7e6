"""一社区一档 on paper: what the page shows its reader and no more, with contents that lead to the right pages."""

import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from communities.models import Region
from core.access import visible_to
from core.attachments import attach
from core.errors import DomainError
from core.jobs import Job, run_job
from reports.community_file import file_of
from reports.models import ReportRun
from reports.services import request_report
from tests.factories import candidates, records, uploads, world
from tests.factories import progress as make

NOMINEE = "欧阳试㛃"


@pytest.fixture
def busy(street):
    for community in (street.first, street.second):
        make.open_baseline(street, community, "accepted")
        records.fill(street, community)
    candidates.install_rules(street)
    candidates.put_forward(street, person=candidates.make_person(street.first, NOMINEE))
    return street


def built(street, code="community_file", user="staff", region=world.FIRST):
    run = request_report(
        actor=street.users[user], code=code, region=Region.objects.get(pk=region), election=street.running
    )
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    run.refresh_from_db()
    return run


def pages_of(run):
    reader = PdfReader(io.BytesIO(run.job.result.read()))
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


def test_it_has_a_cover_contents_and_every_part_of_the_page(busy):
    cover, contents, *rest = pages_of(built(busy))
    assert "花一社区" in cover
    body = "".join(rest)
    titles = [part.section.title for part in file_of(busy.users["staff"], busy.first, busy.running).parts]
    for place, title in enumerate(["基本情况", *titles, "人选", "大事记", "材料清单", "档案完整度"], 1):
        assert f"{place}{title}" in contents
        assert f"{place}{title}" in body
    assert (NOMINEE in body, "拟提名1名" in body) == (True, True)
    assert records.LIST_SECRET in body


def test_the_contents_tell_the_page_on_which_a_part_stands(busy):
    pages = pages_of(built(busy))
    told = re.findall(r"\d+(基本情况|班子成员|人选|材料清单|档案完整度)\.*(\d)", pages[1])
    assert [title for title, _ in told] == ["基本情况", "班子成员", "人选", "材料清单", "档案完整度"]
    for title, page in told:
        assert title in pages[int(page) - 1], title


@pytest.mark.parametrize("name", ["secretary", "inspector", "leader"])
def test_it_holds_what_its_reader_may_see(busy, name):
    text = "".join(pages_of(built(busy, user=name)))
    assert [word for word in (records.TALK_SECRET, records.VOTE_SECRET, "花二") if word in text] == []
    assert (records.LIST_SECRET in text) == (name != "secretary")
    assert NOMINEE in text  # as in the list of candidates, which each of them may open


def test_it_is_its_readers_alone(busy, signed_in):
    run = built(busy)
    assert [name for name, user in busy.users.items() if visible_to(user, ReportRun).filter(pk=run.pk)] == ["staff"]
    assert signed_in("leader").get(reverse("reports:report-download", args=[run.pk])).status_code == 404
    with pytest.raises(DomainError):
        built(busy, user="neighbour")


def test_the_street_has_one_for_each_community(busy):
    run = built(busy, "community_files", "leader", world.STREET)
    reader = PdfReader(io.BytesIO(run.job.result.read()))
    assert [item.title for item in reader.outline] == ["花一社区", "花二社区"]
    assert all(reader.get_destination_page_number(item) % 2 == 0 for item in reader.outline)


def test_of_an_empty_community_nothing_is_made_up(street):
    text = "".join(pages_of(built(street)))
    assert "还没有记录。" in text
    assert "尚未提名。" in text
    assert "没有归档的照片和文件。" in text


def test_hostile_text_is_only_text(busy):
    busy.first.issues.update(title="<script>x()</script>&<b>停车")
    assert "<script>x()</script>&<b>停车" in "".join(pages_of(built(busy)))


def test_the_page_leads_to_its_paper(busy, signed_in):
    client = signed_in("staff")
    page = client.get(reverse("reports:community", args=[world.FIRST])).content.decode()
    url = f"{reverse('reports:report-create', args=['community_file'])}?region={world.FIRST}"
    assert url in page
    assert f'value="{world.FIRST}" selected' in client.get(url).content.decode()


def test_filed_documents_are_listed(busy):
    visit = busy.first.field_visits.first()
    attach(actor=busy.users["staff"], subject=visit, upload=uploads.upload(name="走访照片.jpg"))
    assert "走访照片.jpg" in "".join(pages_of(built(busy)))
