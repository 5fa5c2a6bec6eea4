"""New records join standing persons by the frozen numbers, and nothing that stands moves."""

import json
import shutil

import invented
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import chain
from throughcare.errors import UsageError
from throughcare.linkage import standing
from throughcare.linkage.add import add_records, two_persons
from throughcare.linkage.register import keep_register, register_hash
from throughcare.linkage.standing import keep_standing, read_standing, standing_folder

TABLES = ("identifiers", "nodes", "edges", "clusters", "crosswalk")


class Paths:
    """The paths of a built room's tables by name, as the commands' reader gives them."""

    def __init__(self, room):
        self.room = room

    def path(self, name):
        return self.room.inputs[name].path


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """(study folder, room before, room after with the kept ids, what adding did, what keeping said): 1 in 100 records is new."""
    folder = tmp_path_factory.mktemp("study")
    received, _, _ = invented.invent(900, seed=17)
    before = {
        name: table.filter(pa.array([row % 100 != 7 for row in table["source_row"].to_pylist()], pa.bool_()))
        for name, table in received.items()
    }
    first = chain.build_room(before, order=TABLES)
    keep_register(folder, first.inputs["crosswalk"].path, "2026-01-01")
    keep_standing(folder, Paths(first))
    second = chain.build_room(received, order=TABLES, parameters={"link_register": register_hash(folder)}, study_folder=folder)
    added = add_records(folder, second.inputs["nodes"].path)
    rows = pq.read_table(folder / "links" / "added.parquet").to_pylist()
    kept = keep_register(folder, second.inputs["crosswalk"].path, "2026-02-01")
    return folder, first, second, added, rows, kept


def ids(room, link_set="default"):
    return {row["record_key"]: row["person_id"] for row in room("crosswalk").to_pylist() if row["link_set_id"] == link_set}


def test_every_new_record_and_no_other_is_added_to_every_link_set(grown):
    _, first, second, added, rows, _ = grown
    new = set(ids(second)) - set(ids(first))
    assert added.records == len(new) > 20
    for link_set in ("strict", "default", "wide"):
        assert {row["record_key"] for row in rows if row["link_set_id"] == link_set} == new


def test_additions_agree_with_a_run_from_scratch(grown):
    _, _, second, added, rows, kept = grown
    scratch = ids(second)
    joined = [row for row in rows if row["link_set_id"] == "default" and row["standing"]]
    assert len(joined) == added.joined > 20
    assert sum(scratch[row["record_key"]] == row["person_id"] for row in joined) >= 0.98 * len(joined)
    assert kept["added"] == added.records
    assert kept["added_differ"] <= 0.02 * added.records


def test_one_per_cent_new_records_change_no_person_id_that_need_not_change(grown):
    _, first, second, _, _, _ = grown
    for link_set in ("strict", "default", "wide"):
        before, after = ids(first, link_set), ids(second, link_set)
        parts = {}
        for key, person in before.items():
            parts.setdefault(person, set()).add(key)
        now = {}
        for key in before:
            now.setdefault(after[key], set()).add(key)
        # A person whose records are still together, with nobody else's among them, has no reason for another id.
        whole = [keys for keys in parts.values() if now[after[min(keys)]] == keys]
        assert len(whole) >= 0.98 * len(parts)
        assert all(after[key] == before[key] for keys in whole for key in keys)


def test_no_addition_may_join_two_standing_persons():
    """Units 0 to 2 are persons; 3 and 4 are new records, 3 fits persons 0 and 1, 4 fits person 2 too weakly."""
    one, other, weight = np.array([0, 1, 2]), np.array([3, 3, 4]), np.array([9.0, 8.0, -2.0])
    assert two_persons(one, other, weight, 1.0, 3) == {(0, 1)}
    assert two_persons(one, other, weight, 8.5, 3) == set()
    assert two_persons(np.array([0, 3, 1]), np.array([3, 4, 4]), np.array([9.0, 9.0, 9.0]), 1.0, 3) == {(0, 1)}


def test_a_study_without_standing_records_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="link keep"):
        read_standing(tmp_path)


def test_keys_of_another_version_are_refused(grown, tmp_path):
    path = standing_folder(tmp_path)
    path.mkdir(parents=True)
    said = json.loads((standing_folder(grown[0]) / "standing.json").read_text())
    (path / "standing.json").write_text(json.dumps(said | {"duckdb": "0.1"}))
    with pytest.raises(UsageError, match=r"DuckDB 0\.1"):
        read_standing(tmp_path)


def test_standing_records_that_are_not_whole_are_refused(grown, tmp_path):
    shutil.copytree(standing_folder(grown[0]), standing_folder(tmp_path))
    assert read_standing(tmp_path)["records"] > 0
    records = standing_folder(tmp_path) / "records.parquet"
    for damage in (lambda: records.write_bytes(records.read_bytes()[:500]), records.unlink):
        damage()
        with pytest.raises(UsageError, match="is not whole"):
            read_standing(tmp_path)
    (standing_folder(tmp_path) / "standing.json").write_text('{"records": ')
    with pytest.raises(UsageError, match="is not whole"):
        read_standing(tmp_path)


def test_a_crash_while_standing_records_are_kept_leaves_none(grown, tmp_path, monkeypatch):
    """The new records beside the old persons would give additions to the wrong people."""
    shutil.copytree(standing_folder(grown[0]), standing_folder(tmp_path))

    def crash(*_words):
        raise OSError("no space left")

    monkeypatch.setattr(standing, "write_sorted", crash)
    with pytest.raises(OSError, match="no space"):
        keep_standing(tmp_path, Paths(grown[1]))
    with pytest.raises(UsageError, match="no standing records are kept"):
        read_standing(tmp_path)
