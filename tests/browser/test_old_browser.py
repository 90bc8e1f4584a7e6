"""Who is too old for the product reads so in plain Chinese; nobody else does."""

import pytest


@pytest.mark.parametrize("path", ["/account/login/", "/q/d/"])
@pytest.mark.parametrize(("is_old", "scripts"), [(True, True), (True, False), (False, True), (False, False)])
def test_notice_is_for_old_browsers_alone(browser, live_server, street, path, is_old, scripts):
    """An old browser is one that drops what stands after @supports, as it does not understand the condition."""
    with browser.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        if is_old:
            page.route("**/old_browser*.css", forget_conditions)
        page.goto(live_server.url + path)
        notice = page.locator(".old-browser")
        assert (notice.count(), notice.is_visible()) == (1, is_old)
        assert "极速模式" in notice.text_content()


def forget_conditions(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().partition("@supports")[0])
