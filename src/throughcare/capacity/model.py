"""A queue for programme places: people arrive suitable, groups start, time runs out for the others.

Source: domain note, section 13; discrete events with SimPy. Days are counted from 0, people are invented, sites keep to themselves.
"""

import heapq
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import random

Rule = Literal["release", "risk", "first"]
RULES: tuple[Rule, ...] = ("release", "risk", "first")
YEAR_DAYS = 365.25
WARM_UP_YEARS = 3.0


@dataclass(frozen=True)
class Site:
    """One site: how many become suitable there in a year, how many groups start in a year, and how many people a group takes."""

    name: str
    arrivals_a_year: float
    groups_a_year: float
    group_sizes: tuple[int, ...]


@dataclass(frozen=True)
class Service:
    """All sites, and what they share: time left until release, risk, the length of the programme, and how many leave.

    `stays` and `risks` are drawn from together, one pair a person; `length_days` must fit before release for a person to start.
    """

    sites: tuple[Site, ...]
    stays: tuple[int, ...]
    risks: tuple[int, ...]
    length_days: int
    left_share: float
    withdrawn_a_year: float
    rule: Rule = "release"
    one_to_one: int = 0

    def with_groups(self, more_a_year: float) -> "Service":
        """The same service with more groups a year, shared out by where people arrive."""
        total = sum(site.arrivals_a_year for site in self.sites) or 1.0
        sites = tuple(
            replace(site, groups_a_year=site.groups_a_year + more_a_year * site.arrivals_a_year / total) for site in self.sites
        )
        return replace(self, sites=sites)


@dataclass
class Tally:
    """What happened in one replication: waits with how each ended, and the counts that matter; all of people who joined after the warm-up."""

    from_day: float = 0.0
    days: list[int] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    started: int = 0
    completed: int = 0
    untreated: int = 0
    groups: int = 0

    def ended(self, since: float, until: float, cause: int) -> None:
        """Note one wait: 1 started, 2 released, 3 withdrawn, 0 still waiting."""
        if since >= self.from_day:
            self.days.append(int(until - since))
            self.causes.append(cause)
            self.started += cause == 1
            self.untreated += cause == 2


class Queue:
    """The people waiting at one site, in the order of the rule."""

    def __init__(self, service: Service, tally: Tally, random: "random.Random") -> None:
        self.service, self.tally, self.random = service, tally, random
        self.waiting: list[tuple[float, int, float, float, float]] = []
        self.count = 0

    def join(self, now: float) -> None:
        """A person is found suitable: draws time left, risk and patience."""
        place = self.random.randrange(len(self.service.stays))
        release = now + self.service.stays[place]
        hazard = self.service.withdrawn_a_year / YEAR_DAYS
        gives_up = now + self.random.expovariate(hazard) if hazard > 0 else float("inf")
        rank = {"release": release, "risk": -float(self.service.risks[place]), "first": now}[self.service.rule]
        self.count += 1
        heapq.heappush(self.waiting, (rank, self.count, now, release, gives_up))

    def take(self, now: float, places: int) -> int:
        """Start up to so many people who will still be there at the end; note who went meanwhile, and keep the rest waiting."""
        kept, taken = [], 0
        while self.waiting and taken < places:
            person = heapq.heappop(self.waiting)
            _, _, since, release, gives_up = person
            if min(release, gives_up) <= now:
                self.leave(person)
            elif release < now + self.service.length_days:
                kept.append(person)
            else:
                taken += 1
                self.tally.ended(since, now, 1)
                self.tally.completed += self.random.random() >= self.service.left_share and since >= self.tally.from_day
        for person in kept:
            heapq.heappush(self.waiting, person)
        return taken

    def leave(self, person: tuple[float, int, float, float, float]) -> None:
        """A person is released without a programme, or withdraws first."""
        _, _, since, release, gives_up = person
        if release <= gives_up:
            self.tally.ended(since, release, 2)
        else:
            self.tally.ended(since, gives_up, 3)

    def close(self, end: float) -> None:
        """The horizon: whoever is still there is still waiting."""
        for person in self.waiting:
            if min(person[3], person[4]) <= end:
                self.leave(person)
            else:
                self.tally.ended(person[2], end, 0)


def arrivals(env: Any, queue: Queue, rate: float) -> Generator[Any, None, None]:
    """People become suitable one by one, at a constant rate a day."""
    while rate > 0:
        yield env.timeout(queue.random.expovariate(rate))
        queue.join(env.now)


def groups(env: Any, queue: Queue, site: Site) -> Generator[Any, None, None]:
    """Groups start at even distances from a random first day; a group with nobody to take is not held."""
    if site.groups_a_year <= 0:
        return
    every = YEAR_DAYS / site.groups_a_year
    yield env.timeout(queue.random.uniform(0, every))
    while True:
        size = queue.random.choice(site.group_sizes)
        held = queue.take(env.now, size) > 0
        queue.tally.groups += held and env.now >= queue.tally.from_day
        yield env.timeout(every)


def single_place(env: Any, queue: Queue) -> Generator[Any, None, None]:
    """One place for work with one person at a time; where nobody can start, it looks again in a week."""
    while True:
        taken = queue.take(env.now, 1)
        yield env.timeout(queue.service.length_days if taken else 7)


def simulate(service: Service, *, years: float, seed: int) -> Tally:
    """One replication of all sites; the same seed starts the same stream of chance whatever the scenario.

    A warm-up of WARM_UP_YEARS goes before, so that the queue is not empty on the first day; nobody who joined in it is counted.
    """
    import random

    import simpy

    tally = Tally(from_day=WARM_UP_YEARS * YEAR_DAYS)
    end = tally.from_day + years * YEAR_DAYS
    for number, site in enumerate(service.sites):
        env = simpy.Environment()
        queue = Queue(service, tally, random.Random(f"{seed}/{number}"))
        env.process(arrivals(env, queue, site.arrivals_a_year / YEAR_DAYS))
        env.process(groups(env, queue, site))
        for _ in range(service.one_to_one):
            env.process(single_place(env, queue))
        env.run(until=end)
        queue.close(end)
    return tally
