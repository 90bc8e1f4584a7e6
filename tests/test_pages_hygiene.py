"""Every page that a user can come to by links alone: sound markup, no dead end, nothing the content policy forbids."""

import json
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from lxml import html as markup

from candidates.services import install_ruleset
from core.errors_pages import broken
from tests.factories import progress as make

ROLES = ("staff", "leader", "inspector", "secretary", "auditor", "system_admin", "security_admin", "audit_admin")
SAMPLES = 2  # pages looked at for each view and role: the first record and another


def faults(text):
    """What is wrong with a page, as sentences."""
    page = markup.document_fromstring(text)
    return [
        *_left_over(text), *_forbidden(page), *_tables(page), *_unnamed(page), *_forms(page), *_structure(page),
    ]  # fmt: skip


def _left_over(text):
    return [f"{mark} was sent to the browser" for mark in ("<c-", "</c-", "{%", "{{") if mark in text]


def _forbidden(page):
    found = [f"<{element.tag}> inline" for element in page.xpath("//style | //script[not(@src)]")]
    for element in page.iter():
        if isinstance(element.tag, str):
            found += [f"{name} on <{element.tag}>" for name in element.attrib if name == "style" or name[:2] == "on"]
    return found


def _tables(page):
    cells = page.xpath("//table[contains(@class, 'grid-x')]/tbody/tr/td[not(@data-label) and not(@colspan)]")
    return [f"a cell without data-label: {cell.text_content().strip()[:30]}" for cell in cells]


def _unnamed(page):
    named = set(page.xpath("//label/@for"))
    fields = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    return [
        f"field {field.get('name')} has no label"
        for field in fields
        if field.get("id") not in named and not field.get("aria-label") and not field.xpath("ancestor::label")
    ]


def _forms(page):
    posts = page.xpath("//form[translate(@method, 'POST', 'post')='post']")
    return [
        f"form to {form.get('action')} has no token"
        for form in posts
        if not form.xpath(".//input[@name='csrfmiddlewaretoken']")
    ]


def _structure(page):
    found = [f"{number} times id {name}" for name, number in Counter(page.xpath("//@id")).items() if number > 1]
    if len(page.xpath("//h1")) != 1:
        found.append("not one h1")
    if not "".join(page.xpath("//h1")[0].itertext()).strip():
        found.append("empty h1")
    if page.xpath("//form[@id='filters']") and not page.xpath("//*[@id='results']"):
        found.append("a filter bar without c-results")
    return found


def _links(page_url, text):
    """Addresses of the site that the page leads to, without fragments."""
    for href in markup.document_fromstring(text).xpath("//a/@href"):
        url = urldefrag(urljoin(page_url, href)).url
        if not urlsplit(url).netloc:
            yield url


def _view_name(url):
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return url


def walk(client, start="/"):
    """Follow the links from ``start``: ``{url: response}``, at most SAMPLES of each view."""
    seen, visited, queue = Counter(), {}, [start]
    while queue:
        url = queue.pop(0)
        name = _view_name(url)
        if url in visited or seen[name] >= SAMPLES:
            continue
        seen[name] += 1
        answer = visited[url] = client.get(url, follow=True)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            queue += _links(url, answer.content.decode())
    return visited


@pytest.mark.parametrize("name", ROLES)
def test_every_link_leads_to_a_sound_page(signed_in, street, name):
    install_ruleset(actor=street.users["staff"], election=street.running, year=2026)
    for community in (street.first, street.second):
        make.fill(street, community)

    visited = walk(signed_in(name))

    dead = {url: answer.status_code for url, answer in visited.items() if answer.status_code != 200}
    unsound = {
        url: found
        for url, answer in visited.items()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        and (found := faults(answer.content.decode()))
    }  # fmt: skip
    assert (dead, unsound) == ({}, {})


def test_fault_page_asks_neither_session_nor_database(rf):
    answer = broken(rf.get("/"))

    assert (answer.status_code, faults(answer.content.decode())) == (500, [])


def test_a_page_that_is_wrong_is_told():
    text = """<form method="post"><input name="q" onclick="x()"></form><p style="a">{{ left }}</p><script>1</script>
    <table class="grid-x"><tbody><tr><td>5</td></tr></tbody></table><i id="a"></i><i id="a"></i><h1> </h1>"""

    assert sorted(faults(text)) == [
        "2 times id a", "<script> inline", "a cell without data-label: 5", "empty h1", "field q has no label",
        "form to None has no token", "onclick on <input>", "style on <p>", "{{ was sent to the browser",
    ]  # fmt: skip


def test_htmx_is_told_to_settle_no_inline_style(client, db):
    page = markup.document_fromstring(client.get("/account/login/").content.decode())
    config = json.loads(page.xpath("//meta[@name='htmx-config']/@content")[0])
    assert config["attributesToSettle"] == ["class", "width", "height"]
