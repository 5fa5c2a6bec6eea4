"""The example records of tests/spec/definitions_examples.yaml, for the Python judge and for the SQL."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import yaml

from throughcare.definitions.compile_rules import IN_PART
from throughcare.definitions.model import CLASSES
from throughcare.definitions.offence_codes import resolve_offence
from throughcare.testing import build

FILE = Path(__file__).parent.parent / "spec" / "definitions_examples.yaml"
DEFINITIONS = ("ENG-2017", "ENG-2009", "WAL-2021", "STAT-SOA-47-50")

RECORD_COLUMNS = {
    "episode_id": pa.string(), "source_table": pa.string(), "record_id": pa.string(), "kind": pa.string(), "part": pa.string(), "person": pa.string(),
    "date": pa.date32(), "known_on": pa.date32(), "force_code": pa.string(), "cjs_code": pa.string(), "ho_code": pa.string(),
    "offence_class": pa.string(), "victim_age": pa.int64(), "suspect_age": pa.int64(), "age_gap": pa.int64(), "victim_looked_after": pa.bool_(),
    "protects": pa.string(), "victim_under_18": pa.bool_(), "decision": pa.string(), "marker_from": pa.date32(), "marker_to": pa.date32(),
}  # fmt: skip
EPISODE_COLUMNS = {
    "episode_id": pa.string(), "person": pa.string(), "jurisdiction": pa.string(), "first_on": pa.date32(), "charged_on": pa.date32(),
    "sentenced_on": pa.date32(), "convicted_on": pa.date32(), "recorded_on": pa.date32(),
}  # fmt: skip


def read_examples() -> list[dict]:
    """Every example, each record with its class resolved from its code."""
    examples = yaml.safe_load(FILE.read_text(encoding="utf-8"))["examples"]
    for example in examples:
        for number, record in enumerate(example["records"]):
            record["record_id"] = f"{example['id']}-{number}"
            if record["kind"] == "conviction":
                code = resolve_offence(record.get("cjs_code"), record.get("ho_code"))
                record |= {"ho_code": code.ho_code, "offence_class": code.offence_class}
    return examples


def typed(rows: list[dict], columns: dict) -> pa.Table:
    """Rows as Arrow with every column there."""
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in columns} for row in rows], schema=pa.schema(list(columns.items()))
    )


def found_in_text(records: list[tuple[str, dict]], own: str = "") -> list[tuple[str, str]]:
    """Record and rule for every text whose words a rule knows, by the SQL of the identity side."""
    texts = [
        {"source_record_id": record["record_id"], "mo_text": record["text"]}
        for _, record in records
        if record["kind"] == "mo_text"
    ]
    received = typed(texts, {"source_record_id": pa.string(), "mo_text": pa.string()})
    hits = build(
        "mo_text_hits", {"police_crime_received": received}, through=("definition_terms",), parameters={"definitions": own}
    )
    return [(hit["record_id"], hit["rule"]) for hit in hits]


def record_rows(records: list[tuple[str, dict]], own: str = "") -> list[dict]:
    """Rows of `definition_records` for (episode, record) pairs written with the fields of elements.toml."""
    hits = found_in_text(records, own)
    rows = []
    for episode, record in records:
        parts = [str(record[field]) for field in IN_PART if record.get(field) is not None and field != "text"] or [""]
        if record["kind"] == "mo_text":
            parts = [rule for record_id, rule in hits if record_id == record["record_id"]]
        rows += [
            record | {
                "episode_id": episode, "source_table": "given", "part": part, "person": f"person of {episode}",
                "known_on": record.get("recorded_on") or record.get("date"),
            }
            for part in parts
        ]  # fmt: skip
    return rows


def reviews_text(records: list[dict]) -> str:
    """What people decided, as a study's own definition file."""
    entries = [
        f'[[review]]\nrecord_id = "{record["record_id"]}"\nrule = "{rule}"\ndecision = "{decision}"\nby = "an analyst"\non = 2024-01-01\n'
        for record in records
        for rule, decision in (record.get("review") or {}).items()
    ]
    return "schema = 1\n" + "\n".join(entries) if entries else ""


def class_episodes(
    episodes: dict[str, list[dict]], *, known_at="now", about: dict[str, dict] | None = None, own: str = ""
) -> list[dict]:
    """The rows of `episode_class` for the records of each episode, made by the SQL."""
    pairs = [(episode, record) for episode, records in episodes.items() for record in records]
    own = "\n".join(text for text in (own, reviews_text([record for _, record in pairs])) if text)
    listed = [{"episode_id": episode, "person": f"person of {episode}"} | (about or {}).get(episode, {}) for episode in episodes]
    return build(
        "episode_class",
        {"definition_records": typed(record_rows(pairs, own), RECORD_COLUMNS), "episodes": typed(listed, EPISODE_COLUMNS)},
        through=("rule_hits", "element_support"),
        parameters={"known_at": known_at, "definitions": own},
    )


def words(text: str) -> list[str]:
    """A text joined by '|' as a list."""
    return text.split("|") if text else []


def place_of(class_: str) -> int:
    """How strong a class is; lower is stronger."""
    return CLASSES.index(class_)


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
