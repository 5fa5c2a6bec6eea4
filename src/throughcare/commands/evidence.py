"""`throughcare evidence ...`: the literature, from a search export to the gate for a pull request."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from throughcare.commands._evidence import about_options, give_findings, problem_rows, problem_words, said_of_search, vars_of
from throughcare.commands._shared import STUDY, Voice, common_options
from throughcare.errors import UsageError

EXPORT = click.argument("export", type=click.Path(dir_okay=False, path_type=Path))
TO = click.option("--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
STAGE = click.option("--stage", type=click.Choice(["title_abstract", "full_text"]), default="title_abstract", show_default=True)
WHO = click.option("--who", default="", help="Your name, as decisions carry it.")


@click.group()
def command() -> None:
    """Search, screen, chart, map and check the literature.

    Example: throughcare evidence check examples/scoping-study-2018
    """


def _open(study: Path) -> Any:  # an EvidenceFolder
    from throughcare.evidence.folder import open_evidence

    return open_evidence(study)


@command.command()
@STUDY
@common_options
def init(study: Path, voice: Voice) -> None:
    """Write a commented protocol.

    Example: throughcare evidence init my-review
    """
    from throughcare.evidence.begin import begin_review

    path = begin_review(study)
    voice.give({"protocol": str(path)}, f"{path}: fill it in, then `throughcare evidence lint {study}`")


@command.command("import")
@STUDY
@EXPORT
@about_options
@common_options
def import_(study: Path, export: Path, said: str, voice: Voice, **about: Any) -> None:
    """Keep a search export; every line is part of a record or of a named problem.

    Example: throughcare evidence import my-review hits.ris --source "Web of Science" --hits 312
    """
    from throughcare.evidence.importing import import_export

    imported = import_export(_open(study).path, export, said_of_search(**about), said)
    reading = imported.reading
    if not imported.is_new:
        voice.give({"search": imported.search, "new": False}, f"nothing new: the same file is searches/{imported.search}")
        return
    result = {"search": imported.search, "new": True, "format": reading.format, "encoding": reading.encoding, "records": len(reading.records),
              "lines_read": reading.lines_read, "lines_used": reading.lines_used, "lines_named": reading.lines_named,
              "problems": problem_rows(reading.problems)}  # fmt: skip
    head = f"searches/{imported.search}: {len(reading.records)} records from {reading.lines_read} lines ({reading.format}, {reading.encoding})"
    voice.give(result, "\n".join([head, *problem_words(reading.problems)]))


@command.command()
@STUDY
@EXPORT
@about_options
@common_options
def update(study: Path, export: Path, said: str, voice: Voice, **about: Any) -> None:
    """Hold a new export against the standing review: new, known, reopened.

    Example: throughcare evidence update my-review march.ris --source PubMed
    """
    from dataclasses import asdict

    from throughcare.evidence.update import update_review

    found = update_review(_open(study).path, export, said_of_search(**about), said)
    brought = f"found {found.found}, new {len(found.new_works)}, included {found.included}; known {found.known}, pairs to look at {found.to_review}"
    lines = [
        f"new since {found.since or 'the last search'}: {brought}"
        if found.is_new
        else f"nothing new: the same file is searches/{found.search}; what it brought: {brought}"
    ]
    lines += [f"amendment {name} reopens {len(records)} decisions" for name, records in found.reopened.items()]
    lines += [f"{record}: a correction or retraction has arrived; look at it again" for record in found.notices]
    voice.give(asdict(found), "\n".join(lines))


@command.command()
@STUDY
@click.option("--known-items", is_flag=True, help="The table of key papers by string and field.")
@common_options
def lint(study: Path, known_items: bool, voice: Voice) -> None:  # noqa: FBT001  # click passes flags by name
    """Search strings and searches, held against databases and key papers.

    Example: throughcare evidence lint my-review --known-items
    """
    from dataclasses import asdict

    from throughcare.evidence import lint as rules

    folder = _open(study)
    if known_items:
        rows = rules.known_items(folder)
        lines = [f"{r.string}  {r.field}: {len(r.literal)} of {r.papers} as written, {len(r.stemmed)} with stems" for r in rows]
        found_by_any = {record for row in rows for record in row.stemmed}
        if not any(row.papers for row in rows):
            lines = ["no key papers: name them in the protocol, [search] key_papers; else what is included counts"]
        lines.append(f"found by none: {max((row.papers for row in rows), default=0) - len(found_by_any)}")
        voice.give([asdict(row) for row in rows], "\n".join(lines))
        return
    found = rules.lint(folder)
    if not found and not folder.protocol.strings:
        voice.give([], "no search string to look at yet: write [[string]] with id and text into evidence/protocol.toml")
        return
    give_findings(found, voice)


@command.command()
@STUDY
@common_options
def check(study: Path, voice: Voice) -> None:
    """What the review's own files contradict or leave out; exit status 1 when anything is found.

    Example: throughcare evidence check examples/scoping-study-2018
    """
    from throughcare.evidence.check import check_review
    from throughcare.voices.checks import check_voices
    from throughcare.voices.folder import has_voices, open_voices

    findings = check_review(_open(study))
    if has_voices(study):
        findings += check_voices(open_voices(study))
    give_findings(findings, voice)


@command.command()
@STUDY
@click.option("--rule", nargs=3, metavar="A B RULING", help="Rule on a pair: same, version or different.")
@click.option("--why", default="", help="The reason of a ruling.")
@WHO
@common_options
def dedupe(study: Path, rule: tuple[str, str, str] | None, why: str, who: str, voice: Voice) -> None:
    """What was merged and why, what a person must look at; and rulings on pairs.

    Example: throughcare evidence dedupe my-review --rule a-2015-1f2e3d b-2016-aa00bb version --why preprint --who ab
    """
    from throughcare.evidence.duplicates.ruling import add_ruling

    folder = _open(study)
    if rule:
        identity = add_ruling(folder, *rule, why=why, who=who)
        voice.give({"ruling": identity}, f"{identity}: noted; this pair is not asked again")
        return
    works = folder.works
    result = {"records": len(folder.references), "works": len(works.members), "duplicates": works.duplicates,
              "merges": [vars_of(pair) for pair in works.merges], "review": [vars_of(pair) for pair in works.review],
              "skipped": [list(block) for block in works.skipped]}  # fmt: skip
    lines = [
        f"{len(folder.references)} records, {len(works.members)} works, {works.duplicates} duplicates, {len(works.review)} {'pair' if len(works.review) == 1 else 'pairs'} to look at"
    ]
    lines += [f"merged  {p.left} + {p.right}: {p.why} (titles {p.title:.2f})" for p in works.merges]
    lines += [f"look at {p.left} ? {p.right}: {p.guard or p.why} (titles {p.title:.2f})" for p in works.review]
    lines += [f"not compared: {number} records share one {name}" for name, number in works.skipped]
    voice.give(result, "\n".join(lines))


@command.command()
@STUDY
@click.argument("records", nargs=-1)
@click.option(
    "--why", default="", help="The reason, as the flow shall print it: a language, a type of publication, no report at all."
)
@click.option("--undo", default="", metavar="ID", help="Take back the removal with this id.")
@WHO
@common_options
def remove(study: Path, records: tuple[str, ...], why: str, undo: str, who: str, voice: Voice) -> None:
    """Remove records before screening for another reason than being a copy; without records, list what stands removed.

    Example: throughcare evidence remove my-review a-2015-1f2e3d --why "not in English" --who ab
    """
    from throughcare.evidence import removing

    folder = _open(study)
    made = (
        [removing.take_back(folder, undo, who=who)]
        if undo
        else removing.remove(folder, records, why=why, who=who)
        if records
        else []
    )
    standing = {} if made else folder.removed
    rows = [
        {"id": row["id"], "record": work, "why": row["why"], "who": row["who"], "when": row["when"]}
        for work, row in standing.items()
    ]
    lines = [f"{row['record']}: {row['why']} ({row['who']}, {row['id']})" for row in rows]
    done = f"{len(made)} {'taken back' if undo else 'removed'}" if made else "nothing is removed"
    voice.give({"made": made, "removed": rows}, "\n".join(lines) or done)


@command.command()
@click.argument("study", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@STAGE
@WHO
@click.option("--lists", "show_lists", is_flag=True, help="Awaiting second, conflicts, unsure, settled.")
@click.option("--agreement", "show_agreement", is_flag=True, help="How far the screeners agree.")
@click.option(
    "--simulate",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Measure ranking on a labelled set (CSV with a 0/1 column).",
)
@click.option("--settle", nargs=2, metavar="RECORD CHOICE", help="Settle a conflict: include or exclude.")
@click.option("--why", default="", help="The reason of a settlement.")
@click.option("--reason", default="", help="The criterion of a settled exclusion.")
@common_options
def screen(study: Path | None, stage: str, who: str, voice: Voice, **words: Any) -> None:
    """Screen at the keyboard, one record at a time; or look at how it stands. Only --simulate needs no study.

    Example: throughcare evidence screen my-review --who ab
    """
    from throughcare.commands._screen import agree, give_lists, give_simulation, screen_records
    from throughcare.evidence.screening.terminal import settle

    if words["simulate"]:
        give_simulation(words["simulate"], voice)
        return
    if study is None:
        raise UsageError("name the study to screen, as: throughcare evidence screen my-review --who ab")
    folder = _open(study)
    if words["show_lists"]:
        give_lists(folder, stage, voice)
    elif words["show_agreement"]:
        agree(folder, stage, voice)
    elif words["settle"]:
        record, choice = words["settle"]
        identity = settle(folder, who, stage, record, choice, words["why"], words["reason"])
        voice.give({"settled": identity}, f"{identity}: settled")
    else:
        screen_records(folder, who, stage, voice)


@command.command()
@STUDY
@click.option("--record", required=True)
@click.option("--field", required=True)
@click.option("--value", required=True)
@click.option("--quote", default="", help="Words of the source that say it; they are looked for there.")
@click.option("--locator", default="", help="Page or section.")
@WHO
@common_options
def chart(study: Path, voice: Voice, **row: str) -> None:
    """Chart one value of one record.

    Example: throughcare evidence chart my-review --record a-2015-1f2e3d --field design --value matched --who ab
    """
    from throughcare.evidence.charting import chart as chart_value

    identity = chart_value(_open(study), row)
    voice.give({"charted": identity}, f"{identity}: charted")


@command.command()
@STUDY
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the drawing (.svg or .html) or PRISMA2020's boxes (.csv).",
)
@common_options
def flow(study: Path, to: Path | None, voice: Voice) -> None:
    """The flow of records, and the 22 items of PRISMA-ScR; refuses to draw what does not balance.

    Example: throughcare evidence flow my-review --to flow.html
    """
    from throughcare.commands._screen import write_flow
    from throughcare.evidence.checklist import fill_checklist
    from throughcare.evidence.flow import check_balance, flow_counts, flow_rows, make_flow

    folder = _open(study)
    made = make_flow(folder)
    check_balance(made)
    if to:
        write_flow(made, folder.protocol.title, to)
    items = fill_checklist(folder)
    lines = [f"{label}: {value}" for label, value in flow_rows(made)] + ["PRISMA-ScR"]
    lines += [f"  {item.number:>2} {item.name}: {item.state} ({item.where})" for item in items] + (
        [f"{to} written"] if to else []
    )
    result = {"flow": dict(flow_counts(made)), "checklist": [vars_of(item) for item in items], "file": str(to) if to else None}
    voice.give(result, "\n".join(lines))


@command.command("map")
@STUDY
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Write the page, one HTML file.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Mark what searches of this day or later have brought.")
@common_options
def map_(study: Path, to: Path | None, since: datetime | None, voice: Voice) -> None:
    """The evidence and gap map.

    Example: throughcare evidence map examples/scoping-study-2018 --to map.html
    """
    from throughcare.evidence.gapmap import level_by_strength
    from throughcare.evidence.map_page import map_page
    from throughcare.evidence.update import new_since

    folder = _open(study)
    new = new_since(folder, since.date()) if since else frozenset()
    if to:
        to.write_text(map_page(folder, new=new), encoding="utf-8")
    counts = level_by_strength(folder)
    lines = [f"{level}: " + ", ".join(f"{kind} {number}" for kind, number in row.items()) for level, row in counts.items()]
    lines += [f"{to} written"] if to else []
    voice.give({"levels": counts, "page": str(to) if to else None}, "\n".join(lines))


@command.command()
@STUDY
@common_options
def synthesise(study: Path, voice: Voice) -> None:
    """Pooled effects by intervention and outcome; opinion never enters.

    Example: throughcare evidence synthesise my-review
    """
    from throughcare.evidence.synthesise import synthesis_tables

    tables = synthesis_tables(_open(study))
    lines = [" ".join(filter(None, (f"{table.title}: {table.sentence}", table.note))) for table in tables] or [
        "no extracted effects (evidence/effects.csv)"
    ]
    voice.give([vars_of(table) for table in tables], "\n".join(lines))


@command.command()
@STUDY
@click.option(
    "--format", "kind", type=click.Choice(["ris", "csv", "csl-json", "prisma2020", "qdpx"]), default="ris", show_default=True
)
@TO
@common_options
def export(study: Path, kind: str, to: Path, voice: Voice) -> None:
    """Write the works for another program, PRISMA2020's boxes, or charted quotations as QDPX.

    Example: throughcare evidence export my-review --format csl-json --to works.json
    """
    from throughcare.commands._screen import write_export

    number = write_export(_open(study), kind, to)
    voice.give({"file": str(to), "written": number}, f"{to}: {number} written")
