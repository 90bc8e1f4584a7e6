"""What a form may do: a POST sent twice makes one record (T27), and fields it does not have change nothing (T11)."""

import uuid
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import secrets
from core.drafts import Draft
from tests.access_table import Scene
from tests.factories import imports, joint_review, pledges, results, talks, warnings, world

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("forms")]  # one process makes the scene
OUR_APPS = ("core", "accounts", "communities", "interviews", "discipline", "candidates", "reports")
# Never the same twice: times, and what is random or chained by intention.
VOLATILE = (models.DateTimeField, models.BinaryField, secrets.EncryptedTextField)
VOLATILE_NAMES = {
    "result_url",
    "detail",
    "digest",
    "password",
    "token",
    "object_id",
    "session",
    "lease",
    "idempotency_key",
    "size",  # of an uploaded workbook, in which the time of its making is compressed
    "row_key",  # of a row of a letter, bound to its random key
    "family",  # of a questionnaire's versions, drawn at random
}
# Sent in any case: a form that came to have one of these would be noticed.
NEVER_ASKED = {
    "state", "is_active", "is_superuser", "admin_kind", "must_change_password", "put_forward_by", "reviewer",
    "recorded_by", "concluded_by", "confirmed_by", "requested_by", "created_by", "granted_by", "updated_by", "user",
}  # fmt: skip


# Ticks and a button, not words: their forms keep no draft, and their views need not drop one.
WITHOUT_DRAFTS = {"candidates:sources-confirm", "communities:import-confirm"}


@dataclass(frozen=True)
class Post:
    """A form filled in rightly: where, by whom, what (a function of the scene), and what one record it makes."""

    url: str
    user: str
    data: object
    makes: str = ""
    args: object = lambda scene: []


def _today():
    return timezone.localdate().isoformat()


def _person(scene):
    return {
        "name": "周八", "sex": "male", "birth_date": "1980-01-02", "ethnicity": "汉族", "affiliation": "none",
        "community": world.FIRST,
    }  # fmt: skip


def _spare(scene):
    """Somebody on file who holds no post and is no candidate yet."""
    return scene.relative.pk


def _upload(scene):
    content = imports.workbook(scene.street, [imports.row("吴九")])
    return {"region": world.STREET, "upload": SimpleUploadedFile("名册.xlsx", content)}


def _versioned(name, **fields):
    """The fields with the record's version; a function among them is asked when the form is sent."""

    def filled(scene):
        values = {key: value() if callable(value) else value for key, value in fields.items()}
        return {"version": getattr(scene, name).version, **values}

    return filled


def _pk(name):
    return lambda scene: [getattr(scene, name).pk]


def _assessed(scene):
    return ["member", scene.assessment.pk]


