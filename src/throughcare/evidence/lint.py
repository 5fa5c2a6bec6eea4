"""Search strings and searches held against what databases do, and against the papers they ought to have found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from throughcare.evidence.finding import Finding
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.importing import Search
from throughcare.evidence.reference import Reference, plain
from throughcare.evidence.screening.standing import live_decisions
from throughcare.evidence.strings import Query, is_subset, meets_term, parse_string, would_find

# Sources that rank and cut off, so that the same words on another day give another list.
RANKED = ("google scholar",)
MOST_EXAMPLES = 3
FIELDS = ("title", "title and abstract", "keywords")


@dataclass(frozen=True)
class KnownItem:
    """One string against the key papers in one field: how many it would find, read literally and with stems."""

    string: str
    field: str
    papers: int
    literal: tuple[str, ...]
    stemmed: tuple[str, ...]


def platforms_of(folder: EvidenceFolder) -> list[str]:
    """Databases and platforms that the protocol and the searches name."""
    named = [
        str(name)
        for entry in folder.protocol.entries("source")
        if entry.get("kind") == "database"
        for name in entry.get("names", [])
    ]
    return named + [str(search.about.get(word, "")) for search in folder.searches for word in ("source", "platform")]


def lint_strings(folder: EvidenceFolder) -> Iterator[Finding]:
    """Faults of form and strings that add nothing."""
    platforms = platforms_of(folder)
    parsed = {string.id: parse_string(string.text, platforms) for string in folder.protocol.strings}
    where = str(folder.protocol.section("search").get("section", folder.protocol.file))
    by_code: dict[str, list[tuple[str, str]]] = {}
    for name, query in parsed.items():
        for code, seen in query.problems:
            by_code.setdefault(code, []).append((name, seen))
    for code, found in by_code.items():
        strings = tuple(dict.fromkeys(name for name, _ in found))
        yield Finding(code, where, f"{len(strings)} of {len(parsed)} strings; {_examples(found)}", strings)
    subsets = {name: wider for name, query in parsed.items() if (wider := _wider(name, query, parsed))}
    if subsets:
        seen = "; ".join(f"{name} finds nothing that {wider} does not" for name, wider in subsets.items())
        yield Finding("string-subset", where, seen, tuple(subsets))


def _examples(found: Sequence[tuple[str, str]]) -> str:
    """What was seen in the first strings, one fault of each, and how many more there are in all strings together."""
    firsts = dict(reversed(found))
    first = found[0][1]
    # What all say alike, such as how platforms read it, is said once.
    alike = first[first.rfind(" (") :] if first.endswith(")") else ""
    seen = [(name, firsts[name]) for name in list(dict.fromkeys(name for name, _ in found))[:MOST_EXAMPLES]]
    shown = [f"{name}: {words.removesuffix(alike) if at else words}" for at, (name, words) in enumerate(seen)]
    more = len(found) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def _wider(name: str, query: Query, parsed: dict[str, Query]) -> str:
    return next((other for other, wide in parsed.items() if other != name and is_subset(query, wide)), "")


def core_terms(queries: Sequence[Query]) -> list[str]:
    """The terms that every string demands, in the order of the first."""
    alone = [[group[0].text.lower() for group in query.groups if len(group) == 1] for query in queries]
    return [term for term in (alone[0] if alone else []) if all(term in terms for terms in alone)]


def lint_coverage(folder: EvidenceFolder) -> Iterator[Finding]:
    """Words under which included titles stand and that no string has."""
    queries = [parse_string(string.text) for string in folder.protocol.strings]
    expected = [str(term) for term in folder.protocol.section("search").get("expected_terms", [])]
    in_strings = [term.text for query in queries for term in query.terms]
    missing = [term for term in expected if not any(meets_term(have, [plain(term)], "literal") for have in in_strings)]
    if not queries or not missing:
        return
    core = core_terms(queries)
    carriers = {
        term: [r.record for r in folder.references if meets_term(term, plain(r.title).split(), "literal")] for term in missing
    }
    # Terms of one subject stand together: those whose titles never carry what all strings demand are what the search could not meet.
    whole = {
        r.record for r in folder.references if core and all(meets_term(term, plain(r.title).split(), "literal") for term in core)
    }
    never = [term for term in missing if carriers[term] and not whole & set(carriers[term])]
    lost = sorted({record for term in never for record in carriers[term]})
    seen = f"no string has {', '.join(missing)}; {len(lost)} of {len(folder.references)} titles carry {', '.join(never)}"
    seen += f", and none of the {len(lost)} carries {', '.join(core)} together" if core else ""
    yield Finding(
        "string-coverage", str(folder.protocol.section("search").get("section", folder.protocol.file)), seen, tuple(lost)
    )


def key_papers(folder: EvidenceFolder) -> list[Reference]:
    """The protocol's `[search] key_papers`; else what is included so far, and every reference of a published study."""
    named = {str(name) for name in folder.protocol.section("search").get("key_papers", [])}
    if not named and folder.protocol.reported and not folder.decisions:
        return folder.references
    if not named:
        aliases = folder.works.aliases
        named = {aliases.get(row["record"], "") for row in live_decisions(folder.decisions) if row["choice"] == "include"}
        return [record for work, record in folder.works.merged.items() if work in named]
    return [r for r in folder.references if r.record in named]


