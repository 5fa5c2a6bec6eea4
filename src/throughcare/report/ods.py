"""All tables as one OpenDocument spreadsheet, written with the standard library.

Cover, contents, notes, then one table a sheet, top left; no merged and no empty cells, no freeze panes, no filters; each table is marked
with its name and header row. Source: Analysis Function, releasing statistics in spreadsheets; OpenDocument 1.3.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from throughcare.errors import DisclosureError

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)
_FO = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# The clock is no part of a report: the same tables give the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)

Value = str | int | float


@dataclass(frozen=True)
class Sheet:
    """One sheet: the table's name, its header and its rows; `lines` stand above it for cover and notes."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def check_sheet(sheet: Sheet) -> None:
    """No empty cell, no header twice, no ragged row."""
    if len(set(sheet.header)) != len(sheet.header) or not all(sheet.header):
        raise DisclosureError(f"sheet {sheet.name}: two columns share a heading, or one has none; name them apart")
    for number, row in enumerate(sheet.rows, start=2):
        if len(row) != len(sheet.header) or any(value == "" or value is None for value in row):
            raise DisclosureError(f"sheet {sheet.name}, row {number}: an empty or missing cell; write what it means")


def _cell(value: Value, style: str = "text") -> str:
    shown = escape(f"{value:,}" if isinstance(value, int) else str(value))
    if isinstance(value, int | float):
        return f'<table:table-cell table:style-name="{style}" office:value-type="float" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>'
    return f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'


def _sheet(sheet: Sheet) -> str:
    widths = [min(max(14, *(len(str(row[i])) for row in sheet.rows)) if sheet.rows else 14, 60) for i in range(len(sheet.header))]
    columns = "".join(f'<table:table-column table:style-name="w{_step(w)}"/>' for w in widths)
    head = "".join(_cell(h, "head") for h in sheet.header)
    rows = "".join(f"<table:table-row>{''.join(_cell(v) for v in row)}</table:table-row>" for row in sheet.rows)
    return (
        f'<table:table table:name="{escape(sheet.name)}">{columns}<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>'
        f"{rows}</table:table>"
    )


def _step(width: int) -> int:
    return (width + 9) // 10 * 10


def _range(sheet: Sheet) -> str:
    last = _letters(len(sheet.header))
    name, quoted = escape(sheet.name), escape(sheet.name.replace("'", "''"))
    return f'<table:database-range table:name="{name}" table:target-range-address="\'{quoted}\'.A1:\'{quoted}\'.{last}{len(sheet.rows) + 1}" table:contains-header="true"/>'


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def write_ods(path: Path, title: str, sheets: Sequence[Sheet]) -> None:
    """Write the spreadsheet; refuses empty cells and headings that stand twice."""
    for sheet in sheets:
        check_sheet(sheet)
    widths = "".join(
        f'<style:style style:name="w{w}" style:family="table-column"><style:table-column-properties style:column-width="{w * 0.2:.1f}cm"/></style:style>'
        for w in range(10, 70, 10)
    )
    wrap = '<style:table-cell-properties fo:wrap-option="wrap"/>'
    styles = f'{widths}<style:style style:name="text" style:family="table-cell">{wrap}</style:style>'
    styles += f'<style:style style:name="head" style:family="table-cell">{wrap}<style:text-properties fo:font-weight="bold"/></style:style>'
    content = f'{_HEAD}<office:document-content {_NAMES} {_FO} office:version="1.3"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>'
    content += (
        "".join(_sheet(s) for s in sheets)
        + f"<table:database-ranges>{''.join(_range(s) for s in sheets)}</table:database-ranges>"
    )
    content += "</office:spreadsheet></office:body></office:document-content>"
    meta = f'{_HEAD}<office:document-meta {_NAMES} {_FO} office:version="1.3"><office:meta><dc:title>{escape(title)}</dc:title><dc:language>en-GB</dc:language></office:meta></office:document-meta>'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("/", MIME), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">{entries}</manifest:manifest>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in (("mimetype", MIME), ("META-INF/manifest.xml", manifest), ("content.xml", content), ("meta.xml", meta)):
            info = zipfile.ZipInfo(name, _STAMP)
            # Programs look for the uncompressed type in the first bytes of the file.
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            pack.writestr(info, text)
