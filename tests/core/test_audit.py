"""The audit trail: complete, append-only, and telling of every later change."""

import ast
import random
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from accounts import services
from core import audit, audit_catalogue, secrets
from core.audit import AuditEvent, AuditHead
from tests.conftest import append_only
from tests.factories import world

ROOT = Path(__file__).resolve().parents[2]
LENGTH = 12


@pytest.fixture
def chain(db):
    """A chain of LENGTH events by one user, and the database open to tampering."""
    user = world.make_user("writer")
    for number in range(LENGTH):
        audit.record(user, "account.edit", user, reason=f"第 {number} 次", detail={"duty": ["", str(number)]})
    statements = append_only.UNDO_SQLITE if connection.vendor == "sqlite" else append_only.UNDO_POSTGRESQL
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def faults(**arguments):
    return [(fault.seq, fault.kind) for fault in audit.verify(**arguments).faults]


def tamper(seq, **fields):
    AuditEvent.objects.filter(seq=seq).update(**fields)


def test_an_event_tells_who_what_where_and_when(street, signed_in):
    signed_in("staff").post("/account/logout/")
    event = AuditEvent.objects.latest("seq")
    assert (event.actor_name, event.event, event.ip, event.result) == ("staff", "session.end", "127.0.0.1", "ok")
    assert event.roles == f"街道工作人员@{world.STREET}"
    assert len(event.session) == 16
    assert event.object_type == "accounts.user"


def test_the_detail_is_ciphertext_in_the_database(chain):
    stored = AuditEvent.objects.values_list("detail", flat=True)[0]
    assert "duty" not in stored
    assert AuditEvent.objects.first().read_detail() == {"duty": ["", "0"]}


def test_numbers_typed_into_a_reason_or_as_a_name_are_masked(db):
    user = world.make_user("writer")
    known = audit.record(user, "account.edit", user, reason="核对110101199003070011，电话13812345678")
    unknown = audit.record(None, "session.refuse", actor_name="110101199003070011")
    assert (known.reason, unknown.actor_name) == ("核对1****************1，电话1*********8", "1****************1")


def test_an_unlisted_event_is_refused(db):
    with pytest.raises(ValueError, match=r"thing\.happened"):
        audit.record(None, "thing.happened")


def test_changes_name_fields_and_hide_secrets():
    changed = audit.changes(
        {"name": "甲", "phone": "1", "sex": "男"}, {"name": "乙", "phone": "2", "sex": "男"}, secret=["phone"]
    )
    assert changed == {"name": ["甲", "乙"], "phone": ["（密）", "（密）"]}


def test_a_whole_chain_is_whole(chain):
    finding = audit.verify()
    assert (finding.count, finding.faults) == (LENGTH, [])
    assert finding.head == bytes(AuditHead.objects.get().mac).hex()
    assert faults(first=5, last=9, anchor=(LENGTH, finding.head)) == []


@pytest.mark.parametrize("suite", ["INTL", "GM"])
def test_many_events_at_once_are_chained_as_one_by_one(chain, suite):
    users = [world.make_user(f"reader{number}") for number in range(3)]
    with override_settings(CRYPTO_SUITE=suite):
        audit.record_many(users[0], "account.edit", [(user, {"duty": ["", user.username]}) for user in users])
        audit.record_many(None, "account.edit", [(users[1].pk, None)], model=type(users[1]))
    audit.record(users[0], "account.edit", users[0])

    assert faults() == []
    many = list(AuditEvent.objects.filter(seq__gt=LENGTH).values_list("seq", "actor_id", "object_type", "object_id"))
    last, target = str(users[0].pk), "accounts.user"
    assert many == [
        *((LENGTH + place, last, target, str(user.pk)) for place, user in enumerate(users, 1)),
        (LENGTH + 4, "", target, str(users[1].pk)),
        (LENGTH + 5, last, target, last),
    ]
    assert AuditEvent.objects.get(seq=LENGTH + 2).read_detail() == {"duty": ["", "reader1"]}
    tamper(LENGTH + 2, object_id=last)
    assert faults() == [(LENGTH + 2, "edited")]


OTHER = {
    "at": lambda e: e.at + timedelta(microseconds=1),
    "previous": lambda e: bytes([e.previous[0] ^ 1]) + bytes(e.previous)[1:],
    "mac": lambda e: bytes([e.mac[0] ^ 1]) + bytes(e.mac)[1:],
}


@pytest.mark.parametrize("column", [f.attname for f in AuditEvent._meta.fields if f.attname != "seq"])
def test_a_change_of_any_column_is_found(chain, column):
    entry = AuditEvent.objects.get(seq=random.randint(2, LENGTH - 1))
    change = OTHER.get(column, lambda e: "x" + getattr(e, column)[1:])
    tamper(entry.seq, **{column: change(entry)})
    assert [seq for seq, _ in faults()] == [entry.seq]
    assert faults()[0][1] == ("reordered" if column == "previous" else "edited")


