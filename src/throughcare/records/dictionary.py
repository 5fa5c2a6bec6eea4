"""The data dictionary as Markdown, made from the schemas: `python -m throughcare.records.dictionary > docs/reference/data-dictionary.md`."""

import sys
from collections.abc import Iterator, Mapping

from throughcare.records.agencies import EXTRACTS
from throughcare.records.schema import LOADER_COLUMNS, Column, Extract
from throughcare.records.truth import TRUTH

HEAD = """\
# Data dictionary

Made from the schemas in `src/throughcare/records/agencies/` by `python -m throughcare.records.dictionary`; a test holds it to them.

An extract is one table as an agency delivers it: CSV or Parquet, one file or several. A file `records/<extract>.csv` with these column
names needs no entry in `study.toml`; any other file is named under `[sources.<extract>]`, with its column names under
`[sources.<extract>.columns]`. A column that the file lacks and that is the same for every row (one police force, one court system) has its
value under `[sources.<extract>.constants]`. The `study.toml` that `throughcare init` writes shows each setting. The code lists
(`forces.csv` and others) stand in `src/throughcare/records/reference`.

- **Required** columns must be in the file. Where such a cell is empty the problem is reported and the row kept, unless it is part of the key.
- **Key**: the columns that tell rows apart. A row without a required part of its key, or with a key that was there before, is quarantined.
- **Side**: identity columns stay with the linker. Those with a *domain* reach the analysis side under their own name as keyed pseudonyms,
  the same for the same number of that domain in every table; those without never do.
- **Dates** are read as YYYY-MM-DD; DD/MM/YYYY, YYYYMMDD and dates with a month's name are found out where a whole column says so, or said
  by `date_format`. `1998` and `1998-05` keep their precision: the column is empty and `partial_dates` holds the bounds.
- **Closed** lists are complete: another value is set aside. **Open** lists are partial: another value is kept and counted.
- An optional column that is not in the file is *not supplied* (`intake_columns`), which is not the same as empty.
"""


def limits(column: Column) -> str:
    """What a column may hold, in words."""
    parts = [column.form] if column.form else []
    if column.words:
        parts.append(", ".join(f"`{word}`" for word in column.words))
    if column.codes:
        where = f" ({column.codes.where[0]} {column.codes.where[1]})" if column.codes.where else ""
        kind = "closed" if column.codes.closed else "open"
        parts.append(f"`{column.codes.file}.csv`, column `{column.codes.column}`{where}, {kind} list")
    if column.low is not None and column.high is not None:
        parts.append(f"{column.low:g} to {column.high:g}")
    elif column.low is not None:
        parts.append(f"{column.low:g} or more")
    if column.number:
        parts.append("canonical form" + (", check letter" if column.number in {"pnc", "cro", "asn"} else ""))
    return "; ".join(parts)


def side_of(column: Column) -> str:
    """The side, with the domain of the pseudonym where there is one."""
    return f"identity; pseudonym of `{column.domain}`" if column.domain else column.side


def facts_of(extract: type[Extract]) -> Iterator[str]:
    """What holds for the table as a whole, one line each."""
    yield f"{(extract.__doc__ or '').strip()}"
    yield ""
    yield f"- Agency: {extract.agency}"
    yield f"- Grain: {extract.grain}"
    shared = "" if extract.unique else "; several rows may share it and are numbered in the order of the file"
    yield f"- Key: {', '.join(f'`{name}`' for name in extract.key)}{shared}"
    if extract.any_of:
        yield f"- A row needs one of: {', '.join(f'`{name}`' for name in extract.any_of)}"
    if extract.main_date:
        yield f"- Main date: {', else '.join(f'`{name}`' for name in extract.main_date)}"
    if extract.person_key:
        yield f"- Person: `{extract.person_key}`"
    for first, second in extract.in_order:
        yield f"- Remarked on: `{second}` before `{first}`"


def section_of(extract: type[Extract]) -> Iterator[str]:
    """One table's section."""
    yield f"\n### {extract.table}\n"
    yield from facts_of(extract)
    yield "\n| Column | Kind | Required | Meaning | May hold | Side |"
    yield "|---|---|---|---|---|---|"
    for name, column in extract.columns.items():
        required = "yes" if column.required else ""
        yield f"| `{name}` | {column.kind} | {required} | {column.meaning} | {limits(column)} | {side_of(column)} |"


def make_dictionary(extracts: Mapping[str, type[Extract]], truth: Mapping[str, type[Extract]]) -> str:
    """The whole document."""
    lines = [HEAD, "## Columns of every accepted row\n", "| Column | Type | Meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {kind} | {meaning} |" for name, kind, meaning in LOADER_COLUMNS]
    lines.append(
        "\nA file may bring `recorded_on` and `extracted_on` itself. On the analysis side `source_record_id` is called `record_id`."
    )
    lines.append("\n## Extracts")
    for extract in extracts.values():
        lines += section_of(extract)
    lines.append(
        "\n## Truth tables\n\nOnly beside invented people, and only for scoring; they need no mapping and are not taken in."
    )
    for extract in truth.values():
        lines += section_of(extract)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(make_dictionary(EXTRACTS, TRUTH))
