"""What a `.sql` file says of itself is read correctly."""

import pytest
import sqlglot
from sqlglot import exp

from throughcare.engine.sqlfile import read_header, read_inputs, read_parameters, read_sql_table
from throughcare.errors import TableError
from throughcare.pipeline import read_chain

TEXT = """-- One row per thing. More words.
-- Key: a, b.
-- Side: analysis.
-- Left out: things
--   that go on.
with steps as (select a from stays where q is distinct from z),
more as (select 1 as a from steps)
select a, $day as b from "more" left join wide using (a) where a <> 'from nowhere' -- from comment
order by a
"""


def test_a_header_field_goes_on_over_lines():
    sentence, fields = read_header(TEXT)
    assert sentence == "One row per thing. More words."
    assert fields == {"key": "a, b", "side": "analysis", "left out": "things that go on"}


def test_inputs_are_the_tables_read_and_not_the_steps():
    assert read_inputs(TEXT) == ("stays", "wide")


def test_parameters_are_the_dollar_names():
    assert read_parameters(TEXT) == ("day",)


def test_a_header_without_a_key_is_refused(tmp_path):
    path = tmp_path / "odd.sql"
    path.write_text("-- One row per thing.\nselect 1 as a\n")
    with pytest.raises(TableError, match="Key"):
        read_sql_table(path, "room")


SQL_TABLES = sorted((table for table in read_chain().values() if table.sql), key=lambda table: table.name)


@pytest.mark.parametrize("table", SQL_TABLES, ids=lambda table: table.name)
def test_the_graph_read_from_a_file_is_the_one_that_sqlglot_reads(table):
    parsed = sqlglot.parse_one(table.sql, read="duckdb")
    steps = {cte.alias for cte in parsed.find_all(exp.CTE)}
    assert set(table.inputs) == {found.name for found in parsed.find_all(exp.Table)} - steps


@pytest.mark.parametrize("table", SQL_TABLES, ids=lambda table: table.name)
def test_a_file_keeps_the_house_rules_of_sql(table):
    parsed = sqlglot.parse_one(table.sql, read="duckdb")
    assert not list(parsed.find_all(exp.Star)) or all(isinstance(star.parent, exp.Count) for star in parsed.find_all(exp.Star))
    assert parsed.args.get("order"), "ends with order by the key"
    assert table.sentence, "says in its header what one row is"
    assert len(sqlglot.parse(table.sql, read="duckdb")) == 1, "one statement a file"


@pytest.mark.parametrize("table", SQL_TABLES, ids=lambda table: table.name)
def test_a_file_can_be_said_in_spark(table):
    translated = sqlglot.transpile(table.sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert sqlglot.parse(translated[0], read="spark")
