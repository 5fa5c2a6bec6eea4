"""Read a `.sql` file: what its header promises, what its `FROM` names, which parameters it asks for."""

import hashlib
import re
from pathlib import Path
from typing import get_args

from throughcare.engine.table import Side, Table, first_sentence, room_of
from throughcare.errors import TableError

_FIELD = re.compile(r"^([A-Z][a-z]+(?: [a-z]+)?): (.*)$")  # one or two words; a longer start is the sentence
_COMMENT = re.compile(r"--[^\n]*")
_STRING = re.compile(r"'(?:[^']|'')*'")
_CTE = re.compile(r"(?:\bwith|,)\s+(?:recursive\s+)?([a-z_][a-z0-9_]*)\s+as\s*\(")
_FROM = re.compile(r"(?<!distinct )\b(?:from|join)\s+([a-z_][a-z0-9_]*)(?!\s*\()")
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")


def read_header(text: str) -> tuple[str, dict[str, str]]:
    """The opening sentence and the `Name: value` lines of a file's first comment block; a line that starts no field continues one."""
    sentence: list[str] = []
    fields: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        content = line[2:].strip()
        match = _FIELD.match(content)
        if match:
            current = match[1].lower()
            fields[current] = match[2]
        elif current:
            fields[current] += f" {content}"
        else:
            sentence.append(content)
    return " ".join(sentence), {name: value.strip().removesuffix(".") for name, value in fields.items()}


def read_inputs(text: str) -> tuple[str, ...]:
    """The tables that the statement reads, sorted; its own steps left out."""
    bare = _STRING.sub("''", _COMMENT.sub("", text)).lower()
    return tuple(sorted(set(_FROM.findall(bare)) - set(_CTE.findall(bare))))


def read_parameters(text: str) -> tuple[str, ...]:
    """The `$name`s of the statement, sorted."""
    return tuple(sorted(set(_PARAMETER.findall(_STRING.sub("''", _COMMENT.sub("", text))))))


def read_sql_table(path: Path, room: str | None = None) -> Table:
    """The table of one file; TableError where the header does not say key and side."""
    text = path.read_text(encoding="utf-8")
    sentence, header = read_header(text)
    side = header.get("side", "analysis")
    if "key" not in header or side not in get_args(Side):
        raise TableError(f"{path.name}: the header must say 'Key: a, b.' and 'Side: analysis.' or 'Side: identity.'")
    return Table(
        name=path.stem,
        room=room or room_of(path),
        sentence=first_sentence(sentence),
        key=tuple(part.strip() for part in header["key"].split(",")),
        side="identity" if side == "identity" else "analysis",
        inputs=read_inputs(text),
        parameters=read_parameters(text),
        source=path,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        sql=text,
        header=header,
    )
