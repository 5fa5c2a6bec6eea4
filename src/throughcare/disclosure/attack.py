"""The attacker, who knows the policy and every released number: what can be worked out.

Every group of people is a whole number of people, at least none; every statement bounds one; sums and subsets tie them together.
The smallest and the largest value of a group, or of the difference of two nested groups, come from an integer programme.
A number is disclosed when that range is low and narrow. The verdict needs ranges only: an outside checker reaches the same one.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from throughcare.disclosure.policy import Policy
from throughcare.disclosure.statements import Key, Knowledge, Statement
from throughcare.errors import DisclosureError

if TYPE_CHECKING:
    import numpy as np

# A bound for groups that nothing bounds: far above any table of one country's sentenced people.
FAR = 10_000_000


@dataclass(frozen=True)
class Target:
    """One group, or the people in `key` but not in `less`."""

    key: Key
    less: Key | None = None
    why: Literal["count", "nested", "release"] = "count"

    def words(self) -> str:
        """The target, for the checker's page."""
        return self.key.words() if self.less is None else f"{self.key.words()} but not {self.less.words()}"


@dataclass(frozen=True)
class Range:
    """What the attacker reaches. `solved` False: the range is at least this wide, which was enough to stop."""

    target: Target
    low: int
    high: int
    solved: bool

    @property
    def width(self) -> int:
        """How many values beside one the attacker must leave open."""
        return self.high - self.low


@dataclass(frozen=True)
class Verdict:
    """The gate's answer over all releases together."""

    ranges: tuple[Range, ...]
    failures: tuple[Range, ...]
    known_at_least_one: tuple[Range, ...]
    leavers_assumed: bool

    @property
    def passed(self) -> bool:
        """Whether everything may leave."""
        return not self.failures


class System:
    """The attacker's equations for groups that hang together."""

    def __init__(self, keys: list[Key], known: Knowledge, growth: list[tuple[Key, Key]], policy: Policy) -> None:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        self.at = {key: number for number, key in enumerate(keys)}
        self.policy = policy
        low = np.zeros(len(keys))
        high = np.full(len(keys), float(FAR))
        for s in known.statements:
            i = self.at[s.key]
            low[i] = max(low[i], s.low)
            high[i] = min(high[i], FAR if s.high is None else s.high)
        self.contradiction = bool((low > high).any())
        rows: list[tuple[list[tuple[int, float]], float, float]] = []
        for whole, parts in known.sums:
            rows.append(([(self.at[whole], 1.0), *((self.at[p], -1.0) for p in parts)], 0.0, 0.0))
        for inner, outer in [*known.subsets, *growth]:
            rows.append(([(self.at[outer], 1.0), (self.at[inner], -1.0)], 0.0, np.inf))
        entries = [(r, i, x) for r, (terms, _, _) in enumerate(rows) for i, x in terms]
        matrix = csr_array(
            ([x for _, _, x in entries], ([r for r, _, _ in entries], [i for _, i, _ in entries])), shape=(len(rows), len(keys))
        )
        self.constraints = LinearConstraint(matrix, [r[1] for r in rows], [r[2] for r in rows]) if rows else None
        self.bounds = Bounds(np.minimum(low, high), high)
        self.seen: list[np.ndarray[Any, Any]] = []

    def solve(self, objective: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any] | None":
        """One extreme solution; None where the equations contradict each other. A time-out is an error, never a pass."""
        import numpy as np
        from scipy.optimize import milp

        if self.contradiction:
            return None
        answer = milp(
            objective,
            integrality=np.ones(len(objective)),
            bounds=self.bounds,
            constraints=self.constraints,
            options={"time_limit": self.policy.solve_seconds, "mip_rel_gap": 0},
        )
        if answer.status == 2:
            return None
        if answer.status != 0:
            raise DisclosureError(
                f"the disclosure check did not finish in {self.policy.solve_seconds} seconds for {len(objective)} groups: not proved safe; "
                "publish fewer tables at once, or allow it longer (gate.solve_seconds)"
            )
        found: np.ndarray[Any, Any] = np.rint(answer.x)
        self.seen.append(found)
        return found

    def is_possible(self) -> bool:
        """Whether any numbers of people fit; some far-apart solutions are remembered, because they show most ranges to be wide."""
        import numpy as np

        ones = np.ones(len(self.at))
        if self.solve(ones) is None:
            return False
        self.solve(-ones)
        random = np.random.default_rng(1)
        for _ in range(6 if len(self.at) > 12 else 0):
            self.solve(random.choice([-1.0, 1.0], len(self.at)))
        return True

    def range_of(self, target: Target, enough: int) -> Range:
        """The target's range; it stops as soon as solutions `enough` apart are known and the range cannot matter any more."""
        import numpy as np

        c = np.zeros(len(self.at))
        c[self.at[target.key]] = 1.0
        if target.less is not None:
            c[self.at[target.less]] -= 1.0
        values = [int(x @ c) for x in self.seen]
        if max(values) - min(values) >= enough and (target.why == "count" or min(values) <= 0):
            return Range(target, min(values), max(values), solved=False)
        lowest = self.solve(c)
        low = int(lowest @ c) if lowest is not None else min(values)
        if low >= self.policy.threshold or max(values) - low >= enough:
            return Range(target, low, max(values), solved=False)
        highest = self.solve(-c)
        return Range(target, low, int(highest @ c) if highest is not None else max(values), solved=True)


