"""`throughcare voices ...`: from consent and originals to clean texts, codes, themes, and other programs' projects."""

import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from throughcare.commands._shared import STUDY, Voice, common_options
from throughcare.commands._voices import several

PARTICIPANT = click.argument("participant")
WHO = click.option("--who", required=True, help="Your name, as codings and rulings carry it.")
FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
TO = click.option("--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")


@click.group()
def command() -> None:
    """Redact, code and report the interviews.

    Example: throughcare voices themes examples/scoping-study-2018
    """


@command.command()
@STUDY
@common_options
def init(study: Path, voice: Voice) -> None:
    """Write the headers of consent and approaches, a commented codebook, and a place for originals that no repository takes.

    Example: throughcare voices init my-study
    """
    from throughcare.voices.begin import begin_voices

    made = begin_voices(study)
    names = [path.name for path in made]
    voice.give(
        {"made": names},
        f"{', '.join(names)} written; one row of consent a participant, then originals as voices/originals/P01.docx",
    )


def _open(study: Path) -> Any:  # a VoicesFolder
    from throughcare.voices.folder import open_voices

    return open_voices(study)


@command.command()
@STUDY
@PARTICIPANT
@WHO
@click.option("--rule", nargs=2, multiple=True, metavar="TERM RULING", help="Rule on a waiting term: replace or keep.")
@click.option("--kind", default="term", show_default=True, help="What a replaced term is: name, place ...")
@click.option("--ask", is_flag=True, help="Go through the waiting terms at the keyboard.")
@common_options
def redact(
    study: Path, participant: str, who: str, rule: tuple[tuple[str, str], ...], kind: str, voice: Voice, *, ask: bool
) -> None:
    """Redact one original; the clean text is written when no term waits.

    Example: throughcare voices redact my-study P01 --who ab --ask
    """
    from throughcare.errors import UsageError
    from throughcare.voices import redact as rules

    folder = _open(study)
    for term, ruling in rule:
        if ruling not in {"replace", "keep"}:
            raise UsageError("a ruling is replace or keep")
        rules.rule_on(folder, participant, term, ruling, kind, who)
    found = _ask(folder, participant, who) if ask else rules.redact(folder, participant, who)
    kinds: dict[str, int] = {}
    for row in found.rows:
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    lines = [f"not taken from the file: {name}" for name in found.left_out]
    lines += [f"{name}: {number} replaced" for name, number in sorted(kinds.items())]
    if found.waiting:
        # The terms themselves are shown at the keyboard only, never in a document that is piped on.
        voice.give(
            {"waiting": len(found.waiting), "replaced": kinds},
            "\n".join([*lines, f"{several(len(found.waiting), 'term waits', 'terms wait')} for a person: --ask"]),
        )
        raise click.exceptions.Exit(1)
    path = rules.write_clean(folder, participant, found)
    lines.append(f"{path} written. No pattern sees a rare job or a case in the news: read it once for what would tell who it is")
    voice.give({"waiting": 0, "replaced": kinds, "file": str(path)}, "\n".join(lines))


def _read(prompt: str) -> str:
    click.echo(prompt, nl=False, err=True)
    return sys.stdin.readline() or "q"


def _write(words: str) -> None:
    click.echo(words, err=True)


def _ask(folder: Any, participant: str, who: str) -> Any:
    from throughcare.voices.asking import Asking

    return Asking(folder, participant, who, _read, _write).run()


@command.command()
@STUDY
@PARTICIPANT
@click.option("--ask", is_flag=True, help="Go through the text at the keyboard, turn by turn.")
@click.option("--start", type=int, help="First character, counted from 0.")
@click.option("--end", type=int, help="The character behind the last.")
@click.option("--code", default="", help="The code, as its path in the codebook.")
@click.option("--memo", default="", help="A note; `negative case` marks one.")
@click.option("--undo", default="", help="The id of a coding to undo.")
@WHO
@common_options
def code(study: Path, participant: str, who: str, voice: Voice, *, ask: bool, **words: Any) -> None:
    """Code a passage or a whole text, undo a coding, or see the text without anybody's codes.

    Example: throughcare voices code my-study P01 --who ab --ask
    """
    from throughcare.voices.coding import add_coding, for_second_coder, undo_coding
    from throughcare.voices.coding_screen import CodingScreen

    folder = _open(study)
    if ask:
        made = CodingScreen(folder, participant, who, _read, _write).run()
        voice.give({"coded": made}, f"{several(made, 'coding', 'codings')} stored in voices/codings/")
    elif words["undo"]:
        identity = undo_coding(folder, words["undo"], who)
        voice.give({"undone": words["undo"], "id": identity}, f"{words['undo']} undone")
    elif words["start"] is None:
        text = for_second_coder(folder, participant)
        voice.give({"text": text, "codes": sorted(folder.codebook)}, text)
    else:
        identity = add_coding(folder, participant, words["start"], words["end"] or 0, words["code"], who, words["memo"])
        voice.give({"coded": identity}, f"{identity}: coded")


