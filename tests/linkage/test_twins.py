"""When the rules of twins and generations hold, and when the records themselves say that they do not."""

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
    con.execute("alter table records add column dob_day integer")
    twins.part_related(con, chosen_numbers(""))
    assert ("twins" in twins.rules_holding(con)) is holds
    parted = con.execute("select count(*) from unweighed where parted = 'twins'").fetchone()[0]
    assert parted == (other if holds else 0)


def test_pairs_that_a_number_joins_speak_for_the_rule():
    """Every record has its numbers: all pairs without one in common are twins, and would by themselves set the rule aside."""
    con = pairs(99, 1)
    con.execute("alter table records add column dob_day integer")
    con.execute("update unweighed set numbers = case when name = 14 then 2 else 1 end")
    twins.part_related(con, chosen_numbers(""))
    assert twins.rules_holding(con) == ["generation", "household", "twins"]
    assert con.execute("select count(*) from unweighed where parted = 'twins'").fetchone()[0] == 1


def same_names(apart, *, hearings=-1, numbers=-1, others=99):
    """Pairs of one whole name and place: one whose birth dates are so many years apart, the others with one birth date."""
    con = pairs(0, 0)
    con.execute("alter table records add column dob_day integer")
    for place in range(others + 1):
        for side in (0, 1):
            day = 20_000 + (apart * 366 if place == 0 and side else 0)
            con.execute("insert into records values (?, 'ANNA', 'ANNA', 'NN', 'STONE', ['ANNA STONE'], ['ANNA'], ?)", [2 * place + side, day])  # fmt: skip
        birth, said, met = (0, numbers, hearings) if place == 0 else (9, -1, -1)
        con.execute("insert into unweighed values (?, ?, 15.0, 14, ?, 8, ?, ?)", [2 * place, 2 * place + 1, birth, said, met])
    twins.part_related(con, chosen_numbers(""))
    return con


def parted_as(con):
    return con.execute("select parted from unweighed where node_l = 0").fetchone()[0]


@pytest.mark.parametrize(
    ("apart", "agree", "parted"),
    [
        (14, {}, "generation"),
        (30, {"hearings": 0}, "generation"),
        (13, {}, ""),
        (30, {"numbers": 7}, ""),
        (30, {"hearings": 2}, ""),
        (30, {"numbers": 0}, "generation"),
    ],
)
def test_one_name_and_birth_dates_a_generation_apart_are_two_people_unless_a_number_or_a_hearing_agrees(apart, agree, parted):
    assert parted_as(same_names(apart, **agree)) == parted


def test_the_rule_of_generations_is_set_aside_where_birth_dates_are_worth_nothing():
    con = same_names(30, others=9)
    assert parted_as(con) == ""
    assert twins.rules_holding(con) == ["household", "twins"]
