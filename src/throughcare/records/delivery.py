"""What was delivered for one extract: its files and how the study says they are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Delivery:
    """The files of one extract, as study.toml names them; what is None is found out."""

    table: str
    files: tuple[str, ...]
    encoding: str | None = None
    delimiter: str | None = None
    date_format: str | None = None
    columns: Mapping[str, str | list[str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    extracted_on: str | None = None
    extract_id: str | None = None
    hashes: tuple[str, ...] = ()

    def identity_of(self, number: int) -> str:
        """The extract id of a file: as said, or 26 signs made from its contents and name, so that the same file has the same id."""
        if self.extract_id:
            return self.extract_id if number == 0 else f"{self.extract_id}-{number + 1}"
        contents = self.hashes[number] if number < len(self.hashes) else ""
        value = int.from_bytes(sha256(f"{self.files[number]}|{contents}".encode()).digest()[:17])
        return "".join(CROCKFORD[(value >> (5 * place)) & 31] for place in range(26))


def make_delivery(table: str, said: Mapping[str, Any] | None) -> Delivery:
    """A delivery from the parameter `source:<extract>`; without files where nothing was delivered."""
    if not said:
        return Delivery(table, ())
    files = tuple(entry["file"] for entry in said["files"])
    hashes = tuple(entry["sha256"] for entry in said["files"])
    rest = {name: said.get(name) for name in ("encoding", "delimiter", "date_format", "extracted_on", "extract_id")}
    constants = {name: str(value) for name, value in (said.get("constants") or {}).items()}
    return Delivery(table, files, columns=said.get("columns") or {}, constants=constants, hashes=hashes, **rest)


def path_of(folder: Path, file: str) -> Path:
    """Where a delivered file stands; a path that is not absolute is meant within the study folder."""
    return Path(file) if Path(file).is_absolute() else folder / file


def read_day(said: str | None) -> date | None:
    """A day written YYYY-MM-DD, or None."""
    return date.fromisoformat(said[:10]) if said else None
