"""The order in which records are shown: it saves reading and decides nothing.

TF-IDF of title and abstract with a linear support vector machine, refitted after a twentieth more decisions. Parameters are those of
ASReview's default model (elas_u4), as facts. Before any decision: the likeness to the protocol's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.evidence.protocol import Protocol
from throughcare.evidence.reference import Reference
from throughcare.evidence.screening.features import make_features

COST = 0.11  # elas_u4
BALANCE = 9.8  # elas_u4: irrelevant records together weigh 1 / 9.8 of their number in relevant ones
REFIT_SHARE = 20
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
    """Features of all records, made once, and the order they give."""

    features: Any
    start: Any

    def order(self, labels: dict[int, bool]) -> Any:
        """Positions from most to least like what was included so far; ties by position, so the order is the same each time."""
        import numpy as np

        scores = self.scores(labels)
        return np.lexsort((np.arange(len(scores)), -scores))

    def scores(self, labels: dict[int, bool]) -> Any:
        """A score per record; for ordering only, never shown before a decision."""
        import numpy as np
        from sklearn import config_context
        from sklearn.svm import LinearSVC

        if len(set(labels.values())) < 2:
            return self.start
        seen = np.fromiter(labels, dtype=np.int64)
        relevant = np.fromiter((labels[at] for at in labels), dtype=bool)
        weights = np.where(relevant, 1.0, relevant.sum() / (BALANCE * max((~relevant).sum(), 1)))
        weights *= len(weights) / weights.sum()
        # The features were made here and are finite; checking them anew would take half of the time of a refit.
        with config_context(assume_finite=True, skip_parameter_validation=True):
            model = LinearSVC(loss="squared_hinge", C=COST, random_state=0)
            model.fit(self.features[seen], relevant, sample_weight=weights)
        return self.features @ model.coef_.ravel() + model.intercept_[0]


def make_ranker(texts: Sequence[str], start_words: str = "") -> Ranker:
    """Features of all texts. `start_words` give the order before both kinds of decision exist."""
    return Ranker(*make_features(texts, start_words, min_df=1 if len(texts) < FEW_TEXTS else 2))


def must_refit(decided: int, fitted_at: int, total: int) -> bool:
    """Whether enough has been decided since the last fit: a twentieth more of what was decided, one at least."""
    return decided - fitted_at >= max(1, min(decided, total) // REFIT_SHARE)