GRADING = {"name": "党工委会议", "held_on": "2026-11-18", "expected": 9, "present": 8}
SHARES = {"best_share": 55, "best_upper_share": 90, "second_upper_share": 70, "third_passing_share": 60}
HOLIDAY = {"day": "2027-01-02", "kind": "off", "name": "元旦", "source": "通知"}
CLUE = {
    "channel": "call",
    "received_on": "2026-11-02",
    "content": "反映情况",
    "reported": "某人",
    "community": world.FIRST,
    "matter": "other",
}
MILESTONE = {"title": "张榜公布", "due_on": "2026-12-01", "responsible": "党建办", "basis": "", "document_number": ""}
ITEM = {"title": "情形", "kind": "caution", "period": "影响期内", "valid_from": "2026-01-01"}
TARGET = {
    "body": "team", "measure": "women", "comparison": "at_least", "value": "1", "kind": "required",
    "valid_from": "2026-01-01",
}  # fmt: skip
OFFICE = {"name": "区税务局", "columns": ["name"], "order": 11, "valid_from": "2026-01-01"}
SET = {
    "name": "双好", "valid_from": "2026-01-01", "items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0,
    "items-0-phrase": "作风好",
}  # fmt: skip
CREATING = [
    Post("communities:person-create", "staff", _person, "communities.Person"),
    Post("communities:milestone-create", "staff", lambda s: MILESTONE, "communities.Milestone"),
    Post("discipline:clue-register", "inspector", lambda s: CLUE, "discipline.Clue"),
    Post("discipline:clue-step", "named",
         lambda s: {"kind": "talk", "happened_on": _today(), "text": "已谈"}, "discipline.ClueStep", _pk("clue")),
    Post("communities:holiday-create", "staff", lambda s: HOLIDAY, "communities.Holiday"),
    Post(
        "communities:election-create", "staff",
        lambda s: {"number": 9, "term_years": 5, "election_day": "2010-10-20", "key_date": "2010-10-20", "state": "past"},
        "communities.Election",
    ),
    Post(
        "communities:kinship-create", "staff",
        lambda s: {"kind": "child", "relative_name": "小张", "relative_occupation": "学生"}, "communities.Kinship",
        _pk("person"),
    ),
    Post(
        "communities:note-create", "secretary",
        lambda s: {"kind": "contact", "text": "已与本人沟通", "noted_on": _today(), "person": s.person.pk},
        "communities.FileNote", lambda s: [world.FIRST],
    ),
    Post(
        "communities:member-add", "secretary", lambda s: {"person": _spare(s), "post": "party_member", "terms_served": 1},
        "communities.CommitteeMember", lambda s: [world.FIRST, "party"],
    ),
    Post(
        "communities:questionnaire-create", "staff",
        lambda s: {"kind": "other", "title": "停车问卷", "instructions": "", "basis": ""}, "communities.Questionnaire",
    ),
    Post("communities:import-start", "staff", _upload, "core.ImportBatch", lambda s: ["roster"]),
    Post(
        "communities:grant-user", "security_admin", lambda s: {"role": "leader", "region": world.STREET},
        "communities.RoleGrant", lambda s: [s.street.users["auditor"].pk],
    ),
    Post(
        "accounts:user-create", "system_admin", lambda s: {"username": "xinren", "full_name": "新人", "duty": "党建办"},
        "accounts.User",
    ),
    Post(
        "candidates:create", "staff",
        lambda s: {"person": _spare(s), "community": world.FIRST, "source": "promote", "intended_post": "director"},
        "candidates.Candidate",
    ),
    Post("candidates:phrase-create", "staff", lambda s: {
        "region": world.STREET, "use": "opinion", "text": "同意列入", "order": 20}, "candidates.StandardPhrase"),
    Post("candidates:bulk-commit", "staff", lambda s: {
        "move": "pass_street", "candidates": [s.candidate.pk], "note": "同意"}, "candidates.BulkDecision"),
    Post("candidates:rule-create", "staff", lambda s: ITEM, "candidates.NegativeItem", lambda s: ["negative"]),
    Post("candidates:rule-create", "staff", lambda s: TARGET, "candidates.StructureTarget", lambda s: ["target"]),
    Post("candidates:rule-create", "staff", lambda s: OFFICE, "candidates.ReviewDepartment", lambda s: ["department"]),
    Post("candidates:standard-create", "staff", lambda s: SET, "candidates.StandardSet"),
    Post(
        "reports:report-create", "staff", lambda s: {"region": world.STREET}, "reports.ReportRun", lambda s: ["briefing"]
    ),
    Post("reports:wording-edit", "staff", lambda s: {"number": 0, "opening": "开头", "issuer": "甲"}, "reports.Wording",
         lambda s: ["briefing"]),
    Post("reports:wording-confirm", "staff", lambda s: {"number": 0, "document_number": "东党〔2026〕1号"},
         "reports.Wording", lambda s: ["briefing"]),
    Post(
        "reports:report-weekly", "staff", lambda s: {"is_on": "on", "weekday": 0, "hour": 8}, "reports.WeeklyBriefing",
        lambda s: [world.STREET],
    ),
    Post("reports:report-issue", "staff", lambda s: {"number": "〔2026〕1号"}, "reports.IssuedDocument", _pk("draft")),
    Post("discipline:pledge-start", "staff",
         lambda s: {"text": s.pledge_campaign.text_id, "title": "换届承诺", "capacities": ["member"],
                    "due_on": timezone.localdate(), "copies": "1", "keeping_place": "档案室", "opening": "我承诺：",
                    "closing": "请监督。"}, "discipline.PledgeCampaign"),
    Post(
        "interviews:talk-create", "staff",
        lambda s: {"partner": s.person.pk, "community": world.FIRST, "kind": "heart", "due_on": timezone.localdate()},
        "interviews.HeartTalk",
    ),
    Post(
        "interviews:talk-follow-up-create", "staff",
        lambda s: {"content": "落实", "owner": s.talk_follow_up.owner_id, "due_on": timezone.localdate()},
        "interviews.TalkFollowUp", _pk("talk"),
    ),
    Post("interviews:assessment-meeting-create", "staff", lambda s: GRADING, "interviews.GradingMeeting"),
    Post(
        "interviews:audit-finding-add", "auditor",
        lambda s: {"kind": "cash", "description": "白条", "amount": "1.2万", "responsibility": "direct"},
        "interviews.AuditFinding", _pk("audit"),
    ),
    Post(
        "interviews:audit-contract-add", "auditor",
        lambda s: {"name": "保洁合同", "counterparty": "某公司", "amount": "1,000", "signed_on": "2025-01-01"},
        "interviews.AuditContract", _pk("audit"),
    ),
]  # fmt: skip
RESERVE = {
    "direction": "member", "origin": "grid_worker", "recommended_by_form": "self", "performance": "扎实",
    "community_opinion": "同意",
}  # fmt: skip
TASK = {"kind": "task", "field": "基层治理", "content": "议事会", "since": "2026-11-01", "until": "2026-12-20"}
RULE = {
    "secretaries": 2,
    "members": 2,
    "observers": 3,
    "fields_text": "基层治理",
    "basis": "纪要",
    "document_number": "",
}
VISIT = {"method": "symposium", "visited_on": "2026-11-01", "companions": "网格员", "achievements": "班子有力"}
ISSUE = {"title": "楼顶搭建", "kind": "disputes", "seriousness": 2, "measures": "上门协商"}
NO_LINES = {"issues-TOTAL_FORMS": 0, "issues-INITIAL_FORMS": 0}
CREATING += [
    Post(
        "communities:visit-create", "staff", lambda s: {"community": world.FIRST, **VISIT, **NO_LINES},
        "communities.FieldVisit",
    ),
    Post(
        "communities:issue-create", "secretary", lambda s: {"community": world.FIRST, **ISSUE}, "communities.Issue"
    ),
    Post(
        "communities:issue-entry", "secretary", lambda s: {"text": "已上门", "happened_on": "2026-11-01"},
        "communities.IssueEntry", _pk("issue"),
    ),
    Post(
        "communities:street-staff-add", "staff", lambda s: {"name": "章若谷", "sex": "female", "office": "街道副书记", "user": ""},
        "communities.Person",
    ),
]  # fmt: skip
CREATING += [
    Post("candidates:slate-create", "staff", lambda s: _places(s), "candidates.Slate", lambda s: [world.FIRST]),
    Post("candidates:slate-copy", "staff", lambda s: {}, "candidates.Slate", _pk("slate")),
    Post(
        "candidates:meeting-create", "staff",
        lambda s: {"name": "党工委会议", "held_on": "2026-11-22", "place": "三楼", "people": [s.street_person.pk]},
        "candidates.VettingMeeting",
    ),
    Post("candidates:notice-create", "staff", lambda s: _notice(s), "candidates.NameNotice", lambda s: [world.FIRST]),
    Post(
        "candidates:objection-create", "staff",
        lambda s: {"received_on": timezone.localdate(), "channel": "visit", "who": "居民乙", "content": "反映学历不实"},
        "candidates.Objection", _pk("notice"),
    ),
    Post("communities:deliberation-create", "staff", lambda s: meeting_of(s), "communities.Deliberation"),
    Post(
        "communities:plan-edit", "staff", lambda s: {"kind": "hard", "version": ""}, "communities.CommunityPlan",
        lambda s: [world.SECOND],
    ),
]  # fmt: skip


