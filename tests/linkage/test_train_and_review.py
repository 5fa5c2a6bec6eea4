"""A model changes only when it is trained; people decide blind, and their decisions bind."""

import json
import random
import sqlite3
from dataclasses import replace
from datetime import date

import click
import invented
import pyarrow as pa
import pytest

import chain
from throughcare.commands.link import read_answer
from throughcare.engine.duck import connect
from throughcare.errors import StudyError, UsageError
from throughcare.linkage.commands import study_queue
from throughcare.linkage.decisions import COLUMNS, read_decisions
from throughcare.linkage.differences import FIELDS
from throughcare.linkage.marks import count_standings, mark_of, marks_of
from throughcare.linkage.numbers_file import numbers_from_text, read_numbers
from throughcare.linkage.review import (
    Task,
    agreement,
    asked_twice,
    export_decisions,
    next_task,
    open_decisions,
    record_decision,
    take_over,
)
from throughcare.linkage.reviewed import estimate_from_review
from throughcare.linkage.score import score_linkage
from throughcare.linkage.second_look import open_tasks, second_looks, tasks_answered
from throughcare.linkage.train import train_model

TASK = Task("t1", ("police_person:1", "court_defendant:2", "court_defendant:3"), "doubtful", 1.0, twice=True)


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


def train_without(room, *columns, **others):
    con = connect({"all_nodes": room.inputs["nodes"].path}, [room.inputs["nodes"].path.parent], room.inputs["nodes"].path.parent)
    changed = [f"null::{kind} as {name}" for name, kind in columns] + [f"{text} as {name}" for name, text in others.items()]
    con.execute(f"create view nodes as select * replace ({', '.join(changed)}) from all_nodes")
    return train_model(con)


def test_records_without_a_birth_date_can_be_trained_on(room):
    numbers = numbers_from_text(train_without(room, ("dob", "date"), ("dobs", "varchar")))
    assert numbers.source["birth", "equal"].startswith("start")
    assert any(source.startswith("trained on") for source in numbers.source.values())


def test_records_that_agree_on_addresses_rather_than_birth_dates_can_be_trained_on(room):
    numbers = numbers_from_text(
        train_without(room, ("dob", "date"), ("dobs", "varchar"), address="'1 ROAD ' || split_part(postcodes, '|', 1)")
    )
    assert numbers.source["name", "whole name equal"].startswith("trained on")
    assert numbers.source["birth", "equal"].startswith("start")


def test_one_birth_date_on_every_record_is_no_ground_to_train_on(room):
    model = train_without(room, dob="date '1985-02-01'", dobs="null::varchar")
    assert json.loads(model)["rules"] == ["l.forename_form = r.forename_form and l.surname_form = r.surname_form"]
    assert numbers_from_text(model).source["address", "outcode shared"].startswith("trained on")


def test_records_with_nothing_to_train_on_are_refused_with_a_reason(room):
    columns = (("dob", "date"), ("forename_form", "varchar"), ("address", "varchar"))
    with pytest.raises(UsageError, match="too few records agree"):
        train_without(room, *columns)


def slipped(draw, person):
    """The person written once more, with one slip: a letter of the surname, or a digit of the birth date's day."""
    name, surname, dob = person
    if draw.random() < 0.5:
        place = draw.randrange(1, len(surname))
        return name, surname[:place] + draw.choice("AEIOSTNR") + surname[place + 1 :], dob
    return name, surname, dob.replace(day=dob.day + 1 if dob.day < 28 else dob.day - 1)


def names_and_dates(people, twice, seed):
    """Received records of one agency that hold a name and a birth date only; so many people stand there twice, never written alike."""
    draw = random.Random(seed)
    syllables = ("BAR", "KEN", "LOW", "TON", "MER", "RIC", "SHA", "WOL", "DEN", "HAL", "PIK", "ROD")
    persons = [
        (
            draw.choice(("JOHN", "MARK", "PAUL", "ALAN", "DEAN", "RYAN", "LIAM", "OWEN")),
            "".join(draw.sample(syllables, 2)),
            date(1950 + draw.randrange(45), 1 + draw.randrange(12), 1 + draw.randrange(28)),
        )
        for _ in range(people)
    ]
    written = persons + [slipped(draw, person) for person in persons[:twice]]
    received = {name: table.slice(0, 0) for name, table in invented.invent(5, seed=1)[0].items()}
    schema = received["probation_person_received"].schema
    rows = [
        dict.fromkeys(schema.names) | {"source_row": row, "crn": f"A{row:06d}", "forenames": name, "surname": surname, "dob": dob}
        for row, (name, surname, dob) in enumerate(written, 1)
    ]
    return received | {"probation_person_received": pa.Table.from_pylist(rows, schema=schema)}


