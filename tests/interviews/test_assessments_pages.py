"""What the pages of term assessments show to whom, what they accept, what they print, how many queries they take."""

import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.access import visible_to
from core.attachments import attachments_of
from core.errors import DomainError
from core.jobs import run_job
from interviews import assessment_figures, assessment_rows
from interviews.models import GradingMeeting, MemberAppraisal, TermAssessment
from reports.models import ReportRun
from reports.services import request_report
from tests.factories import assessments as make
from tests.factories import world
from tests.factories.signatures import drawn
from tests.factories.uploads import upload

LIST = reverse("interviews:assessment-list")
UNVERIFIED = '<span class="state warn unverified">'
SECRET = (make.TALKED_OF, make.OPINION, "63.3%", "19 票")  # what the street alone may read


def page(assessment, step="", kind="member"):
    return reverse(f"interviews:assessment{step}", args=[kind, assessment.pk])


def read(client, url):
    return client.get(url).content.decode()


def queries(client, url, django_assert_max_num_queries):
    client.get(url)  # the first request of a session writes it
    with django_assert_max_num_queries(200) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- list -----------------------------------------------------------------------------


def test_lists_take_as_many_queries_for_three_rows_as_for_one(street, signed_in, django_assert_max_num_queries):
    staff, team = signed_in("staff"), make.team_of(street)
    meeting = make.meet(street)
    one_settled = make.bring_to(street, TermAssessment.objects.get(), "decided")
    urls = [
        LIST, page(team, kind="team"), reverse("interviews:assessment-meeting", args=[meeting.pk]),
        reverse("interviews:assessment-meeting-decide", args=[meeting.pk]),
    ]  # fmt: skip
    make.bring_to(street, make.lay_out(street, make.seat(street, "周八", "party_member")), "proposed")
    before = [queries(staff, url, django_assert_max_num_queries) for url in urls]
    for name, state in (("李四", "decided"), ("王五", "proposed"), ("赵六", "proposed")):
        make.bring_to(street, make.lay_out(street, make.seat(street, name, "party_member")), state)
    make.seat(street, community=street.second)
    make.generate(street)
    assert [queries(staff, url, django_assert_max_num_queries) for url in urls] == before
    assert one_settled.state == "decided"


def test_the_list_narrows_by_community_state_and_decided_grade(street, signed_in):
    first = make.bring_to(street, make.lay_out(street), "decided")
    make.bring_to(street, make.lay_out(street, make.seat(street, "李四", "party_member")), "proposed")
    make.lay_out(street, make.seat(street, "王五", community=street.second))
    staff = signed_in("staff")
    for data, names in (
        ({}, ["张三", "李四", "王五"]), ({"community": world.SECOND}, ["王五"]), ({"state": "proposed"}, ["李四"]),
        ({"grade": "excellent"}, [first.person.name]),
    ):  # fmt: skip
        assert [one.person.name for one in staff.get(LIST, data).context["object_list"]] == names
    assert [one.person.name for one in staff.post(LIST, {"q": "ls"}).context["object_list"]] == ["李四"]


def test_the_list_shows_where_assessments_are_missing(street, signed_in):
    make.seat(street)
    make.seat(street, "李四", "party_member")
    row = signed_in("staff").get(LIST).context["coverage"][0]
    assert (row.name, row.sitting, row.missing, row.team) == ("花一社区", 2, 2, None)
    answer = signed_in("staff").post(reverse("interviews:assessment-generate"), follow=True)
    assert "已按现任名册生成 3 项任期考核" in answer.content.decode()
    assert answer.context["coverage"][0].missing == 0


def test_coverage_counts_grades_only_where_they_are_decided(street):
    make.bring_to(street, make.lay_out(street), "fed_back")
    make.bring_to(street, make.lay_out(street, make.seat(street, "李四", "party_member")), "proposed")
    row = assessment_figures.coverage(street.users["secretary"], street.first, street.running)[0]
    assert (row.states, row.settled, row.fed_back) == ({"fed_back": 1, "proposed": 1}, 1, 1)
    assert row.grade_counts == [("优秀", 1)]


# --- who reads what -------------------------------------------------------------------


@pytest.fixture
def proposed(street):
    return make.bring_to(street, make.lay_out(street), "proposed")


@pytest.mark.parametrize("name", ["staff", "leader", "inspector"])
def test_the_street_reads_the_material(proposed, signed_in, name):
    shown = read(signed_in(name), page(proposed))
    assert [word for word in SECRET if word not in shown] == []
    assert "拟定等次" in shown


