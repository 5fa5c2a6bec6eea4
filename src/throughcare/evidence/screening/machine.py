"""A linear support vector machine with squared hinge loss, fitted by Newton's method from where the last fit stood.

The sum that LinearSVC minimises (its intercept counts as one more feature, always 1), so scores are its scores; between two refits little
changes, and starting anew each time, with scikit-learn's import, took three quarters of a review's time.
"""

from typing import Any

NEWTON_STEPS, SOLVER_STEPS = 50, 500
# LinearSVC itself stops at about the fourth place.
PRECISIONS = (1e-2, 1e-5)


def fit_machine(rows: Any, relevant: Any, cost: Any, start: Any, precisions: tuple[float, ...] = PRECISIONS) -> Any:
    """How much each text pulls (a number per row, whose sum weighted by the rows is the model).

    `rows` are sparse features, `relevant` true or false per row, `cost` what a unit of squared loss costs per row, `start` the pull of
    the last fit, 0 where a row is new; `precisions` how fine each stage is, the last one the result's.
    """
    import numpy as np

    sign = np.where(relevant, 1.0, -1.0)
    root = np.sqrt(2 * cost)
    across = rows.T

    def agree(pull: Any) -> Any:
        return rows @ (across @ pull) + pull.sum()

    # From nothing, the first steps need not be fine: which texts lose is still changing.
    pull, lost, finer = start, sign * agree(start) < 1, len(precisions) - 1 if start.any() else 0
    for _ in range(NEWTON_STEPS):
        # On the texts that still lose, the optimum is a linear system; scaled so, all of its eigenvalues are 1 or more.
        scale = np.where(lost, root, 0.0)
        guess = np.where(lost, pull / root, 0.0)
        pull = scale * _solve(lambda v, scale=scale: v + scale * agree(scale * v), scale * sign, guess, precisions[finer])
        still = sign * agree(pull) < 1
        if np.array_equal(still, lost):
            if finer == len(precisions) - 1:
                break
            finer += 1
        lost = still
    return pull


def best_alone(score: float, norm: float, sign: float, cost: float) -> float:
    """The pull that is best for one text while all others keep theirs: the exact minimum along its own coordinate.

    `score` is what the others give it, `norm` its likeness to itself, `sign` 1 if relevant and -1 if not, `cost` what a unit of its
    squared loss costs.
    """
    return sign * max(0.0, (1 - sign * score) / (norm + 1 / (2 * cost)))


def _solve(multiply: Any, target: Any, guess: Any, precision: float) -> Any:
    """Conjugate gradients from a guess, for a symmetric system without small eigenvalues."""
    found = guess
    rest = target - multiply(found)
    step, size = rest, rest @ rest
    enough = precision**2 * (target @ target)
    for _ in range(SOLVER_STEPS):
        if size <= enough:
            break
        image = multiply(step)
        length = size / (step @ image)
        found = found + length * step
        rest = rest - length * image
        new = rest @ rest
        step, size = rest + new / size * step, new
    return found
