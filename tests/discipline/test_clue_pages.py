"""The pages of clues: registering, moves with their words, totals, limits, the ledger."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.attachments import attachments_of
from core.jobs import Job, run_job
from discipline.models import Clue, ClueLimit
from reports.models import LedgerSnapshot, ReportRun
from tests.factories import clues as make
from tests.factories import communities, uploads, world
from tests.leaks import readable


@pytest.fixture
def named(street):
    return make.people(street)


def typed(**changed):
    """A registration as the browser sends it."""
    fields = {name: value for name, value in make.words().items() if name != "is_named"}
    return fields | {"received_on": timezone.localdate().isoformat(), "community": world.FIRST} | changed


def test_registering_accepts_at_once_and_keeps_the_letter(named, signed_in):
    form = typed(accept_now="on", photos=[uploads.upload(name=f"{make.PLANTED}信.jpg")])
    answer = signed_in("named").post(reverse("discipline:clue-register"), form)
    clue = Clue.objects.get()
    assert (answer.url, clue.state, clue.is_named) == (reverse("discipline:clue", args=[clue.pk]), "accepted", True)
    letter = attachments_of(clue).get()
    assert (letter.title, letter.caption, letter.file.name) == (f"{make.PLANTED}信.jpg", "", "材料.jpg")


def test_what_came_yesterday_waits_for_its_reason(named, signed_in):
    day = timezone.localdate() - timedelta(days=7)
    client = signed_in("named")
    client.post(reverse("discipline:clue-register"), typed(accept_now="on", received_on=day.isoformat()))
    clue = Clue.objects.get()
    assert clue.state == "registered"
    url = reverse("discipline:clue-move", args=[clue.pk, "accept"])
    assert "逾期受理原因" in client.get(url).content.decode()
    assert client.post(url, {"text": ""}).status_code == 422
    client.post(url, {"text": "", "late_reason": "节后启封"})
    assert make.fresh(clue).late_reason == "节后启封"


def test_a_phone_without_a_name_is_asked_about(named, signed_in):
    answer = signed_in("named").post(reverse("discipline:clue-register"), typed(reporter_name=""))
    assert (answer.status_code, Clue.objects.count()) == (422, 0)
    assert "匿名举报请将三项都清空" in answer.content.decode()


def test_correcting_never_shows_who_reported(named, signed_in):
    clue = make.register(named)
    page = signed_in("named").get(reverse("discipline:clue-edit", args=[clue.pk])).content.decode()
    assert f"{make.PLANTED}内容" in page
    assert not [word for word in ("姓名", "电话", "住址") if make.PLANTED + word in page]


def test_a_person_is_found_and_linked_by_post_alone(named, signed_in):
    clue, person = make.register(named), communities.make_person(named.first, "钱多多")
    client, url = signed_in("named"), reverse("discipline:clue-subjects", args=[clue.pk])
    assert "关联钱多多" in client.post(url, {"q": "钱多"}).content.decode()
    assert "关联钱多多" not in client.get(url, {"q": "钱多"}).content.decode()
    client.post(url, {"person": str(person.pk)})
    assert clue.subjects.get().person == person


def test_who_must_keep_away_is_shown_and_cannot_be_chosen(named, signed_in):
    clue = make.about(named, make.register(named), make.own_person(named, "other_named"))
    client, url = signed_in("clue_lead"), reverse("discipline:clue-assign", args=[clue.pk])
    assert "本人或已申报的亲属是被反映人，不能承办" in client.get(url).content.decode()
    assert client.post(url, {"accounts": [named.users["other_named"].pk]}).status_code == 422
    assert not clue.assignments.exists()


def test_a_guard_is_told_before_one_writes(named, signed_in):
    clue = make.bring_to(named, make.register(named), "concluded")
    client = signed_in("clue_lead")
    assert "须先向举报人反馈" in client.get(reverse("discipline:clue", args=[clue.pk])).content.decode()
    assert "须先向举报人反馈" in client.get(reverse("discipline:clue-move", args=[clue.pk, "close"])).content.decode()


def test_leaders_have_three_figures(named, signed_in):
    make.bring_to(named, make.register(named), "closed")
    make.register(named, received_on=timezone.localdate() - timedelta(days=9))
    make.register(named)
    page = signed_in("leader").get(reverse("discipline:street-clue-totals"))
    assert [page.context[name] for name in ("received", "closed", "overdue")] == [3, 1, 1]
    assert "〔" not in page.content.decode().split("<main")[1]


def test_a_limit_is_changed_confirmed_and_counts_from_then_on(named, signed_in):
    staff, before = signed_in("staff"), make.bring_to(named, make.register(named), "accepted")
    url = reverse("discipline:clue-limit-edit", args=["check"])
    staff.post(url, {"version": 1, "days": 30, "basis": "区纪委通知"})
    staff.post(reverse("discipline:clue-limit-confirm", args=["check"]), {"version": 2, "document_number": "3号"})
    limit = ClueLimit.objects.get()
    assert (limit.words, limit.is_confirmed) == ("30 日", True)
    after = make.bring_to(named, make.register(named), "accepted")
    assert after.check_due_on == timezone.localdate() + timedelta(days=30)
    assert make.fresh(before).check_due_on == before.check_due_on


@pytest.mark.parametrize("name", ["discipline:clue-list", "reports:ledger"])
def test_fifty_clues_cost_as_many_queries_as_one(named, signed_in, name):
    client, asked, made = signed_in("clue_lead"), [], 0
    url = reverse(name, args=["clues"] if name == "reports:ledger" else [])
    for size in (1, 3, 50):
        while made < size:
            make.register(named)
            made += 1
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        asked.append(len(captured))
    assert asked == [asked[0]] * 3


def test_the_ledger_holds_the_named_ones_clues_and_no_word(named, signed_in):
    clue = make.bring_to(named, make.register(named), "closed")
    make.assign(named, make.register(named), "other_named")
    client = signed_in("named")
    page = client.get(reverse("reports:ledger", args=["clues"])).content.decode()
    assert clue.code in page
    assert make.PLANTED not in page
    assert "线索〔2026〕2号" not in page
    content = client.get(reverse("reports:ledger-export", args=["clues"])).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[1] for row in rows if str(row[1]).startswith("线索〔")] == [clue.code]


def test_the_ledger_is_never_kept(named, signed_in):
    """Who is named no longer reads no clue: a frozen list would outlast that."""
    client = signed_in("named")
    assert "留存快照" not in client.get(reverse("reports:ledger", args=["clues"])).content.decode()
    answer = client.post(reverse("reports:snapshot-create", args=["clues"]))
    assert (answer.status_code >= 400, LedgerSnapshot.objects.count()) == (True, 0)


def test_the_ledger_prints_for_whom_it_is(named, signed_in):
    clue = make.bring_to(named, make.register(named), "closed")
    client = signed_in("named")
    assert client.post(reverse("reports:ledger-print", args=["clues"])).status_code == 302
    run = ReportRun.objects.get()
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    assert clue.code in readable(job.result.read()).replace("\n", "")
    assert client.get(reverse("reports:report-download", args=[run.pk])).status_code == 200
    assert signed_in("clue_lead").get(reverse("reports:report-download", args=[run.pk])).status_code == 404
