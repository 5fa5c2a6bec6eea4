"""The audit's known rate under every link set, drawn, corrected, and over grids: what linkage error does to a figure, and what it was.

Source: linkage note, section 13. The layers, each printed: uncorrected; the range of the thresholds; drawn link sets (Rubin's rules); corrected by each
number with an interval; where a number is missing from the records that are hard to link, the other number or a grid; a grid of sensitivity and
false share for sources without numbers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.linkage.cluster import component_of
from throughcare.linkage.correct import DELTAS, Corrected, Counted, correct, count_units
from throughcare.linkage.estimate import hidden_graph, open_silver
from throughcare.linkage.follow import Followed, Records, follow
from throughcare.linkage.group import Graph, cluster_at
from throughcare.linkage.intervals import wilson
from throughcare.linkage.link_sets import DEFAULT, THRESHOLDS
from throughcare.linkage.missing import Split, split_recall

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb
    import numpy as np
    from numpy.typing import NDArray

ALL = "all"
UNCORRECTED, RANGE, DRAWN_SETS, CORRECTED, CHOSEN = (
    "uncorrected",
    "threshold range",
    "drawn sets",
    "corrected",
    "corrected, chosen",
)
MISSED_TIMES, GRID = "missed delta times as often", "bias grid"
SENSITIVITY, FALSE_SHARE = "sensitivity", "false share"

# The bias grid, for sources without numbers: share of true hits that were linked, and share of persons without one who got somebody else's.
SENSITIVITIES = (0.85, 0.90, 0.95, 1.00)
FALSE_SHARES = (0.0, 0.0025, 0.005, 0.01)


@dataclass(frozen=True)
class Row:
    """One figure: its group, how it was made, by what, its value with an interval, and the persons it rests on."""

    group: str
    method: str
    by: str
    value: float | None
    low: float | None = None
    high: float | None = None
    people: int = 0


@dataclass(frozen=True)
class Groups:
    """The groups that figures are given for: names, and for each kind of group the place of every prison record's group among them."""

    names: tuple[str, ...]
    of: "tuple[NDArray[np.int64], ...]"

    def places(self) -> "Iterable[tuple[str, NDArray[np.int64], int]]":
        """(name, group of every prison record in its kind, place) for every group."""
        for of in self.of:
            for place in sorted(set(of.tolist())):
                yield self.names[place], of, place


def make_groups(records: Records) -> Groups:
    """All groups of all kinds, numbered through."""
    import numpy as np

    names: list[str] = []
    of = []
    for values in records.groups.values():
        found, place = np.unique(values, return_inverse=True)
        of.append(place.astype(np.int64) + len(names))
        names += [str(name) for name in found]
    return Groups(tuple(names), tuple(of))


def shares_by_group(followed: Followed, groups: Groups) -> dict[str, tuple[int, int]]:
    """(hits, persons) of everybody and of each group."""
    found = {ALL: (int(followed.hit.sum()), len(followed.hit))}
    for name, of, place in groups.places():
        inside = of[followed.place] == place
        found[name] = (int(followed.hit[inside].sum()), int(inside.sum()))
    return found


def pool_draws(shares: "Sequence[tuple[int, int]]") -> tuple[float, float, float] | None:
    """Rubin's rules over drawn link sets: the mean rate and its 95 % interval, within and between sets.

    The interval is Wilson's for multiply imputed shares (Lott and Reiter 2020), as each set's own is Wilson's: none of 119 people in any set is no certain none.
    """
    from scipy.stats import t as student

    known = [(hits / people, people) for hits, people in shares if people]
    if len(known) < 2:
        return None
    count = len(known)
    mean, people = (sum(one[place] for one in known) / count for place in range(2))
    within = mean * (1 - mean) / people
    between = (1 + 1 / count) * sum((rate - mean) ** 2 for rate, _ in known) / (count - 1)
    added = between / within if within > 0 else 0.0
    freedom = (count - 1) * (1 + 1 / added) ** 2 if added > 0 else 1e9
    effective = people / (1 + added)
    _, low, high = wilson(mean * effective, effective, float(student.ppf(0.975, min(freedom, 1e9))))
    return mean, low or 0.0, high or 1.0


