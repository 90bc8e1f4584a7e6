"""The district's joint review: batches, letters, answers, facts that change, conclusions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from candidates.joint_review import open_batch_of, standing_conclusion_of
from candidates.joint_review.candidates_to_send import may_be_sent
from candidates.joint_review.departments import short
from candidates.joint_review.matrix import matrix_of
from candidates.models import Candidate, JointReview, JointReviewEntry, Review
from candidates.services import checks, move_candidate
from candidates.services import joint_review as services
from communities.models import Kinship, Person
from core import secrets
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories import candidates
from tests.factories import joint_review as make

COURT, POLICE = make.COURT, make.POLICE


def refused(code, act, *args, **options):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        act(*args, **options)
    assert caught.value.code == code
    return caught.value.message


# --- a batch


def test_only_those_through_the_street_are_sent_and_nobody_twice_at_once(rules):
    one, draft = make.passed(rules, "张三"), candidates.put_forward(rules)
    assert list(may_be_sent(rules.users["staff"], rules.running)) == [one]
    batch = make.open_batch(rules, [one])
    assert (batch.number, str(batch), open_batch_of(one)) == (1, "第一批区级联审", batch)
    assert list(may_be_sent(rules.users["staff"], rules.running)) == []
    assert "另一联审批次" in refused("in_other_batch", make.open_batch, rules, [one])
    assert "拟提名" in refused("not_passed", make.open_batch, rules, [draft])
    refused("nobody_chosen", make.open_batch, rules, [])
    refused("number_pattern", make.open_batch, rules, [make.passed(rules)], number_pattern="没有序号")
    with pytest.raises(PermissionDenied):
        services.open_batch(actor=rules.users["leader"], election=rules.running, candidates=[one],
                            number_pattern="〔2026〕{}号", due_days=5)  # fmt: skip
    with pytest.raises(Http404):
        services.add_people(actor=rules.users["outsider"], batch=batch, candidates=[])


def test_the_database_holds_one_open_entry_for_a_person(rules):
    one = make.passed(rules)
    make.open_batch(rules, [one])
    other = make.open_batch(rules, [make.passed(rules)])
    with pytest.raises(IntegrityError), transaction.atomic():
        JointReviewEntry.objects.create(batch=other, candidate=one, position=9)


def test_sending_numbers_the_letters_and_locks_the_people(rules):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one], due_days=3)
    letters = list(batch.letters.order_by("serial"))
    assert [(letter.number, letter.state) for letter in letters] == [
        ("东街函〔2026〕1号", "sent"), ("东街函〔2026〕2号", "sent"),
    ]  # fmt: skip
    assert all(letter.due_on > timezone.localdate() for letter in letters)
    assert make.state_of(one) == "district_review"
    check = one.criterion_checks.first()
    assert refused(
        "district_review_open", checks.record_criterion, actor=rules.users["staff"], check=check, version=check.version,
        result="met", evidence="查阅档案",
    )  # fmt: skip
    again = make.sent(rules, [make.passed(rules)])
    assert sorted(again.letters.values_list("serial", flat=True)) == [3, 4]


def test_a_batch_that_lacks_something_is_not_sent_and_nothing_happens(rules):
    one = make.passed(rules, "张三")
    batch = make.open_batch(rules, [one], departments=(), contact="")
    Candidate.objects.filter(pk=one.pk).update(state="withdrawn")
    message = refused("batch_incomplete", make.send, rules, batch)
    assert "“张三”现为“已退出”" in message
    assert "没有要发函的部门" in message
    assert "联系人" in message
    assert (make.fresh(batch).state, batch.letters.filter(state="sent").exists()) == ("draft", False)


def test_a_letter_tells_who_it_is_about_by_more_than_a_name(rules):
    batch = make.open_batch(rules, departments=())
    make.add_letter(rules, batch, POLICE, columns=("sex",))
    refused("columns_too_few", make.send, rules, batch)
    letter = batch.letters.get()
    refused(
        "number_twice", services.edit_letter, actor=rules.users["staff"], letter=letter, version=letter.version,
        addressee="区公安局", columns=["id_number", "id_masked"],
    )  # fmt: skip
    refused("department_asked", make.add_letter, rules, batch, POLICE)


def test_what_was_sent_is_frozen_encrypted_and_has_its_digest(rules):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    opinion = make.opinion_on(batch, one)
    number = one.person.id_number
    assert (opinion.row["name"], opinion.row["id_number"]) == ("张三", number)
    assert opinion.digest == secrets.digest(opinion.frozen.encode())
    stored = dict(secrets.stored_values(type(opinion), opinion._meta.get_field("frozen")))[opinion.pk]
    assert number not in stored
    assert "张三" not in stored
    Person.objects.filter(pk=one.person_id).update(name="张三丰")
    assert make.opinion_on(batch, one).row["name"] == "张三"


def test_row_keys_are_bound_to_the_letter_and_cannot_be_guessed(rules):
    one = make.passed(rules)
    batch = make.sent(rules, [one])
    keys = {opinion.row_key for letter in batch.letters.all() for opinion in letter.opinions.all()}
    assert len(keys) == 2
    assert all(len(key) == 40 for key in keys)


def test_one_person_or_the_whole_batch_can_be_called_back_with_a_reason(rules):
    one, two = make.passed(rules, "张三"), make.passed(rules, "李四")
    batch = make.sent(rules, [one, two])
    entry = batch.entries.get(candidate=one)
    refused("reason_required", services.take_out, actor=rules.users["staff"], entry=entry, reason=" ")
    services.take_out(actor=rules.users["staff"], entry=entry, reason="材料有误")
    assert (make.state_of(one), make.state_of(two), open_batch_of(one)) == ("passed", "district_review", None)
    refused("entry_closed", services.take_out, actor=rules.users["staff"], entry=entry, reason="再来")
    batch = services.recall_batch(actor=rules.users["staff"], batch=batch, note="区里要求重报")
    assert (batch.state, make.state_of(two)) == ("recalled", "passed")
    assert set(batch.letters.values_list("state", flat=True)) == {"recalled"}
    assert make.sent(rules, [one, two]).number == 2


def test_whoever_withdraws_meanwhile_is_taken_out_without_ado(rules):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one, make.passed(rules)])
    move_candidate(actor=rules.users["staff"], candidate=one, move="withdraw", note="本人申请")
    services.take_out(actor=rules.users["staff"], entry=batch.entries.get(candidate=one), reason="本人退出")
    assert make.state_of(one) == "withdrawn"


# --- answers


def test_a_letter_is_answered_once_everybody_is_and_open_again_if_one_is_taken_back(rules):
    one, two = make.passed(rules, "张三"), make.passed(rules, "李四")
    batch = make.sent(rules, [one, two])
    letter = make.letter_to(batch)
    make.answer(rules, letter, people=[one])
    assert make.fresh(letter).state == "sent"
    make.answer(rules, letter, people=[two])
    assert make.fresh(letter).state == "answered"
    make.answer(rules, letter, "pending", people=[two])
    assert make.fresh(letter).state == "sent"
    opinion = make.opinion_on(batch, two)
    assert (opinion.recorded_by, opinion.source) == (None, "")


def test_a_hit_needs_words_and_a_stale_form_does_not_win(rules):
    one = make.passed(rules, "张三")
    letter = make.letter_to(make.sent(rules, [one]))
    for result in ("hit", "verify"):
        refused("explanation_required", make.answer, rules, letter, result)
    opinion = letter.opinions.get()
    make.answer(rules, letter, "hit", "有行政处罚记录")
    refused(
        "edited_meanwhile", services.record_answers, actor=rules.users["second_staff"], letter=letter,
        answers={opinion.pk: (opinion.version, "clear", "")}, source="paper",
    )  # fmt: skip
    for name in ("leader", "inspector", "secretary"):
        with pytest.raises((PermissionDenied, Http404)):
            make.answer(rules, letter, actor=name)


def test_the_reply_has_its_number_date_and_signer(rules):
    letter = make.letter_to(make.sent(rules))
    today = timezone.localdate()

    def register(**changed):
        now = make.fresh(letter)
        fields = {
            "version": now.version,
            "reply_number": "公函〔2026〕9号",
            "replied_on": today,
            "reply_signer": "赵局",
        }
        return services.register_reply(actor=rules.users["staff"], letter=now, **(fields | changed))

    refused("date_future", register, replied_on=today + timedelta(days=1))
    refused("before_letter", register, replied_on=today - timedelta(days=1))
    assert register().reply_number == "公函〔2026〕9号"
    refused("edited_meanwhile", register, version=1)


def test_days_late_are_counted_until_the_answer_comes(rules):
    batch = make.sent(rules)
    letter = make.letter_to(batch)
    make.late(letter, days=3)
    today = timezone.localdate()
    assert make.fresh(letter).days_late(today) == 3
    assert list(batch.letters.overdue(today)) == [letter]
    make.answer(rules, letter)
    assert make.fresh(letter).days_late(today) == 0
    assert not batch.letters.overdue(today).exists()


def test_a_letter_called_back_no_longer_counts_and_a_draft_takes_its_place(rules):
    one = make.passed(rules)
    batch = make.sent(rules, [one])
    letter = make.letter_to(batch)
    make.answer(rules, letter, "hit", "查有记录")
    draft = services.recall_letter(actor=rules.users["staff"], letter=letter, note="栏目有误")
    assert (draft.state, draft.department, draft.columns) == ("draft", POLICE, letter.columns)
    standing = matrix_of(batch).standings[0]
    assert (standing.adverse, [cell.word for cell in standing.cells]) == ([], ["未回", "未发函"])
    services.send_letter(actor=rules.users["staff"], letter=draft, version=draft.version)
    assert make.fresh(draft).number == "东街函〔2026〕3号"
    assert make.opinion_on(batch, one).letter_id == draft.pk
    refused("letter_not_out", make.answer, rules, make.fresh(letter), people=[one])


def test_asking_again_replaces_the_answer_only_when_it_is_sent(rules):
    one, two = make.passed(rules, "张三"), make.passed(rules, "李四")
    batch = make.sent(rules, [one, two])
    letter = make.letter_to(batch)
    make.answer(rules, letter, "verify", "同名同姓，待核")
    entry = batch.entries.get(candidate=one)
    draft = services.ask_again(actor=rules.users["staff"], letter=letter, entries=[entry])
    refused("draft_waits", services.ask_again, actor=rules.users["staff"], letter=letter, entries=[entry])
    assert make.opinion_on(batch, one).letter_id == letter.pk
    services.send_letter(actor=rules.users["staff"], letter=draft, version=draft.version)
    assert make.opinion_on(batch, one).letter_id == draft.pk
    assert make.opinion_on(batch, two).letter_id == letter.pk
    services.recall_letter(actor=rules.users["staff"], letter=make.fresh(draft), note="不必再问")
    assert make.opinion_on(batch, one).letter_id == letter.pk


# --- facts that change


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [("name", "张三丰", "姓名"), ("affiliation", "none", "政治面貌"), ("birth_date", date(1986, 1, 1), "出生年月")],
)
def test_a_fact_that_changes_after_sending_asks_for_confirmation(rules, field, value, label):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    make.answer_all(rules, batch)
    make.propose(rules, batch)
    Person.objects.filter(pk=one.person_id).update(**{field: value})
    standing = matrix_of(batch).standings[0]
    assert [department for department, _ in standing.rechecks] == [POLICE, COURT]
    assert standing.changed[0].startswith(f"{label}：")
    assert POLICE in refused("recheck_open", make.conclude, rules, batch)
    for name in (POLICE, COURT):
        opinion = make.opinion_on(batch, one, name)
        refused("confirmation_required", services.confirm_opinion, actor=rules.users["staff"], opinion=opinion,
                version=opinion.version, confirmation=" ")  # fmt: skip
        services.confirm_opinion(
            actor=rules.users["staff"], opinion=opinion, version=opinion.version, confirmation="电话确认，意见不变"
        )
    refused("nothing_changed", services.confirm_opinion, actor=rules.users["staff"], opinion=make.opinion_on(batch, one),
            version=2, confirmation="再确认")  # fmt: skip
    make.conclude(rules, batch)
    assert make.state_of(one) == "cleared"


def test_a_new_id_number_is_noticed_and_never_told(rules):
    one = make.passed(rules)
    batch = make.sent(rules, [one])
    make.answer_all(rules, batch)
    person = one.person
    person.id_number = candidates.synthetic_id(date(1985, 6, 15), 999)
    person.save()
    assert matrix_of(batch).standings[0].changed == ["公民身份号码：原号码 → 新号码"]


def test_a_change_concerns_only_departments_that_were_told(rules):
    one = make.passed(rules)
    batch = make.open_batch(rules, [one], departments=())
    make.add_letter(rules, batch, POLICE, columns=("birth_date", "id_number"))
    make.add_letter(rules, batch, COURT, columns=("birth_date", "education"))
    make.send(rules, batch)
    make.answer_all(rules, batch)
    Person.objects.filter(pk=one.person_id).update(education=2)
    assert [department for department, _ in matrix_of(batch).standings[0].rechecks] == [COURT]


# --- conclusions


def test_a_conclusion_is_proposed_by_one_and_concluded_by_another(rules):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    make.answer_all(rules, batch)
    refused("not_proposed", services.conclude, actor=rules.users["leader"], batch=batch,
            entries={batch.entries.get().pk: 1})  # fmt: skip
    with pytest.raises(PermissionDenied):
        make.propose(rules, batch, actor="leader")
    make.propose(rules, batch)
    with pytest.raises(PermissionDenied):
        make.conclude(rules, batch, actor="staff")
    make.conclude(rules, batch)
    entry = batch.entries.get()
    assert (entry.verdict, entry.concluded_by, entry.is_open) == ("pass", rules.users["leader"], False)
    assert (make.state_of(one), make.fresh(batch).state) == ("cleared", "closed")
    review = Review.objects.get(candidate=one, level="district")
    assert (review.decision, review.reviewer) == ("pass", rules.users["leader"])
    assert refused("batch_not_out", make.conclude, rules, make.fresh(batch))


def test_nobody_concludes_what_he_proposed(rules):
    batch = make.sent(rules)
    make.answer_all(rules, batch)
    make.propose(rules, batch)
    batch.entries.update(proposed_by=rules.users["leader"])
    assert "由您拟定" in refused("own_proposal", make.conclude, rules, batch)


def test_nobody_proposes_or_concludes_on_himself_or_a_relative(rules):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    make.answer_all(rules, batch)
    one.person.user = rules.users["staff"]
    one.person.save()
    refused("conflict_of_interest", make.propose, rules, batch)
    make.propose(rules, batch, actor="second_staff")
    Person.objects.filter(pk=one.person_id).update(user=None)
    leader = candidates.make_person(rules.second, "李领导", user=rules.users["leader"])
    Kinship.objects.create(person=leader, kind="sibling", relative=one.person, relative_name="张三")
    assert "回避" in refused("conflict_of_interest", make.conclude, rules, batch)


def test_without_all_answers_only_with_a_reason(rules):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    make.answer(rules, make.letter_to(batch))
    make.propose(rules, batch)
    message = refused("answers_open", make.conclude, rules, batch)
    assert "法院未答复" in message
    assert "公安局的复函未附扫描件" in message
    make.conclude(rules, batch, closing_reason="区法院书面说明不参加本批")
    assert batch.entries.get().closing_reason == "区法院书面说明不参加本批"


def test_a_no_and_a_yes_against_a_department_need_words(rules):
    one = make.passed(rules, "张三")
    batch = make.sent(rules, [one])
    make.answer_all(rules, batch)
    make.answer(rules, make.letter_to(batch), "hit", "有行政处罚")
    standing = matrix_of(batch).standings[0]
    assert (standing.is_conflicting, standing.adverse, standing.suggested) == (True, [POLICE], "")
    refused("verdict_reason", make.propose, rules, batch, "pass")
    refused("verdict_reason", make.propose, rules, batch, "reject")
    make.propose(rules, batch, "reject", "处罚未满五年")
    make.conclude(rules, batch)
    assert make.state_of(one) == "rejected"


def test_a_return_asks_the_community_to_put_it_right(rules):
    one = make.passed(rules, "张三")
    make.concluded(rules, "return", "补充学历认证", people=[one])
    one = make.fresh(one)
    assert (one.state, one.round) == ("returned", 2)
    assert one.reviews.get(level="district").corrections.get().request == "补充学历认证"


def test_conclusions_on_many_are_all_or_nothing(rules):
    people = [make.passed(rules, f"试甲{n}") for n in range(3)]
    batch = make.sent(rules, people)
    make.answer_all(rules, batch)
    make.propose(rules, batch)
    Person.objects.filter(pk=people[2].person_id).update(name="改名")
    refused("recheck_open", make.conclude, rules, batch)
    assert {make.state_of(one) for one in people} == {"district_review"}
    entries = {e.pk: e.version for e in batch.entries.exclude(candidate=people[2])}
    services.conclude(actor=rules.users["leader"], batch=batch, entries=entries)
    assert [make.state_of(one) for one in people] == ["cleared", "cleared", "district_review"]
    assert make.fresh(batch).state == "out"


def test_what_is_concluded_is_not_taken_back(rules):
    one, two = make.passed(rules, "张三"), make.passed(rules, "李四")
    batch = make.sent(rules, [one, two])
    make.answer_all(rules, batch)
    make.propose(rules, batch)
    entry = batch.entries.get(candidate=one)
    services.conclude(actor=rules.users["leader"], batch=batch, entries={entry.pk: entry.version})
    refused("some_concluded", services.recall_batch, actor=rules.users["staff"], batch=batch, note="撤")
    letter = make.letter_to(batch)
    refused("some_concluded", services.recall_letter, actor=rules.users["staff"], letter=letter, note="撤")
    refused("entry_closed", make.answer, rules, letter, "hit", "事后发现", people=[one])


def test_a_standing_conclusion_is_not_reviewed_again_unless_facts_change(rules):
    one = make.passed(rules, "张三")
    make.concluded(rules, people=[one])
    assert standing_conclusion_of(one).verdict == "pass"
    Candidate.objects.filter(pk=one.pk).update(state="passed")
    assert list(may_be_sent(rules.users["staff"], rules.running)) == []
    assert "不得重复联审" in refused("reviewed_already", make.open_batch, rules, [make.fresh(one)])
    Candidate.objects.filter(pk=one.pk).update(intended_post="secretary")
    assert standing_conclusion_of(make.fresh(one)) is None
    assert list(may_be_sent(rules.users["staff"], rules.running)) == [one]


def test_a_candidate_is_not_moved_past_the_joint_review_by_hand(rules):
    one = make.passed(rules)
    refused("not_in_batch", move_candidate, actor=rules.users["staff"], candidate=one, move="send_to_district")
    make.sent(rules, [one])
    for move in ("clear_district", "reject_district"):
        refused("no_conclusion", move_candidate, actor=rules.users["leader"], candidate=one, move=move, note="说明")


def test_conflicts_come_first_then_what_must_be_confirmed(rules):
    people = [make.passed(rules, name) for name in ("甲一", "乙二", "丙三")]
    batch = make.sent(rules, people)
    make.answer_all(rules, batch)
    make.answer(rules, make.letter_to(batch), "hit", "有记录", people=[people[2]])
    Person.objects.filter(pk=people[1].person_id).update(name="乙二改")
    assert [s.entry.candidate_id for s in matrix_of(batch).standings] == [
        p.pk for p in (people[2], people[1], people[0])
    ]


def test_who_sent_answered_and_concluded_is_on_the_audit(rules):
    make.concluded(rules)
    recorded = set(AuditEvent.objects.values_list("event", flat=True))
    assert {
        "jointreview.open", "jointreview.send", "jointletter.freeze", "jointletter.answers", "jointreview.propose",
        "jointreview.conclude", "jointreview.close", "candidate.clear_district",
    } <= recorded  # fmt: skip


def test_a_past_term_sends_nothing(rules):
    one = make.passed(rules)
    batch = make.open_batch(rules, [one])
    rules.running.__class__.objects.filter(pk=rules.running.pk).update(state="past")
    refused("term_closed", make.send, rules, batch)
    assert JointReview.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("区委组织部", "组织"),
        ("区公安分局", "公安"),
        ("区人民法院", "法院"),
        ("区纪委监委", "纪委"),
        ("区委社会工作部", "社会工作"),
    ],
)
def test_a_department_has_a_name_that_a_narrow_column_holds(name, head):
    assert short(name) == head
