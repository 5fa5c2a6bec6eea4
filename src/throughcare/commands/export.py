"""`throughcare export STUDY TABLE --to FILE`: write one table out, inside the secure setting."""

from pathlib import Path

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, link_set_option, make_job, open_study
from throughcare.errors import UsageError

#: The crosswalk is what the linker hands over: it holds numbers and links, no names, and is what an export is for.
HANDED_OVER = {"crosswalk": ("link_set_id", "source_table", "source_key", "person_id", "probability")}


@click.command()
@STUDY
@click.argument("table")
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .csv or .parquet file.")
@click.option("--identity", is_flag=True, help="You act as linker: identity-side tables may be written.")
@link_set_option
@common_options
def command(study: Path, table: str, target: Path, identity: bool, link_set: str | None, voice: Voice) -> None:  # noqa: FBT001  # click's way
    """Write one table of the chain to CSV or Parquet. It stays inside the secure setting: only a release may leave.

    Example: throughcare export my-study crosswalk --to links.csv
    """
    from throughcare.commands.show import ALIASES, check_side

    name = ALIASES.get(table, table)
    check_side(name, identity or name in HANDED_OVER)
    if target.suffix not in {".parquet", ".csv"}:
        raise UsageError(f"{target.name}: expected a name that ends in .csv or .parquet")
    found = Reader(make_job(open_study(study, link_set), voice))(name)
    if name in HANDED_OVER:
        found = found.select(list(HANDED_OVER[name]))
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".parquet":
        import pyarrow.parquet as pq

        pq.write_table(found, target)
    else:
        from pyarrow import csv

        csv.write_csv(found, target, csv.WriteOptions(quoting_style="needed"))
    voice.give(
        {"table": name, "rows": found.num_rows, "file": str(target)}, f"{found.num_rows:,} rows of {name} written to {target}"
    )
