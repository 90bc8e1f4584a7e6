"""The handbook: one text for paper, help and first steps; pictures that exist; a file for everybody signed in."""

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from reports import handbook
from reports.handbook import paper
from reports.handbook.chapters import CHAPTERS
from reports.handbook.topics import QUOTED
from reports.menu import MENU
from tests.core import measure

TOPICS = list(handbook.TOPICS.values())
LARGEST, AVERAGE = 40 * 1024, 25 * 1024


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_picture_of_each_topic_is_there_and_small(topic):
    path = paper.picture_of(topic)
    assert path.stat().st_size <= LARGEST
    with Image.open(path) as image:
        assert (image.format, image.width >= 390) == ("WEBP", True)


def test_pictures_are_small_together_and_none_is_left_over():
    found = list(paper.PICTURES.iterdir())
    assert sum(path.stat().st_size for path in found) / len(found) <= AVERAGE
    assert {path.stem for path in found} == set(handbook.TOPICS)


def test_keys_are_each_used_once():
    assert len(handbook.TOPICS) == sum(len(chapter.topics) for chapter in CHAPTERS)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_each_topic_quotes_the_screen_and_names_its_rule(topic):
    assert topic.bases
    assert all(basis.text and basis.source and basis.mark for basis in topic.bases)
    assert [step for step in topic.steps if step.count("「") != len(QUOTED.findall(step))] == []


def test_each_first_page_is_one_of_the_menu():
    views = {entry.view for _, entries in MENU for entry in entries}
    assert [topic.key for topic in TOPICS if topic.paths[0][0] not in views] == []


@pytest.mark.parametrize(
    ("name", "path", "title"),
    [
        ("staff", "communities:visit-list", "登记走访"), ("staff", "reports:home", "办首页待办"),
        ("secretary", "reports:home", "看本周要办"), ("secretary", "communities:visit-create", "记走访"),
        ("leader", "candidates:queue", "审定结论"), ("system_admin", "accounts:user-list", "建账号"),
        ("inspector", "communities:visit-list", "走访调研"),  # not his task: what the page is for, and the rule
    ],
)  # fmt: skip
def test_help_on_a_page_is_that_of_ones_role(signed_in, name, path, title):
    browser = signed_in(name)
    page = browser.get(reverse(path)).content.decode()
    assert f'aria-label="帮助：{title}"' in page


def test_help_unfolds_in_place_and_opens_as_a_page(signed_in):
    browser, url = signed_in("secretary"), reverse("reports:help", args=["baseline"])
    part, page = browser.get(url, headers={"hx-request": "true"}).content.decode(), browser.get(url).content.decode()
    for text in ("街道退回的，只改标出来的那几处", "示例（待核定）", "分几段填"):
        assert (text in part, text in page) == (True, True)
    assert ("<html" in part, "handbook/baseline" in page) == (False, True)


def test_a_verified_rule_is_not_marked_as_a_sample(signed_in):
    page = signed_in("staff").get(reverse("reports:help", args=["roster"]), headers={"hx-request": "true"})
    names, form = page.content.decode().split("民委发〔2016〕33号")[1].split("</li>")[:2]
    assert ("示例（待核定）" in names, "示例（待核定）" in form) == (False, True)


def test_unknown_help_is_not_found(signed_in):
    assert signed_in("staff").get("/help/nothing/").status_code == 404


def test_functions_lead_to_ones_own_tasks_and_to_the_handbook(signed_in, settings, tmp_path):
    settings.HANDBOOK = tmp_path / "handbook.pdf"
    browser, link = signed_in("secretary"), reverse("reports:handbook")
    assert link not in browser.get(reverse("reports:functions")).content.decode()
    assert browser.get(link).status_code == 404
    settings.HANDBOOK.write_bytes(b"%PDF-")
    page = browser.get(reverse("reports:functions")).content.decode()
    assert [text for text in ("社区书记（手机）：常办的事", "提出人选", link) if text not in page] == []
    assert b"".join(browser.get(link).streaming_content) == b"%PDF-"


def test_paper_has_every_task_its_picture_and_page_numbers(settings, tmp_path):
    settings.HANDBOOK = tmp_path / "handbook.pdf"
    assert [paper.build(), paper.build()] == [True, False]
    pages = measure.page_texts(settings.HANDBOOK)
    text = "".join("".join(pages).split())
    assert [topic.key for topic in TOPICS if topic.title not in text] == []
    contents, cover = pages[1], pages[0]
    assert ("目" in contents, "使用手册" in cover) == (True, True)
    start = next(number for number, page in enumerate(pages, 1) if "用手机登录" in page)
    assert f"社区书记（手机）{start}" in "".join(contents.split()).replace(".", "")


def test_every_picture_is_in_the_paper(settings, tmp_path):
    settings.HANDBOOK = tmp_path / "handbook.pdf"
    paper.build()
    pages = PdfReader(settings.HANDBOOK).pages  # each names the pictures of all, which are kept once
    assert len({name for page in pages for name in page["/Resources"].get("/XObject", {})}) == len(TOPICS)