def _notice(scene):
    named = [one.candidate_id for one in scene.draft_notice.names.all()]
    return {
        "kind": "both", "candidates": named, "starts_on": timezone.localdate(), "working_days": 5, "place": "公示栏",
        "contact_office": "党建办", "contact_phone": "0851-80000000", "contact_address": "三楼",
    }  # fmt: skip


def _places(scene):
    return {"name": "", "note": "稳", f"party-{scene.fresh.pk}": "secretary", f"residents-{scene.fresh.pk}": "director"}


def meeting_of(scene):
    return {
        "held_on": "2026-11-22", "place": "三楼", "agenda": "研判", "communities": [world.FIRST],
        "host": scene.street_person.pk, "recorder": scene.street_person.pk, "people": [scene.street_person.pk],
    }  # fmt: skip


SESSION = {
    "title": "纪律学习", "carrier": "weekly", "held_on": "2026-11-20", "starts": "09:00", "ends": "10:00", "place": "三楼",
}  # fmt: skip
EVENT = {"kind": "letter", "held_on": "2026-11-20", "place": "一号楼", "households": 12, "people": "", "copies": 30}
TEXT = {"title": "街道八项要求", "issuer": "街道党工委", "basis": "街道会议纪要", "items": "不准请托\n不准拉票？"}


