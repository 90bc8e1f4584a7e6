import gc
import weakref

import pytest
from django.template import TemplateDoesNotExist, engines


class Thing:
    """Something that a page shows."""


def test_what_a_page_was_made_of_goes_with_it(rf):
    thing = Thing()
    gone = weakref.ref(thing)
    gc.disable()
    try:
        page = engines["django"].from_string("{% with shown=thing %}{{ shown.name }}一页{% endwith %}")
        assert page.render({"thing": thing}, rf.get("/")) == "一页"
        del thing
        assert gone() is None
    finally:
        gc.enable()


def test_a_template_that_is_missing_is_named():
    with pytest.raises(TemplateDoesNotExist, match=r"nowhere\.html"):
        engines["django"].get_template("nowhere.html")
    with pytest.raises(TemplateDoesNotExist, match=r"nowhere\.html"):
        engines["django"].from_string('{% include "nowhere.html" %}').render()
