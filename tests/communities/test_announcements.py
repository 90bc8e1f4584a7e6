"""What a street tells its secretaries: each confirms for himself, the street sees who has, and presses the others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from lxml import html as markup

from accounts import notices
from accounts.models import Notice
from communities.models import Announcement, AnnouncementReceipt
from communities.services.announcements import announce, confirm_reading, press_readers
from core.errors import DomainError
from tests.factories import world

LIST = reverse("communities:announcements")


@pytest.fixture
def announcement(street):
    return announce(
        actor=street.users["staff"],
        region=street.regions[world.STREET],
        title="报送名册",
        text="周五前报送。\n逾期通报。",
    )


def read(street, announcement, name):
    confirm_reading(actor=street.users[name], announcement=announcement)


def test_it_goes_to_every_secretary_of_the_street_and_to_nobody_else(street, announcement):
    readers = {(receipt.user.username, receipt.community) for receipt in announcement.receipts.all()}
    assert readers == {("secretary", street.first), ("neighbour", street.second)}
    told = set(Notice.objects.values_list("user__username", "kind", "title", "url"))
    url = announcement.get_absolute_url()
    assert told == {(name, "announce", "公告：报送名册", url) for name in ("secretary", "neighbour")}


def test_a_reader_confirms_once_and_sees_nothing_of_the_others(street, announcement, signed_in):
    browser, url = signed_in("secretary"), announcement.get_absolute_url()
    page = browser.get(url).content.decode()
    assert "逾期通报。" in page
    assert "阅知情况" not in page
    confirm = reverse("communities:announcement-read", args=[announcement.pk])
    browser.post(confirm)
    first = AnnouncementReceipt.objects.get(user=street.users["secretary"]).read_at
    browser.post(confirm)
    assert AnnouncementReceipt.objects.get(user=street.users["secretary"]).read_at == first
    assert notices.unread_count(street.users["secretary"]) == 0
    assert "确认阅知。" in browser.get(url).content.decode()


def test_the_street_sees_who_has_read_it(street, announcement, signed_in):
    read(street, announcement, "secretary")
    for name in ("staff", "leader"):
        page = signed_in(name).get(announcement.get_absolute_url()).content.decode()
        assert "已阅 1 / 2" in page
        assert ("催办未阅知的" in page) == (name == "staff")


def test_only_those_who_have_not_read_it_are_pressed(street, announcement):
    read(street, announcement, "secretary")
    notices.mark_read(actor=street.users["neighbour"])
    assert press_readers(actor=street.users["staff"], announcement=announcement) == 1
    assert [notices.unread_count(street.users[name]) for name in ("secretary", "neighbour")] == [0, 1]
    assert list(announcement.receipts.values_list("user__username", "reminders")) == [
        ("secretary", 0),
        ("neighbour", 1),
    ]
    read(street, announcement, "neighbour")
    with pytest.raises(DomainError) as refused:
        press_readers(actor=street.users["staff"], announcement=announcement)
    assert refused.value.code == "all_read"


def test_a_secretary_writes_none(street):
    with pytest.raises(PermissionDenied):
        announce(actor=street.users["secretary"], region=street.first, title="通知", text="通知")


def test_a_street_without_secretaries_is_told_so(street):
    with pytest.raises(DomainError) as refused:
        announce(actor=street.users["outsider"], region=street.regions[world.OTHER_STREET], title="通知", text="通知")
    assert refused.value.code == "nobody_to_tell"


def test_it_is_written_on_a_form_that_names_the_readers(street, signed_in):
    browser = signed_in("staff")
    form = reverse("communities:announcement-create")
    assert "发布给 2 名社区书记" in browser.get(form).content.decode()
    assert browser.post(form, {"title": "", "text": "x"}).status_code == 422
    browser.post(form, {"title": "报送名册", "text": "周五前"})
    assert Announcement.objects.get().receipts.count() == 2
    assert "报送名册" in signed_in("secretary").get(LIST).content.decode()
    assert "报送名册" not in signed_in("outsider").get(LIST).content.decode()


def test_before_the_first_the_list_says_so_and_offers_what_one_may_do(street, signed_in):
    """To the street the button, to the secretary the words; no “共 0 条” under them to be seen."""
    create = reverse("communities:announcement-create")
    for name, may in (("staff", True), ("secretary", False)):
        page = markup.fromstring(signed_in(name).get(LIST).content.decode())
        (empty,) = page.xpath("//div[@class='empty']")
        assert empty.xpath(".//p[@class='title']/text()") == ["还没有公告"]
        assert empty.xpath(".//a/@href") == ([create] if may else [])
        assert page.xpath("//nav[@aria-label='翻页']/@class") == ["pager visually-hidden"]