def _result(s):
    """The vote on the director, on whom one person stood."""
    line = {"votes-TOTAL_FORMS": 1, "votes-INITIAL_FORMS": 0, "votes-0-person": s.person.pk, "votes-0-votes": 200}
    return results.SHEET | {"post": "director", "round": "first", "seats": 1, "held_on": "2026-11-20"} | line


CREATING += [
    Post("reports:ledger-print", "staff", lambda s: {}, "reports.ReportRun", lambda s: ["basics"]),
    Post("candidates:result-create", "staff", lambda s: _result(s), "candidates.ElectionResult", lambda s: [world.FIRST]),
    Post("reports:snapshot-create", "staff", lambda s: {"taken_for": _today()}, "reports.LedgerSnapshot", lambda s: ["basics"]),
]  # fmt: skip
CREATING += [
    Post("discipline:text-create", "staff", lambda s: TEXT | {"kind": "rules"}, "discipline.DisciplineText"),
    Post("discipline:text-issue", "staff", _versioned("text", **TEXT), "discipline.DisciplineText", _pk("text")),
    Post(
        "discipline:worker-add", "secretary", lambda s: {"person": _spare(s), "community": world.FIRST},
        "communities.TermRole",
    ),
    Post(
        "discipline:study-create", "secretary",
        lambda s: {"region": world.FIRST, "capacities": ["member"], "texts": [s.text.pk], **SESSION},
        "discipline.StudySession",
    ),
    Post(
        "discipline:study-catch-up", "secretary",
        lambda s: {"people": [s.attendee.pk], "done_on": str(timezone.localdate()), "way": "alone"}, "discipline.CatchUp",
        _pk("session"),
    ),
    Post(
        "discipline:study-kiosk-sign", "secretary", lambda s: {"strokes": talks.STROKES}, "discipline.SignIn",
        _pk("attendee"),
    ),
    Post(
        "discipline:warning-plan", "staff",
        lambda s: {"pairs": [s.spare_pair.pk], "talker": s.talker.pk, "is_collective": "no", "reason": "risk",
                   "due_on": str(timezone.localdate())},
        "discipline.WarningTalk",
    ),
    Post(
        "discipline:publicity-create", "secretary", lambda s: {"community": world.FIRST, **EVENT},
        "discipline.PublicityEvent",
    ),
]  # fmt: skip
CREATING += [
    Post(
        "candidates:reserve-create",
        "secretary",
        lambda s: {"person": _spare(s), "community": world.FIRST, **RESERVE},
        "candidates.ReserveEntry",
    ),
    Post(
        "candidates:practice-create",
        "secretary",
        lambda s: {"person": s.reserve.person_id, "community": world.FIRST, **TASK},
        "candidates.Assignment",
    ),
]


def reply_upload(scene):
    file = joint_review.returned(scene.joint_letter, "无影响任职情形")
    return {"version": scene.joint_letter.version, "upload": SimpleUploadedFile("反馈表.xlsx", file.content())}


def answered(scene):
    """A line of a paper reply, as the form posts it."""
    opinion = scene.joint_opinion
    prefix = f"o{opinion.pk}"
    return {f"{prefix}-version": opinion.version, f"{prefix}-result": "hit", f"{prefix}-explanation": "查有记录"}


