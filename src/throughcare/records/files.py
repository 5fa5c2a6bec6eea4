"""How a delivered file is written: its kind, encoding and delimiter, said by the study or found out.

Nothing is guessed silently: what was found out and is not plain UTF-8 is remarked on.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

CHUNK = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
# In this order: the mark of UTF-32 begins with that of UTF-16.
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATOR_LINE = re.compile(r'"?sep=(?P<sign>[^"\r\n])"?\r?\n', re.IGNORECASE)  # what spreadsheets write above a header
LEADING = bytes(range(0xC2, 0xF5))  # bytes that begin a letter of several bytes in UTF-8
UTF8_NAMES = {"utf-8", "utf-8-sig"}

# First bytes of what is sent by mistake instead of CSV, with what to say.
MISTAKES = (
    (b"PK\x03\x04", "a spreadsheet or ZIP archive, not CSV or Parquet; save the sheet as CSV"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"%PDF", "a PDF, not CSV or Parquet"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet, not CSV or Parquet; save the sheet as CSV"),
    (b"{\\rtf", "a text document, not CSV or Parquet"),
)
PAGES = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")


@dataclass(frozen=True)
class Look:
    """What one pass over the bytes of a file shows."""

    lines: int
    has_nul: bool
    has_inner_bom: bool
    has_odd_blanks: bool
    has_lone_returns: bool
    is_utf8: bool
    bad_bytes: int
    wide_letters: int


@dataclass(frozen=True)
class Writing:
    """How a file is written. `fault` says why it cannot be read at all; `remarks` what was found out."""

    kind: str
    encoding: str = "utf-8"
    delimiter: str = ","
    header: tuple[str, ...] = ()
    header_lines: int = 1
    look: Look | None = None
    fault: str = ""
    remarks: tuple[str, ...] = field(default=())


def read_start(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(4096)


def look_at(path: Path) -> Look:
    """Line breaks, NULs, stray byte order marks, odd blanks, and whether the bytes are UTF-8; one pass."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = nuls = boms = bad = wide = returns = pairs = 0
    utf8, odd = True, False
    last = b""
    with path.open("rb") as file:
        start = file.read(3)
        file.seek(0)
        while chunk := file.read(CHUNK):
            lines += chunk.count(b"\n")
            nuls += chunk.count(b"\0")
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (last.endswith(b"\r") and chunk.startswith(b"\n"))
            boms += (last[-2:] + chunk).count(codecs.BOM_UTF8)
            odd = odd or b"\t" in chunk or b"\xc2\xa0" in chunk
            last = chunk
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            if not chunk.isascii():
                bad += chunk.decode("utf-8", "replace").count("\ufffd")
                wide += len(chunk) - len(chunk.translate(None, LEADING))
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    lines += bool(last) and not last.endswith(b"\n")
    return Look(lines, nuls > 0, boms - (start == codecs.BOM_UTF8) > 0, odd, returns != pairs, utf8, bad, wide)


def find_encoding(path: Path, look: Look) -> tuple[str, str]:
    """The encoding of a file, and a remark where it is not UTF-8."""
    start = read_start(path)
    for mark, name in BOMS:
        if start.startswith(mark):
            return name, "" if name in UTF8_NAMES else f"read as {name.upper()}, by its byte order mark"
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if len(start) > 3 and max(even, odd) * 4 > len(start) and min(even, odd) * 16 < len(start):
        return ("utf-16-le" if odd > even else "utf-16-be"), "read as UTF-16: every second byte is zero"
    if look.is_utf8:
        return "utf-8", ""
    # Letters of several bytes that are right UTF-8 do not come about by chance: then single rows are broken, not the encoding.
    if look.wide_letters > 2 * look.bad_bytes:
        return "utf-8", "read as UTF-8 although some bytes are not; rows with such bytes are quarantined"
    return "windows-1252", "not UTF-8: read as Windows-1252; say encoding = in study.toml if it is another"


def first_row(path: Path, encoding: str, delimiter: str) -> tuple[list[str], int]:
    """The header, and how many lines it takes; a header that never ends is cut at 1 MB."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        text = file.read(CHUNK).lstrip("\ufeff")
    said = SEPARATOR_LINE.match(text)
    above = 1 if said else 0
    reader = csv.reader(
        io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=said["sign"] if said else delimiter
    )
    for row in reader:
        if row:
            return [cell.strip().strip("\ufeff") for cell in row], reader.line_num + above
    return [], 0


def find_delimiter(path: Path, encoding: str, expected: Collection[str]) -> str:
    """The delimiter that a line above the header says; else the one whose header has most of the expected names, then most columns."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        said = SEPARATOR_LINE.match(file.read(100).lstrip("\ufeff"))
    if said:
        return said["sign"]

    def score(delimiter: str) -> tuple[int, int]:
        names, _ = first_row(path, encoding, delimiter)
        return len({name.casefold() for name in names} & {name.casefold() for name in expected}), len(names)

    return max(DELIMITERS, key=score)


def find_fault(start: bytes) -> str:
    """Why these first bytes cannot be the start of a CSV file; nothing where they can."""
    if not start.strip(b"\0\r\n \t\xef\xbb\xbf\xff\xfe"):
        return "the file is empty; expected a header line with column names"
    for mark, words in MISTAKES:
        if start.startswith(mark):
            return words
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(PAGES):
        return "a web page or XML, not CSV; was a sign-in page saved instead of the file?"
    return ""


def find_writing(path: Path, encoding: str | None, delimiter: str | None, expected: Collection[str]) -> Writing:
    """How a file is written; `expected` are the column names looked for."""
    start = read_start(path)
    if start.startswith(b"PAR1"):
        return Writing("parquet")
    if fault := find_fault(start):
        return Writing("csv", fault=fault)
    look = look_at(path)
    remark = ""
    if encoding is None:
        encoding, remark = find_encoding(path, look)
    else:
        try:
            encoding = codecs.lookup(encoding).name
        except LookupError:
            return Writing("csv", fault="study.toml names an encoding that is not known; try utf-8, windows-1252 or utf-16")
        if encoding == "utf-8" and start.startswith(codecs.BOM_UTF8):
            encoding = "utf-8-sig"
    try:
        delimiter = (
            {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter) if delimiter else find_delimiter(path, encoding, expected)
        )
        header, lines = first_row(path, encoding, delimiter)
    except (csv.Error, UnicodeError):
        return Writing("csv", fault="the header cannot be read; expected one line with column names")
    return Writing("csv", encoding, delimiter, tuple(header), lines, look, remarks=(remark,) if remark else ())