def test_few_facts_and_many_slips_do_not_teach_that_one_person_has_many_names():
    built = chain.build_room(names_and_dates(3000, 400, seed=5), order=chain.ORDER[:2])
    path = built.inputs["nodes"].path
    numbers = numbers_from_text(train_model(connect({"nodes": path}, [path.parent], path.parent)))
    assert numbers.m["name", "else"] < 0.2
    assert numbers.m["birth", "else"] < 0.2


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
        record_decision(
            con,
            TASK,
            [["police_person:1", "court_defendant:2"], ["court_defendant:3"]],
            "different",
            who="AB",
            when="2026-01-01",
            reason="",
        )
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


def queue_of(room, seed=1):
    return study_queue(lambda name: room.inputs[name].path, "default", seed)


def test_the_queue_holds_every_doubtful_cluster_in_an_order_that_tells_nothing(room):
    rows = [row for row in room("clusters").to_pylist() if row["link_set_id"] == "default"]
    queue = queue_of(room)
    assert sum(task.why == "doubtful" for task in queue) == len({row["cluster"] for row in rows if row["doubt"]})
    assert queue == queue_of(room)
    kinds = [task.why for task in queue]
    assert kinds != sorted(kinds)


def answer_by_truth(con, queue, truth, who="AB"):
    person = {f"{row['table_name']}:{row['source_record_id']}": row["person_id"] for row in truth.to_pylist()}
    for task in queue:
        groups = {}
        for key in task.keys:
            groups.setdefault(person[key], []).append(key)
        verdict = "same" if len(groups) == 1 else "different"
        record_decision(con, task, list(groups.values()), verdict, who=who, when="2026-01-01", reason="")


def test_answers_estimate_precision_and_recall_of_the_links(room, invented_800, tmp_path):
    con = open_decisions(tmp_path)
    queue = queue_of(room)
    answer_by_truth(con, queue, invented_800[1])
    found = estimate_from_review(con)
    con.close()
    pairs = score_linkage(room("crosswalk"), room("nodes"), *invented_800[1:])["pairs"]
    assert found["clusters"] == len(queue)
    for name in ("precision", "recall"):
        assert found[name]["value"] == pytest.approx(pairs[name], abs=0.01)
        assert found[name]["low"] <= pairs[name] <= found[name]["high"]