def proposed(scene):
    entry = scene.joint_entry
    return {"version": 1, f"e{entry.pk}-version": entry.version, f"e{entry.pk}-verdict": "reject",
            f"e{entry.pk}-reason": "不符合条件"}  # fmt: skip


TERMS = {
    "number_pattern": "〔2026〕{}号",
    "due_days": 7,
    "basis": "区换届办通知",
    "contact": "周",
    "contact_phone": "1",
}
CREATING += [
    Post("candidates:joint-create", "staff", lambda s: {"candidates": [s.to_send.pk], **TERMS}, "candidates.JointReview"),
    Post("candidates:joint-people", "staff", lambda s: {"candidates": [s.to_send.pk]}, "candidates.JointReviewEntry",
         _pk("joint_draft")),
    Post("candidates:joint-letter-add", "staff", lambda s: {"name": "税务局"}, "candidates.JointReviewLetter",
         _pk("joint_draft")),
    Post("candidates:joint-ask-again", "staff", lambda s: {"entries": [s.joint_entry.pk]}, "candidates.JointReviewLetter",
         _pk("joint_letter")),
    Post("candidates:joint-reply-import", "staff", reply_upload, "core.ImportBatch", _pk("joint_letter")),
]  # fmt: skip
CHANGING = [
    Post("discipline:text-edit", "staff", lambda s: {"version": s.library_text.version, **TEXT}, args=_pk("library_text")),
    Post("discipline:text-confirm", "staff", _versioned("text", document_number="3号"), args=_pk("text")),
    Post("discipline:text-duties", "staff", _versioned("text", rows=["study:member"]), args=_pk("text")),
    Post("discipline:study-edit", "secretary", lambda s: {"version": s.session.version, "texts": [s.text.pk], **SESSION},
         args=_pk("session")),
    Post("discipline:study-attendee", "secretary", lambda s: {"reason": "病假"}, args=_pk("attendee")),
    Post("discipline:study-decide", "secretary", lambda s: {"accept": "yes", "note": ""}, args=_pk("attempt")),
    Post("discipline:study-withdraw", "secretary", lambda s: {"note": "点错"}, args=_pk("sign_in")),
    Post("discipline:warning-warner", "staff", lambda s: {"warner": s.talker.pk}, args=_pk("warning_pair")),
    Post("discipline:warning-record", "staff", lambda s: warnings.typed(s.warning_to_hold), args=_pk("warning_to_hold")),
    Post("discipline:publicity-edit", "secretary", _versioned("publicity", **EVENT), args=_pk("publicity")),
    Post("discipline:publicity-void", "secretary", lambda s: {"reason": "重复"}, args=_pk("publicity")),
    Post("candidates:reserve-edit", "secretary", _versioned("reserve", **RESERVE), args=_pk("reserve")),
    Post(
        "candidates:sources-confirm", "secretary",
        lambda s: {"pick": s.reserve.person_id, f"{s.reserve.person_id}-source": "pick",
                   f"{s.reserve.person_id}-intended_post": "party_member"},
        args=lambda s: [world.FIRST],
    ),
    Post("candidates:reserve-move", "staff", lambda s: {"name": "accept", "note": "", "opinion": "同意"}, args=_pk("reserve_waiting")),
    Post("candidates:pool-rule", "staff", lambda s: {"version": 0, **RULE}),
    Post("candidates:practice-edit", "secretary", _versioned("assignment", **TASK), args=_pk("assignment")),
    Post("candidates:practice-observers", "staff", lambda s: {"observers": [s.street.users["leader"].pk]},
         args=_pk("assignment")),
    Post("candidates:practice-move", "secretary", lambda s: {"name": "finish", "note": "完成"}, args=_pk("assignment")),
    Post("candidates:observe", "auditor", lambda s: {"ability": 2, "courage": 2, "standing": 2}, args=_pk("assignment")),
    Post("candidates:joint-edit", "staff", _versioned("joint_draft", **TERMS), args=_pk("joint_draft")),
    Post("candidates:joint-send", "staff", _versioned("joint_draft"), args=_pk("joint_draft")),
    Post("candidates:joint-letter-edit", "staff",
         _versioned("joint_draft_letter", addressee="区公安局", columns=["birth_date", "id_masked"], duty="N02"),
         args=_pk("joint_draft_letter")),
    Post("candidates:joint-reply", "staff",
         lambda s: {"version": s.joint_letter.version, "reply_number": "9号", **answered(s)}, args=_pk("joint_letter")),
    Post("candidates:joint-propose", "staff", proposed, args=_pk("joint_batch")),
    Post("candidates:joint-conclude", "leader",
         lambda s: {"entries": [f"{s.joint_entry.pk}:{s.joint_entry.version}"], "confirmed": "1", "closing_reason": "急"},
         args=_pk("joint_batch")),
    Post("communities:visit-edit", "secretary", _versioned("visit", **VISIT), args=_pk("visit")),
    Post("communities:visit-void", "staff", lambda s: {"reason": "重复登记"}, args=_pk("visit")),
    Post(
        "communities:deliberation-edit", "staff", lambda s: meeting_of(s) | {"version": s.meeting.version, "guests": "陈静 科长"},
        args=_pk("meeting"),
    ),
    Post(
        "communities:deliberation-conclusion", "staff",
        lambda s: {"version": s.meeting.conclusions.get(community=world.FIRST).version, "text": "平稳"},
        args=lambda s: [s.meeting.pk, world.FIRST],
    ),
    Post(
        "communities:deliberation-task-done", "staff",
        _versioned("task", done_on=timezone.localdate, result="已办"), args=_pk("task"),
    ),
    Post("discipline:clue-edit", "named", _versioned("clue", **CLUE), args=_pk("clue")),
    Post("discipline:clue-extension", "second_lead", lambda s: {"decision": "approve", "text": ""},
         args=lambda s: [s.clue.pk, s.clue_extension.pk]),
    Post("discipline:clue-assign", "clue_lead", lambda s: {"accounts": [s.street.users["other_named"].pk]},
         args=_pk("clue")),
    Post("discipline:clue-limit-edit", "staff", lambda s: {"version": 1, "days": 7, "basis": "文件"},
         args=lambda s: ["check"]),
    Post("communities:issue-edit", "secretary", _versioned("issue", **ISSUE), args=_pk("issue")),
    Post("communities:issue-move", "staff", lambda s: {"name": "start", "note": ""}, args=_pk("issue")),
    Post("communities:area-edit", "staff", lambda s: {"people": [s.street_person.pk]}, args=lambda s: [world.FIRST]),
    Post("communities:street-staff-edit", "staff", _versioned("street_person", office="街道办主任", user=""),
         args=_pk("street_person")),
    Post("communities:risk-set", "staff", lambda s: {"grade": "green", "reasons": "已化解"}, args=lambda s: [world.FIRST]),
    Post("communities:risk-scale-edit", "staff", _versioned("risk_row", criteria="另一标准", basis="会议纪要"),
         args=_pk("risk_row")),
    Post("communities:risk-scale-confirm", "staff", _versioned("risk_row", document_number="9号"),
         args=_pk("risk_row")),
    Post("communities:person-edit", "staff", lambda s: _person(s) | {"version": s.person.version, "birth_date": "1975-06-01"}, args=_pk("person")),
    Post("communities:step-move", "staff", lambda s: {"day": "2026-11-20", "reason": "会场冲突"}, args=lambda s: [s.milestone.pk, world.FIRST]),
    Post("communities:community-day", "staff", lambda s: {"day": "2027-01-05", "reason": "会场冲突"}, args=lambda s: [world.FIRST]),
    Post("communities:milestone-edit", "staff", _versioned("milestone", **MILESTONE), args=_pk("milestone")),
    Post(
        "communities:election-edit", "staff",
        lambda s: {
            "version": s.street.running.version, "number": 12, "term_years": 4, "election_day": "2026-12-30",
            "key_date": "2026-12-30",
        },
        args=lambda s: [s.street.running.pk],
    ),
    Post(
        "communities:member-edit", "secretary", _versioned("member", post="party_member", terms_served=2, duties="党建"),
        args=_pk("member"),
    ),
    Post(
        "communities:member-leave", "secretary", _versioned("member", left_on="2026-10", reason="辞职"),
        args=_pk("member"),
    ),
    Post("communities:committee-seats", "secretary", lambda s: {"seats": 7}, args=lambda s: [world.FIRST, "party"]),
    Post("communities:import-confirm", "staff", lambda s: {"only_right": 1}, args=_pk("batch")),
    Post("accounts:user-edit", "system_admin", lambda s: {"full_name": "改名", "duty": "书记"},
         args=lambda s: [s.street.users["secretary"].pk]),
    Post("communities:duplicate-settle", "staff", lambda s: {"name": "confirm_different", "note": "两人"},
         args=_pk("duplicate")),
    Post("candidates:slate-edit", "staff", lambda s: _places(s) | {"version": s.slate.version}, args=_pk("slate")),
    Post("candidates:notice-edit", "staff", lambda s: _notice(s) | {"version": s.draft_notice.version}, args=_pk("draft_notice")),
    Post(
        "candidates:objection-resolve", "staff",
        _versioned("objection", result="unfounded", handling="已核实", resolved_on=timezone.localdate),
        args=_pk("objection"),
    ),
    Post(
        "candidates:meeting-vote", "staff",
        lambda s: {"version": s.people_meeting.items.get().version, "result": "defer", "opinion": "再议", "votes_for": 0,
                   "votes_against": 0, "votes_abstained": 0},
        args=lambda s: [s.people_meeting.pk, 1],
    ),
    Post("candidates:phrase-edit", "staff", _versioned("phrase", use="opinion", text="同意", order=5), args=_pk("phrase")),
    Post("candidates:panels", "staff", lambda s: {"community": 0, "street": 2}),
    Post("candidates:rule-edit", "staff", _versioned("negative_item", **ITEM),
         args=lambda s: ["negative", s.negative_item.pk]),
    Post("candidates:correction", "secretary", lambda s: {"answer": "已补"}, args=_pk("correction")),
    Post("candidates:decision-conclude", "leader", lambda s: {}, args=_pk("decision")),
    Post("candidates:decision-return", "leader", lambda s: {"reason": "表决人数与会议记录不符"}, args=_pk("decision")),
    Post("interviews:assessment-report", "secretary", _versioned("assessment", self_report="五年来…"), args=_assessed),
    Post(
        "interviews:assessment-votes", "staff",
        lambda s: {"version": s.assessment.appraisal.version, "appraised_on": "2026-11-12", "issued": 9, "returned": 9,
                   "valid": 8, "invalid": 1, "overall_0": 8},
        args=_assessed,
    ),
    Post("interviews:assessment-rule-edit", "staff", _versioned("grade_rule", **SHARES), args=_pk("grade_rule")),
    Post("discipline:pledge-edit", "staff",
         lambda s: {"version": s.pledge_campaign.version, "title": "换届承诺", "due_on": timezone.localdate(),
                    "keeping_place": "档案室"}, args=_pk("pledge_campaign")),
    Post("discipline:pledge-sign", "staff", lambda s: {"strokes": talks.STROKES, "shown": pledges.shown(s.pledge)},
         args=_pk("pledge")),
    Post("discipline:pledge-page", "staff",
         lambda s: {"pledge": s.pledge.pk, "edition": s.pledge_campaign.text_id, "signed_on": timezone.localdate(),
                    "action": "file"}, args=_pk("pledge_page")),
    Post("interviews:talk-record", "staff", lambda s: talks.typed(s.talk_to_hold), args=_pk("talk_to_hold")),
    Post("interviews:audit-edit", "auditor", _versioned("audit", opening_on="2026-11-01", opening_place="会议室"),
         args=lambda s: [s.audit.pk, "opening"]),
    Post("interviews:audit-publication", "auditor", lambda s: {"version": s.audit.publication.version, "place": "公开栏"},
         args=_pk("audit")),
    Post("interviews:handover-people", "secretary", lambda s: {"version": s.audit.handover.version, "note": "当面"},
         args=_pk("audit")),
]  # fmt: skip


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Scene()
        transaction.set_rollback(True)


