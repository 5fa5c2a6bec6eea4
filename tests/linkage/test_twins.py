"""When the rule of twins holds, and when the records themselves say that it does not."""

import duckdb
import pytest

from throughcare.linkage import twins
from throughcare.linkage.numbers_file import chosen_numbers


def pairs(same_forename, other_forename):
    """Records of two, all with one surname, birth date and place a pair; so many pairs with one forename, so many with two."""
    con = duckdb.connect()
    con.execute("""
        create table records (node integer, forename varchar, forename_form varchar, forename_skeleton varchar, surname_form varchar,
            names varchar[], given_parts varchar[]);
        create table unweighed (node_l integer, node_r integer, weight double, name tinyint, birth tinyint, address tinyint,
            numbers tinyint, hearings tinyint)
    """)
    for place in range(same_forename + other_forename):
        forenames = ("ANNA", "ANNA" if place < same_forename else "ROBERT")
        for side, forename in enumerate(forenames):
            con.execute("insert into records values (?, ?, ?, ?, ?, ?, ?)", [
                2 * place + side, forename, forename, forename[:3], "STONE", [f"{forename} STONE"], [forename]])  # fmt: skip
        name = 14 if place < same_forename else 4
        con.execute("insert into unweighed values (?, ?, 15.0, ?, 9, 8, -1, -1)", [2 * place, 2 * place + 1, name])
    return con


@pytest.mark.parametrize(("same", "other", "holds"), [(99, 1, True), (90, 10, False), (0, 0, True)])
def test_the_rule_is_set_aside_where_such_pairs_are_common(same, other, holds):
    con = pairs(same, other)
    assert twins.part_twins(con, chosen_numbers("")) is holds
    parted = con.execute("select count(*) from unweighed where parted = 'twins'").fetchone()[0]
    assert parted == (other if holds else 0)
