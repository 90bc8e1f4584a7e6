"""Every paper that comes as Word says what its PDF says: one template, one context."""

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from communities.models import Region
from core.jobs import Job, run_job
from core.word import WORD
from reports.registry import REPORTS, find
from reports.services import request_report
from tests.factories import candidates, deliberations, records, world
from tests.factories import progress as make

PAIRS = [(report.code, f"{report.code}_word") for report in REPORTS if find(f"{report.code}_word")]


def built(street, code, region=world.STREET, **parameters):
    run = request_report(
        actor=street.users["staff"], code=code, region=Region.objects.get(pk=region), election=street.running,
        parameters=parameters,
    )  # fmt: skip
    run_job(str(run.job_id))
    job = Job.objects.select_related("result").get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    return job.result


def plain(text):
    return re.sub(r"\s", "", text)


def words_of(stored):
    """The words of a stored Word file: paragraphs and cells in their order."""
    body = docx.Document(io.BytesIO(stored.read())).element.body
    paragraphs = ("".join(node.text or "" for node in line.iter(qn("w:t"))) for line in body.iter(qn("w:p")))
    return [plain(text) for text in paragraphs if plain(text)]


def paper_of(stored):
    return plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(stored.read())).pages))


def test_which_papers_come_as_word():
    assert [code for code, _ in PAIRS] == [
        "briefing", "research_report", "community_research", "minutes", "community_plan", "candidate_register",
        "inspection", "vetting_minutes",
    ]  # fmt: skip


def test_a_pair_differs_in_nothing_but_the_file():
    for code, word_code in PAIRS:
        paper, word = find(code), find(word_code)
        same = ("template", "permission", "build_permission", "levels", "subject_model", "is_personal")
        assert [getattr(paper, name) for name in same] == [getattr(word, name) for name in same], code


@pytest.mark.parametrize("code", ["briefing", "community_plan"])
def test_of_a_street_both_say_the_same(street, code):
    for community in (street.first, street.second):
        make.fill(street, community)
        records.issue(street, community, None)
    deliberations.make_plan(street, street.first, candidates.make_person(street.first, "李㛃"))
    paper, word = built(street, code), built(street, f"{code}_word")
    assert word.content_type == WORD
    on_paper, in_word = paper_of(paper), words_of(word)
    assert [piece for piece in in_word if piece[:10] not in on_paper] == []


def test_of_a_candidate_both_say_the_same(street):
    candidates.install_rules(street)
    person = candidates.make_person(street.first, "李㛃", resume="2016.11— 社区工作者\n2019.01— <b>网格员</b>")
    candidate = candidates.put_forward(street, person=person)
    paper = built(street, "candidate_register", world.FIRST, subject=candidate.pk)
    word = built(street, "candidate_register_word", world.FIRST, subject=candidate.pk)
    on_paper, in_word = paper_of(paper), words_of(word)
    assert [piece for piece in in_word if piece[:8] not in on_paper] == []
    assert "2019.01—<b>网格员</b>" in in_word
    assert "李㛃" not in word.name


def test_a_word_briefing_bears_the_number_of_the_last_issue(street):
    assert "第1期" in words_of(built(street, "briefing_word"))
    built(street, "briefing")
    built(street, "briefing")
    assert "第2期" in words_of(built(street, "briefing_word"))
    assert find("briefing").counter == "期"
