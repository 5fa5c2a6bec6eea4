"""Tables as columns on their way to a file, and the few shapes that every agency's records need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population.draws import NONE, Bools, Draws, Floats, Ints
from throughcare.population.identity import Errors, Written
from throughcare.population.life import Lives
from throughcare.population.people import force_codes
from throughcare.population.presets import Preset

Frame: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """Everything a table's writer may need about one block of people."""

    draws: Draws
    preset: Preset
    lives: Lives

    @property
    def forces(self) -> list[str]:
        """Codes of the forces in use; people hold places in this list."""
        return force_codes(self.preset)

    def number(self, group: str, name: str) -> float:
        """A figure of the preset."""
        return self.preset.number(group, name)

    def lag(self, purpose: str, person: Ints, fact: Ints, slot: Ints | int = 0) -> Ints:
        """The day a fact was written down: soon, or for some weeks later."""
        late = self.draws.chance(f"{purpose} late", person, self.number("recording", "late_share"), slot)
        soon = self.draws.whole(f"{purpose} written", person, 3, slot) * (self.number("recording", "late_share") > 0)
        days = np.where(late, 10 + self.draws.days(f"{purpose} lag", person, 40.0, 0.8, slot), soon)
        return np.where(fact == NONE, NONE, fact + days)


def stamp(days: Ints, hour: Ints | int, minute: Ints | int = 0) -> Ints:
    """Seconds since 1970 at an hour of a day."""
    return np.where(days == NONE, NONE, days * 86_400 + np.asarray(hour) * 3600 + np.asarray(minute) * 60)


def flags(values: Bools, gone: Bools | None = None) -> pa.Array:
    """Truth values, empty where they were not written down."""
    return pa.array(values.astype(np.bool_), mask=gone)


def whole(values: Ints) -> pa.Array:
    """Whole numbers, empty where NONE."""
    return pa.array(values.astype(np.int64), mask=values == NONE)


def figures(values: Floats, gone: Bools | None = None, places: int = 2) -> pa.Array:
    """Decimal numbers, rounded as an agency prints them."""
    return pa.array(np.round(values, places), mask=gone)


def stacked(frames: list[Frame], columns: list[str] | None = None) -> Frame:
    """Frames below one another; a column that one of them lacks is empty there."""
    names = columns or list(dict.fromkeys(name for frame in frames for name in frame))
    counts = [len(next(iter(frame.values()))) for frame in frames]
    made: Frame = {}
    for name in names:
        parts = [frame.get(name) for frame in frames]
        if all(isinstance(part, np.ndarray) for part in parts):
            made[name] = np.concatenate(parts)  # type: ignore[arg-type]  # all are arrays here
            continue
        kind = next(as_arrow(part).type for part in parts if part is not None)
        pieces = [
            pa.nulls(count, kind) if part is None else as_arrow(part).cast(kind)
            for part, count in zip(parts, counts, strict=True)
        ]
        made[name] = pa.concat_arrays(pieces)
    return made


def as_arrow(values: Any) -> pa.Array:
    """A column as an Arrow array; whole numbers keep NONE as empty."""
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    if isinstance(values, pa.Array):
        return values
    if values.dtype == np.int64:
        return whole(values)
    return pa.array(values)


def picked(frame: Frame, keep: Bools) -> Frame:
    """The rows picked."""
    mask = pa.array(keep)
    return {name: values[keep] if isinstance(values, np.ndarray) else values.filter(mask) for name, values in frame.items()}


def constant(text: str | None, rows: int) -> pa.Array:
    """One word in every row."""
    return pa.array([text] * rows, pa.string()) if rows < 1 else pa.repeat(pa.scalar(text, pa.string()), rows)


def chosen(
    block: Block, purpose: str, person: Ints, words: list[str | None], weights: list[float] | None = None, slot: Ints | int = 0
) -> pa.Array:
    """Words drawn from a list."""
    places = block.draws.pick(purpose, person, weights or [1.0] * len(words), slot)
    return pa.array(words, pa.string()).take(pa.array(places))


def identity_columns(written: Written, *names: str) -> Frame:
    """The identity columns of records, in the schema's names."""
    return {name: getattr(written, name) for name in names}


@dataclass
class Output:
    """Frames by table, with the links and errors that belong to them; `take` receives each finished frame."""

    take: Callable[[str, Frame], None]

    def table(self, name: str, frame: Frame) -> None:
        """Hand over the rows of a table."""
        self.take(name, frame)

    def link(self, table: str, keys: pa.Array, person: pa.Array) -> None:
        """Say who the records of a person table are."""
        self.take("truth_record_link", {"table_name": constant(table, len(keys)), "source_record_id": keys, "person_id": person})

    def errors(self, table: str, record_ids: pa.Array, errors: Errors) -> None:
        """Say what was spoilt in the records of a table."""
        for record, column, truth, corruption in zip(errors.record, errors.column, errors.truth, errors.corruption, strict=True):
            rows = len(record)
            frame = {
                "table_name": constant(table, rows),
                "source_record_id": record_ids.take(pa.array(record)),
                "column_name": constant(column, rows),
                "true_value": truth,
                "corruption": constant(corruption, rows),
            }
            self.take("truth_error", frame)


def joined_text(*parts: Any, by: str = "|") -> pa.Array:
    """Text columns joined row by row."""
    return pc.binary_join_element_wise(*parts, by)


def first_seen(lives: Lives) -> Ints:
    """Day each person was first arrested: the year of PNC and CRO numbers."""
    return lives.first.arrested
