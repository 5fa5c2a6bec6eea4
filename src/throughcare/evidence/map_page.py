"""The evidence and gap map as one HTML file that makes no request: tables first, every count a link to its list.

A gap is written 0 and said in words; shading never stands without its number. Filters need script; the tables do not.
"""

from collections.abc import Iterable, Sequence
from html import escape

from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.gapmap import Cell, GapMap, level_by_strength, make_map
from throughcare.evidence.strength import KINDS, received

STYLE = """
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:bold;padding:.5rem 0;min-width:min(40rem,90vw)}
th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left;vertical-align:top}td.n{text-align:right;white-space:nowrap}
td.gap{border-style:dashed;border-width:2px}a:focus,select:focus{outline:3px solid #b58900}
.k1{background:#c9dff2;color:#000}.k2{background:#8fbbe0;color:#000}.k3{background:#4d8fc7;color:#000}
.k1 a,.k2 a,.k3 a{color:#000}
li:target,section:target{outline:3px solid #b58900}.filters{display:none}.filters.on{display:flex;gap:1rem;flex-wrap:wrap}
"""
SCRIPT = """
document.querySelector('.filters').classList.add('on');
document.querySelectorAll('.filters select').forEach(function(s){s.addEventListener('change',function(){
var want={};document.querySelectorAll('.filters select').forEach(function(o){want[o.name]=o.value});var shown=0;
document.querySelectorAll('tr[data-level]').forEach(function(r){var ok=Object.keys(want).every(function(k){
return !want[k]||(' '+r.dataset[k]+' ').indexOf('|'+want[k]+'|')>=0});r.hidden=!ok;if(ok)shown++});
document.getElementById('shown').textContent=shown+' rows shown';});});
"""
COLUMNS = (
    ("level", "level of prevention"),
    ("setting", "setting"),
    ("kind", "kind of intervention"),
    ("strength", "kind of evidence"),
)


def columns_of(folder: EvidenceFolder) -> list[tuple[str, str]]:
    """What the map is drawn by: the four above, and questions and outcomes where the chart holds any."""
    more = [("questions", "question")] if any(row["questions"] for row in folder.interventions) else []
    return [*COLUMNS, *more, *([("outcome", "outcome")] if folder.effects else [])]


def _slug(*parts: str) -> str:
    return "c-" + "-".join("".join(sign if sign.isalnum() else "-" for sign in part.lower()) for part in parts)


def map_page(folder: EvidenceFolder, title: str = "", new: Iterable[str] = ()) -> str:
    """The whole page. `new` are record ids that arrived with the last update; they are marked in words."""
    maps = [(by, words, make_map(folder, "intervention", by)) for by, words in columns_of(folder)]
    names = {row["id"]: row["name"] for row in folder.interventions}
    heading = escape(title or f"Evidence and gap map: {folder.protocol.title}")
    parts = [_summary(folder), _filters(folder)]
    parts += [_table(folder, by, words, made, names) for by, words, made in maps]
    parts += [_lists(by, made, names, frozenset(new)) for by, _, made in maps]
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{heading}</title><style>{STYLE}</style></head><body><main><h1>{heading}</h1>{''.join(parts)}</main>"
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _summary(folder: EvidenceFolder) -> str:
    counts = level_by_strength(folder)
    head = "".join(f'<th scope="col">{escape(kind)}</th>' for kind in (*KINDS, "all"))
    rows = "".join(
        f'<tr><th scope="row">{escape(level)}</th>'
        + "".join(f'<td class="n{" gap" if not number else ""}">{number}</td>' for number in (*row.values(), sum(row.values())))
        + "</tr>"
        for level, row in counts.items()
    )
    return (
        "<table><caption>Interventions that a person can receive, by level of prevention and kind of evidence. 0 is a gap.</caption>"
        f'<thead><tr><th scope="col">level</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _filters(folder: EvidenceFolder) -> str:
    entries = received(folder.strengths)
    boxes = []
    for name, words in COLUMNS:
        values = (
            {entry.kind for entry in entries} if name == "strength" else {v for e in entries for v in e.intervention.parts(name)}
        )
        options = "".join(
            f'<option value="{escape(value)}">{escape(value.replace("_", " "))}</option>' for value in sorted(values)
        )
        boxes.append(f'<label>{escape(words)} <select name="{name}"><option value="">all</option>{options}</select></label>')
    return f'<form class="filters">{"".join(boxes)}<output id="shown" aria-live="polite"></output></form>'


def _table(folder: EvidenceFolder, by: str, words: str, made: GapMap, names: dict[str, str]) -> str:
    entries = {entry.intervention["id"]: entry for entry in received(folder.strengths)}
    head = "".join(f'<th scope="col">{escape(column.replace("_", " "))}</th>' for column in made.columns)
    rows = []
    for row in made.rows:
        entry = entries[row]
        marks = {name: entry.intervention.parts(name) if name != "strength" else (entry.kind,) for name, _ in COLUMNS}
        data = " ".join(f'data-{name}="|{escape("|".join(values))}|"' for name, values in marks.items())
        cells = "".join(_cell(by, made.cells[row, column]) for column in made.columns)
        rows.append(f'<tr {data}><th scope="row">{escape(names[row])}</th>{cells}</tr>')
    rule = f"A cell counts distinct references: with a comparison group / other empirical / other. Dashed: {escape(made.rule)}."
    return (
        f'<section><h2>By {escape(words)}</h2><table><caption>Interventions by {escape(words)}. {rule}</caption>'
        f'<thead><tr><th scope="col">intervention</th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></section>'
    )  # fmt: skip


def _cell(by: str, cell: Cell) -> str:
    if not cell.interventions:
        return '<td class="n gap">0</td>'
    shade = "k3" if cell.comparison else "k2" if cell.empirical else "k1" if cell.count else ""
    said = f"{len(cell.comparison)} / {len(cell.empirical)} / {len(cell.other)}"
    label = f"{cell.count} references: {len(cell.comparison)} with a comparison group, {len(cell.empirical)} other empirical, {len(cell.other)} other"
    gap = " gap" if cell.is_gap else ""
    link = f'<a href="#{_slug(by, cell.row, cell.column)}" aria-label="{label}">{cell.count}</a> ({said})' if cell.count else "0"
    return f'<td class="n {shade}{gap}">{link}</td>'


def _lists(by: str, made: GapMap, names: dict[str, str], new: frozenset[str]) -> str:
    items = []
    for (row, column), cell in made.cells.items():
        if cell.count:
            references = _references(
                (("with a comparison group", cell.comparison), ("other empirical", cell.empirical), ("other", cell.other)), new
            )
            items.append(
                f'<li id="{_slug(by, row, column)}">{escape(names[row])}, {escape(column.replace("_", " "))}: {references}</li>'
            )
    return f"<section><h2>References by {escape(by)}</h2><ul>{''.join(items)}</ul></section>"


def _references(groups: Sequence[tuple[str, tuple[str, ...]]], new: frozenset[str]) -> str:
    return "; ".join(
        f"{label}: " + ", ".join(escape(name) + (" (new)" if name in new else "") for name in found)
        for label, found in groups
        if found
    )
