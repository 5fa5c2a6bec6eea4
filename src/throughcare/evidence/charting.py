"""Charting: one value of one field of one record, by one person; a quotation must stand in its source."""

from collections.abc import Mapping
from math import isfinite

from throughcare.errors import InputError, UsageError, nearest
from throughcare.evidence.checks.charted import full_text, normal_text
from throughcare.evidence.files import append_row, make_id, own_file
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.screening.store import now

COLUMNS = ("id", "record", "field", "value", "quote", "locator", "who", "when")


def form_fields(folder: EvidenceFolder) -> dict[str, Mapping[str, object]]:
    """Every field of the protocol's forms, with its type, allowed words and hint."""
    found: dict[str, Mapping[str, object]] = {}
    for form in folder.protocol.entries("form"):
        for field in form.get("fields", []):
            entry = field if isinstance(field, dict) else {"name": field}
            found[str(entry["name"])] = entry
    return found


def check_value(field: Mapping[str, object], value: str) -> None:
    """InputError where a value is none of a field's words, or no number where a number is asked."""
    words = field.get("words")
    if isinstance(words, list) and value not in words:
        raise InputError(f"field {field['name']}: expected one of {', '.join(map(str, words))}")
    if field.get("type") == "number":
        try:
            is_number = isfinite(float(value))
        except ValueError:
            is_number = False
        if not is_number:
            raise InputError(f"field {field['name']}: expected a number")


def chart(folder: EvidenceFolder, row: Mapping[str, str]) -> str:
    """Append one charted value to `charting/<who>.csv`; its id. The quotation is looked for before anything is written."""
    fields = form_fields(folder)
    if row["field"] not in fields:
        raise UsageError(f"field {row['field']} is in no [[form]] of the protocol{nearest(row['field'], fields)}")
    work = folder.works.aliases.get(row["record"])
    if work is None:
        raise InputError(f"no record {row['record']} in any search{nearest(row['record'], folder.works.aliases)}")
    if not row.get("who"):
        raise UsageError("say who charts, as --who ab; every charted value carries it")
    check_value(fields[row["field"]], row["value"])
    if row.get("quote") and normal_text(row["quote"]) not in full_text(folder, work):
        raise InputError(f"the quotation is not in texts/{work}.txt nor in the abstract; copy it from there, or leave it out")
    when = now()
    identity = make_id("v", work, row["field"], row["value"], row["who"], when)
    append_row(own_file(folder.path, "charting", row["who"]), COLUMNS, {**row, "record": work, "id": identity, "when": when})
    return identity


def double_charted(folder: EvidenceFolder) -> list[tuple[str, str, dict[str, str]]]:
    """Record, field and each person's value where two people charted the same field differently."""
    values: dict[tuple[str, str], dict[str, str]] = {}
    for row in folder.charting:
        values.setdefault((row["record"], row["field"]), {})[row["who"]] = row["value"]
    return [(record, field, people) for (record, field), people in sorted(values.items()) if len(set(people.values())) > 1]
