"""外发提醒: off by default; counts and an address alone; once a day; a failure is seen and stops nothing else."""

import email
import http.server
import json
import socketserver
import threading
from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import outgoing
from accounts.models import Notice, OutgoingReminder
from reports.digest import send_digests
from tests.factories import candidates


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mailbox(settings):
    """An SMTP server on this machine; yields the messages it took."""
    taken = []

    class Session(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    taken.append(email.message_from_bytes(b"".join(lines)))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.OUTGOING_MAIL_TO, settings.OUTGOING_CHANNELS = ["office@example.invalid"], ["mail"]
        yield taken


@pytest.fixture
def robot(settings):
    """A webhook on this machine; yields what it was told and what it answers."""
    told, answer = [], {"errcode": 0}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *arguments):
            """Quiet."""

    with serving(http.server.HTTPServer(("127.0.0.1", 0), Handler)) as port:
        settings.WECOM_WEBHOOK = f"http://127.0.0.1:{port}/send?key=secret-key"
        settings.OUTGOING_CHANNELS = ["wecom"]
        yield told, answer


@pytest.fixture
def waiting(street):
    candidates.install_rules(street)
    candidates.bring_to(street, candidates.put_forward(street), "community_review")
    return street


def text_of(message):
    return message.get_payload(decode=True).decode()


def test_nothing_goes_out_unless_it_is_asked_for(waiting):
    assert not outgoing.is_on()
    assert send_digests(timezone.localdate())
    assert not OutgoingReminder.objects.exists()


def test_the_mail_holds_counts_and_an_address_and_nothing_else(waiting, mailbox, settings):
    settings.PUBLIC_URL = "https://office.example"
    send_digests(timezone.localdate())
    (message,) = mailbox
    users = Notice.objects.filter(kind="digest").count()
    found = text_of(message)
    assert found.startswith(f"今日共 {users} 人有 ")
    assert found.strip().endswith("请登录查看：https://office.example/")
    for word in ("张", "社区", "街道", "人选", "书记"):
        assert word not in found


def test_it_goes_out_once_a_day(waiting, robot):
    told, _ = robot
    send_digests(timezone.localdate())
    send_digests(timezone.localdate())
    assert len(told) == 1
    assert told[0]["text"]["content"].startswith("换届筹备工作台待办提醒\n今日共 ")


def test_a_failure_is_kept_shown_and_made_up_for(waiting, robot, signed_in):
    told, answer = robot
    answer["errcode"] = 93000
    assert send_digests(timezone.localdate())  # the notices in the product are told all the same
    row = OutgoingReminder.objects.get()
    assert (row.sent_at, row.fault, row.tries) == (None, "NotTaken: errcode 93000", 1)
    page = signed_in("system_admin").get(reverse("reports:home")).content.decode()
    assert "未发出" in page
    assert "外发提醒" not in signed_in("security_admin").get(reverse("reports:home")).content.decode()
    answer["errcode"] = 0
    send_digests(timezone.localdate())
    assert OutgoingReminder.objects.get().sent_at
    assert len(told) == 2


def test_a_server_that_is_not_there_gives_no_key_away(waiting, settings):
    settings.WECOM_WEBHOOK, settings.OUTGOING_CHANNELS = "http://127.0.0.1:9/send?key=secret-key", ["wecom"]
    send_digests(timezone.localdate())
    fault = OutgoingReminder.objects.get().fault
    assert fault.startswith("URLError")
    assert "secret-key" not in fault
