"""Ids stay with their records; merges and splits are written down."""

import duckdb
import invented
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import chain
from throughcare.errors import StudyError
from throughcare.linkage.register import keep_register, put_ids, read_register, register_hash
from throughcare.linkage.register_log import LOG, logged_ids, write_log


def rebuilt(received, folder):
    """The room over the tables, with the register of a study folder."""
    return chain.build_room(received, parameters={"link_register": register_hash(folder)}, study_folder=folder)


def ids(room, link_set="default"):
    rows = room("crosswalk").to_pylist()
    return {row["record_key"]: row["person_id"] for row in rows if row["link_set_id"] == link_set}


def test_the_same_records_keep_their_ids(tmp_path):
    received, _, _ = invented.invent(120, seed=6)
    before = chain.build_room(received)
    keep_register(tmp_path, before.inputs["crosswalk"].path, "2026-01-01")
    assert ids(rebuilt(received, tmp_path)) == ids(before)


def test_new_records_move_no_id_that_need_not_change(tmp_path):
    received, _, _ = invented.invent(300, seed=7)
    table = received["court_defendant_received"]
    first = received | {"court_defendant_received": table.slice(20)}
    before = chain.build_room(first)
    keep_register(tmp_path, before.inputs["crosswalk"].path, "2026-01-01")
    after = ids(rebuilt(received, tmp_path))
    old = ids(before)
    groups = {}
    for key, person in old.items():
        groups.setdefault(person, set()).add(key)
    now = {}
    for key, person in after.items():
        if key in old:
            now.setdefault(person, set()).add(key)
    unchanged = [keys for keys in groups.values() if keys in now.values()]
    assert len(unchanged) >= 0.98 * len(groups)
    for keys in unchanged:
        assert {after[key] for key in keys} == {old[key] for key in keys}


def test_a_merge_and_a_split_are_logged_and_no_id_is_used_again(tmp_path):
    def crosswalk(persons):
        rows = [{"link_set_id": "default", "record_key": key, "person_id": person} for key, person in persons.items()]
        path = tmp_path / "crosswalk.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path

    keep_register(tmp_path, crosswalk({"a": "T1", "b": "T2", "c": "T3", "d": "T3"}), "2026-01-01")
    found = keep_register(tmp_path, crosswalk({"a": "T1", "b": "T1", "c": "T3", "d": "T4"}), "2026-02-01")
    assert found["changes"] == 2
    log = (tmp_path / "links" / "merges_and_splits.csv").read_text()
    assert found["records"] == 4
    assert "default,T2,T1,1,merge" in log
    assert "default,T3,T4,1,split" in log


def test_a_record_of_three_link_sets_is_kept_once(tmp_path):
    rows = [{"link_set_id": name, "record_key": "a", "person_id": "T1"} for name in ("strict", "default", "wide")]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "crosswalk.parquet")
    assert keep_register(tmp_path, tmp_path / "crosswalk.parquet", "2026-01-01")["records"] == 1


def test_additions_that_cannot_be_read_are_named(tmp_path):
    pq.write_table(
        pa.Table.from_pylist([{"link_set_id": "default", "record_key": "a", "person_id": "T1"}]), tmp_path / "c.parquet"
    )
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "added.parquet").write_text("x")
    with pytest.raises(StudyError, match=r"links/added\.parquet: cannot be read"):
        keep_register(tmp_path, tmp_path / "c.parquet", "2026-01-01")
    assert not (tmp_path / "links" / "register.parquet").exists()


def test_a_crash_between_the_register_and_its_log_loses_no_line(tmp_path):
    def keep(when, **persons):
        rows = [{"link_set_id": "default", "record_key": key, "person_id": person} for key, person in persons.items()]
        path = tmp_path / "crosswalk.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path)
        keep_register(tmp_path, path, when)

    register, log = (tmp_path / "links" / name for name in ("register.parquet", LOG))
    keep("2026-01-01", a="T1", b="T2")
    before = log.read_text()
    keep("2026-02-01", a="T1", b="T1")
    whole = log.read_text()
    log.write_text(before)
    assert "T2" in logged_ids(register)["person_id"].to_pylist()
    keep("2026-03-01", a="T1", b="T1")
    assert log.read_text() == whole
    log.unlink()
    write_log(register)
    assert log.read_text() == before


def test_an_id_goes_to_one_person_and_never_comes_back_however_often_records_move(tmp_path):
    def run(*clusters):
        rows = [("default", key, min(keys)) for keys in clusters for key in keys]
        con = duckdb.connect()
        con.execute("create table clusters (link_set_id varchar, record_key varchar, cluster varchar)")
        con.executemany("insert into clusters values (?, ?, ?)", rows)
        kept = tmp_path / "links" / "register.parquet"
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            pq.write_table(
                pa.table({name: pa.array([], pa.string()) for name in ("link_set_id", "record_key", "person_id")}), kept
            )
        put_ids(con, kept)
        persons = dict(con.execute("select cluster, person_id from ids").fetchall())
        path = tmp_path / "crosswalk.parquet"
        pq.write_table(
            pa.Table.from_pylist([{"link_set_id": s, "record_key": k, "person_id": persons[c]} for s, k, c in rows]), path
        )
        keep_register(tmp_path, path, "2026-01-01")
        return [persons[min(keys)] for keys in clusters]

    ids = [
        *run("abcd"),
        *run("bcd", "axy"),  # `a` leaves its id behind and gets another ...
        *run("bcd", "a", "xy"),  # ... which it leaves behind as well
    ]
    first, second, third = ids[0], ids[2], ids[4]
    assert ids == [first, first, second, first, third, second]
    assert len({first, second, third}) == 3
    assert run("abcd", "xy") == [first, second]
    assert run("bcd", "a", "xy")[1] not in {first, second, third}


def test_a_file_that_is_no_register_is_told_and_named(tmp_path):
    path = tmp_path / "register.parquet"
    path.write_bytes(b"x")
    with pytest.raises(StudyError, match=r"links/register.parquet: is no register"):
        read_register(path)
    pq.write_table(pa.table({"record_key": ["a"]}), path)
    with pytest.raises(StudyError, match="every id starts anew"):
        read_register(path)