def test_the_secretary_reads_states_and_later_the_grade(street, proposed, signed_in):
    secretary = signed_in("secretary")
    for state, graded in (("proposed", False), ("decided", True), ("fed_back", True)):
        if state == "decided":
            make.decide(street, proposed)
        if state == "fed_back":
            make.feed_back(street, proposed)
        for url in (page(proposed), LIST, page(make.team_of(street), kind="team")):
            shown = read(secretary, url)
            assert [word for word in SECRET if word in shown] == []
        assert ("<dt>考核等次</dt>" in read(secretary, page(proposed))) is graded
        assert secretary.get(LIST).context["coverage"][0].grade_counts == ([("优秀", 1)] if graded else [])


def test_the_secretary_reads_his_own_votes_after_the_feedback(street, signed_in):
    person = make.seat(street, user=street.users["secretary"])
    assessment = make.bring_to(street, make.lay_out(street, person), "decided")
    assert "63.3%" not in read(signed_in("secretary"), page(assessment))
    make.feed_back(street, assessment)
    shown = read(signed_in("secretary"), page(assessment))
    assert "63.3%" in shown
    assert [word for word in (make.TALKED_OF, "党员和群众代表", "个别谈话") if word in shown] == []


def test_the_assessed_never_sees_the_ballots_nor_what_was_noted(street, signed_in):
    person = make.seat(street, user=street.users["secretary"])
    assessment = make.bring_to(street, make.lay_out(street, person), "underway")
    make.vote(street, assessment, uploads=[upload(name="测评票.jpg")])
    for step in (make.talk, make.propose):
        step(street, assessment)
    signed_in("staff").post(page(assessment, "-move"), {"name": "give_back", "note": "须再听取党员意见"})
    for step in (make.propose, make.decide, make.feed_back):
        step(street, assessment)
    scan = reverse("communities:attachment", args=[attachments_of(assessment.appraisal).get().pk])
    secretary, staff = signed_in("secretary"), signed_in("staff")
    assert (secretary.get(scan).status_code, staff.get(scan).status_code) == (404, 200)
    assert [words in read(secretary, page(assessment)) for words in ("测评票", "须再听取党员意见")] == [False] * 2
    assert [words in read(staff, page(assessment)) for words in ("测评票", "须再听取党员意见")] == [True] * 2


def test_notes_of_the_streets_deliberation_stay_with_the_street(street, proposed, signed_in):
    signed_in("staff").post(page(proposed, "-move"), {"name": "give_back", "note": "须再听取党员意见"})
    assert "须再听取党员意见" in read(signed_in("leader"), page(proposed))
    secretarys = read(signed_in("secretary"), page(proposed))
    assert "须再听取党员意见" not in secretarys
    assert "退回重议" in secretarys


def test_scans_of_the_votes_stay_with_the_street(street, proposed, signed_in):
    underway = make.bring_to(street, make.lay_out(street, make.seat(street, "李四", "party_member")), "underway")
    make.vote(street, underway, uploads=[upload()])
    scan = attachments_of(underway.appraisal).get()
    url = reverse("communities:attachment", args=[scan.pk])
    answers = {name: signed_in(name).get(url).status_code for name in ("staff", "leader", "secretary")}
    assert answers == {"staff": 200, "leader": 404, "secretary": 404}  # leaders read the count, not the ballots


def test_rows_for_the_ledger_hide_the_material_likewise(street, proposed):
    staffs, secretarys = (
        assessment_rows.member_rows(street.users[name], street.first, street.running)[0]
        for name in ("staff", "secretary")
    )
    assert (staffs["proposed_grade"], staffs["valid"], str(staffs["best_share"])) == ("优秀", 30, "63.3")
    assert {secretarys[name] for name in (*assessment_rows.CONFIDENTIAL, *assessment_rows.SHARES)} == {None}
    assert (secretarys["name"], secretarys["state"], secretarys["grade"]) == ("张三", "拟定等次", "")
    assert assessment_rows.team_rows(street.users["staff"], street.first, street.running)[0]["state"] == "待考核"


# --- forms ----------------------------------------------------------------------------


