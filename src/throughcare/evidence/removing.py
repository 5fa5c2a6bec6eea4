"""Works removed before screening for another reason than being a copy: a language, a type of publication, a record that is none.

PRISMA 2020's box "removed for other reasons". Appended to `removed/<who>.csv`; a row may be taken back by another that names it.
"""

from collections.abc import Sequence

from throughcare.errors import InputError, UsageError, nearest
from throughcare.evidence.files import append_row, make_id, own_file
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.screening.store import now

COLUMNS = ("id", "record", "why", "who", "when", "undoes")


def remove(folder: EvidenceFolder, records: Sequence[str], *, why: str, who: str) -> list[str]:
    """Append the removal of records; the rows' ids. InputError for a record that is unknown, removed already or decided on."""
    if not who or not why:
        raise UsageError("a removal needs --who and --why")
    aliases = folder.works.aliases
    decided = {aliases.get(row["record"], row["record"]) for row in folder.decisions}
    for record in records:
        if record not in aliases:
            raise InputError(f"no record {record} in any search{nearest(record, aliases)}")
        if aliases[record] in folder.removed:
            raise InputError(f"{record}: removed already ({folder.removed[aliases[record]]['why']})")
        if aliases[record] in decided:
            raise InputError(f"{record}: somebody has screened it; exclude it by a criterion instead")
    return [_append(folder, record=record, why=why, who=who) for record in records]


def take_back(folder: EvidenceFolder, identity: str, *, who: str) -> str:
    """Append a row that takes a removal back; its id."""
    if not who:
        raise UsageError("say who takes it back, as --who ab")
    standing = {row["id"]: row for row in folder.removed.values()}
    if identity not in standing:
        raise InputError(f"{identity}: no removal that stands{nearest(identity, standing)}")
    return _append(folder, record=standing[identity]["record"], why="", who=who, undoes=identity)


def _append(folder: EvidenceFolder, **row: str) -> str:
    when = now()
    made = {**row, "when": when, "id": make_id("x", row["record"], row["who"], row.get("undoes", ""), when)}
    append_row(own_file(folder.path, "removed", row["who"]), COLUMNS, made)
    return made["id"]