def targets_of(known: Knowledge, growth: list[tuple[Key, Key]]) -> Iterator[Target]:
    """Every group that anything was said of, every nested difference, every growth between two releases."""
    for key in sorted({s.key for s in known.statements}):
        yield Target(key)
    for inner, outer in known.subsets:
        yield Target(outer, inner, "nested")
    for earlier, later in growth:
        yield Target(later, earlier, "release")


def growth_of(known: Knowledge) -> list[tuple[Key, Key]]:
    """The same group at one data cut and at the next: an attacker takes the second to hold the first."""
    cuts: dict[tuple[Any, ...], list[Key]] = {}
    for key in _keys_of(known):
        cuts.setdefault((key.population, key.measure, key.labels, key.definition), []).append(key)
    return [pair for keys in cuts.values() for pair in itertools.pairwise(sorted(keys, key=lambda k: k.cut))]


def _keys_of(known: Knowledge) -> list[Key]:
    keys = {s.key for s in known.statements} | {k for pair in known.subsets for k in pair}
    keys |= {k for whole, parts in known.sums for k in (whole, *parts)}
    return sorted(keys)


def _pieces(known: Knowledge, growth: list[tuple[Key, Key]]) -> Iterator[tuple[list[Key], Knowledge, list[tuple[Key, Key]]]]:
    """The groups that hang together, each with what is known of them: small systems are solved faster than one large one."""
    leader: dict[Key, Key] = {key: key for key in _keys_of(known)}

    def find(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    ties = [(whole, p) for whole, parts in known.sums for p in parts] + [*known.subsets, *growth]
    for a, b in ties:
        leader[find(a)] = find(b)
    keys: dict[Key, list[Key]] = {}
    statements: dict[Key, list[Statement]] = {}
    sums: dict[Key, list[tuple[Key, tuple[Key, ...]]]] = {}
    subsets: dict[Key, list[tuple[Key, Key]]] = {}
    grown: dict[Key, list[tuple[Key, Key]]] = {}
    for key in leader:
        keys.setdefault(find(key), []).append(key)
    for s in known.statements:
        statements.setdefault(find(s.key), []).append(s)
    for whole, parts in known.sums:
        sums.setdefault(find(whole), []).append((whole, parts))
    for pairs, home in ((known.subsets, subsets), (growth, grown)):
        for pair in pairs:
            home.setdefault(find(pair[0]), []).append(pair)
    for head, members in keys.items():
        piece = Knowledge(tuple(statements.get(head, ())), tuple(sums.get(head, ())), tuple(subsets.get(head, ())))
        yield sorted(members), piece, grown.get(head, [])


def _ranges_by_hand(keys: list[Key], known: Knowledge, growth: list[tuple[Key, Key]]) -> list[Range] | None:
    """The ranges of one group, or of two of which one is among the other; None where more hangs together, or nothing fits."""
    ties = [*known.subsets, *growth]
    if len(keys) > 2 or known.sums or len(ties) > 1:
        return None
    low = {key: max((s.low for s in known.statements if s.key == key), default=0) for key in keys}
    high = {key: min((FAR if s.high is None else s.high for s in known.statements if s.key == key), default=FAR) for key in keys}
    for inner, outer in ties:
        high[inner], low[outer] = min(high[inner], high[outer]), max(low[inner], low[outer])
    if any(low[key] > high[key] for key in keys):
        return None
    found = []
    for target in targets_of(known, growth):
        if target.less is None:
            found.append(Range(target, low[target.key], high[target.key], solved=True))
        else:
            gap = max(0, low[target.key] - high[target.less]), high[target.key] - low[target.less]
            found.append(Range(target, *gap, solved=True))
    return found


Piece = tuple[Knowledge, tuple[tuple[Key, Key], ...]]
Memory = dict[Piece, tuple[list[Range], bool]]


def audit(known: Knowledge, policy: Policy, memory: Memory | None = None) -> Verdict:
    """Every range over all releases together, and those that are too narrow.

    Where earlier and later numbers contradict each other, people have left a group (a merge, a correction): the attacker's belief
    that groups only grow is dropped and the range is worked out without it. `memory` keeps the answer for groups that nothing
    changed since the last audit.
    """
    # In one order, so that an outside checker's machine takes the same steps.
    sums = sorted((whole, tuple(sorted(parts))) for whole, parts in known.sums)
    known = Knowledge(known.statements, tuple(sums), tuple(sorted(known.subsets)))
    memory = {} if memory is None else memory
    ranges: list[Range] = []
    leavers = False
    for keys, piece, growth in _pieces(known, growth_of(known)):
        place = (piece, tuple(growth))
        if place not in memory:
            memory[place] = _attack_piece(keys, piece, growth, policy)
        found, left = memory[place]
        ranges += found
        leavers = leavers or left
    failures = tuple(r for r in ranges if is_disclosed(r, policy))
    known_one = tuple(r for r in ranges if r.target.why != "count" and 1 <= r.low < policy.threshold)
    return Verdict(tuple(ranges), failures, known_one, leavers)


def _attack_piece(keys: list[Key], piece: Knowledge, growth: list[tuple[Key, Key]], policy: Policy) -> tuple[list[Range], bool]:
    """The ranges of groups that hang together, and whether people must have left them."""
    simple = _ranges_by_hand(keys, piece, growth)
    if simple is not None:
        return simple, False
    system = System(keys, piece, growth, policy)
    leavers = not system.is_possible()
    if leavers:
        growth = []
        system = System(keys, piece, growth, policy)
        if not system.is_possible():
            raise DisclosureError(
                f"population '{keys[0].population}': its groups do not add up as its tables say; "
                "name the dimension under 'Overlapping' in the finding's header if a person may be in two groups"
            )
    ranges = []
    for target in targets_of(piece, growth):
        enough = policy.min_width_count if target.why == "count" else policy.min_width_difference
        ranges.append(system.range_of(target, enough))
    return ranges, leavers


def is_disclosed(found: Range, policy: Policy) -> bool:
    """Low and too narrow, or one low value."""
    enough = policy.min_width_count if found.target.why == "count" else policy.min_width_difference
    return found.solved and found.low < policy.threshold and found.width < enough
