"""The pages: the list of releases, one release, one table. HTML without scripts, complete as it stands."""

from collections.abc import Sequence
from html import escape

from throughcare.disclosure.published import REASONS, PublishedTable

STYLE = """
body{font:1.1875rem/1.4 Arial,sans-serif;color:#0b0c0c;margin:0 auto;max-width:60rem;padding:0 1rem 3rem}
a{color:#12436d}a:focus{outline:3px solid #0b0c0c;background:#fd0}h1{font-size:2rem}caption{text-align:left;font-weight:bold;padding:.5rem 0}
.wide{overflow-x:auto}table{border-collapse:collapse}th,td{border-bottom:1px solid #b1b4b6;padding:.4rem 1rem .4rem 0;text-align:left;vertical-align:top}
td.number{text-align:right;font-variant-numeric:tabular-nums}.banner{border:5px solid #12436d;padding:.75rem 1rem;margin:1rem 0}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
"""


def make_page(title: str, body: str, *, banner: str = "") -> str:
    """A whole page; `body` is HTML, everything else is escaped here."""
    said = f'<div class="banner" role="region" aria-label="Important"><p>{escape(banner)}</p></div>' if banner else ""
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - Throughcare</title><style>{STYLE}</style></head><body>"
        f'<a class="skip" href="#main">Skip to the content</a>{said}<main id="main"><h1>{escape(title)}</h1>{body}</main></body></html>\n'
    )


def list_releases(releases: Sequence[tuple[str, str, int]]) -> str:
    """The first page: each release with its title and how many tables it holds."""
    if not releases:
        return make_page(
            "Releases",
            "<p>Nothing has been released yet. A release takes two people: see <code>throughcare release --help</code>.</p>",
        )
    items = "".join(
        f'<li><a href="/{escape(name)}/">{escape(name)}</a>: {escape(title)}, {tables} tables</li>'
        for name, title, tables in releases
    )
    return make_page("Releases", f"<ul>{items}</ul>")


def show_release(name: str, tables: Sequence[PublishedTable], downloads: Sequence[str], banner: str) -> str:
    """One release: its tables by question, and the files that can be taken along."""
    rows = "".join(
        f'<tr><td>{escape(", ".join(table.questions))}</td><th scope="row"><a href="/{escape(name)}/tables/{escape(table.name)}">{escape(table.title)}</a></th></tr>'
        for table in tables
    )
    files = "".join(f'<li><a href="/{escape(name)}/files/{escape(file)}">{escape(file)}</a></li>' for file in downloads)
    body = (
        f'<div class="wide" tabindex="0" role="group" aria-label="Tables"><table><caption>Tables of this release</caption>'
        f'<thead><tr><th scope="col">Question</th><th scope="col">Table</th></tr></thead><tbody>{rows}</tbody></table></div>'
        f"<h2>Files</h2><ul>{files}</ul>"
        '<p><a href="/">All releases</a></p>'
    )
    return make_page(name, body, banner=banner)


def show_table(release: str, table: PublishedTable, banner: str) -> str:
    """One protected table with its notes, and the reasons for what is withheld."""
    heads = [heading for _, heading in table.dimensions] + [column.heading for column in table.columns]
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in heads)
    rows = "".join(
        "<tr>"
        + "".join(f'<th scope="row">{escape(label)}</th>' for label in row.labels)
        + "".join(f'<td class="number">{escape(cell.text)}</td>' for cell in row.cells)
        + "</tr>"
        for row in table.rows
    )
    reasons = sorted({cell.reason for row in table.rows for cell in row.cells if cell.reason})
    notes = "".join(
        f"<li>{escape(note)}</li>" for note in [*table.notes, *(f"Withheld: {REASONS[reason]}." for reason in reasons)]
    )
    body = (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(table.title)}"><table><caption>{escape(table.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div><h2>Notes</h2><ul>{notes}"
        f"<li>Definition {escape(table.definition)}; data to {escape(table.data_cut)}; policy {escape(table.policy)}.</li></ul>"
        f'<p><a href="/{escape(release)}/">This release</a></p>'
    )
    return make_page(table.title, body, banner=banner)
