"""The rule book: versions, the key date, periods that would collide, copying from term to term."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from candidates import rulebook, services
from candidates.models import NegativeItem, ReviewDepartment, StandardSet, StructureTarget
from candidates.rule_history import versions_of
from candidates.validity import gaps
from communities.models import Election, Milestone
from communities.services.elections import update_election
from communities.services.schedule import install_schedule
from core.errors import DomainError
from tests.factories import candidates as make


@pytest.fixture
def rules(street):
    make.install_rules(street)
    return street


def item_of(street, code, **lookup):
    return NegativeItem.objects.live().get(election=street.running, code=code, **lookup)


def edit(street, item, **fields):
    return services.edit_negative_item(actor=street.users["staff"], item=item, version=item.version, **fields)


def confirm(street, rule, number="南换发〔2026〕3号"):
    return services.confirm_rule(actor=street.users["staff"], rule=rule, version=rule.version, document_number=number)


def refusal_of(call, *arguments, **fields):
    with pytest.raises(DomainError) as refusal:
        call(*arguments, **fields)
    return refusal.value


# --- versions -------------------------------------------------------------------------------


def test_an_unconfirmed_unused_rule_is_edited_in_place(rules):
    item = item_of(rules, "N05")
    made = edit(rules, item, look_back_years=10)
    assert (made.pk, made.look_back_years, made.versions.count()) == (item.pk, 10, 1)


def test_correcting_a_confirmed_rule_keeps_the_old_wording_with_who_and_why(rules):
    item = confirm(rules, item_of(rules, "N05"))
    made = edit(rules, item, title="参与黄赌毒", change_note="按正式文件")
    new, old = versions_of(made)
    assert (old.rule.title, old.rule.document_number, old.rule.is_superseded) == ("黄赌毒", "南换发〔2026〕3号", True)
    assert new.changes == [("情形", "黄赌毒", "参与黄赌毒")]
    assert (new.rule.written_by, new.rule.change_note, new.rule.is_confirmed) == (
        rules.users["staff"], "按正式文件", False,
    )  # fmt: skip
    assert (new.counts, old.counts) == (True, False)


def test_a_rule_that_was_used_makes_a_version_too(rules):
    candidate = make.put_forward(rules)
    make.clear_negative_list(rules, candidate, leave=["N06"])
    assert edit(rules, item_of(rules, "N05"), title="新").previous.title == "黄赌毒"
    assert edit(rules, item_of(rules, "N06"), title="新").previous is None


def test_a_later_first_day_ends_the_version_before(rules):
    item = confirm(rules, item_of(rules, "N05"))
    made = edit(rules, item, look_back_years=10, valid_from=date(2026, 12, 1))
    before = NegativeItem.objects.get(pk=item.pk)
    assert (before.valid_to, before.is_superseded, made.previous) == (date(2026, 11, 30), False, before)
    assert list(rulebook.negatives_in_force(rules.running).filter(code="N05")) == [made]


def test_the_version_in_force_on_the_key_date_judges(rules):
    item = confirm(rules, item_of(rules, "N05"))
    edit(rules, item, look_back_years=10, valid_from=date(2027, 1, 1))  # two days after the key date
    assert list(rulebook.negatives_in_force(rules.running).filter(code="N05")) == [item]
    candidate = make.put_forward(rules)
    assert str(candidate.negative_checks.get(item__code="N05").looks_back_to) == "2021-12-30"


def test_moving_the_key_date_takes_the_other_version(rules):
    candidate = make.put_forward(rules)
    edit(rules, confirm(rules, item_of(rules, "N05")), title="新条文", valid_from=date(2026, 12, 15))
    assert candidate.negative_checks.get(item__code="N05").wording == "新条文"
    election = Election.objects.get(pk=rules.running.pk)
    update_election(actor=rules.users["staff"], election=election, version=election.version, key_date=date(2026, 12, 1))
    assert candidate.negative_checks.get(item__code="N05").wording == "黄赌毒"


def test_a_corrected_version_is_edited_no_more(rules):
    item = confirm(rules, item_of(rules, "N05"))
    edit(rules, item, title="新")
    old = NegativeItem.objects.get(pk=item.pk)
    assert refusal_of(edit, rules, old, title="又").code == "superseded"


def test_a_set_that_was_confirmed_is_renewed_with_all_its_items(rules):
    before = confirm(rules, StandardSet.objects.get(election=rules.running, name="德才条件"))
    items = [
        {"phrase": c.phrase, "explanation": c.explanation, "evidence_required": True} for c in before.criteria.all()
    ]
    items[1] = items[1] | {"phrase": "品行端正"}
    made = services.edit_standard_set(
        actor=rules.users["staff"], standard_set=before, version=before.version, criteria=items
    )
    assert [c.phrase for c in made.criteria.all()][:3] == ["奉公守法", "品行端正", "公道正派"]
    assert [c.phrase for c in before.criteria.all()][:2] == ["奉公守法", "品行良好"]
    assert versions_of(made)[0].changes == [("第2条", "品行良好", "品行端正")]


def test_a_confirmed_set_keeps_its_name(rules):
    chosen = confirm(rules, StandardSet.objects.get(election=rules.running, name="德才条件"))
    refused = refusal_of(
        services.edit_standard_set, actor=rules.users["staff"], standard_set=chosen, version=chosen.version,
        criteria=[], name="新名",
    )  # fmt: skip
    assert refused.code == "name_fixed"


# --- periods --------------------------------------------------------------------------------


def test_periods_that_overlap_are_refused_with_both_named(rules):
    ends = edit(rules, item_of(rules, "N05"), valid_to=date(2026, 6, 30))
    NegativeItem.objects.create(
        election=rules.running, code="N05", title="后来的", kind="bar", valid_from=date(2026, 7, 1)
    )
    refused = refusal_of(edit, rules, ends, valid_to=date(2026, 7, 1))
    assert (refused.code, refused.field) == ("rule_overlap", "valid_from")
    assert refused.message == (
        "“N05 黄赌毒”的有效期 2026-02-12 至 2026-07-01 与已有版本的有效期 2026-07-01 起 重叠。"
        "请把较早一版的失效日期改到 2026-06-30 以前，或调整本条的生效日期。"
    )


def test_a_period_does_not_end_before_it_begins(rules):
    assert refusal_of(edit, rules, item_of(rules, "N05"), valid_to=date(2026, 1, 1)).code == "period_reversed"


def test_gaps_between_versions_are_told(rules, signed_in):
    edit(rules, item_of(rules, "N05"), valid_to=date(2026, 3, 31))
    NegativeItem.objects.create(
        election=rules.running, code="N05", title="后来的", kind="bar", valid_from=date(2026, 6, 1)
    )
    versions = NegativeItem.objects.filter(election=rules.running, code="N05")
    assert gaps(versions) == [(date(2026, 4, 1), date(2026, 5, 31))]
    page = signed_in("staff").get("/candidates/rules/?kind=negative").content.decode()
    assert "N05 黄赌毒：2026-04-01 至 2026-05-31 没有有效的版本" in page
    edit(rules, item_of(rules, "N06"), valid_to=date(2026, 3, 31))
    page = signed_in("staff").get("/candidates/rules/?kind=negative").content.decode()
    assert "N06 正被立案审查调查：基准日没有有效的版本，不列入核查" in page


# --- targets and departments ----------------------------------------------------------------


def test_targets_without_a_value_bind_nobody(rules):
    blank = StructureTarget.objects.get(election=rules.running, code="S13")
    assert blank not in rulebook.targets_in_force(rules.running)
    services.edit_target(actor=rules.users["staff"], target=blank, version=blank.version, value=45)
    target = rulebook.targets_in_force(rules.running).get(code="S13")
    assert (str(target), target.is_met_by(45), target.is_met_by(45.1), target.is_met_by(None)) == (
        "社区“两委”平均年龄不超过45岁", True, False, None,
    )  # fmt: skip


def test_a_target_without_a_value_is_not_confirmed(rules):
    assert (
        refusal_of(confirm, rules, StructureTarget.objects.get(election=rules.running, code="S13")).code == "blank_rule"
    )


def test_departments_come_in_their_order_and_answer_known_items_alone(rules):
    first, *_ = departments = list(rulebook.departments_in_force(rules.running))
    assert [each.order for each in departments] == list(range(1, 11))
    assert (first.name, first.column_labels[:2]) == ("区委组织部", ["姓名", "性别"])
    refused = refusal_of(
        services.edit_department, actor=rules.users["staff"], department=first, version=first.version,
        item_codes=["N02", "N77"],
    )  # fmt: skip
    assert (refused.code, refused.message) == ("unknown_items", "负面清单中没有 N77，请核对编号。")


def test_every_item_shipped_with_a_department_is_on_the_list(rules):
    listed = set(rulebook.negatives_in_force(rules.running).values_list("code", flat=True))
    assert {code for each in ReviewDepartment.objects.all() for code in each.item_codes} <= listed


# --- from term to term ----------------------------------------------------------------------


def test_the_versions_valid_on_the_new_key_date_are_copied_unconfirmed(street):
    staff = street.users["staff"]
    services.install_ruleset(actor=staff, election=street.past, year=2021)
    NegativeItem.objects.filter(code="N05").update(valid_to=date(2022, 12, 31), confirmed_at="2021-05-01T00:00Z")
    NegativeItem.objects.create(
        election=street.past, code="N05", title="后来的", kind="caution", valid_from=date(2023, 1, 1)
    )
    NegativeItem.objects.filter(code="N06").update(valid_to=date(2022, 12, 31))
    arguments = {"actor": staff, "from_election": street.past, "to_election": street.running}
    assert [services.copy_rules(**arguments) for _ in range(2)] == [44, 0]
    copied = NegativeItem.objects.filter(election=street.running)
    assert (copied.get(code="N05").title, copied.get(code="N05").is_confirmed) == ("后来的", False)
    assert not copied.filter(code="N06").exists()
    assert StructureTarget.objects.filter(election=street.running).count() == 15
    assert ReviewDepartment.objects.filter(election=street.running).count() == 7


def test_the_schedule_goes_over_as_far_from_the_election_day(street):
    staff = street.users["staff"]
    Milestone.objects.create(
        election=street.past, title="街道严审", due_on=street.past.election_day - timedelta(days=60), done_on=date(2021, 8, 1),
        document_number="1号", responsible="街道党工委",
    )  # fmt: skip
    arguments = {"actor": staff, "from_election": street.past, "to_election": street.running}
    assert [services.copy_rules(**arguments) for _ in range(2)] == [1, 0]
    copied = street.running.milestones.get()
    assert (copied.due_on, copied.responsible) == (street.running.election_day - timedelta(days=60), "街道党工委")
    assert (copied.is_confirmed, copied.done_on) == (False, None)


def test_the_schedule_is_a_tab_of_the_book_and_is_confirmed_there(rules, signed_in):
    install_schedule(actor=rules.users["staff"], election=rules.running)
    item = rules.running.milestones.get(title="街道严审")
    page = "/candidates/rules/?kind=schedule"
    assert "街道严审" in signed_in("leader").get(page).content.decode()
    staff, url = signed_in("staff"), f"/candidates/rules/schedule/{item.pk}/confirm/"
    assert staff.post(url, {"version": item.version, "document_number": " "}).status_code == 409
    assert staff.post(url, {"version": item.version, "document_number": "3号"}).url == page
    item.refresh_from_db()
    assert item.document_number == "3号"
    assert staff.post(url, {"version": 1, "document_number": "4号"}).status_code == 409  # changed meanwhile


@pytest.mark.parametrize(
    "change",
    [
        {}, {"in_force": False}, {"superseded_at": timezone.now()}, {"valid_to": date(2026, 12, 1)},
        {"valid_to": date(2026, 11, 30)}, {"valid_from": date(2026, 12, 1)}, {"valid_from": date(2026, 12, 2)},
    ],
)  # fmt: skip
def test_a_version_at_hand_applies_as_the_database_finds_it(rules, change):
    term = Election.objects.get(pk=rules.running.pk)
    term.key_date = date(2026, 12, 1)
    NegativeItem.objects.filter(code="N05").update(**change)
    found = set(NegativeItem.objects.applying(term).values_list("pk", flat=True))
    assert {item.pk for item in NegativeItem.objects.all() if item.applies_to(term)} == found
    assert not any(item.applies_to(rules.past) for item in NegativeItem.objects.filter(election=term))