@pytest.mark.parametrize("seq", [1, LENGTH // 2])
def test_a_removed_record_is_named(chain, seq):
    AuditEvent.objects.filter(seq=seq).delete()
    assert faults() == [(seq, "removed")]


def test_swapped_records_are_found(chain):
    first, second = AuditEvent.objects.get(seq=4), AuditEvent.objects.get(seq=7)
    for seq, other in ((4, second), (7, first)):
        tamper(seq, **{f.attname: getattr(other, f.attname) for f in AuditEvent._meta.fields if f.attname != "seq"})
    assert faults() == [(4, "reordered"), (7, "reordered")]


def test_a_forged_record_in_place_of_another_is_found(chain):
    real = AuditEvent.objects.get(seq=6)
    AuditEvent.objects.filter(seq=6).delete()
    AuditEvent(seq=6, at=real.at, event="account.edit", previous=real.previous, mac=secrets.os.urandom(32)).save()
    assert faults() == [(6, "edited")]


def test_a_forged_record_at_the_end_is_found(chain):
    last = AuditEvent.objects.latest("seq")
    AuditEvent(seq=LENGTH + 1, at=timezone.now(), event="account.edit", previous=last.mac, mac=bytes(32)).save()
    assert faults() == [(LENGTH + 1, "edited"), (LENGTH + 1, "inserted")]


def test_a_record_dated_back_under_the_real_key_is_found(chain):
    """Who owns the key file can forge one record, but not the order of time."""
    last = AuditEvent.objects.latest("seq")
    last.at -= timedelta(days=1)
    last.mac = secrets.audit_mac(audit.canonical(last))
    last.save()
    AuditHead.objects.update(mac=last.mac)
    assert faults() == [(LENGTH, "clock_back")]


def test_a_cut_tail_is_found_by_the_head(chain):
    AuditEvent.objects.filter(seq__gt=LENGTH - 3).delete()
    assert faults() == [(LENGTH - 2, "tail_cut")]


def test_a_cut_tail_with_the_head_rewound_is_found_by_an_anchor_alone(chain):
    anchor = (LENGTH, audit.verify().head)
    AuditEvent.objects.filter(seq__gt=LENGTH - 3).delete()
    last = AuditEvent.objects.latest("seq")
    AuditHead.objects.update(seq=last.seq, mac=last.mac)
    assert faults() == []  # the limit of a chain without anchor
    assert faults(anchor=anchor) == [(LENGTH, "tail_cut")]


def test_another_history_does_not_fit_the_anchor(chain):
    assert faults(anchor=(3, "00" * 32)) == [(3, "anchor_mismatch")]


def test_a_range_is_checked_from_its_predecessor(chain):
    tamper(3, reason="x")
    assert faults(first=5, last=8) == []
    assert faults(first=2, last=4) == [(3, "edited")]


def test_the_command_says_ok_or_names_the_first_fault(chain, capsys):
    call_command("audit_verify")
    assert capsys.readouterr().out == f"OK {LENGTH} events, head={audit.verify().head}\n"
    tamper(5, reason="x")
    with pytest.raises(SystemExit) as ending:
        call_command("audit_verify", "--from", "2", "--anchor", f"3:{'00' * 32}")
    assert ending.value.code == 2
    assert capsys.readouterr().err.splitlines()[0].split()[:2] == ["5", "edited"]


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_change_and_deletion(db, verb):
    audit.record(None, "audit.verify")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(reason="x") if verb == "update" else AuditEvent.objects.all()._raw_delete("default")
    assert AuditEvent.objects.get().reason == ""


def test_an_act_that_cannot_be_recorded_does_not_happen(street):
    user = street.users["staff"]
    with connection.cursor() as cursor:
        cursor.execute(REFUSE[connection.vendor])
    with pytest.raises(DatabaseError), transaction.atomic():
        services.disable_account(actor=street.users["system_admin"], user=user)
    user.refresh_from_db()
    assert user.is_active is True


REFUSE = {
    "sqlite": "CREATE TRIGGER full_disk BEFORE INSERT ON core_auditevent BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    "postgresql": "CREATE TRIGGER full_disk BEFORE INSERT ON core_auditevent EXECUTE FUNCTION audit_refuse()",
}


@pytest.mark.django_db(transaction=True)
def test_eight_writers_make_one_chain_without_gap_or_fork():
    user = world.make_user("writer")

    def write():
        for _ in range(50):
            audit.record(user, "account.edit", user)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.verify()[::2] == (400, [])


@pytest.mark.parametrize("suites", [("GM", "INTL"), ("INTL", "GM")])
def test_the_chain_survives_a_change_of_suite(db, suites):
    for suite in suites:
        with override_settings(CRYPTO_SUITE=suite):
            audit.record(None, "audit.verify")
            assert faults() == []


def test_every_code_in_the_source_is_listed():
    """Whatever literal is passed to ``audit.record`` has a name; f-strings are covered by the tests of their places."""
    recorded = {
        node.args[1].value
        for app in ("core", "accounts", "communities", "interviews", "discipline", "candidates", "reports")
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "audit.record"
        and isinstance(node.args[1], ast.Constant)
    }
    assert recorded - set(audit_catalogue.entries()) == set()


def test_no_listed_code_is_unused():
    source = "\n".join(
        path.read_text()
        for app in ("core", "accounts", "communities", "interviews", "discipline", "candidates", "reports")
        for path in (ROOT / app).rglob("*.py")
        if path.name != "audit_events.py"
    )
    listed = {code for table in audit_catalogue.tables() for code in table.EVENTS}
    unused = {code for code in listed if f'"{code}"' not in source and not code.startswith("job.")}
    assert unused == set()
