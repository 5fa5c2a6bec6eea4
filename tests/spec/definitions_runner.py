"""Run a spec table: cases of given and expected rows, readable by somebody who does not program, against the SQL; and print them as documentation.

A number written `ann` or `ann-2` belongs to the person `ann`: the runner makes `local_person` from it, so cases need not repeat who is who.
Each case keeps to itself: all its numbers get the case's name in front before all cases of a file run together.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from throughcare.testing import build

FOLDER = Path(__file__).parent
DOMAINS = ("nominal_ref", "defendant_id", "noms_number", "crn", "pnc_id")
NUMBERS = {
    *DOMAINS, "person", "record_id", "source_record_id", "charge_id", "superseded_by", "case_id", "asn", "urn", "crime_ref", "book_id", "order_ref",
    "nrm_ref", "notice_ref", "reference",
}  # fmt: skip
TYPED: Mapping[str, Mapping[str, pa.DataType]] = {
    "local_person": {"domain": pa.string(), "number": pa.string(), "person": pa.string(), "probability": pa.float64()},
    "people": {"person": pa.string(), "birth_month": pa.date32()},
    "spells": {"person": pa.string(), "kind": pa.string(), "detail": pa.string(), "start_on": pa.date32(), "end_on": pa.date32()},
    "events": {"person": pa.string(), "activity": pa.string(), "start_on": pa.date32()},
    "life_ends": {"person": pa.string(), "ended_on": pa.date32(), "how": pa.string()},
    "police_crime_received": {"source_record_id": pa.string(), "mo_text": pa.string()},
}


def read_spec(name: str) -> dict[str, Any]:
    """One spec file."""
    spec: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return spec


def of_case(case: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the case's name in front of each number."""
    return {name: f"{case['id']}:{value}" if name in NUMBERS and value is not None else value for name, value in row.items()}


def given_rows(cases: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """All cases' given rows by table, with ids where a row has none, and `local_person` from the numbers."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TYPED}
    people: dict[tuple[str, str], str] = {}
    for case in cases:
        for table, rows in case["given"].items():
            for number, row in enumerate(rows, 1):
                own = {"record_id": f"{table} {number}", **row} if table not in TYPED else dict(row)
                tables.setdefault(table, []).append(of_case(case, own))
                people |= {
                    (domain, f"{case['id']}:{row[domain]}"): f"{case['id']}:{str(row[domain]).split('-')[0]}"
                    for domain in DOMAINS
                    if row.get(domain) is not None
                }
    linked = [{"domain": d, "number": n, "person": p, "probability": 1.0} for (d, n), p in sorted(people.items())]
    tables["local_person"] = linked + tables["local_person"]
    return tables


def typed_rows(tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Rows as they are for extracts, whose schema is known, and as Arrow with all columns for the tables of other rooms."""
    made: dict[str, Any] = dict(tables)
    for name, columns in TYPED.items():
        rows = [{column: row.get(column) for column in columns} for row in tables[name]]
        made[name] = pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items())))
    return made


