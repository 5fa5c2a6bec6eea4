"""The order in which records are shown: it saves reading and decides nothing.

TF-IDF of title and abstract with a linear support vector machine, refitted after a fiftieth more decisions. Parameters are those of
ASReview's default model (elas_u4), as facts. Before any decision: the likeness to the protocol's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.evidence.protocol import Protocol
from throughcare.evidence.reference import Reference
from throughcare.evidence.screening.features import make_features
from throughcare.evidence.screening.machine import fit_machine

COST = 0.11  # elas_u4
BALANCE = 9.8  # elas_u4: irrelevant records together weigh 1 / 9.8 of their number in relevant ones
REFIT_SHARE = 50
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
    """Features of all records, made once, the order they give, and where the last fit stood."""

    features: Any
    start: Any
    pull: Any = None

    def order(self, labels: dict[int, bool]) -> Any:
        """Positions from most to least like what was included so far; ties by position, so the order is the same each time."""
        import numpy as np

        scores = self.scores(labels)
        return np.lexsort((np.arange(len(scores)), -scores))

    def scores(self, labels: dict[int, bool]) -> Any:
        """A score per record, to eight places; for ordering only, never shown before a decision."""
        import numpy as np

        if len(set(labels.values())) < 2:
            return self.start
        seen = np.fromiter(labels, dtype=np.int64)
        relevant = np.fromiter((labels[at] for at in labels), dtype=bool)
        weights = np.where(relevant, 1.0, relevant.sum() / (BALANCE * (~relevant).sum()))
        weights *= len(weights) / weights.sum()
        rows, columns = _only_own_columns(self.features[seen])
        before = np.zeros(self.features.shape[0]) if self.pull is None else self.pull
        pull = fit_machine(rows, relevant, COST * weights, before[seen])
        self.pull = np.zeros(len(before))
        self.pull[seen] = pull
        model = np.zeros(self.features.shape[1])
        model[columns] = rows.T @ pull
        # Where the last fit stood shows in the tenth place.
        return np.round(self.features @ model + pull.sum(), 8)


def _only_own_columns(rows: Any) -> tuple[Any, Any]:
    """The same rows without the columns that are empty in all of them, and which columns are left."""
    import numpy as np
    from scipy import sparse

    columns = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]))
    place = np.zeros(rows.shape[1], dtype=rows.indices.dtype)
    place[columns] = np.arange(len(columns))
    return sparse.csr_matrix((rows.data, place[rows.indices], rows.indptr), shape=(rows.shape[0], len(columns))), columns


def make_ranker(texts: Sequence[str], start_words: str = "") -> Ranker:
    """Features of all texts. `start_words` give the order before both kinds of decision exist."""
    return Ranker(*make_features(texts, start_words, min_df=1 if len(texts) < FEW_TEXTS else 2))


def must_refit(decided: int, fitted_at: int, total: int) -> bool:
    """Whether enough has been decided since the last fit: a fiftieth more of what was decided, one at least."""
    return decided - fitted_at >= max(1, min(decided, total) // REFIT_SHARE)
