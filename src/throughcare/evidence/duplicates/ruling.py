"""A person's ruling on a pair: appended, and never asked again."""

from throughcare.errors import InputError, UsageError, nearest
from throughcare.evidence.files import append_row, make_id, own_file, read_table
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.screening.store import now

RULINGS = ("same", "version", "different")
COLUMNS = ("id", "a", "b", "ruling", "why", "who", "when")


def add_ruling(folder: EvidenceFolder, a: str, b: str, ruling: str, *, why: str, who: str) -> str:
    """Append a ruling to `merges/<who>.csv`; its id. A pair that was ruled on before is refused."""
    if ruling not in RULINGS:
        raise UsageError(f"a ruling is one of {', '.join(RULINGS)}{nearest(ruling, RULINGS)}")
    if not who or not why:
        raise UsageError("a ruling needs --who and --why")
    if a == b:
        raise UsageError(f"{a} twice: a ruling is on two records")
    known = {reference.record for reference in folder.references}
    for record in (a, b):
        if record not in known:
            raise InputError(f"no record {record} in any search{nearest(record, known)}")
    for row in read_table(folder.path, "merges", ("id", "a", "b", "ruling")):
        if {row["a"], row["b"]} == {a, b}:
            raise InputError(f"{row.place}: this pair was ruled {row['ruling']} already; remove nothing, speak to {row['who']}")
    when = now()
    made = {"id": make_id("m", a, b, ruling, who, when), "a": a, "b": b, "ruling": ruling, "why": why, "who": who, "when": when}
    append_row(own_file(folder.path, "merges", who), COLUMNS, made)
    return made["id"]
