"""The review desk in the browser: by keyboard on the desk, by thumb on the phone."""

import pytest

from candidates import services
from candidates.models import Candidate
from communities.models import Kinship
from tests.browser.hand import press
from tests.factories import candidates as make
from tests.factories import world


@pytest.fixture
def waiting(street):
    """Three who wait for the street, all clear, and a phrase of the office."""
    make.install_rules(street)
    names = ("张晓薇", "龙玉兰", "欧阳明")
    made = [
        make.bring_to(street, make.put_forward(street, person=make.make_person(street.first, name)), "street_review")
        for name in names
    ]
    for candidate in made:
        make.clear_negative_list(street, candidate)
    services.add_phrase(
        actor=street.users["staff"],
        region=street.regions[world.STREET],
        use="opinion",
        text="材料齐全，同意。",
        order=1,
    )
    return made


def states(made):
    return [Candidate.objects.get(pk=candidate.pk).state for candidate in made]


def on(page, candidate):
    page.get_by_role("heading", name=candidate.person.name).wait_for()


def test_three_are_decided_by_keyboard_alone(visit, waiting, check_page, shoot):
    first, second, third = waiting
    page = visit("staff", "/candidates/desk/")
    on(page, first)
    check_page(page)
    shoot(page, "desk-desk")
    press(page, "ArrowRight")  # skipped: comes round again
    on(page, second)
    press(page, "ArrowLeft")
    on(page, first)
    press(page, "1")
    page.get_by_role("button", name="材料齐全，同意。").click()
    press(page, "Control+Enter")
    on(page, second)
    press(page, "2")
    page.get_by_label("需补正事项").fill("补学历证明\n补体检表")
    check_page(page)
    press(page, "Control+Enter")
    on(page, third)
    press(page, "3")
    page.get_by_label("审查意见").fill("不符合条件")
    press(page, "Control+Enter")
    page.get_by_role("heading", name="审查台").wait_for()
    assert states(waiting) == ["passed", "returned", "rejected"]
    assert first.reviews.get(level="street").opinion == "材料齐全，同意。"


def test_the_desk_serves_the_thumb(visit, waiting, check_page, shoot):
    page = visit("staff", "/candidates/desk/", "phone")
    on(page, waiting[0])
    check_page(page)
    shoot(page, "desk-phone")
    page.get_by_label("严审通过").check()
    page.get_by_role("button", name="保存并下一个").click()
    on(page, waiting[1])
    assert states(waiting)[0] == "passed"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_opinions_recusal_kin_and_several_at_once(visit, street, waiting, check_page, shoot, size):
    first, second, third = waiting
    services.set_panel(actor=street.users["staff"], election=street.running, level="street", opinions_required=1)
    reviewer = make.make_person(street.first)
    reviewer.user = street.users["staff"]
    reviewer.save()
    Kinship.objects.create(person=reviewer, relative=third.person, kind="sibling", relative_name="欧阳明")
    Kinship.objects.create(person=first.person, relative=second.person, kind="spouse", relative_name="龙玉兰")

    page = visit("staff", "/candidates/desk/", size)
    check_page(page)
    shoot(page, f"desk-opinion-{size}")
    page.get_by_label("评分").fill("92")
    page.get_by_label("建议通过").check()
    page.get_by_role("button", name="提交并下一个").click()
    on(page, second)
    for label, path in {
        "recusal": f"{third.pk}/desk/", "kinship": "kinship/", "queue": "queue/", "phrases": "phrases/",
        "phrase-form": "phrases/new/", "panels": "panels/", "rounds": f"{first.pk}/rounds/",
        "evidence": f"evidence/negative/{first.negative_checks.first().pk}/",
    }.items():  # fmt: skip
        page.goto(page.url.split("/candidates")[0] + f"/candidates/{path}")
        check_page(page)
        shoot(page, f"desk-{label}-{size}")
    page.goto(page.url.split("/candidates")[0] + "/candidates/queue/")
    page.get_by_label("选择张晓薇").check()
    page.get_by_label("选择龙玉兰").check()
    page.get_by_role("button", name="严审通过").click()
    page.get_by_text("已选 2 名，可办理 1 名").wait_for()
    check_page(page)
    shoot(page, f"desk-bulk-{size}")
    page.get_by_role("button", name="确认严审通过 1 名").click()
    page.get_by_role("heading", name="批量严审通过结果").wait_for()
    check_page(page)
    shoot(page, f"desk-bulk-result-{size}")
    assert states(waiting) == ["passed", "street_review", "street_review"]
