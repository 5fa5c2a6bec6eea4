"""What a screener sees next: most likely first, one in twenty at random and marked, another's choices never.

The random records are drawn in advance from the protocol's seed, so the share that recall is estimated from is the same each time.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from throughcare.evidence.files import Row
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.reference import Reference
from throughcare.evidence.screening.estimate import Remaining, estimate_remaining
from throughcare.evidence.screening.ranking import RANDOM_SHARE, Ranker, make_ranker, protocol_words, text_of
from throughcare.evidence.screening.standing import Standing, live_decisions, standings


@dataclass(frozen=True)
class Shown:
    """One record as a screener sees it; `shown` is the hash of what was on the screen."""

    record: str
    reference: Reference
    is_random: bool

    @property
    def shown(self) -> str:
        """A hash of title and abstract, kept with the decision."""
        return hashlib.sha256(text_of(self.reference).encode()).hexdigest()[:16]


def is_random(record: str, seed: str, share: float = RANDOM_SHARE) -> bool:
    """Whether a record belongs to the random share."""
    draw = int.from_bytes(hashlib.blake2b(f"random|{seed}|{record}".encode(), digest_size=6).digest(), "big") / 2**48
    return draw < share


class Queue:
    """The records of a stage in the order in which one screener should see them."""

    def __init__(self, folder: EvidenceFolder, who: str, stage: str) -> None:
        self.folder, self.who, self.stage = folder, who, stage
        self.seed = str(folder.protocol.section("screening").get("seed", "1"))
        self.standings = standings(folder, stage)
        self.records = sorted(self.standings)
        self.position = {record: at for at, record in enumerate(self.records)}
        self.choices = {record: dict(standing.choices) for record, standing in self.standings.items()}
        self.labels = {
            self.position[r]: s.state == "include" for r, s in self.standings.items() if s.state in {"include", "exclude"}
        }
        for record, choices in self.choices.items():
            if who in choices and choices[who] != "unsure":
                self.labels.setdefault(self.position[record], choices[who] == "include")
        # What an amendment reopens is asked again of who decided it; the earlier decision stands until then.
        self.again = {
            record: self.choices[record][who]
            for record in reopened_for(folder, who, stage)
            if who in self.choices.get(record, {})
        }
        self.earlier = dict(self.again)
        self.ranker: Ranker | None = None

    def _ranked(self) -> list[str]:
        """All records in the order that the decisions give so far."""
        if self.ranker is None:
            merged = self.folder.works.merged
            self.ranker = make_ranker([text_of(merged[record]) for record in self.records], protocol_words(self.folder.protocol))
            self.ranker.fit(self.labels)
        return [self.records[at] for at in self.ranker.order().tolist()]

    def waiting(self) -> list[str]:
        """Records that this person has still to decide: seen by one other first, so that nobody's decision is left without a second."""
        return [
            r
            for r in self.records
            if r in self.again or (self.who not in self.choices[r] and self._needs_more(self.standings[r]))
        ]

    def _needs_more(self, standing: Standing) -> bool:
        return standing.state in {"unseen", "awaiting second"} and len(self.choices[standing.record]) < 2

    def next(self) -> Shown | None:
        """The next record, or None when nothing waits for this person."""
        left = set(self.waiting())
        if not left:
            return None
        ordered = [record for record in self._ranked() if record in left]
        drawn = [record for record in ordered if is_random(record, self.seed)]
        decided = sum(1 for record in self.records if self.who in self.choices[record])
        # One in twenty of the queue comes from the random share as long as it lasts.
        take_random = bool(drawn) and decided % round(1 / RANDOM_SHARE) == 0
        record = drawn[0] if take_random else ordered[0]
        return Shown(record, self.folder.works.merged[record], is_random(record, self.seed))

    def take(self, record: str, choice: str) -> None:
        """Learn of a decision that has just been stored."""
        self.choices[record][self.who] = choice
        self.again.pop(record, None)
        if choice in {"include", "exclude"}:
            self._label(self.position[record], choice)

    def _label(self, at: int, choice: str) -> None:
        is_new = at not in self.labels
        self.labels[at] = choice == "include"
        if self.ranker and is_new:
            self.ranker.learn(self.labels, at)
        elif self.ranker:
            self.ranker.fit(self.labels)

    def take_back(self, record: str) -> None:
        """Forget a decision of this sitting; one that an amendment had reopened stands again, and waits again."""
        earlier = self.earlier.get(record)
        self.labels.pop(self.position[record], None)
        if self.ranker:
            self.ranker.fit(self.labels)
        if earlier is None:
            self.choices[record].pop(self.who, None)
            return
        self.take(record, earlier)
        self.again[record] = earlier

    def remaining(self) -> Remaining:
        """What may remain for this person, from the random share of what they decided."""
        mine = {record: choices[self.who] for record, choices in self.choices.items() if self.who in choices}
        drawn = [choice for record, choice in mine.items() if is_random(record, self.seed)]
        found = sum(choice == "include" for choice in mine.values())
        return estimate_remaining(found, len(self.records) - len(mine), len(drawn), sum(choice == "include" for choice in drawn))