def test_a_part_of_the_queue_estimates_with_a_wider_interval(room, invented_800, tmp_path):
    widths = []
    for share in (4, 1):
        con = open_decisions(tmp_path / str(share))
        queue = queue_of(room)
        answer_by_truth(con, queue[: len(queue) // share], invented_800[1])
        found = estimate_from_review(con)["precision"]
        widths.append(found["high"] - found["low"])
        con.close()
    assert widths[0] > widths[1]


def test_what_nobody_has_looked_into_is_listed_with_none_decided(room, invented_800, tmp_path):
    con = open_decisions(tmp_path)
    queue = queue_of(room)
    answer_by_truth(con, [task for task in queue if task.stratum == "clusters of 2 to 2"], invented_800[1])
    found = estimate_from_review(con, {task.stratum: task.stratum_size for task in queue})
    con.close()
    decided = {row["stratum"]: row["decided"] for row in found["strata"]}
    assert decided["clusters of 2"] == found["clusters"] > 0
    assert decided["clusters of 6 and more"] == 0
    assert len(decided) == len({task.stratum for task in queue})


def test_a_third_answer_settles_a_disagreement(tmp_path):
    con = open_decisions(tmp_path)
    record_decision(con, TASK, [list(TASK.keys)], "same", who="AB", when="2026-01-01", reason="")
    split = [["police_person:1", "court_defendant:2"], ["court_defendant:3"]]
    record_decision(con, TASK, split, "different", who="CD", when="2026-01-02", reason="")
    assert agreement(con) == {"clusters": 1, "agreement": 0.0, "kappa": 0.0}
    assert next_task(con, [TASK], "EF") == TASK
    record_decision(con, TASK, split, "different", who="EF", when="2026-01-03", reason="")
    assert next_task(con, [TASK], "GH") is None
    export_decisions(con, tmp_path)
    con.close()
    binding = read_decisions((tmp_path / "decisions.csv").read_text())
    assert {row["who"] for row in binding} == {"CD", "EF"}


def test_a_decision_binds_in_its_scope_only(room, invented_800):
    rows = [row for row in room("clusters").to_pylist() if row["link_set_id"] == "strict" and row["size"] == 2]
    one, other = sorted(row["record_key"] for row in rows if row["cluster"] == rows[0]["cluster"])
    text = f"decision,verdict,left_key,right_key,replaces,scope\nD1,different,{one},{other},,default|wide\n"
    built = chain.build_room(invented_800[0], parameters={"link_decisions": text}, order=chain.ORDER[:5])
    apart = {}
    for row in built("crosswalk").to_pylist():
        apart.setdefault(row["link_set_id"], {})[row["record_key"]] = row["person_id"]
    assert {name: persons[one] != persons[other] for name, persons in apart.items()} == {
        "strict": False, "default": True, "wide": True,
    }  # fmt: skip


def test_an_unknown_scope_is_refused_with_the_nearest():
    with pytest.raises(StudyError, match="nearest: default"):
        read_decisions("decision,verdict,left_key,right_key,replaces,scope\nD1,same,a,b,,defualt\n")


@pytest.mark.parametrize("verdict", ["different", "same"])
def test_a_decision_on_a_record_and_itself_is_refused_with_its_line(verdict):
    text = f"decision,verdict,left_key,right_key,replaces\nD1,same,a,b,\nD2,{verdict},a,a,\n"
    with pytest.raises(StudyError, match=r"links/decisions.csv line 3: .* one record; .* correct one key, or take the line out"):
        read_decisions(text)


KEY = b"k" * 32
CHANGED = {"surname": "Ashworth"}


def nodes_of(*changes):
    """Rows of `nodes` for the records of `TASK`; changes by record key."""
    given = dict(changes)
    fields = {field: None for field, _ in FIELDS}
    return [{"record_key": key, **fields, "forename": "ANN", "surname": "STONE", **given.get(key, {})} for key in TASK.keys]


def decided(folder, verdict="same", who="AB"):
    con = open_decisions(folder)
    groups = [list(TASK.keys)] if verdict == "same" else []
    record_decision(con, TASK_IN_PARTS, groups, verdict, who=who, when="2026-01-01", reason="", marks=marks_of(nodes_of(), KEY))
    return con


TASK_IN_PARTS = Task("t1", TASK.keys, "doubtful", 1.0, twice=False, parts=(0, 0, 0), stratum="doubtful", stratum_size=1)


def test_a_decision_whose_records_are_as_they_were_is_not_asked_again(tmp_path):
    con = decided(tmp_path)
    assert second_looks(con, marks_of(nodes_of(), KEY)) == []
    con.close()


def test_a_decision_whose_records_changed_is_asked_again_and_the_answer_replaces_it(tmp_path):
    con = decided(tmp_path)
    now = marks_of(nodes_of(("court_defendant:2", CHANGED)), KEY)
    (task,) = second_looks(con, now)
    assert (task.keys, task.why) == (TASK.keys, "changed")
    assert next_task(con, [task], "AB") == task  # the same person may look again
    record_decision(con, task, [["police_person:1", "court_defendant:3"], ["court_defendant:2"]], "different", who="AB", when="2026-02-01", reason="", marks=now)  # fmt: skip
    assert second_looks(con, now) == []
    assert second_looks(con, marks_of(nodes_of(), KEY))[0].task != task.task
    export_decisions(con, tmp_path)
    found = estimate_from_review(con)
    con.close()
    binding = read_decisions((tmp_path / "decisions.csv").read_text())
    assert {row["decided_at"] for row in binding} == {"2026-02-01"}
    assert (found["clusters"], [row["stratum"] for row in found["strata"]]) == (1, ["doubtful"])


def test_who_cannot_tell_leaves_the_earlier_decision_and_is_not_asked_the_same_again(tmp_path):
    con = decided(tmp_path)
    now = marks_of(nodes_of(("court_defendant:2", CHANGED)), KEY)
    (task,) = second_looks(con, now)
    record_decision(con, task, [], "cannot tell", who="CD", when="2026-02-01", reason="", marks=now)
    assert next_task(con, second_looks(con, now), "EF") is None
    export_decisions(con, tmp_path)
    con.close()
    assert "same" in {row["verdict"] for row in read_decisions((tmp_path / "decisions.csv").read_text())}


def test_decisions_stand_to_their_records_in_four_ways():
    one, other = nodes_of()[:2]
    row = {"left_key": one["record_key"], "right_key": other["record_key"], "left_mark": mark_of(one, KEY), "right_mark": mark_of(other, KEY)}  # fmt: skip
    now = marks_of([one, other], KEY)
    rows = [
        row,
        row | {"left_mark": mark_of(one | CHANGED, KEY)},
        row | {"left_key": "police_person:9"},
        row | {"right_mark": ""},
        row | {"right_mark": mark_of(other, b"another key, of thirty-two bytes.")},
    ]
    assert count_standings(rows, now) == {"as decided": 1, "changed": 1, "gone": 1, "no mark": 2}


def test_a_mark_holds_nothing_of_the_record_and_no_two_keys_give_the_same():
    record = nodes_of()[0]
    assert "STONE" not in mark_of(record, KEY)
    assert mark_of(record, KEY) != mark_of(record, b"another key, of thirty-two bytes.")


def test_decisions_made_before_marks_were_kept_are_read_and_have_none(tmp_path):
    con = sqlite3.connect(tmp_path / "decisions.db")
    older = [name for name in ("task", *COLUMNS) if not name.endswith("_mark")]
    con.execute(f"create table decisions (number integer primary key, {', '.join(f'{name} text' for name in older)})")
    con.execute("insert into decisions (task, decision, verdict, left_key, right_key) values ('t1', 'D000001', 'same', 'police_person:1', 'court_defendant:2')")  # fmt: skip
    con.commit()
    con.close()
    con = open_decisions(tmp_path)
    assert second_looks(con, marks_of(nodes_of(), KEY)) == []
    assert export_decisions(con, tmp_path) == 1
    con.close()


def test_the_figures_of_the_linkage_count_decisions_whose_records_changed(room, invented_800):
    from throughcare.linkage.marks import marks_now

    one, other = room("nodes")["record_key"].to_pylist()[:2]
    path = room.inputs["nodes"].path
    now = marks_now(connect({"nodes": path}, [path.parent], path.parent), [one, other], KEY)
    head = "decision,verdict,left_key,right_key,replaces,left_mark,right_mark\n"
    older = now[other][:-1] + ("0" if now[other][-1] != "0" else "1")
    rows = f"D1,different,{one},{other},,{now[one]},{now[other]}\nD2,different,{one},{other},,{now[one]},{older}\n"
    built = chain.build_room(
        invented_800[0], parameters={"link_decisions": head + rows}, order=(*chain.ORDER[:5], "link_quality")
    )
    said = {row["what"]: row["value"] for row in built("link_quality").to_pylist() if row["what"].startswith("decisions")}
    assert said == {"decisions, records as they were decided about": 1, "decisions, records have changed since": 1}


def name_of_a_task_asked_twice(seed=1):
    return next(name for name in (f"t{number}" for number in range(1000)) if asked_twice(name, seed))


def test_a_task_of_the_share_asked_twice_comes_back_though_its_cluster_is_gone(tmp_path):
    con = open_decisions(tmp_path)
    task = replace(TASK_IN_PARTS, task=name_of_a_task_asked_twice(), sampling_probability=0.25, twice=True)
    now = marks_of(nodes_of(), KEY)
    once = replace(TASK_IN_PARTS, task=next(name for name in ("a", "b", "c", "d", "e", "f") if not asked_twice(name, 1)))
    for asked in (task, once):
        record_decision(con, asked, [[key] for key in TASK.keys], "different", who="AB", when="2026-01-01", reason="", marks=now)
    # A run has split the cluster, so that the queue made of clusters holds neither any longer.
    assert open_tasks(con, now, 1) == [task]
    assert next_task(con, open_tasks(con, now, 1), "AB") is None
    assert open_tasks(con, {key: now[key] for key in TASK.keys[:2]}, 1) == []
    assert open_tasks(con, marks_of(nodes_of(("court_defendant:2", CHANGED)), KEY), 1) == []
    record_decision(con, task, [list(TASK.keys)], "same", who="CD", when="2026-01-02", reason="", marks=now)
    assert next_task(con, open_tasks(con, now, 1), "EF") == task
    record_decision(con, task, [list(TASK.keys)], "same", who="EF", when="2026-01-03", reason="", marks=now)
    assert open_tasks(con, now, 1) == []
    con.close()


def test_a_file_of_decisions_cut_short_is_refused_with_its_line():
    whole = "decision,verdict,left_key,right_key,who,scope\nD1,same,police_person:1,court_defendant:2,AB,all\n"
    assert len(read_decisions(whole)) == 1
    with pytest.raises(StudyError, match=r"links/decisions.csv line 2: has fewer cells than the head"):
        read_decisions(whole[:-10])


def test_a_file_of_decisions_saved_by_a_spreadsheet_is_taken_over(tmp_path):
    written = "\ufeffdecision,verdict,left_key,right_key\nD7,same,police_person:1,court_defendant:2\n"
    (tmp_path / "decisions.csv").write_text(written, encoding="utf-8")
    con = open_decisions(tmp_path)
    assert take_over(con, tmp_path) == 1
    con.close()


def test_a_damaged_database_of_decisions_is_refused_and_left_as_it_is(tmp_path):
    con = open_decisions(tmp_path)
    record_decision(con, TASK, [list(TASK.keys)], "same", who="AB", when="2026-01-01", reason="")
    con.close()
    damaged = (tmp_path / "decisions.db").read_bytes()[:2000]
    (tmp_path / "decisions.db").write_bytes(damaged)
    with pytest.raises(StudyError, match=r"links/decisions\.db: is no database of decisions"):
        open_decisions(tmp_path)
    assert (tmp_path / "decisions.db").read_bytes() == damaged


def test_a_key_may_hold_the_sign_that_parts_keys(tmp_path):
    con = open_decisions(tmp_path)
    keys = ("court_defendant:a|b", "police_person:7|", "police_person:8|court")
    task = replace(TASK_IN_PARTS, keys=keys)
    record_decision(con, task, [[keys[0], keys[2]], [keys[1]]], "different", who="AB", when="2026-01-01", reason="")
    assert tasks_answered(con) == {"t1": dict.fromkeys(keys, 0)}
    assert estimate_from_review(con)["precision"]["value"] == pytest.approx(1 / 3, abs=1e-5)
    con.close()


def test_decisions_that_stand_in_the_file_alone_are_kept_by_an_export(tmp_path):
    written = "decision,verdict,left_key,right_key,who\nD000003,different,police_person:8,court_defendant:9,CD\nours,same,police_person:1,court_defendant:2,CD\n"
    (tmp_path / "decisions.csv").write_text(written)
    con = open_decisions(tmp_path)
    assert take_over(con, tmp_path) == 2
    record_decision(con, TASK, [list(TASK.keys)], "same", who="AB", when="2026-01-01", reason="")
    assert export_decisions(con, tmp_path) == 4
    assert take_over(con, tmp_path) == 0
    assert agreement(con)["clusters"] == 0
    assert next_task(con, [TASK], "CD") == TASK
    con.close()
    rows = read_decisions((tmp_path / "decisions.csv").read_text())
    assert [row["decision"] for row in rows] == ["D000003", "ours", "D000004", "D000005"]


@pytest.mark.parametrize("answer", ["0/1,2,3", "-1/1/2", "1,2", "1,2/2,3", "1,1,2,3", "1,2/4", "1,2/", "x", ""])
def test_an_answer_that_does_not_name_every_record_once_is_none(answer):
    with pytest.raises(click.UsageError, match="each of 1 to 3 once"):
        read_answer(answer, TASK.keys)


def test_groups_are_read_as_they_are_typed():
    assert read_answer(" 1,3/2 ", TASK.keys) == ([["police_person:1", "court_defendant:3"], ["court_defendant:2"]], "different")
    assert read_answer("3,2,1", TASK.keys) == ([["court_defendant:3", "court_defendant:2", "police_person:1"]], "same")
