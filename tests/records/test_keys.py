"""The project key: made once, private, told apart by a fingerprint that says nothing."""

import hmac

import pytest

from throughcare.errors import StudyError, UsageError
from throughcare.records.keys import ENVIRONMENT, fingerprint, make_key, read_key
from throughcare.records.pseudonyms import pseudonym, pseudonym_sql


@pytest.fixture(autouse=True)
def no_key_in_the_environment(monkeypatch):
    monkeypatch.delenv(ENVIRONMENT, raising=False)


def test_a_new_key_is_private_and_read_back(tmp_path):
    key = make_key(tmp_path / "own.key")
    assert (tmp_path / "own.key").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path / "own.key") == key
    assert len(key) == 32


def test_a_key_is_never_overwritten(tmp_path):
    key = make_key(tmp_path / "own.key")
    with pytest.raises(UsageError, match="there is a key already"):
        make_key(tmp_path / "own.key")
    assert read_key(tmp_path / "own.key") == key


def test_a_seed_gives_the_same_key_again(tmp_path):
    assert make_key(tmp_path / "a.key", seed=3) == make_key(tmp_path / "a.key", seed=3)
    assert make_key(tmp_path / "b.key", seed=4) != make_key(tmp_path / "c.key", seed=5)


def test_a_key_that_others_may_read_is_refused(tmp_path):
    make_key(tmp_path / "own.key")
    (tmp_path / "own.key").chmod(0o644)
    with pytest.raises(StudyError, match="chmod 600"):
        read_key(tmp_path / "own.key")


def test_the_environment_may_hold_the_key(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, "ab" * 32)
    assert read_key(tmp_path / "none.key") == bytes.fromhex("ab" * 32)


def test_what_is_no_key_is_named_without_being_shown(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, "secretish")
    with pytest.raises(StudyError) as caught:
        read_key(tmp_path / "none.key")
    assert "secretish" not in str(caught.value)
    monkeypatch.delenv(ENVIRONMENT)
    with pytest.raises(StudyError, match="no project key"):
        read_key(tmp_path / "none.key")


def test_the_fingerprint_is_of_the_key_and_not_the_key():
    key = b"k" * 32
    assert fingerprint(key) == hmac.digest(key, b"throughcare key fingerprint", "sha256").hex()[:16]


@pytest.mark.parametrize("key", [b"k" * 32, b"", bytes(range(256)), b"x" * 64])
@pytest.mark.parametrize("value", ["A1234BC", "", "é|ü", "x" * 1000])
def test_sql_and_python_make_the_same_pseudonym(key, value):
    import duckdb

    con = duckdb.connect()
    made = con.execute(f"select {pseudonym_sql(key, 'crn', 'v')} from (select ? as v)", [value]).fetchall()[0][0]
    assert made == pseudonym(key, "crn", value)
    assert len(made) == 24


def test_another_key_or_domain_is_another_pseudonym():
    assert len({pseudonym(key, domain, "1") for key in (b"a", b"b") for domain in ("crn", "asn")}) == 4
    assert pseudonym(b"a", "crn", "1") == pseudonym(b"a", "crn", "1")
