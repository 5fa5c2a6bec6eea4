"""A queue for programme places: people arrive suitable, groups start, time runs out for the others.

Source: domain note, section 13; discrete events with SimPy. Days are counted from 0, people are invented, queues keep to themselves.
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
# Whoever has long left waits for years behind those nearer to release: a shorter warm-up starts with too short a queue.
WARM_UP_YEARS = 8.0
# A group that would have nobody is not held that day; the log shows no empty groups either, so it looks again after this time.
AGAIN_DAYS = 14.0
STARTED, RELEASED, WITHDRAWN, WAITING = 1, 2, 3, 0


@dataclass(frozen=True)
class Site:
    """One queue: a site and an intensity, how many become suitable and how many groups start there in a year, and how many people a group takes.

    `stays` are equally likely days from being found suitable to release. `length_days` must fit before release for a person to start;
    `lengths` are how long people took part, those who left included (empty: always `length_days`).
    """

    name: str
    arrivals_a_year: float
    groups_a_year: float
    group_sizes: tuple[int, ...]
    stays: tuple[int, ...]
    length_days: int
    intensity: str = "any"
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Service:
    """All queues, and what they share: the spread of risk, how many leave, how many withdraw, and who goes first.

    `one_to_one` is the number of places for work with one person at a time, in each queue.
    """

    sites: tuple[Site, ...]
    risks: tuple[int, ...]
    left_share: float
    withdrawn_a_year: float
    rule: Rule = "release"
    one_to_one: int = 0

    def with_groups(self, more_a_year: float, at: frozenset[str] = frozenset()) -> "Service":
        """The same service with more groups a year at the named sites (all where none is named), shared out by where people arrive."""
        total = sum(site.arrivals_a_year for site in self.sites if not at or site.name in at) or 1.0
        sites = tuple(
            site
            if at and site.name not in at
            else replace(site, groups_a_year=site.groups_a_year + more_a_year * site.arrivals_a_year / total)
            for site in self.sites
        )
        return replace(self, sites=sites)

    def found_earlier(self, days: int) -> "Service":
        """The same service with everybody found suitable so many days earlier: that much more time is left."""
        return replace(self, sites=tuple(replace(s, stays=tuple(stay + days for stay in s.stays)) for s in self.sites))


@dataclass
class Tally:
    """What happened in one replication: waits with how each ended, and the counts that matter; all of people who joined after the warm-up.

    `short` counts those of `untreated` whose time was too short on the day they were found suitable: no place could have helped.
    """

    from_day: float = 0.0
    days: list[int] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    started: int = 0
    completed: int = 0
    untreated: int = 0
    short: int = 0
    groups: int = 0

    def ended(self, since: float, until: float, cause: int) -> None:
        """Note one wait and how it ended."""
        if since >= self.from_day:
            self.days.append(int(until - since))
            self.causes.append(cause)
            self.started += cause == STARTED
            self.untreated += cause == RELEASED


@dataclass(order=True)
class Waiting:
    """One person in the queue, in the order of the rule, with what chance has in store for them."""

    rank: float
    number: int
    since: float
    release: float
    gives_up: float
    completes: bool


class Queue:
    """The people waiting in one queue. `wake` is an event that the next arrival sets off."""

    def __init__(self, service: Service, site: Site, tally: Tally, people: "random.Random", wake: Any = None) -> None:
        self.service, self.site, self.tally, self.people, self.wake = service, site, tally, people, wake
        self.waiting: list[Waiting] = []
        self.count = 0

    def join(self, now: float) -> None:
        """A person is found suitable: draws time left, risk, patience, and whether a programme would be completed."""
        release = now + self.site.stays[self.people.randrange(len(self.site.stays))]
        risk = self.service.risks[self.people.randrange(len(self.service.risks))]
        hazard = self.service.withdrawn_a_year / YEAR_DAYS
        patience = self.people.expovariate(hazard) if hazard > 0 else float("inf")
        rank = {"release": release, "risk": -float(risk), "first": now}[self.service.rule]
        self.count += 1
        completes = self.people.random() >= self.service.left_share
        heapq.heappush(self.waiting, Waiting(rank, self.count, now, release, now + patience, completes))

    def take(self, now: float, places: int) -> int:
        """Start up to so many people who will still be there at the end; note who went meanwhile, and keep the rest waiting."""
        kept, taken = [], 0
        while self.waiting and taken < places:
            person = heapq.heappop(self.waiting)
            if min(person.release, person.gives_up) <= now:
                self.leave(person)
            elif person.release < now + self.site.length_days:
                kept.append(person)
            else:
                taken += 1
                self.tally.ended(person.since, now, STARTED)
                self.tally.completed += person.completes and person.since >= self.tally.from_day
        for person in kept:
            heapq.heappush(self.waiting, person)
        return taken

    def leave(self, person: Waiting) -> None:
        """A person is released without a programme, or withdraws first."""
        if person.release > person.gives_up:
            self.tally.ended(person.since, person.gives_up, WITHDRAWN)
            return
        self.tally.ended(person.since, person.release, RELEASED)
        short = person.release < person.since + self.site.length_days
        self.tally.short += short and person.since >= self.tally.from_day

    def close(self, end: float) -> None:
        """The horizon: whoever is still there is still waiting."""
        for person in self.waiting:
            if min(person.release, person.gives_up) <= end:
                self.leave(person)
            else:
                self.tally.ended(person.since, end, WAITING)


def arrivals(env: Any, queue: Queue) -> Generator[Any, None, None]:
    """People become suitable one by one, at a constant rate a day."""
    rate = queue.site.arrivals_a_year / YEAR_DAYS
    while rate > 0:
        yield env.timeout(queue.people.expovariate(rate))
        queue.join(env.now)
        wake, queue.wake = queue.wake, env.event()
        wake.succeed()


def groups(env: Any, queue: Queue, chance: "random.Random") -> Generator[Any, None, None]:
    """Groups start at even distances from a random first day; a group with nobody to take is not held, and tried again."""
    if queue.site.groups_a_year <= 0:
        return
    every = YEAR_DAYS / queue.site.groups_a_year
    yield env.timeout(chance.uniform(0, every))
    while True:
        held = queue.take(env.now, chance.choice(queue.site.group_sizes)) > 0
        queue.tally.groups += held and env.now >= queue.tally.from_day
        yield env.timeout(every if held else min(every, AGAIN_DAYS))


def single_place(env: Any, queue: Queue, chance: "random.Random") -> Generator[Any, None, None]:
    """One place for work with one person at a time; while nobody can start, it waits for the next arrival."""
    lengths = queue.site.lengths or (queue.site.length_days,)
    while True:
        taken = queue.take(env.now, 1)
        yield env.timeout(chance.choice(lengths)) if taken else queue.wake


def simulate(service: Service, *, years: float, seed: int, warm_up: float = WARM_UP_YEARS) -> Tally:
    """One replication of all queues; with the same seed the same people arrive on the same days, whatever the places.

    A warm-up goes before, so that the queue is not empty on the first day; nobody who joined in it is counted.
    """
    import random

    import simpy

    tally = Tally(from_day=warm_up * YEAR_DAYS)
    end = tally.from_day + years * YEAR_DAYS
    for number, site in enumerate(service.sites):
        env = simpy.Environment()
        queue = Queue(service, site, tally, random.Random(f"{seed}/{number}/people"), env.event())
        env.process(arrivals(env, queue))
        env.process(groups(env, queue, random.Random(f"{seed}/{number}/groups")))
        for place in range(service.one_to_one):
            env.process(single_place(env, queue, random.Random(f"{seed}/{number}/place {place}")))
        env.run(until=end)
        queue.close(end)
    return tally
