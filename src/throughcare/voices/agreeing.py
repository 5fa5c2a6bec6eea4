"""How far coders agree, by participant and by character, code by code and overall.

Characters of one passage are not independent, so intervals come from drawing whole texts, or turns where fewer than ten texts were
coded twice. Where everybody always says the same, kappa and alpha are 0/0 and no number is printed.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from throughcare.evidence.screening.agreement import DRAWS, FEWEST, Agreement, Coefficient, agreement
from throughcare.voices.coding import Coding, live_codings, readers
from throughcare.voices.consent import read_texts
from throughcare.voices.folder import VoicesFolder

Pattern = tuple[str | None, ...]  # one entry per coder; None where a coder has not read the text
Counts = Mapping[Pattern, int]
UNDEFINED = "undefined (0/0): every rating is the same"


@dataclass(frozen=True)
class CodeAgreement:
    """Agreement on one code (or on all, `code` empty), by participant and by character."""

    code: str
    by_participant: Agreement
    by_character: Agreement


def percent_of(counts: Counts) -> float | None:
    """The share of pairs of ratings of one unit that are equal."""
    same = pairs = 0
    for pattern, n in counts.items():
        values = Counter(value for value in pattern if value is not None)
        rated = sum(values.values())
        pairs += n * rated * (rated - 1)
        same += n * sum(k * (k - 1) for k in values.values())
    return same / pairs if pairs else None


def kappa_of(counts: Counts) -> float | None:
    """Cohen's kappa of the first two coders; None where chance alone would give full agreement."""
    table: Counter[tuple[str, str]] = Counter()
    for pattern, n in counts.items():
        if len(pattern) > 1 and pattern[0] is not None and pattern[1] is not None:
            table[pattern[0], pattern[1]] += n
    total = sum(table.values())
    if not total:
        return None
    first, second = Counter[str](), Counter[str]()
    for (one, other), n in table.items():
        first[one] += n
        second[other] += n
    observed = sum(n for (one, other), n in table.items() if one == other) / total
    expected = sum(first[value] * second[value] for value in first) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha_of(counts: Counts) -> float | None:
    """Krippendorff's alpha for nominal values; None where only one value occurs."""
    totals: Counter[str] = Counter()
    apart = 0.0
    for pattern, n in counts.items():
        values = Counter(value for value in pattern if value is not None)
        rated = sum(values.values())
        if rated > 1:
            totals.update({value: n * k for value, k in values.items()})
            apart += n * (rated * rated - sum(k * k for k in values.values())) / (rated - 1)
    n = sum(totals.values())
    if len(totals) < 2:
        return None
    expected = (n * n - sum(total * total for total in totals.values())) / (n - 1)
    return 1 - apart / expected


def resample(blocks: Sequence[Counts], seed: int) -> list[Counts]:
    """The counts of each of many samples of as many blocks, drawn with replacement; always the same for the same seed."""
    import numpy as np  # heavy

    patterns = sorted({pattern for block in blocks for pattern in block}, key=str)
    table = np.array([[block.get(pattern, 0) for pattern in patterns] for block in blocks], dtype=float)
    rng = np.random.default_rng(seed)
    often = rng.multinomial(len(blocks), [1 / len(blocks)] * len(blocks), size=DRAWS)
    return [{pattern: int(n) for pattern, n in zip(patterns, row, strict=True) if n} for row in often @ table]


def measured(blocks: Sequence[Counts], samples: Sequence[Counts], statistic: Callable[[Counts], float | None]) -> Coefficient:
    """A statistic over all blocks, with its interval from the samples; the share of samples in which it is undefined is kept."""
    value = statistic(_sum(blocks))
    if value is None:
        return Coefficient(None, why_not=UNDEFINED if blocks else "nothing was coded twice")
    if not samples:
        return Coefficient(value, why_not=f"no interval: fewer than {FEWEST} turns were coded twice")
    defined = sorted(one for one in map(statistic, samples) if one is not None)
    if not defined:
        return Coefficient(value, undefined_share=1.0)
    low, high = defined[int(0.025 * len(defined))], defined[min(int(0.975 * len(defined)), len(defined) - 1)]
    return Coefficient(value, low, high, undefined_share=1 - len(defined) / len(samples))


def _sum(blocks: Sequence[Counts]) -> Counts:
    total: dict[Pattern, int] = {}
    for block in blocks:
        for pattern, n in block.items():
            total[pattern] = total.get(pattern, 0) + n
    return total


