"""名单公示: working days, what may be published, who sees it, objections that hold it up."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from candidates import services
from candidates.models import Candidate, NameNotice, NoticeName, Objection
from candidates.services import publicity
from communities.models import Holiday
from communities.working_days import WorkingDays
from core.errors import DomainError
from reports.definitions import name_notices
from tests.factories import candidates, communities, notices, slates


def refused(function, *args, **arguments):
    with pytest.raises(DomainError) as error:
        function(*args, **arguments)
    return error.value.code


def move(street, notice, name, note=""):
    return publicity.move_notice(actor=street.users["staff"], notice=notice, name=name, note=note)


# --- days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "days", "ends_on"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 25)),  # a Wednesday counts itself
        (date(2026, 11, 25), 5, date(2026, 12, 1)),  # over one weekend
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday: the Monday
        (date(2026, 11, 27), 7, date(2026, 12, 7)),
    ],
)
def test_a_notice_lasts_full_working_days(street, starts_on, days, ends_on):
    Holiday.objects.filter(election=street.running).delete()
    assert publicity.last_day(street.running, starts_on, days) == ends_on


def test_holidays_and_worked_weekends_count_as_the_notice_of_the_state_council_says(street):
    Holiday.objects.filter(election=street.running).delete()
    rows = {date(2026, 11, 26): "off", date(2026, 11, 28): "worked"}
    for day, kind in rows.items():
        Holiday.objects.create(election=street.running, day=day, kind=kind, name="试", source="试")
    assert publicity.last_day(street.running, date(2026, 11, 25), 3) == date(2026, 11, 28)  # Wed, Fri, Sat


@given(start=st.dates(date(2025, 1, 1), date(2027, 1, 1)), days=st.integers(1, 30))
def test_the_last_day_agrees_with_counting_on_a_calendar(start, days):
    calendar = WorkingDays.__new__(WorkingDays)
    calendar.special, calendar.years = {}, set()
    end = calendar.after(start, days - 1 if calendar.is_worked(start) else days)
    worked = [d for d in (start + timedelta(n) for n in range((end - start).days + 1)) if d.weekday() < 5]
    assert (len(worked), worked[-1]) == (days, end)


# --- whom it names ----------------------------------------------------------------------


def test_only_who_is_cleared_or_on_the_adopted_slate_is_named(street):
    cleared, passed = slates.candidate(street, "甲", state="cleared"), slates.candidate(street, "乙")
    assert refused(notices.draft, street, candidates=[cleared, passed]) == "not_to_be_named"
    slate = slates.table(street, slates.make(street, [(passed, "secretary"), (passed, "director")]))
    services.move_slate(actor=street.users["leader"], slate=slate, name="adopt")
    made = notices.draft(street, candidates=[cleared, passed])
    assert [(one.name, one.intended_post) for one in made.names.all()] == [
        ("甲", "居委会委员"), ("乙", "书记、主任"),
    ]  # fmt: skip


def test_a_party_notice_names_party_posts_alone(street):
    one = slates.candidate(street, "乙")
    slate = slates.table(street, slates.make(street, [(one, "secretary"), (one, "director")]))
    services.move_slate(actor=street.users["leader"], slate=slate, name="adopt")
    assert notices.draft(street, candidates=[one], kind="party").names.get().intended_post == "书记"


def test_what_is_published_are_eight_fields_and_no_other(street, signed_in):
    """On the page, in the row and on the paper: no number, telephone or address."""
    person = candidates.make_person(
        street.first, "甲", phone="13808519001", ethnicity="苗族", birth_date=date(1985, 6, 15)
    )
    communities.make_member(person, street.running, "director")
    one = Candidate.objects.create(
        person=person, election=street.running, community=street.first, source="stay", state="cleared",
        intended_post="director", put_forward_by=street.users["staff"],
    )  # fmt: skip
    notice = notices.posted(street, candidates=[one])
    row = NoticeName.objects.values_list(
        "name", "sex", "ethnicity", "birth_month", "education", "affiliation", "current_post", "intended_post"
    ).get()
    assert row == ("甲", "男", "苗族", "1985.06", "本科", "中共党员", "花一社区居委会主任", "主任")
    told = signed_in("secretary").get(reverse("candidates:notice", args=[notice.pk])).content.decode()
    printed = str(name_notices.context(street.users["secretary"], None, None, {"subject": notice.pk}, 1)["names"])
    for secret in (person.id_number, "13808519001"):
        assert secret not in told + printed


def test_names_are_frozen_when_posted(street):
    notice = notices.draft(street)
    person = notice.names.get().candidate.person
    person.education = 5
    person.save()
    move(street, notice, "post")
    assert notice.names.get().education == "研究生"
    person.education = 1
    person.save()
    assert notice.names.get().education == "研究生"


def test_who_was_sent_back_meanwhile_is_not_published(street):
    notice = notices.draft(street)
    Candidate.objects.filter(notice_names__notice=notice).update(state="returned")
    assert refused(move, street, notice, "post") == "not_to_be_named"


def test_a_posted_notice_is_not_changed(street):
    notice = notices.posted(street)
    fields = {name: getattr(notice, name) for name in publicity.EDITABLE}
    arguments = {"notice": notice, "version": notice.version, "candidates": [], **fields}
    assert refused(publicity.update_notice, actor=street.users["staff"], **arguments) == "notice_settled"


def test_of_two_who_edit_a_draft_the_second_is_told(street):
    notice = notices.draft(street)
    fields = {name: getattr(notice, name) for name in publicity.EDITABLE}
    names = [one.candidate for one in notice.names.all()]
    arguments = {"notice": notice, "version": notice.version, "candidates": names, **fields}
    publicity.update_notice(actor=street.users["staff"], **arguments)
    assert refused(publicity.update_notice, actor=street.users["second_staff"], **arguments) == "edited_meanwhile"


# --- who sees it --------------------------------------------------------------------------


def test_a_draft_is_the_streets_a_posted_one_everybodys(street, signed_in):
    draft, posted = (
        notices.draft(street),
        notices.posted(street, candidates=[slates.candidate(street, "乙", state="cleared")]),
    )
    seen = {
        name: [signed_in(name).get(reverse("candidates:notice", args=[one.pk])).status_code for one in (draft, posted)]
        for name in ("staff", "leader", "secretary", "neighbour", "outsider")
    }
    assert seen == {
        "staff": [200, 200], "leader": [200, 200], "secretary": [404, 200], "neighbour": [404, 404],
        "outsider": [404, 404],
    }  # fmt: skip


def test_objections_are_read_by_who_sees_the_vetting_alone(street, signed_in):
    notice = notices.posted(street)
    notices.object_to(street, notice)
    url = reverse("candidates:notice", args=[notice.pk])
    assert "反映其账目不清" in signed_in("leader").get(url).content.decode()
    told = signed_in("secretary").get(url).content.decode()
    assert "反映其账目不清" not in told
    assert "居民甲" not in told


def test_objections_are_ciphertext_in_the_database(street):
    notices.object_to(street, notices.posted(street))
    with connection.cursor() as cursor:
        cursor.execute("SELECT who, content FROM candidates_objection")
        stored = str(cursor.fetchall())
    assert "账目" not in stored
    assert "居民甲" not in stored


# --- objections and closing ---------------------------------------------------------------


def test_a_notice_ends_when_its_days_are_over_answered_and_photographed(street):
    notice = notices.posted(street)
    objection = notices.object_to(street, notice)
    assert refused(move, street, notice, "close") == "notice_running"
    notice = notices.run_out(notice)
    assert refused(move, street, notice, "close") == "objection_open"
    notices.resolve(street, objection)
    assert refused(move, street, notice, "close") == "photo_missing"
    notices.photograph(street, notice)
    move(street, notice, "close")
    assert NameNotice.objects.get(pk=notice.pk).state == "closed"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"content": " "}, "content_required"),
        ({"who": ""}, "who_required"),
        ({"received_on": date(2020, 1, 1)}, "received_outside"),
    ],
)
def test_an_objection_without_what_it_needs_is_refused(street, fields, code):
    assert refused(notices.object_to, street, notices.posted(street), **fields) == code


def test_an_anonymous_objection_keeps_no_name(street):
    made = notices.object_to(street, notices.posted(street), is_anonymous=True, who="居民甲")
    assert Objection.objects.get(pk=made.pk).who == ""


def test_an_objection_is_answered_once(street):
    objection = notices.object_to(street, notices.posted(street))
    notices.resolve(street, objection)
    assert refused(notices.resolve, street, objection) == "objection_resolved"


def test_a_draft_takes_no_objection(street):
    assert refused(notices.object_to, street, notices.draft(street), about=None) == "notice_not_posted"


def test_a_notice_cannot_begin_in_the_past(street):
    notice = notices.draft(street, starts_on=timezone.localdate() - timedelta(days=1))
    assert refused(move, street, notice, "post") == "notice_in_past"