def sheet(assessment, **changed):
    votes = {f"{a}_{n}": v for a, counts in make.VOTES.items() for n, v in enumerate(counts)}
    fields = {"version": assessment.appraisal.version, "appraised_on": "2026-11-12", "issued": 32, "returned": 31,
              "valid": 30, "once": str(uuid.uuid4())}  # fmt: skip
    return fields | votes | changed


@pytest.fixture
def underway(street):
    return make.bring_to(street, make.lay_out(street), "underway")


def test_votes_are_typed_and_the_invalid_ones_computed(underway, signed_in):
    answer = signed_in("staff").post(page(underway, "-votes"), sheet(underway), follow=True)
    assert "测评得票已保存" in answer.content.decode()
    kept = MemberAppraisal.objects.get()
    assert (kept.invalid, dict(kept.votes)) == (1, make.VOTES)


def test_a_wrong_sheet_names_the_row_and_keeps_what_was_typed(underway, signed_in):
    answer = signed_in("staff").post(page(underway, "-votes"), sheet(underway, diligence_0=29))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "“勤”各等次合计 40 票，多于有效票 30 张" in shown
    assert 'name="diligence_0" value="29"' in shown
    assert MemberAppraisal.objects.get().votes == []


def test_an_aspect_left_empty_was_not_voted_on(underway, signed_in):
    blank = {f"{aspect}_{n}": "" for aspect in make.VOTES if aspect != "overall" for n in range(4)}
    signed_in("staff").post(page(underway, "-votes"), sheet(underway, **blank))
    assert dict(MemberAppraisal.objects.get().votes) == {"overall": make.VOTES["overall"]}


def test_a_sheet_filled_from_an_old_version_is_not_saved(street, underway, signed_in):
    old = sheet(underway)
    make.vote(street, underway)
    answer = signed_in("second_staff").post(page(underway, "-votes"), old | {"issued": 40})
    assert (answer.status_code, MemberAppraisal.objects.get().issued) == (422, 32)
    assert "您的内容尚未保存" in answer.content.decode()