def rows_uncorrected(
    records: Records, groups: Groups, by_set: "dict[str, NDArray[np.int64]]", drawn: "Sequence[NDArray[np.int64]]"
) -> list[Row]:
    """The rate in each link set, the range of the thresholds, and the drawn sets together."""
    seen = {name: shares_by_group(follow(records, person), groups) for name, person in by_set.items()}
    draws = [shares_by_group(follow(records, person), groups) for person in drawn]
    rows: list[Row] = []
    for group in (ALL, *groups.names):
        rows += [Row(group, UNCORRECTED, name, *wilson(*shares[group]), shares[group][1]) for name, shares in seen.items()]
        rates = [hits / people for hits, people in (shares[group] for shares in seen.values()) if people]
        if rates:
            rows.append(Row(group, RANGE, "strict to wide", None, min(rates), max(rates), seen[DEFAULT][group][1]))
        pooled = pool_draws([shares[group] for shares in draws])
        if pooled:
            rows.append(Row(group, DRAWN_SETS, f"{len(draws)} drawn link sets", *pooled, seen[DEFAULT][group][1]))
    return rows


@dataclass(frozen=True)
class Validation:
    """The three ways of following persons by one number, over the same records, and the units that are resampled."""

    kind: str
    unit: "NDArray[np.int64]"
    linked: Followed
    by_number: Followed
    without: Followed

    def counted(self, records: Records, group_of: "NDArray[np.int64]") -> Counted:
        """Counts by unit, with the group of each."""
        return count_units(self.unit, group_of, records.prison, (self.linked, self.by_number, self.without))


def validate(
    con: "duckdb.DuckDBPyConnection",
    graph: Graph,
    silver: dict[str, Any],
    records: Records,
    linked: "NDArray[np.int64]",
    kind: str,
) -> Validation:
    """Follow persons by links, by the number, and by links made without it: the last two from the prison records of drawn persons."""
    import numpy as np

    hidden = cluster_at(hidden_graph(con, graph, kind), silver["link_sets"][DEFAULT], silver["by_pair"].get(DEFAULT)).cluster
    held = con.execute(
        f"""
        select m.node, dense_rank() over (order by n.{kind}) - 1 as number, s.record_key is not null as drawn
        from nodes as n join numbered as m using (record_key) left join (select record_key from silver_records where scheme = ?) as s using (record_key)
        where n.{kind} is not null and not contains(n.{kind}, '|')
        """,
        [kind],
    ).fetchnumpy()
    node, number = np.asarray(held["node"], dtype=np.int64), np.asarray(held["number"], dtype=np.int64)
    person = np.full(graph.count, -1, dtype=np.int64)
    person[node] = number
    drawn = np.zeros(graph.count, dtype=bool)
    drawn[node[np.asarray(held["drawn"], dtype=bool)]] = True
    prison_kept, court_kept = drawn[records.prison], person[records.court] >= 0
    first = np.full(int(number.max(initial=-1)) + 1, graph.count, dtype=np.int64)
    np.minimum.at(first, number, node)
    every = np.arange(graph.count, dtype=np.int64)
    unit = component_of(graph.count, np.concatenate([every, every, node]), np.concatenate([linked, hidden, first[number]]))
    return Validation(
        kind,
        unit,
        follow(records, linked),
        follow(records, person, prison_kept, court_kept),
        follow(records, hidden, prison_kept, court_kept),
    )


def rows_corrected(
    records: Records, groups: Groups, found: Validation, seed: int, label: str, deltas: "Sequence[float]"
) -> list[Row]:
    """The corrected rate by one number, of everybody and of each group; and over missed links so many times as frequent."""
    rows: list[Row] = []
    everybody = found.counted(records, groups.of[0])
    counted = {id(of): found.counted(records, of) for of in groups.of}
    for delta in deltas:
        method = CORRECTED if delta == 1 else MISSED_TIMES
        by = label if delta == 1 else f"{label}, {delta:g} times"
        sets: list[tuple[str, Corrected]] = [(ALL, correct(everybody, None, seed, delta))]
        sets += [(name, correct(counted[id(of)], place, seed, delta)) for name, of, place in groups.places()]
        rows += [Row(name, method, by, one.value, one.low, one.high, one.people) for name, one in sets]
    return rows