def send(scene, post, times=1, extra=None):
    """The responses of a form posted so many times with one token, and the page it was on."""
    client, url = Client(), reverse(post.url, args=post.args(scene))
    client.force_login(scene.street.users[post.user], backend="accounts.backends.AccountBackend")
    once = str(uuid.uuid4())
    page = client.get(url, {name: post.data(scene)[name] for name in ("region",) if name in post.data(scene)})
    return page, [client.post(url, {**(extra or {}), **post.data(scene), "once": once}) for _ in range(times)]


@pytest.mark.parametrize("post", CREATING, ids=lambda post: post.url)
def test_the_same_form_twice_makes_one_record(scene, post):
    model = apps.get_model(post.makes)
    with transaction.atomic():
        before = model.objects.count()
        page, (first, second) = send(scene, post, times=2)
        made = model.objects.count() - before
        transaction.set_rollback(True)
    assert page.status_code == 405 or 'name="once"' in page.content.decode()  # 405: a button on another page
    assert (made, first.status_code in (200, 302), second.status_code) == (1, True, 302)  # 200: a password shown once
    assert first.status_code == 200 or first.url == second.url


@pytest.mark.parametrize("post", CREATING + CHANGING, ids=lambda post: post.url)
def test_a_saved_form_leaves_no_draft(scene, post):
    once, user = str(uuid.uuid4()), scene.street.users[post.user]
    with transaction.atomic():
        Draft.objects.create(pk=once, user=user, form="f", content="[]")
        page, (response,) = send(scene, post, extra={"draft": once})
        left = Draft.objects.count()
        transaction.set_rollback(True)
    keeps = "data-draft" in page.content.decode() or post.url not in WITHOUT_DRAFTS
    assert (response.status_code in (200, 302), keeps, left) == (True, post.url not in WITHOUT_DRAFTS, 1 - keeps)


