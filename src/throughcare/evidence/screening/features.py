"""Texts as TF-IDF vectors of words and pairs of words: sublinear, each of length one, as scikit-learn's TfidfVectorizer gives them.

Counted in bulk, which takes a third of its time. Terms of a single text become one column of that text: they bear on no other text, so
every product of two texts stays as it was and the model sees a third less.
"""

import re
from collections.abc import Sequence
from typing import Any

WORD = re.compile(r"\b\w\w+\b")
MOST_COMMON = 0.95


def make_features(texts: Sequence[str], start_words: str = "", *, min_df: int = 1) -> tuple[Any, Any]:
    """A sparse row per text, and its likeness to `start_words` (0 where there are none); without any word every row is empty."""
    import numpy as np
    from scipy import sparse

    rows, terms, known = _count_terms([*texts, start_words])
    number = len(texts)
    codes, counts = np.unique(rows * known + terms, return_counts=True)
    row, term = codes // known, codes % known
    frequency = np.bincount(term[row < number], minlength=known)
    kept = (frequency >= min_df) & (frequency <= MOST_COMMON * number)
    weight = np.log((1 + number) / (1 + frequency)) + 1
    taken = kept[term]
    row, term = row[taken], term[taken]
    value = (1 + np.log(counts[taken])) * weight[term]
    value /= np.sqrt(np.bincount(row, value**2, minlength=number + 1))[row]
    start = np.zeros(known)
    start[term[row == number]] = value[row == number]
    shared = (row < number) & (frequency[term] > 1)
    alone = (row < number) & ~shared
    likeness = np.bincount(row[row < number], (value * start[term])[row < number], minlength=number)
    column = np.cumsum(kept & (frequency > 1)) - 1
    wide = int(column[-1]) + 1 if known else 0
    own = np.sqrt(np.bincount(row[alone], value[alone] ** 2, minlength=number))
    has_own = np.flatnonzero(own)
    features = sparse.csr_matrix(
        (
            np.concatenate([value[shared], own[has_own]]),
            (np.concatenate([row[shared], has_own]), np.concatenate([column[term[shared]], wide + np.arange(len(has_own))])),
        ),
        shape=(number, max(wide + len(has_own), 1)),
    )
    features.sort_indices()
    return features, likeness


def _count_terms(texts: Sequence[str]) -> tuple[Any, Any, int]:
    """Text and term of every word and of every pair of neighbours; and how many terms there are."""
    import numpy as np

    words: dict[str, int] = {}
    found = [[words.setdefault(word, len(words)) for word in WORD.findall(text.lower())] for text in texts]
    row = np.repeat(np.arange(len(texts), dtype=np.int64), [len(one) for one in found])
    word = np.asarray([number for one in found for number in one], dtype=np.int64)
    neighbours = row[:-1] == row[1:]
    pair = (word[:-1] * len(words) + word[1:])[neighbours] + len(words)
    names, term = np.unique(np.concatenate([word, pair]), return_inverse=True)
    return np.concatenate([row, row[:-1][neighbours]]), term, max(len(names), 1)