def test_the_same_report_twice_is_saved_once(street, signed_in):
    assessment = make.lay_out(street)
    data = {"version": assessment.version, "self_report": "五年来…", "once": str(uuid.uuid4())}
    answers = [signed_in("secretary").post(page(assessment, "-report"), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert make.fresh(assessment).version == 2


def test_who_must_stand_aside_is_told_so(street, signed_in):
    own = make.seat(street, user=street.users["staff"])
    assessment = make.lay_out(street, own)
    shown = read(signed_in("staff"), page(assessment))
    assert "您是本次考核的对象，须回避" in shown
    assert "开始考核" not in shown.split("下一步：")[1].split("</section>")[0].replace("街道点“开始考核”", "")
    refused = signed_in("staff").post(page(assessment, "-move"), {"name": "begin"})
    assert (refused.status_code, "须回避" in refused.content.decode()) == (422, True)


def test_the_way_from_proposal_to_feedback(street, underway, signed_in):
    staff = signed_in("staff")
    make.vote(street, underway)
    make.talk(street, underway)
    form = staff.get(page(underway, "-propose")).context["form"]
    assert form.initial["grade"] == "excellent"
    refused = staff.post(page(underway, "-propose"), {**form.initial, "group_opinion": "较好", "grade": "competent"})
    assert "按规则建议等次为“优秀”，与所选等次不一致" in refused.content.decode()
    staff.post(page(underway, "-propose"), {**form.initial, "group_opinion": "较好"})
    meeting = {"name": "党工委会议", "held_on": "2026-11-16", "expected": 9, "present": 8}
    to_decide = staff.post(reverse("interviews:assessment-meeting-create"), meeting).url
    assert underway.person.name in read(staff, to_decide)
    staff.post(to_decide, {"assessments": [str(underway.pk)], "votes_for": 8, "votes_against": 0})
    assert make.fresh(underway).meeting == GradingMeeting.objects.get()
    told = {"fed_back_on": str(timezone.localdate()), "signer_name": "张三", "strokes": drawn()}
    answer = staff.post(page(underway, "-feedback"), told, follow=True)
    assert make.fresh(underway).state == "fed_back"
    assert "与现内容一致" in answer.content.decode()


def test_a_team_may_be_decided_otherwise_than_proposed(street, signed_in):
    team = make.bring_to(street, make.team_of(street), "proposed")
    meeting = make.meet(street)
    data = {"meeting": meeting.pk, "grade": "good", "votes_for": 6, "votes_against": 1}
    refused = signed_in("staff").post(page(team, "-decide", "team"), data)
    assert "与拟定等次“优秀”不一致，请写明理由" in refused.content.decode()
    signed_in("staff").post(page(team, "-decide", "team"), data | {"decision_reason": "重点任务未全部完成"})
    assert make.fresh(team).get_grade_display() == "较好"


def test_everybody_of_a_community_is_begun_at_once(street, signed_in):
    team = make.team_of(street)
    answer = signed_in("staff").post(reverse("interviews:assessment-begin-all", args=[team.pk]), follow=True)
    assert "已开始考核 2 项" in answer.content.decode()


def test_an_unknown_kind_does_not_exist(proposed, signed_in):
    assert signed_in("staff").get(page(proposed, kind="person")).status_code == 404


# --- rule -----------------------------------------------------------------------------


def test_the_rule_is_marked_until_it_is_confirmed(street, signed_in):
    make.lay_out(street)
    staff, rules = signed_in("staff"), reverse("interviews:assessment-rules")
    assert "优秀：优秀率不低于 50.0%，且称职以上率不低于 90.0%" in read(staff, rules)
    assert read(staff, rules).count(UNVERIFIED) == 2
    for rule in street.running.grade_rules.all():
        confirm = reverse("interviews:assessment-rule-confirm", args=[rule.pk])
        staff.post(confirm, {"version": rule.version, "document_number": "街党工〔2026〕9号"})
    assert UNVERIFIED not in read(staff, rules)


# --- paper ----------------------------------------------------------------------------


def printed(street, code, actor="staff", **parameters):
    run = request_report(
        actor=street.users[actor], code=code, region=street.first, election=street.running, parameters=parameters
    )
    run_job(str(run.job_id))
    run = ReportRun.objects.select_related("job__result").get(pk=run.pk)
    assert run.job.state == "done", run.job.message
    reader = PdfReader(io.BytesIO(run.job.result.read()))
    return run, [sheet.extract_text().replace("\n", "") for sheet in reader.pages]


def test_the_form_shows_votes_opinion_grade_and_signature(street):
    assessment = make.bring_to(street, make.lay_out(street), "fed_back")
    run, sheets = printed(street, "assessment_form", subject=assessment.pk)
    text = "".join(sheets)
    for words in ("任期考核登记表", "张　三", "五年来完成老旧小区改造三个", "19 票（63.3%）", "发放 32 张，收回 31 张，有效 30 张，无效 1 张",
                  make.OPINION, "☑ 优秀", "街道党工委会议（2026.11.16）研究确定", "同意"):  # fmt: skip
        assert words in text
    assert make.TALKED_OF not in text
    assert "张三" not in run.file_name


def test_the_batch_prints_everybody_blank_forms_too(street):
    make.bring_to(street, make.lay_out(street), "decided")
    make.lay_out(street, make.seat(street, "李四", "party_member"))
    _, sheets = printed(street, "assessment_forms")
    assert [("张　三" in sheet, "李　四" in sheet) for sheet in sheets if "任期考核登记表" in sheet[:60]] == [
        (True, False), (False, True),
    ]  # fmt: skip
    assert "尚未测评" in "".join(sheets)


def test_a_long_report_runs_over_pages(street):
    assessment = make.lay_out(street)
    make.write_report(street, assessment, self_report="坚持党建引领，抓好民生实事。" * 400)
    _, sheets = printed(street, "assessment_form", subject=assessment.pk)
    assert len(sheets) > 2


def test_nobody_prints_his_own_form_before_the_feedback(street):
    person = make.seat(street, user=street.users["leader"])
    assessment = make.bring_to(street, make.lay_out(street, person), "decided")
    run, _ = printed(street, "assessment_form", subject=assessment.pk)
    with pytest.raises(DomainError):
        request_report(actor=street.users["leader"], code="assessment_form", parameters={"subject": assessment.pk})
    assert not visible_to(street.users["leader"], ReportRun).filter(pk=run.pk).exists()
    assert visible_to(street.users["second_staff"], ReportRun).filter(pk=run.pk).exists()


def test_a_street_of_nothing_prints_nothing(street):
    run = request_report(
        actor=street.users["staff"], code="assessment_forms", region=street.first, election=street.running
    )
    run_job(str(run.job_id))
    run.job.refresh_from_db()
    assert run.job.state == "failed"
    assert "请先“按现任名册生成”" in run.job.message