def rows_of_errors(records: Records, groups: Groups, found: Validation, label: str) -> list[Row]:
    """Sensitivity and false share by one number: what an evaluation takes to correct its own contrast."""
    import numpy as np

    hit = np.zeros((2, len(records.prison)), dtype=bool)
    for place, one in enumerate((found.by_number, found.without)):
        hit[place, one.place] = one.hit
    rows: list[Row] = []
    of_all = np.zeros(len(records.prison), dtype=np.int64)
    for name, of, place in [(ALL, of_all, 0), *groups.places()]:
        rests = found.by_number.place[of[found.by_number.place] == place]
        true, seen = hit[0, rests], hit[1, rests]
        rows.append(Row(name, SENSITIVITY, label, *wilson(float((true & seen).sum()), float(true.sum())), int(true.sum())))
        rows.append(Row(name, FALSE_SHARE, label, *wilson(float((~true & seen).sum()), float((~true).sum())), int((~true).sum())))
    return rows


def rows_of_grid(hits: int, people: int) -> list[Row]:
    """The rate behind the seen one over sensitivity and false share; empty where such errors could not have shown it."""
    rate = hits / people if people else None
    rows = []
    for linked in SENSITIVITIES:
        for false in FALSE_SHARES:
            right = (rate - false) / (linked - false) if rate is not None and false <= rate <= linked else None
            rows.append(Row(ALL, GRID, f"sensitivity {linked:.2f}, false share {false:.4f}", right, people=people))
    return rows


def rows_of_splits(splits: "Sequence[Split]") -> list[Row]:
    """The second-number test: recall where the number is on both sides, where it is not, and the difference."""
    rows = []
    for split in splits:
        name, reach = f"recall by {split.by.upper()}", 1.96 * split.error
        gap = split.present - split.absent
        rows += [
            Row(ALL, name, f"{split.number.upper()} on both", split.present, people=split.pairs),
            Row(ALL, name, f"{split.number.upper()} not on both", split.absent, people=split.pairs),
            Row(ALL, f"{name}, difference", split.number.upper(), gap, gap - reach, gap + reach, split.pairs),
        ]
    return rows


def choose_rows(rows: "Sequence[Row]", kinds: "Sequence[str]", splits: "Sequence[Split]") -> list[Row]:
    """The corrected rate to be used: by the first number that is not missing where linking is hard; else the whole grid's interval."""
    doubtful = {split.number for split in splits if split.differs}
    good = [kind for kind in kinds if kind not in doubtful]
    chosen: list[Row] = []
    if good:
        label = good[0].upper()
        return [
            Row(r.group, CHOSEN, label, r.value, r.low, r.high, r.people) for r in rows if r.method == CORRECTED and r.by == label
        ]
    for group in dict.fromkeys(row.group for row in rows):
        over = [r for r in rows if r.group == group and r.method in {CORRECTED, MISSED_TIMES} and r.low is not None]
        if over:
            low, high = min(r.low or 0.0 for r in over), max(r.high or 0.0 for r in over)
            chosen.append(
                Row(group, CHOSEN, "interval over the grid: no number is missing at random", None, low, high, over[0].people)
            )
    return chosen


def rates_of(
    con: "duckdb.DuckDBPyConnection",
    graph: Graph,
    silver: dict[str, Any],
    records: Records,
    by_set: "dict[str, NDArray[np.int64]]",
    drawn: "Sequence[NDArray[np.int64]]",
    seed: int,
) -> list[Row]:
    """All layers of the known rate; `silver` and `silver_records` must be open."""
    groups = make_groups(records)
    rows = rows_uncorrected(records, groups, by_set, drawn)
    everybody = follow(records, by_set[DEFAULT])
    rows += rows_of_grid(int(everybody.hit.sum()), len(everybody.hit))
    if not silver["label"]:
        return rows
    kinds = [kind for kind in silver["kinds"] if kind in {"pnc", "cro"}]
    splits = [
        split for number in kinds for by in kinds if number != by if (split := split_recall(con, graph, silver, number, by))
    ]
    rows += rows_of_splits(splits)
    for kind in kinds:
        found = validate(con, graph, silver, records, by_set[DEFAULT], kind)
        rows += rows_corrected(records, groups, found, seed, kind.upper(), DELTAS)
        rows += rows_of_errors(records, groups, found, kind.upper())
    return rows + choose_rows(rows, kinds, splits)


__all__ = ["THRESHOLDS", "Row", "open_silver", "rates_of"]
