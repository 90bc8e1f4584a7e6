"""What the tags and filters of every page write."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html


def written(source, **context):
    return Template(source).render(Context(context))


def test_an_address_without_arguments_is_djangos():
    assert (
        written("{% url 'reports:home' %}|{% url 'reports:jobs' %}")
        == f"{reverse('reports:home')}|{reverse('reports:jobs')}"
    )


def test_an_address_with_arguments_in_a_variable_or_by_a_variable_is_djangos():
    code, expected = "roster", reverse("reports:ledger", args=["roster"])
    assert written("{% url 'reports:ledger' code %}", code=code) == expected
    assert written("{% url name code as there %}{{ there }}", name="reports:ledger", code=code) == expected
    assert written("{% url 'reports:home' as there %}[{{ there }}]") == f"[{reverse('reports:home')}]"


def test_an_unknown_address_is_an_error_and_nothing_in_a_variable():
    with pytest.raises(NoReverseMatch):
        written("{% url 'reports:nowhere' %}")
    assert written("{% url 'reports:nowhere' as there %}[{{ there }}]") == "[]"
    with pytest.raises(TemplateSyntaxError):
        written("{% url %}")


def test_states_and_meters_are_escaped():
    assert written("{% state word tone %}", word="<b>", tone="ok") == '<span class="state ok">&lt;b&gt;</span>'
    shown = written("{% meter 3 12 label %}", label='"<对标>"')
    assert 'aria-label="&quot;&lt;对标&gt;&quot;"' in shown
    assert ">3/12</span>" in shown


def test_safe_text_is_kept_apart_from_text_that_reads_alike():
    assert "&amp;amp;" not in written("{% state word 'ok' %}", word=format_html("甲 {} 乙", "&"))
    assert "甲 &amp;amp; 乙" in written("{% state word 'ok' %}", word="甲 &amp; 乙")
