"""The same seed gives the same bytes; a preset moves what it names and nothing else; memory does not grow with people."""

import json
import tracemalloc

import pytest

from throughcare.errors import UsageError
from throughcare.population import chain, simulate


def _hashes(folder, **changes):
    asked = {"people": 400, "seed": 5} | changes
    return {file.table: file.sha256 for file in simulate(folder, **asked).files}


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    assert _hashes(tmp_path / "a") == _hashes(tmp_path / "b")


def test_another_seed_gives_another_population(tmp_path):
    one, other = _hashes(tmp_path / "a"), _hashes(tmp_path / "b", seed=6)
    assert {table for table in one if one[table] == other[table]} <= {"truth_effect"}


def test_the_manifest_accounts_for_every_file(tmp_path):
    import hashlib

    manifest = simulate(tmp_path, people=300, seed=2)
    read = json.loads((tmp_path / "manifest.json").read_text())
    assert (read["preset"], read["seed"], read["people"], read["extract_end"]) == ("calibrated-2017", 2, 300, "2026-06-30")
    for file in manifest.files:
        assert hashlib.sha256((tmp_path / file.path).read_bytes()).hexdigest() == file.sha256
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")} == {file.path for file in manifest.files} | {
        "manifest.json"
    }


def test_worse_flags_change_the_crimes_and_nothing_else(tmp_path):
    usual, worse = _hashes(tmp_path / "a"), _hashes(tmp_path / "b", preset="under-flagging")
    assert {table for table in usual if usual[table] != worse[table]} == {"police_crime"}


def test_no_effect_changes_no_person_and_no_first_case(tmp_path):
    import pyarrow.parquet as pq

    presets = ("calibrated-2017", "harm", "null-effect")
    for preset in presets:
        simulate(tmp_path / preset, people=1500, preset=preset)
    same = ["person_id", "true_forenames", "true_surname", "true_dob", "denial", "y0_days"]
    usual, harm, null = (pq.read_table(tmp_path / preset / "truth" / "truth_person.parquet", columns=same) for preset in presets)
    assert usual.equals(null)
    assert usual.drop_columns("y0_days").equals(harm.drop_columns("y0_days")), (
        "harm has a base rate of its own, and the same people"
    )


def test_blocks_change_the_order_of_rows_only(tmp_path, monkeypatch):
    simulate(tmp_path / "one", people=400)
    monkeypatch.setattr(chain, "BLOCK", 90)
    simulate(tmp_path / "many", people=400)
    for path in sorted((tmp_path / "one" / "records").iterdir()):
        assert sorted(path.read_bytes().splitlines()) == sorted(
            (tmp_path / "many" / "records" / path.name).read_bytes().splitlines()
        )


def test_memory_does_not_grow_with_people(tmp_path, monkeypatch):
    monkeypatch.setattr(chain, "BLOCK", 200)
    simulate(tmp_path / "warm", people=200)
    peaks = []
    for people in (400, 2400):
        tracemalloc.start()
        simulate(tmp_path / str(people), people=people)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


def test_a_wrong_format_or_number_is_refused(tmp_path):
    with pytest.raises(UsageError, match="expected csv or parquet"):
        simulate(tmp_path, people=10, file_format="xlsx")
    with pytest.raises(UsageError, match="expected 1 or more"):
        simulate(tmp_path, people=0)


@pytest.mark.parametrize("people", [1, 2, 7])
def test_very_few_people_work_too(tmp_path, people):
    manifest = simulate(tmp_path, people=people)
    assert {file.table: file.rows for file in manifest.files}["truth_person"] == people
