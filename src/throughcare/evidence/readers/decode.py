"""Bytes to lines: byte-order marks, UTF-16, stray bytes of cp1252, NUL, every kind of line end.

A file is read in pieces, so its size does not matter. What was guessed is named.
"""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path

from throughcare.evidence.readers.problem import Reading

# surrogateescape keeps an undecodable byte b as U+DC00 + b; it is then read as cp1252 (latin-1 where cp1252 has no character).
STRAY = re.compile("[\udc80-\udcff]")
NAMED_ONE_BY_ONE = 20


def find_encoding(path: Path) -> str:
    """`utf-16-le`, `utf-16-be` or `utf-8`, from the byte-order mark or from where the NUL bytes stand."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > 0.3 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.1 * half:
        return "utf-16-be"
    return "utf-8"


def _as_cp1252(found: re.Match[str]) -> str:
    byte = bytes([ord(found.group()) - 0xDC00])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


def read_lines(path: Path, reading: Reading) -> Iterator[str]:
    """The lines of a file without their ends. Names every line on which a byte was guessed or dropped."""
    encoding = find_encoding(path)
    reading.encoding = encoding
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    guessed = 0
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None) as text:
        for number, ended in enumerate(text, start=1):
            reading.lines_read = number
            line = ended.rstrip("\n")
            if line.isascii():
                if "\0" not in line:
                    yield line
                    continue
                reading.name(number, "nul", f"{line.count(chr(0))} NUL bytes, dropped", "save the export again")
                yield line.replace("\0", "")
                continue
            line = line.replace("\ufeff", "").replace("\0", "")
            if errors == "surrogateescape" and STRAY.search(line):
                guessed += 1
                if guessed <= NAMED_ONE_BY_ONE:
                    reading.name(
                        number, "encoding", "a byte that is not UTF-8, read as cp1252", "export as UTF-8 where the source allows"
                    )
                line = STRAY.sub(_as_cp1252, line)
            elif "\ufffd" in line:
                reading.name(number, "encoding", f"a sign that is not {encoding}", "export as UTF-8 where the source allows")
            yield line
    if guessed > NAMED_ONE_BY_ONE:
        reading.name(
            0,
            "encoding",
            f"{guessed} lines in all with bytes that are not UTF-8, read as cp1252",
            "export as UTF-8 where the source allows",
        )
    if guessed:
        reading.encoding = "utf-8 with cp1252"
