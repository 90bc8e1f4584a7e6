"""Coverage: who has done what he must, what is missing, who may see it, and the reminder that comes of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from communities.models import Milestone
from core.audit import AuditEvent
from core.errors import DomainError
from discipline.models import WarningPair
from reports.coverage import AGAIN, DONE, HOLE, Matrix
from reports.digest import send_digests, waiting_for
from reports.ledgers.discipline import COVERAGE, PUBLICITY, STUDY, WARNINGS
from reports.models import Reminder
from reports.reminders import remind
from tests.factories import discipline, publicity, study, warnings, world


def matrix_of(street, name="staff", region=None):
    user = User.objects.get(pk=street.users[name].pk)
    return Matrix(user, street.running, region or street.regions[world.STREET])


def state_of(matrix, person, code):
    line = next(line for line in matrix.lines if line.person.pk == person.pk)
    return next(cell.state for cell in line.cells if cell.duty.code == code)


def study_code(text):
    return f"study-{text.pk.hex}"


@pytest.fixture
def text(street):
    """A text that sitting members must study, sign and be warned of."""
    return discipline.own_text(street, duties=[(duty, "member") for duty in ("study", "warning", "pledge")])


def test_who_studied_is_done_and_who_did_not_is_a_hole(street, text):
    studied, absent = discipline.somebody(street), discipline.somebody(street)
    session = study.plan(street, texts=[text])
    study.sign(session.attendees.get(person=studied))
    matrix = matrix_of(street)
    assert state_of(matrix, studied, study_code(text)) == DONE
    assert state_of(matrix, absent, study_code(text)) == HOLE


def test_the_head_of_the_tree_is_warned_by_his_superiors_not_here(street, text):
    head, line = discipline.somebody(street), warnings.somebody_to_warn(street)
    WarningPair.objects.filter(pk=line.pk).update(warner=head)
    matrix = matrix_of(street)
    assert state_of(matrix, line.person, "warning") == HOLE
    assert state_of(matrix, head, "warning") == ""


def test_a_new_edition_asks_exactly_those_again_who_knew_the_old_one(street, text):
    studied, absent = discipline.somebody(street), discipline.somebody(street)
    session = study.plan(street, texts=[text])
    study.sign(session.attendees.get(person=studied))
    newer = discipline.next_edition(street, text)
    matrix = matrix_of(street)
    assert matrix.find(study_code(text)) is None
    assert state_of(matrix, studied, study_code(newer)) == AGAIN
    assert state_of(matrix, absent, study_code(newer)) == HOLE


def test_who_was_warned_is_done(street, text):
    talk = warnings.recorded(street)
    person = talk.partners.get().person
    assert state_of(matrix_of(street), person, "warning") == DONE


def test_percentages_are_counts_of_the_same_cells(street, text):
    people = [discipline.somebody(street) for _ in range(3)]
    session = study.plan(street, texts=[text])
    study.sign(session.attendees.get(person=people[0]))
    matrix = matrix_of(street)
    ((place, cells),) = matrix.shares()
    shares = {duty.code: share for duty, share in cells}
    assert place == street.first
    assert (shares[study_code(text)].done, shares[study_code(text)].due) == (1, 3)
    assert (shares[study_code(text)].percent, shares[study_code(text)].missing) == (33, 2)
    assert matrix.totals()[matrix.duties.index(matrix.find(study_code(text)))].due == 3


def test_a_secretary_sees_her_own_community_alone(street, text):
    mine, other = discipline.somebody(street), discipline.somebody(street, community=street.second)
    seen = {line.person.pk for line in matrix_of(street, "secretary", street.first).lines}
    assert mine.pk in seen
    assert other.pk not in seen


def test_the_page_names_holes_and_leads_to_them(street, text, signed_in):
    person = discipline.somebody(street)
    page = signed_in("staff").get(reverse("reports:coverage")).content.decode()
    assert person.name in page
    assert reverse("reports:remind", args=[street.first.pk, study_code(text)]) in page


def test_the_list_narrows_to_whom_something_is_missing(street, text, signed_in):
    done, absent = discipline.somebody(street, name="甲已学"), discipline.somebody(street, name="乙未学")
    session = study.plan(street, texts=[text])
    study.sign(session.attendees.get(person=done))
    page = signed_in("staff").get(reverse("reports:coverage"), {"duty": study_code(text)})
    names = {line.person.name for line in page.context["page_obj"]}
    assert names == {absent.name}


def test_fifty_people_cost_as_many_queries_as_two(street, text):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            matrix = matrix_of(street)
            matrix.shares(), matrix.totals()
        return len(captured)

    discipline.somebody(street), discipline.somebody(street)
    few = queries()
    for _ in range(10):
        discipline.somebody(street)
    assert queries() == few


# --- reminders ----------------------------------------------------------------------------


def test_a_reminder_is_recorded_and_told_to_the_community(street, text):
    discipline.somebody(street), discipline.somebody(street)
    made = remind(actor=street.users["staff"], election=street.running, place=street.first, code=study_code(text))
    assert (made.missing, made.told) == (2, 1)
    notice = Notice.objects.get(user=street.users["secretary"])
    assert "还有2人未完成" in notice.title
    assert AuditEvent.objects.filter(event="reminder.send").count() == 1


def test_the_text_for_the_group_counts_and_the_notice_names_who_is_missing(street, text, signed_in):
    done, absent = discipline.somebody(street, name="甲已学"), discipline.somebody(street, name="乙未学")
    session = study.plan(street, texts=[text])
    study.sign(session.attendees.get(person=done))
    staff, page = signed_in("staff"), reverse("reports:remind", args=[street.first.pk, study_code(text)])
    shown = staff.get(page)
    said = shown.context["text"]
    assert absent.name not in shown.content.decode().partition("<textarea")[2].partition("</textarea>")[0]
    assert f"{street.first.short_name}：" in said
    assert "尚有1人未完成" in said
    assert street.users["staff"].full_name in said
    assert "<svg" in shown.content.decode()

    staff.post(page)
    notice = Notice.objects.get(user=street.users["secretary"])
    assert absent.name in notice.text
    assert done.name not in notice.text


def test_the_text_tells_apart_who_is_planned_and_who_is_to_be_planned(street, text, signed_in):
    planned = warnings.somebody_to_warn(street)
    warnings.somebody_to_warn(street)
    warnings.plan(street, pairs=[planned])
    page = signed_in("staff").get(reverse("reports:remind", args=[street.first.pk, "warning"]))
    missing = len(page.context["lines"])
    assert f"尚有{missing}人未完成（其中1人已安排、待谈，{missing - 1}人待安排）" in page.context["text"]


def test_whoever_reminds_may_set_the_day(street, text, signed_in):
    discipline.somebody(street)
    day = timezone.localdate() + timedelta(days=9)
    told = f"请于{day.month}月{day.day}日前办结"
    staff, page = signed_in("staff"), reverse("reports:remind", args=[street.first.pk, study_code(text)])
    assert "请抓紧办理" in staff.get(page).context["text"]
    assert told in staff.get(page, {"due_on": day.isoformat()}).context["text"]
    past = staff.get(page, {"due_on": "2020-06-05"})
    assert "不能早于今天" in past.content.decode()
    assert "2020" not in past.context["text"]
    staff.post(f"{page}?due_on={day.isoformat()}")
    assert told in Notice.objects.get(user=street.users["secretary"]).text


def test_the_text_says_by_when_as_the_schedule_does(street, text, signed_in):
    discipline.somebody(street)
    step = Milestone.objects.create(election=street.running, title="谈话", due_on="2999-06-05", fulfilled_by="talks")
    page = reverse("reports:remind", args=[street.first.pk, "talk"])
    assert "请于6月5日前办结" in signed_in("staff").get(page).context["text"]
    Milestone.objects.filter(pk=step.pk).update(due_on="2020-06-05")
    assert "原定6月5日前完成，已逾期" in signed_in("staff").get(page).context["text"]


def test_a_record_of_a_reminder_names_nobody(street, text):
    person = discipline.somebody(street)
    made = remind(actor=street.users["staff"], election=street.running, place=street.first, code=study_code(text))
    assert person.name not in " ".join(str(value) for value in vars(made).values())


def test_nothing_missing_is_nothing_to_remind_of(street, text):
    person = discipline.somebody(street)
    study.attended(street, text, person)
    with pytest.raises(DomainError) as refused:
        remind(actor=street.users["staff"], election=street.running, place=street.first, code=study_code(text))
    assert refused.value.code == "nothing_missing"
    assert not Reminder.objects.exists()


def test_nobody_reminds_another_community(street, text):
    discipline.somebody(street, community=street.second)
    with pytest.raises(Http404):
        remind(actor=street.users["secretary"], election=street.running, place=street.second, code=study_code(text))


# --- ledgers ------------------------------------------------------------------------------


def test_the_coverage_ledger_says_what_the_matrix_says(street, text):
    person = discipline.somebody(street)
    study.attended(street, text, person)
    rows = COVERAGE.take(street.users["staff"], street.regions[world.STREET], street.running, {})
    row = next(row for row in rows if row["record"] == person.pk)
    assert row["study"] == "已学"
    assert row["warning"] == "未谈"
    assert "未谈：警示谈话" in row["open"]


def test_ledgers_count_what_was_recorded(street, text):
    person = discipline.somebody(street)
    study.attended(street, text, person)
    publicity.hold(street, households=20, people=35)
    publicity.hold(street, households=5, people=6)
    talk = warnings.recorded(street)
    place = street.regions[world.STREET]
    (session,) = STUDY.take(street.users["staff"], place, street.running, {})
    assert (session["expected"], session["signed"]) == (1, 1)
    events = PUBLICITY.take(street.users["staff"], place, street.running, {})
    assert PUBLICITY.totals(events)["people"] == 41
    (line,) = WARNINGS.take(street.users["staff"], place, street.running, {})
    assert (line["code"], line["count"]) == (talk.code, 1)


def test_the_warnings_ledger_holds_no_word_of_a_talk(street, text):
    warnings.recorded(street)
    rows = WARNINGS.take(street.users["staff"], street.regions[world.STREET], street.running, {})
    assert warnings.SECRET not in str(rows)


# --- the morning's digest ------------------------------------------------------------------


def test_the_digest_says_what_waits_and_comes_once(street):
    today = timezone.localdate()
    waiting = waiting_for(User.objects.get(pk=street.users["staff"].pk), today)
    expected = [f"{todo.label} {todo.number} {todo.unit}" for todo in waiting]
    first = send_digests(today)
    assert send_digests(today) == 0
    told = {notice.user.username: notice.lines for notice in Notice.objects.all()}
    assert len(told) == first
    assert told.get("staff", []) == expected[:20]
    assert not set(told) & {"inactive", "system_admin", "security_admin", "audit_admin"}
