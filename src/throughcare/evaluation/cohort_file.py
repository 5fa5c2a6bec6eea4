"""A ready-made cohort: one row per person, CSV or Parquet, held against what the plan needs of it.

Every problem is told at once, with its column, how many rows it touches and the first line of the file; never a value.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from throughcare.errors import InputError, RefusedError, nearest
from throughcare.evaluation.arrays import Flags, Floats, Integers, people_in
from throughcare.evaluation.endings import find_contradictions
from throughcare.evaluation.numbers_in_words import guess_meaning, is_yes_or_no, read_words
from throughcare.evaluation.plan import Plan
from throughcare.evaluation.plausible import find_implausible
from throughcare.evaluation.table_file import NO_VALUES, read_table

if TYPE_CHECKING:
    import pyarrow as pa

# Beyond this, squares of a covariate leave what a computer's numbers can hold.
TOO_LARGE = 1e30
NOT_NUMBERS = {"key", "excluded", "ended", "curve_ended", "disposal", "exact", "link_set"}


@dataclass(frozen=True)
class Cohort:
    """The file's columns as the plan wants them; numbers with not-a-number where empty, texts with None.

    `clusters` says which rows are one person, where a design (sequential trials) has several of one.
    """

    source: str
    sha256: str
    rows_read: int
    keys: np.ndarray[Any, Any]
    treated: Flags
    numbers: dict[str, Floats]
    texts: dict[str, list[str | None]]
    left_out: dict[str, int]
    clusters: Integers | None = None

    @property
    def rows(self) -> int:
        """Rows that take part: people, or a person's several where a design (sequential trials) has them."""
        return len(self.keys)

    def people(self, rows: Flags | None = None) -> int:
        """People who take part, or those of some rows."""
        return people_in(np.ones(self.rows, bool) if rows is None else rows, self.clusters)

    def only(self, part: Flags) -> Cohort:
        """The same cohort with these people only; who was left out before stays counted."""
        return replace(
            self,
            keys=self.keys[part],
            treated=self.treated[part],
            numbers={name: column[part] for name, column in self.numbers.items()},
            texts={
                name: [text for text, stays in zip(column, part.tolist(), strict=True) if stays]
                for name, column in self.texts.items()
            },
            clusters=None if self.clusters is None else self.clusters[part],
        )


def read_cohort(path: Path, plan: Plan) -> Cohort:
    """The people of a file; InputError names every problem of it, RefusedError a cohort that allows no comparison."""
    table, is_text = read_table(path, expected=plan.columns())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return make_cohort(table, plan, path.name, digest, first_line=2 if is_text else None)


def make_cohort(table: pa.Table, plan: Plan, source: str, sha256: str, *, first_line: int | None = None) -> Cohort:
    """Check and convert the columns that the plan names; rows with a reason to be left out are counted and left out."""
    reader = _Reader(table, plan, source, first_line)
    reader.check_columns()
    kept, left_out = reader.keep()
    keys = reader.keys(kept)
    numbers, texts = reader.convert(kept)
    column = str(plan.sections["treatment"]["column"])
    treated = numbers.get(column, np.empty(0))
    reader.check_treatment(column, treated)
    reader.check_outcomes(numbers)
    if not reader.problems:
        reader.problems += find_contradictions(plan, numbers, texts)
        reader.check_counts(numbers)
    reader.raise_problems()
    flags = treated == 1
    if flags.all() or not flags.any():
        raise RefusedError(
            f"{source}: column '{column}' is {'1' if flags.all() else '0'} for all {len(flags):,} people; nobody is left to compare",
            in_short=f"{'everybody' if flags.all() else 'nobody'} started, so that nobody is left to compare",
        )
    reader.problems += find_implausible(plan, numbers, texts, flags)
    reader.raise_problems()
    return Cohort(source, sha256, table.num_rows, keys, flags, numbers, texts, left_out)


