"""Word files made of print templates: the same words as on paper, on the same pages, whatever was typed."""

import io
import re

import docx
import pytest
from docx.oxml.ns import qn

from core import pdf, word
from tests.core import measure, pdf_samples

EVIL = "\"'></style><script>x()</script>&<b>\u202e=1+1"


def made(template, context):
    return docx.Document(io.BytesIO(word.render(template, context, title="样稿")))


def plain(text):
    return re.sub(r"\s", "", text)


def text_of(document):
    """Every text of the body, cells included, in its order."""
    return plain("".join(node.text or "" for node in document.element.body.iter(qn("w:t"))))


def poisoned(value):
    if isinstance(value, str):
        return value + EVIL
    if isinstance(value, dict):
        return {key: poisoned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(poisoned(item) for item in value[:2])
    return value


@pytest.mark.parametrize("sample", [pdf_samples.briefing, pdf_samples.empty_briefing])
def test_a_briefing_in_word_has_every_line_of_the_paper(tmp_path, sample):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf.render("pdf/briefing.html", sample(), title="样稿").content)
    document = made("pdf/briefing.html", sample())
    on_paper = plain(measure.text(path))
    pieces = [
        "".join(node.text or "" for node in line.iter(qn("w:t"))) for line in document.element.body.iter(qn("w:p"))
    ]
    assert [piece for piece in map(plain, pieces) if piece[:10] not in on_paper] == []
    tables = len(re.findall("表[1-9]", text_of(document)))
    assert len(re.findall("表[1-9]　", measure.text(path))) <= tables


def test_charts_are_pictures_with_a_description():
    document = made("pdf/briefing.html", pdf_samples.briefing())
    described = [node.get("descr") for node in document.element.body.iter(qn("wp:docPr"))]
    assert described == ["年龄结构（人）", "学历结构（人）", "人选各审查环节人数（名）"]
    assert all(part.blob.startswith(b"\x89PNG") for part in document.part.package.image_parts)


def test_markup_in_any_field_is_only_text():
    document = made("pdf/briefing.html", poisoned(pdf_samples.briefing()))
    assert plain(EVIL) in text_of(document)


def test_merged_cells_keep_their_places():
    form = {
        "community": "青山社区", "term": "第十二届", "number": "1", "source": "挑", "recommendation": "踏实", "grade": "",
        "resume": [{"period": "2016.11—", "text": "社区工作者"}], "person": pdf_samples.vetting()["person"],
        "relatives": pdf_samples.vetting()["relatives"],
    }  # fmt: skip
    document = made("pdf/candidate_register.html", {"forms": [form, form], "filled_on": None})
    front, back, boxes = document.tables[:3]
    assert [cell.text.replace("\n", "") for cell in front.rows[0].cells] == [
        "姓　名", "李　㛃", "性　别", "女", "出生年月（岁）", "1988.03（38岁）", "照　片",
    ]  # fmt: skip
    assert front.cell(0, 6)._tc is front.cell(3, 6)._tc
    assert front.cell(4, 1)._tc is front.cell(4, 6)._tc
    assert front.cell(6, 1).text == "2016.11—　社区工作者"
    assert [row.cells[2].text for row in back.rows[3:]] == ["姓名", "赵　𬱖", "李喆堃"]
    assert back.cell(3, 0)._tc is back.cell(5, 0)._tc
    assert [round(row.height.mm) for row in boxes.rows] == [42, 42]
    assert len(document.tables) == 6
    section = document.sections[0]
    assert [round(length.mm) for length in (section.page_width, section.left_margin)] == [210, 22]


def test_a_landscape_part_turns_the_paper_and_back():
    plan = {"rows": [], "pages": [], "missing": [], "street": "东街道", "term": "第十二届", "printed_on": None}
    both = made("pdf/community_plan.html", plan | {"is_street": True})
    assert [section.page_width > section.page_height for section in both.sections] == [True]
    alone = made("pdf/community_plan.html", plan | {"is_street": False})
    assert [section.page_width > section.page_height for section in alone.sections] == [False]


def test_the_foot_bears_the_marks_and_a_demo_its_mark(settings):
    settings.DEMO = True
    section = made("pdf/briefing.html", pdf_samples.briefing()).sections[0]
    for footer, header in ((section.footer, section.header), (section.even_page_footer, section.even_page_header)):
        assert "甲工作人员 2026-11-20 18:00 生成" in "".join(line.text for line in footer.paragraphs)
        assert "演练" in header.paragraphs[0].text
    assert pdf.render("pdf/briefing.html", pdf_samples.briefing(), title="样稿").pages == 4