@command.command()
@STUDY
@common_options
def codebook(study: Path, voice: Voice) -> None:
    """The codes as a tree, with definitions, what to include and what to leave out.

    Example: throughcare voices codebook my-study
    """
    from throughcare.voices.codebook import tree_lines

    codes = _open(study).codebook
    voice.give(codes, "\n".join(tree_lines(codes)) or "no codes yet (voices/codebook.toml)")


@command.command()
@STUDY
@click.option("--code", "name", default="", help="One code; each, and all together, where none is said.")
@common_options
def agreement(study: Path, name: str, voice: Voice) -> None:
    """How far coders agree, by participant and by character, code by code and overall.

    Example: throughcare voices agreement my-study --code gaps/linkage
    """
    from throughcare.commands._voices import agreement_result, agreement_table
    from throughcare.voices.agreeing import agreement_by_code

    found = agreement_by_code(_open(study), name)
    voice.give([agreement_result(one) for one in found], agreement_table(found))


@command.command()
@STUDY
@click.option("--who", default="", help="Your name, as the ruling carries it.")
@click.option("--ask", is_flag=True, help="Go through the disagreements at the keyboard.")
@click.option("--keep", default="", metavar="CODING", help="The id of a coding to keep.")
@click.option("--drop", default="", metavar="CODING", help="The id of a coding to drop.")
@click.option("--why", default="", help="The reason of a ruling.")
@common_options
def settle(study: Path, who: str, why: str, voice: Voice, *, ask: bool, keep: str, drop: str) -> None:
    """Where coders differ, side by side; and rulings on it.

    Example: throughcare voices settle my-study --who cd --ask
    """
    from throughcare.commands._voices import disagreement_lines, disagreement_result
    from throughcare.errors import UsageError
    from throughcare.voices.settling import Settling, disagreements, rule_on_coding

    folder = _open(study)
    if (ask or keep or drop) and not who:
        raise UsageError("say who settles, as --who cd; every ruling carries it")
    if ask:
        made = Settling(folder, who, _read, _write).run()
        voice.give({"settled": made}, f"{several(made, 'ruling', 'rulings')} stored in voices/settled/")
    elif keep or drop:
        identity = rule_on_coding(folder, keep or drop, "keep" if keep else "drop", why, who)
        voice.give({"id": identity}, f"{keep or drop}: {'kept' if keep else 'dropped'}")
    else:
        apart = disagreements(folder)
        voice.give([disagreement_result(one) for one in apart], disagreement_lines(apart))


@command.command()
@STUDY
@common_options
def themes(study: Path, voice: Voice) -> None:
    """Themes by pooled role, what may be quoted, who was not heard.

    Example: throughcare voices themes examples/scoping-study-2018
    """
    from throughcare.voices.answers import tables_for_report

    tables = tables_for_report(_open(study))
    lines = []
    for table in tables:
        lines += [f"{table.question} {table.title}: {table.sentence}", "\t".join(table.columns)]
        lines += ["\t".join(str(value) for value in row) for row in table.rows] + ([table.note] if table.note else []) + [""]
    voice.give(
        [asdict(table) for table in tables],
        "\n".join(lines) or "no themes yet: no row of consent and no themes of a published study",
    )


@command.command()
@STUDY
@common_options
def participants(study: Path, voice: Voice) -> None:
    """Who agreed, in pooled roles, and what may be quoted of them; for the study's own people.

    Example: throughcare voices participants my-study
    """
    from throughcare.commands._voices import participant_rows

    rows, lines = participant_rows(_open(study))
    voice.give(rows, "\n".join(lines) or "nobody yet (voices/consent.csv)")


@command.command()
@STUDY
@common_options
def approaches(study: Path, voice: Voice) -> None:
    """Whom the study asked, how, and with what yield by role.

    Example: throughcare voices approaches my-study
    """
    from throughcare.voices.approaches import yields

    rows = yields(_open(study).approaches)
    lines = [
        f"{y.field}, {y.role}, {y.how}: {y.interviewed} of {y.approached} interviewed"
        + "".join(f", {n} {outcome.replace('_', ' ')}" for outcome, n in sorted(y.outcomes.items()) if outcome != "interviewed")
        for y in rows
    ]
    voice.give([asdict(y) for y in rows], "\n".join(lines or ["no approaches recorded (voices/approaches.csv)"]))


