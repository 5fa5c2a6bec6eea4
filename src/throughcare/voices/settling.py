"""Disagreements of coders, side by side, and rulings on them: a coding is kept or dropped by name and with a reason.

A ruling changes no coding and no agreement; themes, quotations and exports leave out what was dropped.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from throughcare.errors import InputError, UsageError
from throughcare.evidence.files import append_row, own_file
from throughcare.evidence.screening.store import now
from throughcare.voices.coding import Coding, live_codings, make_id, readers
from throughcare.voices.consent import read_texts
from throughcare.voices.folder import VoicesFolder

COLUMNS = ("id", "coding", "participant", "choice", "why", "who", "when")
HELP = "k keep and why, d drop and why, s leave for later, q leave; as: d this is about waiting"
AROUND = 160


@dataclass(frozen=True)
class Disagreement:
    """A coding that another coder of the same text does not have there; `instead` holds what they have there."""

    coding: Coding
    without: tuple[str, ...]
    instead: tuple[tuple[str, str], ...]  # who, code
    ruling: str = ""


def disagreements(folder: VoicesFolder) -> list[Disagreement]:
    """Every coding that somebody who read the text has not made in that place, in the order of the texts."""
    codings = [coding for coding in live_codings(folder, settled=False) if coding.how != "orphan"]
    read = readers(folder)
    found = []
    for coding in codings:
        others = {who for who, texts in read.items() if coding.participant in texts} - {coding.who}
        there = [c for c in codings if c.participant == coding.participant and c.start < coding.end and coding.start < c.end]
        without = sorted(others - {c.who for c in there if c.code == coding.code})
        if without:
            instead = sorted({(c.who, c.code) for c in there if c.who in without})
            found.append(Disagreement(coding, tuple(without), tuple(instead), folder.rulings.get(coding.id, "")))
    return found


def rule_on_coding(folder: VoicesFolder, coding: str, choice: str, why: str, who: str) -> str:
    """Keep or drop a coding that coders disagree on; appended to `settled/<who>.csv`. Its id."""
    apart = {found.coding.id: found.coding for found in disagreements(folder)}
    if coding not in apart:
        raise InputError(f"{coding}: coders do not disagree on it; `throughcare voices settle` shows those that wait")
    if choice not in {"keep", "drop"} or not why.strip():
        raise UsageError("settle with keep or drop, and say why")
    when = now()
    row = {"id": make_id("settle", coding, who, when), "coding": coding, "participant": apart[coding].participant, "choice": choice, "why": why.strip(),
           "who": who, "when": when}  # fmt: skip
    append_row(own_file(folder.path, "settled", who), COLUMNS, row)
    return row["id"]


@dataclass
class Settling:
    """One person's sitting over the disagreements."""

    folder: VoicesFolder
    who: str
    read: Callable[[str], str]
    write: Callable[[str], None]

    def run(self) -> int:
        """Show each disagreement that has no ruling; how many rulings were made."""
        waiting = [found for found in disagreements(self.folder) if not found.ruling]
        texts, made = read_texts(self.folder), 0
        self.write(f"{len(waiting)} disagreements wait. {HELP}")
        for number, found in enumerate(waiting, start=1):
            self._show(found, texts[found.coding.participant], f"{number} of {len(waiting)}")
            choice, why = self._ask()
            if choice == "q":
                break
            if choice != "s":
                rule_on_coding(self.folder, found.coding.id, {"k": "keep", "d": "drop"}[choice], why, self.who)
                made += 1
        return made

    def _ask(self) -> tuple[str, str]:
        while True:
            said = self.read("> ").strip()
            choice, why = said[:1].lower(), said[1:].strip()
            if choice in {"q", "s"}:
                return choice, ""
            if choice in {"k", "d"}:
                why = why or self.read("why > ").strip()
                if why:
                    return choice, why
            self.write(HELP)

    def _show(self, found: Disagreement, text: str, place: str) -> None:
        coding = found.coding
        before, after = text[max(0, coding.start - AROUND) : coding.start], text[coding.end : coding.end + AROUND]
        self.write(f"\n{place}: {coding.participant}, characters {coding.start} to {coding.end}")
        self.write(textwrap.fill(" ".join(f"...{before}>>{text[coding.start : coding.end]}<<{after}...".split()), 100))
        self.write(f"  {coding.who}: {coding.code}" + (f" ({coding.memo})" if coding.memo else ""))
        for who in found.without:
            has = [code for name, code in found.instead if name == who]
            self.write(f"  {who}: {', '.join(has) if has else 'nothing here'}")
        fields = self.folder.codebook.get(coding.code, {})
        for name in ("definition", "include", "exclude"):
            if fields.get(name):
                self.write(textwrap.fill(f"{name}: {fields[name]}", 100, initial_indent="    ", subsequent_indent="    "))
