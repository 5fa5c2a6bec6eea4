"""The flow drawn as SVG of our own, with the same numbers as a table, and as PRISMA2020's list of boxes."""

import csv
import textwrap
from html import escape
from pathlib import Path

from throughcare.evidence.flow import BOXES, NOT_REPORTED, Flow, check_balance, flow_rows

# Left column of the drawing, and what leaves it to the right.
DOWN = (
    ("identified", ("duplicates", "removed")),
    ("screened", ("excluded", "not_yet_screened")),
    ("sought", ("not_retrieved",)),
    ("assessed", ("excluded_full_text", "not_yet_assessed")),
    ("reports", ("studies",)),
)
# Drawn only where they hold anything.
ONLY_IF_ANY = {"removed", "not_yet_screened", "not_yet_assessed"}
WIDTH, GAP, LINE, SPACE = 330, 50, 20, 40
LONGEST_LINE, MOST_PARTS = 42, 12
STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:bold;padding:.5rem 0;white-space:nowrap}"
    "th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left}td{text-align:right}"
    "th.part{font-weight:normal;padding-left:2rem}svg{max-width:100%;height:auto}"
)
# Our boxes under the ids that the R package PRISMA2020 gives them; the file beside holds all of its rows.
PRISMA2020 = {
    "previous_studies": "previous_studies", "previous_reports": "previous_reports", "database_results": "identified", "duplicates": "duplicates",
    "excluded_other": "removed", "records_screened": "screened", "records_excluded": "excluded", "dbr_sought_reports": "sought",
    "dbr_notretrieved_reports": "not_retrieved", "dbr_assessed": "assessed", "new_studies": "studies", "new_reports": "reports",
    "total_studies": "total_studies", "total_reports": "total_reports",
}  # fmt: skip
PRISMA2020_COLUMNS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")
PRISMA2020_ROWS = Path(__file__).with_name("prisma2020.csv")


def _value(flow: Flow, name: str) -> str:
    value = getattr(flow, name)
    return NOT_REPORTED if value is None else f"n = {value}"


def _lines(flow: Flow, name: str) -> list[str]:
    """What stands in a box: its name, its number, and its parts, the most numerous first where they are many."""
    parts = {"identified": flow.by_source, "removed": flow.removed_by_reason, "excluded_full_text": flow.by_reason}.get(name, {})
    shown = list(parts.items())
    if len(shown) > MOST_PARTS:
        shown = sorted(shown, key=lambda part: -part[1])[: MOST_PARTS - 1]
        shown.append((f"{len(parts) - len(shown)} others", sum(parts.values()) - sum(number for _, number in shown)))
    return [BOXES[name], _value(flow, name), *(f"  {textwrap.shorten(label, LONGEST_LINE - 8)}: {n}" for label, n in shown)]


def _box(x: int, y: int, lines: list[str]) -> str:
    texts = "".join(
        f'<text x="{x + (24 if line.startswith(" ") else 10)}" y="{y + 24 + LINE * at}">{escape(line.strip())}</text>'
        for at, line in enumerate(lines)
    )
    return f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{_height(lines)}" fill="none" stroke="currentColor"/>{texts}'


def _height(lines: list[str]) -> int:
    return 16 + LINE * len(lines)


def flow_svg(flow: Flow) -> str:
    """The drawing. RefusedError where the flow does not balance."""
    check_balance(flow)
    parts, y, right_edge = [], 10, 10 + WIDTH + GAP
    for at, (down, beside) in enumerate(DOWN):
        left = _lines(flow, down)
        right = [line for name in beside if getattr(flow, name) or name not in ONLY_IF_ANY for line in _lines(flow, name)]
        parts += [_box(10, y, left), _box(right_edge, y, right)]
        parts.append(f'<path d="M{10 + WIDTH} {y + 28}h{GAP}" stroke="currentColor" marker-end="url(#a)"/>')
        below = y + max(_height(left), _height(right)) + SPACE
        if at < len(DOWN) - 1:
            start = y + _height(left)
            parts.append(f'<path d="M{10 + WIDTH // 2} {start}v{below - start}" stroke="currentColor" marker-end="url(#a)"/>')
        y = below
    width = right_edge + WIDTH + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" role="img" font-family="sans-serif" font-size="15">'
        f"<title>Flow of records</title><desc>{escape('; '.join(f'{a.strip()}: {b}' for a, b in flow_rows(flow)))}</desc>"
        '<defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        f'<g fill="currentColor">{"".join(parts)}</g></svg>\n'
    )


def flow_page(flow: Flow, title: str) -> str:
    """Drawing and table on one page that makes no request."""
    rows = "".join(
        f'<tr><th scope="row"{" class=part" if label.startswith(" ") else ""}>{escape(label.strip())}</th><td>{escape(value)}</td></tr>'
        for label, value in flow_rows(flow)
    )
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f'{flow_svg(flow)}<table><caption>The same numbers as a table</caption><thead><tr><th scope="col">box</th><th scope="col">number</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></main></body></html>\n"
    )


def prisma2020_rows(flow: Flow) -> list[dict[str, str]]:
    """Every row of PRISMA2020's data file, ours filled in; the R package draws it. A box that nothing fills is NA."""
    parts = {"database_specific_results": flow.by_source, "dbr_excluded": flow.by_reason}
    rows = []
    with PRISMA2020_ROWS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = getattr(flow, PRISMA2020.get(row["data"], ""), None)
            if parts.get(row["data"]):
                said = "; ".join(
                    f"{name.replace(',', ' ').replace(';', ' ')}, {number}" for name, number in parts[row["data"]].items()
                )
            elif row["data"] == "dbr_excluded" and flow.excluded_full_text is not None:
                said = f"All reasons, {flow.excluded_full_text}"
            else:
                said = "NA" if value is None else str(value)
            rows.append({**row, "tooltips": row["description"], "url": f"{row['data']}.html", "n": said})
    return rows
