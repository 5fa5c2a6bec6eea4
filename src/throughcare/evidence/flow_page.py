"""The flow drawn as SVG of our own, with the same numbers as a table, and as PRISMA2020's list of boxes."""

import csv
from html import escape
from pathlib import Path

from throughcare.evidence.flow import BOXES, NOT_REPORTED, Flow, check_balance, flow_rows

# Left column of the drawing, and the box that leaves it to the right.
DOWN = (
    ("identified", "duplicates"),
    ("screened", "excluded"),
    ("sought", "not_retrieved"),
    ("assessed", "excluded_full_text"),
    ("reports", "studies"),
)
WIDTH, HEIGHT, STEP = 300, 64, 110
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


def _box(x: int, y: int, lines: list[str]) -> str:
    texts = "".join(f'<text x="{x + 10}" y="{y + 24 + 20 * at}">{escape(line)}</text>' for at, line in enumerate(lines))
    return f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="currentColor"/>{texts}'


def flow_svg(flow: Flow) -> str:
    """The drawing. RefusedError where the flow does not balance."""
    check_balance(flow)
    parts = []
    for at, (down, right) in enumerate(DOWN):
        y = 10 + at * STEP
        parts.append(_box(10, y, [BOXES[down], _value(flow, down)]))
        parts.append(_box(370, y, [BOXES[right], _value(flow, right)]))
        parts.append(f'<path d="M310 {y + 32}h60" stroke="currentColor" marker-end="url(#a)"/>')
        if at:
            parts.append(f'<path d="M160 {y - STEP + HEIGHT}v{STEP - HEIGHT}" stroke="currentColor" marker-end="url(#a)"/>')
    waiting = [
        f"{BOXES[name]}: {getattr(flow, name)}" for name in ("not_yet_screened", "not_yet_assessed") if getattr(flow, name)
    ]
    title = "Flow of records" + (f". {'; '.join(waiting)}" if waiting else "")
    height = 20 + len(DOWN) * STEP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 690 {height}" width="690" role="img" font-family="sans-serif" font-size="15">'
        f"<title>{escape(title)}</title><desc>{escape('; '.join(f'{a.strip()}: {b}' for a, b in flow_rows(flow)))}</desc>"
        '<defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        f'<g fill="currentColor">{"".join(parts)}</g></svg>\n'
    )


def flow_page(flow: Flow, title: str) -> str:
    """Drawing and table on one page that makes no request."""
    rows = "".join(f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>' for label, value in flow_rows(flow))
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body><main><h1>{escape(title)}</h1>'
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
