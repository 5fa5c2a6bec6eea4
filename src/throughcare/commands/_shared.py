"""What the commands share: their common options, the study they open, and how they speak."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from throughcare.engine.build import Job
from throughcare.engine.progress import Progress
from throughcare.errors import StudyError, ThroughcareError, nearest
from throughcare.study import Study, read_study

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Voice:
    """How a command speaks: words to standard error, one JSON document to standard output where it was asked for."""

    as_json: bool = False
    quiet: bool = False

    def say(self, words: str) -> None:
        """A message for the person; not part of the result."""
        if not self.quiet:
            click.echo(words, err=True)

    def give(self, result: Any, words: str) -> None:  # any JSON document
        """The result: as one JSON document, or as words."""
        click.echo(json.dumps(result, indent=2, default=str, ensure_ascii=False) if self.as_json else words)

    def progress(self) -> Progress:
        """A progress line that keeps quiet when the person asked for quiet."""
        return Progress(quiet=self.quiet)


def common_options(function: F) -> F:
    """`--json` and `--quiet`, which every command takes; they arrive as one `voice`."""
    from functools import wraps

    @wraps(function)
    def called(*args: Any, as_json: bool, quiet: bool, **words: Any) -> Any:  # click passes what it parsed
        return function(*args, voice=Voice(as_json, quiet), **words)

    quiet = click.option("--quiet", is_flag=True, help="Say nothing but the result.")
    as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
    return cast("F", as_json(quiet(called)))


STUDY = click.argument("study", type=click.Path(file_okay=False, path_type=Path))


def make_job(study: Study, voice: Voice, *, engine: str | None = None, master: str | None = None) -> Job:
    """What the engine needs to know of a study."""
    from throughcare.records.keys import fingerprint, read_key

    spark = dict(study.settings.get("spark", {}))
    if master:
        spark["master"] = master
    if (engine or study.engine) == "spark":
        from throughcare.linkage.on_spark import session_settings

        spark["settings"] = session_settings()
    key = read_key(study.key_file)
    return Job(
        store=study.store,
        parameters=study.parameters(),
        key=key,
        key_fingerprint=fingerprint(key),
        engine=engine or study.engine,
        spark=spark,
        threads=int(study.settings.get("threads", 2)),
        memory=str(study.settings.get("memory", "3GB")),
        folder=study.folder,
        progress=voice.progress(),
    )


def link_set_option(function: F) -> F:
    """`--link-set`, for commands that can read a study as another link set shows it."""
    said = "Instead of the link set that study.toml names: strict, default, wide, or draw-01 to draw-20."
    return click.option("--link-set", metavar="NAME", help=said)(function)


def open_study(folder: Path, link_set: str | None = None) -> Study:
    """The study in a folder, with another link set where one is named; StudyError for anything in study.toml that cannot be meant."""
    from throughcare.linkage.link_sets import check_link_set
    from throughcare.records import extract_names

    study = read_study(folder, extract_names())
    check_named(study)
    named = check_link_set(link_set or str(study.settings.get("link_set", "default")))
    return replace(study, settings={**study.settings, "link_set": named})


def check_named(study: Study) -> None:
    """StudyError where study.toml names a definition, class, measure or policy that nobody knows, or that is itself wrong."""
    from throughcare.definitions.load import load_rulebook
    from throughcare.disclosure.policy import read_policy
    from throughcare.outcomes.measure import load_measure

    settings = study.settings
    rulebook = load_rulebook(study.definition_text())
    known = {
        "definition": ([settings.get("definition", "ENG-2017")], [definition.id for definition in rulebook.definitions]),
        "classes": (settings.get("classes", []), list(rulebook.classes)),
    }
    for name, (said, words) in known.items():
        for word in said:
            if word not in words:
                raise StudyError(f"study.toml: {name}: '{word}' is not one of {', '.join(words)}{nearest(word, words)}")
    load_measure(str(settings.get("follow_up", {}).get("measure", "proven-reoffending-12m")))
    read_policy(policy_of(study))


def policy_of(study: Study) -> str | Path:
    """The disclosure policy that study.toml names: one of the package, or a file of the study."""
    named = str(study.settings.get("policy", "ten-five"))
    return study.folder / named if named.endswith(".toml") else named


@dataclass(frozen=True)
class Reader:
    """Reads tables of a study that are up to date; ThroughcareError says which command builds one that is not."""

    job: Job

    def path(self, name: str) -> Path:
        """The Parquet file of a table as it now should be."""
        from throughcare.engine.build import make_keys
        from throughcare.engine.graph import order_of
        from throughcare.pipeline import read_chain

        graph = read_chain()
        keys = make_keys(graph, order_of(graph, [name]), self.job)
        if not self.job.store.has(name, keys[name]):
            raise NotBuiltError(f"table {name} is not up to date; run: throughcare run {self.job.folder}")
        return self.job.store.data(name, keys[name])

    def path_before(self, name: str, parameter: str) -> Path:
        """The Parquet file of a table that nothing but a change of this parameter has outdated since it was built."""
        from throughcare.engine.build import make_keys, stand_of
        from throughcare.engine.graph import order_of
        from throughcare.pipeline import read_chain

        graph = read_chain()
        _, why = stand_of(graph[name], make_keys(graph, order_of(graph, [name]), self.job), self.job)
        latest = self.job.store.latest(name)
        if latest is None or why != f"{parameter} changed":
            return self.path(name)
        return self.job.store.data(name, latest)

    @staticmethod
    def none(name: str) -> Any:  # never a table
        """For a study without extracts: there is no table to read."""
        raise NotBuiltError(f"table {name} cannot be: the study has no extracts")

    def __call__(self, name: str) -> Any:  # a pyarrow table
        """The table as Arrow."""
        import pyarrow.parquet as pq

        return pq.read_table(self.path(name))


class NotBuiltError(ThroughcareError):
    """A table was asked for that has not been built for the study as it now stands."""

    exit_status = 2
