"""What an extract table is: its columns, their meaning, their checks, and the side each may be seen on.

Source of the tables: the project's own design, with names after the sector's services; domains name the kind of a number, not its table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Kind = Literal["text", "integer", "decimal", "date", "timestamp", "boolean", "list"]
ColumnSide = Literal["identity", "analysis", "truth"]
Number = Literal["pnc", "cro", "asn", "noms", "crn", "urn"]

DUCKDB_TYPES: Mapping[Kind, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "list": "VARCHAR",
}

# Columns every accepted row carries beside the file's own, in this order: name, DuckDB type, meaning.
LOADER_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("extract_id", "VARCHAR", "Which delivered file the row came from, made from the file's contents."),
    ("source_row", "BIGINT", "Row number in the file as received; the header is row 0."),
    (
        "source_record_id",
        "VARCHAR",
        "The row's own identity: keyed hash of its table and key columns, never the agency's number.",
    ),
    ("extracted_on", "DATE", "Day the agency cut the extract."),
    ("recorded_on", "DATE", "Day the agency wrote the fact down; empty = unknown."),
    ("date_precision", "VARCHAR", "Precision of the row's main date: day, month, year or none."),
    ("date_lo", "DATE", "Earliest day the row's main date can mean."),
    ("date_hi", "DATE", "Latest day the row's main date can mean."),
)

# Loader columns that a file may bring itself.
SUPPLIED_LOADER_COLUMNS = ("recorded_on", "extracted_on")


@dataclass(frozen=True)
class Codes:
    """A code list in a reference file: `column` of `<file>.csv`, in the rows that `where` picks.

    `closed` lists hold every code there is, so another value is wrong. Open lists are partial: another value is kept and counted.
    """

    file: str
    column: str
    where: tuple[str, str] | None = None
    closed: bool = False


@dataclass(frozen=True)
class Column:
    """One column of an extract.

    `words` is a closed list of values. `domain` is the kind of number a pseudonym is made of: the same number of one kind gets the
    same pseudonym in every table. An identity column without a domain never reaches the analysis side. `number` is the check a
    number must pass; `low` and `high` bound a figure. `required` columns must be in the file; whether they must be filled in every
    row is decided by the table's key.
    """

    kind: Kind
    meaning: str
    side: ColumnSide = "analysis"
    required: bool = False
    form: str = ""
    words: tuple[str, ...] = ()
    codes: Codes | None = None
    domain: str | None = None
    number: Number | None = None
    low: float | None = None
    high: float | None = None
    source: str = "this project"

    @property
    def on_analysis_side(self) -> bool:
        """Whether the column, as it is or as a pseudonym, reaches the analysis side."""
        return self.side == "analysis" or self.domain is not None

    @property
    def duckdb_type(self) -> str:
        """The type of the accepted column in DuckDB."""
        return DUCKDB_TYPES[self.kind]


class Extract:
    """Base of every extract table; a subclass declares its columns as attributes, in the order of a file.

    `key` are the columns that tell rows apart; where `unique` is false several rows may share them and are numbered in file order.
    `any_of` names columns of which a usable row has at least one. `main_date` is the date the row is about: the first of these that is
    filled (an integer column holds a year). `person_key` bears the person: it is the number linkage knows the row's person by.
    """

    table: ClassVar[str]
    agency: ClassVar[str]
    grain: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    unique: ClassVar[bool]
    any_of: ClassVar[tuple[str, ...]]
    main_date: ClassVar[tuple[str, ...]]
    person_key: ClassVar[str | None]
    describes_person: ClassVar[bool]
    in_order: ClassVar[tuple[tuple[str, str], ...]]
    columns: ClassVar[Mapping[str, Column]]

    def __init_subclass__(
        cls,
        *,
        table: str,
        agency: str,
        grain: str,
        key: tuple[str, ...],
        unique: bool = True,
        any_of: tuple[str, ...] = (),
        main_date: tuple[str, ...] = (),
        person_key: str | None = None,
        describes_person: bool = False,
        in_order: tuple[tuple[str, str], ...] = (),
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        cls.table, cls.agency, cls.grain = table, agency, grain
        cls.key, cls.unique, cls.any_of = key, unique, any_of
        cls.main_date, cls.person_key, cls.describes_person, cls.in_order = main_date, person_key, describes_person, in_order
        cls.columns = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        named = {*key, *any_of, *main_date, *(c for pair in in_order for c in pair), *([person_key] if person_key else [])}
        if missing := named - cls.columns.keys():
            raise TypeError(f"extract {table}: {', '.join(sorted(missing))} named in its head, but not among its columns")

    @classmethod
    def analysis_columns(cls) -> dict[str, Column]:
        """The columns that reach the analysis side, as they are or as pseudonyms."""
        return {name: column for name, column in cls.columns.items() if column.on_analysis_side}

    @classmethod
    def canonical_columns(cls) -> dict[str, Column]:
        """The columns whose numbers are written in one canonical form."""
        return {name: column for name, column in cls.columns.items() if column.number is not None}
