"""The order in which records are shown: it saves reading and decides nothing.

TF-IDF of title and abstract with a linear support vector machine. Each decision is learnt at once, by one step on its own text; after an
eightieth more the whole is fitted again. Parameters are those of ASReview's default model (elas_u4), as facts. Before any
decision: the likeness to the protocol's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from throughcare.evidence.protocol import Protocol
from throughcare.evidence.reference import Reference
from throughcare.evidence.screening.features import make_features
from throughcare.evidence.screening.machine import best_alone, fit_machine

COST = 0.11  # elas_u4
BALANCE = 9.8  # elas_u4: irrelevant records together weigh 1 / 9.8 of their number in relevant ones
REFIT_SHARE = 80
RANDOM_SHARE = 0.05
FEW_TEXTS = 5000  # from so many on a term must stand in two texts


def text_of(reference: Reference) -> str:
    """What the model reads of a record: title and abstract."""
    return f"{reference.title} {reference.abstract}"


def protocol_words(protocol: Protocol) -> str:
    """The protocol's own words: questions, concept and inclusion criteria; what is to be excluded is no model of what is sought."""
    parts = [*protocol.questions.values(), str(protocol.section("concept").get("text", ""))]
    return " ".join(parts + [criterion.text for criterion in protocol.criteria if criterion.kind == "include"])


@dataclass
class Ranker:
    """Features of all records, made once; what was learnt of the decisions; and the order that follows.

    `fit` learns all decisions anew, `learn` one more. Positions are those of the texts. `scores` are for ordering only, never shown
    before a decision; `pull` is what each text adds to the model.
    """

    features: Any
    start: Any
    across: Any = field(init=False)
    pull: Any = field(init=False)
    scores: Any = field(init=False)
    kinds: dict[bool, int] = field(init=False, default_factory=dict)
    fitted_at: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        import numpy as np

        self.across = self.features.T.tocsr()
        self.pull = np.zeros(self.features.shape[0])
        self.scores = self.start

    def order(self) -> Any:
        """Positions from most to least like what was included so far; ties by position, so the order is the same each time."""
        import numpy as np

        return np.lexsort((np.arange(len(self.scores)), -self.scores))

    def first_of(self, left: Any) -> int:
        """The first in that order of those that `left` marks true; one at least must be marked."""
        import numpy as np

        return int(np.where(left, self.scores, -np.inf).argmax())

    def fit(self, labels: dict[int, bool]) -> None:
        """Learn all decisions anew, from where the last fit stood; what is no longer in `labels` is forgotten."""
        import numpy as np

        seen = np.fromiter(labels, dtype=np.int64, count=len(labels))
        relevant = np.fromiter(labels.values(), dtype=bool, count=len(labels))
        self.kinds = {True: int(relevant.sum()), False: int((~relevant).sum())}
        self.fitted_at = len(labels)
        pull = np.zeros(self.features.shape[0])
        self.scores = self.start
        if all(self.kinds.values()):
            rows = self.features[seen]
            own = fit_machine(rows, relevant, np.where(relevant, *costs_of(self.kinds)), self.pull[seen])
            pull[seen] = own
            self.scores = self.features @ (rows.T @ own) + own.sum()
        self.pull = pull

    def learn(self, labels: dict[int, bool], at: int) -> None:
        """Take in the decision on one record, new in `labels` since the last time: a step of its own, or a whole fit where one is due."""
        kind = labels[at]
        is_first = not self.kinds.get(kind)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if is_first or len(labels) - self.fitted_at >= max(1, len(labels) // REFIT_SHARE):
            self.fit(labels)
        elif all(self.kinds.get(one) for one in (True, False)):
            self._step(at, 1.0 if kind else -1.0)

    def _step(self, at: int, sign: float) -> None:
        """Give one text the pull that is best while all others keep theirs; it moves every text by its likeness to this one."""
        begin, end = self.features.indptr[at : at + 2]
        values = self.features.data[begin:end]
        # The intercept is a feature that every text has.
        likeness = values @ self.across[self.features.indices[begin:end]] + 1
        cost = costs_of(self.kinds)[0 if sign > 0 else 1]
        best = best_alone(self.scores[at] - self.pull[at] * likeness[at], likeness[at], sign, cost)
        self.scores = self.scores + (best - self.pull[at]) * likeness
        self.pull[at] = best


def costs_of(kinds: dict[bool, int]) -> tuple[float, float]:
    """What a unit of squared loss costs on a relevant and on an irrelevant text: weights 1 and n1 / (9.8 n0), scaled to the number."""
    relevant, irrelevant = kinds[True], kinds[False]
    scale = COST * (relevant + irrelevant) / (relevant + relevant / BALANCE)
    return scale, scale * relevant / (BALANCE * irrelevant)


def make_ranker(texts: Sequence[str], start_words: str = "") -> Ranker:
    """Features of all texts. `start_words` give the order before both kinds of decision exist."""
    return Ranker(*make_features(texts, start_words, min_df=1 if len(texts) < FEW_TEXTS else 2))