class _Reader:
    """One pass over a file's columns that gathers every problem."""

    def __init__(self, table: pa.Table, plan: Plan, source: str, first_line: int | None) -> None:
        self.table, self.plan, self.source, self.first_line = table, plan, source, first_line
        self.problems: list[str] = []
        # Columns of which it was told that they hold text; that their cells are then no numbers needs no second line.
        self.told: set[str] = set()

    def check_columns(self) -> None:
        """All columns are there, each once."""
        names = self.table.column_names
        self.problems += [f"column '{one}' stands twice in the file" for one in sorted({n for n in names if names.count(n) > 1})]
        wanted = self.plan.columns()
        for one in self._variant_columns():
            wanted.setdefault(one, ["variants"])
        key = str(self.plan.sections["cohort"]["key"])
        for column, places in wanted.items():
            if column not in names and not (column == key and key == ""):
                self.problems.append(
                    f"column '{column}' is missing; the plan names it in {', '.join(places)}{_nearest_name(column, names)}"
                )
            elif names.count(column) == 1:
                self._check_kind(column, places)
        if not self.table.num_rows:
            self.problems.append("the file holds no row; expected one row per person")
        self.raise_problems()

    def raise_problems(self) -> None:
        """InputError with everything found so far, if anything was."""
        if self.problems:
            raise InputError(f"{self.source}: {len(self.problems)} problem(s)\n  " + "\n  ".join(self.problems))

    def _check_kind(self, column: str, places: list[str]) -> None:
        """A column of Parquet has a kind of its own: lists are nothing here, and a date is no number of days."""
        kind, rows = value_kind(self.table.schema.field(column).type), self.table.num_rows
        if is_nested(kind):
            self.problems.append(
                f"column '{column}': all {rows:,} rows hold lists or records ({kind}); expected one value a cell"
            )
        elif self._is_number(places) and not is_number_or_text(kind):
            self.problems.append(
                f"column '{column}': all {rows:,} rows hold dates or times ({kind}); expected numbers (days are counted from time zero)"
            )

    def keep(self) -> tuple[Flags, dict[str, int]]:
        """Which rows take part, and how many were left out for which reason."""
        column = self.plan.sections["cohort"]["excluded"]
        kept = np.ones(self.table.num_rows, bool)
        if not column:
            return kept, {}
        counts: dict[str, int] = {}
        for at, reason in enumerate(self._texts(str(column))):
            if reason:
                kept[at] = False
                counts[reason] = counts.get(reason, 0) + 1
        if is_yes_or_no(counts):
            raise InputError(
                f"{self.source}: column '{column}': {sum(counts.values()):,} rows hold yes or no, 1 or 0; expected a reason in words where a row is left out, and nothing where it stays"
            )
        if not kept.any():
            raise RefusedError(
                f"{self.source}: column '{column}' leaves out every one of {len(kept):,} rows",
                in_short="everybody of the cohort is left out",
            )
        return kept, dict(sorted(counts.items(), key=lambda pair: -pair[1]))

    def keys(self, kept: Flags) -> np.ndarray[Any, Any]:
        """One value a person; a person who stands twice is a problem."""
        name = str(self.plan.sections["cohort"]["key"])
        if name not in self.table.column_names:
            return np.array([f"{at:012d}" for at in np.flatnonzero(kept).tolist()])
        # Missing keys are told, not matched on.
        values = self._texts(name)
        empty = sum(1 for at in np.flatnonzero(kept).tolist() if not values[at])
        if empty:
            self.problems.append(f"column '{name}': {empty:,} rows have no value; expected one value a person")
        keys = np.array([values[at] or "" for at in np.flatnonzero(kept).tolist()])
        distinct, counts = np.unique(keys, return_counts=True)
        twice = int((counts[distinct != ""] > 1).sum())
        if twice:
            rows = int(counts[(counts > 1) & (distinct != "")].sum())
            self.problems.append(f"column '{name}': {twice:,} people stand in {rows:,} rows; expected one row per person")
        return keys

    def convert(self, kept: Flags) -> tuple[dict[str, Floats], dict[str, list[str | None]]]:
        """Numbers and texts as the plan's keys want them."""
        texts_wanted = {str(one["column"]) for one in self.plan.covariates if one["kind"] == "category"}
        texts_wanted |= {str(one[key]) for one in self.plan.outcomes for key in ("ended", "curve_ended", "disposal") if one[key]}
        texts_wanted |= set(self.plan.sections["estimator"]["exact"])
        numbers, texts = {}, {}
        for column, places in [*self.plan.columns().items(), *((one, ["variants"]) for one in self._variant_columns())]:
            if column in texts_wanted:
                values = self._texts(column)
                texts[column] = [values[at] for at in np.flatnonzero(kept).tolist()]
            if self._is_number(places):
                numbers[column] = self._numbers(column, kept)
        return numbers, texts

    def check_treatment(self, column: str, values: Floats) -> None:
        """1 or 0 for everybody."""
        odd = int((~np.isin(values, (0.0, 1.0))).sum())
        if odd and column not in self.told:
            self.problems.append(f"column '{column}': {odd:,} rows are neither 0 nor 1; treatment must be known for everybody")

    def check_counts(self, numbers: dict[str, Floats]) -> None:
        """Whoever had the event had at least one offence; a count that is empty is not known."""
        for outcome in self.plan.outcomes:
            if outcome["kind"] == "yes_no" and outcome["count"]:
                event, count = str(outcome["event"]), str(outcome["count"])
                none = int(((numbers[event] == 1) & (numbers[count] < 1)).sum())
                some = int(((numbers[event] == 0) & (numbers[count] > 0)).sum())
                self.problems += [f"column '{count}': {none:,} rows count none although '{event}' is 1"] if none else []
                self.problems += [f"column '{count}': {some:,} rows count some although '{event}' is 0"] if some else []

    def check_outcomes(self, numbers: dict[str, Floats]) -> None:
        """Events are 0 or 1, and nothing happens before time zero."""
        for outcome in self.plan.outcomes:
            if str(outcome["event"]) in self.told:
                continue
            values = numbers[str(outcome["event"])]
            empty = int(np.isnan(values).sum())
            if empty:
                self.problems.append(
                    f"column '{outcome['event']}': {empty:,} rows are empty; leave these people out with a reason (cohort.excluded)"
                )
            if outcome["kind"] == "yes_no":
                odd = int((~np.isin(values[~np.isnan(values)], (0.0, 1.0))).sum())
                if odd:
                    self.problems.append(
                        f"column '{outcome['event']}': {odd:,} rows are neither 0 nor 1; set kind = 'number' if it is an amount"
                    )
            for key in ("days", "curve_days", "count", "at_liberty_days", "late", "custody_count"):
                if outcome[key]:
                    early = int((numbers[str(outcome[key])] < 0).sum())
                    words = "lie before time zero" if key in ("days", "curve_days") else "are below nought"
                    self.problems += [f"column '{outcome[key]}': {early:,} rows {words}"] if early else []

    def _is_number(self, places: list[str]) -> bool:
        categories = {
            f"covariates[{at}].column" for at, one in enumerate(self.plan.covariates, start=1) if one["kind"] == "category"
        }
        return any(place.split(".")[-1] not in NOT_NUMBERS and place not in categories for place in places)

    def _variant_columns(self) -> list[str]:
        names = []
        for variant in self.plan.lists["variants"]:
            if variant["suffix"]:
                names += [f"{one['event']}{variant['suffix']}" for one in self.plan.outcomes_in("primary")]
        return names

    def _texts(self, column: str) -> list[str | None]:
        import pyarrow as pa

        try:
            values = self.table.column(column).cast(pa.string()).to_pylist()
        except pa.ArrowInvalid:
            values = self._decoded(column)
        return [None if value is None or value.strip() in NO_VALUES else value.strip() for value in values]

    def _decoded(self, column: str) -> list[str | None]:
        """Bytes as text; those that are none are told."""
        values = [None if value is None else value.decode("utf-8", "replace") for value in self.table.column(column).to_pylist()]
        odd = sum(1 for value in values if value and "\ufffd" in value)
        if column not in self.told:
            self.told.add(column)
            self.problems.append(f"column '{column}': {odd:,} rows hold bytes that are no UTF-8 text")
        return values

    def _numbers_in_words(self, column: str, kept: Flags) -> Floats:
        texts = self._texts(column)
        made = read_words(texts)
        wrong = [at for at, number in enumerate(made) if number is None and kept[at]]
        if wrong:
            self.told.add(column)
            where = f", first in line {wrong[0] + self.first_line}" if self.first_line else f", first in row {wrong[0] + 1}"
            self.problems.append(
                f"column '{column}': {len(wrong):,} rows hold text where a number was expected{where}{guess_meaning([texts[at] or '' for at in wrong])}"
            )
        return np.array([np.nan if number is None else number for number in made])[kept]

    def _numbers(self, column: str, kept: Flags) -> Floats:
        import pyarrow as pa
        import pyarrow.compute as pc

        values = self.table.column(column)
        if pa.types.is_boolean(values.type):
            values = values.cast(pa.int8())
        try:
            numbers = np.asarray(pc.fill_null(values.cast(pa.float64()), float("nan")).to_numpy(), np.float64)[kept]
        except pa.ArrowInvalid:
            numbers = self._numbers_in_words(column, kept)
        endless = int((np.abs(numbers) > TOO_LARGE).sum())
        if endless:
            self.problems.append(f"column '{column}': {endless:,} rows are infinite or beyond {TOO_LARGE:g}; expected a number")
        return numbers


def _nearest_name(column: str, names: list[str]) -> str:
    """What the file has instead of a column: the same name written otherwise, or names near to it."""
    same = [one for one in names if one.strip().casefold() == column.strip().casefold()]
    return f"; the file writes it '{same[0]}'" if same else nearest(column, names)


def value_kind(kind: pa.DataType) -> pa.DataType:
    """What a column's cells hold, whether they are written out or looked up."""
    import pyarrow as pa

    return kind.value_type if pa.types.is_dictionary(kind) else kind


def is_nested(kind: pa.DataType) -> bool:
    """Whether a cell holds several values."""
    import pyarrow as pa

    return bool(pa.types.is_nested(kind))


def is_number_or_text(kind: pa.DataType) -> bool:
    """Whether a cell can be read as a number: numbers, yes and no, text, bytes, nothing at all."""
    import pyarrow as pa

    return not (pa.types.is_temporal(kind) or pa.types.is_nested(kind))
