"""The check page: whether the paper at hand is the one on file, and not a word more."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from discipline.models import PledgeSheet, PledgeSigning
from discipline.pledge_checks import mask_name
from discipline.services import pledges
from tests.factories import discipline
from tests.factories import pledges as make


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    yield
    cache.clear()


def ask(key):
    return Client().get(reverse("discipline_public:pledge-check", args=[key]))


def test_the_paper_on_file_is_confirmed_with_a_masked_name(street):
    pledge = make.one(street)
    type(pledge.person).objects.filter(pk=pledge.person_id).update(name="欧阳明月")
    signing = make.sign(street, pledge)
    page = ask(signing.sheet_id)
    text = page.content.decode()
    assert page.status_code == 200
    assert "与存档一致" in text and pledge.code in text and "欧*" in text
    assert "阳明月" not in text and pledge.community.short_name not in text


def test_unknown_unsigned_and_altered_get_one_answer(street):
    pledge = make.full(make.one(street))
    sheet = pledges.issue_sheets(actor=street.users["staff"], campaign=pledge.campaign, pledges=[pledge])[0]
    unsigned = ask(sheet.key).content
    signed = make.sign(street, make.one(street))
    PledgeSigning.objects.filter(pk=signed.pk).update(frozen="{}")
    assert unsigned == ask("ABCDEFGHJKMNPQRS").content == ask(signed.sheet_id).content
    assert "与存档不一致" in unsigned.decode() and pledge.code not in unsigned.decode()


def test_a_new_edition_supersedes_what_was_signed(street):
    pledge = make.one(street)
    signing = make.sign(street, pledge)
    discipline.next_edition(street, signing.text)
    assert "已被新版本取代" in ask(signing.sheet_id).content.decode()


def test_either_copy_is_the_one_on_file(street):
    pledge = make.full(make.one(street))
    make.sign(street, pledge)
    pledges.issue_sheets(actor=street.users["staff"], campaign=pledge.campaign, pledges=[pledge], copies=2)
    for sheet in PledgeSheet.objects.all():
        assert "与存档一致" in ask(sheet.key).content.decode()


def test_guessing_is_slowed_for_all(street, settings):
    settings.PLEDGE_WRONG_KEYS_PER_MINUTE = 3
    signing = make.sign(street, make.one(street))
    assert [ask(f"WRONG{number}").status_code for number in range(4)] == [200, 200, 200, 429]
    assert ask(signing.sheet_id).status_code == 429


def test_a_name_shows_its_first_sign_alone():
    assert (mask_name("张三"), mask_name("𠮷田"), mask_name("阿依古丽·买买提")) == ("张*", "𠮷*", "阿*")
