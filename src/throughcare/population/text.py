"""Text columns built from numbers, a whole column at once.

A fixed-width column is a matrix of bytes; joined matrices become one Arrow array without a Python loop over rows.
"""

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from throughcare.population.draws import NONE, Bools, Ints

Letters: TypeAlias = NDArray[np.uint8]

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)


def digits(numbers: Ints, width: int) -> Letters:
    """Numbers with leading zeros, one row of digits each."""
    left = numbers.astype(np.int64)
    made = np.empty((len(left), width), dtype=np.uint8)
    for place in range(width - 1, -1, -1):
        left, digit = np.divmod(left, 10)
        made[:, place] = digit + 48
    return made


def letters(numbers: Ints, alphabet: str) -> Letters:
    """One letter each, by its place in the alphabet given."""
    return np.frombuffer(alphabet.encode(), dtype=np.uint8)[numbers][:, None]


def codes(numbers: Ints, words: list[str]) -> Letters:
    """Words of one common width, by their place in the list."""
    table = np.frombuffer("".join(words).encode(), dtype=np.uint8).reshape(len(words), -1)
    return table[numbers]


def joined(*parts: Letters | str, rows: int | None = None) -> pa.Array:
    """Matrices of bytes and constant words side by side, as one text column."""
    count = rows if rows is not None else next(len(part) for part in parts if not isinstance(part, str))
    matrices = [
        np.broadcast_to(np.frombuffer(part.encode(), dtype=np.uint8), (count, len(part))) if isinstance(part, str) else part
        for part in parts
    ]
    whole = np.ascontiguousarray(np.concatenate(matrices, axis=1))
    offsets = np.arange(count + 1, dtype=np.int32) * whole.shape[1]
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(whole))


def uuids(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> pa.Array:
    """UUIDs (version 4 in form) from 128 random bits each."""
    raw = np.stack([high, low], axis=1).astype(">u8").view(np.uint8).reshape(len(high), 16).copy()
    raw[:, 6] = (raw[:, 6] & 0x0F) | 0x40
    raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
    nibbles = np.empty((len(high), 32), dtype=np.uint8)
    nibbles[:, 0::2] = _HEX[raw >> 4]
    nibbles[:, 1::2] = _HEX[raw & 15]
    made = np.full((len(high), 36), 45, dtype=np.uint8)
    for start, end, shift in ((0, 8, 0), (8, 12, 1), (12, 16, 2), (16, 20, 3), (20, 32, 4)):
        made[:, start + shift : end + shift] = nibbles[:, start:end]
    return joined(made)


def word(numbers: Ints, words: list[str | None]) -> pa.Array:
    """Words by their place in a list; NONE gives an empty cell."""
    return pc.take(pa.array(words, pa.string()), pa.array(np.where(numbers == NONE, 0, numbers), mask=numbers == NONE))


def only_where(values: Any, keep: Bools) -> pa.Array:
    """A column with the other cells emptied."""
    column = values if isinstance(values, pa.Array) else pa.array(values)
    return pc.if_else(pa.array(keep), column, pa.scalar(None, column.type))


def year_text(days: Ints) -> Letters:
    """Two digits of the year of each day."""
    from throughcare.population.draws import year_of

    return digits(year_of(days) % 100, 2)
