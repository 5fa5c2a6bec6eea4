"""A pack is a folder of what one release says: the tables, the statements, the criteria, and a manifest with a hash a file.

Only `protect` makes a published table; `read_pack` gives back what it made, and only from files whose hashes hold.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from throughcare.disclosure.attack import Verdict
from throughcare.disclosure.policy import Policy
from throughcare.disclosure.protect import Protected
from throughcare.disclosure.published import SEAL, Cell, Column, PublishedTable, Row
from throughcare.disclosure.statements import Knowledge, make_document, read_document
from throughcare.errors import DisclosureError

TABLES, STATEMENTS, CRITERIA, MANIFEST = "tables.json", "statements.json", "disclosure.json", "manifest.json"


def hash_file(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_json(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def make_criteria(policy: Policy, verdict: Verdict, dropped: tuple[str, ...], rounds: int, code_version: str) -> dict[str, Any]:
    """Every criterion of disclosure control that the pack passed, in a form a machine can read (SATRE 3.3.09)."""
    return {
        "tool": "throughcare",
        "tool_version": code_version,
        "policy": asdict(policy),
        "groups_and_differences_checked": len(verdict.ranges),
        "repair_rounds": rounds,
        "tables_dropped": list(dropped),
        "groups_assumed_only_to_grow": not verdict.leavers_assumed,
        "passed": verdict.passed,
        "differences_known_to_be_at_least_one": sorted(r.target.words() for r in verdict.known_at_least_one),
        "narrow_ranges": sorted([r.target.words(), r.low, r.high] for r in verdict.ranges if r.solved),
    }


def write_pack(folder: Path, protected: Protected, policy: Policy, provenance: Mapping[str, Any], code_version: str) -> str:
    """Write tables, statements and criteria beside whatever files the report has put there, then the manifest; its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / TABLES, [asdict(table) for table in protected.tables])
    _write_json(folder / STATEMENTS, make_document(protected.knowledge))
    _write_json(folder / CRITERIA, make_criteria(policy, protected.verdict, protected.dropped, protected.rounds, code_version))
    _write_json(folder / "ro-crate-metadata.json", make_crate(folder, provenance))
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST)
    _write_json(
        folder / MANIFEST,
        {
            "provenance": dict(provenance),
            "policy": f"{policy.name} {policy.version}",
            "policy_sha256": policy.sha256,
            "files": {p.relative_to(folder).as_posix(): hash_file(p) for p in files},
        },
    )
    return hash_file(folder / MANIFEST)


def make_crate(folder: Path, provenance: Mapping[str, Any]) -> dict[str, Any]:
    """A research object's description of the pack (RO-Crate 1.1): what it is and which files it holds."""
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    files = [name for name in files if name not in {MANIFEST, "ro-crate-metadata.json"}]
    parts = [{"@id": name} for name in files]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": str(provenance.get("title", "")),
                "description": "Protected tables of a Throughcare study",
                "datePublished": str(provenance.get("data_cut", "")),
                "license": str(provenance.get("licence", "not stated")),
                "hasPart": parts,
            },
            *({"@id": name, "@type": "File", "name": name} for name in files),
        ],
    }


def check_pack(folder: Path) -> Mapping[str, Any]:
    """The manifest, if every file is as it says and there is no other; else the names of those that are not."""
    path = folder / MANIFEST
    if not path.is_file():
        raise DisclosureError(f"{folder.name}: no {MANIFEST}; expected the folder of a release")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST}
    wrong = sorted(
        name
        for name in {*found, *manifest["files"]}
        if name not in found or hash_file(found[name]) != manifest["files"].get(name)
    )
    if wrong:
        raise DisclosureError(
            f"{folder.name}: {', '.join(wrong)}: not as the manifest says; the pack was changed after it was written"
        )
    return manifest


def read_pack(folder: Path) -> list[PublishedTable]:
    """The published tables of a pack whose hashes hold."""
    check_pack(folder)
    return [_read_table(document) for document in json.loads((folder / TABLES).read_text(encoding="utf-8"))]


def read_knowledge(folder: Path) -> Knowledge:
    """What a pack told everybody."""
    check_pack(folder)
    return read_document(json.loads((folder / STATEMENTS).read_text(encoding="utf-8")))


def _read_table(document: dict[str, Any]) -> PublishedTable:
    plain = {key: document[key] for key in ("name", "title", "definition", "data_cut", "policy", "policy_sha256", "release_id")}
    return PublishedTable(
        **plain,
        questions=tuple(document["questions"]),
        dimensions=tuple((name, heading) for name, heading in document["dimensions"]),
        columns=tuple(Column(**column) for column in document["columns"]),
        rows=tuple(Row(tuple(row["labels"]), tuple(Cell(**cell) for cell in row["cells"])) for row in document["rows"]),
        notes=tuple(document["notes"]),
        seal=SEAL,
    )
