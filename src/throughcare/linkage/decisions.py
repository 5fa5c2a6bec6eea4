"""People's decisions on links: append-only rows that bind at every run.

`links/decisions.csv` of a study: decision, verdict (same, different, cannot tell), left_key, right_key, who, when, reason, replaces,
sampling_probability, scope, and the marks of both records as they were (`marks.py`). A decision binds the two records it names, in the link sets of its scope (all of them where it has none). One that a later row replaces no longer
binds. Decisions that contradict each other both stand, and their cluster needs attention: the last writer does not win.
"""

import csv
import io
from typing import TYPE_CHECKING

from throughcare.errors import StudyError, nearest
from throughcare.linkage.link_sets import THRESHOLDS

if TYPE_CHECKING:
    import duckdb

COLUMNS = (
    "decision",
    "verdict",
    "left_key",
    "right_key",
    "who",
    "decided_at",
    "reason",
    "replaces",
    "sampling_probability",
    "scope",
    "left_mark",
    "right_mark",
)
VERDICTS = ("same", "different", "cannot tell")
EVERYWHERE = "all"


def check_scope(scope: str) -> tuple[str, ...]:
    """The link sets of a scope (names joined by `|`, or `all`); StudyError where one is no threshold's name."""
    named = THRESHOLDS if scope in {"", EVERYWHERE} else tuple(scope.split("|"))
    wrong = [name for name in named if name not in THRESHOLDS]
    if wrong:
        raise StudyError(
            f"scope of a decision: '{wrong[0]}' is not among {', '.join((EVERYWHERE, *THRESHOLDS))}{nearest(wrong[0], THRESHOLDS)}"
        )
    return named


def read_decisions(text: str) -> list[dict[str, str]]:
    """Decisions that still bind, in the order they were made; StudyError names the line of a wrong row."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for line, row in enumerate(rows, start=2):
        if None in row.values():
            raise StudyError(
                f"links/decisions.csv line {line}: has fewer cells than the head, as a file cut short has; complete the line, or put back a whole copy"
            )
        missing = [name for name in ("decision", "verdict", "left_key", "right_key") if not row.get(name)]
        if missing:
            raise StudyError(f"links/decisions.csv line {line}: {', '.join(missing)} is empty or missing")
        if row["verdict"] not in VERDICTS:
            raise StudyError(f"links/decisions.csv line {line}: verdict is none of {', '.join(VERDICTS)}")
        if row["left_key"] == row["right_key"]:
            raise StudyError(
                f"links/decisions.csv line {line}: left_key and right_key name one record; a decision is on two records: correct one key, or take the line out"
            )
        check_scope(row.get("scope") or EVERYWHERE)
    replaced = {decision for row in rows for decision in (row.get("replaces") or "").split("|")}
    return [row for row in rows if row["decision"] not in replaced]


def decided_pairs(
    con: "duckdb.DuckDBPyConnection", text: str, link_set: str
) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """(same, different) as pairs of nodes, from `numbered`, of the decisions that bind in a link set; records that are gone bind nobody."""
    rows = [row for row in (read_decisions(text) if text else []) if link_set in check_scope(row.get("scope") or EVERYWHERE)]
    if not rows:
        return [], set()
    keys = sorted({row[side] for row in rows for side in ("left_key", "right_key")})
    marks = ", ".join("?" for _ in keys)
    node = dict(con.execute(f"select record_key, node from numbered where record_key in ({marks})", keys).fetchall())
    found: dict[str, list[tuple[int, int]]] = {verdict: [] for verdict in VERDICTS}
    for row in rows:
        if row["left_key"] in node and row["right_key"] in node:
            found[row["verdict"]].append((int(node[row["left_key"]]), int(node[row["right_key"]])))
    return found["same"], set(found["different"])
