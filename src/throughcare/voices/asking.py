"""The queue of redaction at the keyboard: one term, the words around it, one letter.

`read` and `write` are the keyboard and the screen, so that the same loop can be driven by a test. A term is shown here and nowhere else.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from throughcare.voices.folder import VoicesFolder
from throughcare.voices.redact import ALL_TEXTS, Redaction, redact, rule_on

HELP = "r replace, n as a name, p as a place, k keep, a keep in every text, b take back the last one, q leave"
RULINGS = {"r": ("replace", ""), "n": ("replace", "name"), "p": ("replace", "place"), "k": ("keep", ""), "a": ("keep", "")}


@dataclass
class Asking:
    """One person's sitting over one text."""

    folder: VoicesFolder
    participant: str
    who: str
    read: Callable[[str], str]
    write: Callable[[str], None]

    def run(self) -> Redaction:
        """Ask until nothing waits or the person leaves; the redaction as it then stands."""
        found = redact(self.folder, self.participant, self.who)
        while found.waiting:
            self.write(f"{len(found.waiting)} terms wait for you. {HELP}")
            going = self._ask_all(found)
            found = redact(self.folder, self.participant, self.who)
            if not going:
                return found
        self._show_assumed(found)
        return redact(self.folder, self.participant, self.who)

    def _ask_all(self, found: Redaction) -> bool:
        """Ask once for each waiting term; False where the person left."""
        at = 0
        while at < len(found.waiting):
            term, kind, around = found.waiting[at]
            self.write(f"\n{at + 1} of {len(found.waiting)}: {term}  ({kind})")
            self.write(textwrap.fill(f"... {around} ...".replace(term, f">>{term}<<"), 100))
            key = self.read("> ").strip().lower()[:1]
            if key == "q":
                return False
            if key == "b":
                at = max(0, at - 1)
            elif key in RULINGS:
                ruling, said = RULINGS[key]
                rule_on(self.folder, ALL_TEXTS if key == "a" else self.participant, term, ruling, said or kind, self.who)
                at += 1
            else:
                self.write(HELP)
        return True

    def _show_assumed(self, found: Redaction) -> None:
        """What was replaced only because it stands in no list, so that a programme's or a firm's name can be kept."""
        if not found.assumed:
            return
        self.write("\nreplaced without asking, since they stand in no list:")
        self.write(textwrap.fill("  ".join(f"{number} {term}" for number, term in enumerate(found.assumed, start=1)), 100))
        said = self.read("numbers to keep (blank: none) > ").replace(",", " ").split()
        for number in (int(word) for word in said if word.isdigit()):
            if 0 < number <= len(found.assumed):
                rule_on(self.folder, self.participant, found.assumed[number - 1], "keep", "name", self.who)
