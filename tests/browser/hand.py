"""A hand that signs and that presses keys."""

from playwright.sync_api import expect


def draw(page):
    """A name of a few strokes in the page's field, clear of the buttons that stick to the foot of the screen."""
    expect(page.get_by_role("button", name="清除重签")).to_be_visible()  # the field takes strokes from then on
    field = page.locator("[data-signature-pad] canvas")
    field.evaluate("field => field.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = field.bounding_box()
    for start in (0.15, 0.4, 0.65):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + 40)
        page.mouse.down()
        for step in range(8):
            page.wait_for_timeout(25)  # a hand takes its time; the field keeps a point every 16 ms
            page.mouse.move(box["x"] + box["width"] * start + step * 6, box["y"] + 40 + step % 3 * 25)
        page.mouse.up()


def press(page, key):
    """The key, once the page's scripts are there: a heading is seen before the script that listens has arrived."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)