def _turn_edges(text: str) -> list[int]:
    """Where each line of a text begins, and its end."""
    edges = [0]
    for line in text.splitlines(keepends=True):
        edges.append(edges[-1] + len(line))
    return edges


def _turn_counts(
    spans: Mapping[str, Sequence[tuple[int, int]]], edges: Sequence[int], coders: Sequence[str | None]
) -> list[dict[Pattern, int]]:
    """Per turn, how many of its characters have each pattern of ratings: whether each coder's spans of one code cover them."""
    cuts = sorted({*edges, *(at for own in spans.values() for span in own for at in span)})
    blocks: list[dict[Pattern, int]] = [{} for _ in edges[1:]]
    turn = 0
    for start, end in pairwise(cuts):
        while start >= edges[turn + 1]:
            turn += 1
        pattern = tuple(None if who is None else _covers(spans.get(who, ()), start) for who in coders)
        blocks[turn][pattern] = blocks[turn].get(pattern, 0) + end - start
    return blocks


def _covers(spans: Sequence[tuple[int, int]], at: int) -> str:
    return "yes" if any(start <= at < end for start, end in spans) else "no"


def by_character(folder: VoicesFolder, codes: Sequence[str], seed: int = 1) -> Agreement:
    """Agreement on where codes stand: one unit per character (and code) of every text that two or more have read."""
    codings, read = live_codings(folder, settled=False), readers(folder)
    per_text: list[list[Counts]] = []
    for participant, text in sorted(read_texts(folder).items()):
        coders = _shared_first([who if participant in read[who] else None for who in sorted(read)])
        if sum(coder is not None for coder in coders) > 1:
            own = [c for c in codings if c.participant == participant and c.how != "orphan"]
            edges = _turn_edges(text)
            per_code = [_turn_counts(_spans_of(own, code), edges, coders) for code in codes]
            per_text.append([_sum(turn) for turn in zip(*per_code, strict=True)])
    whole_texts = len(per_text) >= FEWEST
    blocks = [_sum(turns) for turns in per_text] if whole_texts else [block for turns in per_text for block in turns if block]
    return _agreement(blocks, seed, "texts" if whole_texts else "turns")


def _spans_of(codings: Sequence[Coding], code: str) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for coding in codings:
        if coding.code == code:
            spans.setdefault(coding.who, []).append((coding.start, coding.end))
    return spans


def _shared_first(coders: Sequence[str | None]) -> list[str | None]:
    """Those who read the text first, so that the table of two is never empty."""
    return sorted(coders, key=lambda coder: coder is None)


def _agreement(blocks: Sequence[Counts], seed: int, unit: str) -> Agreement:
    table: Counter[tuple[str, str]] = Counter()
    for pattern, n in _sum(blocks).items():
        table[str(pattern[0]), str(pattern[1])] += n
    yes, no = table["yes", "yes"], table["no", "no"]
    mixed = table["yes", "no"] + table["no", "yes"]
    samples = resample(blocks, seed) if len(blocks) >= FEWEST else []
    note = f"intervals by drawing {unit}" if samples else ""
    return Agreement(
        yes + no + mixed, measured(blocks, samples, percent_of), measured(blocks, samples, kappa_of), measured(blocks, samples, alpha_of),
        2 * yes / (2 * yes + mixed) if yes + mixed else None, 2 * no / (2 * no + mixed) if no + mixed else None,
        {pair: n for pair, n in table.items() if n}, note,
    )  # fmt: skip


def by_participant(folder: VoicesFolder, codes: Sequence[str], seed: int = 1) -> Agreement:
    """Agreement on whether a code occurs in a participant's text: one unit per text and code that two or more have read."""
    codings, texts, read = live_codings(folder, settled=False), read_texts(folder), readers(folder)
    has = {(c.participant, c.code, c.who) for c in codings if c.how != "orphan"}
    rows: list[list[str | None]] = []
    for participant in sorted(texts):
        coders = _shared_first([who if participant in read[who] else None for who in sorted(read)])
        rows += [
            [None if who is None else "yes" if (participant, code, who) in has else "no" for who in coders] for code in codes
        ]
    return agreement(rows, positive="yes", seed=seed)


def agreement_by_code(folder: VoicesFolder, code: str = "") -> list[CodeAgreement]:
    """One entry per code of the codebook (or the one asked for), and one for all of them together at the end."""
    codes = [code] if code else sorted(folder.codebook)
    found = [CodeAgreement(one, by_participant(folder, [one]), by_character(folder, [one])) for one in codes]
    return found if code else [*found, CodeAgreement("", by_participant(folder, codes), by_character(folder, codes))]
