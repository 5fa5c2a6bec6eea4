"""Extracts as agencies deliver them: what each column means, and the way in.

In: CSV and Parquet files named by study.toml. Out: accepted rows on the identity side, the same rows under keyed pseudonyms on the
analysis side, and an account of every row read, every problem and every column that was not supplied.
This room must not know who is who, what counts as exploitation, or what any table is used for later.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from throughcare.records.schema import Extract

__all__ = ["EXTRACTS", "TRUTH"]  # both are made on first use, by __getattr__

EXTRACTS: "dict[str, type[Extract]]"
TRUTH: "dict[str, type[Extract]]"


def extract_names() -> list[str]:
    """The names of all extract tables."""
    from throughcare.records.agencies import EXTRACTS

    return list(EXTRACTS)


def __getattr__(name: str) -> Any:
    """EXTRACTS and TRUTH are read when first asked for, so that naming the room costs nothing."""
    if name == "EXTRACTS":
        from throughcare.records.agencies import EXTRACTS

        return EXTRACTS
    if name == "TRUTH":
        from throughcare.records.truth import TRUTH

        return TRUTH
    raise AttributeError(f"module 'throughcare.records' has no attribute {name!r}")
