"""Encryption of fields: both suites, rotation, tampering, and nothing in plain on the disk."""

import pytest
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import override_settings

from communities.models import Person
from core import files, keys, secrets
from core.audit import AuditEvent
from core.errors import DomainError
from tests import disk

ID_NUMBER = "110101199003074477"  # synthetic
PHONE = "13800007777"
MARK = "SM4" if settings.CRYPTO_SUITE == "GM" else "AES"
SUITES = [("INTL", "AES.", 64), ("GM", "SM4.", 64)]


@pytest.fixture
def own_keys(tmp_path):
    """A set of keys of this test's own, so that rotating it touches no other test."""
    secrets._key.cache_clear()
    with override_settings(KEYS_DIR=tmp_path / "keys"):
        secrets.ensure_keys()
        yield tmp_path / "keys"
    secrets._key.cache_clear()


@pytest.fixture
def person(street):
    return Person.objects.create(name="张三", sex="male", id_number=ID_NUMBER, phone=PHONE, community=street.first)


def stored(person, column="id_number"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM communities_person WHERE id = %s", [_key_of(person)])  # noqa: S608
        return cursor.fetchone()[0]


def _key_of(person):
    return person.pk.hex if connection.vendor == "sqlite" else person.pk


@pytest.mark.parametrize(("suite", "mark", "length"), SUITES)
def test_both_suites_round_trip(suite, mark, length):
    with override_settings(CRYPTO_SUITE=suite):
        value = secrets.encrypt_text("公民身份号码")
        assert value.startswith(mark)
        assert secrets.decrypt_text(value) == "公民身份号码"
        assert secrets.encrypt_text("公民身份号码") != value
        assert len(secrets.keyed_hash("x")) == len(secrets.digest(b"x")) == length


@pytest.mark.parametrize(("suite", "mark", "length"), SUITES)
def test_many_values_are_written_as_one_is(suite, mark, length):
    with override_settings(CRYPTO_SUITE=suite):
        values = secrets.encrypt_texts(["公民身份号码", "", None, "公民身份号码"])
        assert (values[1], values[2]) == ("", None)
        assert values[0] != values[3]
        assert [value[: len(mark)] for value in (values[0], values[3])] == [mark, mark]
        assert [secrets.decrypt_text(value) for value in (values[0], values[3])] == ["公民身份号码"] * 2
        assert secrets.keyed_hashes(["x", ""]) == {"x": secrets.keyed_hash("x"), "": ""}


def test_sm3_is_sm3():
    with override_settings(CRYPTO_SUITE="GM"):
        assert secrets.digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_what_one_suite_wrote_the_other_reads():
    with override_settings(CRYPTO_SUITE="GM"):
        value = secrets.encrypt_text("旧值")
    assert secrets.decrypt_text(value) == "旧值"


def test_empty_stays_empty():
    assert (secrets.encrypt_text(""), secrets.decrypt_text(""), secrets.keyed_hash("")) == ("", "", "")


@pytest.mark.parametrize("place", range(6, 60, 6))
def test_any_altered_character_is_noticed(place):
    value = secrets.encrypt_text(ID_NUMBER)
    other = "A" if value[place] != "A" else "B"
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt_text(value[:place] + other + value[place + 1 :])


@pytest.mark.parametrize(
    "value", ["plain", "AES.1.", "AES.99.AAAA", "DES.1.AAAA", "AES.x.AAAA", "AES.1.@@@@", "AES.0.AAAA"]
)
def test_what_is_no_ciphertext_is_never_returned(value):
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt_text(value)


def test_the_database_holds_ciphertext_and_python_text(person):
    assert stored(person).startswith(f"{MARK}.1.")
    assert ID_NUMBER not in stored(person)
    assert Person.objects.get(pk=person.pk).id_number == ID_NUMBER


def test_an_encrypted_field_is_not_searched(person):
    with pytest.raises(FieldError, match="keyed hash"):
        Person.objects.filter(id_number=ID_NUMBER).exists()
    assert Person.objects.numbered(ID_NUMBER).get() == person


def test_the_database_computes_no_encrypted_value(person):
    with pytest.raises(FieldError, match="cannot compute"):
        Person.objects.update(phone=F("name"))


def test_after_a_rotation_old_values_are_read_and_new_ones_use_the_new_key(own_keys, person):
    call_command("rotate_field_key")
    assert AuditEvent.objects.filter(event="keys.rotate").count() == 1
    fresh = Person.objects.create(name="李四", sex="male", id_number="110101199003070011", community=person.community)
    assert (stored(person)[:6], stored(fresh)[:6]) == (f"{MARK}.1.", f"{MARK}.2.")
    assert Person.objects.get(pk=person.pk).id_number == ID_NUMBER


def test_reencryption_brings_all_to_the_new_key_and_twice_is_once(own_keys, person, capsys):
    file = files.store(b"inhalt", name="a.xlsx", content_type=files.EXCEL)
    call_command("rotate_field_key")
    call_command("rotate_field_key", reencrypt=True)
    assert (stored(person)[:6], stored(person, "phone")[:6], file.path.read_bytes()[:6]) == (
        f"{MARK}.2.",
        f"{MARK}.2.",
        f"{MARK}.2.".encode(),
    )
    assert Person.objects.get(pk=person.pk).phone == PHONE
    assert file.read() == b"inhalt"
    capsys.readouterr()
    call_command("rotate_field_key", reencrypt=True)
    assert "字段 0 处，文件 0 个" in capsys.readouterr().out


def test_a_value_saved_meanwhile_is_not_overwritten(own_keys, person):
    field, old = Person._meta.get_field("phone"), stored(person, "phone")
    call_command("rotate_field_key")
    person.phone = "13900008888"
    person.save()
    assert secrets.replace_stored(Person, field, pk=person.pk, old=old) == 0
    assert Person.objects.get(pk=person.pk).phone == "13900008888"


@pytest.mark.django_db(transaction=True)
def test_planted_values_are_nowhere_on_the_disk(own_keys):
    """Database file and its log, stored files, broker: none of them holds a number in plain."""
    from tests.factories import world

    street = world.build()
    Person.objects.create(name="张三", sex="male", id_number=ID_NUMBER, phone=PHONE, community=street.first)
    files.store(f"{ID_NUMBER} {PHONE}".encode(), name="a.xlsx", content_type=files.EXCEL)
    assert disk.files_with(ID_NUMBER, PHONE) == []
    (plain := settings.DATA_DIR / "plain").write_text(PHONE)
    assert disk.files_with(ID_NUMBER, PHONE) == [str(plain)]  # it would have been found
    plain.unlink()
    assert list((settings.DATA_DIR / "files").rglob("*.enc")) != []


def test_a_stored_file_that_was_changed_is_refused(db):
    stored_file = files.store(b"inhalt", name="a.xlsx", content_type=files.EXCEL)
    raw = bytearray(stored_file.path.read_bytes())
    raw[-1] ^= 1
    stored_file.path.write_bytes(raw)
    with pytest.raises(DomainError) as refusal:
        stored_file.read()
    assert refusal.value.code == "file_damaged"


def test_a_lost_key_stops_the_program_and_is_not_replaced(own_keys):
    (own_keys / "index.key").unlink()
    secrets._key.cache_clear()
    with pytest.raises(keys.KeyMissing, match="密钥文件缺失"):
        secrets.keyed_hash("x")
    assert not (own_keys / "index.key").exists()
