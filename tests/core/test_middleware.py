"""What stands before every view: where a request came from, who may enter, what a refusal looks like."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path, reverse

from config.urls import handler403, handler404, handler500, urlpatterns
from core.audit import AuditEvent
from core.errors import DomainError
from core.middleware import CompressPagesMiddleware, client_address
from core.web import PUBLIC, SIGNED_IN, holding, open_to

LOGIN = reverse("accounts:login")
__all__ = ["handler403", "handler404", "handler500"]


def undeclared(request):
    return HttpResponse("inside")


@open_to(SIGNED_IN)
def refusing(request):
    raise DomainError("no_way", "不能这样做，请先完成前一步。")


@open_to(holding("view_records"))
def business(request):
    return HttpResponse("inside")


@open_to(PUBLIC)
def broken(request):
    raise RuntimeError("secret inside")


urlpatterns = [
    *urlpatterns,
    path("undeclared", undeclared),
    path("refusing", refusing),
    path("business", business),
    path("broken", broken),
]
with_these_views = override_settings(ROOT_URLCONF=__name__)


def text(response):
    return response.content.decode()


@with_these_views
@pytest.mark.parametrize("name", ["staff", "system_admin"])
def test_a_view_without_rule_is_shut_to_everybody(street, signed_in, client, name):
    assert signed_in(name).get("/undeclared").status_code == 403
    assert client.get("/undeclared").status_code == 403


@with_these_views
def test_who_is_not_signed_in_is_led_to_the_door_and_back(db, client):
    assert client.get("/business?a=1").url == f"{LOGIN}?next=/business%3Fa%3D1"
    assert client.post("/business").url == LOGIN  # a POST cannot be come back to
    assert client.get("/business", headers={"hx-request": "true"}).status_code == 401


@with_these_views
@pytest.mark.parametrize(("name", "status"), [("staff", 200), ("auditor", 403), ("system_admin", 403)])
def test_a_permission_opens_the_door(street, signed_in, name, status):
    assert signed_in(name).get("/business").status_code == status


@with_these_views
def test_a_rules_no_is_a_page_that_says_how_to_go_on(street, signed_in):
    client = signed_in("staff")
    page = client.get("/refusing")
    assert (page.status_code, "请先完成前一步" in text(page), "<html" in text(page)) == (409, True, True)
    fragment = client.get("/refusing", headers={"hx-request": "true"})
    assert (fragment.status_code, "请先完成前一步" in text(fragment), "<html" in text(fragment)) == (409, True, False)


@with_these_views
def test_an_error_shows_a_number_and_nothing_of_the_inside(street, signed_in):
    client = signed_in("staff")
    client.raise_request_exception = False
    page = client.get("/broken")
    assert page.status_code == 500
    assert "编号" in text(page)
    assert "secret inside" not in text(page)


@pytest.mark.parametrize(
    ("proxies", "caller", "forwarded", "expected"),
    [
        ([], "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (["127.0.0.1"], "127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (["10.0.0.1"], "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        ([""], "", "203.0.113.9", "203.0.113.9"),  # at the socket
        ([], "", "203.0.113.9", ""),
    ],
)
def test_a_forwarded_address_is_believed_from_a_known_proxy_alone(proxies, caller, forwarded, expected):
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR=caller)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == expected


def test_the_audit_knows_the_address_and_not_the_session_key(street, client):
    client.post(LOGIN, {"username": "staff", "password": "Correct-Horse-7"})
    client.post(reverse("accounts:logout"))
    event = AuditEvent.objects.latest("seq")
    assert event.ip == "127.0.0.1"
    assert len(event.session) == 16


def test_no_cache_keeps_a_page_and_no_fragment_stands_for_one(street, signed_in):
    response = signed_in("staff").get(reverse("accounts:password"))
    assert response["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


def test_a_page_is_sent_compressed_and_a_file_is_not(rf):
    def answer(content_type):
        return CompressPagesMiddleware(lambda request: HttpResponse("x" * 5000, content_type=content_type))(
            rf.get("/", headers={"Accept-Encoding": "gzip"})
        )

    page, sheet = answer("text/html; charset=utf-8"), answer("application/pdf")
    assert (page["Content-Encoding"], len(page.content) < 500) == ("gzip", True)
    assert ("Content-Encoding" in sheet, len(sheet.content)) == (False, 5000)


def test_permission_denied_is_said_in_chinese(street, signed_in):
    assert "没有权限" in text(signed_in("staff").get(reverse("accounts:user-list")))


def test_a_strange_host_is_refused_in_chinese_with_every_header(client):
    page = client.get(reverse("accounts:login"), headers={"host": "evil.example"})
    assert (page.status_code, "请求有误" in text(page), "编号" in text(page)) == (400, True, True)
    assert page["Cache-Control"] == "no-store"
    assert "default-src 'self'" in page["Content-Security-Policy"]


def test_too_many_fields_are_refused_in_chinese(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    page = client.post(reverse("accounts:login"), {f"f{number}": "" for number in range(9)})
    assert (page.status_code, "请求有误" in text(page)) == (400, True)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_refused(street, signed_in, method):
    page = getattr(signed_in("staff"), method)(reverse("communities:people"))
    assert (page.status_code, page["Cache-Control"]) == (405, "no-store")


def test_a_head_request_says_what_a_get_would(street, signed_in):
    client, url = signed_in("staff"), reverse("communities:people")
    head = client.head(url)
    assert (head.status_code, head.content, head["Cache-Control"]) == (200, b"", "no-store")
    assert head["Content-Security-Policy"] == client.get(url)["Content-Security-Policy"]


def test_static_files_have_the_policy_and_serve_this_origin_alone(client, db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "theme.css").write_text("p{}")
    served = client.get("/static/theme.css")
    assert served.status_code == 200
    assert "default-src 'self'" in served["Content-Security-Policy"]
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in served
    served.close()
