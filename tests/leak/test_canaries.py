"""Names planted in the extracts appear in no message, log, report, page or published table."""

import csv
import subprocess
import sys

import pytest

CANARIES = ["Zyxwvane", "Qopplethorpe", "ZZ99 9QX", "Fabulosia Crescent"]
TABLES = ["police_person", "court_defendant", "prison_person", "probation_person", "community_service", "circle"]


def plant(folder):
    """Put the canaries into every third row of every table that has names."""
    planted = 0
    for name in TABLES:
        path = folder / "records" / f"{name}.csv"
        with path.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        for row in rows[::3]:
            row["forenames"], row["surname"] = CANARIES[0], CANARIES[1]
            if "postcode" in row:
                row["postcode"] = CANARIES[2]
            if "address" in row:
                row["address"] = f"9 {CANARIES[3]}"
            if row.get("dob"):
                row["dob"] = "31/02/1979 " + CANARIES[0] if planted % 5 == 0 else row["dob"]
            planted += 1
        with path.open("w", newline="", encoding="utf-8") as lines:
            writer = csv.DictWriter(lines, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    return planted


@pytest.mark.slow
def test_no_canary_leaves_the_identity_side(tmp_path):
    folder = tmp_path / "canary"
    subprocess.run([sys.executable, "-m", "throughcare", "simulate", folder, "--people", "200"], check=True, capture_output=True)
    assert plant(folder) > 50
    said = ""
    for words in (
        ["check", folder],
        ["run", folder],
        ["report", folder],
        ["status", folder, "--json"],
        ["show", folder, "intake_problems", "--json"],
    ):
        done = subprocess.run([sys.executable, "-m", "throughcare", *map(str, words)], capture_output=True, text=True)
        assert done.returncode in {0, 1}, done.stderr[-2000:]
        said += done.stdout + done.stderr
    seen = [canary for canary in CANARIES if canary.lower() in said.lower()]
    assert not seen, "a message quotes a record"
    identity = identity_tables()
    for path in sorted((folder / "out").rglob("*")):
        table = path.relative_to(folder / "out").parts[1:2] if "store" in path.parts else ()
        if path.is_file() and not identity & set(table):
            content = path.read_bytes().lower() + text_of(path).encode().lower()
            assert not [canary for canary in CANARIES if canary.lower().encode() in content], path
        assert not [canary for canary in CANARIES if canary.lower() in path.name.lower()]


def text_of(path):
    """The values of a Parquet file as text; compressed bytes would hide a name."""
    if path.suffix != ".parquet":
        return ""
    import pyarrow.parquet as pq

    return " ".join(
        str(value) for column in pq.read_table(path).columns for value in column.to_pylist() if isinstance(value, str)
    )


def identity_tables():
    from throughcare.pipeline import read_chain

    return {name for name, table in read_chain().items() if table.side == "identity"}
