"""Other linkages of the same people: as files, or told apart by a column; swept, or combined by Rubin's rules."""

import json

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from throughcare.commands.evaluate import command as evaluate
from throughcare.errors import InputError
from throughcare.evaluation.linkages import COHORTS, KeptCohorts, write_cohorts
from throughcare.evaluation.tables import carry_out


def run(*words):
    done = CliRunner().invoke(evaluate, [*map(str, words), "--json", "--quiet"], catch_exceptions=False, standalone_mode=False)
    return json.loads(done.stdout)


def relinked(table, seed):
    """The same people; a few outcomes lost and a few found, and the endings and counts with them."""
    luck = np.random.default_rng(seed).random(table.num_rows)
    was = np.array(table.column("reoffended").to_pylist())
    now = np.where(was == 1, luck < 0.96, luck < 0.004).astype(int)
    ended = [
        one if now[at] == was[at] else ("event" if now[at] else "") for at, one in enumerate(table.column("ended").to_pylist())
    ]
    made = table.set_column(table.column_names.index("reoffended"), "reoffended", pa.array(now))
    offences = np.where(now == 1, np.maximum(np.array(table.column("offences").to_pylist()), 1), 0)
    made = made.set_column(made.column_names.index("offences"), "offences", pa.array(offences))
    return made.set_column(made.column_names.index("ended"), "ended", pa.array(ended))


def say_link_sets(plan, words):
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("[linkage]", f"[linkage]\n{words}"), encoding="utf-8")


@pytest.fixture
def place(tmp_path, plan_text, invented_table):
    (tmp_path / "plan.toml").write_text(plan_text, encoding="utf-8")
    table = invented_table(treated=400, compared=1600, rate=0.2, seed=6)
    parquet.write_table(table, tmp_path / "default.parquet")
    for number in range(4):
        parquet.write_table(relinked(table, number), tmp_path / f"draw{number}.parquet")
    parts = [("default", table), ("strict", relinked(table, 9)), *((f"draw {n}", relinked(table, n)) for n in range(4))]
    together = pa.concat_tables([part.append_column("link_set", pa.array([name] * part.num_rows)) for name, part in parts])
    parquet.write_table(together, tmp_path / "together.parquet")
    return tmp_path


def test_draws_are_combined_and_the_interval_holds_who_is_who_as_well(place):
    drawn = [word for number in range(4) for word in ("--draw", place / f"draw{number}.parquet")]
    found = run(place / "default.parquet", "--plan", place / "plan.toml", *drawn, "--link-set", place / "draw0.parquet")
    draws = found["linkage"]["draws"]
    assert draws["draws"] == 4
    assert 0 < draws["between_share"] < 1
    assert draws["low"] < draws["estimate"] < draws["high"]
    assert [one["outcome"] for one in found["linkage"]["sweep"]] == ["draw0"]


def test_a_column_of_link_sets_says_the_same_as_files_of_their_own(place):
    drawn = [word for number in range(4) for word in ("--draw", place / f"draw{number}.parquet")]
    apart = run(place / "default.parquet", "--plan", place / "plan.toml", *drawn)
    say_link_sets(place / "plan.toml", 'link_set = "link_set"')
    together = run(place / "together.parquet", "--plan", place / "plan.toml")
    assert together["primary"]["estimate"] == apart["primary"]["estimate"]
    assert together["linkage"]["draws"] == apart["linkage"]["draws"]
    assert [one["outcome"] for one in together["linkage"]["sweep"]] == ["strict"]
    assert together["flow"][0]["people"] == apart["flow"][0]["people"]


def test_a_column_without_the_plans_own_link_set_is_told(place):
    say_link_sets(place / "plan.toml", 'link_set = "link_set"\nmain = "defolt"')
    with pytest.raises(InputError, match=r"holds no 'defolt'.*nearest: default"):
        run(place / "together.parquet", "--plan", place / "plan.toml")


def linkage_of_study(folder, plan_text, now):
    others = KeptCohorts(folder / COHORTS, "default")
    return json.loads(carry_out("plan.toml", plan_text, now, None, invented=True, others=others)["result"])["linkage"]


def test_a_study_carries_its_evaluation_out_in_every_link_set_that_was_built(tmp_path, plan_text, invented_table):
    table = invented_table(treated=400, compared=1600, rate=0.2, seed=6)
    drawn = [(f"draw-{n:02}", relinked(table, n)) for n in range(3)]
    write_cohorts([("default", table), ("strict", relinked(table, 9)), *drawn], tmp_path / COHORTS)
    linkage = linkage_of_study(tmp_path, plan_text, table)
    assert [one["outcome"] for one in linkage["sweep"]] == ["strict"]
    assert linkage["draws"]["draws"] == 3


def test_link_sets_of_earlier_extracts_are_not_put_beside_those_of_now(tmp_path, plan_text, invented_table):
    table = invented_table(treated=400, compared=1600, rate=0.2, seed=6)
    write_cohorts([("default", table), ("strict", relinked(table, 9)), ("draw-01", relinked(table, 1))], tmp_path / COHORTS)
    linkage = linkage_of_study(tmp_path, plan_text, relinked(table, 5))
    assert (linkage["sweep"], linkage["draws"]) == ([], None)
