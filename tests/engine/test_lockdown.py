"""A query reaches its inputs and its draft, and nothing else."""

import duckdb
import pytest

from throughcare.engine.duck import connect, quoted


@pytest.fixture
def con(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    duckdb.connect().execute(f"copy (select range as n from range(3)) to '{folder}/n.parquet' (format parquet)")
    (tmp_path / "other.csv").write_text("secret\n1\n")
    return connect({"n": folder / "n.parquet"}, [folder], tmp_path / "scratch")


def test_its_inputs_are_views(con):
    assert con.execute("select sum(n) from n").fetchone() == (3,)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('{folder}/other.csv')",
        "copy n to '{folder}/leak.csv'",
        "attach '{folder}/leak.db'",
        "install httpfs",
        "set threads = 8",
        "set enable_external_access = true",
    ],
)
def test_everything_else_is_refused(con, statement, tmp_path):
    with pytest.raises(duckdb.Error):
        con.execute(statement.format(folder=tmp_path))


def test_python_variables_are_not_tables(con):
    hidden = [1, 2]  # noqa: F841  # what the query must not find
    with pytest.raises(duckdb.Error):
        con.execute("select * from hidden")


OTHER = str.maketrans({"[": None, "]": None, "*": "ever"})  # what each name would fit if it were a pattern


@pytest.mark.parametrize("name", ["study [1]", "o'brien", "what*"])
def test_a_folder_is_itself_and_never_a_pattern(tmp_path, name):
    """Beside `study [1]` stands `study 1`: its rows must not be read in the other's place."""
    for folder, value in ((name.translate(OTHER), 2), (name, 1)):
        (tmp_path / folder).mkdir(exist_ok=True)
        path = tmp_path / folder / "n.parquet"
        duckdb.connect().execute(f"copy (select {value} as n) to {quoted(str(path))} (format parquet)")
    con = connect({"n": tmp_path / name / "n.parquet"}, [tmp_path / name], tmp_path / "scratch")
    assert con.execute("select n from n").fetchall() == [(1,)]
