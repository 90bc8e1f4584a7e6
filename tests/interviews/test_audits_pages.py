"""The pages of departure audits: what each kind of user sees, and that a sibling's record does not exist."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import RoleGrant
from communities.services import grant_role
from core.access import allowed, visible_to
from core.attachments import attach
from interviews.models import AuditFinding, AuditTeamMember, DepartureAudit
from interviews.services import audits as services
from tests.factories import audits, communities, signatures, uploads, world


def page(client, name, *args):
    response = client.get(reverse(f"interviews:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def second_auditor(street):
    """The account of an auditor B with a person of his own."""
    user = world.make_user("auditor_b")
    grant_role(actor=street.users["security_admin"], user=user, role="auditor", region=street.regions[world.STREET])
    street.users["auditor_b"] = user
    return audits.make_staff(street, "裴审", user="auditor_b")


def two_audits(street):
    """An audit of auditor A (in fieldwork, with a finding and a contract), and one of auditor B."""
    mine = audits.plan(street)
    audits.add_finding(street, mine)
    audits.add_contract(street, mine)
    other = audits.plan(
        street, audits.make_auditee(street, street.second, "孙连"), team=services.Team(leader=second_auditor(street))
    )
    audits.add_finding(street, other)
    audits.add_contract(street, other)
    return audits.bring_to(street, mine, "opened"), audits.bring_to(street, other, "opened")


# --- auditors ------------------------------------------------------------------------------


def test_an_auditor_sees_his_audits_and_no_others(street, signed_in):
    mine, other = two_audits(street)
    client = signed_in("auditor")
    for name in ("audit-list", "handover-list"):
        shown = page(client, name)
        assert "钱进" in shown
        assert "孙连" not in shown
    assert client.get(reverse("interviews:audit", args=[mine.pk])).status_code == 200
    assert client.get(reverse("interviews:audit", args=[other.pk])).status_code == 404
    home = client.get("/").content.decode()
    assert "钱进" in home
    assert "孙连" not in home
    assert reverse("interviews:audit-list") in home
    assert reverse("communities:people") not in home


def test_an_auditor_without_audits_is_told_so(street, signed_in):
    audits.plan(street, team=services.Team(leader=second_auditor(street)))
    assert "目前没有分派给您的审计项目" in signed_in("auditor").get("/").content.decode()
    assert signed_in("auditor").get(reverse("interviews:audit-list")).status_code == 403


def test_seat_and_sight_agree_for_everyone(street):
    mine, other = two_audits(street)
    for user in street.users.values():
        seen = set(visible_to(user, DepartureAudit))
        for audit in (mine, other):
            assert allowed(user, "view_audits", audit) == (audit in seen)
            for model in (AuditFinding, AuditTeamMember):
                rows = model.objects.filter(audit=audit)
                assert set(visible_to(user, rows)) == (set(rows) if audit in seen else set())
    assert {name for name, user in street.users.items() if mine in visible_to(user, DepartureAudit)} == {
        "staff", "second_staff", "leader", "inspector", "auditor",
    }  # fmt: skip


def test_a_revoked_role_ends_the_assignment(street, signed_in):
    audit = audits.plan(street)
    client = signed_in("auditor")
    assert client.get(reverse("interviews:audit", args=[audit.pk])).status_code == 200
    RoleGrant.objects.filter(user=street.users["auditor"]).delete()
    assert client.get(reverse("interviews:audit", args=[audit.pk])).status_code == 403


def test_a_role_in_another_street_gives_no_seat_here(street):
    audit = audits.plan(street)
    RoleGrant.objects.filter(user=street.users["auditor"]).update(region=street.regions[world.OTHER_STREET])
    assert list(visible_to(street.users["auditor"], DepartureAudit)) == []
    RoleGrant.objects.filter(user=street.users["auditor"]).update(region=street.regions["5201"])
    del street.users["auditor"]._asked  # as at the next request
    assert list(visible_to(street.users["auditor"], DepartureAudit)) == [audit]


# --- T09: nested records are those of the audit in the address -----------------------------------


@pytest.mark.parametrize("user", ["staff", "auditor"])
def test_a_record_of_another_audit_does_not_exist(street, signed_in, user):
    mine, other = two_audits(street)
    client, unknown = signed_in(user), uuid4()
    finding, contract = other.findings.get(), other.contracts.get()
    names = (
        ("audit-finding", finding, "get"), ("audit-finding-edit", finding, "get"),
        ("audit-finding-rectify", finding, "get"), ("audit-finding-move", finding, "post"),
        ("audit-finding-remove", finding, "post"), ("audit-contract", contract, "get"),
        ("audit-contract-remove", contract, "post"),
    )  # fmt: skip
    for name, record, method in names:
        answers = [
            getattr(client, method)(reverse(f"interviews:{name}", args=[mine.pk, pk])) for pk in (record.pk, unknown)
        ]
        assert [answer.status_code for answer in answers] == [404, 404], name
    assert other.findings.count() == other.contracts.count() == 1


def test_proof_of_another_auditors_finding_does_not_exist(street, signed_in):
    _, other = two_audits(street)
    proof = attach(actor=street.users["staff"], subject=other.findings.get(), upload=uploads.upload())
    for name in ("attachment", "attachment-preview"):
        assert signed_in("auditor").get(reverse(f"communities:{name}", args=[proof.pk])).status_code == 404
        assert signed_in("secretary").get(reverse(f"communities:{name}", args=[proof.pk])).status_code == 404
        assert signed_in("staff").get(reverse(f"communities:{name}", args=[proof.pk])).status_code == 200


# --- the community ---------------------------------------------------------------------------------


def test_a_secretary_sees_the_handover_of_his_community_only(street, signed_in):
    mine, other = two_audits(street)
    client = signed_in("secretary")
    shown = page(client, "handover-list")
    assert "钱进" in shown
    assert "孙连" not in shown
    own = page(client, "handover", mine.pk)
    assert "回到审计" not in own
    assert "现金支出未及时入账" not in own
    assert client.get(reverse("interviews:handover", args=[other.pk])).status_code == 404
    for name in ("audit-list", "audit-create"):
        assert client.get(reverse(f"interviews:{name}")).status_code == 403
    assert client.get(reverse("interviews:audit", args=[mine.pk])).status_code == 403


def test_before_the_notice_the_community_sees_nothing(street, signed_in):
    planned = audits.plan(street)
    assert "钱进" not in page(signed_in("secretary"), "handover-list")
    assert signed_in("secretary").get(reverse("interviews:handover", args=[planned.pk])).status_code == 404


def test_the_community_sees_the_photos_of_the_publication_and_not_the_papers(street, signed_in):
    audit = audits.bring_to(street, audits.plan(street), "published")
    staff = street.users["staff"]
    photo = attach(actor=staff, subject=audits.fresh(audit).publication, upload=uploads.upload())
    paper = attach(actor=staff, subject=audits.fresh(audit), upload=uploads.upload(uploads.pdf(), "底稿.pdf"))
    client = signed_in("secretary")
    assert client.get(reverse("communities:attachment-preview", args=[photo.pk])).status_code == 200
    assert client.get(reverse("communities:attachment", args=[paper.pk])).status_code == 404
    assert client.post(reverse("communities:attachment-remove", args=[photo.pk])).status_code == 403


# --- filling in ----------------------------------------------------------------------------------------


def set_up_data(street, *people, **fields):
    return {
        "people": [person.pk for person in people], "lead_agency": "街道审计组", "period_from": "2021-10-20",
        "period_to": "2026-10-31", "leader": audits.make_staff(street).pk,
    } | fields  # fmt: skip


def test_leads_are_ticked_and_those_planned_cannot_be(street, signed_in):
    lead, member = audits.make_auditee(street), audits.make_auditee(street, name="孙委", post="party_member")
    planned = audits.plan(street, audits.make_auditee(street, street.second, "连书"))
    shown = page(signed_in("staff"), "audit-create")
    assert f'value="{lead.pk}" checked' in shown
    assert f'value="{member.pk}">' in shown
    assert f'value="{planned.person.pk}" disabled' in shown


def test_setting_up_on_screen(street, signed_in):
    people = [audits.make_auditee(street), audits.make_auditee(street, street.second, "孙连")]
    response = signed_in("staff").post(reverse("interviews:audit-create"), set_up_data(street, *people))
    assert response.url == reverse("interviews:audit-list")
    assert [audit.person for audit in DepartureAudit.objects.order_by("community_id")] == people


def test_a_wrong_set_up_keeps_what_was_typed_and_writes_nothing(street, signed_in):
    person = audits.make_auditee(street)
    data = set_up_data(street, person, leader=audits.make_staff(street, "乙").pk, period_to="2021-01-01", plan="范围")
    response = signed_in("staff").post(reverse("interviews:audit-create"), data)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "审计期间的止日早于起日" in shown
    assert f'value="{person.pk}" checked' in shown
    assert "范围" in shown
    assert not DepartureAudit.objects.exists()


def test_the_auditee_as_leader_is_refused_by_name(street, signed_in):
    person = audits.make_auditee(street)
    communities.put_on_roster(
        person=person, election=street.running, community=street.regions[world.STREET], capacity="street_staff"
    )
    response = signed_in("staff").post(
        reverse("interviews:audit-create"), set_up_data(street, person, leader=person.pk)
    )
    assert response.status_code == 422
    assert "“钱进”是被审计人本人，不能列入本人的审计组。" in response.content.decode()


def test_a_section_is_edited_in_its_place_and_on_its_own_page(street, signed_in):
    audit, client = audits.plan(street), signed_in("auditor")
    url = reverse("interviews:audit-edit", args=[audit.pk, "notice"])
    fragment = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "<html" in client.get(url).content.decode()
    data = {
        "version": audit.version, "post_held": "党组织书记", "period_from": "2021-10-20", "period_to": "2026-10-31",
        "lead_agency": "某会计师事务所", "notice_number": "通1号", "notice_on": "2026-11-02",
    }  # fmt: skip
    assert client.post(url, data).url == reverse("interviews:audit", args=[audit.pk]) + "#notice"
    assert audits.fresh(audit).lead_agency == "某会计师事务所"
    again = client.post(url, data | {"lead_agency": "另一家"})
    assert again.status_code == 422
    assert "您在另一页面" in again.content.decode()
    assert "另一家" in again.content.decode()


def test_an_unknown_section_does_not_exist(street, signed_in):
    url = reverse("interviews:audit-edit", args=[audits.plan(street).pk, "state"])
    assert signed_in("staff").get(url).status_code == 404


def test_the_page_says_what_is_missing_for_the_next_step(street, signed_in):
    shown = page(signed_in("auditor"), "audit", audits.plan(street).pk)
    assert "暂不能“发出审计通知”，还差 2 项" in shown
    assert "未填审计通知书文号" in shown


def test_a_refused_move_says_why(street, signed_in):
    audit = audits.plan(street)
    response = signed_in("staff").post(reverse("interviews:audit-move", args=[audit.pk]), {"name": "notify"})
    assert response.status_code == 422
    assert "未填审计通知书文号" in response.content.decode()


def test_a_leader_reads_and_changes_nothing(street, signed_in):
    audit = audits.plan(street)
    shown = page(signed_in("leader"), "audit", audit.pk)
    assert "修改" not in shown.split("<main")[1]
    for name in ("audit-move", "audit-team", "audit-withdraw"):
        assert (
            signed_in("leader").post(reverse(f"interviews:{name}", args=[audit.pk]), {"name": "x"}).status_code == 403
        )


def test_amounts_are_typed_as_offices_write_them(street, signed_in):
    audit = audits.plan(street)
    data = {"kind": "cash", "description": "白条抵库", "amount": "1.2万", "responsibility": "direct"}
    url = reverse("interviews:audit-finding-add", args=[audit.pk])
    signed_in("auditor").post(url, data)
    assert str(audit.findings.get().amount) == "12000.00"
    response = signed_in("auditor").post(url, data | {"amount": "-5"})
    assert response.status_code == 422
    assert "金额不能为负数" in response.content.decode()


def items_post(handover, *lines, version=None):
    data = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": 0, "version": version or handover.version}
    for number, line in enumerate(lines):
        data |= {f"form-{number}-{name}": value for name, value in line.items()}
    return data


def test_the_handover_list_is_filled_in_by_the_secretary(street, signed_in):
    audit = audits.bring_to(street, audits.plan(street), "notified")
    client, url = signed_in("secretary"), reverse("interviews:handover-items", args=[audit.pk])
    assert "社区党组织公章" in client.get(url).content.decode()  # offered while the list is empty
    today = audits.today().isoformat()
    lines = [{"kind": "seal", "name": "公章", "quantity": "1枚", "handed_on": today}, {"kind": "books", "name": ""}]
    assert client.post(url, items_post(audit.handover, *lines)).status_code == 302
    assert [(item.name, item.handed_on) for item in audit.handover_items.all()] == [("公章", audits.today())]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"kind": "seal", "name": "公章"}, "请填“公章”的数量"),
        ({"kind": "seal", "name": "", "quantity": "1枚"}, "已填数量，请填名称"),
        ({"kind": "seal", "name": "公章", "quantity": "1", "handed_on": "2100-01-01"}, "“公章”的交接日期在今天之后"),
        ({"kind": "stamp", "name": "公章", "quantity": "1"}, "第 1 行类别"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(street, signed_in, line, message):
    audit = audits.bring_to(street, audits.plan(street), "notified")
    url = reverse("interviews:handover-items", args=[audit.pk])
    response = signed_in("staff").post(url, items_post(audit.handover, line))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not audit.handover_items.exists()


def test_signing_on_screen_shows_the_drawn_name(street, signed_in):
    audit = audits.bring_to(street, audits.plan(street), "notified")
    audits.fill_handover(street, audit)
    client, url = signed_in("secretary"), reverse("interviews:handover-sign", args=[audit.pk, "handover_to"])
    shown = client.get(url)
    assert all(text in shown.content.decode() for text in ("公章", "孙接", "郑监"))
    answer = {"shown": shown.context["shown"], "strokes": signatures.drawn()}
    assert client.post(url, answer | {"strokes": ""}).status_code == 422
    assert client.post(url, {"strokes": signatures.drawn()}).status_code == 422  # of no list that was shown
    assert client.post(url, answer).status_code == 302
    assert 'class="signature"' in page(client, "handover", audit.pk)


# --- the list ----------------------------------------------------------------------------------------------


def names_on(response):
    return {row[0].person.name for row in response.context["rows"]}


def test_filters_of_the_list(street, signed_in):
    mine, other = two_audits(street)
    client, url = signed_in("staff"), reverse("interviews:audit-list")
    audits.bring_to(street, audits.plan(street, audits.make_auditee(street, name="洪新")), "planned")
    assert names_on(client.get(url)) == {"钱进", "孙连", "洪新"}
    assert names_on(client.get(url, {"state": "planned"})) == {"洪新"}
    assert names_on(client.get(url, {"community": world.SECOND})) == {"孙连"}
    assert names_on(client.get(url, {"findings": "open"})) == {"钱进", "孙连"}
    assert names_on(client.get(url, {"findings": "none"})) == {"洪新"}
    assert names_on(client.post(url, {"q": "sl"})) == {"孙连"}
    assert names_on(client.get(url, {"q": "sl"})) == {"钱进", "孙连", "洪新"}  # never by the address


@pytest.mark.parametrize("name", ["audit-list", "handover-list"])
def test_three_rows_cost_as_many_queries_as_one(street, signed_in, name):
    client, url, asked = signed_in("staff"), reverse(f"interviews:{name}"), []
    for number in range(3):
        person = audits.make_auditee(street, name=f"员{number}")
        audit = audits.bring_to(street, audits.plan(street, person), "notified")
        audits.add_finding(street, audit)
        audits.fill_handover(street, audit)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert f"员{number}" in client.get(url).content.decode()
        asked.append(len(captured))
    assert asked[0] == asked[1] == asked[2]


def test_the_rule_is_marked_until_it_is_confirmed(street, signed_in):
    audits.plan(street)
    client = signed_in("staff")
    assert "示例（待核定）" in page(client, "audit-list")
    data = {"version": 1, "publication_days": 5, "document_number": "区换届办〔2026〕示例"}
    client.post(reverse("interviews:audit-rule"), data)
    shown = page(client, "audit-list")
    assert "公示不少于 5 天" in shown.split("<main")[1].replace("审计结果", "")
    assert "示例（待核定）" not in shown


def test_a_past_term_shows_and_changes_nothing(street, signed_in):
    audit = audits.plan(street)
    type(street.running).objects.filter(pk=street.running.pk).update(state="past")
    shown = page(signed_in("staff"), "audit", audit.pk).split("<main")[1]
    assert "修改" not in shown
    assert "发出审计通知" not in shown
