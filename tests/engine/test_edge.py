"""Rows are written in the order of their key, whether they are sorted or said to come so, and no key stands twice."""

import duckdb
import pyarrow.parquet as pq
import pytest

from throughcare.engine.edge import write_rows
from throughcare.errors import TableError

KEY = ("one", "other")
SORTED = [("a", 1), ("a", 2), ("b", 1), ("b", None), ("é", 0)]


def written(tmp_path, rows, *, in_order):
    """The rows of the file, and the hash of their content."""
    con = duckdb.connect()
    con.execute("create table given (one varchar, other int)")
    con.executemany("insert into given values (?, ?)", rows)
    path = tmp_path / "data.parquet"
    count, content = write_rows(con, "select * from given", {}, "t", KEY, path, in_order=in_order)
    read = [tuple(row.values()) for row in pq.read_table(path).to_pylist()]
    assert count == len(read)
    return read, content


@pytest.mark.parametrize("in_order", [True, False])
@pytest.mark.parametrize("rows", [SORTED, SORTED[::-1], [SORTED[place] for place in (0, 1, 3, 2, 4)]])
def test_rows_stand_in_the_order_of_the_key(tmp_path, rows, in_order):
    assert written(tmp_path, rows, in_order=in_order)[0] == SORTED


def test_rows_that_come_in_order_are_the_same_file_as_sorted_ones(tmp_path):
    assert written(tmp_path, SORTED, in_order=True) == written(tmp_path, SORTED[::-1], in_order=False)


@pytest.mark.parametrize("in_order", [True, False])
@pytest.mark.parametrize("twice", [("a", 2), ("b", None)])
def test_a_key_on_two_rows_is_refused_with_their_number(tmp_path, twice, in_order):
    with pytest.raises(TableError, match="2 of 6 rows share their key"):
        written(tmp_path, [*SORTED, twice], in_order=in_order)


def test_order_is_checked_from_one_batch_to_the_next(tmp_path):
    con, path = duckdb.connect(), tmp_path / "data.parquet"
    rows = "select case when range = 150000 then -1 else range end as n from range(300000)"
    write_rows(con, rows, {}, "t", ("n",), path, in_order=True)
    numbers = pq.read_table(path)["n"].to_numpy()
    assert (numbers[1:] > numbers[:-1]).all()
