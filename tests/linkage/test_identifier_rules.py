"""Numbers in SQL read as the records room reads them in Python."""

import duckdb
import pytest

from throughcare.linkage.identifier_rules import canonical
from throughcare.records import identifiers

WRITTEN = {
    "pnc": [
        "2002/0073319Z",
        "02/73319Z",
        "0273319Z",
        "79/163001B",
        "033Y",
        "81/34U",
        "20030011985Z",
        "2001/0171310S",
        "1979/0163001B",
        "X",
    ],
    "cro": ["65656/91H", "85227/65G", "SF05/482703J", "SF83/50058Z", "000000/00Z", "123456/99L", "000001/11X", "SF99/12345M", ""],
}


@pytest.mark.parametrize(("kind", "written"), [(kind, one) for kind, all_of in WRITTEN.items() for one in all_of])
def test_sql_and_python_agree(kind, written):
    read = {"pnc": identifiers.read_pnc, "cro": identifiers.read_cro}[kind](written, 2026)
    found = (
        duckdb.connect().execute(f"select {canonical(kind, 'w', 2026)} from (select ?::varchar as w)", [written]).fetchall()[0][0]
    )
    assert found == (read.value if read.standing == "valid" else None)


def test_every_single_wrong_digit_and_swap_is_caught():
    good = "2002/0073319Z"
    con = duckdb.connect()
    spoilt = {good[:i] + d + good[i + 1 :] for i in (2, 3, *range(5, 12)) for d in "0123456789"} - {good}
    spoilt |= {good[:i] + good[i + 1] + good[i] + good[i + 2 :] for i in range(5, 11)} - {good}
    for number in sorted(spoilt):
        assert (
            con.execute(f"select {canonical('pnc', 'w', 2026)} from (select ?::varchar as w)", [number]).fetchall()[0][0] is None
        )
