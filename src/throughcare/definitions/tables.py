"""Tables whose rule is a definition file: what the rules read, which rule fired, the class of every episode.

Source: domain note, section 10. `definitions` is the text of the study's own definition files, so a changed word makes these tables again.
"""

from typing import TYPE_CHECKING, Any

from throughcare.definitions.compile_definitions import episode_class_sql
from throughcare.definitions.compile_rules import rule_hits_sql
from throughcare.definitions.evaluate import plain_words
from throughcare.definitions.load import load_rulebook
from throughcare.definitions.model import NO_KNOWN_START, STILL_IN_FORCE, Rulebook
from throughcare.engine.table import Input, Run, table

if TYPE_CHECKING:
    import pyarrow as pa


def rulebook_of(run: Run) -> Rulebook:
    """The packaged rulebook with the study's own files."""
    return load_rulebook(str(run.parameters.get("definitions") or ""))


def arrow_rows(rows: list[dict[str, Any]], columns: dict[str, str]) -> "pa.Table":
    """Rows as Arrow, with the types said, so that a table without rows has its columns."""
    import pyarrow as pa

    kinds = {"text": pa.string(), "number": pa.int64(), "date": pa.date32(), "boolean": pa.bool_()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist(rows, schema=schema)


@table(key=("rule",), side="analysis", parameters=("definitions",))
def definition_rules(run: Run) -> "pa.Table":
    """One row per rule in force in the study: what it reads, what it evidences, when, how strongly, and why."""
    book = rulebook_of(run)
    rows = [
        {
            "rule": rule.id,
            "place": place,
            "kind": rule.record,
            "agency": rule.agency,
            "elements": "|".join(rule.elements),
            "contradicts": "|".join(rule.contradicts),
            "strength": rule.strength,
            "is_proposal": rule.is_proposal,
            "valid_from": None if rule.valid_from == NO_KNOWN_START else rule.valid_from,
            "valid_to": None if rule.valid_to == STILL_IN_FORCE else rule.valid_to,
            "because": rule.because,
            "source": rule.source,
            "file": rule.file,
            "version": book.version,
        }
        for place, rule in enumerate(book.rules, 1)
    ]
    kinds = {"place": "number", "strength": "number", "is_proposal": "boolean", "valid_from": "date", "valid_to": "date"}
    return arrow_rows(rows, {name: kinds.get(name, "text") for name in rows[0]})


@table(key=("kind", "value"), side="analysis", parameters=("definitions",))
def definition_values(run: Run) -> "pa.Table":
    """One row per alert, register, marker, notice, order or referral that some rule reads; '*' where a rule reads every value of its kind.

    A record that no rule reads makes no episode of its own.
    """
    found: set[tuple[str, str]] = set()
    for rule in rulebook_of(run).rules:
        named = [c for c in rule.conditions if c.field in {"alert", "register", "marker", "notice", "order", "exploitation_type"}]
        chosen = [c for c in named if c.operator in {"is", "in"}]
        found |= {(rule.record, str(value)) for condition in chosen for value in condition.values}
        if not chosen:
            found.add((rule.record, "*"))
    return arrow_rows([{"kind": kind, "value": value} for kind, value in sorted(found)], {"kind": "text", "value": "text"})


@table(key=("rule", "term"), side="analysis", parameters=("definitions",))
def definition_terms(run: Run) -> "pa.Table":
    """One row per term that a rule looks for in the text of a crime, in lower case and without punctuation."""
    rows = {
        (rule.id, plain_words(str(term)))
        for rule in rulebook_of(run).rules
        for condition in rule.conditions
        if condition.operator == "any_term"
        for term in condition.values
    }
    return arrow_rows([{"rule": rule, "term": term} for rule, term in sorted(rows)], {"rule": "text", "term": "text"})


@table(
    key=("episode_id", "rule", "element", "contradicts", "source_table", "record_id"),
    side="analysis",
    parameters=("definitions", "known_at"),
)
def rule_hits(run: Run, definition_records: Input, episodes: Input) -> "pa.Table":  # noqa: ARG001  # the statement reads them by name
    """One row per episode, rule, element and record that fired it, with the strength after review, from what was known at `known_at`."""
    return run.connect().sql(rule_hits_sql(rulebook_of(run), run.parameters.get("known_at") or "now")).to_arrow_table()


@table(key=("rule", "kind", "tag"), side="analysis", parameters=("definitions",))
def rule_tags(run: Run) -> "pa.Table":
    """One row per rule and tag: the part the person took, or the model of exploitation, that the recorded fact speaks of."""
    rows = [
        (rule.id, kind, tag)
        for rule in rulebook_of(run).rules
        for kind, tag in (("role", rule.role), ("model", rule.model))
        if tag
    ]
    import pyarrow as pa

    names = ("rule", "kind", "tag")
    return pa.table({name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(names)})


@table(key=("episode_id", "definition"), side="analysis", parameters=("definitions",))
def episode_class(run: Run, episodes: Input, rule_hits: Input, element_support: Input) -> "pa.Table":  # noqa: ARG001  # read by name
    """One row per episode and definition: the class, its weakest limb, what is missing, what conflicts, which rules fired, since when it could be known."""
    return run.connect().sql(episode_class_sql(rulebook_of(run))).to_arrow_table()