@pytest.mark.parametrize("post", CREATING + CHANGING, ids=lambda post: post.url)
def test_fields_that_a_form_has_not_change_nothing(scene, post):
    untouched = records()
    plain = after(scene, post)
    assert plain != untouched
    assert after(scene, post, hostile_fields(scene, post)) == plain


def after(scene, post, extra=None):
    """Every record once the form was sent, which is then undone."""
    known = keys()
    with transaction.atomic():
        _, (response,) = send(scene, post, extra=extra)
        found = records(known)
        transaction.set_rollback(True)
    assert response.status_code in (200, 302), response.content.decode()
    return found


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


def keys():
    return {(model, str(key)) for model in our_models() for key in model.objects.values_list("pk", flat=True)}


def records(known=None):
    """``{model: its rows as text}`` without what differs each time; keys made meanwhile are all “new”."""
    return {model._meta.label: sorted(_row(one, known) for one in model.objects.all()) for model in our_models()}


def _row(record, known):
    kept = [
        field for field in record._meta.concrete_fields
        if not isinstance(field, VOLATILE) and field.name not in VOLATILE_NAMES
    ]  # fmt: skip
    return str([_value(record, field, known) for field in kept])


def _value(record, field, known):
    value = getattr(record, field.attname)
    if isinstance(value, dict):
        return sorted(value)  # keys of records made meanwhile
    model = field.related_model if field.is_relation else type(record)
    is_key = value is not None and (field.primary_key or field.is_relation)
    return "new" if is_key and known is not None and (model, str(value)) not in known else str(value)


def hostile_fields(scene, post):
    """A value for every field of every model that the form itself does not ask for."""
    page, _ = send(scene, post, times=0)
    form = page.context.get("form") if page.context else None
    asked = {*post.data(scene), *(set(form.fields if form else ()) - NEVER_ASKED)}
    return {
        name: _hostile(scene, field)
        for model in our_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
        if name not in asked
    }


def _hostile(scene, field):
    if field.choices:
        return list(field.flatchoices)[-1][0]
    if field.is_relation:
        return {"accounts.User": scene.street.users["outsider"].pk, "communities.Region": world.OUTSIDE}.get(
            field.related_model._meta.label, 1
        )
    if isinstance(field, models.BooleanField):
        return "1"
    return "99" if isinstance(field, models.IntegerField) else "2001-01-01"


def test_what_must_never_be_asked_is_the_name_of_a_field():
    """Not an empty proof: each of these is among what is sent."""
    assert {field.name for model in our_models() for field in model._meta.concrete_fields} >= NEVER_ASKED
