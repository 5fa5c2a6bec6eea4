"""What another program's project becomes here: codebook.toml, and one coder's file of codings on texts that stand here already."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from throughcare.errors import InputError
from throughcare.evidence.files import write_table
from throughcare.evidence.screening.store import now
from throughcare.voices.coding import AROUND, COLUMNS, text_hash
from throughcare.voices.consent import read_texts
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.qdpx_in import Imported


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\t", " ")
    return f'"{escaped}"'


def codebook_toml(codes: Mapping[str, Mapping[str, object]]) -> str:
    """A codebook as the folder keeps it."""
    parts = []
    for code, fields in sorted(codes.items()):
        lines = [f"[codes.{_quoted(code)}]"]
        for name, value in fields.items():
            if value:
                lines.append(
                    f"{name} = [{', '.join(_quoted(str(v)) for v in value)}]"
                    if isinstance(value, list)
                    else f"{name} = {_quoted(str(value))}"
                )
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def take_codes(folder: VoicesFolder, codes: Mapping[str, Mapping[str, object]]) -> int:
    """Add codes that the codebook does not have; what a person wrote stays. How many are new."""
    new = {code: fields for code, fields in codes.items() if code not in folder.codebook}
    (folder.path / "codebook.toml").write_text(codebook_toml({**new, **folder.codebook}), encoding="utf-8", newline="\n")
    return len(new)


def take_project(folder: VoicesFolder, project: Imported, who: str) -> tuple[int, list[str]]:
    """Codings of a project whose texts are the clean texts here; how many, and which sources are not. InputError where none is."""
    texts = read_texts(folder)
    here = {text_hash(text): name for name, text in texts.items()} | {
        text_hash(text.rstrip("\n")): name for name, text in texts.items()
    }
    place = {name: here.get(text_hash(text)) or here.get(text_hash(text.rstrip("\n"))) for name, text in project.texts.items()}
    unknown = sorted(name for name, found in place.items() if found is None)
    if project.texts and len(unknown) == len(project.texts):
        raise InputError(
            f"none of the {len(unknown)} texts of the project is a clean text here; redact first, and code the clean texts"
        )
    take_codes(folder, project.codes)
    by_coder: dict[str, list[dict[str, object]]] = {}
    for source, start, end, code, coder in project.codings:
        participant = place[source]
        if participant is None:
            continue
        text, name = texts[participant], who or coder or "import"
        identity = "c-" + hashlib.blake2b(f"{participant}|{start}|{end}|{code}|{name}".encode(), digest_size=8).hexdigest()
        made = {"id": identity, "participant": participant, "text_sha": text_hash(text), "start": start, "end": end, "code": code, "quote": text[start:end],
                "prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND], "who": name, "when": now()}  # fmt: skip
        by_coder.setdefault(name, []).append(made)
    known = {row["id"] for row in folder.codings}
    count = 0
    for name, rows in by_coder.items():
        new = [row for row in {str(row["id"]): row for row in rows}.values() if row["id"] not in known]
        count += len(new)
        if new:
            write_table(_file(folder, name), COLUMNS, new)
    return count, unknown


def _file(folder: VoicesFolder, name: str) -> Path:
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
    number, path = 1, folder.path / "codings" / f"{safe}-import.csv"
    while path.exists():
        number += 1
        path = folder.path / "codings" / f"{safe}-import-{number}.csv"
    return path
