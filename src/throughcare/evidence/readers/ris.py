"""RIS, as vendors really write it: every line is part of a record or of a named problem.

Read: one or two blanks or none before and after the tag, no-break spaces, indents, blank lines inside abstracts, records without
`TY` or `ER`. Inside an abstract only known tags count, and `ER` only with nothing behind it, so a line of numbers stays text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.readers.ris_fields import ABSTRACT, KNOWN, TITLE, make_reference
from throughcare.evidence.reference import Reference

TAG = re.compile(r"^[ \t\u00a0]*([A-Z][A-Z0-9])[ \t\u00a0]{1,3}-(.*)$")
STRICT = re.compile(r"^[A-Z][A-Z0-9]  -( |$)")
LOWER = re.compile(r"^[ \t]*ty[ \t]{1,2}-[ \t]*[a-z]+[ \t]*$", re.IGNORECASE)
LOWER_TAG = re.compile(r"^[ \t\u00a0]*([A-Za-z][A-Za-z0-9])[ \t\u00a0]{2}-(?:[ \t\u00a0]+(.*))?$")
TYPE = re.compile(r"^[A-Za-z]{2,12}$")
STUB = re.compile(r"^[A-Z][A-Z0-9]?[ ]{0,2}-?$")


@dataclass(slots=True)
class Block:
    """The lines of one record: its fields in order, and where it stands."""

    first: int
    fields: list[tuple[str, list[str]]] = field(default_factory=list)
    last: int = 0
    lines: int = 0
    has_type: bool = False
    ended: bool = False

    @property
    def has_title(self) -> bool:
        """True where one of its fields is a title."""
        return any(tag in TITLE for tag, _ in self.fields)


def split_tag(line: str, inside: str) -> tuple[str, str] | None:
    """Tag and value of a line, or None where the line is text. `inside` is the tag of the field that is open."""
    if line[2:6] == "  - " and line[:2] in KNOWN and inside not in ABSTRACT:
        return line[:2], line[6:]
    found = TAG.match(line)
    if not found:
        return None
    tag, value = found[1], found[2].strip(" \t\u00a0")
    if tag == "ER":
        return (tag, value) if not value or inside not in ABSTRACT else None
    if tag == "TY":
        return (tag, value) if not value or inside not in ABSTRACT or TYPE.match(value) else None
    if tag not in KNOWN and (inside in ABSTRACT or not STRICT.match(line)):
        return None
    return tag, value


def split_lower_tag(line: str, inside: str, *, has_lower: bool) -> tuple[str, str] | None:
    """Tag and value of a line whose tag is in lower case, or None; inside an abstract only where the file has such tags elsewhere."""
    found = LOWER_TAG.match(line)
    if not found or found[1].isupper() or found[1].upper() not in KNOWN:
        return None
    tag, value = found[1].upper(), (found[2] or "").strip(" \t\u00a0")
    is_frame = (tag == "TY" and bool(TYPE.match(value))) or (tag == "ER" and not value)
    if not (is_frame or has_lower or inside not in ABSTRACT):
        return None
    return tag, value.upper() if tag == "TY" else value


class Splitter:
    """Lines into blocks; what belongs to no block is named on the reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.block: Block | None = None
        self.waiting: Block | None = None
        self.types = 0
        self.lowered = 0

    def blocks(self, lines: Iterable[str]) -> Iterator[Block]:
        """The blocks of a file, in order."""
        for number, line in enumerate(lines, start=1):
            yield from self.take(number, line)
        yield from self.close(len_lines=self.reading.lines_read)

    def take(self, number: int, line: str) -> Iterator[Block]:
        """One line."""
        block = self.block
        if not line or line.isspace():
            self.reading.lines_used += 1
            if block and block.fields and block.fields[-1][0] in ABSTRACT:
                block.fields[-1][1].append("")
            return
        split = split_tag(line, self._inside()) or self._split_lower(number, line)
        if split is None:
            self._text(number, line)
            return
        tag, value = split
        if tag == "TY":
            self.types += 1
            yield from self._start(number)
        if tag == "ER":
            yield from self._end(number, value)
            return
        if self.block is None:
            self.block = Block(number)
        self._unstub()
        self.block.fields.append((tag, [value]))
        self._count(number)
        self.block.has_type = self.block.has_type or tag == "TY"

    def _split_lower(self, number: int, line: str) -> tuple[str, str] | None:
        """A tag in lower case is read as if in capitals, once a record is open or begins with it; the first of a file is named."""
        split = split_lower_tag(line, self._inside(), has_lower=bool(self.lowered))
        if split is None or (self.block is None and split[0] != "TY"):
            return None
        if not self.lowered:
            self.reading.name(number, "lower-case-tags", "a tag in lower case", "read as if in capitals; look at what was read")
        self.lowered += 1
        return split

    def _inside(self) -> str:
        """The tag of the field that is open; a line that may be a cut tag does not close it."""
        fields = self.block.fields if self.block else []
        return next((tag for tag, _ in reversed(fields) if tag), "")

    def _count(self, number: int) -> None:
        if self.block:
            self.block.last = number
            self.block.lines += 1
            self.reading.lines_used += 1

    def _text(self, number: int, line: str) -> None:
        reading = self.reading
        if self.block is None:
            if LOWER.match(line):
                reading.name(number, "lower-case-tags", "tags in lower case", "tags must be in capitals: export as RIS again", 1)
            else:
                where = "header" if not self.types else "between-records"
                reading.name(number, where, "a line outside any record", "nothing to do where it is a heading of the source", 1)
            return
        if number == reading.lines_read and STUB.match(line):
            # Only the last line of a file can be a tag that was cut; whether it is the last is known when the file ends.
            self.block.fields.append(("", [line]))
        else:
            self._continue(line)
        self._count(number)

    def _continue(self, line: str) -> None:
        assert self.block is not None  # noqa: S101  # the caller has looked
        fields = self.block.fields
        if fields and fields[-1][0] == "" and len(fields) > 1:
            stub = fields.pop()
            fields[-1][1].extend(stub[1])
        fields[-1][1].append(line.strip())

    def _start(self, number: int) -> Iterator[Block]:
        if self.block and self.block.has_type:
            self._unstub()
            self.reading.name(
                number, "unterminated", f"the record of line {self.block.first} has no ER", "kept; nothing to do if it is whole"
            )
            yield from self._give(self.block)
            self.block = None
        elif self.block:
            self.waiting, self.block = self.block, None
        if self.block is None:
            self.block = Block(number)

    def _unstub(self) -> None:
        if self.block and self.block.fields and self.block.fields[-1][0] == "":
            stub = self.block.fields.pop()
            if self.block.fields:
                self.block.fields[-1][1].extend(stub[1])

    def _end(self, number: int, value: str) -> Iterator[Block]:
        if self.block is None:
            self.reading.name(number, "stray-end", "ER without a record", "nothing is lost; a line too many", 1)
            return
        self._unstub()
        self.block.ended = True
        if value:
            self.block.fields.append(("ER", [value]))
        self._count(number)
        yield from self._give(self.block)
        self.block = None

    def _give(self, block: Block) -> Iterator[Block]:
        """A block that is complete; an untyped one before it is its beginning, or a record of its own where both have a title."""
        if self.waiting and self.waiting.has_title and block.has_title:
            waiting, self.waiting = self.waiting, None
            self.reading.name(waiting.first, "no-type", "a record without TY and without ER", "kept with an empty type")
            yield waiting
        elif self.waiting:
            self.reading.name(block.first, "type-not-first", "TY stands behind other fields", "kept; the type was found later")
            block = Block(
                self.waiting.first,
                self.waiting.fields + block.fields,
                block.last,
                self.waiting.lines + block.lines,
                True,
                block.ended,
            )
            self.waiting = None
        if not block.has_type:
            self.reading.name(block.first, "no-type", "a record without TY", "kept with an empty type")
        yield block

    def close(self, len_lines: int) -> Iterator[Block]:
        """What is open when the file ends."""
        block = self.block
        if block and block.fields and block.fields[-1][0] == "" and block.last == len_lines:
            block.fields.pop()
            block.lines -= 1
            self.reading.lines_used -= 1
            self.reading.name(
                len_lines, "cut", "the file ends inside a tag", "export again: something may be missing behind this line", 1
            )
        if block and block.fields:
            self._unstub()
            self.reading.name(
                len_lines, "unterminated", f"the record of line {block.first} has no ER", "kept; look whether the file was cut"
            )
            yield from self._give(block)
        if self.waiting:
            yield self.waiting
            self.waiting = None


def read_ris(lines: Iterable[str], reading: Reading) -> Iterator[Reference]:
    """The records of a RIS file, one by one; problems go to `reading`."""
    splitter = Splitter(reading)
    typed = 0
    for block in splitter.blocks(lines):
        typed += sum(1 for tag, _ in block.fields if tag == "TY")
        yield make_reference(block.fields, block.first, block.last)
    if typed != splitter.types:
        raise AssertionError(f"{splitter.types} TY lines read and {typed} in records: nothing was written; please report this")
