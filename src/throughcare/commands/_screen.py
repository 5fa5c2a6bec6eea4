"""What `throughcare evidence` says of screening, flow and exports; kept apart so that each file stays one idea."""

import sys
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import click

from throughcare.commands._shared import Voice
from throughcare.errors import InputError, UsageError


def give_simulation(path: Path, voice: Voice) -> None:
    """Ranking on a labelled set: each seed, and the median."""
    from throughcare.evidence.screening.simulate import simulate

    runs = simulate(path)
    middle = {name: median(getattr(run, name) for run in runs) for name in ("recall_10", "recall_20", "wss_95", "cpu_seconds")}
    lines = [
        f"{runs[0].records} records ordered, {runs[0].relevant} relevant, median of {len(runs)} seeds",
        f"recall at 10 %: {middle['recall_10']:.3f}; at 20 %: {middle['recall_20']:.3f}",
        f"work saved at 95 %: {middle['wss_95']:.3f}; {middle['cpu_seconds']:.1f} CPU seconds a run",
    ]
    share = runs[0].relevant / runs[0].records
    if share > 0.15:
        lines.append(f"{share:.0%} are relevant: ranking will save little here")
    voice.give({"median": middle, "runs": [asdict(run) for run in runs]}, "\n".join(lines))


def give_lists(folder: Any, stage: str, voice: Voice) -> None:
    """The lists of a stage."""
    from throughcare.evidence.screening.queue import lists

    found = lists(folder, stage)
    lines = [
        f"{name}: {len(records)}" + "".join(f"\n  {r}" for r in records if name in {"conflict", "unsure"})
        for name, records in found.items()
    ]
    voice.give(found, "\n".join(lines))


def agree(folder: Any, stage: str, voice: Voice) -> None:
    """Agreement of the screeners at a stage."""
    from throughcare.evidence.screening.agreement import agreement, agreement_words
    from throughcare.evidence.screening.queue import double_ratings, screeners

    found, people = agreement(list(double_ratings(folder, stage))), screeners(folder, stage)
    plain = asdict(found) | {"screeners": people, "table": {f"{one}/{other}": n for (one, other), n in found.table.items()}}
    words = agreement_words(found)
    if len(people) > 2:
        words.append(
            f"kappa, positive and negative agreement and the table are of {people[0]} and {people[1]}, who share most records"
        )
    voice.give(plain, "\n".join(words))


def screen_records(folder: Any, who: str, stage: str, voice: Voice) -> None:
    """One sitting at the keyboard."""
    from throughcare.evidence.screening.store import DecisionStore
    from throughcare.evidence.screening.terminal import Session

    if not who:
        raise UsageError("say who screens, as --who ab; every decision carries it")
    named = [str(name) for name in folder.protocol.section("screening").get("screeners", [])]
    if named and who not in named:
        raise UsageError(f"{who} is not among the protocol's screeners ({', '.join(named)}); add the name there first")

    def read(prompt: str) -> str:
        click.echo(prompt, nl=False, err=True)
        line = sys.stdin.readline()
        return line or "q"

    made = Session(folder, DecisionStore(folder.path), who, stage, read, lambda words: click.echo(words, err=True)).run()
    voice.give({"decided": made}, f"{made} decisions stored; they stand in evidence/decisions/")


def write_flow(made: Any, title: str, to: Path) -> None:
    """The flow as drawing, page or PRISMA2020's boxes, by the file's ending."""
    from throughcare.evidence.files import write_table
    from throughcare.evidence.flow_page import PRISMA2020_COLUMNS, flow_page, flow_svg, prisma2020_rows

    if to.suffix == ".csv":
        write_table(to, PRISMA2020_COLUMNS, prisma2020_rows(made))
    elif to.suffix == ".svg":
        to.write_text(flow_svg(made), encoding="utf-8")
    elif to.suffix == ".html":
        to.write_text(flow_page(made, f"Flow of records: {title}"), encoding="utf-8")
    else:
        raise UsageError(f"{to.name}: expected a name that ends in .svg, .html or .csv")


def write_export(folder: Any, kind: str, to: Path) -> int:
    """One of the exports; how many works, or boxes were written."""
    from throughcare.evidence.export import write_references
    from throughcare.evidence.files import write_table
    from throughcare.evidence.flow import make_flow
    from throughcare.evidence.flow_page import PRISMA2020_COLUMNS, prisma2020_rows

    if kind == "qdpx":
        return write_charting_qdpx(folder, to)
    if kind == "prisma2020":
        rows = prisma2020_rows(make_flow(folder))
        write_table(to, PRISMA2020_COLUMNS, rows)
        return len(rows)
    written: int = write_references(folder.works.merged.values(), to, kind)
    return written


def write_charting_qdpx(folder: Any, to: Path) -> int:
    """Charted quotations as codings of their sources, so that a program for qualitative analysis opens them; how many.

    A source is the report's text where the folder holds it, else title and abstract; the code is the field, the memo the charted value.
    """
    from throughcare.evidence.charting import form_fields
    from throughcare.evidence.checks.charted import full_text, normal_text
    from throughcare.voices.coding import Coding
    from throughcare.voices.qdpx_out import write_qdpx

    texts: dict[str, str] = {}
    codings = []
    for row in (row for row in folder.charting if row["quote"]):
        record, quote = row["record"], normal_text(row["quote"])
        text = texts.setdefault(record, full_text(folder, record))
        start = text.find(quote)
        if start < 0:
            raise InputError(
                f"{row.place}: this quotation is not in its source; `throughcare evidence check` lists all such rows"
            )
        codings.append(
            Coding(
                row["id"],
                record,
                start,
                start + len(quote),
                row["field"],
                quote,
                row["who"],
                "same text",
                row["value"],
                row["when"],
            )
        )
    codebook = {name: {"definition": str(field.get("hint", ""))} for name, field in form_fields(folder).items()}
    return write_qdpx(to, folder.protocol.title or "review", codebook, texts, codings)
