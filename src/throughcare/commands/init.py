"""`throughcare init DIR`: a study folder with a commented study.toml."""

import json
from pathlib import Path

import click

from throughcare.commands._shared import Voice, common_options
from throughcare.errors import UsageError

FOLDERS = ("records", "plans", "links", "evidence", "voices/transcripts")

STUDY_TOML = """\
# A Throughcare study. Everything has a default but what only you can know; a line that starts with # is off.
title = {title}
invented = {invented}                 # true only where every person is invented; said on every page
{extract_end}             # the last day that every extract reaches: follow-up is counted to here
# start = 2010-01-01              # leave out what lies before
# population = "men sentenced in Cumbria"   # as the report says it
# notes = "anything that you want to keep here"

# Which episodes count as CSE-related. All definitions are always shown side by side; this one leads.
definition = "ENG-2017"           # ENG-2017, ENG-2009, WAL-2021, STAT-SOA-47-50, or one of your own
classes = ["MET", "PROBABLE"]     # the classes that the main figures take
# definitions = ["my-definition.toml"]
# known_at = "now"                # or "charge", "sentence": what was known then, so that hindsight stays out

link_set = "default"              # strict, default, wide: how sure a link must be
young_adult_below = 25
policy = "ten-five"               # disclosure control: counts under 10 withheld, others to the nearest 5
engine = "duckdb"                 # or "spark"
at_rest = "disk"                  # the disk is encrypted by the host
seed = 1
# threads = 2
# memory = "3GB"
key_file = {key_file}   # the project key for pseudonyms; kept outside the study folder, readable by its holder only

[follow_up]
months = 12                       # a reoffence is committed within these months ...
waiting_months = 6                # ... and proven within them or these further ones
measure = "proven-reoffending-12m"

# [people]                        # who may act in releases and reviews: account = "name"
# asmith = "A. Smith"

# [spark]                         # only with engine = "spark"
# master = "spark://127.0.0.1:7077"   # this machine where not said
# partitions = 2

# A file records/<extract>.csv or .parquet with the extract's own column names needs no entry here.
# docs/reference/data-dictionary.md has every extract and column. Otherwise say the file and what its columns are called:
#
# [sources.prison_person]
# file = "records/prison.csv"     # or files = ["records/2019.csv", "records/2020.csv"], read as one extract
# encoding = "windows-1252"       # detected where not said
# delimiter = ";"                 # detected where not said
# date_format = "%d/%m/%Y"        # found out where a whole column tells the day from the month
# extracted_on = 2026-06-30       # the day the agency cut it; extract_end where not said
# extract_id = "prison-2026-1"    # made from the file's contents where not said
# [sources.prison_person.columns]
# noms_number = "PRISON_NO"
# forenames = ["FIRST_NAME", "MIDDLE_NAME"]   # several columns, joined by a blank
# surname = "LAST_NAME"
# dob = "BIRTH_DATE"
# [sources.prison_person.constants]   # one value for every row, where the file has no such column
# sex = "M"
"""


def make_study_folder(folder: Path, *, title: str, invented: bool, extract_end: str | None, key_file: str) -> None:
    """The folders and the study.toml of a new study; UsageError where there is one already."""
    if (folder / "study.toml").exists():
        raise UsageError(f"{folder}: there is a study.toml already; nothing was changed")
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    text = STUDY_TOML.format(
        title=json.dumps(title, ensure_ascii=False),
        invented="true" if invented else "false",
        extract_end=f"extract_end = {extract_end}" if extract_end else "# extract_end = 2026-06-30",
        key_file=json.dumps(key_file, ensure_ascii=False),
    )
    (folder / "study.toml").write_text(text, encoding="utf-8")
    (folder / ".gitignore").write_text(
        "records/\nlinks/\nout/\ntruth/\nvoices/originals/\nvoices/names.txt\n*.key\n", encoding="utf-8"
    )


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", help="The study's title; the folder's name where none is given.")
@common_options
def command(folder: Path, title: str | None, voice: Voice) -> None:
    """Make a study folder with a commented study.toml, and a project key beside it.

    Example: throughcare init my-study
    """
    from throughcare.evaluation.plans import copy_plans
    from throughcare.records.keys import make_key

    name = folder.resolve().name
    make_study_folder(folder, title=title or name, invented=False, extract_end=None, key_file=f"../.{name}.key")
    make_key(folder.resolve().parent / f".{name}.key")
    copy_plans(folder / "plans")
    voice.give(
        {"study": str(folder), "key_file": str(folder.resolve().parent / f".{name}.key")},
        f"{folder}/study.toml is written; put the extracts into {folder}/records, map their columns, then: throughcare check {folder}\n"
        f"{folder}/plans holds a plan of an evaluation, which every run carries out: change and lock it, or take it away, before the first run",
    )