def known_items(folder: EvidenceFolder, papers: Sequence[Reference] | None = None) -> list[KnownItem]:
    """Each string against the key papers, field by field."""
    chosen = list(papers) if papers is not None else key_papers(folder)
    rows = []
    for string in folder.protocol.strings:
        query = parse_string(string.text)
        for field in FIELDS:
            texts = {reference.record: _text(reference, field) for reference in chosen}
            texts = {record: text for record, text in texts.items() if text}
            rows.append(
                KnownItem(
                    string.id, field, len(texts),
                    tuple(record for record, text in texts.items() if would_find(query, text)),
                    tuple(record for record, text in texts.items() if would_find(query, text, "stemmed")),
                )
            )  # fmt: skip
    return rows


def _text(reference: Reference, field: str) -> str:
    if field == "title":
        return reference.title
    if field == "keywords":
        return " ".join(word for word in reference.keywords if not word.startswith("class:"))
    return f"{reference.title} {reference.abstract}" if reference.abstract else ""


def lint_known_items(folder: EvidenceFolder) -> Iterator[Finding]:
    """Key papers that no string would have found by their title."""
    rows = [row for row in known_items(folder) if row.field == "title"]
    papers = max((row.papers for row in rows), default=0)
    literal = sorted({record for row in rows for record in row.literal})
    stemmed = sorted({record for row in rows for record in row.stemmed})
    if not papers or len(literal) >= papers:
        return
    queries = [parse_string(string.text) for string in folder.protocol.strings]
    core = core_terms(queries)
    with_core = sum(
        1 for r in folder.references if core and all(meets_term(term, plain(r.title).split(), "literal") for term in core)
    )
    seen = f"on titles, {len(literal)} of {papers} satisfy any string as printed; {len(stemmed)} if the database stems"
    seen += f" ({', '.join(stemmed)})" if stemmed else ""
    seen += f"; {with_core} carry {', '.join(core)} together" if core else ""
    yield Finding("known-item", str(folder.protocol.section("search").get("section", folder.protocol.file)), seen, tuple(stemmed))


def lint_searches(folder: EvidenceFolder) -> Iterator[Finding]:
    """Searches without date or hits, and hits that differ from the records read."""
    where = str(folder.protocol.section("search").get("section", folder.protocol.file))
    sources = [
        str(name)
        for entry in folder.protocol.entries("source")
        if entry.get("kind") == "database"
        for name in entry.get("names", [])
    ]
    whole = [search for search in folder.searches if search.about.get("date") and search.hits is not None]
    dated = {name for search in whole for name in _names_of(search)}
    undated = [name for name in sources if plain(name) not in dated]
    known = {plain(name) for name in sources}
    others = sorted({search.source for search in whole if search.source and not known & _names_of(search)})
    ranked = [name for name in sources if name.lower() in RANKED]
    if undated and others:
        seen = (
            f"no search with date and hits bears the name of {', '.join(undated)}; {', '.join(others)} has both and is no source"
        )
        seen += " of the protocol: where they are one, write the name alike in search.toml and in [[source]]"
        yield Finding("search-undated", where, seen, tuple(undated))
    elif undated:
        seen = f"neither date nor hits by string for {len(undated)} of {len(sources)} databases"
        seen += f"; {', '.join(ranked)} ranks and cuts off, so the search cannot be run again exactly" if ranked else ""
        yield Finding("search-undated", where, seen, tuple(undated))
    for search in folder.searches:
        read = len(search.reading.records)
        if search.hits is not None and search.hits != read:
            yield Finding(
                "search-hits", f"searches/{search.name}", f"{search.hits} hits declared, {read} records read", (search.name,)
            )


def _names_of(search: Search) -> set[str]:
    """The names by which a protocol may list a search: its source and its platform, in plain words."""
    return {plain(str(search.about.get(word, ""))) for word in ("source", "platform")} - {""}


def lint(folder: EvidenceFolder) -> list[Finding]:
    """Everything that can be said of the search before anybody screens."""
    return [*lint_strings(folder), *lint_coverage(folder), *lint_known_items(folder), *lint_searches(folder)]
