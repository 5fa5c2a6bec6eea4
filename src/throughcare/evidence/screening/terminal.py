"""Screening at the keyboard: one record, the criteria, one letter. Nothing here decides; everything can be undone.

`read` and `write` are the keyboard and the screen, so that the same loop can be driven by a test or a page.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.reference import readable
from throughcare.evidence.screening.estimate import words_of
from throughcare.evidence.screening.queue import Queue, Shown
from throughcare.evidence.screening.standing import STAGES
from throughcare.evidence.screening.store import DecisionStore

KEYS = {"i": "include", "e": "exclude", "u": "unsure", "n": "not_retrieved"}
HELP = "i include, e exclude, u unsure, b take back the last one, s how it stands, q leave"
ESTIMATE_EVERY = 20


@dataclass
class Session:
    """One person's sitting: the queue, the store, and what was decided in it."""

    folder: EvidenceFolder
    store: DecisionStore
    who: str
    stage: str
    read: Callable[[str], str]
    write: Callable[[str], None]

    def run(self) -> int:
        """Show and store until the queue is empty or the person leaves; how many decisions were made."""
        # What a sitting that was cut off left in the store comes into the folder first, so that nothing is asked twice.
        self.store.export()
        queue = Queue(self.folder, self.who, self.stage)
        try:
            return self._sit(queue)
        finally:
            self.store.export()

    def _sit(self, queue: Queue) -> int:
        """The loop of a sitting."""
        made: list[tuple[str, str]] = []
        again = f", {len(queue.again)} of them decided before and reopened by an amendment" if queue.again else ""
        self.write(f"{len(queue.waiting())} records wait for you{again}. {HELP}")
        while (shown := queue.next()) is not None:
            answer = self._ask(shown, queue)
            if answer == "q":
                break
            if answer == "b":
                self._take_back(queue, made)
            elif answer:
                made.append((shown.record, answer))
                if len(made) % ESTIMATE_EVERY == 0:
                    self._tell(queue)
        self._tell(queue)
        return len(made)

    def _tell(self, queue: Queue) -> None:
        decided = [choice for choices in queue.choices.values() for who, choice in choices.items() if who == self.who]
        share = sum(choice == "include" for choice in decided) / len(decided) if len(decided) >= ESTIMATE_EVERY else None
        for line in words_of(queue.remaining(), share):
            self.write(line)

    def _ask(self, shown: Shown, queue: Queue) -> str:
        """Store one decision; its id, or `q`, `b`, or nothing where the key was no decision."""
        self._show(shown)
        key = self.read("> ").strip().lower()
        if key in {"q", "b"}:
            return key
        if key == "s":
            self._tell(queue)
            return ""
        choice = KEYS.get(key[:1], "")
        if not choice or (choice == "not_retrieved" and self.stage != STAGES[1]):
            self.write(HELP)
            return ""
        said = key[1:].strip() if choice == "exclude" else ""
        reason = self._reason(said)
        if said and not reason:
            self.write(f"{said} is no criterion of the protocol; nothing is stored: say e and the id of one, or e alone")
            return ""
        if choice == "exclude" and self.stage == STAGES[1] and not reason:
            self.write("an exclusion at full text needs the id of a criterion, as: e E2")
            return ""
        row = {"record": shown.record, "stage": self.stage, "choice": choice, "reason": reason, "who": self.who,
               "protocol": self.folder.protocol.version, "shown": shown.shown}  # fmt: skip
        identity = self.store.decide(row)
        queue.take(shown.record, choice)
        return identity

    def _reason(self, said: str) -> str:
        known = {criterion.id.lower(): criterion.id for criterion in self.folder.protocol.criteria}
        return known.get(said.lower(), "")

    def _show(self, shown: Shown) -> None:
        reference = shown.reference
        self.write("")
        self.write(("[random share] " if shown.is_random else "") + textwrap.fill(readable(reference.title) or "(no title)", 100))
        who = "; ".join(reference.makers[:4]) + (" and others" if len(reference.makers) > 4 else "")
        self.write(
            " ".join(filter(None, (who or "(no author)", f"({reference.year or 'no year'})", readable(reference.container))))
        )
        self.write(textwrap.fill(readable(reference.abstract), 100) if reference.abstract else "(no abstract)")
        for criterion in self.folder.protocol.criteria:
            if not criterion.stage or criterion.stage == self.stage:
                self.write(f"  {criterion.id} {criterion.kind}: {criterion.text}")

    def _take_back(self, queue: Queue, made: list[tuple[str, str]]) -> None:
        if not made:
            self.write("nothing to take back in this sitting")
            return
        record, identity = made.pop()
        self.store.decide({"record": record, "stage": self.stage, "choice": "", "who": self.who, "undoes": identity})
        queue.take_back(record)
        self.write("taken back")


def settle(folder: EvidenceFolder, who: str, stage: str, record: str, choice: str, why: str, reason: str = "") -> str:
    """Settle a conflict by a third person, who is neither of the two; appended to `resolved/<who>.csv`. Its id.

    What is settled can be settled again: the later row holds, the earlier stays on file.
    """
    from throughcare.errors import InputError, UsageError
    from throughcare.evidence.files import append_row, make_id, own_file
    from throughcare.evidence.screening.standing import standings
    from throughcare.evidence.screening.store import now

    standing = standings(folder, stage).get(folder.works.aliases.get(record, record))
    if standing is None or not (standing.state in {"conflict", "unsure"} or standing.settled_by):
        raise InputError(f"{record} is in no conflict at {stage}; `throughcare evidence screen --lists` shows those that are")
    if who in standing.choices:
        raise UsageError(f"{who} is one of those who decided; somebody else must settle it")
    if choice not in {"include", "exclude"} or not why or not who:
        raise UsageError("settle with include or exclude, and give --why and --who")
    known = {criterion.id for criterion in folder.protocol.criteria}
    if stage == STAGES[1] and choice == "exclude" and reason not in known:
        raise UsageError(
            f"an exclusion at full text needs --reason, one of {', '.join(sorted(known)) or 'the criteria (there are none)'}"
        )
    columns = ("id", "record", "stage", "choice", "reason", "who", "when", "why")
    when = now()
    identity = make_id("r", standing.record, stage, choice, who, when)
    made = {
        "id": identity,
        "record": standing.record,
        "stage": stage,
        "choice": choice,
        "reason": reason,
        "who": who,
        "when": when,
        "why": why,
    }
    append_row(own_file(folder.path, "resolved", who), columns, made)
    return identity
