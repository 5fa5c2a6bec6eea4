"""A model changes only when it is trained; people decide blind, and their decisions bind."""

import sqlite3

import pytest

import chain
from throughcare.engine.duck import connect
from throughcare.errors import StudyError
from throughcare.linkage.numbers_file import numbers_from_text, read_numbers
from throughcare.linkage.review import Task, agreement, export_decisions, make_queue, next_task, open_decisions, record_decision
from throughcare.linkage.train import train_model

TASK = Task("t1", ("police:1", "court:2", "court:3"), "doubtful", 1.0, twice=True)


@pytest.fixture(scope="module")
def model(room):
    path = room.inputs["nodes"].path
    return train_model(connect({"nodes": path}, [path.parent], path.parent))


def test_training_gives_numbers_with_their_sources(model):
    numbers = numbers_from_text(model)
    assert numbers.trained
    assert numbers.hash != read_numbers().hash
    assert any(source.startswith("trained on") for source in numbers.source.values())


def test_a_model_changed_by_hand_is_refused(model):
    with pytest.raises(StudyError, match="changed by hand"):
        numbers_from_text(model.replace('"m": 0.', '"m": 0.1', 1))


def test_a_decision_different_binds_at_the_next_run(room, invented_800):
    rows = [row for row in room("clusters").to_pylist() if row["link_set_id"] == "default" and row["size"] == 2]
    one, other = sorted(row["record_key"] for row in rows if row["cluster"] == rows[0]["cluster"])
    text = f"decision,verdict,left_key,right_key,replaces\nD1,different,{one},{other},\n"
    built = chain.build_room(invented_800[0], parameters={"link_decisions": text}, order=chain.ORDER[:5])
    person = {row["record_key"]: row["person_id"] for row in built("crosswalk").to_pylist() if row["link_set_id"] == "default"}
    assert person[one] != person[other]


def test_decisions_can_be_added_and_never_changed(tmp_path):
    con = open_decisions(tmp_path)
    assert (
        record_decision(con, TASK, [["police:1", "court:2"], ["court:3"]], "different", who="AB", when="2026-01-01", reason="")
        == 2
    )
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        con.execute("update decisions set verdict = 'same'")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        con.execute("delete from decisions")
    assert export_decisions(con, tmp_path) == 2
    con.close()


def test_a_second_answer_comes_from_another_person(tmp_path):
    con = open_decisions(tmp_path)
    record_decision(con, TASK, [list(TASK.keys)], "same", who="AB", when="2026-01-01", reason="")
    assert next_task(con, [TASK], "AB") is None
    assert next_task(con, [TASK], "CD") == TASK
    record_decision(con, TASK, [list(TASK.keys)], "same", who="CD", when="2026-01-02", reason="")
    assert next_task(con, [TASK], "EF") is None
    assert agreement(con)["agreement"] == 1
    con.close()


def test_the_queue_holds_every_doubtful_cluster_in_an_order_that_tells_nothing(room):
    rows = [row for row in room("clusters").to_pylist() if row["link_set_id"] == "default"]
    queue = make_queue(rows, [], seed=1)
    doubtful = {row["cluster"] for row in rows if row["doubt"]}
    assert sum(task.why == "doubtful" for task in queue) == len(doubtful)
    assert queue == make_queue(rows[::-1], [], seed=1)