@command.command()
@STUDY
@PARTICIPANT
@click.option("--on", default="", help="The day of withdrawal.  [default: today]")
@common_options
def withdraw(study: Path, participant: str, on: str, voice: Voice) -> None:
    """Remove everything of a participant who withdrew; the ledger does not say who.

    Example: throughcare voices withdraw my-study P07
    """
    from throughcare.errors import UsageError
    from throughcare.voices.withdrawal import withdraw as remove

    try:
        day = date.fromisoformat(on) if on else datetime.now(tz=UTC).date()
    except ValueError as bad:
        raise UsageError(f"--on {on}: expected a day as 2026-03-31") from bad
    removed = remove(_open(study), participant, day)
    voice.give(
        {"removed": len(removed)},
        f"removed: {', '.join(sorted(set(removed))) or 'nothing was there'}; what a repository keeps of old versions is yours to remove",
    )


@command.command()
@STUDY
@common_options
def retention(study: Path, voice: Voice) -> None:
    """Originals that are due for deletion.

    Example: throughcare voices retention my-study
    """
    from throughcare.voices.consent import count_due, due_for_deletion

    due = due_for_deletion(_open(study), datetime.now(tz=UTC).date())
    lines = [f"{name}: {day}" for name, day in due] + ([f"{count_due(due)} due for deletion"] if due else [])
    voice.give([list(entry) for entry in due], "\n".join(lines) or "nothing is due")
    if due:
        raise click.exceptions.Exit(1)


@command.command()
@STUDY
@common_options
def check(study: Path, voice: Voice) -> None:
    """Consent, identifiers left, codes, orphans, small roles; exit status 1 when anything is found.

    Example: throughcare voices check my-study
    """
    from throughcare.commands._evidence import give_findings
    from throughcare.voices.checks import check_voices

    give_findings(check_voices(_open(study)), voice)


@command.command("import")
@STUDY
@FILE
@click.option("--who", default="", help="The coder's name; else the one the file gives.")
@click.option(
    "--offsets", default="", help="Force a reading: any of utf16, mark, crlf-one, inclusive, joined by commas; plain for none."
)
@common_options
def import_(study: Path, file: Path, who: str, offsets: str, voice: Voice) -> None:
    """Take codes and codings from QDPX, or codes from .qdc.

    Example: throughcare voices import my-study from-nvivo.qdpx --who ab
    """
    from throughcare.errors import UsageError
    from throughcare.voices.offsets import Reading
    from throughcare.voices.qdpx_in import read_codebook, read_qdpx
    from throughcare.voices.taking import take_codes, take_project

    folder = _open(study)
    if file.suffix.lower() == ".qdc":
        number = take_codes(folder, read_codebook(file))
        voice.give({"codes": number}, f"{number} new codes in voices/codebook.toml")
        return
    said = {word for word in offsets.split(",") if word}
    if said - {"utf16", "mark", "crlf-one", "inclusive", "plain"}:
        raise UsageError("--offsets: expected utf16, mark, crlf-one, inclusive, joined by commas, or plain")
    forced = Reading("utf16" in said, "mark" in said, "crlf-one" not in said, "inclusive" in said) if said else None
    project = read_qdpx(file, forced)
    taken = take_project(folder, project, who)
    lines = [
        f"positions read as: {project.reading} (fits {project.score:.0%})",
        f"{several(taken.codings, 'coding', 'codings')} taken, {several(len(project.codes), 'code', 'codes')}",
    ]
    lines += [f"{taken.lost} codings left out: their words stand nowhere in the clean texts here"] if taken.lost else []
    lines += [f"not a clean text here, left out: {name}" for name in taken.unknown] + project.warnings
    result = {"reading": str(project.reading), "score": project.score, "codings": taken.codings, "lost": taken.lost, "unknown": list(taken.unknown),
              "warnings": project.warnings}  # fmt: skip
    voice.give(result, "\n".join(lines))


@command.command()
@STUDY
@TO
@common_options
def export(study: Path, to: Path, voice: Voice) -> None:
    """Write texts, codes and codings as QDPX, or the codebook as .qdc.

    Example: throughcare voices export my-study --to interviews.qdpx
    """
    from throughcare.voices.qdpx_out import codebook_xml, export_qdpx

    folder = _open(study)
    if to.suffix.lower() == ".qdc":
        to.write_bytes(codebook_xml(folder.codebook))
        voice.give({"file": str(to), "codes": len(folder.codebook)}, f"{to}: {len(folder.codebook)} codes")
        return
    number = export_qdpx(folder, to)
    voice.give({"file": str(to), "codings": number}, f"{to}: {number} codings")
