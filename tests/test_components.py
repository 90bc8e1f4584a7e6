"""The page components that decide something, each rendered by itself."""

from datetime import datetime

import pytest
from django import forms
from django.template import RequestContext, Template
from django.utils import timezone
from django_cotton.compiler_regex import CottonCompiler
from lxml import html as markup

from communities.models import Region
from core.paging import Pages
from tests.factories import progress as make


@pytest.fixture
def render(rf):
    """``render(source, user=…, **context)`` → the parsed fragment."""

    def draw(source, user=None, **context):
        request = rf.get("/somewhere/")
        request.user = user
        compiled = CottonCompiler().process(source)  # what the loader does with a template file
        text = Template(compiled).render(RequestContext(request, {"user": user, **context}))
        return markup.fromstring(f"<div>{text}</div>")

    return draw


def texts(fragment, path):
    return [" ".join(found.text_content().split()) for found in fragment.xpath(path)]


def test_moves_are_those_open_to_the_user(render, street):
    baseline = make.open_baseline(street, street.first, "submitted")
    source = '<c-moves :obj="baseline" url="/move/" />'

    buttons = {
        name: texts(render(source, user=street.users[name], baseline=baseline), "//button")
        for name in ("staff", "secretary", "leader", "neighbour")
    }

    assert buttons == {"staff": ["接收"], "secretary": [], "leader": [], "neighbour": []}


def test_move_that_needs_a_note_asks_for_it_first(render, street):
    baseline = make.open_baseline(street, street.first, "accepted")

    page = render('<c-moves :obj="baseline" url="/move/" />', user=street.users["staff"], baseline=baseline)

    form = page.xpath("//details//form")[0]
    assert form.get("action") == "/move/"
    assert form.xpath(".//input[@name='name']/@value") == ["reopen"]
    assert form.xpath(".//textarea[@name='note']/@required") != []


class Sample(forms.Form):
    title = forms.CharField(label="名称")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)


def test_error_summary_leads_to_each_field(render):
    form = Sample({})
    form.add_error(None, "两项不能都空")

    page = render('<c-fields :form="form" />', form=form)

    summary = page.xpath("//div[@role='alert']")[0]
    assert texts(summary, ".//li") == ["两项不能都空", "名称：这个字段是必填项。", "类别：这个字段是必填项。"]
    targets = [href.removeprefix("#") for href in summary.xpath(".//a/@href")]
    assert [len(page.xpath(f"//*[@id='{target}']")) for target in targets] == [1, 1]


@pytest.mark.parametrize(("number", "buttons"), [(1, ["下一页"]), (2, ["上一页", "下一页"]), (3, ["上一页"])])
def test_pager_posts_the_filters_again(render, street, number, buttons):
    pages = Pages(Region.objects.all(), 3)
    page_obj = pages.page()
    for _ in range(number - 1):
        page_obj = pages.page(page_obj.next)

    page = render('<c-pager :page_obj="page_obj" :form="form" />', page_obj=page_obj, form=Sample())

    assert texts(page, "//button[@form='filters']") == buttons
    assert texts(page, "//span")[0] == f"共 8 条 · 第 {number} / 3 页"


def test_pager_without_a_filter_form_is_links(render):
    page = render('<c-pager :page_obj="page_obj" />', page_obj=Pages(range(5), 2).page())

    assert page.xpath("//a/@href") == ["?page=2"]


def test_timeline_escapes_what_people_wrote(render):
    line = {
        "at": timezone.make_aware(datetime(2026, 11, 22, 16, 20)),
        "who": "罗翀",
        "title": "退回",
        "note": "<b>改\n好",
    }

    page = render('<c-timeline :lines="lines" />', lines=[line])

    assert texts(page, "//li/b") == ["退回"]
    assert texts(page, "//time") == ["11月22日 16:20"]
    assert page.xpath("//p/text()") == ["<b>改", "好"]


def test_fact_without_a_value_is_a_dash(render):
    page = render('<c-facts><c-fact label="籍贯"> </c-fact><c-fact label="民族">布依族</c-fact></c-facts>')

    assert texts(page, "//dd") == ["—", "布依族"]
