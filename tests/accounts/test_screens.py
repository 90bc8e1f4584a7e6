"""The administrators' screens."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import audit
from core.audit import AuditEvent
from tests.factories import world

LOGIN = reverse("accounts:login")


def lock(username):
    for _ in range(5):
        Client().post(LOGIN, {"username": username, "password": "wrong"})


def text(response):
    return response.content.decode()


def test_an_account_is_made_and_its_password_shown_once(street, signed_in):
    client = signed_in("system_admin")
    form = client.get(reverse("accounts:user-create"))
    fields = {"username": "New1", "full_name": "新同志", "duty": "党建办", "once": str(form.context["once"]())}
    response = client.post(reverse("accounts:user-create"), fields)
    user = User.objects.get(username="new1")
    assert user.check_password(response.context["password"])
    assert response.context["password"] in text(response)
    again = client.post(reverse("accounts:user-create"), fields)  # the browser's “reload”
    assert again.url == reverse("accounts:user-edit", args=[user.pk])
    assert User.objects.filter(username__startswith="new").count() == 1


def test_more_fields_than_the_form_has_change_nothing(street, signed_in):
    user = street.users["secretary"]
    extra = {"full_name": "改名", "is_superuser": "1", "admin_kind": "system", "is_active": "", "username": "x"}
    signed_in("system_admin").post(reverse("accounts:user-edit", args=[user.pk]), extra)
    user.refresh_from_db()
    assert (user.full_name, user.is_superuser, user.admin_kind, user.is_active, user.username) == (
        "改名", False, "", True, "secretary",
    )  # fmt: skip


def test_a_taken_name_is_said_at_its_field(street, signed_in):
    response = signed_in("system_admin").post(
        reverse("accounts:user-create"), {"username": "STAFF", "full_name": "新同志"}
    )
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"username"}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"q": "secret"}, {"secretary"}),
        ({"status": "disabled"}, {"inactive"}),
        ({"status": "expired"}, set()),
        ({"q": "admin", "status": "active"}, {"system_admin", "security_admin", "audit_admin"}),
    ],
)
def test_accounts_are_searched_by_post(street, signed_in, filters, names):
    response = signed_in("system_admin").post(reverse("accounts:user-list"), filters)
    assert {user.username for user in response.context["page_obj"]} == names


@pytest.mark.parametrize(
    ("name", "url"), [("system_admin", "accounts:user-list"), ("security_admin", "communities:grant-list")]
)
def test_lists_ask_the_same_number_of_questions(street, signed_in, name, url):
    client = signed_in(name)
    client.get(reverse(url))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(url))
    for number in range(20):
        world.make_user(f"more{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(url))
    assert len(many) == len(few)


@pytest.mark.parametrize(("view", "active"), [("user-disable", False), ("user-enable", True)])
def test_disable_and_enable(street, signed_in, view, active):
    user = street.users["inactive" if active else "staff"]
    response = signed_in("system_admin").post(reverse(f"accounts:{view}", args=[user.pk]))
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.is_active is active


def test_a_reset_shows_a_password_that_works(street, signed_in):
    user = street.users["staff"]
    response = signed_in("system_admin").post(reverse("accounts:user-reset", args=[user.pk]))
    user.refresh_from_db()
    assert user.check_password(response.context["password"])


def test_an_act_on_an_administrator_is_refused_in_words(street, signed_in):
    url = reverse("accounts:user-reset", args=[street.users["audit_admin"].pk])
    response = signed_in("system_admin").post(url)
    assert response.status_code == 409
    assert "create_admin" in text(response)


def test_a_role_is_granted_along_the_tree_and_taken_back(street, signed_in):
    client, user = signed_in("security_admin"), world.make_user("fresh")
    url = reverse("communities:grant-user", args=[user.pk])
    assert [region.pk for region in client.get(url).context["below"]] == ["52"]
    at_street = client.get(url, {"region": world.STREET})
    assert [region.pk for region in at_street.context["path"]] == ["52", "5201", "520102", world.STREET]
    assert [region.pk for region in at_street.context["below"]] == [world.FIRST, world.SECOND]
    assert client.post(url, {"region": world.STREET, "role": "leader"}).url == url
    grant = user.role_grants.get()
    assert (grant.role, grant.region_id, grant.granted_by) == ("leader", world.STREET, street.users["security_admin"])
    assert client.post(reverse("communities:grant-revoke", args=[grant.pk])).url == url
    assert not user.role_grants.exists()


def test_a_refused_grant_is_said_in_the_form(street, signed_in):
    url = reverse("communities:grant-user", args=[street.users["leader"].pk])
    response = signed_in("security_admin").post(url, {"region": world.STREET, "role": "leader"})
    assert response.status_code == 422
    assert "已有“街道领导”角色" in text(response)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"role": "community_secretary"}, {"secretary", "neighbour"}),
        ({"region": world.OTHER_STREET}, {"outsider"}),
        ({"region": "花一"}, {"secretary"}),
        ({"q": "lead"}, {"leader"}),
    ],
)
def test_grants_are_found_by_user_and_by_region(street, signed_in, filters, names):
    response = signed_in("security_admin").post(reverse("communities:grant-list"), filters)
    assert {user.username for user in response.context["page_obj"]} == names


def test_unlocking_is_the_security_administrators(street, signed_in):
    lock("staff")
    user, client = street.users["staff"], signed_in("security_admin")
    assert "登录锁定中" in text(client.get(reverse("communities:grant-user", args=[user.pk])))
    client.post(reverse("communities:grant-unlock", args=[user.pk]))
    fields = {"username": "staff", "password": world.PASSWORD}
    assert Client().post(LOGIN, fields).status_code == 302


def test_a_locked_administrator_is_shown_to_the_security_administrator(street, signed_in):
    lock("audit_admin")
    response = signed_in("security_admin").get(reverse("communities:grant-list"))
    assert [user.username for user in response.context["locked_administrators"]] == ["audit_admin"]


def test_the_trail_shows_administrators_acts(street, signed_in):
    signed_in("system_admin").post(reverse("accounts:user-reset", args=[street.users["staff"].pk]))
    response = signed_in("audit_admin").post(reverse("accounts:audit-log"), {"event": "account.reset_password"})
    assert [row["event"].actor_name for row in response.context["rows"]] == ["system_admin"]


def test_the_trail_is_filtered(street, signed_in):
    client = signed_in("audit_admin")
    audit.record(street.users["staff"], "person.update", street.first, detail={"name": ["张三", "李四"]})
    url = reverse("accounts:audit-log")
    today = audit.AuditEvent.objects.latest("seq").at.date()

    def found(**filters):
        return [row["event"].event for row in client.post(url, filters).context["rows"]]

    assert found(q="staff", event="person.update") == ["person.update"]
    assert found(object_id=world.FIRST) == ["person.update"]
    assert found(q="staff", since=today.replace(year=today.year + 1)) == []
    assert found(event="person.update", result="failed") == []


def test_of_business_acts_only_the_field_names_are_shown(street, signed_in):
    event = audit.record(
        street.users["staff"],
        "person.update",
        street.first,
        reason="据本人申请",
        detail={"phone": ["1380000", "1390000"]},
    )
    page = text(signed_in("audit_admin").get(reverse("accounts:audit-event", args=[event.seq])))
    assert "phone" in page  # the object here has no such field, else its Chinese name would stand there
    assert [word for word in ("1380000", "1390000", "据本人申请", "花一社区") if word in page] == []


def test_of_administrators_acts_the_content_is_shown(street, signed_in):
    event = AuditEvent.objects.filter(event="role.grant").first()
    page = text(signed_in("audit_admin").get(reverse("accounts:audit-event", args=[event.seq])))
    assert "街道工作人员" in page


def test_the_chain_is_checked_on_screen(street, signed_in):
    page = text(signed_in("audit_admin").post(reverse("accounts:audit-check")))
    assert "核验通过" in page
    assert AuditEvent.objects.filter(event="audit.verify", actor_name="audit_admin").count() == 1


def test_reading_the_trail_is_in_the_trail(street, signed_in):
    client = signed_in("audit_admin")
    client.get(reverse("accounts:audit-log"))
    client.get(reverse("accounts:audit-event", args=[1]))
    assert list(AuditEvent.objects.filter(actor_name="audit_admin").values_list("event", flat=True)) == [
        "audit.read", "audit.open",
    ]  # fmt: skip