def run_spec(spec: Mapping[str, Any], through: Iterable[str]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The rows that each case of a spec file got, by case and table; a row belongs to the case in its person's name, or to all where it has no person.

    Where the file says `only`, rows of a table are shown for one value of a column.
    """
    inputs = typed_rows(given_rows(spec["cases"])) | {
        name: pa.Table.from_pylist(rows) for name, rows in spec.get("given_to_all", {}).items()
    }
    chain = [name for name in through if name not in inputs]
    wanted = sorted({table for case in spec["cases"] for table in case["expect"]})
    got: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for table in wanted:
        upstream = chain[: chain.index(table)]
        rows = build(table, inputs, through=upstream, parameters=spec.get("parameters"))
        for case in spec["cases"]:
            mine = [row for row in rows if "person" not in row or str(row["person"]).startswith(f"{case['id']}:")]
            got[case["id"], table] = [
                {
                    name: str(value).removeprefix(f"{case['id']}:") if name in NUMBERS and value else value
                    for name, value in row.items()
                }
                for row in mine
                if all(row[column] == value for column, value in spec.get("only", {}).get(table, {}).items())
            ]
    return got


def as_expected(rows: Iterable[Mapping[str, Any]], expected: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Rows cut to the columns that the case speaks of, as text, in a fixed order."""
    columns = sorted({name for row in expected for name in row})
    cut = [{name: "" if row.get(name) is None else str(row[name]) for name in columns} for row in rows]
    return sorted(cut, key=lambda row: tuple(row.values()))


def check_case(case: Mapping[str, Any], got: Mapping[tuple[str, str], list[dict[str, Any]]]) -> None:
    """AssertionError where a table's rows differ from what the case expects."""
    for table, expected in case["expect"].items():
        assert as_expected(got[case["id"], table], expected) == as_expected(expected, expected), f"{case['id']}: {table}"


def as_table(rows: list[Mapping[str, Any]]) -> list[str]:
    """Rows as a table in Markdown; a column per name, empty where a row does not have it."""
    if not rows:
        return ["(no rows)"]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    shown = [["" if row.get(name) is None else str(row[name]) for name in columns] for row in rows]
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in shown]


def as_pages(specs: Iterable[Mapping[str, Any]], title: str, opening: str) -> str:
    """Spec files as one page of documentation."""
    lines = [f"# {title}", "", opening, ""]
    for spec in specs:
        lines += [f"## {spec['title']}", "", " ".join(spec.get("about", "").split()), ""]
        for case in spec["cases"]:
            lines += [f"### {case['name']}", "", f"{' '.join(case['why'].split())}", ""]
            for name, rows in case["given"].items():
                lines += [f"Given `{name}`:", "", *as_table(rows), ""]
            for name, rows in case["expect"].items():
                lines += [f"Then `{name}`:", "", *as_table(rows), ""]
    return "\n".join(line.rstrip() for line in lines).replace("\n\n\n", "\n\n").rstrip() + "\n"


PAGES = {
    "rules-definitions.md": (
        "The rules of the definitions room, by example",
        ("definitions_episodes.yaml", "definitions_people.yaml"),
    ),
    "rules-outcomes.md": (
        "The rules of the outcomes room, by example",
        (
            "outcomes_proofs.yaml",
            "outcomes_entries.yaml",
            "outcomes_follow_up.yaml",
            "outcomes_endings.yaml",
            "outcomes_settings.yaml",
        ),
    ),
}
OPENING = (
    "Made from the tables in `tests/spec` by `python tests/spec/definitions_runner.py`; a test runs every table against the SQL and another keeps this "
    "page up to date. Given rows come first, then the rows that must follow; a column that is not shown is not part of the claim."
)


def example_page(spec: Mapping[str, Any]) -> str:
    """The example records as sections of documentation."""
    lines = [f"## {spec['title']}", ""]
    for example in spec["examples"]:
        known = f" As known at {example['as_known_at']}." if "as_known_at" in example else ""
        lines += [
            f"### {example['id']}: {example['name']}",
            "",
            f"{example['why']}.{known}",
            "",
            *as_table(example["records"]),
            "",
        ]
        lines += [*as_table([example["class"]]), ""]
        lines += [
            f"Rules: {', '.join(example['rules']) or 'none'}. Missing under ENG-2017: {', '.join(example['missing_2017']) or 'nothing'}.",
            "",
        ]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def make_page(name: str) -> str:
    """One page of documentation as it should stand in docs/reference."""
    title, files = PAGES[name]
    page = as_pages([read_spec(file) for file in files], title, OPENING)
    return page + "\n" + example_page(read_spec("definitions_examples.yaml")) if name == "rules-definitions.md" else page


if __name__ == "__main__":
    for page_name in PAGES:
        (FOLDER.parent.parent / "docs" / "reference" / page_name).write_text(make_page(page_name), encoding="utf-8")