def lists(folder: EvidenceFolder, stage: str) -> dict[str, list[str]]:
    """The lists of a stage: awaiting second, conflicts, unsure, settled, unseen."""
    found: dict[str, list[str]] = {
        "unseen": [],
        "awaiting second": [],
        "conflict": [],
        "unsure": [],
        "include": [],
        "exclude": [],
    }
    for record, standing in standings(folder, stage).items():
        found[standing.state].append(record)
    return found


def screeners(folder: EvidenceFolder, stage: str) -> list[str]:
    """Everybody who has decided at a stage; first the two who share most records, of whom kappa is said, then by name."""
    choices = [standing.choices for standing in standings(folder, stage).values()]
    people = sorted({who for made in choices for who in made})
    shared = Counter(pair for made in choices for pair in combinations(sorted(made), 2))
    first = list(min(shared, key=lambda pair: (-shared[pair], pair), default=()))
    return first + [who for who in people if who not in first]


def double_ratings(folder: EvidenceFolder, stage: str) -> Iterator[list[str | None]]:
    """The choices of each record by each person, in the order of `screeners`, for agreement; gaps are None."""
    people = screeners(folder, stage)
    for standing in standings(folder, stage).values():
        yield [standing.choices.get(person) for person in people]


def reopened(folder: EvidenceFolder) -> dict[str, list[str]]:
    """For each amendment, the records it reopens: decided under an older protocol, by a criterion it changed or of an including kind."""
    return {name: sorted({row["record"] for row in rows}) for name, rows in _reopened_rows(folder).items()}


def reopened_for(folder: EvidenceFolder, who: str, stage: str) -> set[str]:
    """The works that one person has to decide again at a stage, because an amendment reopens the decision that stands as theirs."""
    aliases = folder.works.aliases
    return {
        aliases[row["record"]]
        for rows in _reopened_rows(folder).values()
        for row in rows
        if row["who"] == who and row["stage"] == stage and row["record"] in aliases
    }


def _reopened_rows(folder: EvidenceFolder) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for entry in folder.protocol.entries("amendment"):
        version, criteria = str(entry.get("version", "")), {str(name) for name in entry.get("criteria", [])}
        if not version:
            continue
        rows = [row for row in live_decisions(folder.decisions) if row["protocol"] and _older(row["protocol"], version)]
        found[str(entry.get("id", ""))] = [
            row for row in rows if not criteria or row["reason"] in criteria or (row["choice"] != "exclude" or not row["reason"])
        ]
    return found


def _older(one: str, other: str) -> bool:
    parts = [[int(part) if part.isdigit() else 0 for part in version.split(".")] for version in (one, other)]
    return parts[0] < parts[1]
