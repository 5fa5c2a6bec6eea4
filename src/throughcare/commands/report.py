"""`throughcare report STUDY`: protect the findings and write the report."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, link_set_option, make_job, open_study, policy_of

if TYPE_CHECKING:
    from throughcare.disclosure.policy import Policy
    from throughcare.disclosure.protect import Context, Protected
    from throughcare.disclosure.statements import Knowledge
    from throughcare.evidence.answers import EvidenceTable
    from throughcare.report.block import Provenance
    from throughcare.study import Study


NO_RECORDS = "no date (this study has no records)"


@click.command()
@STUDY
@click.option("--to", "target", type=click.Path(file_okay=False, path_type=Path), help="Another folder than STUDY/out/report.")
@link_set_option
@common_options
def command(study: Path, target: Path | None, link_set: str | None, voice: Voice) -> None:
    """Protect the findings of a study and write its report: one HTML file, each table as CSV, one spreadsheet.

    Example: throughcare report my-study
    """
    page = make_report(study, voice, target, link_set)
    tables = sum(1 for _ in (page.parent / "tables").glob("*.csv"))
    voice.give({"report": str(page), "tables": tables}, f"the report is at {page.resolve()}")


@dataclass(frozen=True)
class Prepared:
    """A study's protected findings, and where they come from."""

    study: "Study"
    policy: "Policy"
    context: "Context"
    protected: "Protected"
    provenance: "Provenance"


def prepare(folder: Path, voice: Voice, release_id: str = "not released", link_set: str | None = None) -> Prepared:
    """Read the findings, protect them beside every earlier release, and say where they come from."""
    from throughcare.disclosure.policy import read_policy
    from throughcare.disclosure.protect import Context
    from throughcare.disclosure.publish import publish_all

    study = open_study(folder, link_set)
    policy = read_policy(policy_of(study))
    provenance = make_provenance(study, policy, release_id)
    words = f"{provenance.definition} {provenance.definition_version} ({provenance.classes})"
    context = Context(words, provenance.data_cut, release_id)
    if study.sources:
        voice.say("disclosure control: withholding, rounding, and trying to undo it")
        protected = publish_all(Reader(make_job(study, voice)), policy, context, earlier_knowledge(study))
    else:
        voice.say("no extracts in study.toml: the report holds the literature and the interviews")
        protected = publish_all(Reader.none, policy, context, earlier_knowledge(study), ())
    for name in protected.dropped:
        voice.say(f"not published: {name} (it could not be protected)")
    return Prepared(study, policy, context, protected, provenance)


def make_report(folder: Path, voice: Voice, target: Path | None = None, link_set: str | None = None) -> Path:
    """The report of a study whose tables are built; the path of its HTML file."""
    from throughcare.report.build import write_report

    ready = prepare(folder, voice, link_set=link_set)
    tables = [*plan_words(ready), *study_tables_of(folder), *evidence_beside_records(ready)]
    return write_report(ready.protected.tables, tables, ready.provenance, target or ready.study.out / "report")


def study_tables_of(folder: Path) -> list["EvidenceTable"]:
    """What the study's literature and interviews say."""
    from throughcare.voices.answers import study_tables
    from throughcare.voices.folder import has_voices, open_voices
    from throughcare.voices.withdrawal import note_withdrawals

    if has_voices(folder):
        note_withdrawals(open_voices(folder))
    return study_tables(folder)


def evidence_beside_records(ready: "Prepared") -> list["EvidenceTable"]:
    """Each charted intervention by its evidence and by what the protected tables say of who began it; nothing without a review."""
    from throughcare.evidence.beside_records import beside_records
    from throughcare.evidence.folder import has_evidence, open_evidence
    from throughcare.report.words import about

    if not has_evidence(ready.study.folder):
        return []
    recorded: dict[str, str] = {}
    for row in (row for table in ready.protected.tables if table.name == "received_by_programme" for row in table.rows):
        # What fewer than ten began and what nobody began look alike: neither is shown.
        if "All" not in row.labels and row.cells[0].status == "published":
            words = f"{about(row.cells[0])} ({row.labels[0].replace('_', ' ')})"
            recorded[row.labels[1]] = "; ".join(filter(None, (recorded.get(row.labels[1], ""), words)))
    folder = open_evidence(ready.study.folder)
    return [beside_records(folder, recorded if ready.study.sources else None)] if folder.interventions else []


def plan_words(ready: "Prepared") -> list["EvidenceTable"]:
    """What the plans of the evaluations say; nothing for a study without records."""
    from throughcare.commands._effects import make_plan_tables

    if not ready.study.sources:
        return []
    return make_plan_tables(ready.study)


def earlier_knowledge(study: "Study") -> list["Knowledge"]:
    """What every release of the study has told everybody; what is out is out."""
    from throughcare.disclosure.pack import read_knowledge
    from throughcare.disclosure.release import read_releases

    released = [r.release_id for r in read_releases(study.ledger).values() if r.state == "released"]
    return [read_knowledge(study.out / "releases" / name) for name in released]


def make_provenance(study: "Study", policy: "Policy", release_id: str) -> "Provenance":
    """Where every number comes from."""
    from throughcare import __version__
    from throughcare.definitions.load import load_rulebook
    from throughcare.engine.ledger import anchor
    from throughcare.report.block import Provenance

    parameters = study.parameters()
    inputs = [(f["file"], f["sha256"]) for name, said in parameters.items() if name.startswith("source:") for f in said["files"]]
    return Provenance(
        title=study.title,
        population=str(study.settings.get("population", "as the extracts hold it")),
        invented=study.is_invented,
        definition=str(parameters["definition"]),
        definition_version=load_rulebook(str(parameters["definitions"])).version,
        classes=str(parameters["definition_classes"]).replace("|", " or "),
        data_cut=str(parameters["extract_end"] or ("a day that study.toml does not say" if study.sources else NO_RECORDS)),
        code_version=__version__,
        policy=f"{policy.name} {policy.version}",
        policy_sha256=policy.sha256,
        policy_sentence=policy.sentence,
        ledger_anchor=anchor(study.ledger),
        release_id=release_id,
        link_set=str(parameters["link_set"]),
        follow_up_months=int(parameters["follow_up_months"]),
        waiting_months=int(parameters["waiting_months"]),
        inputs=tuple(sorted(inputs)),
    )
