"""研判会纪要 and 一社区一策 on paper: both files say the same, for those who may read it."""

import io
import re

import docx
import pytest
from pypdf import PdfReader

from communities.models import CommunitySnapshot
from communities.services.plans import confirm_plan
from core import fonts
from core.errors import DomainError
from core.jobs import Job, run_job
from core.word import WORD
from reports.definitions.minutes import context
from reports.services import request_report
from tests.factories import communities, deliberations, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(street):
    """A second meeting with all there is to tell: changes, lists, tasks, a plan confirmed."""
    fonts.build()
    street.sitting = communities.make_person(street.first, "田蕾", education=4)
    communities.make_member(street.sitting, street.running)
    first = deliberations.held(street)
    newcomer = communities.make_person(street.first, "李㛃")
    communities.make_member(newcomer, street.running, "director")
    second = deliberations.next_held(street, first)
    deliberations.put_on_list(street, second, street.first, street.sitting, "adjust", "任职年限较长")
    deliberations.give_task(street, second, street.first, second.host, "与本人谈话一次")
    plan = deliberations.make_plan(street, street.first, second.host)
    confirm_plan(actor=street.users["staff"], plan=plan, deliberation=second, version=plan.version)
    return deliberations.conclude(street, second, "班子总体稳定。")


def built(street, code, meeting, user="staff", region=world.STREET):
    run = request_report(
        actor=street.users[user], code=code, region=street.regions[region], election=street.running,
        parameters={"deliberation": meeting.pk} if meeting else {},
    )  # fmt: skip
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    run.refresh_from_db()
    return run, job.result


def plain(text):
    return re.sub(r"\s", "", text)


def paper_text(content):
    return plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def word_text(content):
    """Paragraphs and cells in the order of the file."""
    document = docx.Document(io.BytesIO(content))
    texts = []
    for item in document.element.body.iterchildren():
        texts += [node.text or "" for node in item.iter() if node.tag.endswith("}t")]
    return plain("".join(texts))


def block_texts(paper):
    for block in paper.blocks:
        if block.kind == "table":
            yield from (block.caption, *(heading for heading, _ in block.columns))
            yield from (text for row in block.rows for text in row)
        else:
            yield from (getattr(block, "lead", ""), block.text)


def test_paper_and_word_say_the_same(street, meeting):
    run, pdf = built(street, "minutes", meeting)
    word_run, word = built(street, "minutes_word", meeting)
    paper = context(
        street.users["staff"], run.region, street.running, {"deliberation": meeting.pk}, 1
    )["paper"]  # fmt: skip
    on_paper, in_word = paper_text(pdf.read()), word_text(word.read())
    expected = [plain(text) for text in (*paper.heading, *block_texts(paper))]
    # A line break on paper may lie anywhere, a page's foot between two lines: what is long is looked for by its parts.
    assert [text for text in expected if text not in in_word] == []
    assert [text for text in expected if text[:12] not in on_paper] == []
    assert (run.ending, run.pages is not None, word_run.ending, word_run.pages) == ("pdf", True, "docx", None)


def test_what_the_minutes_tell(street, meeting):
    text = word_text(built(street, "minutes_word", meeting)[1].read())
    for told in (
        "东街道社区“两委”换届", "第二次专题研判会纪要", "书记甲（党工委书记）、组织乙（组织委员）", "陈静（区委社会工作部科长）",
        "一、会议议题", "（一）花一社区", "与第1次研判会比较：在任成员1→2", "研判意见：花一社区：班子总体稳定。",
        "田蕾（任职年限较长）", "与本人谈话一次", "领导包联", "主持人（签字）",
    ):  # fmt: skip
        assert told in text, told


def test_the_word_file_is_on_the_grid_of_the_standard(street, meeting):
    run, stored = built(street, "minutes_word", meeting)
    document = docx.Document(io.BytesIO(stored.read()))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    text = next(p for p in document.paragraphs if p.text.startswith("1.通报摸底情况"))
    assert (text.runs[0].font.name, text.runs[0].font.size.pt) == ("仿宋_GB2312", 16)
    assert round(text.paragraph_format.line_spacing.pt, 2) == 28.95
    heading = next(p for p in document.paragraphs if p.text.startswith("一、"))
    assert heading.runs[0].font.name == "黑体"
    title = next(p for p in document.paragraphs if "专题研判会纪要" in p.text and p.runs[0].font.size.pt == 22)
    assert title.runs[0].font.name == "方正小标宋简体"
    assert "PAGE" in document.sections[0].footer._element.xml
    assert run.document_number in "".join(p.text for p in section.footer.paragraphs)
    assert document.core_properties.author == ""


def test_the_word_file_goes_out_as_one(street, meeting, signed_in):
    run, _ = built(street, "minutes_word", meeting)
    answer = signed_in("staff").get(f"/reports/{run.pk}/download/")
    assert answer["Content-Type"] == WORD
    assert "attachment" in answer["Content-Disposition"]
    assert run.file_name.endswith(".docx")
    assert "田蕾" not in run.file_name


def test_signs_that_no_word_file_may_hold_are_left_out(street, meeting):
    meeting.conclusions.update(text="稳定\x0b。\x1f")
    assert "稳定。" in word_text(built(street, "minutes_word", meeting)[1].read())


def test_minutes_of_tampered_snapshots_are_refused(street, meeting):
    CommunitySnapshot.objects.filter(deliberation=meeting, community=street.first).update(digest="0" * 64)
    run = request_report(
        actor=street.users["staff"], code="minutes", region=meeting.region, election=street.running,
        parameters={"deliberation": meeting.pk},
    )  # fmt: skip
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, "花一社区的快照" in job.message) == ("failed", True)


def test_a_meeting_that_did_not_take_place_has_no_minutes(street):
    planned = deliberations.planned(street)
    with pytest.raises(DomainError) as refused:
        request_report(
            actor=street.users["staff"], code="minutes", region=planned.region, election=street.running,
            parameters={"deliberation": planned.pk},
        )  # fmt: skip
    assert refused.value.code == "bad_parameters"


@pytest.mark.parametrize("user", ["secretary", "neighbour", "outsider", "auditor"])
def test_nobody_else_builds_or_downloads_them(street, meeting, signed_in, user):
    run, _ = built(street, "minutes", meeting)
    with pytest.raises(DomainError):
        request_report(
            actor=street.users[user], code="minutes", region=meeting.region, election=street.running,
            parameters={"deliberation": meeting.pk},
        )  # fmt: skip
    assert signed_in(user).get(f"/reports/{run.pk}/download/").status_code in (403, 404)


def test_plans_of_the_street_and_of_one_community(street, meeting):
    run, pdf = built(street, "community_plan", None)
    text = paper_text(pdf.read())
    assert "未制定方案的社区：花二社区" in text
    assert "花一社区“一社区一策”方案" in text
    assert run.pages == 2
    run, pdf = built(street, "community_plan", None, region=world.FIRST)
    text = paper_text(pdf.read())
    assert (run.pages, "一览表" in text, "领导包联" in text) == (1, False, True)
