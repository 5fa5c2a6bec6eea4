"""Coding at the keyboard: one turn of a text after another, its sentences numbered, the codebook beside it.

A coder sees the text, the codebook and their own codings; never another's. `read` and `write` are the keyboard and the screen.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from throughcare.errors import ThroughcareError
from throughcare.voices.codebook import tree_lines
from throughcare.voices.coding import Coding, add_coding, for_second_coder, live_codings, mark_read, undo_coding
from throughcare.voices.folder import VoicesFolder

HELP = """  2 CODE           code sentence 2; 1-3 CODE codes 1 to 3; CODE is a path, a number, or how it begins
  "words" CODE     code exactly these words of the turn
  ... :: a memo    a note behind it; `:: negative case` marks one
  blank next turn, b back, g 12 go to turn 12, c codebook, u undo my last, q leave"""
SENTENCE = re.compile(r"\S.*?(?:[.!?\u2026]+[\"'\u2019\u201d)]*(?=\s|$)|$)")
SAID = re.compile(r"^(?:(?P<first>\d+)(?:-(?P<last>\d+))?|\"(?P<words>.+)\")\s+(?P<code>\S.*)$")


@dataclass
class CodingScreen:
    """One coder's sitting over one text."""

    folder: VoicesFolder
    participant: str
    who: str
    read: Callable[[str], str]
    write: Callable[[str], None]
    made: list[str] = field(default_factory=list)

    def run(self) -> int:
        """Show turn after turn until the text ends or the coder leaves; how many codings stand that were made here."""
        text = for_second_coder(self.folder, self.participant)
        turns = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
        self.numbers = {code: number for number, code in enumerate(sorted(self.folder.codebook), start=1)}
        self.write(f"{self.participant}: {len(turns)} turns, {len(self.numbers)} codes.\n{HELP}")
        at = 0
        while at < len(turns):
            self._show(text, turns[at], f"turn {at + 1} of {len(turns)}")
            at = self._act(self.read("> ").strip(), text, turns, at)
        if at == len(turns):
            mark_read(self.folder, self.participant, self.who)
            self.write(f"read to the end; {len(self.made)} codings made")
        return len(self.made)

    def _own(self, span: tuple[int, int]) -> list[Coding]:
        fresh = VoicesFolder(self.folder.path)
        return [
            c for c in live_codings(fresh, settled=False)
            if c.who == self.who and c.participant == self.participant and c.start < span[1] and span[0] < c.end and c.how != "orphan"
        ]  # fmt: skip

    def _show(self, text: str, turn: tuple[int, int], place: str) -> None:
        self.write(f"\n{place}")
        for number, (start, end) in enumerate(sentences(text, turn), start=1):
            self.write(textwrap.fill(text[start:end], 100, initial_indent=f"[{number}] ", subsequent_indent="    "))
        for coding in self._own(turn):
            words = textwrap.shorten(text[coding.start : coding.end], 60, placeholder=" ...")
            self.write(f"    * {coding.code}: {words}" + (f" :: {coding.memo}" if coding.memo else ""))

    def _act(self, said: str, text: str, turns: list[tuple[int, int]], at: int) -> int:
        """What a line of the keyboard does; the turn to show next, behind the last where the coder is done, -> len + 1 to leave."""
        if not said:
            return at + 1
        key, _, rest = said.partition(" ")
        if key == "q":
            return len(turns) + 1
        if key == "b":
            return max(0, at - 1)
        if key == "g" and rest.strip().isdigit():
            return min(max(int(rest) - 1, 0), len(turns) - 1)
        if key == "c":
            self.write("\n".join(tree_lines(self.folder.codebook, self.numbers)) or "no codes yet: voices/codebook.toml")
        elif key == "u":
            self._undo()
        else:
            self._code(said, text, turns[at])
        return at

    def _undo(self) -> None:
        if not self.made:
            self.write("nothing to undo in this sitting")
            return
        undo_coding(VoicesFolder(self.folder.path), self.made.pop(), self.who)
        self.write("undone")

    def _code(self, said: str, text: str, turn: tuple[int, int]) -> None:
        line, _, memo = said.partition("::")
        match = SAID.match(line.strip())
        code = self.find_code(match["code"].strip()) if match else ""
        span = self._span(match, text, turn) if match and code else None
        if not match or span is None:
            self.write(
                HELP
                if not match
                else "these words or sentences do not stand in this turn"
                if code
                else "no such code, or more than one; c shows them"
            )
            return
        try:
            self.made.append(add_coding(VoicesFolder(self.folder.path), self.participant, *span, code, self.who, memo.strip()))
        except ThroughcareError as bad:
            self.write(str(bad))

    def _span(self, match: re.Match[str], text: str, turn: tuple[int, int]) -> tuple[int, int] | None:
        if match["words"]:
            place = text.find(match["words"], *turn)
            return (place, place + len(match["words"])) if place >= 0 else None
        parts, first, last = sentences(text, turn), int(match["first"]), int(match["last"] or match["first"])
        return (parts[first - 1][0], parts[last - 1][1]) if 1 <= first <= last <= len(parts) else None

    def find_code(self, said: str) -> str:
        """A code by its number, its path, or the one path or last part that begins so; empty where none or several do."""
        codes = list(self.numbers)
        if said in self.numbers:
            return said
        if said.isdigit() and 0 < int(said) <= len(codes):
            return codes[int(said) - 1]
        found = [code for code in codes if code.startswith(said) or code.rsplit("/", 1)[-1].startswith(said)]
        return found[0] if len(found) == 1 else ""


def sentences(text: str, turn: tuple[int, int]) -> list[tuple[int, int]]:
    """Where the sentences of a turn stand; a speaker's label belongs to none."""
    label = re.match(r"\w{1,20}: ", text[turn[0] : turn[1]])
    start = turn[0] + (label.end() if label else 0)
    return [(start + m.start(), start + m.end()) for m in SENTENCE.finditer(text[start : turn[1]])]
