"""Papers about candidates: what they say, who may have them, that a batch costs no query per person."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordDocument
from pypdf import PdfReader

from accounts.models import User
from candidates.models import Candidate, Inspection
from candidates.services import write_inspection
from core import access, secrets
from core.attachments import attach
from core.errors import DomainError
from core.jobs import run_job
from reports.definitions import candidate_register, candidate_roster
from reports.models import ReportRun
from reports.services import request_report
from tests.factories import candidates, discipline, pledges, practice, uploads, world

WORDS = {
    "virtue": "政治坚定。",
    "ability": "牵头办成老旧小区改造。",
    "integrity": "廉洁自律。",
    "shortcomings": "统筹不足。",
}


@pytest.fixture
def passed(street):
    """Two who came through the street, in two communities."""
    candidates.install_rules(street)
    first = candidates.bring_to(street, candidates.put_forward(street, intended_post="secretary"), "passed")
    second = candidates.put_forward(street, street.second, person=candidates.make_person(street.second, "李㛃"))
    return first, second


def ask(street, code, actor="staff", subject=None, region=None, **parameters):
    about = {"parameters": {"subject": str(subject.pk)}} if subject else {"parameters": parameters}
    place = {} if subject else {"region": region or street.regions[world.STREET], "election": street.running}
    run = request_report(actor=street.users[actor], code=code, **place, **about)
    run_job(str(run.job_id))
    return ReportRun.objects.select_related("job__result").get(pk=run.pk)


def content(run):
    assert run.job.state == "done", run.job.message
    return run.job.result.read()


def text_of(reader):
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def pdf(street, code, **how):
    return PdfReader(io.BytesIO(content(ask(street, code, **how))))


def inspect(street, candidate, **fields):
    found = Inspection.objects.filter(candidate=candidate).first()
    return write_inspection(
        actor=street.users["staff"], candidate=candidate, version=found.version if found else 0, **(WORDS | fields)
    )


# --- 一览表, 登记表 ------------------------------------------------------------------------


def test_the_roster_lists_who_came_through_and_counts_them(street, passed):
    text = text_of(pdf(street, "candidate_roster", group="passed"))
    assert passed[0].person.name in text
    assert "李㛃" not in text
    assert "共1名：女0名" in text


def test_the_roster_of_all_who_stand_names_the_other_too(street, passed):
    text = text_of(pdf(street, "candidate_roster", group="standing"))
    assert "李" in text and "㛃" in text
    assert "共2名" in text


def test_a_roster_of_nobody_is_refused_with_the_way_out(street, passed):
    run = ask(street, "candidate_roster", region=street.second, group="passed")
    assert (run.job.state, run.job.message) == ("failed", "所选范围内没有“审查通过的人选”，请改选范围。")


def test_a_secretary_gets_no_paper_of_the_vetting(street, passed):
    for code in ("candidate_roster", "candidate_registers", "dossiers"):
        with pytest.raises(DomainError, match="没有在"):
            ask(street, code, actor="secretary", region=street.first, group="standing")
    for code in ("candidate_register", "inspection", "conclusion_basis", "practice_record", "pledge_record", "dossier"):
        with pytest.raises(DomainError, match="请从列表中选择"):
            ask(street, code, actor="secretary", subject=passed[0])


def test_the_register_is_a_sheet_with_two_sides(street, passed):
    reader = pdf(street, "candidate_register", subject=passed[0])
    assert len(reader.pages) == 2
    assert "人选登记表" in text_of(reader)
    assert passed[0].person.id_number not in text_of(reader)


def test_the_batch_of_registers_starts_each_person_on_a_front(street, passed):
    reader = pdf(street, "candidate_registers", group="standing")
    fronts = [
        place for place, page in enumerate(reader.pages) if "照" in page.extract_text() and "片" in page.extract_text()
    ]
    assert fronts == [0, 2]


def test_batches_ask_the_database_as_often_for_three_as_for_one(street, passed):
    def queries(build):
        user = type(street.users["staff"]).objects.get(pk=street.users["staff"].pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            build(user, street.regions[world.STREET], street.running, {"group": "standing"}, 1)
        return len(captured)

    builds = (candidate_roster.context, candidate_register.batch_context)
    few = [queries(build) for build in builds]
    for _ in range(3):
        candidates.put_forward(street)
    assert [queries(build) for build in builds] == few


# --- 考察材料 -----------------------------------------------------------------------------


def test_the_inspection_says_what_was_written_and_what_the_records_say(street, passed):
    inspect(street, passed[0], meeting_present=40, meeting_votes=38, talks_present=None, talks_votes=None)
    text = text_of(pdf(street, "inspection", subject=passed[0]))
    for said in (
        f"{passed[0].person.name}同志考察材料", "一、基本情况", "1985年6月生", "2008年7月加入中国共产党",
        "二、德的表现政治坚定。", "五、主要不足统筹不足。", "会议推荐：40人参加，得38票，得票率95.0%。",
    ):  # fmt: skip
        assert said in text
    assert "座谈推荐" not in text


def test_the_word_file_says_the_same(street, passed):
    inspect(street, passed[0])
    document = WordDocument(io.BytesIO(content(ask(street, "inspection_word", subject=passed[0]))))
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "同志考察材料" in text
    assert "牵头办成老旧小区改造。" in text


def test_nothing_written_is_nothing_to_choose(street, passed):
    with pytest.raises(DomainError, match="该选择不在可用的选项中"):
        ask(street, "inspection", subject=passed[0])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"meeting_present": 3, "meeting_votes": 4}, "votes_exceed"),
        ({"talks_present": 3}, "votes_incomplete"),
        ({"talks_votes": 3}, "votes_incomplete"),
    ],
)
def test_votes_that_cannot_be_are_refused(street, passed, fields, code):
    with pytest.raises(DomainError) as refused:
        inspect(street, passed[0], **fields)
    assert refused.value.code == code
    assert not Inspection.objects.exists()


def test_two_who_write_at_once_do_not_overwrite_one_another(street, passed):
    inspect(street, passed[0])
    with pytest.raises(DomainError) as refused:
        write_inspection(actor=street.users["second_staff"], candidate=passed[0], version=0, **WORDS)
    assert refused.value.code == "edited_meanwhile"


def test_nobody_inspects_himself(street, passed):
    type(passed[0].person).objects.filter(pk=passed[0].person_id).update(user=street.users["staff"])
    street.users["staff"] = User.objects.get(pk=street.users["staff"].pk)  # as at the next request
    with pytest.raises(DomainError) as refused:
        inspect(street, passed[0])
    assert refused.value.code == "conflict_of_interest"


def test_the_page_saves_and_shows_what_was_saved(street, passed, signed_in):
    page = reverse("candidates:inspection", args=[passed[0].pk])
    staff = signed_in("staff")
    assert staff.post(page, {"version": 0, **WORDS}).status_code == 302
    assert "牵头办成老旧小区改造。" in staff.get(page).content.decode()


# --- 结论依据单 ---------------------------------------------------------------------------


def test_the_basis_gives_rule_fact_evidence_and_decision(street, passed):
    other = candidates.put_forward(street)
    other = candidates.bring_to(street, other, "street_review")
    check = candidates.hit(street, other, "N12")
    candidates.lift(street, check)
    text = text_of(pdf(street, "conclusion_basis", subject=other))
    for said in (
        "N12",
        "违法用地、违章建筑未整改",
        "有此情形",
        "有处理决定书",
        "党工委第9次会议（2026.11.05）同意继续",
        "审定",
    ):
        assert said in text


# --- 历练记录, 承诺书签署情况 ------------------------------------------------------------


def test_the_practice_record_tells_tasks_and_what_observers_found_together(street, passed):
    task = practice.given(street, person=passed[0].person, observers=("auditor", "inspector"))
    practice.given(street, content="别人的任务")
    for name in ("auditor", "inspector"):
        practice.observed(street, task, name)
    text = text_of(pdf(street, "practice_record", subject=passed[0]))
    for said in ("历练记录", "牵头楼栋议事会", "基层治理", "进行中", "工作能力好2"):
        assert said in text
    assert "别人的任务" not in text
    assert practice.SECRET not in text


def test_the_pledge_record_tells_what_was_signed_and_what_was_not(street, passed):
    text = discipline.text(street)
    campaign = pledges.campaign(street, people=[1], capacities=("prospect", "candidate"), text=text)
    pledge = campaign.pledges.get(person=passed[0].person)
    unsigned = text_of(pdf(street, "pledge_record", subject=passed[0]))
    assert f"{pledge.code}" in unsigned
    assert "尚未签署" in unsigned
    pledges.sign(street, pledge)
    signed = text_of(pdf(street, "pledge_record", subject=passed[0]))
    for said in (pledge.code, "屏幕签署", f"{timezone.localdate():%Y.%m.%d}", pledge.signings.get().digest):
        assert said in signed
    other = campaign.pledges.get(person=passed[1].person)
    assert other.code not in signed


# --- 卷宗 ---------------------------------------------------------------------------------


def test_the_dossier_has_contents_that_lead_to_numbered_pages(street, passed):
    inspect(street, passed[0])
    reader = pdf(street, "dossier", subject=passed[0])
    titles = [item.title for item in reader.outline]
    assert titles == ["封面和目录", "人选登记表", "人选资格审查表", "考察材料", "结论依据单", "备考表"]
    contents = "".join(reader.pages[1].extract_text().split())
    starts = {item.title: reader.get_destination_page_number(item) for item in reader.outline}
    front = starts["人选登记表"]
    for title in titles[1:-1]:
        number = starts[title] - front + 1
        assert f"{title}" in contents
        assert reader.pages[starts[title]].extract_text().split()[-1] == str(number)
    assert f"共4件材料，{starts['备考表'] - front}页" in text_of(reader)


def test_the_dossier_holds_practice_and_pledge_where_there_are_any(street, passed):
    practice.given(street, person=passed[0].person)
    pledges.campaign(street, people=[1], capacities=("prospect", "candidate"), text=discipline.text(street))
    titles = [item.title for item in pdf(street, "dossier", subject=passed[0]).outline]
    assert titles[1:-1] == ["人选登记表", "人选资格审查表", "结论依据单", "历练记录", "承诺书签署情况"]


def test_the_digest_is_that_of_the_numbered_pages(street, passed, monkeypatch):
    seen = []
    digest = secrets.digest
    monkeypatch.setattr("reports.definitions.dossier.secrets.digest", lambda body: seen.append(body) or digest(body))
    reader = pdf(street, "dossier", subject=passed[0])
    assert digest(seen[0]) in text_of(reader).replace("\n", "")


def test_the_zip_holds_one_file_for_each(street, passed):
    archive = zipfile.ZipFile(io.BytesIO(content(ask(street, "dossiers", group="standing", form="zip"))))
    names = archive.namelist()
    assert [name[:4] for name in names] == ["001 ", "002 "]
    assert all(archive.read(name).startswith(b"%PDF-") for name in names)


def test_one_file_of_all_has_a_bookmark_for_each(street, passed):
    reader = pdf(street, "dossiers", group="standing", form="pdf")
    assert [item.title for item in reader.outline] == [
        f"花一社区 {passed[0].person.name}", "花二社区 李㛃",
    ]  # fmt: skip


def test_too_many_dossiers_are_refused_with_the_way_out(street, passed, monkeypatch):
    monkeypatch.setattr("reports.definitions.dossier.MOST", 1)
    run = ask(street, "dossiers", group="standing")
    assert "共 2 人，一次最多 1 人。请按社区分别生成，或改用“拟推荐人选一览表”" in run.job.message


def test_filed_evidence_stands_in_the_dossier(street, passed):
    fresh = candidates.bring_to(street, candidates.put_forward(street), "community_review")
    check = fresh.criterion_checks.first()
    attach(actor=street.users["staff"], subject=check, upload=uploads.upload(), caption="学历证明")
    reader = pdf(street, "dossier", subject=fresh)
    assert "对标佐证：学历证明" in [item.title for item in reader.outline]


def test_a_dossier_is_its_requesters_alone(street, passed):
    run = ask(street, "dossier", subject=passed[0])
    assert access.visible_to(street.users["staff"], ReportRun).filter(pk=run.pk).exists()
    assert not access.visible_to(street.users["leader"], ReportRun).filter(pk=run.pk).exists()


def test_candidates_of_another_street_have_no_papers_here(street, passed):
    with pytest.raises(DomainError, match="请从列表中选择"):
        ask(street, "dossier", actor="outsider", subject=passed[0])
    assert Candidate.objects.count() == 2
